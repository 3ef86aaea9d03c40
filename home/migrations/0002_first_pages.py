"""A website that answers from the first minute: a home page in each language, at the site's root."""

import uuid

from django.db import migrations

HOMES = (("en", "home", "Home"), ("ar", "home-ar", "الرئيسية"))


def make_first_pages(apps, schema_editor):
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("home", "HomePage")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(model="homepage", app_label="home")
    Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
    root = Page.objects.get(depth=1)
    if root.numchild and Page.objects.filter(depth=2).exists():
        return
    key = uuid.uuid4()
    for number, (language, slug, title) in enumerate(HOMES, start=1):
        locale, _ = Locale.objects.get_or_create(language_code=language)
        HomePage.objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            content_type=kind,
            path=f"{root.path}{number:04d}",
            depth=2,
            numchild=0,
            url_path=f"/{slug}/",
            locale=locale,
            translation_key=key,
        )
    root.numchild = len(HOMES)
    root.save(update_fields=["numchild"])
    Site.objects.all().delete()
    Site.objects.create(
        hostname="localhost",
        site_name="ADMSC",
        root_page_id=Page.objects.get(depth=2, slug="home").pk,
        is_default_site=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(make_first_pages, migrations.RunPython.noop)]
