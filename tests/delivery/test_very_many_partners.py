"""A wall of very many logos stays a document of bounded size: each logo has its small rendition."""

from __future__ import annotations

from typing import Any

import pytest

from cms.delivery import renditions
from cms.delivery.kinds import partner
from cms.publishing.publish import publish
from snippets.models import Partner
from tests import content
from tests.people import Reader


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partner, "MANY", 2)


def partners(count: int) -> None:
    picture = content.image("Logo", (1200, 800))
    renditions.make([picture.pk])
    for number in range(count):
        content.partner(f"Partner {number}", image=picture)
    publish()


def widths(image: dict[str, Any]) -> set[str]:
    entries = [image["srcset"], *(source["srcset"] for source in image["sources"])]
    return {part.rpartition(" ")[2] for srcset in entries for part in srcset.split(", ")}


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize(
    ("count", "expected"), [(2, {"320w", "640w", "1024w", "1200w"}), (3, {"320w"})]
)
def test_beyond_a_number_each_logo_is_small(reader: Reader, count: int, expected: set[str]) -> None:
    partners(count)
    for data in (reader.data("/api/partners/?locale=en"), reader.website_data("en")["partners"]):
        assert [widths(item["image"]) for item in data] == [expected] * count
        assert {source["type"] for source in data[0]["image"]["sources"]} == {
            *("image/avif", "image/webp")
        }
        assert "width-320" in data[0]["image"]["src"] or count == 2


def test_500_partners_in_two_languages_are_less_than_a_megabyte(reader: Reader) -> None:
    partners(1)
    first = Partner.objects.get()
    Partner.objects.bulk_create(
        Partner(name=f"Partner {n}", image=first.image, order=n, locale=first.locale)
        for n in range(500)
    )
    publish()
    assert len(reader.get("/api/website-data/").content) < 1_000_000
