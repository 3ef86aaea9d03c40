"""`?locale=ar&fallback=true`: the pages of a language, and those that its readers get in another
one because they are not translated. As `find` says of each address: a page that was taken down in
the language is not among them.

A section of one language stands for the same section in all: `child_of` and `descendant_of` mean
the pages under its translations too.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from rest_framework.request import Request
from wagtail.api.v2.filters import ChildOfFilter as StockChildOfFilter
from wagtail.api.v2.filters import DescendantOfFilter as StockDescendantOfFilter
from wagtail.api.v2.filters import LocaleFilter as StockLocaleFilter
from wagtail.models import Page

from cms.delivery.languages import Language
from cms.delivery.pages import Website, readable, under_the_homes
from snippets.models.deleted import DeletedTranslation


class LocaleFilter(StockLocaleFilter):
    def filter_queryset(self, request: Request, queryset: QuerySet[Page], view: Any) -> Any:
        if not view.falls_back:
            return super().filter_queryset(request, queryset, view)
        return queryset.filter(_shown_to(view.language, view.site))


class ChildOfFilter(StockChildOfFilter):
    def filter_queryset(self, request: Request, queryset: QuerySet[Page], view: Any) -> Any:
        under: Any = super().filter_queryset(request, queryset, view)
        if not view.falls_back or "child_of" not in request.GET:
            return under
        below = Q(pk__in=[])
        for section in _translations(view, request.GET["child_of"]):
            below |= Q(path__startswith=section.path, depth=section.depth + 1)
        widened = queryset.filter(below)
        # Wagtail's mark, by which it refuses `descendant_of` beside it.
        widened._filtered_by_child_of = under._filtered_by_child_of  # type: ignore[attr-defined]
        return widened


class DescendantOfFilter(StockDescendantOfFilter):
    def filter_queryset(self, request: Request, queryset: QuerySet[Page], view: Any) -> Any:
        under: Any = super().filter_queryset(request, queryset, view)
        if not view.falls_back or "descendant_of" not in request.GET:
            return under
        below = Q(pk__in=[])
        for section in _translations(view, request.GET["descendant_of"]):
            below |= Q(path__startswith=section.path, depth__gt=section.depth)
        return queryset.filter(below)


def _translations(view: Any, asked: str) -> list[Page]:
    """A page that Wagtail's filter has accepted, in every language in which readers see it."""
    pages = view.get_base_queryset()
    page = view.get_root_page() if asked == "root" else pages.get(pk=asked)
    return list(pages.filter(translation_key=page.translation_key))


def _shown_to(language: Language, site: Website) -> Q:
    """Of each page the one in `language`; where readers of it never had one, that of the first
    other language that has it."""
    shown = Q(locale_id=language.locale_id)
    before: list[int] = []
    for other in site.languages:
        if other == language:
            continue
        shown |= Q(
            ~Exists(_published(language)),
            ~Exists(_deleted(language)),
            ~Exists(_readable_in(before, site)),
            locale_id=other.locale_id,
        )
        before.append(other.locale_id)
    return shown


def _published(language: Language) -> QuerySet[Page]:
    """The page in the language where readers see it, or did (`is_taken_down`)."""
    translation = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale_id=language.locale_id
    )
    return translation.filter(Q(live=True) | Q(first_published_at__isnull=False))


def _deleted(language: Language) -> QuerySet[DeletedTranslation]:
    return DeletedTranslation.objects.filter(
        table_name=Page._meta.db_table,
        translation_key=OuterRef("translation_key"),
        locale_id=language.locale_id,
    )


def _readable_in(locale_ids: list[int], site: Website) -> QuerySet[Page]:
    pages = readable().filter(under_the_homes(site))
    return pages.filter(translation_key=OuterRef("translation_key"), locale_id__in=locale_ids)
