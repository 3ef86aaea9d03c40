"""Copies of pages in both languages by SQL, for the benchmark: 8,000 take about 14 s on two cores.

What Wagtail and wagtail-localize keep beside a page is copied too, so that their screens show what
they would show of pages that editors made: the tree, references, the index of the admin's search,
the index of the website's search, and the source, the strings and the translation of each text.
Copies have no revisions and no log entries: an editor has not changed them yet.

Of 50 copies, two have an Arabic page that is behind its source, and one has an Arabic draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, cast
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail.models import Page, ReferenceIndex
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    StringTranslation,
    TemplateSegment,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
)

from cms.search.models import PageText, SearchWord
from cms.search.normalization import normalized_words, trigrams
from home.models import ContentPage

# A page's place among its siblings, as treebeard writes it.
_DIGITS = str(Page.alphabet)
_STEP = int(Page.steplen)

# SQL of this module, with names of tables and columns that Django's models give: no word comes
# from outside.
Sql: TypeAlias = str
Given: TypeAlias = str | int | list[UUID]


def copy_templates(keys: Sequence[UUID], pairs: int, per_section: int) -> None:
    """Makes so many pages in each language: copies of the first template, the section, with up to
    `per_section` copies of the others in turn under each. Call it in a transaction."""
    _run("SET LOCAL session_replication_role = replica")
    _choose_places(keys, pairs, per_section)
    _copy_pages()
    _copy_what_stands_beside_pages()
    _copy_texts_of_searches()
    _copy_translations()
    _run("INSERT INTO home_staletranslation SELECT DISTINCT new_key FROM copy")


# --- Pages ------------------------------------------------------------------------------------


def _choose_places(keys: Sequence[UUID], pairs: int, per_section: int) -> None:
    """Makes the table `copy`: what is copied to where, and which primary key it gets."""
    _make_table(
        "template",
        """
        SELECT page.id, page.path, page.url_path, page.slug, page.translation_key, locale_id,
            page.id = min(page.id) OVER (PARTITION BY translation_key) AS is_source, turn
        FROM wagtailcore_page AS page
        JOIN unnest(%s::uuid[]) WITH ORDINALITY AS chosen (key, turn) ON key = translation_key
        """,
        index="id",
        parameters=[list(keys)],
    )
    sections = -(-pairs // (per_section + 1))
    copied = "SELECT count(*) FROM wagtailcore_page WHERE slug ~ '^section-[0-9]+$'"
    first = 1 + _number(copied) // 2
    _make_table(
        "section",
        f"""
        SELECT template.*, number, parent.path AS parent_path, parent.url_path AS parent_url,
            parent.path || {_digits(f"number - {first} + 1 + {_last_place()}")} AS new_path
        FROM template
        JOIN wagtailcore_page AS parent ON parent.path = left(template.path, -{_STEP})
        CROSS JOIN generate_series(%s::integer, %s) AS number WHERE turn = 1
        """,  # noqa: S608  # nosec B608
        index="number",
        parameters=[first, first + sections - 1],
    )
    _make_table(
        "copy",
        f"""
        WITH page AS (
            SELECT template.*, section.number AS section,
                (section.number - 1) * %s + place AS number, section.new_path AS parent_path,
                section.parent_url || section.slug || '-' || section.number || '/' AS parent_url,
                section.new_path || {_digits("place")} AS new_path
            FROM section JOIN template USING (locale_id)
            JOIN generate_series(1, %s) AS place ON template.turn = 2 + place %% %s
            WHERE (section.number - %s) * %s + place <= %s
        ), every AS (
            SELECT * FROM page
            UNION ALL SELECT id, path, url_path, slug, translation_key, locale_id, is_source, turn,
                number, number, parent_path, parent_url, new_path FROM section
        ), ordered AS (
            SELECT * FROM every ORDER BY section, length(new_path),
                CASE WHEN section %% 2 = 0 THEN is_source END DESC, number, is_source DESC
        )
        SELECT ordered.*, nextval(pg_get_serial_sequence('wagtailcore_page', 'id')) AS new_id,
            md5(translation_key::text || '/' || number)::uuid AS new_key
        FROM ordered
        """,  # noqa: S608  # nosec B608
        index="id, number",
        parameters=[
            *(per_section, per_section, len(keys) - 1),
            *(first, per_section, pairs - sections),
        ],
    )


def _digits(place: Sql) -> Sql:
    """A place among siblings as treebeard writes it."""
    base = len(_DIGITS)
    digits = (
        f"substr('{_DIGITS}', ((({place}) / {base**power}) %% {base})::integer + 1, 1)"
        for power in reversed(range(_STEP))
    )
    return " || ".join(digits)


def _last_place() -> Sql:
    """The place of the parent's last child: of one of the home pages."""
    cases = ""
    for (path,) in _rows("SELECT DISTINCT left(path, -4) FROM template WHERE turn = 1"):
        last = Page.objects.get(path=path).get_last_child()
        cases += f" WHEN '{path}' THEN {int(str(last.path)[-_STEP:], len(_DIGITS))}"
    return f"CASE parent.path{cases} END"


def _copy_pages() -> None:
    moved = "- interval '400 days' + number * interval '1 minute'"
    _copy(
        Page,
        "copy JOIN wagtailcore_page AS old USING (id)",
        id="new_id",
        path="new_path",
        title=_numbered("old.title"),
        draft_title=_numbered("old.title"),
        slug="old.slug || '-' || number",
        url_path="parent_url || old.slug || '-' || number || '/'",
        translation_key="new_key",
        numchild="0",
        first_published_at=f"old.last_published_at {moved}",
        # Arabic: two of 50 copies are behind their source, and one is a draft.
        last_published_at=f"old.last_published_at {moved}"
        " - CASE WHEN NOT is_source AND number % 25 = 1 THEN interval '1 day'"
        " ELSE interval '0' END",
        live="is_source OR number % 50 <> 7",
        has_unpublished_changes="NOT is_source AND number % 50 = 7",
        latest_revision_id="NULL",
        live_revision_id="NULL",
    )
    _copy(
        ContentPage,
        "copy JOIN home_contentpage AS old ON page_ptr_id = copy.id",
        page_ptr_id="new_id",
    )
    _run(
        "UPDATE wagtailcore_page AS page SET numchild = numchild + added FROM"
        " (SELECT parent_path, count(*) AS added FROM copy GROUP BY parent_path) AS counted"
        " WHERE path = parent_path"
    )


def _numbered(text: Sql, number: Sql = "number") -> Sql:
    """A title with the number of the copy, within the length of the column."""
    return f"left({text}, 240) || ' ' || {number}"


def _copy_what_stands_beside_pages() -> None:
    """References to pictures and pages, and the index of the admin's search."""
    page_type = ContentType.objects.get_for_model(Page).pk
    _copy(
        ReferenceIndex,
        f"copy JOIN wagtailcore_referenceindex AS old"
        f" ON old.base_content_type_id = {page_type} AND old.object_id = copy.id::text",
        object_id="new_id::text",
    )
    content_page_type = ContentType.objects.get_for_model(ContentPage).pk
    for model in apps.get_models():
        if model.__name__ == "IndexEntry" and _names(model) >= {"object_id", "title", "body"}:
            _copy(
                model,
                "copy JOIN {table} AS old"
                f" ON old.content_type_id IN ({page_type}, {content_page_type})"
                " AND old.object_id = copy.id::text",
                object_id="new_id::text",
                title=_with_the_number("old.title"),
                autocomplete=_with_the_number("old.autocomplete"),
            )


def _with_the_number(vector: Sql) -> Sql:
    """A tsvector that says the number of the copy, too."""
    return f"setweight(('''' || number || ''':1')::tsvector, 'A') || {vector}"


def _copy_texts_of_searches() -> None:
    """What the website's search reads, without the thread that would make it page by page."""
    _copy(
        PageText,
        "copy JOIN wagtailcore_page AS page ON page.id = new_id AND page.live"
        " JOIN cms_pagetext AS old ON page_id = copy.id",
        page_id="new_id",
        title=_numbered("old.title"),
        vector=_with_the_number("old.vector"),
    )
    numbers = [str(number) for (number,) in _rows("SELECT DISTINCT number FROM copy")]
    words = {word for word, _start, _end in normalized_words(" ".join(numbers))}
    SearchWord.objects.bulk_create(
        (SearchWord(word=word, trigrams=trigrams(word)) for word in sorted(words)),
        ignore_conflicts=True,
        batch_size=1000,
    )


# --- Translations, as wagtail-localize keeps them --------------------------------------------


def _copy_translations() -> None:
    _copy(
        TranslatableObject,
        "(SELECT DISTINCT translation_key AS old_key, new_key FROM copy) AS copy"
        " JOIN {table} AS old ON translation_key = old_key",
        translation_key="new_key",
    )
    _make_table(
        "source_copy",
        "SELECT old.id AS old_source, number, new_id, new_key, "
        "nextval(pg_get_serial_sequence('wagtail_localize_translationsource', 'id')) AS new_source"
        " FROM copy JOIN wagtail_localize_translationsource AS old"
        " ON old.object_id = translation_key AND old.locale_id = copy.locale_id",
        index="old_source, number",
    )
    _copy(
        TranslationSource,
        "source_copy JOIN {table} AS old ON old.id = old_source"
        " JOIN wagtailcore_page AS page ON page.id = new_id",
        id="new_source",
        object_id="new_key",
        object_repr=_numbered("old.object_repr"),
        last_updated_at="page.last_published_at",
        content_json="""(content_json::jsonb || jsonb_build_object(
            'pk', new_id, 'translation_key', new_key, 'title', page.title, 'slug', page.slug,
            'path', page.path, 'url_path', page.url_path, 'numchild', 0,
            'latest_revision', NULL, 'live_revision', NULL
        ))::text""",
    )
    _copy(
        Translation,
        "source_copy JOIN {table} AS old ON source_id = old_source",
        uuid="gen_random_uuid()",
        source_id="new_source",
    )
    _make_table(
        "context_copy",
        "SELECT old.id AS old_context, number, new_key, "
        "nextval(pg_get_serial_sequence('wagtail_localize_translationcontext', 'id'))"
        " AS new_context FROM (SELECT DISTINCT translation_key, new_key, number FROM copy) AS copy"
        " JOIN wagtail_localize_translationcontext AS old ON object_id = translation_key",
        index="old_context, number",
    )
    _copy(
        TranslationContext,
        "context_copy JOIN {table} AS old ON old.id = old_context",
        id="new_context",
        object_id="new_key",
    )
    _make_titles()
    of_a_source = (
        "source_copy JOIN {table} AS old ON source_id = old_source"
        " JOIN context_copy ON context_id = old_context"
        " AND context_copy.number = source_copy.number"
    )
    _copy(
        StringSegment,
        f"{of_a_source} LEFT JOIN title"
        " ON old_string = string_id AND title.number = source_copy.number",
        source_id="new_source",
        context_id="new_context",
        string_id="coalesce(new_string, string_id)",
    )
    for model in (TemplateSegment, RelatedObjectSegment, OverridableSegment):
        _copy(model, of_a_source, source_id="new_source", context_id="new_context")
    _copy(
        StringTranslation,
        "context_copy JOIN {table} AS old ON context_id = old_context LEFT JOIN title"
        " ON old_string = translation_of_id AND title.number = context_copy.number",
        context_id="new_context",
        translation_of_id="coalesce(new_string, translation_of_id)",
        data="CASE WHEN new_string IS NULL THEN old.data ELSE "
        + _numbered("old.data", "title.number")
        + " END",
    )


def _make_titles() -> None:
    """The title is the only text that each copy has for itself. Makes the table `title`."""
    _make_table(
        "title",
        """
        SELECT DISTINCT string.locale_id, string.id AS old_string, number,
            left(string.data, 240) || ' ' || number AS text, NULL::bigint AS new_string
        FROM source_copy
        JOIN wagtail_localize_stringsegment AS segment ON source_id = old_source
        JOIN wagtail_localize_translationcontext AS context
            ON context.id = context_id AND context.path = 'title'
        JOIN wagtail_localize_string AS string ON string.id = string_id
        """,
        index="old_string, number",
    )
    String.objects.bulk_create(
        (
            String(locale_id=locale, data=text, data_hash=String._get_data_hash(text))
            for locale, text in _rows("SELECT locale_id, text FROM title")
        ),
        ignore_conflicts=True,
        batch_size=5000,
    )
    _run(
        """
        UPDATE title SET new_string = string.id FROM wagtail_localize_string AS string
        WHERE string.locale_id = title.locale_id AND string.data = title.text
        """
    )


# --- SQL --------------------------------------------------------------------------------------


def _copy(model: type[models.Model], source: Sql, **changed: Sql) -> None:
    """Inserts a row for each of `source`, whose table `old` has the columns that are not changed.
    `{table}` in it is the model's table.

    A primary key that PostgreSQL numbers is new in each row.
    """
    names = [
        str(field.column)
        for field in model._meta.local_concrete_fields
        if field.column in changed or not isinstance(field, models.AutoField)
    ]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f'old."{name}"') for name in names)
    table = model._meta.db_table
    _run(
        f"INSERT INTO {table} ({columns})"  # noqa: S608  # nosec B608
        f" SELECT {values} FROM {source.format(table=table)}"
    )


def _make_table(name: str, query: Sql, index: Sql, parameters: Sequence[Given] = ()) -> None:
    """A table that lasts as long as the transaction."""
    _run(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {query}", parameters)
    _run(f"CREATE INDEX ON {name} ({index}); ANALYZE {name}")


def _names(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.local_concrete_fields}


def _run(statement: Sql, parameters: Sequence[Given] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)


def _rows(statement: Sql) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cast("list[tuple[object, ...]]", cursor.fetchall())


def _number(statement: Sql) -> int:
    return int(str(_rows(statement)[0][0]))
