"""The members of a release as rows, found in a few queries for each type.

They come in the order in which they go live.

Snippets come before pages, which show them; what owns the fields that languages share comes before
its translations; a page comes before those below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.admin.utils import get_latest_str
from wagtail.models import Page, Revision
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation

from cms.editorial.simulation import can_be_simulated
from cms.previews.as_if_published import Draftable
from cms.releases.models import Release, ReleaseMember


@dataclass(frozen=True)
class Member:
    """`row` is None when it was deleted. `draft` is what would go live: the approved revision, or
    the newest."""

    kept: ReleaseMember
    row: Draftable | None
    draft: Revision | None

    @property
    def title(self) -> str:
        """As the draft calls it."""
        if self.row is None:
            return self.kept.title
        return str(self.draft.object_str if self.draft else "") or get_latest_str(self.row)

    @property
    def key(self) -> tuple[int, str]:
        return self.kept.content_type_id, self.kept.object_id

    @property
    def has_news(self) -> bool:
        """Whether readers lack anything of its draft."""
        row, draft = self.row, self.draft
        if row is None or draft is None:
            return row is not None and not row.live
        if not row.live:
            return True
        if draft.pk == row.live_revision_id:
            return False
        return row.has_unpublished_changes or self.kept.revision_id is not None


def kind_of(model: type[models.Model]) -> ContentType:
    """Of a page its base: one page is the same thing, whatever its type."""
    return ContentType.objects.get_for_model(Page if issubclass(model, Page) else model)


def members_of(release: Release) -> list[Member]:
    """In the order in which they go live; what is gone comes last."""
    kept = list(release.members.select_related("added_by", "revision"))
    by_kind: dict[int, list[ReleaseMember]] = {}
    for member in kept:
        by_kind.setdefault(member.content_type_id, []).append(member)
    rows: dict[tuple[int, str], Draftable] = {}
    for kind, of_kind in by_kind.items():
        for row in _rows(ContentType.objects.get_for_id(kind), of_kind):
            rows[kind, str(row.pk)] = row
    members = []
    for member in kept:
        row = rows.get((member.content_type_id, member.object_id))
        draft = member.revision or (row.latest_revision if row is not None else None)
        members.append(Member(member, row, draft))
    return sorted(members, key=_turn)


def _rows(kind: ContentType, members: Iterable[ReleaseMember]) -> Iterator[Draftable]:
    model = kind.model_class()
    if model is None:
        return
    ids = [member.object_id for member in members]
    types = [model]
    if model._meta.label == Page._meta.label:
        kinds = Page.objects.filter(pk__in=ids).order_by().values_list("content_type", flat=True)
        types = [type_ for pk in set(kinds) if (type_ := _type_of(pk)) is not None]
    for each in types:
        rows: models.QuerySet[Any] = each._base_manager.filter(pk__in=ids)
        yield from rows.select_related("locale", "latest_revision", "locked_by")


def _type_of(kind: int) -> type[models.Model] | None:
    return ContentType.objects.get_for_id(kind).model_class()


def _turn(member: Member) -> tuple[int, str, int]:
    row = member.row
    if row is None:
        return 2, "", member.kept.pk
    if isinstance(row, Page):
        return 1, f"{row.depth:04}", row.pk
    return 0, row._meta.label, row.pk


def can_be_added(model: type[models.Model]) -> bool:
    return can_be_simulated(model)


def add(release: Release, row: Draftable, user: User | None) -> ReleaseMember | None:
    """Answers the member if it is new in the release."""
    member, created = ReleaseMember.objects.get_or_create(
        release=release,
        content_type=kind_of(type(row)),
        object_id=str(row.pk),
        defaults={
            "title": get_latest_str(row)[:500],
            "added_by": user,
            "live_when_added": row.live_revision_id,
        },
    )
    return member if created else None


def newest_draft(row: Draftable, user: User | None) -> Revision | None:
    """The newest revision; of what is translated text by text one that has the newest texts. A row
    that has none gets one of what it says. Raises ValidationError.
    """
    translation = (
        Translation.objects.filter(
            source__object_id=row.translation_key, target_locale_id=row.locale_id, enabled=True
        )
        .select_related("source")
        .first()
    )
    if translation is not None and _has_newer_texts(translation, row.latest_revision):
        translation.save_target(user=user, publish=False)
        row = type(row)._base_manager.get(pk=row.pk)
    latest: Revision | None = row.latest_revision
    return latest or row.save_revision(user=user, clean=False)


def _has_newer_texts(translation: Translation, latest: Revision | None) -> bool:
    if latest is None:
        return True
    since = {"updated_at__gt": latest.created_at, "locale": translation.target_locale_id}
    of_object = {"context__object_id": translation.source.object_id}
    return (
        translation.source.last_updated_at > latest.created_at
        or StringTranslation.objects.filter(**since, **of_object).exists()
        or SegmentOverride.objects.filter(**since, **of_object).exists()
    )
