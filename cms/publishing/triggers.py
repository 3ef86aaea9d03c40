"""Which tables feed what readers get, and the triggers that raise the version when they change.

A trigger misses nothing: `QuerySet.update()`, tree moves, reorderings, bulk moves of images,
privacy, plain SQL. The tables are found from the models, so a new page type or snippet is watched
as soon as it is migrated; `NOT_CONTENT` names what is left out on purpose, and a test holds that
every model of the project is in one of the two.

Beside them are the triggers that note what was deleted in a language (snippets/models/deleted.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.apps import AppConfig, apps
from django.db import connections, models
from django.db.backends.utils import CursorWrapper
from taggit.models import Tag, TaggedItem
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.embeds.models import Embed
from wagtail.images import get_image_model
from wagtail.images.models import AbstractRendition
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Comment,
    Locale,
    Page,
    PageViewRestriction,
    Site,
    TranslatableMixin,
)

from home.models.redirect_details import RedirectDetails
from snippets.models.deleted import DeletedTranslation
from snippets.models.translated import TranslatedSnippet
from snippets.picture_shapes import SPECS

PREFIX = "content_changed"
PREFIX_OF_DELETIONS = "translation_deleted"

# Tables of the project's apps whose rows no document or answer repeats.
NOT_CONTENT = (
    "cms.AuditEvent",
    "cms.BulkEdit",
    "cms.Change",
    "cms.ChangeRecord",
    "cms.ContentVersion",
    "cms.DocumentVersion",
    "cms.KeptData",
    "cms.KeptVersion",
    "cms.Mail",
    "cms.MailPreferences",
    "cms.NotFoundAddress",
    "cms.Notification",
    "cms.MachineToken",
    "cms.PageText",
    "cms.PreviewTarget",
    "cms.PublicItem",
    "cms.Publication",
    "cms.Release",
    "cms.ReleaseMember",
    "cms.Rollback",
    "cms.SearchSynonyms",
    "cms.SearchWord",
    "cms.ShareLink",
    "cms.StalePageText",
    "cms.TrashEntry",
    "cms.TrashedRow",
    "cms.Webhook",
    "cms.WebhookDelivery",
    "home.StaleTranslation",
    "home.TranslationState",
    "home.VideoLookup",
    "snippets.KeptOverride",
)

# Columns that say how a row is edited, not what readers get: a draft writes only these.
EDITORIAL_COLUMNS = frozenset(
    {
        "draft_title",
        "expire_at",
        "expired",
        "go_live_at",
        "has_unpublished_changes",
        "latest_revision_created_at",
        "latest_revision_id",
        "locked",
        "locked_at",
        "locked_by_id",
        "numchild",
        "owner_id",
        "search_index_version",
    }
)

# Of an image's renditions those that documents show (cms/delivery/images.py): editors'
# screens make others while they are looked at, and that is no change.
_CROPS = ", ".join(f"'{spec}'" for spec in SPECS)
SHOWN_RENDITION = (
    "({row}.focal_point_key = '' AND {row}.filter_spec LIKE 'width-%|format-%'"
    f" OR {{row}}.filter_spec IN ({_CROPS}))"
)

# What a row that is not live says to others: a draft stands before its translation, what was taken
# down stands in the way of it, and a link to either leads to the translation that is live.
IDENTITY = frozenset({"first_published_at", "locale_id", "translation_key"})

# Columns that say what else a change of the row touches: its translations, its place in the tree,
# what it belongs to. They are noted beside the row (cms/publishing/changes.py).
NOTED = frozenset(
    {
        *("translation_key", "locale_id", "live", "path", "url_path", "alias_of_id"),
        *("image_id", "page_id", "collection_id", "content_type_id", "object_id", "hash"),
        # Of what was deleted in a language.
        "table_name",
        # Whether search engines hear of the page as a translation of others.
        *("is_indexable", "canonical_page_id", "canonical_url", "is_untranslated"),
    }
)


def content_models() -> list[type[models.Model]]:
    """Every concrete model whose rows feed a document or an answer of API v2."""
    of_wagtail: list[type[models.Model]] = [
        Collection,
        CollectionViewRestriction,
        Embed,
        Locale,
        Page,
        PageViewRestriction,
        Redirect,
        RedirectDetails,
        Site,
        Tag,
        TaggedItem,
        DeletedTranslation,
        get_document_model(),
        get_image_model(),
        get_image_model().get_rendition_model(),
    ]
    ours = [
        model
        for model in apps.get_models()
        if issubclass(model, TranslatableMixin)
        and not model._meta.proxy
        and model not in of_wagtail
        and model._meta.app_label != "wagtailcore"
    ]
    children = [
        relation.related_model
        for model in ours
        for relation in model._meta.related_objects
        if _is_part_of(relation) and relation.related_model is not Comment
    ]
    return [*of_wagtail, *ours, *children]


def _is_part_of(relation: models.ForeignObjectRel) -> bool:
    """Whether the relation is an inline child of the model (modelcluster's ParentalKey)."""
    return type(relation.field).__name__ == "ParentalKey"


@dataclass(frozen=True)
class Trigger:
    table: str
    name: str
    sql: str
    writes: frozenset[str] = frozenset()

    @property
    def needs(self) -> frozenset[str]:
        """The tables without which it cannot be installed."""
        return self.writes | {self.table}

    @property
    def mark(self) -> str:
        """What the trigger's comment says, so that an unchanged one is left alone."""
        return hashlib.sha256(self.sql.encode()).hexdigest()[:16]


# What rooms above want besides, by the prefix of the triggers' names.
_more: dict[str, Callable[[], list[Trigger]]] = {}


def also_install(prefix: str, wanted: Callable[[], list[Trigger]]) -> None:
    """Triggers of a room above, whose names begin with `prefix`; once, when the apps are ready."""
    _more[prefix] = wanted


def wanted_triggers() -> list[Trigger]:
    models_ = content_models()
    deletions = [
        model for model in models_ if model is Page or issubclass(model, TranslatedSnippet)
    ]
    return [
        *(trigger for model in models_ for trigger in _triggers_of(model)),
        *(trigger for model in deletions for trigger in _triggers_of_deletions(model)),
        *(trigger for wanted in _more.values() for trigger in wanted()),
    ]


def _triggers_of(model: type[models.Model]) -> list[Trigger]:
    table = _Table(model)
    columns = [
        field.column
        for field in model._meta.local_concrete_fields
        if field.column not in EDITORIAL_COLUMNS
    ]
    changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns)
    if issubclass(model, Page) and model is not Page:
        # The row in wagtailcore_page comes and goes with this one and says whether it is live.
        return [_trigger(table, "UPDATE", changed)]
    if issubclass(model, AbstractRendition):
        was, is_now = (SHOWN_RENDITION.format(row=row) for row in ("OLD", "NEW"))
        return [
            _trigger(table, "INSERT", is_now),
            _trigger(table, "UPDATE", f"({was} OR {is_now}) AND ({changed})"),
            _trigger(table, "DELETE", was),
        ]
    if "live" in columns:
        seen_by_others = "{row}.live OR {row}.first_published_at IS NOT NULL"
        identity = " OR ".join(
            f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns if name in IDENTITY
        )
        return [
            _trigger(table, "INSERT", seen_by_others.format(row="NEW")),
            _trigger(table, "UPDATE", f"(OLD.live OR NEW.live) AND ({changed}) OR {identity}"),
            _trigger(table, "DELETE", "true"),
        ]
    return [
        _trigger(table, "INSERT", "true"),
        _trigger(table, "UPDATE", changed),
        _trigger(table, "DELETE", "true"),
    ]


@dataclass(frozen=True)
class _Table:
    """The table of a model, as the triggers' function gets it."""

    model: type[models.Model]

    @property
    def arguments(self) -> str:
        """Its primary key, whether it is a page type's, and the columns that are noted."""
        columns = [field.column for field in self.model._meta.local_concrete_fields]
        is_page_type = issubclass(self.model, Page) and self.model is not Page
        noted = ",".join(name for name in columns if name in NOTED)
        return f"'{self.model._meta.pk.column}', '{'page' if is_page_type else ''}', '{noted}'"


def _triggers_of_deletions(model: type[models.Model]) -> list[Trigger]:
    """They fire at once: who reads later in the same transaction reads what they noted."""
    db_table = model._meta.db_table
    was, is_now = (
        f"({row}.live OR {row}.first_published_at IS NOT NULL)" for row in ("OLD", "NEW")
    )
    another = " OR ".join(
        f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in ("translation_key", "locale_id")
    )
    conditions = {
        "DELETE": "true",
        "INSERT": is_now,
        "UPDATE": f"{is_now} AND (NOT {was} OR {another})",
    }
    return [
        Trigger(
            db_table,
            name := f"{PREFIX_OF_DELETIONS}_{event.lower()}",
            f'CREATE TRIGGER {name} AFTER {event} ON "{db_table}" '
            f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION translation_deleted()",
            writes=frozenset({DeletedTranslation._meta.db_table}),
        )
        for event, condition in conditions.items()
    ]


def _trigger(table: _Table, event: str, condition: str) -> Trigger:
    name = f"{PREFIX}_{event.lower()}"
    db_table = table.model._meta.db_table
    sql = (
        f'CREATE CONSTRAINT TRIGGER {name} AFTER {event} ON "{db_table}" '
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        f"WHEN ({condition}) EXECUTE FUNCTION content_changed({table.arguments})"
    )
    return Trigger(db_table, name, sql)


def install(using: str = "default") -> list[str]:
    """Makes the database's triggers those of `wanted_triggers()`; answers what it did.

    Runs after every `migrate` and touches only tables whose trigger differs.
    """
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    wanted = {(t.table, t.name): t for t in wanted_triggers() if t.needs <= tables}
    done = []
    with connection.cursor() as cursor:
        installed = _installed(cursor)
        for table, name in sorted(installed.keys() - wanted.keys()):
            cursor.execute(f'DROP TRIGGER {name} ON "{table}"')
            done.append(f"dropped {name} on {table}")
        for key, trigger in sorted(wanted.items()):
            if installed.get(key) == trigger.mark:
                continue
            cursor.execute(f'DROP TRIGGER IF EXISTS {trigger.name} ON "{trigger.table}"')
            cursor.execute(trigger.sql)
            cursor.execute(
                f"COMMENT ON TRIGGER {trigger.name} ON \"{trigger.table}\" IS '{trigger.mark}'"
            )
            done.append(f"installed {trigger.name} on {trigger.table}")
    return done


def missing(using: str = "default") -> list[str]:
    """The wanted triggers that the database lacks: content could change unnoticed there."""
    with connections[using].cursor() as cursor:
        installed = _installed(cursor)
    return [
        f"{trigger.name} on {trigger.table}"
        for trigger in wanted_triggers()
        if installed.get((trigger.table, trigger.name)) != trigger.mark
    ]


def _installed(cursor: CursorWrapper) -> dict[tuple[str, str], str | None]:
    cursor.execute(
        """
        SELECT class.relname, trigger.tgname, obj_description(trigger.oid, 'pg_trigger')
        FROM pg_trigger AS trigger JOIN pg_class AS class ON class.oid = trigger.tgrelid
        JOIN pg_namespace AS schema ON schema.oid = class.relnamespace
        WHERE trigger.tgname LIKE ANY (%s) AND NOT trigger.tgisinternal
          AND schema.nspname = current_schema()
        """,
        [[f"{prefix}\\_%" for prefix in (PREFIX, PREFIX_OF_DELETIONS, *_more)]],
    )
    return {(table, name): mark for table, name, mark in cursor.fetchall()}


def install_after_migrate(sender: AppConfig, using: str = "default", **kwargs: object) -> None:
    """Receiver of post_migrate (the last app's): see cms/apps.py."""
    table_names = connections[using].introspection.table_names()
    if "content_version" in table_names:
        install(using)
