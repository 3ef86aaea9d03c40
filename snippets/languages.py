"""What the admin calls a language: its name, in the language of the person who reads.

`names_of_locales` is in place of Wagtail's function, which caches the names as the first reader
sees them, under numeric keys. So all readers saw Arabic names when an Arabic reader came first.
And a cache that holds JSON turns the keys into text, so the labels were empty. Here the cache keeps
the codes of the languages, under the key that Wagtail deletes when a locale is added or removed.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache import cache
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail import coreutils
from wagtail.models import Locale, TranslatableMixin

_KEY = "wagtail_locales_display_name"


def names_of_locales() -> dict[int, str]:
    """Primary key of each locale, and its name in the active language."""
    names = coreutils.get_content_languages()
    return {int(pk): str(names.get(code, code)) for pk, code in _codes().items()}


def code_of(thing: Model) -> str:
    """The code of the language that a page or snippet is in; "" for what is in none."""
    if not isinstance(thing, TranslatableMixin) or thing.locale_id is None:
        return ""
    if "locale" in thing._state.fields_cache:
        return str(thing.locale.language_code)
    return _codes().get(str(thing.locale_id), "")


def _codes() -> dict[str, str]:
    """Primary key of each locale, as text, and its code."""
    codes: dict[str, str] | None = cache.get(_KEY)
    if codes is None:
        codes = {str(locale.pk): locale.language_code for locale in Locale.objects.all()}
        cache.set(_KEY, codes)
    return codes


def names_of(codes: Sequence[str]) -> str:
    """Some languages in one phrase: "English and Arabic"."""
    names = coreutils.get_content_languages()
    return listed([str(names.get(code, code)) for code in codes])


def listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    first = _(", ").join(words[:-1])
    return _("%(first)s and %(last)s") % {"first": first, "last": words[-1]}
