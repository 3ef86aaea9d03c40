"""What people are told of: the sentence of each kind, and which switch of the account mails it.

A kind is one row. `who` is who did it, `title` the thing, `when` its time: a sentence uses
those that it needs.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.users.models import UserProfile

from cms.notifications.models import MailPreferences, Notification

Words = str | Promise


@dataclass(frozen=True)
class NotificationKind:
    """`preference` is a field of Wagtail's profile, or of MailPreferences."""

    name: str
    sentence: Words
    preference: str

    def is_mailed_to(self, user: User) -> bool:
        if self.preference.endswith("_notifications"):
            return bool(getattr(UserProfile.get_for_user(user), self.preference))
        chosen = MailPreferences.objects.filter(user=user).first() or MailPreferences()
        return bool(getattr(chosen, self.preference))


_COMMENTS = "updated_comments_notifications"

SUBMITTED = NotificationKind(
    "submitted",
    gettext_lazy("%(who)s submitted “%(title)s” for moderation."),
    "submitted_notifications",
)
APPROVED = NotificationKind(
    "approved", gettext_lazy("%(who)s approved “%(title)s”."), "approved_notifications"
)
CHANGES_REQUESTED = NotificationKind(
    "changes_requested",
    gettext_lazy("%(who)s asked for changes to “%(title)s”."),
    "rejected_notifications",
)
COMMENT = NotificationKind("comment", gettext_lazy("%(who)s commented on “%(title)s”."), _COMMENTS)
REPLY = NotificationKind(
    "reply", gettext_lazy("%(who)s answered a comment on “%(title)s”."), _COMMENTS
)
MENTION = NotificationKind(
    "mention", gettext_lazy("%(who)s mentioned you in a comment on “%(title)s”."), _COMMENTS
)
RESOLVED = NotificationKind(
    "resolved", gettext_lazy("%(who)s resolved a comment on “%(title)s”."), _COMMENTS
)
BEHIND = NotificationKind(
    "behind",
    gettext_lazy("The source of “%(title)s” was published: the translation is behind."),
    "translations",
)
RELEASE_SOON = NotificationKind(
    "release_soon", gettext_lazy("The release “%(title)s” goes live at %(when)s."), "releases"
)
RELEASE_LIVE = NotificationKind(
    "release_live", gettext_lazy("The release “%(title)s” is live."), "releases"
)
RELEASE_FAILED = NotificationKind(
    "release_failed",
    gettext_lazy("The release “%(title)s” did not go live; nothing was changed."),
    "releases",
)
SCHEDULE_FAILED = NotificationKind(
    "schedule_failed",
    gettext_lazy("“%(title)s” could not be published or taken down at its time."),
    "schedules",
)

KINDS = {
    kind.name: kind
    for kind in (
        *(SUBMITTED, APPROVED, CHANGES_REQUESTED, COMMENT, REPLY, MENTION, RESOLVED),
        *(BEHIND, RELEASE_SOON, RELEASE_LIVE, RELEASE_FAILED, SCHEDULE_FAILED),
    )
}


def sentence(told: Notification) -> str:
    """In the language and time zone that are active. Names keep their own direction in it."""
    when = timezone.localtime(told.moment) if told.moment else None
    values = {
        "who": _isolated(name_of(told.actor)),
        "title": _isolated(told.title),
        "when": f"{date_format(when)}, {date_format(when, 'TIME_FORMAT')}" if when else "",
    }
    return str(KINDS[told.kind].sentence) % values


def name_of(user: User | None) -> str:
    if user is None:
        return _("Somebody")
    return user.get_full_name().strip() or user.get_username()


def _isolated(text: str) -> str:
    """One line, between the marks that keep its direction from what stands around it."""
    return f"\u2068{' '.join(text.split())}\u2069"
