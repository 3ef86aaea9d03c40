"""Every model of the app, where Django looks for them. Each is in the room that owns it."""

from cms.audit.models import AuditEvent
from cms.changes.models import ChangeRecord, PublicItem
from cms.notifications.models import Mail, MailPreferences, Notification
from cms.previews.share_links import ShareLink
from cms.previews.targets import PreviewTarget
from cms.publishing.models import (
    Change,
    ContentVersion,
    DocumentVersion,
    KeptData,
    KeptVersion,
    Publication,
    Rollback,
)
from cms.releases.models import Release, ReleaseMember
from cms.search.models import PageText, SearchSynonyms, SearchWord, StalePageText
from cms.seo.models import BulkEdit
from cms.seo.not_found import NotFoundAddress
from cms.tokens.models import MachineToken
from cms.trash.models import TrashedRow, TrashEntry
from cms.webhooks.models import Webhook, WebhookDelivery

__all__ = [
    "AuditEvent",
    "BulkEdit",
    "Change",
    "ChangeRecord",
    "ContentVersion",
    "DocumentVersion",
    "KeptData",
    "KeptVersion",
    "Mail",
    "MailPreferences",
    "NotFoundAddress",
    "Notification",
    "MachineToken",
    "PageText",
    "PreviewTarget",
    "PublicItem",
    "Publication",
    "Release",
    "ReleaseMember",
    "Rollback",
    "SearchSynonyms",
    "SearchWord",
    "ShareLink",
    "StalePageText",
    "TrashEntry",
    "TrashedRow",
    "Webhook",
    "WebhookDelivery",
]
