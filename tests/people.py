"""The people of the tests: an editor who logs in and posts forms, and a reader who reads.

The editor goes through the admin's real views: it opens the form, changes fields in what the
server sent, and posts it. The reader reads the API over Django's test client, and Redis with a
plain client.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import redis
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

PASSWORD = "a long enough password"


@dataclass
class Reader:
    """Somebody without a session."""

    client: Client
    redis: Any

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=headers)

    def data(self, path: str) -> Any:
        response = self.get(path)
        assert response.status_code == 200, (path, response.status_code, response.content)
        return response.json()["data"]

    def website_data(self, language: str) -> Any:
        return self.data(f"/api/website-data/?locale={language}")

    def seo_data(self, language: str) -> Any:
        return self.data(f"/api/seo-data/?locale={language}")

    def titles(self, language: str) -> list[str]:
        return [page["title"] for page in self.seo_data(language)["pages"]]

    def paths(self, language: str) -> list[str]:
        return [page["path"] for page in self.seo_data(language)["pages"]]

    def menu(self, language: str) -> list[str]:
        return [item["label"] for item in self.data(f"/api/menu-items/?locale={language}")]

    def version(self) -> int:
        """Of the site: that of the document which changed last is no higher."""
        return int(self.data("/api/version/")["version"])

    def what_documents_say(self) -> dict[str, Any]:
        """The data of every document, by Redis key: without the time of its last change."""
        return {key: json.loads(body)["data"] for key, body in self.everything().items()}

    def redis_version(self) -> int:
        return int(self.redis.get("content_version") or 0)

    def everything(self) -> dict[str, bytes]:
        """Every document's bytes, by Redis key, as the API answers them."""
        from cms.delivery.registry import DOCUMENTS

        languages = [None, *(code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES)]
        return {
            document.key(code): self.get(
                document.path + (f"?locale={code}" if code else "")
            ).content
            for document in DOCUMENTS
            for code in languages
        }

    def sees(self, what: Callable[[], Any], wanted: Any, within: float = 1.0) -> None:
        """Waits until `what()` is `wanted`, at most `within` seconds, and fails with both."""
        deadline = time.monotonic() + within
        while (answer := what()) != wanted:
            assert time.monotonic() < deadline, f"wanted {wanted!r}, saw {answer!r}"
            time.sleep(0.01)


class Person:
    """Somebody who is logged in to the admin: before, or now by the form, with a password."""

    def __init__(self, username: str, password: str = "") -> None:
        self.client = Client()
        self.user = get_user_model().objects.get(username=username)
        if not password:
            self.client.force_login(self.user)
            return
        answer = self.client.post(
            reverse("wagtailadmin_login"), {"username": username, "password": password}
        )
        assert answer.status_code == 302, "the log-in was refused"

    def opens(self, url: str) -> Any:
        response = self.client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        return response

    def reads(self, url: str) -> Any:
        """The HTML at an address."""
        return BeautifulSoup(self.opens(url).content.decode(), "html.parser")

    def submits(self, url: str, /, expect: int = 302, **changes: Any) -> Any:
        """Opens the page at `url`, changes fields of its form, posts it where the form says.

        A value of None leaves the field out (an unticked box). Fails unless the answer has the
        expected status; a form that was refused shows its errors.
        """
        form = _form(self.opens(url).content.decode())
        data = _values(form) | changes
        target = form.get("action") or url
        response = self.client.post(target, {k: v for k, v in data.items() if v is not None})
        if response.status_code != expect:
            soup = BeautifulSoup(response.content.decode(), "html.parser")
            errors = [
                message.get_text(" ", strip=True)
                for message in soup.select(".error-message, .error")
            ]
            pytest.fail(f"{url} answered {response.status_code}: {errors}")
        return response

    def edits_page(self, page: Any, action: str = "action-publish", **changes: Any) -> Any:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return self.submits(url, **_body_of(page) | {action: action} | changes)

    def edits_snippet(self, snippet: Any, action: str = "action-publish", **changes: Any) -> Any:
        return self.submits(
            snippet_url(type(snippet), "edit", snippet.pk), **{action: action}, **changes
        )

    def adds_snippet(self, model: Any, action: str = "action-publish", **values: Any) -> Any:
        return self.submits(snippet_url(model, "add"), **{action: action}, **values)


def with_permissions(name: str, *permissions: str) -> Person:
    """Somebody of the admin with these permissions alone."""
    from django.contrib.auth.models import Group, Permission

    user = get_user_model().objects.create_user(name, f"{name}@example.com", PASSWORD)
    group = Group.objects.create(name=name)
    for label in ("wagtailadmin.access_admin", *permissions):
        app, codename = label.split(".")
        group.permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    user.groups.add(group)
    return Person(name)


def in_group(name: str, group: str) -> Person:
    """Somebody of a group that there is."""
    from django.contrib.auth.models import Group

    user = get_user_model().objects.create_user(name, password=PASSWORD)
    user.groups.add(Group.objects.get(name=group))
    return Person(name)


def snippet_url(model: Any, view: str, *args: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def form_of(response: Any) -> dict[str, Any]:
    """The fields of a page's main form as the server sent them."""
    return _values(_form(response.content.decode()))


def _form(html: str) -> Any:
    """The page's main form: the one with the most fields that posts."""
    forms = BeautifulSoup(html, "html.parser").find_all(
        "form", method=lambda m: m and m.lower() == "post"
    )
    assert forms, "there is no form on the page"
    return max(forms, key=lambda form: len(form.find_all(["input", "textarea", "select"])))


def _values(form: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not name or field.has_attr("disabled"):
            continue
        if field.name == "select":
            chosen = [option.get("value", "") for option in field.find_all("option", selected=True)]
            values[name] = chosen[0] if chosen else ""
        elif field.name == "textarea":
            values[name] = field.text
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                values[name] = field.get("value", "on")
        elif field.get("type") not in ("submit", "button", "image", "file", "reset"):
            values[name] = field.get("value", "")
    return values


def _body_of(page: Any) -> dict[str, Any]:
    """StreamFields' inputs are made by the browser; without one, an empty body is posted."""
    from wagtail.fields import StreamField

    return {
        f"{field.name}-count": "0"
        for field in page._meta.get_fields()
        if isinstance(field, StreamField)
    }


@pytest.fixture
def reader(database: None) -> Reader:
    return Reader(Client(), redis.Redis.from_url(os.environ["REDIS_URL"]))


@pytest.fixture
def admin(database: None) -> Person:
    """A superuser, logged in."""
    get_user_model().objects.create_superuser("admin", "admin@example.com", PASSWORD)
    return Person("admin")


@pytest.fixture
def published(database: None) -> Any:
    """The empty website of a fresh installation, published."""
    from cms.publishing.publish import publish

    return publish(again=True)


@pytest.fixture
def about(database: None) -> Any:
    """The English page "About", published."""
    from tests import content  # models: not before Django is set up

    return content.page()


def decoded(body: bytes) -> Any:
    return json.loads(body)
