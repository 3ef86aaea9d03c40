"""The version row, and the functions that raise it. Triggers on tables: cms/documents/triggers.py.

A row, not a sequence: its lock is held to the commit, so versions are handed out in the order of
commits and a snapshot of the database at version N holds everything up to N.
"""

from django.db import migrations, models

FORWARD = """
CREATE TABLE content_version (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL
);
INSERT INTO content_version (id, version, changed_at) VALUES (1, 1, clock_timestamp());

-- Raises the version above every version known so far ("at_least": what readers already have, when
-- an old backup was restored) and tells the keepers, on commit.
CREATE FUNCTION raise_content_version(at_least bigint DEFAULT 0) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    raised bigint;
BEGIN
    INSERT INTO content_version AS row (id, version, changed_at)
    VALUES (1, greatest(at_least, 0) + 1, clock_timestamp())
    ON CONFLICT (id) DO UPDATE
        SET version = greatest(row.version, at_least) + 1, changed_at = clock_timestamp()
    RETURNING version INTO raised;
    PERFORM pg_notify('content_version', raised::text);
    RETURN raised;
END
$$;

-- The deferred trigger of every content table: raises the version once per transaction.
-- With the argument 'page' it belongs to the table of a page type and looks whether its page is
-- live, since that table does not say.
CREATE FUNCTION content_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('cms.version_raised_in', true) = pg_current_xact_id()::text THEN
        RETURN NULL;
    END IF;
    IF TG_NARGS = 1 AND TG_ARGV[0] = 'page' THEN
        -- An IF of its own: NEW has this column only in the tables of page types.
        IF NOT EXISTS (SELECT FROM wagtailcore_page WHERE id = NEW.page_ptr_id AND live) THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM raise_content_version();
    PERFORM set_config('cms.version_raised_in', pg_current_xact_id()::text, true);
    RETURN NULL;
END
$$;
"""

BACKWARD = """
DROP FUNCTION content_changed() CASCADE;
DROP FUNCTION raise_content_version(bigint);
DROP TABLE content_version;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("home", "0002_first_pages")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "content_version",
                "managed": False,
                "default_permissions": (),
                "permissions": [("rebuild_documents", "Can rebuild the published documents")],
            },
        ),
    ]
