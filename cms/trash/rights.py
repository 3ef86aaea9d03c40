"""Who may restore something: whoever may delete it. Only they see it in the trash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.trash.models import Thing, TrashEntry
from cms.trash.places import parent_of
from home.roles.permissions import EDIT_CONTENT
from snippets.locks.screen import has_right
from snippets.snippet_types import snippet_types


def may_use_the_trash(user: User | AnonymousUser) -> bool:
    """Whether there is anything that the user may delete."""
    pages = policy_registry.get_by_type(Page)
    if user.has_perm(EDIT_CONTENT) and pages.user_has_any_permission(user, ["add", "change"]):
        return True
    return any(
        policy_registry.get_by_type(model).user_has_permission(user, "delete")
        for model in snippet_types()
    )


def may_restore(user: User | AnonymousUser, entry: TrashEntry) -> bool:
    """All of it: what was deleted together is restored together."""
    return bool(restorable(user, [entry]))


def restorable(user: User | AnonymousUser, entries: Iterable[TrashEntry]) -> list[TrashEntry]:
    """Those that the user may restore; one query for the pages above, and one more for each that
    is gone."""
    entries = list(entries)
    parents = {thing["parent"] for entry in entries for thing in entry.things} - {None}
    above = dict(Page.objects.filter(pk__in=parents).values_list("pk", "path"))
    return [entry for entry in entries if all(_may(user, thing, above) for thing in entry.things)]


def require(user: User, entry: TrashEntry) -> None:
    """Raises PermissionDenied."""
    if not may_restore(user, entry):
        raise PermissionDenied


def require_of_restored(user: User, entry: TrashEntry) -> None:
    """The same of what is there again, asked of Wagtail: the last word. Raises PermissionDenied."""
    for thing in entry.things:
        row = apps.get_model(thing["model"])._default_manager.get(pk=thing["key"])
        may = (
            row.permissions_for_user(user).can_delete()
            if isinstance(row, Page)
            else has_right(user, row, "delete")
        )
        if not may:
            raise PermissionDenied


def _may(user: User | AnonymousUser, thing: Thing, above: Mapping[int, str]) -> bool:
    try:
        model = apps.get_model(thing["model"])
    except LookupError:  # of a kind that there is no more
        return bool(user.is_superuser)
    if not issubclass(model, Page):
        return bool(policy_registry.get_by_type(model).user_has_permission(user, "delete"))
    return _may_delete_page(user, thing, above)


def _may_delete_page(user: User | AnonymousUser, thing: Thing, above: Mapping[int, str]) -> bool:
    """As PagePermissionTester.can_delete() says of a page that is there."""
    if not user.is_active or user.is_superuser:
        return user.is_active
    if not user.has_perm(EDIT_CONTENT):
        return False
    path = above.get(thing["parent"] or 0)
    if path is None:
        successor = parent_of(thing)
        path = successor.path if successor else thing["path"]
    place: Any = Page(path=path, depth=len(path) // Page.steplen)
    permissions: set[str] = place.permissions_for_user(user).permissions
    if "bulk_delete" not in permissions and thing["pages"] > 1:
        return False
    if thing["live"] and "publish" not in permissions:
        return False
    return "change" in permissions or ("add" in permissions and thing["owners"] == [user.pk])
