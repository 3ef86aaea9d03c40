"""Whose titles a person of the admin may read, where Wagtail asks for the right to enter alone.

Pages: those that the person may explore, by Wagtail's own rule, as in its site history. Where a
page is chosen as a link's target, those of the website too: every reader knows them. Snippets:
drafts are for those who have any right over the type; what is live, everybody sees.
"""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from wagtail.models import CollectionMember, Page
from wagtail.permissions import policy_registry

User = AbstractUser | AnonymousUser
Row = TypeVar("Row", bound=Model)

ANY_RIGHT = ("add", "change", "delete", "publish", "view")


def explorable_pages(user: User) -> QuerySet[Page]:
    pages: QuerySet[Page] = policy_registry.get_by_type(Page).explorable_instances(user)
    return pages


def may_explore(user: User, page: Page) -> bool:
    return explorable_pages(user).filter(pk=page.pk).exists()


def pages_to_link_to(user: User, pages: QuerySet[Page]) -> QuerySet[Page]:
    if user.is_superuser:
        return pages
    explorable = explorable_pages(user).order_by().values("pk")
    of_readers = Page.objects.live().public().order_by().values("pk")
    return pages.filter(Q(pk__in=explorable) | Q(pk__in=of_readers))


def has_any_right(user: User, model: type[Model]) -> bool:
    policy = policy_registry.get_by_type(model)
    return bool(policy.user_has_any_permission(user, ANY_RIGHT))


def may_edit(user: User, model: type[Model], row: Model | None) -> bool:
    """Whether the user may edit a page or snippet, or publish or review it. `row` is None for what
    is not saved yet: then whether there is anything of the kind that the user may make."""
    if issubclass(model, Page):
        if not isinstance(row, Page):
            policy = policy_registry.get_by_type(Page)
            return bool(policy.user_has_any_permission(user, ["add", "change", "publish"]))
        permissions = row.permissions_for_user(user)
        if permissions.can_edit() or permissions.can_publish():
            return True
    else:
        policy = policy_registry.get_by_type(model)
        if policy.user_has_any_permission(user, ["add", "change", "publish"]):
            return True
    task = getattr(row, "current_workflow_task", None)
    return bool(task and task.user_can_access_editor(row, user))


def visible_rows(user: User, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Of a type of snippet."""
    if has_any_right(user, rows.model):
        return rows
    try:
        rows.model._meta.get_field("live")
    except FieldDoesNotExist:
        return rows
    return rows.filter(live=True)


def ids_told_to(user: User, model: type[Model], ids: set[str]) -> set[str]:
    """Those of `ids`, the primary keys of rows of a model, whose titles the user may read. A row
    that is gone is for those who have rights over all that are left."""
    if user.is_superuser:
        return ids
    if issubclass(model, Page):
        known = Page.objects.filter(pk__in=ids)
        told = explorable_pages(user).filter(pk__in=ids)
        gone = ids - _keys(known) if _may_change_the_root(user) else set()
        return _keys(told) | gone
    if not issubclass(model, CollectionMember):
        return ids if has_any_right(user, model) else set()
    policy = policy_registry.get_by_type(model)
    rows = policy.instances_user_has_any_permission_for(user, ["add", "change", "delete", "choose"])
    return _keys(rows.filter(pk__in=ids))


def _keys(rows: QuerySet[Row]) -> set[str]:
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def _may_change_the_root(user: User) -> bool:
    """Whom Wagtail's own site history tells of pages that were deleted."""
    permissions = Page.get_first_root_node().permissions_for_user(user)
    return bool(permissions.can_add_subpage() or permissions.can_edit())
