"""Redirects have room for long addresses, outlast the pages that they lead to, and have one form.

The table is Wagtail's own app's; home/upstream_patches.py says the same of its model. SEO staff may
see and make redirects, and see the screen "Translations".
"""

import django.db.models.deletion
from django.db import migrations, models

from home.redirect_rules import normal_old_path

RIGHTS = (
    *(
        ("wagtailredirects", "redirect", f"{verb}_redirect", f"Can {verb} redirect")
        for verb in ("add", "change", "delete", "view")
    ),
    ("home", "translationstate", "see_translations", "Can see the screen “Translations”"),
)


class AlterFieldOfRedirect(migrations.AlterField):
    """Of a model of another app, whose state the autodetector compares too."""

    def state_forwards(self, app_label, state):
        super().state_forwards("wagtailredirects", state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        super().database_forwards("wagtailredirects", schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        super().database_backwards("wagtailredirects", schema_editor, from_state, to_state)


def bring_into_one_form(apps, _schema_editor):
    redirects = apps.get_model("wagtailredirects", "Redirect").objects
    taken = set(redirects.values_list("old_path", "site_id"))
    for pk, old_path, site_id in redirects.values_list("pk", "old_path", "site_id"):
        try:
            normal = normal_old_path(old_path)
        except ValueError:
            continue
        # Of two with one form, the one that has it already is the one that was followed.
        if normal != old_path and (normal, site_id) not in taken:
            redirects.filter(pk=pk).update(old_path=normal)
            taken.add((normal, site_id))


def forget_routes_of_pages(apps, _schema_editor):
    """No page of this website has routes of its own; what stands there now stands behind "?"."""
    redirects = apps.get_model("wagtailredirects", "Redirect").objects
    redirects.exclude(redirect_page_route_path="").update(redirect_page_route_path="")


def give_rights(apps, _schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name="SEO staff").first()
    if group is not None:
        group.permissions.add(*(_permission(apps, *right) for right in RIGHTS))


def take_rights(apps, _schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name="SEO staff").first()
    if group is not None:
        group.permissions.remove(*(_permission(apps, *right) for right in RIGHTS))


def _permission(apps, app, model, codename, name):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": name}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0006_own_canonical_addresses"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [
        AlterFieldOfRedirect(
            model_name="redirect",
            name="old_path",
            field=models.CharField(verbose_name="redirect from", max_length=2600, db_index=True),
        ),
        AlterFieldOfRedirect(
            model_name="redirect",
            name="redirect_link",
            field=models.URLField(verbose_name="redirect to any URL", blank=True, max_length=8000),
        ),
        AlterFieldOfRedirect(
            model_name="redirect",
            name="redirect_page_route_path",
            field=models.CharField(
                verbose_name="target page route",
                help_text="Optionally specify a route on the target page to redirect to. "
                "Leave blank to redirect to the default page route.",
                blank=True,
                max_length=2000,
            ),
        ),
        AlterFieldOfRedirect(
            model_name="redirect",
            name="redirect_page",
            field=models.ForeignKey(
                verbose_name="redirect to a page",
                to="wagtailcore.page",
                null=True,
                blank=True,
                on_delete=django.db.models.deletion.SET_NULL,
            ),
        ),
        migrations.AlterModelOptions(
            name="translationstate",
            options={
                "default_permissions": (),
                "permissions": [("see_translations", "Can see the screen “Translations”")],
            },
        ),
        migrations.RunPython(bring_into_one_form, migrations.RunPython.noop),
        migrations.RunPython(forget_routes_of_pages, migrations.RunPython.noop),
        migrations.RunPython(give_rights, take_rights),
    ]
