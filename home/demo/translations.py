"""The demo site's Arabic, as a translator would have entered it in wagtail-localize.

Editors find every page and snippet translated string by string, and go on from there.
"""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

Row = TypeVar("Row", bound=Model)


def publish_translation(original: Row, twin: Row, locale: Locale, user: AbstractBaseUser) -> None:
    """Translates `original` with the texts of `twin`, and publishes that.

    `twin` is an unsaved row of the same model with the same blocks, whose texts are in the other
    language: its strings are those of the original, in the same places. Raises ValueError if not.
    """
    source, _ = TranslationSource.update_or_create_from_instance(original)
    Translation.objects.update_or_create(
        source=source, target_locale=locale, defaults={"enabled": True}
    )
    strings = list(
        source.stringsegment_set.select_related("string", "context").order_by("order", "pk")
    )
    translated = [
        segment for segment in extract_segments(twin) if isinstance(segment, StringSegmentValue)
    ]
    if [segment.context.path for segment in strings] != [value.path for value in translated]:
        raise ValueError(f"The two languages of “{original}” do not have the same parts.")
    for segment, value in zip(strings, translated, strict=True):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={
                "data": value.string.data,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                "last_translated_by": user,
                "has_error": False,
                "field_error": "",
            },
        )
    # wagtail-localize would publish after the commit, where a failure could not be undone.
    target, _ = source.create_or_update_translation(locale, user=user, publish=False)
    draft = target.latest_revision.as_object()
    # What is not translated but written anew in each language.
    for name in getattr(draft, "own_in_each_language", ()):
        setattr(draft, name, getattr(twin, name))
    draft.save_revision(user=user).publish(user=user)
