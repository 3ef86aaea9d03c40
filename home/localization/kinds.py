"""The kinds of content that are translated: each type of page and of snippet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.text import capfirst
from wagtail.models import Page
from wagtail.permissions import page_permission_policy, policy_registry

from home.models import WebsitePage, page_types
from snippets.models.translated import TranslatedSnippet
from snippets.viewset import viewsets

User: TypeAlias = AbstractUser | AnonymousUser
Rows: TypeAlias = "models.QuerySet[models.Model]"


@dataclass(frozen=True)
class TranslatedKind:
    """A model that is translated; `title` is the field by which a list names its rows."""

    model: type[WebsitePage] | type[TranslatedSnippet]
    title: str

    @property
    def name(self) -> str:
        return self.model._meta.label_lower

    @property
    def label(self) -> str:
        return str(capfirst(self.model._meta.verbose_name))

    @property
    def is_page(self) -> bool:
        return issubclass(self.model, Page)

    @property
    def order(self) -> str:
        return "path" if self.is_page else self.title

    def rows(self) -> Rows:
        """All rows in all languages, without aliases: these only show another language."""
        rows = self.model._default_manager.all()
        return rows.filter(alias_of=None) if self.is_page else rows

    def rows_of(self, user: User) -> Rows:
        """Those that the user may edit."""
        if self.is_page:
            pages = page_permission_policy.instances_user_has_permission_for(user, "change")
            return self.rows().filter(pk__in=pages.order_by().values("pk"))
        policy = policy_registry.get_by_type(self.model)
        return self.rows() if policy.user_has_permission(user, "change") else self.rows().none()

    def sources(self, rows: Rows) -> Rows:
        """The oldest row of each translation group among `rows`."""
        older = self.rows().filter(translation_key=OuterRef("translation_key"))
        return rows.filter(~Exists(older.filter(pk__lt=OuterRef("pk"))))


def kinds() -> list[TranslatedKind]:
    """Pages first, then snippets in the order of the admin's menu."""
    snippets = [viewset.model for viewset in viewsets()]
    return [
        *(TranslatedKind(page_type, "draft_title") for page_type in page_types()),
        *(TranslatedKind(snippet, snippet.title_field) for snippet in snippets),
    ]


def kinds_by_name() -> dict[str, TranslatedKind]:
    return {kind.name: kind for kind in kinds()}
