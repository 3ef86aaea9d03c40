"""Deleting or unpublishing many pages at once asks about their translations."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.models import Site

from snippets.taking_down import Unpublishing
from snippets.taking_many_down import DeletingMany, TakingManyDown, without_those_below


class _OfPages(TakingManyDown):
    @cached_property
    def offered(self) -> dict[str, Any]:
        """A home page is taken down by itself: a website keeps its last."""
        roots = set(Site.objects.values_list("root_page__translation_key", flat=True))
        offered = super().offered
        return {key: row for key, row in offered.items() if row.translation_key not in roots}


class DeletePages(_OfPages, DeletingMany, DeleteBulkAction):
    template_name = "home/admin/confirm_bulk_delete.html"

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        """A page that is under another of them goes with that one. Wagtail deletes it twice."""
        pages, without_access = super().get_actionable_objects()
        return without_those_below(pages), without_access


class UnpublishPages(_OfPages, UnpublishBulkAction):
    question, left = Unpublishing.question, Unpublishing.left
    template_name = "home/admin/confirm_bulk_unpublish.html"

    def may_take_too(self, row: Any) -> bool:
        return bool(row.live) and super().may_take_too(row)
