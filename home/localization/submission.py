"""Sending pages and snippets to translation: by wagtail-localize's own operations.

A translation that exists already is not sent again: that would put the source's text over
somebody's draft. Each page or snippet is sent in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from wagtail.models import Locale, Page, ReferenceIndex, TranslatableMixin
from wagtail.permissions import policy_registry
from wagtail_localize.operations import TranslationCreator

from home.localization.kinds import User


def send(
    sources: Iterable[TranslatableMixin],
    locales: Sequence[Locale],
    user: User,
    *,
    with_what_they_use: bool,
) -> int:
    """Sends sources to translation into the languages that they lack; answers how many were sent.

    A source that goes into two languages counts twice.
    """
    sent = 0
    for source in sources:
        used = list(used_by(source, user)) if with_what_they_use else []
        # What a page uses goes first: then the page's translation points to theirs.
        for content in (*used, source):
            with transaction.atomic():
                sent += _send(content, locales, user)
    return sent


def _send(source: TranslatableMixin, locales: Sequence[Locale], user: User) -> int:
    translations = source.get_translations(inclusive=True)
    if isinstance(source, Page):
        translations = translations.filter(alias_of=None)  # an alias becomes a translation
    languages = set(translations.values_list("locale_id", flat=True))
    lacking = [locale for locale in locales if locale.pk not in languages]
    if lacking:
        creator = TranslationCreator(user, lacking)
        creator.create_translations(source, include_related_objects=False)
    return len(lacking)


def used_by(source: TranslatableMixin, user: User) -> Iterator[TranslatableMixin]:
    """The snippets that a page refers to, in its fields or its blocks, and the user may edit."""
    references = ReferenceIndex.get_references_for_object(source)
    targets = {(each.to_content_type_id, each.to_object_id): each for each in references}
    for reference in targets.values():
        model = reference.to_content_type.model_class()
        if model is None or not issubclass(model, TranslatableMixin) or issubclass(model, Page):
            continue
        used = model._default_manager.filter(pk=reference.to_object_id).first()
        policy = policy_registry.get_by_type(model)
        if used is not None and policy.user_has_permission_for_instance(user, "change", used):
            yield used
