"""What wagtail-localize may do to content: functions of ours that replace some of its own.

snippets/upstream_patches/table.py says what each function replaces, and why. The tests of
translations in tests/snippets show what each is for. When a release of wagtail-localize mends one
of them, delete the row and the function, and keep the test.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable
from typing import Protocol

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import post_save
from wagtail.blocks import Block
from wagtail.models import DraftStateMixin, Locale, Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import OverridableSegment, SegmentOverride, TranslationSource
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from snippets import schedules
from snippets.locks.translations import unless_it_is_locked
from snippets.models.translated import Translated
from snippets.routes import validate_route


class CreateOrUpdate(Protocol):
    def __call__(
        self,
        source: TranslationSource,
        locale: Locale,
        user: User | None = None,
        publish: bool = True,
        **options: bool,
    ) -> tuple[Translated, bool]: ...


def as_a_revision(create_or_update: CreateOrUpdate) -> CreateOrUpdate:
    """A translation is written as a revision. Somebody who may publish publishes it; nobody writes
    one that is locked.

    Published or not, it has the schedule of a source that is not live yet.
    """

    @functools.wraps(create_or_update)
    def create_or_update_translation(
        source: TranslationSource,
        locale: Locale,
        user: User | None = None,
        publish: bool = True,
        **options: bool,
    ) -> tuple[Translated, bool]:
        model = source.specific_content_type.model_class()
        if not issubclass(model, DraftStateMixin):
            return create_or_update(source, locale, user=user, publish=publish, **options)
        unless_it_is_locked(user, source, locale)
        invalid = None
        shown = _live_aliases(source, locale)
        with transaction.atomic():
            try:
                translated, created = create_or_update(
                    source, locale, user=user, publish=False, **options
                )
            except ValidationError as error:
                # wagtail-localize has noted the error on the strings at fault. That is committed
                # before the error goes on.
                invalid = error
            else:
                translated.is_being_translated = False
                target = model._default_manager.get(pk=translated.pk)
                if target.pk in shown:
                    # Until the translation is published, it shows what its source says.
                    model._default_manager.filter(pk=target.pk).update(is_untranslated=True)
                schedules.take_over(source.get_source_instance(), target)
                if publish and (user is None or _may_publish(user, target)):
                    transaction.on_commit(target.latest_revision.publish)
        if invalid is not None:
            raise invalid
        return translated, created

    return create_or_update_translation


def _live_aliases(source: TranslationSource, locale: Locale) -> set[int]:
    """The page of the language, if it is live and shows another."""
    aliases = Page.objects.filter(translation_key=source.object_id, locale=locale, live=True)
    return set(aliases.filter(alias_of__isnull=False).values_list("pk", flat=True))


def _may_publish(user: User, target: DraftStateMixin) -> bool:
    if isinstance(target, Page):
        return bool(target.permissions_for_user(user).can_publish())
    policy = policy_registry.get_by_type(type(target))
    return bool(policy.user_has_permission_for_instance(user, "publish", target))


IngestSegments = Callable[[object, object, Locale, Locale, Iterable[object]], None]


def into_a_marked_row(ingest_segments: IngestSegments) -> IngestSegments:
    """The row that gets the translated strings learns that the next save is by wagtail-localize."""

    @functools.wraps(ingest_segments)
    def ingest(
        original: object,
        translated: object,
        source_locale: Locale,
        target_locale: Locale,
        segments: Iterable[object],
    ) -> None:
        if isinstance(translated, Translated):
            translated.is_being_translated = True
        ingest_segments(original, translated, source_locale, target_locale, segments)

    return ingest


def changing_no_privacy(source: TranslationSource, original: object, translation: Page) -> None:
    """Translating a page changes nobody's privacy: in place of `sync_view_restrictions`.

    What is made of a private page is private from the start, and who changes the privacy of a page
    chooses whether its translations go with it. Saving a text neither lifts nor undoes that.
    """


class HandleBlock(Protocol):
    def __call__(
        self,
        extractor: StreamFieldSegmentExtractor,
        block_type: Block,
        block_value: object,
        raw_value: object = None,
    ) -> Collection[object]: ...


def skipping_what_is_empty(handle_block: HandleBlock) -> HandleBlock:
    """A draft with an unfinished block can be translated."""

    @functools.wraps(handle_block)
    def extract(
        extractor: StreamFieldSegmentExtractor,
        block_type: Block,
        block_value: object,
        raw_value: object = None,
    ) -> Collection[object]:
        if block_value is None:
            return []
        return handle_block(extractor, block_type, block_value, raw_value=raw_value)

    return extract


def check_what_translators_replace() -> None:
    """Connects the check of links below. Runs once at start."""
    post_save.connect(_check_replacement, SegmentOverride, dispatch_uid="replaced links")


def _check_replacement(
    instance: SegmentOverride, update_fields: Collection[str] | None, **_signal: object
) -> None:
    """A translator may lead a link of a text or a video elsewhere, but only to a route.

    Otherwise `javascript:` comes into a published page. An override with an error is not used, and
    the editor of translations shows the error beside it. Each new value is checked anew:
    wagtail-localize never takes an error back, so a mended override would stay unused.

    The result is written after the override, in a save of its own: wagtail-localize saves an
    override with `update_fields`, which do not include the error.
    """
    if update_fields is not None and "data_json" not in update_fields:
        return
    error = _error_of(instance)
    if (instance.has_error, instance.field_error) == (bool(error), error):
        return
    instance.has_error, instance.field_error = bool(error), error
    SegmentOverride.objects.filter(pk=instance.pk).update(
        has_error=instance.has_error, field_error=instance.field_error
    )


def _error_of(override: SegmentOverride) -> str:
    """What is wrong with the value of an override, "" when nothing is."""
    segment = OverridableSegment.objects.filter(context=override.context).first()
    # What is replaced is text for links and the addresses of videos, and a number for choices.
    if segment is None or not isinstance(segment.data, str) or not isinstance(override.data, str):
        return ""
    try:
        validate_route(override.data)
    except ValidationError as error:
        return str(error.messages[0])
    return ""
