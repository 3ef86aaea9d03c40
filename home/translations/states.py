"""The state of each page and snippet in each language, told by the database.

One row of the list is one thing in all its languages, named after its source: its oldest row. What
state a language is in is said once, in SQL (`_state`), so that filters, the count and the cells can
never disagree. The number of queries does not depend on how many things there are or are shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.text import capfirst
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy, policy_registry
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.models import ContentPage, HomePage, SiteMetadata
from snippets.models import FooterLink, Hero, MenuItem, Partner

LIVE, BEHIND, DRAFT, MISSING = STATES = ("live", "behind", "draft", "missing")


@dataclass(frozen=True)
class Kind:
    """A model that is translated; `title` is the field by which a list names its rows."""

    model: type[Any]
    title: str

    @property
    def name(self) -> str:
        return str(self.model._meta.label_lower)

    @property
    def label(self) -> str:
        return str(capfirst(self.model._meta.verbose_name))

    @property
    def is_page(self) -> bool:
        return issubclass(self.model, Page)

    @property
    def order(self) -> str:
        return "path" if self.is_page else self.title

    def rows(self) -> models.QuerySet[Any]:
        """All rows in all languages. An alias only shows another language: it is none."""
        rows: models.QuerySet[Any] = self.model._default_manager.all()
        return rows.filter(alias_of=None) if self.is_page else rows

    def rows_of(self, user: Any) -> models.QuerySet[Any]:
        """Those that the user may edit."""
        if self.is_page:
            pages = page_permission_policy.instances_user_has_permission_for(user, "change")
            return self.rows().filter(pk__in=pages.order_by().values("pk"))
        policy = policy_registry.get_by_type(self.model)
        return self.rows() if policy.user_has_permission(user, "change") else self.rows().none()

    def sources(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """The oldest row of each thing."""
        older = self.rows().filter(translation_key=OuterRef("translation_key"))
        return rows.filter(~Exists(older.filter(pk__lt=OuterRef("pk"))))


KINDS = (
    Kind(HomePage, "draft_title"),
    Kind(ContentPage, "draft_title"),
    Kind(MenuItem, "label"),
    Kind(Hero, "title"),
    Kind(Partner, "name"),
    Kind(FooterLink, "label"),
    Kind(SiteMetadata, "site_name"),
)
BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Asked:
    """What to list. Empty: everything. A state without a language: in any of them.

    With `keys`, the things of these translation keys alone.
    """

    kind: str = ""
    language: str = ""
    state: str = ""
    search: str = ""
    keys: tuple[uuid.UUID, ...] | None = None


def listed(user: Any, locales: Sequence[Locale], asked: Asked) -> models.QuerySet[Any]:
    """Rows of {"kind_name", "group_key", "source_pk", "source_title", "state_<locale's pk>" …}."""
    kinds = [kind for kind in KINDS if asked.kind in ("", kind.name)]
    first, *others = [_listed(kind, user, locales, asked) for kind in kinds]
    together: models.QuerySet[Any] = first.union(*others, all=True)
    return together.order_by("place", "rank", "source_pk")


def _listed(kind: Kind, user: Any, locales: Sequence[Locale], asked: Asked) -> models.QuerySet[Any]:
    rows = kind.sources(kind.rows_of(user))
    if asked.keys is not None:
        rows = rows.filter(translation_key__in=asked.keys)
    if asked.search:
        group = kind.rows().filter(translation_key=OuterRef("translation_key"))
        rows = rows.filter(Exists(group.filter(**{f"{kind.title}__icontains": asked.search})))
    states = {name_of(locale): _state(kind, locale) for locale in locales}
    rows = rows.annotate(**states)
    chosen = [name_of(locale) for locale in locales if asked.language in ("", locale.language_code)]
    if asked.state:
        wanted = Q()
        for name in chosen:
            wanted |= Q(**{name: asked.state})
        rows = rows.filter(wanted)
    elif asked.language:
        for name in chosen:
            rows = rows.exclude(**{name: MISSING})
    text = models.TextField()
    return rows.order_by().values(
        *states,
        place=Value(KINDS.index(kind)),
        kind_name=Value(kind.name, output_field=text),
        group_key=F("translation_key"),
        source_pk=Cast("pk", models.BigIntegerField()),
        source_title=Cast(kind.title, text),
        rank=Cast(kind.order, text),
    )


def behind(user: Any, most: int) -> list[tuple[Any, datetime | None]]:
    """The pages and snippets that are behind, with when their source was published: newest first.

    They are whole rows with `locale` and `latest_revision`, those that the user may edit. One query
    for each kind: the first page of the admin shows this, and the list of everything would take
    ten times as long.
    """
    found: list[tuple[Any, datetime | None]] = []
    for kind in KINDS:
        of_source = kind.rows().filter(translation_key=OuterRef("translation_key")).order_by("pk")
        late = (
            kind.rows_of(user)
            .filter(live=True)
            .annotate(
                pk_of_the_source=Subquery(of_source.values("pk")[:1]),
                published_at_the_source=Subquery(of_source.values("last_published_at")[:1]),
            )
            .exclude(pk=F("pk_of_the_source"))
            .filter(_is_behind())
            .select_related("locale", "latest_revision")
            .order_by(F("published_at_the_source").desc(nulls_last=True), "pk")
        )
        found += [(row, row.published_at_the_source) for row in late[:most]]
    long_ago = datetime.min.replace(tzinfo=UTC)
    return sorted(found, key=lambda one: one[1] or long_ago, reverse=True)[:most]


def name_of(locale: Locale) -> str:
    return f"state_{locale.pk}"


def _state(kind: Kind, locale: Locale) -> Any:
    """What this language of a source's row is for readers: a text of STATES."""
    here = kind.rows().filter(translation_key=OuterRef("translation_key"), locale=locale)
    is_source = Q(pk=OuterRef("pk"))
    here = here.annotate(
        published_at_the_source=OuterRef("last_published_at"),
        state=Case(
            When(live=False, then=Value(DRAFT)),
            When(is_source, then=Value(LIVE)),
            When(_is_behind(), then=Value(BEHIND)),
            default=Value(LIVE),
            output_field=models.TextField(),
        ),
    )
    state = Subquery(here.order_by().values("state")[:1], output_field=models.TextField())
    return Coalesce(state, Value(MISSING), output_field=models.TextField())


def _is_behind() -> Q:
    """The condition for rows with `published_at_the_source`: live translations, and no source.

    One is behind when its source was published after it, when wagtail-localize took over a newer
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


def _untranslated(followed: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """The translations among `followed` that lack a text."""
    lacking = StringSegment.objects.filter(source_id=OuterRef("source_id")).filter(
        ~Exists(_translated(OuterRef(OuterRef("target_locale_id"))))
    )
    return followed.filter(Exists(lacking))


def _translated(locale_id: Any) -> models.QuerySet[Any]:
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
    """One language of one thing."""

    pk: int
    title: str
    has_draft: bool


@dataclass(frozen=True)
class Progress:
    """How far wagtail-localize's translation of one thing into one language is."""

    translation_id: int
    source_id: int
    total: int
    done: int


Place = tuple[uuid.UUID, int]  # the thing's translation key, and the locale's pk


def rows_in_all_languages(kinds: Iterable[Kind], keys: Sequence[uuid.UUID]) -> dict[Place, Row]:
    """In one query."""
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
        for kind in kinds
    ]
    if not parts:
        return {}
    return {
        (key, locale): Row(pk, title, has_draft)
        for key, locale, pk, title, has_draft in parts[0].union(*parts[1:], all=True)
    }


def progress_of(keys: Sequence[uuid.UUID]) -> dict[Place, Progress]:
    """As Translation.get_progress() tells it of one, of all in one query."""
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


def _number(segments: models.QuerySet[Any]) -> Any:
    counted = segments.values("source_id").annotate(number=models.Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=models.IntegerField())
