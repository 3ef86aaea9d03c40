"""Titles and descriptions of many pages, published as one version: all of them or none.

A page that has a draft: what is live gets the new texts and nothing else, and the draft gets them
too and stays a draft. Where the draft says something else in the same field, nobody can know which
is meant, so the page is refused with that reason. `plan()` says what would happen and changes
nothing; `publish()` does what the plan says, with the pages locked, or raises `NothingPublished`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, Revision

from cms.seo.models import BulkEdit
from cms.seo.obstacles import obstacles
from snippets.names import normal_name
from snippets.visibility import User, explorable_pages

FIELDS = ("seo_title", "search_description")
#: Pages at once: about a tenth of a second each, in one request and one transaction.
MOST = 200
#: Bulk edits that are kept, to be undone.
KEPT = 100

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Edit:
    """New texts of a page, by field. `revision` is the latest that its writer has seen, 0 for none;
    None when that is not known, and then nothing is compared."""

    page_id: int
    texts: Texts
    revision: int | None = None


@dataclass(frozen=True)
class PlannedChange:
    """What an edit would do. `page` is None when the person may not see it or it is gone."""

    edit: Edit
    page: Page | None
    before: Texts
    after: Texts
    refusal: str = ""


@dataclass(frozen=True)
class ChangePlan:
    changes: list[PlannedChange] = field(default_factory=list)

    @property
    def allowed(self) -> list[PlannedChange]:
        return [change for change in self.changes if not change.refusal]

    @property
    def refused(self) -> list[PlannedChange]:
        return [change for change in self.changes if change.refusal]


class NothingPublished(Exception):
    """Nothing was published; the plan has the reason of each page."""

    def __init__(self, plan: ChangePlan) -> None:
        super().__init__(f"{len(plan.refused)} pages cannot be published")
        self.plan = plan


def plan(user: User, edits: Iterable[Edit]) -> ChangePlan:
    """Without the edits that say what is there already. Eight queries, however many there are."""
    by_page = _together(edits)
    rows = explorable_pages(user).filter(pk__in=list(by_page)).order_by("path")
    rows = rows.select_related("locale", "locked_by", "latest_revision__user")
    pages: dict[int, Page] = {page.pk: page for page in rows}
    reasons = obstacles(user, list(pages.values()))
    changes = [_change(edit, pages.get(page_id), reasons) for page_id, edit in by_page.items()]
    order = {page_id: place for place, page_id in enumerate(pages)}
    changes.sort(key=lambda change: order.get(change.edit.page_id, -1))
    return ChangePlan([change for change in changes if change.page is None or change.after])


def _together(edits: Iterable[Edit]) -> dict[int, Edit]:
    by_page: dict[int, Edit] = {}
    for edit in edits:
        if (known := by_page.get(edit.page_id)) is not None:
            edit = replace(edit, texts={**known.texts, **edit.texts})
        by_page[edit.page_id] = edit
    return by_page


def _change(edit: Edit, page: Page | None, reasons: Mapping[int, str]) -> PlannedChange:
    if page is None:
        gone = _("This page is not there any more, or not for you to see. Leave it out.")
        return PlannedChange(edit, None, {}, edit.texts, gone)
    wanted = {name: normal_name(edit.texts[name]) for name in FIELDS if name in edit.texts}
    after = {name: text for name, text in wanted.items() if text != getattr(page, name)}
    before = {name: str(getattr(page, name)) for name in after}
    reason = reasons.get(page.pk, "") or next(_reasons(edit, page, before, after), "")
    return PlannedChange(edit, page, before, after, reason)


def _reasons(edit: Edit, page: Page, before: Texts, after: Texts) -> Iterator[str]:
    latest: Revision | None = page.latest_revision
    if edit.revision is not None and edit.revision != (page.latest_revision_id or 0):
        yield _changed_meanwhile(latest)
    draft = latest.content if latest is not None and page.has_unpublished_changes else {}
    for name, text in after.items():
        drafted = str(draft.get(name, before[name]) or "")
        if drafted not in (before[name], text):
            yield _(
                "Its draft says something else here: “%(text)s”. Publish or change the draft in "
                "its editor."
            ) % {"text": f"\u2068{drafted}\u2069"}
        try:
            Page._meta.get_field(name).run_validators(text)
        except ValidationError as error:
            yield " ".join(error.messages)


def _changed_meanwhile(latest: Revision | None) -> str:
    if latest is None or latest.user is None:
        return _("It was changed meanwhile. Look at what it says now, and write it again.")
    text = _("%(person)s has changed it meanwhile. Look at what it says now, and write it again.")
    return text % {"person": f"\u2068{get_user_display_name(latest.user)}\u2069"}


@transaction.atomic
def publish(user: Any, edits: Sequence[Edit], how: str) -> BulkEdit | None:
    """All of them in one transaction, so in one version. None when there is nothing to change.

    Raises NothingPublished, with nothing changed.
    """
    ids = sorted({edit.page_id for edit in edits})
    # Whoever saves one of these pages waits until this is through, and compares then.
    list(Page.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    planned = plan(user, edits)
    if planned.refused:
        raise NothingPublished(planned)
    if not planned.changes:
        return None
    pages = Page.objects.filter(pk__in=[change.edit.page_id for change in planned.changes])
    specific = {page.pk: page for page in pages.specific()}
    done, invalid = [], {}
    for change in planned.changes:
        page = specific[change.edit.page_id]
        try:
            revision = _publish_texts(page, change.after, user)
        except ValidationError as error:
            invalid[page.pk] = _(
                "The page cannot be saved: %(reason)s Mend that in its editor."
            ) % {"reason": " ".join(error.messages)}
            continue
        done.append(
            {
                "page": page.pk,
                "revision": revision.pk,
                "before": dict(change.before),
                "after": dict(change.after),
            }
        )
    if invalid:
        reasons = (
            replace(change, refusal=invalid.get(change.edit.page_id, ""))
            for change in planned.changes
        )
        raise NothingPublished(ChangePlan(list(reasons)))
    bulk_edit = BulkEdit.objects.create(user=user, how=how, changes=done)
    BulkEdit.objects.filter(pk__in=list(_older_ones())).delete()
    return bulk_edit


def _publish_texts(page: Any, texts: Texts, user: Any) -> Revision:
    """Answers the latest revision afterwards: what is live, or the draft that stays one."""
    draft = page.latest_revision if page.has_unpublished_changes else None
    _write(page, texts)
    live = page.save_revision(user=user, log_action=True)
    # The right to publish the draft is not asked for: it does not go live.
    live.publish(user=user, skip_permission_checks=True)
    if draft is None:
        return live
    drafted = Revision.objects.get(pk=draft.pk).as_object()
    _write(drafted, texts)
    # It may be a draft that cannot be published yet.
    return drafted.save_revision(user=user, log_action=True, clean=False)


def _write(page: Any, texts: Texts) -> None:
    for name, text in texts.items():
        setattr(page, name, text)


def _older_ones() -> Iterator[int]:
    yield from BulkEdit.objects.values_list("pk", flat=True)[KEPT:]


def last_bulk_edit() -> BulkEdit | None:
    return BulkEdit.objects.select_related("user").first()


def undoing(bulk_edit: BulkEdit) -> list[Edit]:
    """What takes a bulk edit back. A page that changed since then is refused."""
    return [
        Edit(change["page"], change["before"], change["revision"]) for change in bulk_edit.changes
    ]
