"""The languages of the website."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language_info
from wagtail.models import Locale

from cms.delivery.shapes import Direction
from cms.engines.compiled_query import CompiledQuery


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is BCP 47 ("ar"), `name` the language's own ("العربية"), `dir` "ltr" or "rtl"."""

    code: str
    name: str
    dir: Direction
    locale_id: int


_LOCALES = CompiledQuery(lambda: Locale.objects.values_list("language_code", "id"))


def languages() -> tuple[Language, ...]:
    """The locales of the database that the settings allow, in the settings' order. One query."""
    ids = dict(_LOCALES.values())
    return tuple(
        Language(
            code=code,
            name=get_language_info(code)["name_local"],
            dir="rtl" if get_language_info(code)["bidi"] else "ltr",
            locale_id=ids[code],
        )
        for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES
        if code in ids
    )
