"""Values of documents in words, as an editor would say them."""

from __future__ import annotations

import os.path
from html import unescape
from urllib.parse import urlsplit

from django.db.models import Model
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from cms.editorial import labels

LONGEST = 90  # characters of a value that are shown

LABELS = {
    "label": gettext_lazy("label"),
    "route": gettext_lazy("address"),
    "url": gettext_lazy("website"),
    "name": gettext_lazy("name"),
    "title": gettext_lazy("title"),
    "description": gettext_lazy("description"),
    "introduction": gettext_lazy("introduction"),
    "button_label": gettext_lazy("button"),
    "button_route": gettext_lazy("button leads to"),
    "background_image": gettext_lazy("background image"),
    "image": gettext_lazy("image"),
    "is_external": gettext_lazy("opens in a new tab"),
    "path": gettext_lazy("address"),
    "canonical": gettext_lazy("canonical address"),
    "robots": gettext_lazy("search engines may"),
    "site_name": gettext_lazy("name of the website"),
    "title_suffix": gettext_lazy("end of titles"),
    "social_image": gettext_lazy("picture when shared"),
    "social.title": gettext_lazy("title when shared"),
    "social.description": gettext_lazy("description when shared"),
    "social.image": gettext_lazy("picture when shared"),
    "alternates": gettext_lazy("other languages"),
}


def in_words(value: object) -> str:
    """A value as a person would say it; "" for nothing."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None:
        return ""
    if isinstance(value, dict) and "src" in value:
        return str(value["alt"] or os.path.basename(urlsplit(value["src"]).path))
    if isinstance(value, list) and all(
        isinstance(item, dict) and "hreflang" in item for item in value
    ):
        codes = {str(alternate["hreflang"]) for alternate in value} - {"x-default"}
        return labels.languages(codes)
    if isinstance(value, (dict, list)):
        return text_of(value)
    return str(value)


def text_of(value: object) -> str:
    """All words in a block's value, without its tags."""
    if isinstance(value, str):
        return " ".join(unescape(strip_tags(value.replace("<", " <"))).split())
    if isinstance(value, dict):
        if "src" in value:
            return in_words(value)
        value = [part for name, part in value.items() if name not in ("id", "type", "level")]
    if isinstance(value, list):
        return " · ".join(text for text in map(text_of, value) if text)
    return ""


def quoted(value: object) -> SafeString:
    text = in_words(value)
    if not text:
        return format_html("<em>{}</em>", _("nothing"))
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 1]}…"
    return format_html(_("“{}”"), format_html("<bdi>{}</bdi>", text))


def arrow(old: object, new: object) -> SafeString:
    """`“About us” → “Who we are”`; of long texts the part that differs."""
    was, becomes = in_words(old), in_words(new)
    same = len(os.path.commonprefix([was, becomes]))
    if same > 30 and max(len(was), len(becomes)) > LONGEST:
        start = was.rfind(" ", 0, same - 15) + 1
        was, becomes = f"…{was[start:]}", f"…{becomes[start:]}"
    towards = "←" if get_language_bidi() else "→"
    return format_html("{} {} {}", quoted(was), towards, quoted(becomes))


def label_of(name: str, model: type[Model] | None = None) -> str:
    """A key of an answer as an editor would call it: as it is called everywhere, else as the
    model's form calls the field, else its name."""
    if name in LABELS:
        return str(LABELS[name])
    fields = {field.name: field for field in model._meta.fields} if model else {}
    return str(fields[name].verbose_name) if name in fields else name.replace("_", " ")


def changes(name: str, old: object, new: object, model: type[Model] | None = None) -> SafeString:
    return format_html("{}: {}", label_of(name, model), arrow(old, new))


def of(title: object, what: SafeString) -> SafeString:
    return format_html("{}, {}", quoted(title), what)
