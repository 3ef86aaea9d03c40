"""What a freshly migrated database holds, and the way back to it between tests.

Tests commit for real, as the CMS does. After each, `reset()` puts back every table that differs:
rows and sequences are as `migrate` left them, and the rest of the database is not touched. No
trigger fires and no foreign key is checked meanwhile (`session_replication_role`), so a reset does
not look like a change of content; for that the connection needs a superuser.

`content_version` is left alone, with the notes of what changed in it: a version only ever rises,
also between tests.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

LEFT_ALONE = ("content_version", "content_change")
# Emptied with DELETE, a table keeps its size until a vacuum; over this it slows the next reset.
BLOATED = 4 * 1024 * 1024

_TAKE = sql.SQL("""
CREATE SCHEMA baseline;

CREATE TABLE baseline.tables (name text PRIMARY KEY, kept boolean, fingerprint text);
CREATE TABLE baseline.sequences AS
    SELECT s.sequencename::text AS name, s.start_value, s.last_value
    FROM pg_sequences s
    WHERE s.schemaname = 'public' AND NOT EXISTS (
        SELECT FROM unnest({left_alone}::text[]) t WHERE starts_with(s.sequencename, t)
    );

CREATE FUNCTION baseline.fingerprint(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
    EXECUTE format($q$SELECT md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), ''))
                      FROM public.%I t$q$, name) INTO answer;
    RETURN answer;
END $$;

DO $$
DECLARE t record; any_rows boolean;
BEGIN
    FOR t IN SELECT tablename AS name FROM pg_tables
             WHERE schemaname = 'public' AND tablename <> ALL ({left_alone}::text[])
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', t.name) INTO any_rows;
        IF any_rows THEN
            EXECUTE format(
                'CREATE TABLE baseline.%I AS TABLE public.%I', 'kept_' || t.name, t.name);
        END IF;
        INSERT INTO baseline.tables
        VALUES (t.name, any_rows, CASE WHEN any_rows THEN baseline.fingerprint(t.name) END);
    END LOOP;
END $$;

-- Answers the names of the tables that it put back.
CREATE FUNCTION baseline.reset() RETURNS SETOF text LANGUAGE plpgsql
SET session_replication_role = replica SET lock_timeout = '10s' AS $$
DECLARE t record; s record; differs boolean;
BEGIN
    FOR t IN SELECT * FROM baseline.tables LOOP
        IF t.kept THEN
            differs := baseline.fingerprint(t.name) <> t.fingerprint;
        ELSE
            EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', t.name) INTO differs;
        END IF;
        CONTINUE WHEN NOT differs;
        EXECUTE format('DELETE FROM public.%I', t.name);
        IF t.kept THEN
            EXECUTE format(
                'INSERT INTO public.%I SELECT * FROM baseline.%I', t.name, 'kept_' || t.name);
        END IF;
        RETURN NEXT t.name;
    END LOOP;
    FOR s IN SELECT b.* FROM baseline.sequences b
             JOIN pg_sequences n ON n.schemaname = 'public' AND n.sequencename = b.name
             WHERE n.last_value IS DISTINCT FROM b.last_value
    LOOP
        PERFORM setval(format('public.%I', s.name)::regclass,
                       coalesce(s.last_value, s.start_value), s.last_value IS NOT NULL);
    END LOOP;
END $$;
""")


def take(connection: psycopg.Connection[Any]) -> None:
    """Remember the database as it is now. The connection must commit by itself."""
    connection.execute(_TAKE.format(left_alone=sql.Literal(list(LEFT_ALONE))))


def reset(connection: psycopg.Connection[Any]) -> list[str]:
    """Put back what differs, in one transaction; answers the names of those tables."""
    names = [row[0] for row in connection.execute("SELECT baseline.reset()")]
    if names:
        bloated = connection.execute(
            "SELECT name FROM unnest(%s::text[]) name"
            " WHERE pg_relation_size(format('public.%%I', name)::regclass) > %s",
            [names, BLOATED],
        )
        for (name,) in bloated.fetchall():
            connection.execute(sql.SQL("VACUUM public.{}").format(sql.Identifier(name)))
    return names
