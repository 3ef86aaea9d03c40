"""What wagtail-localize may do to content: the project's rules, laid over its functions.

`close_the_traps()` runs once at start-up. Each rule below names what wagtail-localize 1.14 does
without it; tests/test_translations_do_what_editors_expect.py shows each one. When a release mends
one of them, delete the rule and keep the test.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.models import DraftStateMixin, Locale, Page
from wagtail.permissions import policy_registry

from snippets.models.translated import translating
from snippets.routes import validate_route


def close_the_traps() -> None:
    from wagtail_localize import models
    from wagtail_localize.segments.extract import StreamFieldSegmentExtractor as Extractor
    from wagtail_localize.views import convert

    source = models.TranslationSource
    source.create_or_update_translation = _as_a_revision(source.create_or_update_translation)
    source.sync_view_restrictions = _never_lifting(source.sync_view_restrictions)
    Extractor.handle_block = _skipping_what_is_empty(Extractor.handle_block)
    convert.convert_to_alias = _for_publishers(convert.convert_to_alias)
    pre_save.connect(_check_replaced_link, models.SegmentOverride, dispatch_uid="replaced links")


def _as_a_revision(create_or_update: Callable[..., Any]) -> Callable[..., Any]:
    """A translation is written as a revision, and published by whoever may publish that revision.

    Without it: a translation saved as a draft goes live or takes the live one offline, and anybody
    who may translate can publish by way of "Translate" or "Sync translated pages".
    """

    @functools.wraps(create_or_update)
    def create_or_update_translation(
        self: Any, locale: Locale, user: Any = None, publish: bool = True, **options: Any
    ) -> Any:
        kind = self.specific_content_type.model_class()
        if not issubclass(kind, DraftStateMixin):
            return create_or_update(self, locale, user=user, publish=publish, **options)
        invalid = None
        # The revision is published on commit, when the target is "being translated" no more.
        with transaction.atomic(), translating(self.object_id, locale.pk):
            try:
                translated, created = create_or_update(
                    self, locale, user=user, publish=False, **options
                )
            except ValidationError as error:
                invalid = error  # noted on the strings at fault: commit that, then raise
            else:
                target = kind._default_manager.get(pk=translated.pk)
                if publish and (user is None or _may_publish(user, target)):
                    transaction.on_commit(target.latest_revision.publish)
        if invalid is not None:
            raise invalid
        return translated, created

    return create_or_update_translation


def _may_publish(user: Any, target: Any) -> bool:
    if isinstance(target, Page):
        return bool(target.permissions_for_user(user).can_publish())
    policy = policy_registry.get_by_type(type(target))
    return bool(policy.user_has_permission_for_instance(user, "publish", target))


def _never_lifting(sync: Callable[..., None]) -> Callable[..., None]:
    """Translating a page never makes it public.

    Without it: a private translation of a public page becomes public with the next saved string.
    """

    @functools.wraps(sync)
    def sync_view_restrictions(self: Any, original: Any, translation_page: Any) -> None:
        if not isinstance(original, Page) or original.view_restrictions.exists():
            sync(self, original, translation_page)

    return sync_view_restrictions


def _skipping_what_is_empty(handle_block: Callable[..., Any]) -> Callable[..., Any]:
    """A draft with an unfinished block can be translated. Without it: an error page (500)."""

    @functools.wraps(handle_block)
    def extract(self: Any, block_type: Any, block_value: Any, raw_value: Any = None) -> Any:
        if block_value is None:
            return []
        return handle_block(self, block_type, block_value, raw_value=raw_value)

    return extract


def _for_publishers(convert: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turning a page into an alias replaces what readers see, so it needs the right to.

    Without it: whoever may edit can put the source's text in place of a published translation, and
    make a draft of one live, as an alias is live when its source is.
    """

    @functools.wraps(convert)
    def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
        page = get_object_or_404(Page, id=page_id)
        if not page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        return convert(request, page_id)

    return convert_to_alias


def _check_replaced_link(instance: Any, **_kwargs: Any) -> None:
    """A translator may lead a link of a text or a video elsewhere, but only to a route.

    Without it: `javascript:` in a published page. An override with an error is not used, and the
    translation editor shows the error beside it.
    """
    from wagtail_localize.models import OverridableSegment

    segment = OverridableSegment.objects.filter(context=instance.context).first()
    value = instance.data
    # What is replaced is text for links and the addresses of videos, and a number for choices.
    if segment is None or not isinstance(segment.data, str) or not isinstance(value, str):
        return
    instance.has_error, instance.field_error = False, ""
    try:
        validate_route(value)
    except ValidationError as error:
        instance.has_error, instance.field_error = True, error.messages[0]
