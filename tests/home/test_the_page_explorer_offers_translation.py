"""The page explorer offers to translate what wagtail-localize offers, without a query a row."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail import hooks
from wagtail_localize.models import Translation

from tests import content
from tests.people import Person
from tests.snippets.translating import translate

pytestmark = pytest.mark.usefixtures("database")


def explored(person: Person, query: str = "", code: str = "en") -> dict[str, set[str]]:
    """Title of each page of the list -> what its menu offers of translations, with its address."""
    url = reverse("wagtailadmin_explore", args=[content.home(code).pk])
    html = person.reads(url + query)
    wanted = ("Translate this page", "Sync translated pages", "Edit metadata")
    return {
        row.select_one(".title-wrapper").get_text(strip=True): {
            f"{text} {link['href'].partition('?')[0]}"
            for link in row.select("a")
            if (text := link.get_text(strip=True)) in wanted
        }
        for row in html.select("table.listing tbody tr")
        if row.select_one(".title-wrapper")
    }


@pytest.mark.parametrize("query", ["", "?q=thing"])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_explorer_offers_what_wagtail_localize_offers(
    query: str, code: str, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    content.page("Thing untranslated", "untranslated")
    translate(content.page("Thing followed", "followed"))
    stopped = translate(content.page("Thing stopped", "stopped"))
    Translation.objects.filter(pk=stopped.pk).update(enabled=False)
    aliased = content.page("Thing aliased", "aliased")
    aliased.copy_for_translation(content.locale("ar"), copy_parents=True, alias=True)

    ours = explored(admin, query, code)
    monkeypatch.setattr(hooks, "get_hooks", without("construct_explorer_page_queryset"))
    theirs = explored(admin, query, code)

    assert ours == theirs
    offered = {offer.partition(" /")[0] for offers in ours.values() for offer in offers}
    assert (
        offered
        == {
            "en": {"Translate this page", "Sync translated pages"},
            "ar": {"Edit metadata", "Translate this page"},
        }[code]
    )


def without(hook: str) -> Any:
    everything = hooks.get_hooks
    return lambda name: [] if name == hook else everything(name)


def test_the_explorer_asks_nothing_for_each_row(
    admin: Person, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    translate(content.page("First", "first"))
    content.page("Untranslated", "untranslated")
    explored(admin)
    with CaptureQueriesContext(connection) as few:
        explored(admin)
    for number in range(4):
        translate(content.page(f"Page {number}", f"page-{number}"))
    with django_assert_num_queries(len(few)):
        assert len(explored(admin)) == 6
