"""Reordering by dragging: one order for all languages, seen through one of them.

An editor drags a row among those of one language. Its translation group moves, relative to the
groups that the editor saw; groups without a row in that language keep their neighbours. The menu is
shown as a tree, and an item moves among the items under the same parent.

Wagtail's own view shifts the places of both languages by the rows of one, and answers a malformed
position by moving the item to the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from django.contrib.admin.utils import unquote
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.snippets.views import snippets

from snippets.models.ordered import in_listed_order, in_order, renumber

Key: TypeAlias = UUID  # the translation key of a group


@dataclass(frozen=True)
class ListedRow:
    """A row as the list shows it: its group, and the group that it is under."""

    key: Key
    parent: Key | None = None


def moved(
    all_keys: Sequence[Key], listed: Sequence[ListedRow], key: Key, position: int
) -> list[Key]:
    """The order of all groups after `key` was dropped at `position` (from 0) of the list."""
    here = next(place for place, row in enumerate(listed) if row.key == key)
    row = listed[here]
    others = [other for other in listed if other.key != key]
    above = [other.key for other in others[:position] if other.parent == row.parent]
    below = [other.key for other in others[position:] if other.parent == row.parent]
    keys = [other for other in all_keys if other != key]
    if position == here or not (above or below):
        return list(all_keys)
    # Towards the first: right before what is below it now; towards the last: right after.
    if below and (position < here or not above):
        keys.insert(keys.index(below[0]), key)
    else:
        keys.insert(keys.index(above[-1]) + 1, key)
    return keys


class ReorderView(snippets.ReorderView):
    """POST …/reorder/<pk>/?position=<index among the rows of the item's language>.

    200 {"success": true}; 400 {"success": false, "message": …} when the position is not one.
    """

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        given = request.GET.get("position", "")
        with transaction.atomic():
            # Two editors at once: the second waits, and moves within the order of the first.
            list(self.model._default_manager.order_by("pk").select_for_update().values_list("pk"))
            item = get_object_or_404(self.model, pk=unquote(str(kwargs["pk"])))
            listed = [
                ListedRow(row.translation_key, row.family if row.is_below else None)
                for row in in_listed_order(self.model, locale_id=item.locale_id)
            ]
            if not (given.isascii() and given.isdecimal() and int(given) < len(listed)):
                message = _("“%(given)s” is no place in this list: it has %(count)s items.")
                text = message % {"given": given, "count": len(listed)}
                return JsonResponse({"success": False, "message": text}, status=400)
            before = in_order(self.model)
            after = moved(before, listed, item.translation_key, int(given))
            if after != before:
                renumber(self.model, after)
                item.refresh_from_db(fields=["order"])
                log(
                    instance=item,
                    action="wagtail.reorder",
                    user=request.user,
                    data={"order": item.order},
                )
        return JsonResponse({"success": True})
