"""Editors see what they are writing where readers will see it, and nobody else sees it.

The editor's form is posted to Wagtail's own preview view, as the side panel does while somebody
types. It sends the browser to the website with a token, and the website fetches the draft.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import IntegrityError, ProgrammingError
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, PageViewRestriction
from wagtail.users.models import UserProfile

from cms.publishing import version
from cms.publishing.publish import publish
from home.models import ContentPage
from snippets.models import FooterLink, Hero, MenuItem, Partner
from tests import content
from tests.people import PASSWORD, Person, Reader, form_of, in_group, snippet_url


def previewed(person: Person, form_url: str, preview_url: str, **changes: Any) -> str:
    """Types into the form at `form_url` and opens the preview; answers the token."""
    data = form_of(person.opens(form_url)) | {"body-count": "0"} | changes
    posted = person.client.post(preview_url, data)
    assert posted.json() == {"is_valid": True, "is_available": True}, posted.content
    return token_of(person.client.get(preview_url + "?in_preview_panel=true"))


def token_of(answer: Any) -> str:
    """The token with which an answer of the admin sends the browser to the website."""
    assert answer.status_code == 302, answer.content
    address = urlsplit(answer.headers["Location"])
    assert f"{address.scheme}://{address.netloc}" == settings.FRONTEND_URL
    assert address.path == "/preview/"
    return parse_qs(address.query)["token"][0]


def page_preview(person: Person, page: Any, **changes: Any) -> str:
    return previewed(
        person,
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]),
        **changes,
    )


def snippet_preview(person: Person, snippet: Any, **changes: Any) -> str:
    model = type(snippet)
    return previewed(
        person,
        snippet_url(model, "edit", snippet.pk),
        snippet_url(model, "preview_on_edit", snippet.pk),
        **changes,
    )


def opened(token: str) -> Any:
    """What the website gets: it has no session."""
    return Client().get("/api/preview/", {"token": token})


def draft(token: str) -> Any:
    response = opened(token)
    assert response.status_code == 200, response.content
    return response.json()["data"]


def test_an_unsaved_page_is_shown_as_readers_would_get_it(admin: Person, reader: Reader) -> None:
    page = content.page()
    token = page_preview(admin, page, title="Who we are", introduction="A club by the sea")
    preview = draft(token)
    assert preview["kind"] == "page"
    assert preview["page"]["title"] == "Who we are"
    assert preview["page"]["introduction"] == "A club by the sea"

    admin.edits_page(page, title="Who we are", introduction="A club by the sea")
    live = reader.get(f"/api/v2/pages/{page.pk}/").json()
    moments = {"first_published_at", "last_published_at", "last_modified"}
    assert without(preview["page"], moments) == without(live, moments)
    assert preview["website_data"].keys() == reader.website_data("en").keys()


def without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: without(part, names) for key, part in value.items() if key not in names}
    if isinstance(value, list):
        return [without(part, names) for part in value]
    return value


def test_a_page_that_is_not_saved_yet_is_shown(admin: Person, database: None) -> None:
    home = content.home()
    arguments = ["home", "contentpage", home.pk]
    token = previewed(
        admin,
        reverse("wagtailadmin_pages:add", args=arguments),
        reverse("wagtailadmin_pages:preview_on_add", args=arguments),
        title="Brand new",
        slug="",
    )
    assert draft(token)["page"]["title"] == "Brand new"
    assert not ContentPage.objects.exists()


def test_an_arabic_page_is_shown_from_right_to_left(admin: Person, database: None) -> None:
    page = content.arabic(content.page(), title="من نحن")
    preview = draft(page_preview(admin, page, title="عن النادي"))
    assert (preview["locale"], preview["page"]["title"]) == ("ar", "عن النادي")
    assert (preview["website_data"]["dir"], preview["page"]["dir"]) == ("rtl", "rtl")


def test_a_page_for_members_is_shown_to_its_editor(admin: Person, database: None) -> None:
    page = content.page()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert draft(page_preview(admin, page, title="Members"))["page"]["title"] == "Members"
    assert PageViewRestriction.objects.filter(page=page).exists()


SNIPPETS: dict[str, tuple[Callable[[], Any], dict[str, str], str, str]] = {
    "a menu item": (content.menu_item, {"label": "Changed"}, "menu_items", "label"),
    "a hero": (content.hero, {"title": "Changed"}, "heroes", "title"),
    "a partner": (content.partner, {"name": "Changed"}, "partners", "name"),
    "a footer link": (content.footer_link, {"label": "Changed"}, "footer_links", "label"),
}


@pytest.mark.parametrize(("make", "changes", "document", "field"), SNIPPETS.values(), ids=SNIPPETS)
def test_an_unsaved_snippet_is_shown_where_it_will_appear(
    admin: Person,
    make: Callable[[], Any],
    changes: dict[str, str],
    document: str,
    field: str,
) -> None:
    snippet = make()
    preview = draft(snippet_preview(admin, snippet, **changes))
    assert preview["highlight"] == {"document": document, "id": snippet.pk}
    [item] = [row for row in preview["website_data"][document] if row["id"] == snippet.pk]
    assert item[field] == "Changed"
    assert preview["page"]["path"] == "/en/"


def test_a_snippet_that_is_not_saved_yet_is_shown(admin: Person, database: None) -> None:
    token = previewed(
        admin,
        snippet_url(MenuItem, "add"),
        snippet_url(MenuItem, "preview_on_add"),
        label="Brand new",
        route="/new/",
        locale=content.locale("en").pk,
    )
    assert [item["label"] for item in draft(token)["website_data"]["menu_items"]] == ["Brand new"]
    assert not MenuItem.objects.exists()


def test_a_preview_changes_nothing_for_anybody(admin: Person, reader: Reader) -> None:
    page, item = content.page(), content.menu_item()
    publish()
    before, number = reader.everything(), version.read().number
    page_preview(admin, page, title="Unsaved")
    snippet_preview(admin, item, label="Unsaved")
    publish()
    assert version.read().number == number
    assert reader.everything() == before
    assert ContentPage.objects.get(pk=page.pk).title == "About"


def test_a_preview_is_kept_by_nobody(admin: Person, database: None) -> None:
    response = opened(page_preview(admin, content.page()))
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_the_user_bar_of_the_editor_comes_with_the_preview(admin: Person, database: None) -> None:
    token = page_preview(admin, content.page())
    response = Client().get("/api/preview/userbar/", {"token": token, "panel": "1"})
    assert response.status_code == 200
    assert b"wagtail-userbar" in response.content
    assert b"userbar.js" in response.content


def test_the_user_bars_files_come_from_our_origin_wherever_they_are(
    admin: Person, settings: Any
) -> None:
    settings.STATIC_URL = "/files/"
    token = page_preview(admin, content.page())
    html = Client().get("/api/preview/userbar/", {"token": token}).content.decode()
    assert 'href="http://testserver/files/' in html
    assert '="/files/' not in html


# --- What is refused -------------------------------------------------------------------------


def refused(token: str, because: str) -> None:
    for address in ("/api/preview/", "/api/preview/userbar/"):
        response = Client().get(address, {"token": token})
        assert response.status_code == 403
        assert because in response.json()["errors"][0]["detail"]
        assert response.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\x00", "٣", "x" * 5000])
def test_what_is_no_token_is_refused(database: None, token: str) -> None:
    refused(token, "not a preview")


def test_a_token_is_good_for_a_quarter_of_an_hour(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    token = page_preview(admin, content.page())
    real = time.time
    monkeypatch.setattr(signing.time, "time", lambda: real() + 14 * 60)
    assert opened(token).status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: real() + 15 * 60 + 1)
    refused(token, "older than 15 minutes")


def test_a_token_opens_no_other_object(admin: Person, database: None) -> None:
    page, other_page = content.page(), content.page("Other", "other")
    first, second = page_preview(admin, page), page_preview(admin, other_page)
    contents = signing.loads(first, salt="cms.previews")
    contents["id"] = signing.loads(second, salt="cms.previews")["id"]
    refused(signing.dumps(contents, salt="cms.previews"), "another preview")


def test_a_token_ends_with_the_log_in(admin: Person, database: None) -> None:
    token = page_preview(admin, content.page())
    admin.client.post(reverse("wagtailadmin_logout"))
    refused(token, "log-in")


def test_a_token_ends_when_its_user_is_deactivated(admin: Person, database: None) -> None:
    token = page_preview(admin, content.page())
    get_user_model().objects.filter(pk=admin.user.pk).update(is_active=False)
    refused(token, "may not enter")


def test_a_token_ends_with_the_right_to_edit(database: None) -> None:
    page, person = content.page(), in_group("writer", "Editors")
    token = page_preview(person, page)
    assert opened(token).status_code == 200
    GroupPagePermission.objects.filter(group__name="Editors").delete()
    refused(token, "may no longer edit")


def test_a_token_ends_when_the_password_changes(admin: Person, database: None) -> None:
    token = page_preview(admin, content.page())
    admin.user.set_password(PASSWORD + "!")
    admin.user.save()
    refused(token, "log-in")


@pytest.mark.parametrize("change", ["unpublish", "delete", "publish"])
def test_a_token_ends_when_the_thing_is_published_unpublished_or_deleted(
    admin: Person, change: str
) -> None:
    page = content.page()
    token = page_preview(admin, page)
    if change == "publish":
        page.save_revision().publish()
    else:
        getattr(page, change)()
    refused(token, "since")


def test_a_preview_without_redis_says_so(admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from cms.engines.circuit_breaker import REDIS

    page = content.page()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    page_preview(admin, page)
    speaks_arabic(admin)
    REDIS.failed()
    try:
        response = admin.client.get(url)
    finally:
        REDIS.succeeded()
    assert response.status_code == 503
    assert "لا يستجيب Redis" in response.content.decode()


def speaks_arabic(person: Person) -> None:
    profile = UserProfile.get_for_user(person.user)
    profile.preferred_language = "ar"
    profile.save()


def test_somebody_who_saves_the_same_thing_now_is_waited_for_or_named_in_arabic_too(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.engines.dry_run.PATIENCE", 0.1)
    item = content.menu_item()
    url = snippet_url(MenuItem, "preview_on_edit", item.pk)
    snippet_preview(admin, item)
    speaks_arabic(admin)
    with psycopg.connect(os.environ["DATABASE_URL"]) as somebody:
        somebody.execute("UPDATE snippets_menuitem SET label = 'Theirs'")
        response = admin.client.get(url)
    assert response.status_code == 503
    assert "يغيّر شخص الشيء نفسه" in response.content.decode()
    assert admin.client.get(url).status_code == 302


def test_what_the_database_refuses_is_said_without_its_words(
    admin: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    item = content.menu_item()
    url = snippet_url(MenuItem, "preview_on_edit", item.pk)
    snippet_preview(admin, item)

    def refused_by_the_database(*_args: Any, **_kwargs: Any) -> None:
        raise IntegrityError("duplicate key value violates unique constraint")

    monkeypatch.setattr(MenuItem, "save", refused_by_the_database)
    response = admin.client.get(url)
    assert response.status_code == 503
    assert b"This cannot be shown yet" in response.content
    assert b"constraint" not in response.content
    assert "unique constraint" in caplog.text


def test_a_mistake_of_ours_in_a_preview_is_not_taken_for_the_editors(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = content.menu_item()
    url = snippet_url(MenuItem, "preview_on_edit", item.pk)
    snippet_preview(admin, item)

    def mistaken(*_args: Any, **_kwargs: Any) -> None:
        raise ProgrammingError("column does not exist")

    monkeypatch.setattr(MenuItem, "save", mistaken)
    with pytest.raises(ProgrammingError):
        admin.client.get(url)


@pytest.mark.parametrize("model", [MenuItem, Hero, Partner, FooterLink])
def test_nobody_previews_without_the_right_to_edit(database: None, model: Any) -> None:
    snippet = {
        MenuItem: content.menu_item,
        Hero: content.hero,
        Partner: content.partner,
        FooterLink: content.footer_link,
    }[model]()
    url = snippet_url(model, "preview_on_edit", snippet.pk)
    assert Client().get(url).status_code == 302
    stranger = Client()
    stranger.force_login(get_user_model().objects.create_user("nobody", password=PASSWORD))
    assert stranger.get(url).status_code in (302, 403)
