"""The buttons "Translate" and "Sync translated snippets" of a list, without asking for each row.

They are wagtail-localize's, which asks the database three times for each row of a list. A list
reads what they depend on for all of its rows at once (`read_translations`); a row that came from
elsewhere gets wagtail-localize's own. `ask_once_for_a_list()` runs once at start-up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale

HOOK = "register_snippet_listing_buttons"


@dataclass(frozen=True)
class Translatable:
    """What may be done with a row: `source_id` is that of the translations to be synchronized."""

    into_another_language: bool
    source_id: int | None


def read_translations(rows: Sequence[Any]) -> None:
    """Sets each row's `translatable`. Three queries. The rows are of one model."""
    from wagtail_localize.models import TranslationSource

    if not rows:
        return
    model = type(rows[0])
    keys = {row.translation_key for row in rows}
    there: defaultdict[Any, set[int]] = defaultdict(set)
    group = model._default_manager.filter(translation_key__in=keys).order_by()
    for key, locale_id in group.values_list("translation_key", "locale_id"):
        there[key].add(locale_id)
    sources = {
        (key, locale_id): pk
        for key, locale_id, pk in TranslationSource.objects.filter(
            object__translation_key__in=keys, translations__enabled=True
        ).values_list("object__translation_key", "locale_id", "pk")
    }
    languages = set(Locale.objects.values_list("pk", flat=True))
    for row in rows:
        row.translatable = Translatable(
            into_another_language=bool(languages - there[row.translation_key]),
            source_id=sources.get((row.translation_key, row.locale_id)),
        )


def ask_once_for_a_list() -> None:
    from wagtail_localize import wagtail_hooks

    theirs = wagtail_hooks.register_snippet_listing_buttons
    put_in_place_of(HOOK, theirs, _buttons(theirs))


def put_in_place_of(hook: str, theirs: Callable[..., Any], ours: Callable[..., Any]) -> None:
    """Raises ValueError when theirs is not registered (any more)."""
    registered = hooks._hooks[hook]
    place = [function for function, _order in registered].index(theirs)
    registered[place] = (ours, registered[place][1])


def _buttons(theirs: Callable[..., Iterator[Button]]) -> Callable[..., Iterator[Button]]:
    def buttons(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
        known: Translatable | None = getattr(snippet, "translatable", None)
        if known is None:
            yield from theirs(snippet, user, next_url)
        elif user.has_perm("wagtail_localize.submit_translation"):
            yield from _of(snippet, known, next_url)

    return buttons


def _of(snippet: Any, known: Translatable, next_url: str | None) -> Iterator[Button]:
    """As wagtail_localize.wagtail_hooks.register_snippet_listing_buttons."""
    meta = snippet._meta
    if known.into_another_language:
        args = [meta.app_label, meta.model_name, quote(snippet.pk)]
        yield Button(
            _("Translate"),
            reverse("wagtail_localize:submit_snippet_translation", args=args),
            attrs={"aria-label": _("Translate '%(title)s'") % {"title": str(snippet)}},
            icon_name="wagtail-localize-language",
            priority=100,
        )
    if known.source_id is not None:
        url = reverse("wagtail_localize:update_translations", args=[known.source_id])
        label = _("Sync translations of '%(title)s'") % {"title": str(snippet)}
        yield Button(
            _("Sync translated snippets"),
            url + (f"?{urlencode({'next': next_url})}" if next_url is not None else ""),
            attrs={"aria-label": label},
            icon_name="resubmit",
            priority=106,
        )
