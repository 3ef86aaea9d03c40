"""Previews are shown at more addresses than the website's own; drafts are sent to no other host."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.users.models import UserProfile

from cms.previews.targets import PreviewTarget, validate_pattern
from tests import content
from tests.people import Person, form_of, in_group, snippet_url
from tests.previews.test_previews import draft, token_of

APP = "https://app.example.com"
PATTERN = APP + "/show{path}?t={token}&to={path}&in={locale}"


@pytest.fixture(autouse=True)
def app(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [settings.FRONTEND_URL, APP]


@pytest.fixture
def target(database: None) -> PreviewTarget:
    return PreviewTarget.objects.create(name="The app", pattern=PATTERN)


def shown(person: Person, page: Any, mode: str = "", panel: bool = True) -> Any:
    """Types into the page's form and opens the preview."""
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    form = form_of(person.opens(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    person.client.post(url, form | {"body-count": "0", "title": "Typed"})
    query = {"mode": mode, **({"in_preview_panel": "true"} if panel else {})}
    return person.client.get(url, query)


def test_an_editor_chooses_where_a_draft_is_shown(admin: Person, target: PreviewTarget) -> None:
    page = content.page()
    editor = admin.opens(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert f'value="target-{target.pk}"' in editor
    address = urlsplit(shown(admin, page, f"target-{target.pk}").headers["Location"])
    query = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{APP}/show/en/about/"
    assert (query["to"], query["in"], query["panel"]) == (["/en/about/"], ["en"], ["1"])
    assert draft(query["t"][0])["page"]["title"] == "Typed"


def test_the_website_stays_what_it_was_and_the_default(
    admin: Person, target: PreviewTarget
) -> None:
    page = content.page()
    assert draft(token_of(shown(admin, page)))["page"]["title"] == "Typed"
    assert page.default_preview_mode == ""
    target.delete()
    editor = admin.opens(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "preview_mode" not in editor, "nothing is there to choose"


def test_snippets_are_shown_there_too(admin: Person, target: PreviewTarget) -> None:
    item = content.menu_item()
    model = type(item)
    form = form_of(admin.opens(snippet_url(model, "edit", item.pk)))
    url = snippet_url(model, "preview_on_edit", item.pk)
    admin.client.post(url, form)
    answer = admin.client.get(url, {"mode": f"target-{target.pk}"})
    assert answer.headers["Location"].startswith(f"{APP}/show/en/?t=")


@pytest.mark.parametrize("gone", ["deleted", "not allowed any more"])
def test_an_address_that_is_gone_is_no_error(
    admin: Person, target: PreviewTarget, settings: Any, gone: str
) -> None:
    page, mode = content.page(), f"target-{target.pk}"
    if gone == "deleted":
        target.delete()
    else:
        settings.CORS_ALLOWED_ORIGINS = []
    answer = shown(admin, page, mode)
    assert answer.status_code in (403, 404, 503)
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("pattern", "because"),
    [
        ("https://evil.example/?t={token}", "may not be sent drafts"),
        ("https://app.example.com.evil.example/?t={token}", "may not be sent drafts"),
        ("https://app.example.com:8443/?t={token}", "may not be sent drafts"),
        ("http://app.example.com/?t={token}", "may not be sent drafts"),
        ("https://app.example.com{token}/", "no address"),
        ("https://{locale}.example.com/?t={token}", "no address"),
        ("https://app.example.com@evil.example/?t={token}", "no address"),
        ("https://user:word@app.example.com/?t={token}", "no address"),
        ("javascript:alert('{token}')", "no address"),
        ("javascript:alert(`{token}`)", "signs"),
        ("//app.example.com/?t={token}", "no address"),
        ("ftp://app.example.com/?t={token}", "no address"),
        ("/preview/?t={token}", "no address"),
        ("https://app.example.com/", "needs {token}"),
        ("https://app.example.com/?t={token}&u={user}", "{user} is no placeholder"),
        ("https://app.example.com/?t={token}&u={", "{ is no placeholder"),
        ("https://app.example.com/{token.secret}?t={token}", "is no placeholder"),
        ("https://app.example.com/ ?t={token}", "signs"),
        ("https://app.example.com\\@evil.example/?t={token}", "signs"),
        ("https://app.example.com/\u202e?t={token}", "signs"),
        ("https://app.example.com/\n?t={token}", "signs"),
        ("https://app.example.com/\u212a?t={token}", "signs"),
        ("https://[::1/?t={token}", "no address"),
    ],
)
def test_what_could_lead_elsewhere_is_refused_with_the_reason(pattern: str, because: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_pattern(pattern)
    assert because in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "pattern",
    [
        PATTERN,
        APP + "/draft/{token}/",
        APP + "{path}?draft={token}",
        APP + ":443/#{token}",
    ],
)
def test_other_shapes_are_taken(pattern: str) -> None:
    validate_pattern(pattern)
    where = PreviewTarget(name="x", pattern=pattern).address("a/b", "/en/x y/", "en", True)
    assert urlsplit(where).hostname == "app.example.com"
    assert "a%2Fb" in where
    assert "panel=1" in urlsplit(where).query


@pytest.mark.parametrize(("language", "words"), [("en", "is no placeholder"), ("ar", "ليس")])
def test_administrators_keep_them_and_are_told_what_is_wrong(
    admin: Person, language: str, words: str
) -> None:
    profile = UserProfile.get_for_user(admin.user)
    profile.preferred_language = language
    profile.save()
    add = reverse("preview_targets:add")
    wrong = admin.submits(add, expect=200, name="App", pattern=APP + "/{user}?t={token}")
    assert words in wrong.content.decode()
    assert not PreviewTarget.objects.exists()
    admin.submits(add, name="App", pattern=f" {PATTERN} ")
    assert PreviewTarget.objects.get().pattern == PATTERN
    publisher = in_group("huda", "Publishers")
    assert publisher.client.get(add).status_code == 302


def test_the_editor_believes_messages_from_there_too(admin: Person, target: PreviewTarget) -> None:
    """Or a click in the app's preview would lead nowhere."""
    page = content.page()
    html = admin.opens(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert f'data-websites="{settings.FRONTEND_URL} {APP}"' in html
