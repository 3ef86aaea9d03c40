"""The first page of the admin: what waits for the user, and what went live lately.

Beside Wagtail's own panels, which stay: what awaits review, one's own submissions, edits and
locked pages. What waits is shown to those who may edit it; what went live is public, and told to
whoever may enter, as on the page "Published".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_latest_str
from wagtail.models import DraftStateMixin, Page, Revision, TranslatableMixin

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
            "scheduled": _items(user, _scheduled()),
            "expiring": _items(user, _expiring()),
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


def drafted_models() -> list[type[Model]]:
    """Pages, as one, and every snippet with drafts."""
    snippets = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin)
        and issubclass(model, TranslatableMixin)
        and not issubclass(model, Page)
    ]
    return [Page, *snippets]


Found = tuple[Any, datetime | None]


def _items(user: Any, found: Iterable[Found]) -> list[Item]:
    finder = AdminURLFinder(user)
    items: list[Item] = []
    for thing, moment in found:
        if len(items) == MOST:
            break
        if edit_url := finder.get_edit_url(thing):
            items.append(
                Item(
                    title=get_latest_str(thing),
                    kind=str(thing._meta.verbose_name),
                    language=words.language(thing.locale.language_code),
                    edit_url=edit_url,
                    what_changes_url=what_changes.address(thing),
                    moment=moment,
                )
            )
    return items


def _rows(model: type[Model]) -> Any:
    return model._default_manager.select_related("locale", "latest_revision")


def _newest_first(found: Iterable[Found]) -> Iterator[Found]:
    return iter(sorted(found, key=lambda one: one[1] or timezone.now(), reverse=True))


def _drafts(user: Any) -> Iterator[Found]:
    """What the user edited last and nobody published or scheduled."""
    found: list[Found] = []
    for model in drafted_models():
        drafts = _rows(model).filter(
            has_unpublished_changes=True,
            latest_revision__user=user,
            latest_revision__approved_go_live_at=None,
        )
        newest = drafts.order_by("-latest_revision__created_at")[: 2 * MOST]
        found += [(one, one.latest_revision.created_at) for one in newest]
    return _newest_first(found)


def _scheduled() -> Iterator[Found]:
    revisions = Revision.objects.filter(approved_go_live_at__gt=timezone.now())
    for revision in revisions.order_by("approved_go_live_at")[: 2 * MOST]:
        if revision.content_object is not None:
            yield revision.content_object, revision.approved_go_live_at


def _expiring() -> Iterator[Found]:
    found: list[Found] = []
    for model in drafted_models():
        live = _rows(model).filter(live=True, expire_at__gt=timezone.now())
        found += [(one, one.expire_at) for one in live.order_by("expire_at")[: 2 * MOST]]
    return iter(sorted(found, key=lambda one: one[1] or timezone.now()))
