"""What the admin calls a language: by its name, in the language of whoever reads.

Wagtail caches the names of the first reader under numeric keys: a list seen by an Arabic reader
first showed Arabic names to all, and a cache that speaks JSON turned the keys into text, so the
labels were empty. The cache keeps the codes here, under the key that Wagtail forgets by itself
when a locale is added or removed.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache import cache
from django.utils.translation import gettext as _
from wagtail import coreutils
from wagtail.models import Locale

_KEY = "wagtail_locales_display_name"


def names_of_locales() -> dict[int, str]:
    """Primary key of each locale, and its name in the active language."""
    codes = cache.get(_KEY)
    if codes is None:
        codes = {str(locale.pk): locale.language_code for locale in Locale.objects.all()}
        cache.set(_KEY, codes)
    names = coreutils.get_content_languages()
    return {int(pk): str(names.get(code, code)) for pk, code in codes.items()}


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


def name_languages_for_each_reader() -> None:
    from wagtail.admin.templatetags import wagtailadmin_tags
    from wagtail.admin.ui import tables

    for module in (coreutils, wagtailadmin_tags, tables):
        module.get_locales_display_names = names_of_locales
