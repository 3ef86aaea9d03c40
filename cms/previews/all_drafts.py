"""All drafts that somebody may see, written as if they were published. For a dry run alone.

A draft is the newest revision of what is not live, or has changes that are not; and the texts of a
translator that were saved since the translation was last published. What has expired stays so:
publishing it would not make it live. A draft with a date is in, as the website will be then.

Pages are those that the person may explore, snippets those of types over which they have any right
(snippets/visibility.py); what they may not see stays as it is published. So does a draft that
cannot be published as it is, and the answer says which, and why.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q
from typing_extensions import TypedDict
from wagtail.models import DraftStateMixin, Page
from wagtail.query import PageQuerySet
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation

from cms.delivery.registry import KINDS
from cms.engines.dry_run import PATIENCE
from cms.previews.as_if_published import Draftable, messages, write_as_if_published
from snippets.visibility import explorable_pages, has_any_right

log = logging.getLogger(__name__)

# Each costs some thirty queries, and its row waits for it (docs/decisions/drafts-for-frontends.md).
MOST = 100
# Seconds to wait for others who read drafts: less than a statement of a request may take.
LONGEST_WAIT = 8.0


class LeftOut(TypedDict):
    """A draft that is not in the answers."""

    type: str
    id: int
    reason: str


@dataclass
class AllDrafts:
    """What was written. `is_whole`: whether there were no more than `MOST`, of which the newest are
    in."""

    written: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    is_whole: bool = True


def write_all_drafts(user: AbstractUser) -> AllDrafts:
    """Inside of a dry run. One caller at a time, or they would wait for each other's rows."""
    _wait_for_a_turn()
    result = AllDrafts()
    with disable_reference_index_auto_update():
        for row in _newest(user, result):
            try:
                with transaction.atomic():
                    write_as_if_published(row)
            except ValidationError as error:
                result.left_out.append(_left_out(row, " ".join(messages(error, row))))
            except (IntegrityError, DataError) as error:
                log.warning("No draft of %s %s: %s", row._meta.label, row.pk, error)
                result.left_out.append(_left_out(row, "The database refuses it as it is."))
            else:
                result.written += 1
    return result


def _wait_for_a_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LONGEST_WAIT * 1000:g}"])
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cms_all_drafts'))")
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{PATIENCE * 1000:g}"])


def _left_out(row: Draftable, reason: str) -> LeftOut:
    return {"type": row._meta.label_lower, "id": row.pk, "reason": reason}


def _newest(user: AbstractUser, result: AllDrafts) -> list[Draftable]:
    """Snippets first, then pages from the top down: what is below takes its address from above."""
    drafts = list(_drafts(user))
    drafts.sort(key=_saved_at, reverse=True)
    result.is_whole = len(drafts) <= MOST
    return sorted(drafts[:MOST], key=lambda row: row.path if isinstance(row, Page) else "")


def _saved_at(row: Draftable) -> datetime:
    return row.latest_revision.created_at  # type: ignore[union-attr]  # _is_draft() asks for it


def _drafts(user: AbstractUser) -> Iterator[Draftable]:
    """At most one more than `MOST` of each type."""
    pages: PageQuerySet = explorable_pages(user).filter(_is_draft(), alias_of=None)
    pages = pages.order_by(*_NEWEST_FIRST).select_related("latest_revision")
    yield from pages.specific()[: MOST + 1]
    for kind in KINDS:
        if issubclass(kind.model, DraftStateMixin) and has_any_right(user, kind.model):
            rows = kind.model._default_manager.filter(_is_draft())
            yield from rows.order_by(*_NEWEST_FIRST).select_related("latest_revision")[: MOST + 1]


_NEWEST_FIRST = ("-latest_revision__created_at", "pk")


def _is_draft() -> Q:
    return Q(expired=False, latest_revision__isnull=False) & (
        Q(live=False) | Q(has_unpublished_changes=True) | _has_new_texts()
    )


def _has_new_texts() -> Q:
    """Whether a translator saved something since the translation was published."""
    followed = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"),
        target_locale_id=OuterRef("locale_id"),
        enabled=True,
    )
    condition = Q()
    for model in (StringTranslation, SegmentOverride):
        newer = model._default_manager.filter(
            context__object_id=OuterRef("translation_key"),
            locale_id=OuterRef("locale_id"),
            updated_at__gt=OuterRef("last_published_at"),
        )
        condition |= Q(Exists(newer))
    return Q(Exists(followed)) & condition
