"""Visits everything over the scratch app's content, and prints what it saw as one line of JSON.

    python -m tests.scratch.walk

The database of the environment is a copy of the migrated one. The tables of the scratch app are
made here, and its content.
"""

from __future__ import annotations

import json
import os
from importlib import import_module
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

SCREENS_OF_A_SNIPPET = ("edit", "delete", "usage", "history", "inspect", "unpublish", "copy")
SCREENS_OF_A_PAGE = ("edit", "delete", "history", "move", "copy", "unpublish", "usage")
ADMIN = "admin/"
# The first ends the session, the second is Wagtail's own test of an error.
NOT_SCREENS = ("logout/", "failwhale/")


class Walk:
    """The content, and what was seen: statuses by address, answers by name."""

    def __init__(self) -> None:
        from django.contrib.auth import get_user_model

        self.statuses: dict[str, int] = {}
        self.seen: dict[str, Any] = {}
        user = get_user_model().objects.create_superuser("walker", "", "walker")
        self.admin = Client(raise_request_exception=False)
        self.admin.force_login(user)
        self.reader = Client(raise_request_exception=False)
        self.make_content()

    def make_content(self) -> None:
        from django.utils.timezone import now
        from wagtail.models import Locale

        from cms.publishing.publish import publish
        from tests import content
        from tests.scratch.models import Announcement, Landing

        Locale.objects.create(language_code="fr")
        body = [("tide", {"place": "Abu Dhabi", "metres": 2})]
        self.page = content.page("Tides", "tides", body=body)
        self.menu_item = content.menu_item()
        self.announcement = content.snippet(Announcement, text="Closed today", page=self.page)
        content.arabic(self.announcement, text="مغلق اليوم")
        landing = Landing(title="Open day", slug="open-day", slogan="Come", day=now().date())
        landing.details = "<p>All <b>day</b> pennants</p>"
        landing.locale = content.locale("en")
        content.home().add_child(instance=landing)
        landing.save_revision().publish()
        self.landing = Landing.objects.get(pk=landing.pk)
        publish()

    def get(self, path: str, client: Client | None = None) -> Any:
        response = (client or self.admin).get(path)
        self.statuses[path] = response.status_code
        return response

    def text(self, path: str) -> str:
        return str(self.get(path).content.decode())

    def json(self, path: str) -> Any:
        response = self.get(path, self.reader)
        return response.json() if response.status_code == 200 else None

    # --- What readers ask ----------------------------------------------------------------------

    def documents(self) -> None:
        from cms.delivery.registry import DOCUMENTS

        codes = [code for code, _name in settings.LANGUAGES]
        for document in DOCUMENTS:
            answers = {code: self.json(f"{document.path}?locale={code}") for code in codes}
            self.seen[document.name] = {code: answer["data"] for code, answer in answers.items()}
            self.json(document.path)
        self.seen["information"] = self.json("/")["data"]

    def api_v2(self) -> None:
        from cms.api.v2.router import ENDPOINTS

        for name in ENDPOINTS:
            self.seen[f"v2 {name}"] = listing = self.json(f"/api/v2/{name}/?fields=*")
            for item in listing["items"]:
                self.json(f"/api/v2/{name}/{item['id']}/")
        for code in ("ar", "fr"):
            self.seen[f"v2 announcements {code}"] = self.json(
                f"/api/v2/announcements/?locale={code}"
            )
        self.seen["v2 landing"] = self.json(f"/api/v2/pages/{self.landing.pk}/")
        self.seen["v2 landings"] = self.json("/api/v2/pages/?type=scratch.Landing&fields=*")
        self.seen["v2 tides"] = self.json(f"/api/v2/pages/{self.page.pk}/")
        self.seen["v2 find"] = self.json("/api/v2/pages/find/?html_path=/en/open-day/")
        self.seen["v2 search"] = self.json("/api/v2/pages/?search=pennants")

    def the_rest(self) -> None:
        self.seen["health"] = self.reader.get("/health/").json()
        for path in ("/sitemap.xml", "/robots.txt", "/api/docs/"):
            self.get(path, self.reader)
        self.seen["sitemap"] = "/en/open-day/" in self.text("/sitemap.xml")

    def openapi(self) -> None:
        from jsonschema import Draft202012Validator

        document = self.json("/api/openapi.json")
        self.seen["openapi"] = document
        for path in list(self.statuses):
            described = _operation_at(document, path)
            if described is None or self.statuses[path] != 200:
                continue
            schema = described["responses"]["200"]["content"].get("application/json")
            if schema is not None:
                schema = {**schema["schema"], "components": document["components"]}
                answer = self.reader.get(path).json()
                for error in Draft202012Validator(schema).iter_errors(answer):
                    message = f"{path}: {error.json_path} {error.message}"[:400]
                    self.seen.setdefault("contradictions", []).append(message)

    # --- What editors open ---------------------------------------------------------------------

    def screens(self) -> None:
        from wagtail.users.models import UserProfile

        from tests.people import snippet_url

        for language in ("en", "ar"):
            profile = UserProfile.get_for_user(self.admin_user)
            profile.preferred_language = language
            profile.save()
            for path in _addresses_without_arguments():
                self.get(path)
            for view in ("list", "add"):
                self.get(snippet_url(type(self.announcement), view))
            for view in SCREENS_OF_A_SNIPPET:
                self.get(snippet_url(type(self.announcement), view, self.announcement.pk))
            for page in (self.landing, self.page):
                for view in SCREENS_OF_A_PAGE:
                    self.get(reverse(f"wagtailadmin_pages:{view}", args=[page.pk]))
        home = self.landing.get_parent()
        self.seen["added pages"] = [
            model.__name__ for model in type(home.specific).allowed_subpage_models()
        ]
        self.get(reverse("wagtailadmin_pages:add", args=["scratch", "landing", home.pk]))
        self.seen["translations"] = "Closed today" in self.text(reverse("translations:index"))
        self.seen["search"] = "Open day" in self.text(
            reverse("wagtailadmin_pages:search") + "?q=open"
        )

    @property
    def admin_user(self) -> Any:
        from django.contrib.auth import get_user_model

        return get_user_model().objects.get(username="walker")

    def what_changes(self) -> None:
        from cms.editorial.differences import sentences
        from cms.editorial.simulation import simulate
        from cms.editorial.what_changes import address

        draft = type(self.announcement).objects.get(pk=self.announcement.pk)
        draft.text, draft.is_urgent = "Open again", True
        draft.save_revision()
        page = type(self.landing).objects.get(pk=self.landing.pk)
        page.slogan, page.details, page.day = "Come along", "<p>All <b>night</b></p>", None
        page.save_revision()
        for name, instance in (("snippet", draft), ("page", page)):
            self.get(address(instance))
            self.seen[f"what changes, {name}"] = [
                [sentence.place, str(sentence.text)] for sentence in sentences(simulate(instance))
            ]
        new = type(self.announcement)(text="Another", route="/x/", locale=draft.locale, live=False)
        new.save()
        new.save_revision()
        self.get(address(new))
        self.seen["what changes, a new one"] = [
            [sentence.place, str(sentence.text)] for sentence in sentences(simulate(new))
        ]

    def previews(self) -> None:
        from urllib.parse import parse_qs, urlsplit

        from django.test import RequestFactory

        from cms.previews.views import show

        for name, instance in (("snippet", self.announcement), ("page", self.landing)):
            request = RequestFactory().get("/")
            request.user, request.session = self.admin_user, self.admin.session
            token = parse_qs(urlsplit(show(instance, request, "").headers["Location"]).query)[
                "token"
            ]
            self.seen[f"preview, {name}"] = self.json(f"/api/preview/?token={token[0]}")["data"]

    # --- Who may do what -----------------------------------------------------------------------

    def roles(self) -> None:
        """The same screens of the new kinds and of kinds that were always there, for each role."""
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group

        from tests.people import snippet_url

        for group in Group.objects.all():
            user = get_user_model().objects.create_user(f"of {group.name}", "", "x")
            user.groups.add(group)
            client = Client(raise_request_exception=False)
            client.force_login(user)
            of_snippets = {}
            for instance in (self.menu_item, self.announcement):
                urls = [snippet_url(type(instance), view) for view in ("list", "add")]
                urls += [
                    snippet_url(type(instance), view, instance.pk) for view in SCREENS_OF_A_SNIPPET
                ]
                of_snippets[type(instance).__name__] = [client.get(url).status_code for url in urls]
            of_pages = {
                type(page).__name__: [
                    client.get(reverse(f"wagtailadmin_pages:{view}", args=[page.pk])).status_code
                    for view in SCREENS_OF_A_PAGE
                ]
                for page in (self.page, self.landing)
            }
            self.seen[f"role {group.name}"] = {"snippets": of_snippets, "pages": of_pages}


def _addresses_without_arguments() -> list[str]:
    """The screens of the admin whose addresses need nothing to be filled in."""
    return sorted(f"/{path}" for path in _paths(get_resolver()) if path.startswith(ADMIN))


def _paths(resolver: URLResolver, before: str = "") -> Any:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLPattern):
            if not set("<(\\[*+") & set(path) and not path.endswith(NOT_SCREENS):
                yield path
        else:
            yield from _paths(pattern, path)


def _operation_at(document: Any, path: str) -> Any:
    parts = path.partition("?")[0].split("/")
    for described, methods in document["paths"].items():
        names = described.split("/")
        if len(names) == len(parts) and all(
            own == part or (own == "{id}" and part.isdecimal())
            for own, part in zip(names, parts, strict=True)
        ):
            return methods.get("get")
    return None


def set_up() -> None:
    """With the settings of the scratch app, which the environment may not name."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import_module("tests.scratch.settings")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.scratch.settings"
    django.setup()


def main() -> None:
    set_up()
    call_command("migrate", run_syncdb=True, verbosity=0)
    walk = Walk()
    for part in (
        *(walk.documents, walk.api_v2, walk.the_rest, walk.openapi),
        *(walk.previews, walk.screens, walk.roles, walk.what_changes),
    ):
        part()
    print(json.dumps({"statuses": walk.statuses, "seen": walk.seen}, default=str))


if __name__ == "__main__":
    main()
