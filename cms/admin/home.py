"""The first page of the admin: what waits for the user, and what went live lately.

Beside Wagtail's own panels, which stay: what awaits review, one's own submissions, edits and
locked pages. What waits is shown to those who may edit it; what went live is public, and told to
whoever may enter, as on the page "Published".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_latest_str
from wagtail.models import Revision

from cms.admin import lately, what_changes, words
from home.translations import states

MOST = 8  # lines of a list


@dataclass(frozen=True)
class Item:
    """A thing that waits: since or until `moment`."""

    title: str
    kind: str
    language: str
    edit_url: str
    what_changes_url: str
    moment: datetime | None


class Waiting(Component):
    """Drafts of the user, what is scheduled, and the translations that are behind.

    What is behind is said by `home.translations.states` alone, so that this list and the screen
    "Translations" agree.
    """

    name = "waiting"
    template_name = "cms/admin/home_waiting.html"
    order = 230

    def get_context_data(self, parent_context: Any = None) -> Mapping[str, Any]:
        user = parent_context["request"].user
        return {
            "drafts": _items(user, _drafts(user)),
            "scheduled": _items(user, _scheduled(user)),
            "expiring": _items(user, _expiring(user)),
            "behind": _items(user, states.behind(user, MOST)),
        }


class WentLive(Component):
    name = "went_live"
    template_name = "cms/admin/home_went_live.html"
    order = 260

    def get_context_data(self, parent_context: Any = None) -> Mapping[str, Any]:
        return {"lines": lately.lines(MOST)}


def add_panels(request: Any, panels: list[Component]) -> None:
    panels += [Waiting(), WentLive()]


Found = tuple[Any, datetime | None]


def _items(user: Any, found: Iterable[Found]) -> list[Item]:
    finder = AdminURLFinder(user)
    return [
        Item(
            title=get_latest_str(thing),
            kind=str(thing._meta.verbose_name),
            language=words.language(thing.locale.language_code),
            edit_url=finder.get_edit_url(thing),
            what_changes_url=what_changes.address(thing),
            moment=moment,
        )
        for thing, moment in found
    ]


# --- What waits: of each kind of thing those that the user may edit, in one query -------------


def _rows(user: Any) -> Iterator[models.QuerySet[Any]]:
    for kind in states.KINDS:
        yield kind.rows_of(user).select_related("locale", "latest_revision")


def _drafts(user: Any) -> list[Found]:
    """What the user edited last and nobody published or scheduled."""
    found = []
    for rows in _rows(user):
        drafts = rows.filter(
            has_unpublished_changes=True,
            latest_revision__user=user,
            latest_revision__approved_go_live_at=None,
        )
        newest = drafts.order_by("-latest_revision__created_at")[:MOST]
        found += [(one, one.latest_revision.created_at) for one in newest]
    return sorted(found, key=itemgetter(1), reverse=True)[:MOST]


def _scheduled(user: Any) -> list[Found]:
    found = []
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
        soonest = scheduled.order_by("goes_live_at")[:MOST]
        found += [(one, one.goes_live_at) for one in soonest]
    return sorted(found, key=itemgetter(1))[:MOST]


def _expiring(user: Any) -> list[Found]:
    found = []
    for rows in _rows(user):
        live = rows.filter(live=True, expire_at__gt=timezone.now())
        found += [(one, one.expire_at) for one in live.order_by("expire_at")[:MOST]]
    return sorted(found, key=itemgetter(1))[:MOST]
