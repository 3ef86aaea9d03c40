"""Lists of pages in the admin that ask the database once for all of their rows.

Wagtail's page chooser asks three or four times for each row: for its parent, its language, its
schedule and its workflow. The admin's search asks four times for each row what wagtail-localize's
buttons depend on; the explorer has a hook for that, and the search has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wagtail.admin.views.chooser import PageChooserTable
from wagtail.admin.views.pages.search import SearchView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.query import PageQuerySet

from home.left_addresses_screens import DeletePageDeciding, UnpublishPageDeciding
from home.localization.buttons import read_with_the_list
from home.moves import MovePage
from home.privacy.screen import ChangePrivacy
from snippets.locks.screen import LockPage, UnlockPage


class ChooserTable(PageChooserTable):
    """Wagtail's table of pages to choose from."""

    def __init__(self, columns: Sequence[object], data: Iterable[Page], **options: object) -> None:
        rows = list(data)
        read_for_all(rows)
        super().__init__(columns, rows, **options)


def read_for_all(rows: Sequence[Page]) -> None:
    """Gives each row what a list shows of it, in the attributes where Wagtail looks first."""
    pages = Page.objects.filter(pk__in=[row.pk for row in rows]).select_related("locale")
    pages = pages.annotate_approved_schedule().prefetch_workflow_states()
    by_pk = {page.pk: page for page in pages}
    of_parents = [_path_of_the_parent(row) for row in rows]
    parents = Page.objects.filter(path__in=of_parents).select_related("locale")
    by_path = {parent.path: parent for parent in parents}
    for row in rows:
        page = by_pk[row.pk]
        row.locale = page.locale
        row._approved_schedule = page._approved_schedule
        row._current_workflow_states = page._current_workflow_states
        row._cached_parent_obj = by_path.get(_path_of_the_parent(row))


def _path_of_the_parent(page: Page) -> str:
    return str(page.path[: -page.steplen])


class Search(SearchView):
    def annotate_queryset(self, pages: PageQuerySet) -> PageQuerySet:
        return read_with_the_list(None, super().annotate_queryset(pages), self.request)


class PageLists(PageViewSet):
    """Every page, unless its type has views of its own; with views of ours."""

    model = Page
    search_view_class = Search
    set_privacy_view_class = ChangePrivacy
    delete_view_class = DeletePageDeciding
    unpublish_view_class = UnpublishPageDeciding
    lock_view_class = LockPage
    unlock_view_class = UnlockPage
    move_confirm_view_class = MovePage
