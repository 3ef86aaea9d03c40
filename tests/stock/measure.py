"""Opens the editor of a stock page again and again; prints `{"queries": …, "milliseconds": …}`.

    python -m tests.stock.measure URL_OF_AN_EMPTY_DATABASE [TIMES]

`--translated` gives the page a translation. The first openings warm the process up: they do not
count.
"""

from __future__ import annotations

import json
import sys
import tempfile

import dj_database_url
import django
from django.conf import settings

LANGUAGES = [("en", "English"), ("ar", "Arabic")]


def configure(database_url: str, folder: str) -> None:
    """As `wagtail start` makes a project, with two languages, on PostgreSQL."""
    settings.configure(
        SECRET_KEY="of a test",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="tests.stock.urls",
        DATABASES={"default": dj_database_url.parse(database_url)},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "tests.stock",
            "wagtail.contrib.redirects",
            "wagtail.contrib.settings",
            *(
                f"wagtail.{name}"
                for name in (
                    *("embeds", "sites", "users", "snippets", "documents", "images", "search"),
                    *("locales", "admin"),
                )
            ),
            "wagtail",
            "modelcluster",
            "taggit",
            *(
                f"django.contrib.{name}"
                for name in (
                    *("admin", "auth", "contenttypes", "sessions", "messages", "postgres"),
                    "staticfiles",
                )
            ),
        ],
        MIGRATION_MODULES=NoMigrations(),
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        USE_I18N=True,
        USE_TZ=True,
        LANGUAGES=LANGUAGES,
        WAGTAIL_I18N_ENABLED=True,
        WAGTAIL_CONTENT_LANGUAGES=LANGUAGES,
        WAGTAIL_SITE_NAME="Stock",
        WAGTAILADMIN_BASE_URL="http://localhost",
        WAGTAILIMAGES_IMAGE_MODEL="wagtailimages.Image",
        STATIC_URL="/static/",
        MEDIA_ROOT=folder,
        MEDIA_URL="/media/",
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    )
    django.setup()


class NoMigrations:
    """Tables are made from the models at once: that takes two seconds, and migrations thirty."""

    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


def make(translated: bool) -> str:
    """The site and its page; answers the address of the page's editor."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.urls import reverse
    from wagtail.images.models import Image
    from wagtail.models import (
        Collection,
        GroupApprovalTask,
        Locale,
        Page,
        Site,
        Workflow,
        WorkflowPage,
        WorkflowTask,
    )

    from tests.stock.models import StockPage
    from tests.stock.opening import USERNAME, body, picture

    call_command("migrate", run_syncdb=True, verbosity=0)
    english, arabic = (Locale.objects.create(language_code=code) for code, _name in LANGUAGES)
    Collection.add_root(name="Root")
    root = Page.add_root(instance=Page(title="Root", slug="root", locale=english))
    # The approval that Wagtail's migrations set up.
    workflow = Workflow.objects.create(name="Moderators approval", active=True)
    task = GroupApprovalTask.objects.create(name="Moderators approval", active=True)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=root)
    home = root.add_child(instance=StockPage(title="Home", slug="home", locale=english))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    get_user_model().objects.create_superuser(USERNAME, "", USERNAME)
    image = Image.objects.create(title="Sea", file=picture())
    page = StockPage(title="About", slug="about", locale=english, social_image=image)
    home.add_child(instance=page)
    page.body = page._meta.get_field("body").to_python(body(home, image))
    page.save_revision().publish()
    if translated:
        home.copy_for_translation(arabic)
        page.copy_for_translation(arabic).save_revision().publish()
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    with tempfile.TemporaryDirectory() as folder:
        configure(arguments[0], folder)
        url = make("--translated" in sys.argv)
        from tests.stock.opening import opened

        print(json.dumps(opened(url, int(arguments[1]) if len(arguments) > 1 else 3)))


if __name__ == "__main__":
    main()
