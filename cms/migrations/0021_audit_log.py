"""The audit log: its table, which is append-only, and the triggers that write what no signal tells:
rights, accounts, privacy, settings. See cms/audit and docs/decisions/audit-log.md.

The triggers compare rows as JSON and name no column of the tables of others, so that a later
migration of theirs can change them.
"""

from __future__ import annotations

import django.core.serializers.json
import django.utils.timezone
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- Nobody dates an event back, to have it deleted sooner.
        NEW.at := clock_timestamp();
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.at < clock_timestamp() - interval '90 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The audit log is append-only: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_append_only BEFORE INSERT OR UPDATE OR DELETE ON cms_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON cms_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
"""

NOTE = """
-- One event. Who did it was said by the request (cms/audit/middleware.py); else it is a program.
CREATE FUNCTION audit_note(what text, kind text, key text, called text, details jsonb)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    who jsonb := nullif(current_setting('cms.audit', true), '')::jsonb;
    noted bigint;
BEGIN
    IF who IS NULL THEN
        details := details || jsonb_build_object('program', current_setting('application_name'));
    END IF;
    INSERT INTO cms_auditevent
        (at, event, actor_id, actor, address, request_id, target_type, target_id, target, data)
    VALUES (
        clock_timestamp(), what, (who ->> 'id')::bigint, coalesce(who ->> 'name', ''),
        (who ->> 'address')::inet, coalesce(who ->> 'request', ''),
        kind, left(key, 255), left(coalesce(called, ''), 255), details
    ) RETURNING id INTO noted;
    IF current_setting('cms.audited', true) <> '' THEN
        PERFORM set_config('cms.audited', current_setting('cms.audited') || noted || ',', false);
    END IF;
END $$;

-- What a row belongs to, for people.
CREATE FUNCTION audit_name(which text, row_ jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE which
        WHEN 'page' THEN (SELECT title FROM wagtailcore_page
                          WHERE id = (row_ ->> 'page_id')::bigint)
        WHEN 'collection' THEN (SELECT name FROM wagtailcore_collection
                                WHERE id = (row_ ->> 'collection_id')::bigint)
        WHEN 'locale' THEN (SELECT language_code FROM wagtailcore_locale
                            WHERE id = (row_ ->> 'locale_id')::bigint)
        ELSE row_ ->> which
    END;
END $$;

-- Arguments: event, model, what it is called by (a column, or see audit_name), columns that are
-- compared, columns of which only is told that they changed.
CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
    is_now jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
    seen jsonb := CASE WHEN TG_OP = 'DELETE' THEN was ELSE is_now END;
    changes jsonb := '{}';
    column_ text;
BEGIN
    FOREACH column_ IN ARRAY string_to_array(TG_ARGV[3], ',') LOOP
        IF was -> column_ IS DISTINCT FROM is_now -> column_ THEN
            changes := changes || jsonb_build_object(
                column_, jsonb_build_array(was -> column_, is_now -> column_));
        END IF;
    END LOOP;
    FOREACH column_ IN ARRAY string_to_array(TG_ARGV[4], ',') LOOP
        IF TG_OP = 'UPDATE' AND was -> column_ IS DISTINCT FROM is_now -> column_ THEN
            changes := changes || jsonb_build_object(column_, jsonb_build_array('…', '…'));
        END IF;
    END LOOP;
    IF TG_OP <> 'UPDATE' OR changes <> '{}' THEN
        PERFORM audit_note(
            TG_ARGV[0], TG_ARGV[1], seen ->> 'id', audit_name(TG_ARGV[2], seen),
            jsonb_build_object('did', CASE TG_OP WHEN 'INSERT' THEN 'made'
                                      WHEN 'DELETE' THEN 'deleted' ELSE 'changed' END)
            || CASE WHEN changes = '{}' THEN '{}' ELSE jsonb_build_object('changes', changes) END
        );
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM audit_note('group.created', 'auth.group', NEW.id::text, NEW.name, '{}');
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM audit_note('group.deleted', 'auth.group', OLD.id::text, OLD.name, '{}');
    ELSIF OLD.name <> NEW.name THEN
        PERFORM audit_note('group.changed', 'auth.group', NEW.id::text, NEW.name,
            jsonb_build_object('changes', jsonb_build_object(
                'name', jsonb_build_array(OLD.name, NEW.name))));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb;
    is_now jsonb;
    changes jsonb := '{}';
    column_ text;
    who jsonb := nullif(current_setting('cms.audit', true), '')::jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM audit_note('user.deleted', 'auth.user', OLD.id::text, OLD.username, '{}');
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM audit_note('user.created', 'auth.user', NEW.id::text, NEW.username, '{}');
        IF NEW.is_superuser THEN
            PERFORM audit_note(
                'user.superuser_given', 'auth.user', NEW.id::text, NEW.username, '{}');
        END IF;
        RETURN NULL;
    END IF;
    IF OLD.is_active <> NEW.is_active THEN
        PERFORM audit_note(CASE WHEN NEW.is_active THEN 'user.activated' ELSE 'user.deactivated' END,
            'auth.user', NEW.id::text, NEW.username, '{}');
    END IF;
    IF OLD.is_superuser <> NEW.is_superuser THEN
        PERFORM audit_note(
            CASE WHEN NEW.is_superuser THEN 'user.superuser_given' ELSE 'user.superuser_taken' END,
            'auth.user', NEW.id::text, NEW.username, '{}');
    END IF;
    -- At a log-in the same password is stored anew when the way of hashing has changed.
    IF OLD.password <> NEW.password AND NOT coalesce((who ->> 'logs_in')::boolean, false) THEN
        PERFORM audit_note(
            'user.password_changed', 'auth.user', NEW.id::text, NEW.username, '{}');
    END IF;
    was := to_jsonb(OLD);
    is_now := to_jsonb(NEW);
    FOREACH column_ IN ARRAY ARRAY['username', 'email', 'first_name', 'last_name', 'is_staff'] LOOP
        IF was -> column_ IS DISTINCT FROM is_now -> column_ THEN
            changes := changes || jsonb_build_object(
                column_, jsonb_build_array(was -> column_, is_now -> column_));
        END IF;
    END LOOP;
    IF changes <> '{}' THEN
        PERFORM audit_note('user.changed', 'auth.user', NEW.id::text, NEW.username,
            jsonb_build_object('changes', changes));
    END IF;
    RETURN NULL;
END $$;

-- Rows that give something to somebody: one event for each who gets or loses, however many rows a
-- statement has. Arguments: event, model of who gets, its column; what is given ("group",
-- "permission"), and where ("page", "collection" or nothing).
CREATE FUNCTION audit_given() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who_gets record;
BEGIN
    FOR who_gets IN
        SELECT to_jsonb(r) ->> TG_ARGV[2] AS key, jsonb_agg(DISTINCT concat_ws(': ',
            CASE TG_ARGV[3]
                WHEN 'group' THEN (SELECT name FROM auth_group
                                   WHERE id = (to_jsonb(r) ->> 'group_id')::bigint)
                ELSE (SELECT content.app_label || '.' || permission.codename
                      FROM auth_permission AS permission
                      JOIN django_content_type AS content
                        ON content.id = permission.content_type_id
                      WHERE permission.id = (to_jsonb(r) ->> 'permission_id')::bigint)
            END,
            nullif(audit_name(TG_ARGV[4], to_jsonb(r)), '')
        )) AS given
        FROM changed_rows AS r GROUP BY 1
    LOOP
        PERFORM audit_note(
            TG_ARGV[0], TG_ARGV[1], who_gets.key,
            CASE TG_ARGV[1]
                WHEN 'auth.user' THEN (SELECT username FROM auth_user
                                       WHERE id = who_gets.key::bigint)
                WHEN 'auth.group' THEN (SELECT name FROM auth_group
                                        WHERE id = who_gets.key::bigint)
                WHEN 'wagtailcore.pageviewrestriction' THEN (
                    SELECT page.title FROM wagtailcore_pageviewrestriction AS it
                    JOIN wagtailcore_page AS page ON page.id = it.page_id
                    WHERE it.id = who_gets.key::bigint)
                ELSE (
                    SELECT collection.name FROM wagtailcore_collectionviewrestriction AS it
                    JOIN wagtailcore_collection AS collection ON collection.id = it.collection_id
                    WHERE it.id = who_gets.key::bigint)
            END,
            jsonb_build_object(
                CASE TG_OP WHEN 'INSERT' THEN 'added' ELSE 'removed' END, who_gets.given)
        );
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER audit_user AFTER INSERT OR UPDATE OR DELETE ON auth_user
    FOR EACH ROW EXECUTE FUNCTION audit_user();
CREATE TRIGGER audit_group AFTER INSERT OR UPDATE OR DELETE ON auth_group
    FOR EACH ROW EXECUTE FUNCTION audit_group();
"""

# Table: event, model, what it is called by, columns, columns that are not told.
ROWS = {
    "wagtailcore_pageviewrestriction": (
        *("privacy.changed", "wagtailcore.pageviewrestriction", "page"),
        *("restriction_type,page_id", "password"),
    ),
    "wagtailcore_collectionviewrestriction": (
        *("privacy.changed", "wagtailcore.collectionviewrestriction", "collection"),
        *("restriction_type,collection_id", "password"),
    ),
    "wagtailcore_site": (
        *("settings.changed", "wagtailcore.site", "hostname"),
        *("hostname,port,site_name,root_page_id,is_default_site", ""),
    ),
    "wagtailcore_locale": (
        *("settings.changed", "wagtailcore.locale", "language_code", "language_code", ""),
    ),
    "wagtailcore_workflow": (
        *("settings.changed", "wagtailcore.workflow", "name", "name,active", ""),
    ),
    "cms_previewtarget": (*("settings.changed", "cms.previewtarget", "name", "name,pattern", ""),),
    "cms_searchsynonyms": (
        *("settings.changed", "cms.searchsynonyms", "locale", "locale_id,words", ""),
    ),
    "cms_webhook": (
        *("webhook.changed", "cms.webhook", "name"),
        *("name,address,events,languages,is_on", "secret"),
    ),
}

# Table: event, model of who gets, its column, what is given, where.
GIVEN = {
    "auth_user_groups": ("user.groups_changed", "auth.user", "user_id", "group", ""),
    "auth_user_user_permissions": (
        *("user.permissions_changed", "auth.user", "user_id", "permission", ""),
    ),
    "auth_group_permissions": (
        *("group.permissions_changed", "auth.group", "group_id", "permission", ""),
    ),
    "wagtailcore_grouppagepermission": (
        *("group.permissions_changed", "auth.group", "group_id", "permission", "page"),
    ),
    "wagtailcore_groupcollectionpermission": (
        *("group.permissions_changed", "auth.group", "group_id", "permission", "collection"),
    ),
    "wagtailcore_pageviewrestriction_groups": (
        *("privacy.changed", "wagtailcore.pageviewrestriction"),
        *("pageviewrestriction_id", "group", ""),
    ),
    "wagtailcore_collectionviewrestriction_groups": (
        *("privacy.changed", "wagtailcore.collectionviewrestriction"),
        *("collectionviewrestriction_id", "group", ""),
    ),
}


def _arguments(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _triggers() -> str:
    rows = (
        f"CREATE TRIGGER audit_row AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION audit_row({_arguments(values)});"
        for table, values in ROWS.items()
    )
    given = (
        f"CREATE TRIGGER audit_{name} AFTER {event} ON {table} "
        f"REFERENCING {which} TABLE AS changed_rows FOR EACH STATEMENT "
        f"EXECUTE FUNCTION audit_given({_arguments(values)});"
        for table, values in GIVEN.items()
        for name, event, which in (("given", "INSERT", "NEW"), ("taken", "DELETE", "OLD"))
    )
    return "\n".join([*rows, *given])


UNDO = """
DROP FUNCTION IF EXISTS audit_append_only, audit_row, audit_group, audit_user, audit_given CASCADE;
DROP FUNCTION IF EXISTS audit_note, audit_name;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0020_preview_targets"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="time"
                    ),
                ),
                ("event", models.CharField(max_length=50, verbose_name="event")),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor", models.CharField(blank=True, max_length=255, verbose_name="who")),
                (
                    "address",
                    models.GenericIPAddressField(null=True, verbose_name="network address"),
                ),
                (
                    "request_id",
                    models.CharField(blank=True, max_length=32, verbose_name="request"),
                ),
                ("target_type", models.CharField(blank=True, max_length=100)),
                ("target_id", models.CharField(blank=True, max_length=255)),
                ("target", models.CharField(blank=True, max_length=255, verbose_name="what")),
                (
                    "data",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="details",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of the audit log",
                "verbose_name_plural": "events of the audit log",
                "ordering": ["-at", "-pk"],
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["event", "-at"], name="cms_audit_by_event")],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, migrations.RunSQL.noop),
        migrations.RunSQL(NOTE + _triggers(), UNDO),
    ]
