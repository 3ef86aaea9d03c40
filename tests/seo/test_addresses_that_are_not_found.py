"""Frontends say which addresses visitors asked for in vain, and SEO staff lead those somewhere.

One row an address, a bounded number of rows, nothing of the visitor; what is a page, or leads
somewhere, is not noted. The best guess is offered, and one click makes it a redirect.
"""

from __future__ import annotations

import ipaddress
import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.users.models import UserProfile

from cms.search import index
from cms.seo import not_found
from cms.seo.not_found import NotFoundAddress
from cms.seo.not_found_guesses import Guesses
from tests import content
from tests.home.roles import person
from tests.people import Person, Reader

ADDRESS = "/api/not-found/"


@pytest.fixture(autouse=True)
def _nobody_has_reported_yet(database: None) -> None:
    caches["default"].clear()


def report(path: object, client: Client | None = None, **headers: str) -> Any:
    body = json.dumps({"path": path})
    return (client or Client()).post(ADDRESS, body, content_type="text/plain", headers=headers)


def noted(path: str) -> bool:
    answer = report(path)
    assert answer.status_code == 200, answer.content
    return bool(answer.json()["data"]["noted"])


def listed() -> dict[str, int]:
    return dict(NotFoundAddress.objects.values_list("path", "hits"))


def test_an_address_is_one_row_however_it_is_written() -> None:
    for path in ("/en/قديم/", "/en/%D9%82%D8%AF%D9%8A%D9%85", "/en/قديم/?utm_source=x#top"):
        assert noted(path)
    assert listed() == {"/en/قديم": 3}
    row = NotFoundAddress.objects.get()
    assert row.first_seen <= row.last_seen
    assert {field.name for field in row._meta.fields} == {
        *("id", "path", "hits", "first_seen", "last_seen")
    }


def test_what_is_a_page_or_leads_somewhere_is_not_noted() -> None:
    page = content.page("About", "about")
    Redirect.objects.create(old_path="/en/us", redirect_page=page)
    assert not noted("/en/about/")
    assert not noted("/en/us/")
    assert not noted("/")
    assert listed() == {}


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"null", b"[]", b'"/en/"', b"{}", b'{"path": 3}', b'{"path": ""}', b"\xff\xfe"),
        *(b'{"path": "en/"}', b'{"path": "//evil.example/"}', b'{"path": "/a\\u0000b"}'),
        *(b'{"path": "/a\\u202eb"}', b'{"path": "/\\ud800"}', b'{"path": "/' + b"x" * 3000 + b'"}'),
        b'{"path": "https://evil.example/x/"}',
    ],
)
def test_what_is_no_such_report_is_refused(body: bytes) -> None:
    answer = Client().post(ADDRESS, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["status"] == "error"
    assert listed() == {}


def test_a_body_without_end_is_refused() -> None:
    answer = Client().post(ADDRESS, b"x" * 20_000, content_type="application/json")
    assert answer.status_code == 413


def test_an_address_that_is_too_long_to_be_led_anywhere_is_not_noted() -> None:
    assert not noted("/en/" + "س" * 700)


def test_websites_of_all_hosts_may_report() -> None:
    answer = Client().options(ADDRESS)
    assert answer.status_code == 204
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert report("/en/x/")["Access-Control-Allow-Origin"] == "*"


def test_one_client_reports_so_many_a_minute_and_the_websites_server_all(settings: Any) -> None:
    settings.UNLIMITED_CLIENTS = []
    answers = [report(f"/en/made-up-{number}/").status_code for number in range(70)]
    assert answers == [200] * 60 + [429] * 10
    assert report("/en/x/")["Retry-After"]
    settings.UNLIMITED_CLIENTS = [ipaddress.ip_network("127.0.0.0/8")]
    assert report("/en/x/").status_code == 200


def test_made_up_addresses_leave_a_bounded_list_with_what_people_really_ask_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(not_found, "MOST", 20)
    for _ in range(2):
        not_found.note("/en/old/")
    for number in range(500):
        not_found.note(f"/en/made-up-{number}/")
    assert len(listed()) == 20
    assert listed()["/en/old"] == 2


# --- The report ----------------------------------------------------------------------------------


@pytest.fixture
def membership(database: None) -> Any:
    page = content.page("Membership", "membership")
    content.arabic(page, title="العضوية", slug="aludwia")
    index.catch_up()
    return page


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/en/member-ship-2019.html", "Membership"),
        ("/en/join/memberships", "Membership"),
        ("/en/membership/prices/gold", "Membership"),
        ("/membership", "Membership"),
        ("/ar/العضويه", "العضوية"),
        ("/en/zzzz", None),
        ("/en/2019/12", None),
    ],
)
def test_the_best_guess_is_of_the_words_and_the_language(
    membership: Any, path: str, title: str | None
) -> None:
    guess = Guesses().best(path)
    assert (guess.title if guess else None) == title


def rows(who: Person) -> list[Any]:
    page = BeautifulSoup(who.opens(reverse("not_found")).content, "html.parser")
    return list(page.select("table.listing tbody tr"))


def test_one_click_leads_it_to_the_best_guess(membership: Any, reader: Reader) -> None:
    not_found.note("/en/memberships/")
    seo = person("S")
    [row] = rows(seo)
    form = row.select_one("form")
    values = {field["name"]: field["value"] for field in form.select("input[name]")}
    answer = seo.client.post(form["action"], values, follow=True)
    assert "“/en/memberships” leads to “Membership”." in answer.content.decode()
    assert listed() == {}
    assert rows(seo) == []
    assert reader.get("/api/head/?path=/en/memberships/").status_code == 301


def test_elsewhere_opens_the_form_with_the_address_in_it(membership: Any) -> None:
    not_found.note("/en/memberships/")
    seo = person("S")
    url = reverse("not_found_lead", args=[NotFoundAddress.objects.get().pk])
    seo.submits(url, redirect_page="", redirect_link="https://shop.example/")
    made = Redirect.objects.get(old_path="/en/memberships")
    assert made.redirect_link == "https://shop.example/"
    assert listed() == {}


def test_an_address_more_in_the_list_costs_the_search_for_its_words(
    membership: Any, admin: Person
) -> None:
    url = reverse("not_found")

    def queries() -> int:
        admin.opens(url)
        with CaptureQueriesContext(connection) as asked:
            admin.opens(url)
        return len(asked)

    not_found.note("/en/membership-1/")
    of_one = queries()
    for number in range(2, 11):
        not_found.note(f"/en/membership-{number}/")
    assert queries() - of_one <= 9 * 4


def test_what_is_forgotten_comes_back_when_somebody_asks_again(membership: Any) -> None:
    not_found.note("/en/x/")
    seo = person("S")
    seo.client.post(reverse("not_found_forget", args=[NotFoundAddress.objects.get().pk]))
    assert listed() == {}
    assert noted("/en/x/")


def test_it_is_of_those_who_make_redirects(membership: Any) -> None:
    not_found.note("/en/x/")
    pk = NotFoundAddress.objects.get().pk
    other = person("N")
    for name, args in (("not_found", []), ("not_found_lead", [pk])):
        assert other.client.get(reverse(name, args=args)).status_code in (302, 403)
    other.client.post(reverse("not_found_forget", args=[pk]))
    assert listed() == {"/en/x": 1}


def test_nothing_of_an_address_runs_in_the_admin(membership: Any, admin: Person) -> None:
    not_found.note("/en/<script>alert(1)</script>")
    not_found.note('/en/"onmouseover=alert(1) x="')
    html = admin.opens(reverse("not_found")).content.decode()
    assert "<script>alert" not in html
    assert not BeautifulSoup(html, "html.parser").select("[onmouseover]")


def test_in_arabic(membership: Any, admin: Person) -> None:
    UserProfile.objects.create(user=admin.user, preferred_language="ar")
    not_found.note("/ar/العضويه/")
    html = admin.opens(reverse("not_found")).content.decode()
    for words in ("عناوين لم يُعثر عليها", "وجّهه إلى", "إلى مكان آخر", "العضوية"):
        assert words in html
