"""Who may do what with releases (docs/decisions/roles.md, docs/decisions/releases.md).

Preparing one takes `cms.change_release` (or `cms.add_release` for a new one) and, for each member,
the right to edit it. Approving, publishing and undoing take `cms.publish_release` and the right to
publish each member: a release gives nobody a right that they lack.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.models import User as Account
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from cms.previews.as_if_published import Draftable
from cms.releases.models import ReleaseMember
from snippets.visibility import ids_told_to, may_edit

User = Account | AnonymousUser

VERBS = ("add", "change", "delete", "view", "publish")


def account_of(request: HttpRequest) -> Account:
    """Whose request it is. Nobody gets this far without a log-in."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user


def may_see(user: User) -> bool:
    return any(user.has_perm(f"cms.{verb}_release") for verb in VERBS)


def may_begin(user: User) -> bool:
    return bool(user.has_perm("cms.add_release"))


def may_prepare(user: User) -> bool:
    return bool(user.has_perm("cms.change_release"))


def may_delete(user: User) -> bool:
    return bool(user.has_perm("cms.delete_release"))


def may_publish_releases(user: User) -> bool:
    return bool(user.has_perm("cms.publish_release"))


def may_look_into(user: User, row: Draftable | None) -> bool:
    """Whether the user may read what a draft says; what is gone says nothing."""
    return row is None or may_edit(user, type(row), row)


def may_read_the_title(user: User, kept: ReleaseMember, row: Draftable | None) -> bool:
    """Also of what is gone (snippets/visibility.py)."""
    if row is not None:
        return may_look_into(user, row)
    model = kept.content_type.model_class()
    return model is None or bool(ids_told_to(user, model, {kept.object_id}))
