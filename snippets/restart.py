"""A translation that follows its source again overwrites what was written in it meanwhile.

Whoever stops a translation goes on writing in the form of the page or snippet; whoever starts it
again gets the texts of the translation back with the next publishing, without a word. Here the
texts that would go are shown first, and they are kept as a revision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from wagtail.models import RevisionMixin, TranslatableMixin
from wagtail_localize.models import Translation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

RESTART, OVERWRITE = "localize-restart-translation", "overwrite"


@dataclass(frozen=True, slots=True)
class Overwritten:
    """A text as it is and as it would be, "" when it would be gone. `field`: its label."""

    field: str
    now: str
    then: str


def before_edit(request: HttpRequest, thing: Model) -> HttpResponse | None:
    """The hook before_edit_page and before_edit_snippet, before wagtail-localize's own."""
    if request.method != "POST" or RESTART not in request.POST:
        return None
    if not (isinstance(thing, TranslatableMixin) and isinstance(thing, RevisionMixin)):
        return None
    stopped = Translation.objects.filter(
        source__object_id=thing.translation_key, target_locale=thing.locale_id, enabled=False
    ).first()
    texts = list(overwritten(stopped, thing)) if stopped else []
    if not texts:
        return None
    if OVERWRITE not in request.POST:
        context = {"thing": thing, "texts": texts, "restart": RESTART, "overwrite": OVERWRITE}
        return render(request, "snippets/admin/restart_translation.html", context)
    thing.get_latest_revision_as_object().save_revision(user=request.user)
    return None


def overwritten(translation: Translation, target: RevisionMixin) -> Iterator[Overwritten]:
    now = _texts(target.get_latest_revision_as_object())
    locale = translation.target_locale
    then = _texts(translation.source.get_ephemeral_translated_instance(locale, fallback=True))
    for path, text in now.items():
        if text != then.get(path, ""):
            yield Overwritten(_label(target, path), text, then.get(path, ""))


def _texts(thing: Model) -> dict[str, str]:
    """Path → its text, the paragraphs of one field or block together."""
    texts: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(thing):
        if isinstance(segment, StringSegmentValue):
            texts[segment.path].append(strip_tags(segment.string.data))
    return {path: "\n".join(parts) for path, parts in texts.items()}


def _label(target: Model, path: str) -> str:
    field = target._meta.get_field(path.partition(".")[0])
    name = str(getattr(field, "verbose_name", field.name))
    return name[:1].upper() + name[1:]
