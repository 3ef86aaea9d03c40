"""The first page of the admin: what waits for the user, and what went live lately.

Wagtail's own panels stay beside it: what awaits review, the user's submissions, edits and locked
pages. What waits is shown to those who may edit it. That something went live everybody who may
enter sees, as on the page "Published"; what it was, those who may see it (snippets/visibility.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_latest_str
from wagtail.models import Revision

from cms.editorial import labels, recent_publications, what_changes
from home.localization import status
from home.localization.kinds import kinds

MOST = 8  # lines of a list


@dataclass(frozen=True)
class WaitingItem:
    """A page or snippet that waits, since or until `moment`."""

    title: str
    kind: str
    language: str
    edit_url: str
    what_changes_url: str
    moment: datetime | None


class Waiting(Component):
    """Drafts of the user, what is scheduled, and the translations that are behind.

    Only `home.localization.status` decides what is behind, so that this list and the screen
    "Translations" agree.
    """

    name = "waiting"
    template_name = "cms/admin/home_waiting.html"
    order = 230

    def get_context_data(self, parent_context: Any = None) -> Mapping[str, object]:
        user = parent_context["request"].user
        return {
            "drafts": _items(user, _drafts(user)),
            "scheduled": _items(user, scheduled(user)),
            "expiring": _items(user, expiring(user)),
            "behind": _items(user, status.behind(user, MOST)),
        }


class WentLive(Component):
    name = "went_live"
    template_name = "cms/admin/home_went_live.html"
    order = 260

    def get_context_data(self, parent_context: Any = None) -> Mapping[str, object]:
        return {"lines": recent_publications.lines(MOST, parent_context["request"].user)}


def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    panels += [Waiting(), WentLive()]


#: A page or snippet, and since or until when it waits.
WaitingRow = tuple[Any, datetime | None]


def _items(user: AbstractUser, rows: Iterable[WaitingRow]) -> list[WaitingItem]:
    finder = AdminURLFinder(user)
    return [
        WaitingItem(
            title=get_latest_str(row),
            kind=str(row._meta.verbose_name),
            language=labels.language(row.locale.language_code),
            edit_url=finder.get_edit_url(row),
            what_changes_url=what_changes.address(row),
            moment=moment,
        )
        for row, moment in rows
    ]


# --- What waits: of each kind the rows that the user may edit, in one query -------------


def _rows(user: AbstractUser) -> Iterator[models.QuerySet[Any]]:
    for kind in kinds():
        yield kind.rows_of(user).select_related("locale", "latest_revision")


def _drafts(user: AbstractUser) -> list[WaitingRow]:
    """What the user edited last and nobody published or scheduled."""
    waiting = []
    for rows in _rows(user):
        drafts = rows.filter(
            has_unpublished_changes=True,
            latest_revision__user=user,
            latest_revision__approved_go_live_at=None,
        )
        newest = drafts.order_by("-latest_revision__created_at")[:MOST]
        waiting += [(row, row.latest_revision.created_at) for row in newest]
    return sorted(waiting, key=itemgetter(1), reverse=True)[:MOST]


def scheduled(user: AbstractUser, most: int = MOST) -> list[WaitingRow]:
    waiting = []
    for rows in _rows(user):
        revisions = Revision.objects.filter(
            content_type=ContentType.objects.get_for_model(rows.model),
            approved_go_live_at__gt=timezone.now(),
        )
        own = revisions.filter(object_id=Cast(OuterRef("pk"), models.CharField()))
        first = own.order_by("approved_go_live_at").values("approved_go_live_at")[:1]
        scheduled = rows.filter(
            pk__in=revisions.values(number=Cast("object_id", models.BigIntegerField()))
        ).annotate(goes_live_at=Subquery(first))
        soonest = scheduled.order_by("goes_live_at")[:most]
        waiting += [(row, row.goes_live_at) for row in soonest]
    return sorted(waiting, key=itemgetter(1))[:most]


def expiring(user: AbstractUser, most: int = MOST) -> list[WaitingRow]:
    waiting = []
    for rows in _rows(user):
        live = rows.filter(live=True, expire_at__gt=timezone.now())
        waiting += [(row, row.expire_at) for row in live.order_by("expire_at")[:most]]
    return sorted(waiting, key=itemgetter(1))[:most]
