"""What every page says to search engines comes in parts when there are many pages.

A part is bounded, a page stays in its part, and a change is new to the readers of only those parts
that it touches. A part has three pages here, so that few pages show it; the numbers of the website
are in cms/delivery/page_parts.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from cms.delivery.content import read_content
from cms.publishing.publish import publish
from home.models import HomePage, SiteMetadata
from tests import content
from tests.people import Reader
from tests.publishing.seo_data_parts import (
    FIRST,
    address_of,
    addresses,
    etags,
    held,
    new_to_who_asks_again,
)

pytestmark = pytest.mark.usefixtures("three_pages_a_part")


def test_a_small_website_has_one_document_without_a_word_of_parts(reader: Reader) -> None:
    publish()
    assert reader.data(FIRST).keys() == {"locale", "dir", "site", "pages"}
    assert held().parts == {}


def test_the_parts_have_every_page_once_and_none_has_too_many(
    reader: Reader, pages: list[Any]
) -> None:
    every = [reader.data(address) for address in addresses(reader)]
    assert all(len(part["pages"]) <= 3 for part in every)
    listed = [page["path"] for part in every for page in part["pages"]]
    assert sorted(listed) == sorted(["/en/", *(f"/en/page-{number}/" for number in range(10))])
    assert [part.get("pages_total") for part in every] == [11] + [None] * (len(every) - 1)
    assert "next" not in every[-1]


def test_a_part_has_the_headers_of_a_document(reader: Reader, pages: list[Any]) -> None:
    address = addresses(reader)[-1]
    answer = reader.get(address, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Language"] == "en"
    assert answer.headers["Cache-Tag"] == "cms,seo-data,en"
    number = int(answer.headers["X-Content-Version"])
    assert answer.headers["ETag"].startswith(f'"{number}-')
    again = reader.get(
        address, **{"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_without_a_language_there_are_the_first_parts_of_all(
    reader: Reader, pages: list[Any]
) -> None:
    of_all = reader.data("/api/seo-data/")
    assert of_all == {code: reader.seo_data(code) for code in ("en", "ar")}


def test_a_page_in_a_further_part_is_found_by_its_path(reader: Reader, pages: list[Any]) -> None:
    page = reader.data(f"{FIRST}&path=/en/page-9/")
    assert page["title"] == "Page 9"
    assert reader.data("/api/seo-data/?path=/en/page-9/") == page
    assert reader.get(f"{FIRST}&path=/en/page-10/").status_code == 404
    assert reader.get("/api/seo-data/?locale=ar&path=/en/page-9/").status_code == 404
    answer = reader.get(f"{FIRST}&path=/en/page-9/")
    last = reader.get(addresses(reader)[-1])
    assert answer.headers["X-Content-Version"] == last.headers["X-Content-Version"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("locale=en&part=0", 400, "malformed_value"),
        ("locale=en&part=x", 400, "malformed_value"),
        ("locale=en&part=-1", 400, "malformed_value"),
        ("locale=en&part=%D9%A2", 400, "malformed_value"),
        ("locale=en&part=99999999", 400, "malformed_value"),
        ("locale=en&part=", 400, "malformed_value"),
        ("part=2", 400, "missing_parameter"),
        ("locale=en&part=2&path=/en/", 400, "unknown_parameter"),
        ("locale=en&part=9999999", 404, "unknown_part"),
        ("locale=xx&part=2", 400, "unknown_locale"),
    ],
)
def test_what_is_no_part_is_refused_with_its_reason(
    reader: Reader, pages: list[Any], query: str, status: int, code: str
) -> None:
    answer = reader.get(f"/api/seo-data/?{query}")
    assert answer.status_code == status
    assert answer.json()["errors"][0]["code"] == code


def test_part_one_is_the_document_itself(reader: Reader, pages: list[Any]) -> None:
    assert reader.get(f"{FIRST}&part=1").content == reader.get(FIRST).content


def test_other_documents_know_no_parts(reader: Reader, pages: list[Any]) -> None:
    assert reader.get("/api/menu-items/?locale=en&part=2").status_code == 400


def test_the_manifest_names_every_part_with_its_etag(reader: Reader, pages: list[Any]) -> None:
    documents = reader.data("/api/version/")["documents"]
    for address in addresses(reader)[1:]:
        key = f"seo_data:en:{address.rpartition('=')[2]}"
        assert documents[key]["etag"] == reader.get(address).headers["ETag"]
        envelope = reader.get(address).json()
        assert documents[key]["changed_at"] == envelope["timestamp"]


def test_a_changed_page_is_new_in_its_own_part_alone(reader: Reader, pages: list[Any]) -> None:
    before = etags(reader)
    pages[8].seo_title = "Another title"
    pages[8].save_revision().publish()
    publish()
    assert new_to_who_asks_again(reader, before) == [address_of(pages[8])]


def test_a_page_that_comes_or_goes_changes_its_part_and_the_total(
    reader: Reader, pages: list[Any]
) -> None:
    before = etags(reader)
    pages[4].unpublish()
    publish()
    assert new_to_who_asks_again(reader, before) == [FIRST, address_of(pages[4])]
    assert reader.data(FIRST)["pages_total"] == 10
    pages[4].save_revision().publish()
    publish()
    assert reader.data(FIRST)["pages_total"] == 11
    assert addresses(reader) == list(before)


def test_a_part_whose_last_page_goes_is_no_part_any_more(reader: Reader, pages: list[Any]) -> None:
    middle = addresses(reader)[2]
    gone = [page for page in pages if address_of(page) == middle]
    assert gone
    for page in gone:
        page.delete()
    publish()
    assert reader.get(middle).status_code == 404
    assert middle not in addresses(reader)
    assert reader.redis.get(f"seo_data:en:{middle.rpartition('=')[2]}") is None


def test_a_new_address_above_is_new_in_every_part_below(reader: Reader, pages: list[Any]) -> None:
    section = content.page("Section", "section")
    below = [content.page(f"Below {number}", f"b{number}", parent=section) for number in range(5)]
    publish()
    before = etags(reader)
    section.slug = "another"
    section.save_revision().publish()
    publish()
    expected = {address_of(section), *(address_of(page) for page in below)}
    assert set(new_to_who_asks_again(reader, before)) == expected
    assert reader.data(f"{FIRST}&path=/en/another/b4/")["title"] == "Below 4"


def test_a_translations_new_address_is_new_where_the_source_names_it(
    reader: Reader, pages: list[Any]
) -> None:
    arabic = content.arabic(pages[6], slug="ar-6")
    publish()
    before = etags(reader)
    arabic.slug = "another"
    arabic.save_revision().publish()
    publish()
    assert new_to_who_asks_again(reader, before) == [address_of(pages[6])]
    links = reader.data(f"{FIRST}&path=/en/page-6/")["alternates"]
    assert any(link["href"].endswith("/ar/another/") for link in links)


def test_a_page_that_becomes_private_takes_those_below_with_it(
    reader: Reader, pages: list[Any]
) -> None:
    section = content.page("Section", "section")
    below = content.page("Below", "below", parent=section)
    publish()
    before = etags(reader)
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    publish()
    changed = set(new_to_who_asks_again(reader, before))
    assert changed == {FIRST, address_of(section), address_of(below)}
    assert reader.get(f"{FIRST}&path=/en/section/below/").status_code == 404


def test_a_picture_is_new_in_the_parts_that_show_it(reader: Reader, pages: list[Any]) -> None:
    picture = content.image(size=(64, 40))
    pages[7].social_image = picture
    pages[7].save_revision().publish()
    publish()
    before = etags(reader)
    picture.focal_point_x, picture.focal_point_y = 10, 10
    picture.save()
    publish()
    assert new_to_who_asks_again(reader, before) == [address_of(pages[7])]


def test_what_the_site_says_where_pages_say_nothing_is_new_in_every_part(
    reader: Reader, pages: list[Any]
) -> None:
    before = etags(reader)
    HomePage.objects.update(title="Not that")
    publish()
    assert new_to_who_asks_again(reader, before) == [FIRST]
    metadata = read_content().groups["site_metadata"]
    row = next(iter(metadata.values())).source if metadata else None
    if row is None:
        row = SiteMetadata.objects.create(site_name="X", locale=content.locale("en"), live=True)
    row.title_suffix = " – everywhere"
    row.save()
    row.save_revision().publish()
    publish()
    assert new_to_who_asks_again(reader, before) == list(before)
