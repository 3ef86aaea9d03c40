"""POST /api/update-redis/ rebuilds for whoever may, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from cms.publishing.publish import publish
from tests.people import PASSWORD, Person, Reader

ADDRESS = "/api/update-redis/"


def tampered(reader: Reader) -> Any:
    """A document in Redis that a rebuild would mend."""
    publish()
    reader.redis.set("menu_items", "tampered")
    return lambda: reader.redis.get("menu_items") == b"tampered"


def post(**headers: str) -> Any:
    return Client().post(ADDRESS, headers=headers)


def test_the_token_rebuilds_and_says_what_it_did(reader: Reader) -> None:
    still_tampered = tampered(reader)
    response = post(Authorization=f"Bearer {settings.UPDATE_REDIS_TOKEN}")
    assert response.status_code == 200
    assert response.json()["data"]["version"] == reader.redis_version()
    assert response.json()["data"]["languages"] == ["en", "ar"]
    assert not still_tampered()


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer wrong",
        "Bearer wröng",
        "Basic YTpi",
        "Bearer " + "x" * 5000,
        "bearer\t",
    ],
)
def test_a_wrong_or_missing_token_is_401_and_rebuilds_nothing(
    reader: Reader, authorization: str
) -> None:
    still_tampered = tampered(reader)
    headers = {"Authorization": authorization} if authorization else {}
    response = post(**headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["errors"][0]["code"] == "not_authenticated"
    assert still_tampered()


def test_an_unset_token_opens_nothing(reader: Reader, settings: Any) -> None:
    settings.UPDATE_REDIS_TOKEN = ""
    still_tampered = tampered(reader)
    assert post(Authorization="Bearer ").status_code == 401
    assert still_tampered()


def test_too_many_tries_are_429_even_with_the_right_token(reader: Reader) -> None:
    for _ in range(30):
        post(Authorization="Bearer wrong")
    response = post(Authorization=f"Bearer {settings.UPDATE_REDIS_TOKEN}")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert response.json()["errors"][0]["code"] == "throttled"


def test_an_administrator_rebuilds_with_a_session_and_csrf(admin: Person, reader: Reader) -> None:
    still_tampered = tampered(reader)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(admin.user)
    assert browser.post(ADDRESS).status_code == 403
    assert still_tampered()

    browser.get("/admin/")
    token = browser.cookies["csrftoken"].value
    response = browser.post(ADDRESS, headers={"X-CSRFToken": token})
    assert response.status_code == 200, response.content
    assert not still_tampered()


def test_an_editor_without_the_permission_is_refused(reader: Reader) -> None:
    user = get_user_model().objects.create_user("editor", password=PASSWORD)
    user.groups.add(Group.objects.get(name="Editors"))
    still_tampered = tampered(reader)
    client = Client()
    client.force_login(user)
    assert client.post(ADDRESS).status_code == 403
    assert still_tampered()


def test_it_only_allows_post(database: None) -> None:
    response = Client().get(
        ADDRESS, headers={"Authorization": f"Bearer {settings.UPDATE_REDIS_TOKEN}"}
    )
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
    assert response.json()["status"] == "error"
