"""In which language and direction something is written, for templates of Wagtail's admin."""

from __future__ import annotations

from django import template
from django.db.models import Model
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import get_language_info
from wagtail_localize.models import Translation

from snippets.languages import code_of

register = template.Library()

#: Where a screen about one thing has that thing, the surest first.
_THINGS = ("instance", "object", "page", "page_to_copy")


@register.simple_tag
def in_its_language(thing: object) -> str:
    """The attributes `lang` and `dir` for what a page or snippet says; for what is in no language,
    the direction of its first letter."""
    code = _code(thing)
    return _attributes(code) if code else format_html('dir="{}"', "auto")


@register.simple_tag(takes_context=True)
def content_language(context: template.Context) -> str:
    """The script that gives the fields of this screen the language of what they hold.

    "" on a screen that is not about one page, snippet or translation.
    """
    handler = context.get("edit_handler")
    things = [getattr(handler, "instance", None), *(context.get(name) for name in _THINGS)]
    code = next(filter(None, map(_code, things)), "")
    if not code:
        return ""
    translation, source = context.get("translation"), ""
    if isinstance(translation, Translation):
        source = translation.source.locale.language_code
    return format_html(
        '<script defer src="{}" data-lang="{}" data-dir="{}" data-source-lang="{}"'
        ' data-source-dir="{}"></script>',
        static("snippets/content-language.js"),
        code,
        _direction(code),
        source,
        _direction(source) if source else "",
    )


def _code(thing: object) -> str:
    """The code of the language that a page or snippet is in, "" for what is in none."""
    return code_of(thing) if isinstance(thing, Model) else ""


def _attributes(code: str) -> str:
    return format_html('lang="{}" dir="{}"', code, _direction(code))


def _direction(code: str) -> str:
    return "rtl" if get_language_info(code)["bidi"] else "ltr"
