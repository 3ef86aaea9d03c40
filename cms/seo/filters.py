"""What narrows the lists of pages for search engines: type, language, section, finding, words."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TypeAlias

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Page

from cms.delivery.search_metadata import page_types
from cms.search.normalization import folded_words
from cms.seo.findings import KINDS, JudgedPage, judged_pages
from snippets.visibility import explorable_pages

Pages: TypeAlias = "QuerySet[Page]"
ANY = "any"
#: The home page of a language stands at depth 2, and a section is a page under it.
DEPTH_OF_SECTIONS = 3
MOST_SECTIONS = 200


def judged_for(request: HttpRequest) -> dict[int, JudgedPage]:
    """Judged once for a request."""
    if not hasattr(request, "judged_pages"):
        request.judged_pages = judged_pages()  # type: ignore[attr-defined]
    judged: dict[int, JudgedPage] = request.judged_pages  # type: ignore[attr-defined]
    return judged


def sections(request: HttpRequest | None) -> list[tuple[str, str]]:
    """Pages under a home page that have pages below them, each once for all of its languages: by
    its name in the language of the admin, where it has one."""
    if request is None:
        return []
    pages = explorable_pages(request.user).filter(depth=DEPTH_OF_SECTIONS, numchild__gt=0)
    rows = pages.order_by("path").values_list("translation_key", "locale__language_code", "title")
    names: dict[str, str] = {}
    for key, code, title in rows:
        if str(key) not in names or code == get_language():
            names[str(key)] = title
    return list(names.items())[:MOST_SECTIONS]


class SeoFilters(WagtailFilterSet):
    type = django_filters.ChoiceFilter(
        label=gettext_lazy("Type"),
        choices=lambda: [
            (model._meta.label_lower, capfirst(str(model._meta.verbose_name)))
            for model in page_types()
        ],
        method="of_type",
    )
    language = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"),
        choices=lambda: settings.WAGTAIL_CONTENT_LANGUAGES,
        field_name="locale__language_code",
    )
    section = django_filters.ChoiceFilter(
        label=gettext_lazy("Section"), choices=(), method="in_section"
    )
    finding = django_filters.ChoiceFilter(
        label=gettext_lazy("Finding"),
        choices=lambda: [
            (ANY, gettext_lazy("Any finding")),
            *((kind.name, kind.label) for kind in KINDS),
        ],
        method="with_finding",
    )
    text = django_filters.CharFilter(label=gettext_lazy("Text"), method="with_text")
    # Where the table leads to what was changed in it; nobody types it.
    pages = django_filters.CharFilter(
        label=gettext_lazy("Changed pages"), method="of_numbers", widget=forms.HiddenInput
    )

    class Meta:
        model = Page
        fields: tuple[str, ...] = ()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.filters["section"].extra["choices"] = sections(self.request)
        # Wagtail's own, which is that of the language once more.
        self.filters.pop("locale", None)
        if not self.data.get("pages"):
            self.filters.pop("pages")

    def of_type(self, pages: Pages, _name: str, label: str) -> Pages:
        app_label, model = label.split(".")
        return pages.filter(content_type__app_label=app_label, content_type__model=model)

    def in_section(self, pages: Pages, _name: str, key: str) -> Pages:
        """The section and what is below it, in every language."""
        of_section = Page.objects.filter(translation_key=key, depth=DEPTH_OF_SECTIONS)
        branches = (Q(path__startswith=path) for path in of_section.values_list("path", flat=True))
        return pages.filter(reduce(or_, branches, Q(pk__in=())))

    def with_finding(self, pages: Pages, _name: str, name: str) -> Pages:
        ids = [
            page_id
            for page_id, judged in judged_for(self.request).items()
            if any(name in (ANY, kind.name) for kind in judged.findings)
        ]
        return pages.filter(pk__in=ids)

    def with_text(self, pages: Pages, _name: str, text: str) -> Pages:
        """Every word is the beginning of one of the page: of its name, its title and description in
        results or its address. Compared as searches do: Arabic with and without tashkeel."""
        wanted = folded_words(text)
        ids = [
            page_id
            for page_id, judged in judged_for(self.request).items()
            if _has_words(judged, wanted)
        ]
        return pages.filter(pk__in=ids)

    def of_numbers(self, pages: Pages, _name: str, numbers: str) -> Pages:
        ids = [number for number in numbers.split(",") if number.isascii() and number.isdigit()]
        return pages.filter(pk__in=[int(number) for number in ids if len(number) < 10])


def _has_words(judged: JudgedPage, wanted: list[str]) -> bool:
    shown = judged.shown
    texts = (judged.page.title, shown.title, shown.description, judged.page.path)
    words = folded_words(" ".join(texts))
    return all(any(word.startswith(start) for word in words) for start in wanted)
