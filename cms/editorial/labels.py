"""How the admin names documents, languages, times and sizes, in the reader's own language."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language_info, gettext_noop, ngettext
from django.utils.translation import gettext as _

from cms.delivery.registry import DOCUMENTS
from snippets.languages import listed

#: A text of Wagtail that our catalogue mends. Wagtail compares Django's Arabic of "0 minutes" with
#: its own. They differ, so Wagtail never showed "just now".
MENDED = (gettext_noop("0 minutes"),)


def document(name: str) -> str:
    """As an editor would call it."""
    document = DOCUMENTS.get(name)
    return str(document.label) if document else name


def language(code: str) -> str:
    """Its name in the user's language."""
    return str(get_language_info(code)["name_translated"])


def in_the_order_of_settings(codes: Iterable[str]) -> list[str]:
    wanted = set(codes)
    return [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code in wanted]


def languages(codes: Iterable[str]) -> str:
    return listed([language(code) for code in in_the_order_of_settings(codes)])


def duration(seconds: float) -> str:
    if seconds < 1:
        return _("%(number)s ms") % {"number": number_format(max(1, round(seconds * 1000)))}
    if seconds < 90:
        return _("%(number)s s") % {"number": number_format(seconds, 1)}
    minutes = round(seconds / 60)
    return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}


def changed_documents(keys: Iterable[str]) -> list[tuple[str, str]]:
    """`["menu_items:ar", …]` as (document, languages) in words; the sum of all is left out."""
    by_name: dict[str, list[str]] = {}
    for key in keys:
        name, _colon, code = key.partition(":")
        if code and name != "website_data":
            by_name.setdefault(name, []).append(code)
    return [(document(name), languages(codes)) for name, codes in by_name.items()]


def languages_of(keys: Iterable[str]) -> list[str]:
    """The codes of the languages in which any of these documents is."""
    return in_the_order_of_settings(key.partition(":")[2] for key in keys)
