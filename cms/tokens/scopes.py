"""What a token may be for. A scope is listed only if an address asks for it today."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Scope:
    """`permission` is what the maker of a token needs for it, when it is made and at each use."""

    name: str
    label: Promise
    permission: str


REBUILD = Scope("rebuild", _("Rebuild the published documents"), "cms.rebuild_documents")

DRAFTS = Scope("drafts", _("Read the website with all drafts"), "wagtailadmin.access_admin")

SCOPES: dict[str, Scope] = {scope.name: scope for scope in (REBUILD, DRAFTS)}


def scopes_of(user: AbstractUser) -> list[Scope]:
    """Those that the user may give to a token."""
    return [scope for scope in SCOPES.values() if user.has_perm(scope.permission)]
