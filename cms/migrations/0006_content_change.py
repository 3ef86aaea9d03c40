"""What changed in each version: the triggers that raise the version note the rows too.

`content_change` holds, for each version, which rows of which tables changed, with the columns that
say what else they touch (cms/publishing/changes.py). A row_id of 0 stands for the whole table: more
rows than `most` changed in one transaction, or nobody knows which. The table's name '*' stands for
everything: the version was raised by hand.
"""

from __future__ import annotations

from django.db import migrations

FORWARD = """
-- When this transaction raised the version: beside each note, because after a restore another
-- version may have the same number.
CREATE FUNCTION content_changed_at() RETURNS timestamptz
LANGUAGE sql AS 'SELECT changed_at FROM content_version';

CREATE TABLE content_change (
    version bigint NOT NULL,
    table_name text NOT NULL,
    row_id bigint NOT NULL,
    was jsonb,
    is_now jsonb,
    changed_at timestamptz NOT NULL DEFAULT content_changed_at(),
    PRIMARY KEY (version, table_name, row_id)
);

-- The next version, told to the keepers on commit. What changed in it is noted by who calls.
CREATE FUNCTION next_content_version(at_least bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    raised bigint;
    moment timestamptz;
    noted text := current_setting('cms.raised', true);
BEGIN
    INSERT INTO content_version AS row (id, version, changed_at)
    VALUES (1, greatest(at_least, 0) + 1, clock_timestamp())
    ON CONFLICT (id) DO UPDATE
        SET version = greatest(row.version, at_least) + 1, changed_at = clock_timestamp()
    RETURNING version, changed_at INTO raised, moment;
    PERFORM pg_notify('content_version', raised::text);
    IF noted <> '' THEN
        noted := noted || ',' || raised || ':' || extract(epoch FROM moment);
        PERFORM set_config('cms.raised', noted, false);
    END IF;
    -- Whoever is further behind builds everything. The row of content_version is locked by us.
    IF raised % 100 = 0 THEN
        DELETE FROM content_change WHERE version <= raised - 1000;
    END IF;
    RETURN raised;
END
$$;

CREATE OR REPLACE FUNCTION raise_content_version(at_least bigint DEFAULT 0) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    raised bigint := next_content_version(at_least);
BEGIN
    INSERT INTO content_change (version, table_name, row_id) VALUES (raised, '*', 0);
    RETURN raised;
END
$$;

-- The deferred trigger of every content table. Its arguments: the column of the primary key; 'page'
-- for the table of a page type, which does not say whether its page is live; the columns to note,
-- with commas. Raises the version once per transaction, and notes the row.
CREATE OR REPLACE FUNCTION content_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    most CONSTANT integer := 2000;
    transaction_id text := pg_current_xact_id()::text;
    counter text := 'cms.rows_' || TG_RELID;
    counted text[] := string_to_array(current_setting(counter, true), ':');
    number integer := 1;
    raised bigint;
    -- A trigger from before this migration says nothing of the row: its whole table is noted.
    names_its_row CONSTANT boolean := TG_NARGS = 3;
    old_row jsonb;
    new_row jsonb;
    pk bigint;
BEGIN
    IF counted[1] = transaction_id THEN
        number := counted[2]::integer + 1;
        IF number > most + 1 THEN
            RETURN NULL;
        END IF;
    END IF;
    IF 'page' IN (TG_ARGV[0], TG_ARGV[1]) THEN
        -- An IF of its own: NEW has this column only in the tables of page types.
        IF NOT EXISTS (SELECT FROM wagtailcore_page WHERE id = NEW.page_ptr_id AND live) THEN
            RETURN NULL;
        END IF;
    END IF;
    IF current_setting('cms.version_raised_in', true) = transaction_id THEN
        raised := current_setting('cms.version_raised')::bigint;
    ELSE
        raised := next_content_version(0);
        PERFORM set_config('cms.version_raised_in', transaction_id, true);
        PERFORM set_config('cms.version_raised', raised::text, true);
    END IF;
    PERFORM set_config(counter, transaction_id || ':' || number, true);
    IF number > most OR NOT names_its_row THEN
        DELETE FROM content_change WHERE version = raised AND table_name = TG_TABLE_NAME;
        INSERT INTO content_change (version, table_name, row_id)
        VALUES (raised, TG_TABLE_NAME, 0);
        PERFORM set_config(counter, transaction_id || ':' || most + 1, true);
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        old_row := to_jsonb(OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        new_row := to_jsonb(NEW);
    END IF;
    pk := coalesce(new_row, old_row) ->> TG_ARGV[0];
    INSERT INTO content_change AS noted (version, table_name, row_id, was, is_now)
    VALUES (
        raised, TG_TABLE_NAME, pk,
        (SELECT jsonb_object_agg(name, old_row -> name)
         FROM unnest(string_to_array(TG_ARGV[2], ',')) AS name WHERE old_row IS NOT NULL),
        (SELECT jsonb_object_agg(name, new_row -> name)
         FROM unnest(string_to_array(TG_ARGV[2], ',')) AS name WHERE new_row IS NOT NULL)
    )
    ON CONFLICT (version, table_name, row_id) DO UPDATE SET is_now = excluded.is_now;
    RETURN NULL;
END
$$;
"""

BACKWARD = """
CREATE OR REPLACE FUNCTION content_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('cms.version_raised_in', true) = pg_current_xact_id()::text THEN
        RETURN NULL;
    END IF;
    IF TG_NARGS > 0 AND 'page' IN (TG_ARGV[0], TG_ARGV[1]) THEN
        IF NOT EXISTS (SELECT FROM wagtailcore_page WHERE id = NEW.page_ptr_id AND live) THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM raise_content_version();
    PERFORM set_config('cms.version_raised_in', pg_current_xact_id()::text, true);
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION raise_content_version(at_least bigint DEFAULT 0) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    raised bigint;
    moment timestamptz;
    noted text := current_setting('cms.raised', true);
BEGIN
    INSERT INTO content_version AS row (id, version, changed_at)
    VALUES (1, greatest(at_least, 0) + 1, clock_timestamp())
    ON CONFLICT (id) DO UPDATE
        SET version = greatest(row.version, at_least) + 1, changed_at = clock_timestamp()
    RETURNING version, changed_at INTO raised, moment;
    PERFORM pg_notify('content_version', raised::text);
    IF noted <> '' THEN
        noted := noted || ',' || raised || ':' || extract(epoch FROM moment);
        PERFORM set_config('cms.raised', noted, false);
    END IF;
    RETURN raised;
END
$$;
DROP FUNCTION next_content_version(bigint);
DROP TABLE content_change;
DROP FUNCTION content_changed_at();
"""


class Migration(migrations.Migration):
    dependencies = [("cms", "0005_documents_by_difference")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
