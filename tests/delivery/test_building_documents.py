"""Building costs the same number of queries however much content there is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.delivery import page_parts
from cms.delivery.content import read_content
from cms.delivery.registry import DOCUMENTS
from cms.publishing import triggers
from cms.publishing.publish import publish, take_snapshot
from cms.publishing.snapshot import as_json
from home.models import ContentPage
from scripts import benchmark_pages
from snippets.models import FooterLink, Hero, MenuItem, Partner
from tests import content


def queries_of_a_build() -> int:
    take_snapshot(cold=True)  # what is made once per process is made now
    with CaptureQueriesContext(connection) as queries:
        take_snapshot(cold=True)
    return len(queries)


@transaction.atomic
def fill(count: int, pages: int = 10) -> None:
    english, picture = content.locale("en"), content.image()
    target = content.page("Target", f"target-{count}")
    MenuItem.objects.bulk_create(
        MenuItem(label=f"Item {n}", route="" if n % 2 else "/x/", page=target if n % 2 else None,
                 order=n, locale=english)
        for n in range(count)
    )  # fmt: skip
    Partner.objects.bulk_create(
        Partner(name=f"Partner {n}", image=picture, order=n, locale=english) for n in range(count)
    )
    Hero.objects.bulk_create(
        Hero(title=f"Hero {n}", background_image=picture, locale=english) for n in range(count)
    )
    FooterLink.objects.bulk_create(
        FooterLink(key=f"k{count}-{n}", label="x", route="/x/", order=n, locale=english)
        for n in range(count)
    )
    # Taken down in Arabic, and never published there: what readers get depends on more columns.
    arabic = content.locale("ar")
    for model in (MenuItem, Partner, Hero, FooterLink):
        rows = list(model.objects.filter(locale=english).order_by("-pk")[:count])
        for number, row in enumerate(rows):
            row.pk, row._state.adding, row.locale, row.live = None, True, arabic, False
            row.first_published_at = timezone.now() if number % 2 else None
        model.objects.bulk_create(rows)
    if pages:
        benchmark_pages.copy(target, pages)


def test_as_many_queries_for_500_items_as_for_10(database: None) -> None:
    fill(10)
    few = queries_of_a_build()
    fill(500, pages=0)
    assert queries_of_a_build() == few
    assert few <= 40


def test_a_part_of_200_pages_costs_a_handful_of_queries(database: None) -> None:
    fill(10)
    few = queries_of_a_build()
    fill(11, pages=1000)
    further = len(take_snapshot(cold=True).parts)
    assert further >= 5
    assert queries_of_a_build() - few <= 8 * (further + 1)


def test_no_document_but_seo_data_goes_through_the_pages(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the time to build website_data does not grow with their number."""
    fill(5)
    content.arabic(content.page("Other", "other"))
    read = read_content()

    def untouched(*_args: object) -> None:
        raise AssertionError("this document went through all pages")

    monkeypatch.setattr(page_parts, "members", untouched)
    for document in DOCUMENTS:
        for language in read.languages:
            if document.name == "seo_data":
                with pytest.raises(AssertionError, match="all pages"):
                    document.build(read, language)
            else:
                document.build(read, language)


def test_publishing_a_page_costs_as_many_queries_among_1000_as_among_10(database: None) -> None:
    def queries_of_publishing() -> int:
        page = ContentPage.objects.last()
        for title in ("Changed", "Changed again"):  # the first publish writes the history's rows
            ContentPage.objects.filter(pk=page.pk).update(seo_title=title)
            with CaptureQueriesContext(connection) as queries:
                assert publish().built
        return len(queries)

    fill(5, pages=1000)
    publish()
    few = queries_of_publishing()
    fill(500, pages=1000)
    publish()
    assert queries_of_publishing() == few
    assert few <= 60


def test_every_table_of_the_project_is_watched_or_left_out_on_purpose(database: None) -> None:
    from django.apps import apps

    watched = {model._meta.label for model in triggers.content_models()}
    tables = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ("snippets", "home", "cms")
    }
    assert tables - watched - set(triggers.NOT_CONTENT) == set()
    assert triggers.missing() == []


@pytest.mark.parametrize("lost", ["content_changed_update"])
def test_a_lost_trigger_is_noticed_and_put_back(database: None, lost: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {lost} ON snippets_partner")
    try:
        assert triggers.missing() == [f"{lost} on snippets_partner"]
    finally:
        report = triggers.install()
    assert report == [f"installed {lost} on snippets_partner"]
    assert triggers.missing() == []


def test_one_transaction_raises_the_version_once(database: None, content_version: Any) -> None:
    before = content_version()
    with transaction.atomic():
        content.partner("One")
        content.partner("Two")
    assert content_version() == before + 1


def test_a_rolled_back_transaction_raises_nothing(database: None, content_version: Any) -> None:
    before = content_version()
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        content.partner("One")
        raise ZeroDivisionError
    assert content_version() == before


@pytest.fixture
def content_version(database: None) -> Any:
    from cms.publishing import version

    return lambda: version.read().number


def test_json_is_what_pythons_own_would_be() -> None:
    """Bytes are compared and counted, so a faster encoder may not write anything otherwise."""
    document = {
        "text": "Sail “with” us </script> \u2028 \x01 \x7f \t é الإبحار 🌊 / \\",
        "numbers": [0, -1, 2**53, 0.5, 0.0001, 12.25, 0.3333],
        "others": [True, False, None, {}, [], {"b": 1, "a": 2}, ("tuple",)],
    }
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    assert as_json(document) == plain
    for unknown in (datetime.now(tz=UTC), object(), {1: "a key that is no text"}):
        with pytest.raises(TypeError):
            as_json(unknown)
