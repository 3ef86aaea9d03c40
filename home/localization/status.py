"""The state of each page and snippet in each language, computed by the database.

A translation group is one page or snippet in all its languages. The list has one row for each
group, with the title of its source: the oldest row of the group. One SQL expression
(`_state_of_row`) decides the state of a language. The number of queries does not depend on how many
groups there are or are shown.

A state costs several looks into other tables. So it is computed for the groups that are shown, and
for all others it is kept in a table (state_index.py): the list, its filters and its count read only
that.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypedDict, overload

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.localization.kinds import Rows, TranslatedKind, User, kinds
from home.models.translation_state import TranslationState

Combinable: TypeAlias = models.expressions.Combinable
Groups: TypeAlias = "models.QuerySet[models.Model, Any]"  # of rows that are a TranslationGroup
Translations: TypeAlias = "models.QuerySet[Translation]"
Place = tuple[uuid.UUID, int]  # a translation key, and the primary key of a locale
LIVE, BEHIND, DRAFT, MISSING = STATES = ("live", "behind", "draft", "missing")
# Letters by which lists are ordered.
LONGEST_RANK = 255
# Groups among which the first page of the admin looks for what is behind.
LOOKED_THROUGH = 1000


@dataclass(frozen=True)
class Filters:
    """What to list. Empty: everything. A state without a language: in any of them.

    With `keys`, the groups of these translation keys alone.
    """

    kind: str = ""
    language: str = ""
    state: str = ""
    search: str = ""
    keys: tuple[uuid.UUID, ...] | None = None


class TranslationGroup(TypedDict):
    """A row of the list."""

    kind_name: str
    group_key: uuid.UUID
    source_pk: int
    source_title: str


class TranslationGroups(Sequence[TranslationGroup]):
    """The groups that a user sees, in their order, for a paginator: of each kind it reads the
    groups up to the end of the shown page, and an index has them in that order."""

    def __init__(self, user: User, locales: Sequence[Locale], filters: Filters) -> None:
        of_kinds = [
            _listed(kind, place, user, locales, filters)
            for place, kind in enumerate(kinds())
            if filters.kind in ("", kind.name)
        ]
        # Django's union with an empty queryset would be the other queryset unchanged.
        self._of_kinds = [rows for rows in of_kinds if not rows.query.is_empty()] or of_kinds[:1]

    def __len__(self) -> int:
        return _union(self._of_kinds).count()

    @overload
    def __getitem__(self, shown: int) -> TranslationGroup: ...
    @overload
    def __getitem__(self, shown: slice) -> list[TranslationGroup]: ...
    def __getitem__(self, shown: int | slice) -> TranslationGroup | list[TranslationGroup]:
        if isinstance(shown, int):
            return self[shown : shown + 1][0]
        if shown.stop == 0:
            return []
        if len(self._of_kinds) == 1:
            return list(self._of_kinds[0].order_by("rank", "source_pk")[shown])
        parts = [groups.order_by("rank", "source_pk")[: shown.stop] for groups in self._of_kinds]
        return list(_union(parts).order_by("place", "rank", "source_pk")[shown])


def _union(parts: Sequence[Groups]) -> Groups:
    return parts[0].union(*parts[1:], all=True)


def _listed(
    kind: TranslatedKind, place: int, user: User, locales: Sequence[Locale], filters: Filters
) -> Groups:
    """Of the table of states (state_index.py), whose rows have all that the list is made of."""
    of_kind = TranslationState.objects.filter(kind=kind.name)
    rows = of_kind.filter(is_source=True)
    if (editable := kind.rows_of(user)).query.is_empty():
        rows = rows.none()
    elif kind.is_page and not user.is_superuser:
        rows = rows.filter(row_pk__in=editable.order_by().values("pk"))
    if filters.keys is not None:
        rows = rows.filter(translation_key__in=filters.keys)
    group = of_kind.filter(translation_key=OuterRef("translation_key"))
    if filters.search:
        rows = rows.filter(Exists(group.filter(title__icontains=filters.search)))
    chosen = [locale.pk for locale in locales if filters.language in ("", locale.language_code)]
    if filters.state == MISSING:
        lacking = Q()
        for locale in chosen:
            lacking |= Q(~Exists(group.filter(locale_pk=locale)))
        rows = rows.filter(lacking)
    elif filters.state:
        rows = rows.filter(Exists(group.filter(locale_pk__in=chosen, state=filters.state)))
    elif filters.language:
        rows = rows.filter(Exists(group.filter(locale_pk__in=chosen)))
    return rows.order_by().values(
        "rank",
        place=Value(place),
        kind_name=F("kind"),
        group_key=F("translation_key"),
        source_pk=F("row_pk"),
        source_title=F("title"),
    )


def rows_with_states(kind: TranslatedKind, keys: Sequence[uuid.UUID]) -> Iterator[TranslationState]:
    """What the table of states says of each language of these groups. Unsaved."""
    of_source = kind.rows().filter(translation_key=OuterRef("translation_key")).order_by("pk")
    rows = kind.rows().filter(translation_key__in=keys).order_by()
    rows = rows.annotate(
        pk_of_the_source=Subquery(of_source.values("pk")[:1]),
        published_at_the_source=Subquery(of_source.values("last_published_at")[:1]),
        state=_state_of_row(Q(pk=F("pk_of_the_source"))),
    )
    for key, locale, pk, source, state, title, rank in rows.values_list(
        "translation_key",
        "locale_id",
        Cast("pk", models.BigIntegerField()),
        "pk_of_the_source",
        "state",
        Cast(kind.title, models.TextField()),
        Cast(kind.order, models.TextField()),
    ):
        yield TranslationState(
            kind=kind.name,
            row_pk=pk,
            translation_key=key,
            locale_pk=locale,
            is_source=pk == source,
            state=state,
            title=title,
            rank=rank[:LONGEST_RANK],
        )


def behind(user: User, most: int) -> list[tuple[models.Model, datetime | None]]:
    """The pages and snippets that are behind, with when their source was published: newest first.

    They are whole rows with `locale` and `latest_revision`, those that the user may edit. Two
    queries for each kind: the first page of the admin shows this. It looks through the
    `LOOKED_THROUGH` groups that were published last; the screen "Translations" looks through all.
    """
    late: list[tuple[models.Model, datetime | None]] = []
    for kind in kinds():
        may_edit = kind.rows_of(user).filter(live=True)
        of_source = kind.rows().filter(translation_key=OuterRef("translation_key")).order_by("pk")
        rows = (
            may_edit.filter(translation_key__in=_published_last(kind, may_edit))
            .annotate(
                pk_of_the_source=Subquery(of_source.values("pk")[:1]),
                published_at_the_source=Subquery(of_source.values("last_published_at")[:1]),
            )
            .exclude(pk=F("pk_of_the_source"))
            .filter(_is_behind())
            .select_related("locale", "latest_revision")
            .order_by(F("published_at_the_source").desc(nulls_last=True), "pk")
        )
        late += [(row, row.published_at_the_source) for row in rows[:most]]
    long_ago = datetime.min.replace(tzinfo=UTC)
    return sorted(late, key=lambda pair: pair[1] or long_ago, reverse=True)[:most]


def _published_last(kind: TranslatedKind, rows: Rows) -> set[uuid.UUID]:
    """The translation keys of the groups of `rows` that were published last."""
    groups = kind.rows().filter(translation_key__in=rows.order_by().values("translation_key"))
    newest = groups.order_by(F("last_published_at").desc(nulls_last=True), "-pk")
    return set(newest.values_list("translation_key", flat=True)[:LOOKED_THROUGH])


def states_of(
    kinds_shown: Iterable[TranslatedKind], keys: Sequence[uuid.UUID], locales: Sequence[Locale]
) -> dict[Place, str]:
    """The state of each language of these groups, in one query."""
    parts = [
        kind.sources(kind.rows().filter(translation_key__in=keys))
        .order_by()
        .values_list("translation_key", *(_state(kind, locale) for locale in locales))
        for kind in kinds_shown
    ]
    if not parts:
        return {}
    return {
        (key, locale.pk): state
        for key, *states in parts[0].union(*parts[1:], all=True)
        for locale, state in zip(locales, states, strict=True)
    }


def _state(kind: TranslatedKind, locale: Locale) -> Combinable:
    """What this language of a source's row is for readers: one of STATES."""
    here = kind.rows().filter(translation_key=OuterRef("translation_key"), locale=locale)
    is_source = Q(pk=OuterRef("pk"))
    here = here.annotate(
        published_at_the_source=OuterRef("last_published_at"),
        state=_state_of_row(is_source),
    )
    state = Subquery(here.order_by().values("state")[:1], output_field=models.TextField())
    return Coalesce(state, Value(MISSING), output_field=models.TextField())


def _state_of_row(is_source: Q) -> Case:
    """The state of a row that has `published_at_the_source`."""
    return Case(
        When(live=False, then=Value(DRAFT)),
        When(is_source, then=Value(LIVE)),
        When(_is_behind(), then=Value(BEHIND)),
        default=Value(LIVE),
        output_field=models.TextField(),
    )


def _is_behind() -> Q:
    """The condition for a live translation that has `published_at_the_source`.

    It is behind when its source was published after it, when wagtail-localize took over a newer
    text of the source after it or has not taken over the newest yet, and when some of its texts
    are not translated.
    """
    followed = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"),
        target_locale_id=OuterRef("locale_id"),
        enabled=True,
    )
    taken_over_later = followed.filter(source__last_updated_at__gt=OuterRef("last_published_at"))
    not_taken_over = followed.filter(
        source__last_updated_at__lt=OuterRef("published_at_the_source")
    )
    condition = Q(last_published_at__lt=F("published_at_the_source"))
    for late in (taken_over_later, not_taken_over, _untranslated(followed)):
        condition |= Q(Exists(late))
    return condition


def _untranslated(followed: Translations) -> Translations:
    """The translations among `followed` that lack a text."""
    lacking = StringSegment.objects.filter(source_id=OuterRef("source_id")).filter(
        ~Exists(_translated(OuterRef(OuterRef("target_locale_id"))))
    )
    return followed.filter(Exists(lacking))


def _translated(locale_id: OuterRef) -> models.QuerySet[StringTranslation]:
    """The translation of a segment, as wagtail-localize counts them."""
    return StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=locale_id,
        has_error=False,
    )


# --- What is shown of those on one page -------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One language of a page or snippet."""

    pk: int
    title: str
    has_draft: bool


@dataclass(frozen=True)
class Progress:
    """How far wagtail-localize's translation into one language is."""

    translation_id: int
    source_id: int
    total: int
    done: int


def rows_in_all_languages(
    kinds_shown: Iterable[TranslatedKind], keys: Sequence[uuid.UUID]
) -> dict[Place, Row]:
    """The row of each language of these groups, in one query."""
    parts = [
        kind.rows()
        .filter(translation_key__in=keys)
        .order_by()
        .values_list(
            "translation_key",
            "locale_id",
            Cast("pk", models.BigIntegerField()),
            Cast(kind.title, models.TextField()),
            "has_unpublished_changes",
        )
        for kind in kinds_shown
    ]
    if not parts:
        return {}
    return {
        (key, locale): Row(pk, title, has_draft)
        for key, locale, pk, title, has_draft in parts[0].union(*parts[1:], all=True)
    }


def progress_of(keys: Sequence[uuid.UUID]) -> dict[Place, Progress]:
    """As Translation.get_progress() counts it for each of them, in one query."""
    segments = StringSegment.objects.filter(source_id=OuterRef("source_id")).order_by()
    done = segments.filter(Exists(_translated(OuterRef(OuterRef("target_locale_id")))))
    translations = Translation.objects.filter(source__object_id__in=keys, enabled=True)
    counted = translations.annotate(total=_number(segments), done=_number(done))
    return {
        (key, locale): Progress(*numbers)
        for key, locale, *numbers in counted.values_list(
            "source__object_id", "target_locale_id", "pk", "source_id", "total", "done"
        )
    }


def _number(segments: models.QuerySet[StringSegment]) -> Combinable:
    counted = segments.values("source_id").annotate(number=models.Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=models.IntegerField())
