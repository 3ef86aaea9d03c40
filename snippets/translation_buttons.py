"""The buttons "Translate" and "Sync translated snippets" of a list, without asking for each row.

They are wagtail-localize's, which asks the database three times for each row of a list. A list
reads what the buttons depend on for all of its rows at once (`read_translations`). A row that is
not of such a list gets wagtail-localize's own buttons.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from django.contrib.admin.utils import quote
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource

from snippets.models.translated import TranslatedSnippet


@dataclass(frozen=True)
class Translatable:
    """What may be done with a row: `source_id` is that of the translations to be synchronized."""

    into_another_language: bool
    source_id: int | None


class Buttons(Protocol):
    def __call__(
        self, snippet: TranslatedSnippet, user: User, next_url: str | None = None
    ) -> Iterator[Button]: ...


def read_translations(rows: Sequence[TranslatedSnippet]) -> None:
    """Sets each row's `translatable`. Three queries. The rows are of one model."""
    if not rows:
        return
    model = type(rows[0])
    keys = {row.translation_key for row in rows}
    languages_of: defaultdict[uuid.UUID, set[int]] = defaultdict(set)
    groups = model._default_manager.filter(translation_key__in=keys).order_by()
    for key, locale_id in groups.values_list("translation_key", "locale_id"):
        languages_of[key].add(locale_id)
    sources = {
        (key, locale_id): pk
        for key, locale_id, pk in TranslationSource.objects.filter(
            object__translation_key__in=keys, translations__enabled=True
        ).values_list("object__translation_key", "locale_id", "pk")
    }
    languages = set(Locale.objects.values_list("pk", flat=True))
    for row in rows:
        row.translatable = Translatable(
            into_another_language=bool(languages - languages_of[row.translation_key]),
            source_id=sources.get((row.translation_key, row.locale_id)),
        )


def for_a_list(buttons_of_localize: Buttons) -> Buttons:
    def buttons(
        snippet: TranslatedSnippet, user: User, next_url: str | None = None
    ) -> Iterator[Button]:
        translatable: Translatable | None = getattr(snippet, "translatable", None)
        if translatable is None:
            yield from buttons_of_localize(snippet, user, next_url)
        elif user.has_perm("wagtail_localize.submit_translation"):
            yield from _buttons_of(snippet, translatable, next_url)

    return buttons


def _buttons_of(
    snippet: TranslatedSnippet, translatable: Translatable, next_url: str | None
) -> Iterator[Button]:
    """As wagtail_localize.wagtail_hooks.register_snippet_listing_buttons."""
    meta = snippet._meta
    if translatable.into_another_language:
        args = [meta.app_label, meta.model_name, quote(snippet.pk)]
        yield Button(
            _("Translate"),
            reverse("wagtail_localize:submit_snippet_translation", args=args),
            attrs={"aria-label": _("Translate '%(title)s'") % {"title": str(snippet)}},
            icon_name="wagtail-localize-language",
            priority=100,
        )
    if translatable.source_id is not None:
        url = reverse("wagtail_localize:update_translations", args=[translatable.source_id])
        label = _("Sync translations of '%(title)s'") % {"title": str(snippet)}
        yield Button(
            _("Sync translated snippets"),
            url + (f"?{urlencode({'next': next_url})}" if next_url is not None else ""),
            attrs={"aria-label": label},
            icon_name="resubmit",
            priority=106,
        )
