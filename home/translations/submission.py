"""Sending pages and snippets to translation: by wagtail-localize's own operations.

What exists in a language already is left alone: sending it again would put the source's text over
the draft of whoever wrote it. Each thing is sent in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page, ReferenceIndex, TranslatableMixin
from wagtail.permissions import policy_registry
from wagtail_localize.operations import TranslationCreator


def send(
    things: Iterable[Any], locales: Sequence[Locale], user: Any, *, with_what_they_use: bool
) -> int:
    """Sends sources to translation into the languages that they lack; answers how many were sent.

    A thing that goes into two languages counts twice.
    """
    sent = 0
    for thing in things:
        used = list(used_by(thing, user)) if with_what_they_use else []
        # What a page uses goes first: then the page's translation points to theirs.
        for one in (*used, thing):
            with transaction.atomic():
                sent += _send(one, locales, user)
    return sent


def _send(thing: Any, locales: Sequence[Locale], user: Any) -> int:
    there = thing.get_translations(inclusive=True)
    if isinstance(thing, Page):
        there = there.filter(alias_of=None)  # an alias becomes a translation
    languages = set(there.values_list("locale_id", flat=True))
    lacking = [locale for locale in locales if locale.pk not in languages]
    if lacking:
        creator = TranslationCreator(user, lacking)
        creator.create_translations(thing, include_related_objects=False)
    return len(lacking)


def used_by(thing: Any, user: Any) -> Iterator[Any]:
    """The snippets that a page refers to, in its fields or its body, and the user may edit."""
    references = ReferenceIndex.get_references_for_object(thing)
    targets = {(one.to_content_type_id, one.to_object_id): one for one in references}
    for reference in targets.values():
        model = reference.to_content_type.model_class()
        if model is None or not issubclass(model, TranslatableMixin) or issubclass(model, Page):
            continue
        used = model._default_manager.filter(pk=reference.to_object_id).first()
        policy = policy_registry.get_by_type(model)
        if used is not None and policy.user_has_permission_for_instance(user, "change", used):
            yield used
