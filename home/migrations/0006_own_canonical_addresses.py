"""A page that names its own address as canonical names none from now on.

It was taken for a copy of another page, and was in neither hreflang nor the sitemap.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import URLValidator
from django.db import migrations, models

from home.addresses import OwnAddresses, host_of


def _own_addresses(apps):
    site = (
        apps.get_model("wagtailcore", "Site")
        .objects.filter(is_default_site=True)
        .select_related("root_page")
        .first()
    )
    if site is None:
        return None
    origins = (f"http://{site.hostname}:{site.port}", settings.FRONTEND_URL or "")
    homes = (
        apps.get_model("wagtailcore", "Page")
        .objects.filter(translation_key=site.root_page.translation_key)
        .values_list("locale__language_code", "locale_id", "url_path")
    )
    hosts = {host for host in (host_of(urlsplit(origin)) for origin in origins) if host}
    return OwnAddresses(frozenset(hosts), {code: (pk, path) for code, pk, path in homes})


def forget_own_addresses(apps, _schema_editor):
    addresses = _own_addresses(apps)
    if addresses is None:
        return
    for name in ("HomePage", "ContentPage"):
        pages = apps.get_model("home", name).objects.exclude(canonical_url="")
        own = []
        for pk, locale_id, url_path, canonical in pages.values_list(
            "pk", "locale_id", "url_path", "canonical_url"
        ):
            path = addresses.path_of(canonical)
            if path is not None and addresses.url_path_of(path) == (locale_id, url_path):
                own.append(pk)
        pages.filter(pk__in=own).update(canonical_url="")


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0005_aliases_of_private_pages"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(forget_own_addresses, migrations.RunPython.noop),
        *(
            migrations.AlterField(
                model_name=model,
                name="canonical_url",
                field=models.CharField(
                    blank=True,
                    help_text="Only when another address is the original of this page. The address "
                    "of the page itself is the same as none.",
                    max_length=500,
                    validators=[URLValidator(schemes=["http", "https"])],
                    verbose_name="canonical address",
                ),
            )
            for model in ("contentpage", "homepage")
        ),
    ]
