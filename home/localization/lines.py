"""The lines of the screen "Translations": a page or snippet, with a cell for each language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale

from home.localization import status
from home.localization.kinds import TranslatedKind, kinds_by_name
from home.localization.status import Progress, Row, TranslationGroup

STATE_LABELS = {
    status.LIVE: gettext_lazy("Up to date"),
    status.BEHIND: gettext_lazy("Behind"),
    status.DRAFT: gettext_lazy("Draft"),
    status.MISSING: gettext_lazy("Missing"),
}


@dataclass(frozen=True)
class Cell:
    """One language of a page or snippet. Links are empty where there is nothing to do."""

    language: str
    code: str
    state: str
    is_source: bool
    title: str = ""
    has_draft: bool = False
    edit_url: str = ""
    translate_url: str = ""
    sync_url: str = ""
    po_url: str = ""
    progress: Progress | None = None

    @property
    def label(self) -> str:
        if self.is_source and self.state == status.LIVE:
            return _("Source")
        return str(STATE_LABELS[self.state])


@dataclass(frozen=True)
class TranslationLine:
    """A page or snippet in all languages."""

    value: str
    kind: TranslatedKind
    title: str
    cells: Sequence[Cell]

    @property
    def lacks_something(self) -> bool:
        return any(cell.state == status.MISSING for cell in self.cells)


def lines(
    groups: Sequence[TranslationGroup], locales: Sequence[Locale], here: str
) -> Iterator[TranslationLine]:
    """`here` is the address of the screen: what a link leads to comes back to it."""
    keys = [group["group_key"] for group in groups]
    by_name = kinds_by_name()
    shown = {group["kind_name"]: by_name[group["kind_name"]] for group in groups}
    rows = status.rows_in_all_languages(shown.values(), keys)
    states = status.states_of(shown.values(), keys, locales)
    progress = status.progress_of(keys)
    for group in groups:
        kind = shown[group["kind_name"]]
        cells = [
            _cell(
                kind, group, locale, rows.get(place), states.get(place), progress.get(place), here
            )
            for locale in locales
            for place in [(group["group_key"], locale.pk)]
        ]
        value = f"{kind.name}:{group['source_pk']}"
        yield TranslationLine(value, kind, group["source_title"], cells)


def name_of(locale: Locale) -> str:
    return str(get_content_languages()[locale.language_code])


def _cell(
    kind: TranslatedKind,
    group: TranslationGroup,
    locale: Locale,
    row: Row | None,
    state: str | None,
    progress: Progress | None,
    here: str,
) -> Cell:
    code = locale.language_code
    language = name_of(locale)
    if row is None or state is None:
        query = urlencode({"select_locale": code, "next": here})
        url = f"{_submit_url(kind, group['source_pk'])}?{query}"
        return Cell(language, code, status.MISSING, is_source=False, translate_url=url)
    cell = Cell(
        language,
        code,
        state,
        is_source=row.pk == group["source_pk"],
        title=row.title,
        has_draft=row.has_draft and state != status.DRAFT,
        edit_url=_edit_url(kind, row.pk),
    )
    if progress is None:
        return cell
    sync = reverse("wagtail_localize:update_translations", args=[progress.source_id])
    return replace(
        cell,
        progress=progress,
        sync_url=f"{sync}?{urlencode({'next': here})}",
        po_url=reverse("wagtail_localize:download_pofile", args=[progress.translation_id]),
    )


def _edit_url(kind: TranslatedKind, pk: int) -> str:
    if kind.is_page:
        return reverse("wagtailadmin_pages:edit", args=[pk])
    return reverse(kind.model.snippet_viewset.get_url_name("edit"), args=[pk])


def _submit_url(kind: TranslatedKind, pk: int) -> str:
    if kind.is_page:
        return reverse("wagtail_localize:submit_page_translation", args=[pk])
    meta = kind.model._meta
    return reverse(
        "wagtail_localize:submit_snippet_translation", args=[meta.app_label, meta.model_name, pk]
    )
