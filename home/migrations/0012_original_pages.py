"""A page names another page of ours as its original, where it named that page's address.

The address stays where it says more: a query, or another language of a page that there is in the
language of the page itself.
"""

import importlib

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

MODELS = ("HomePage", "ContentPage", "EventPage", "ArticlePage")


def _original_at(pages, page, address, addresses):
    """The id of the page at `address`, None where the address says more than that page."""
    path = addresses.path_of(address)
    place = addresses.url_path_of(path) if path and "?" not in path else None
    if place is None:
        return None
    original = pages.filter(locale_id=place[0], url_path=place[1]).first()
    if original is None or original.pk == page.pk:
        return None
    if original.locale_id != page.locale_id:
        of_group = pages.filter(translation_key=original.translation_key)
        if of_group.filter(locale_id=page.locale_id).exists():
            return None
    return original.pk


def choose_pages(apps, schema_editor):
    addresses = importlib.import_module(
        "home.migrations.0006_own_canonical_addresses"
    )._own_addresses(apps)
    if addresses is None:
        return
    pages = apps.get_model("wagtailcore", "Page").objects.all()
    revisions = apps.get_model("wagtailcore", "Revision").objects.all()
    for name in MODELS:
        for page in apps.get_model("home", name).objects.exclude(canonical_url=""):
            written = page.canonical_url
            original = _original_at(pages, page, written, addresses)
            if original is None:
                continue
            page.canonical_page_id, page.canonical_url = original, ""
            page.save(update_fields=["canonical_page", "canonical_url"])
            drafts = revisions.filter(object_id=str(page.pk), content__canonical_url=written)
            for revision in drafts.filter(base_content_type__model="page"):
                revision.content |= {"canonical_page": original, "canonical_url": ""}
                revision.save(update_fields=["content"])
    # The index of the new column is made at the end, and waits for no trigger.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def write_addresses(apps, _schema_editor):
    """The way back, with the addresses of today."""
    module = importlib.import_module("home.migrations.0006_own_canonical_addresses")
    addresses = module._own_addresses(apps)
    site = apps.get_model("wagtailcore", "Site").objects.filter(is_default_site=True).first()
    if addresses is None or site is None:
        return
    port = "" if site.port == 80 else f":{site.port}"
    origin = f"https://{site.hostname}" if site.port == 443 else f"http://{site.hostname}{port}"
    for name in MODELS:
        rows = apps.get_model("home", name).objects.exclude(canonical_page=None)
        for page in rows.select_related("canonical_page"):
            path = addresses.path_of_page(page.canonical_page)
            if path is not None:
                page.canonical_url = f"{origin}{path}"
                page.save(update_fields=["canonical_url"])


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0011_events_and_articles"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=name.lower(),
                name="canonical_page",
                field=models.ForeignKey(
                    blank=True,
                    help_text="Its address is followed when it moves. Of a page in several "
                    "languages it is the one in the language of this page.",
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to="wagtailcore.page",
                    verbose_name="original page",
                ),
            )
            for name in MODELS
        ),
        *(
            migrations.AlterField(
                model_name=name.lower(),
                name="canonical_url",
                field=models.CharField(
                    blank=True,
                    help_text="The full address, with https://. That of one of our pages becomes "
                    "that page.",
                    max_length=500,
                    validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                    verbose_name="canonical address",
                ),
            )
            for name in MODELS
        ),
        migrations.RunPython(choose_pages, write_addresses),
    ]
