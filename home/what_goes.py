"""Where readers see a thing that is about to be taken away: named before, not missed afterwards.

Wagtail counts the references to one row and leads to a list of them. What readers lose is more and
less than that: a menu item refers to the page of one language and leads readers to the page of
theirs, so references to any row of the translation group count; and of what refers to it, only what
readers of this language get.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex, TranslatableMixin

from snippets.languages import names_of_locales
from snippets.visibility import ids_told_to

# Places that are named; of the others their number.
MOST = 30
# References that are looked at.
MOST_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class SeenIn:
    """A page or snippet in which readers see it. `fields`: "Body → Cards"; `url` of its editor."""

    kind: str
    title: str
    language: str
    fields: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class WhatGoes:
    """`language`: of the readers who lose it, "" for all of them. `more`: places without a name
    here, because there are many or the person may not read their titles."""

    language: str
    places: tuple[SeenIn, ...]
    more: int


def what_goes(user: AbstractUser, thing: Model) -> WhatGoes:
    """Of a page with what is below it, a snippet, a picture or a document. The number of queries
    grows with the kinds of what refers to it, not with the number nor with what is below a page."""
    references = _references_to(thing)
    sources: dict[tuple[int, str], list[ReferenceIndex]] = {}
    for reference in references:
        sources.setdefault((reference.content_type_id, reference.object_id), []).append(reference)
    locale_id = getattr(thing, "locale_id", None)
    places: list[SeenIn] = []
    more = 0
    finder = AdminURLFinder(user)
    for model, rows in _by_model(sources):
        shown = [row for row in _shown(model, rows, locale_id) if not _goes_too(row, thing)]
        told = ids_told_to(user, model, {str(row.pk) for row in shown})
        for row in shown:
            if str(row.pk) not in told or len(places) == MOST:
                more += 1
                continue
            key = (ContentType.objects.get_for_model(model).pk, str(row.pk))
            places.append(_seen_in(row, sources[key], finder))
    return WhatGoes(_language(thing), tuple(places), more)


def _goes_too(row: Model, thing: Model) -> bool:
    if isinstance(row, Page) and isinstance(thing, Page):
        return row.path.startswith(thing.path)
    return row == thing


def _references_to(thing: Model) -> list[ReferenceIndex]:
    """To any row of its group and of the groups of what is below it. An alias is no reference."""
    found = ReferenceIndex.get_references_to_in_bulk(_groups(thing)).exclude(model_path="alias_of")
    return list(found.order_by("content_type_id", "object_id", "pk")[:MOST_LOOKED_AT])


def _groups(thing: Model) -> QuerySet[Model]:
    rows = type(thing)._default_manager.filter(pk=thing.pk)
    if isinstance(thing, Page):
        rows = thing.get_descendants(inclusive=True)
    if not isinstance(thing, TranslatableMixin):
        return rows
    model = rows.model
    return model._default_manager.filter(translation_key__in=rows.values("translation_key"))


def _by_model(keys: Iterable[tuple[int, str]]) -> Iterable[tuple[type[Model], list[Model]]]:
    by_type: dict[int, list[str]] = {}
    for content_type, pk in keys:
        by_type.setdefault(content_type, []).append(pk)
    for content_type, ids in by_type.items():
        model = ContentType.objects.get_for_id(content_type).model_class()
        assert model is not None  # noqa: S101  # of an app that is installed
        yield model, list(model._default_manager.filter(pk__in=ids).order_by("pk"))


def _shown(model: type[Model], rows: list[Model], locale_id: int | None) -> list[Model]:
    """Those of which readers of the language get something: live, in it, or standing in for a row
    that it does not have."""
    live = [row for row in rows if getattr(row, "live", True)]
    if locale_id is None or not issubclass(model, TranslatableMixin):
        return live
    keys = [row.translation_key for row in live]  # type: ignore[attr-defined]
    there = model._default_manager.filter(translation_key__in=keys, locale_id=locale_id)
    has_own = set(there.values_list("translation_key", flat=True))
    return [
        row
        for row in live
        if row.locale_id == locale_id or row.translation_key not in has_own  # type: ignore[attr-defined]
    ]


def _seen_in(row: Model, references: list[ReferenceIndex], finder: AdminURLFinder) -> SeenIn:
    fields = {reference.describe_source_field() for reference in references}
    kind = str(row._meta.verbose_name)
    title = row.get_admin_display_title() if isinstance(row, Page) else str(row)
    url = str(finder.get_edit_url(row) or "")
    return SeenIn(kind[:1].upper() + kind[1:], title, _language(row), tuple(sorted(fields)), url)


def _language(thing: Model) -> str:
    locale_id = getattr(thing, "locale_id", None)
    return "" if locale_id is None else names_of_locales()[locale_id]
