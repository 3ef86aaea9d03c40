"""Who takes a page down says what its address does: leads somewhere else, is gone for good (410),
or nothing. So do the pages under it and the translations that go with it, each in its language."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from home.redirect_list import problems_of
from tests import content
from tests.home.roles import person
from tests.people import Person


@pytest.fixture
def publisher(database: None) -> Person:
    return person("P")


@pytest.fixture
def sailing(about: Any) -> dict[str, Any]:
    """A page with one under it, both in both languages, and another page in both."""
    top = content.page("Sailing", "sailing")
    in_arabic = content.arabic(top, title="إبحار")
    below = content.page("Race", "race")
    below.move(top, pos="last-child")
    content.arabic(Page.objects.get(pk=below.pk).specific, title="سباق")
    content.arabic(about, title="من نحن")
    Redirect.objects.all().delete()
    return {"en": Page.objects.get(pk=top.pk), "ar": Page.objects.get(pk=in_arabic.pk)}


def answer(path: str) -> tuple[int, str | None]:
    """What the website answers at an address."""
    response = Client().get("/api/head/", {"path": path})
    location = response.headers.get("Location")
    return response.status_code, location.removeprefix("http://localhost") if location else None


def post(who: Person, verb: str, page: Any, **data: Any) -> str:
    """What the admin says afterwards; of a refusal, its errors."""
    url = reverse(f"wagtailadmin_pages:{verb}", args=[page.pk])
    response = who.client.post(url, data, follow=True)
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    return " ".join(
        part.get_text(" ", strip=True) for part in soup.select(".error-message, .messages")
    )


LEAD = {"address_does": "elsewhere"}
ADDRESSES = ("/en/sailing/", "/en/sailing/race/", "/ar/sailing/", "/ar/sailing/race/")


@pytest.mark.parametrize("verb", ["delete", "unpublish"])
def test_all_that_goes_is_gone_for_good(
    publisher: Person, sailing: dict[str, Any], verb: str
) -> None:
    more = {"together": [sailing["ar"].pk], "include_descendants": "on", "address_does": "gone"}
    said = post(publisher, verb, sailing["en"], **more)
    assert "4 addresses say that they are gone for good" in said
    assert {answer(path) for path in ADDRESSES} == {(410, None)}
    assert not problems_of(Redirect.objects.select_related("details"))


@pytest.mark.parametrize(("verb", "status"), [("delete", 301), ("unpublish", 302)])
def test_all_that_goes_leads_to_a_page_in_its_language(
    publisher: Person, sailing: dict[str, Any], about: Any, verb: str, status: int
) -> None:
    more = {"together": [sailing["ar"].pk], "include_descendants": "on"}
    lead = {"address_does": "elsewhere", "address_page": about.pk}
    assert "4 addresses lead" in post(publisher, verb, sailing["en"], **more, **lead)
    leads = [answer(path) for path in ADDRESSES]
    assert leads == [(status, "/en/about/")] * 2 + [(status, "/ar/about/")] * 2


def test_it_may_lead_to_an_address(publisher: Person, sailing: dict[str, Any]) -> None:
    lead = {"address_does": "elsewhere", "address_link": "https://shop.example.com/a"}
    post(publisher, "unpublish", sailing["en"], **lead)
    assert answer("/en/sailing/") == (302, "https://shop.example.com/a")
    # What stays is as it was.
    assert answer("/en/sailing/race/") == answer("/ar/sailing/") == (200, None)


def test_nothing_is_what_it_was(publisher: Person, sailing: dict[str, Any], about: Any) -> None:
    leading = Redirect.add_redirect("/old", about)
    post(publisher, "delete", about)
    assert answer("/en/about/")[0] == 404
    assert list(Redirect.objects.all()) == [leading]


def test_redirects_that_led_to_it_are_kept_and_listed_as_broken(
    publisher: Person, sailing: dict[str, Any]
) -> None:
    leading = Redirect.add_redirect("/old", sailing["en"])
    # One that was at its address before the page is changed.
    Redirect.add_redirect("/en/sailing", "/elsewhere")
    post(publisher, "delete", sailing["en"], address_does="gone")
    assert set(problems_of(Redirect.objects.select_related("details"))) == {leading.pk}
    assert (answer("/old")[0], answer("/en/sailing/")[0]) == (404, 410)


def test_what_cannot_be_is_refused_and_takes_nothing_down(
    publisher: Person, sailing: dict[str, Any]
) -> None:
    secret = content.page("Secret", "secret")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    together = [sailing["ar"].pk]
    for verb, sent, reason in (
        ("delete", {"address_does": "elsewhere"}, "Say where this leads"),
        ("delete", {"address_link": "/en/sailing/race/"} | LEAD, "goes as well"),
        ("unpublish", {"address_page": sailing["ar"].pk} | LEAD, "goes as well"),
        ("unpublish", {"address_page": secret.pk} | LEAD, "cannot open this page"),
        ("delete", {"address_link": "javascript:alert(1)"} | LEAD, "leads to a path"),
        ("delete", {"address_link": "/en/about/"}, "choose “Lead somewhere else”"),
        ("delete", {"address_does": "burn"}, "not one of the available choices"),
    ):
        assert reason in post(publisher, verb, sailing["en"], together=together, **sent)
    assert {answer(path)[0] for path in ADDRESSES} == {200}
    assert not Redirect.objects.exists()


def test_a_page_that_comes_there_ends_it(
    publisher: Person, sailing: dict[str, Any], about: Any
) -> None:
    by_hand = Redirect.add_redirect("/en/sailing/race", about)
    post(publisher, "unpublish", sailing["en"], address_page=about.pk, **LEAD)
    assert answer("/en/sailing/")[0] == 302
    Page.objects.get(pk=sailing["en"].pk).specific.save_revision().publish()
    assert answer("/en/sailing/") == (200, None)
    assert list(Redirect.objects.all()) == [by_hand]
    # One that gets the address by a new slug.
    post(publisher, "delete", sailing["en"], address_does="gone")
    assert answer("/en/sailing/") == (410, None)
    about.slug = "sailing"
    about.save_revision().publish()
    assert answer("/en/sailing/") == (200, None)
    assert not Redirect.objects.filter(old_path="/en/sailing").exists()


@pytest.mark.parametrize("verb", ["delete", "unpublish"])
def test_many_at_once_are_asked_too(
    publisher: Person, sailing: dict[str, Any], about: Any, verb: str
) -> None:
    other = content.page("Other", "other")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", verb])
    query = f"?id={sailing['en'].pk}&id={other.pk}&next=/admin/"
    asked = publisher.client.get(url + query).content.decode()
    assert "What shall its address do?" in asked
    sent = {"include_descendants": "on", "together": [sailing["ar"].pk]}
    refused = publisher.client.post(url + query, sent | {"address_does": "elsewhere"})
    assert "Say where this leads" in refused.content.decode()
    assert answer("/en/other/")[0] == 200
    lead = {"address_does": "elsewhere", "address_page": about.pk}
    assert publisher.client.post(url + query, sent | lead).status_code == 302
    leads = {quote(path): answer(path)[1] for path in (*ADDRESSES, "/en/other/")}
    assert leads == {path: f"/{path.split('/')[1]}/about/" for path in (*ADDRESSES, "/en/other/")}


def test_a_draft_has_no_address_to_ask_about(publisher: Person, about: Any) -> None:
    draft = content.page("Draft", "draft", live=False)
    for page, is_asked in ((draft, False), (about, True)):
        screen = publisher.client.get(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert ("What shall its address do?" in screen.content.decode()) == is_asked


def test_it_is_asked_in_arabic(publisher: Person, about: Any) -> None:
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(publisher.user)
    profile.preferred_language = "ar"
    profile.save()
    url = reverse("wagtailadmin_pages:unpublish", args=[about.pk])
    assert "ماذا يفعل عنوانها بعد ذلك؟" in publisher.client.get(url).content.decode()
