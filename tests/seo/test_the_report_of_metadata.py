"""The report "Search engines" names what is wrong with a page's metadata, and nothing else.

The planted site has a page for each finding, and traps: what looks wrong and is not.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import Tag
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import PageViewRestriction
from wagtail.users.models import UserProfile

from cms.seo.findings import KINDS, judged_pages
from home.models import SiteMetadata
from tests import content
from tests.home.roles import person
from tests.people import Person

WIDE = "Sailing, rowing and powerboat races off the Corniche for families, schools and clubs"


@pytest.fixture(autouse=True)
def home_pages_have_metadata(database: None) -> None:
    for code in ("en", "ar"):
        page = content.home(code)
        page.seo_title, page.search_description = f"Home {code}", f"All about us {code}"
        page.social_image = content.image(f"Home {code}")
        page.save_revision().publish()


def a_page(slug: str, **fields: Any) -> Any:
    """Nothing is wrong with it, but for `fields`."""
    fields = {
        "title": f"Name of {slug}",
        "seo_title": f"Title of {slug}",
        "search_description": f"What stands on {slug}",
        "social_image": content.image(slug),
    } | fields
    return content.page(slug=slug, **fields)


def arabic(source: Any, **fields: Any) -> Any:
    fields = {
        "title": f"صفحة {source.slug}",
        "seo_title": f"عنوان {source.slug}",
        "search_description": f"وصف {source.slug}",
        "social_image": content.image(source.slug),
    } | fields
    return content.arabic(source, **fields)


def findings() -> dict[str, set[str]]:
    """By address, of the pages that have some."""
    return {
        judged.page.path: {kind.name for kind in judged.findings}
        for judged in judged_pages().values()
        if judged.findings
    }


def test_a_website_where_nothing_is_wrong_has_no_findings() -> None:
    arabic(a_page("about"))
    assert findings() == {}


def test_every_finding_is_found_once_and_where_it_is() -> None:
    a_page("no-title", seo_title="")
    for slug in ("same-title-1", "same-title-2"):
        a_page(slug, seo_title="  The  SAME title" if slug.endswith("1") else "The same title")
    a_page("wide-title", seo_title=WIDE)
    # With the end of every title it is too wide.
    content.snippet(SiteMetadata, site_name="Club", title_suffix=f" | {WIDE[:57]}")
    a_page("no-description", search_description="")
    for slug in ("same-description-1", "same-description-2"):
        a_page(slug, search_description="The same description")
    a_page("wide-description", search_description=f"{WIDE} {WIDE} {WIDE}")
    source = a_page("untranslated")
    arabic(source, seo_title="", search_description="")
    arabic(
        a_page("copied"),
        seo_title="Title of copied",
        search_description="What stands on copied",
    )
    a_page("no-picture", social_image=None)
    content.menu_item(page=a_page("left-out", is_indexable=False, seo_title="", social_image=None))
    a_page("left-out-by-path", is_indexable=False)
    content.menu_item(label="By path", route="/left-out-by-path/?from=menu#top")
    a_page("copy-of-draft", canonical_page=a_page("draft-original", live=False))
    a_page("copy-of-left-out", canonical_page=a_page("left-out-original", is_indexable=False))
    a_page("copy-of-nothing", canonical_url="http://localhost/en/nothing/")
    assert findings() == {
        "/en/no-title/": {"no_title", "wide_title"},
        "/en/same-title-1/": {"same_title"},
        "/en/same-title-2/": {"same_title"},
        "/en/wide-title/": {"wide_title"},
        "/en/no-description/": {"no_description"},
        "/en/same-description-1/": {"same_description"},
        "/en/same-description-2/": {"same_description"},
        "/en/wide-description/": {"wide_description"},
        "/ar/untranslated/": {"untranslated_title", "untranslated_description", "wide_title"},
        "/ar/copied/": {"untranslated_title", "untranslated_description"},
        "/en/no-picture/": {"no_picture"},
        "/en/left-out/": {"left_out_in_menu"},
        "/en/left-out-by-path/": {"left_out_in_menu"},
        "/en/copy-of-draft/": {"no_original"},
        "/en/copy-of-left-out/": {"no_original"},
        "/en/copy-of-nothing/": {"no_original"},
    }
    assert set().union(*findings().values()) == {kind.name for kind in KINDS}


def test_traps_are_no_findings() -> None:
    # A brand is called the same in both languages, and so is the page.
    arabic(a_page("red-bull", title="Red Bull", seo_title="Red Bull"), title="Red Bull",
           seo_title="Red Bull")  # fmt: skip
    # The same text in two languages is no duplicate.
    arabic(a_page("club", title="ADMSC"), title="ADMSC", search_description="ADMSC 2026")
    original = a_page("original")
    # Who says that it is no original, is no duplicate.
    a_page("left-out", seo_title="Title of original", is_indexable=False)
    a_page("elsewhere", seo_title="Title of original", canonical_url="https://example.com/")
    a_page("copy", seo_title="Title of original", canonical_page=original)
    # An alias says what its page says.
    original.create_alias(parent=content.home(), update_slug="alias")
    # Nobody reads drafts and private pages.
    a_page("draft", seo_title="Title of original", live=False)
    private = a_page("private", seo_title="Title of original")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    # In no menu, it may be left out.
    a_page("quiet", is_indexable=False, seo_title="")
    assert findings() == {}


def test_the_picture_of_the_website_is_a_picture() -> None:
    a_page("no-picture", social_image=None)
    assert set(findings()) == {"/en/no-picture/"}
    content.snippet(SiteMetadata, site_name="Club", social_image=content.image("Club"))
    assert findings() == {}


def rows(person: Person, query: str = "") -> dict[str, Tag]:
    listed = person.reads(reverse("seo_report") + query).select("table tbody tr")
    return {row.select_one("td.title").get_text(strip=True): row for row in listed}


def test_each_finding_leads_to_the_field_that_mends_it() -> None:
    page = a_page("wide", seo_title=WIDE)
    seo = person("S")
    link = rows(seo)["Name of wide"].select_one("ul a")
    address, _hash, anchor = str(link["href"]).partition("#")
    assert seo.reads(address).find(id=anchor)["name"] == "seo_title"
    assert f"/{page.pk}/" in address


def test_it_is_filtered_by_type_language_and_finding(admin: Person) -> None:
    arabic(a_page("wide", seo_title=WIDE), search_description="")
    a_page("fine")
    assert set(rows(admin, "?finding=wide_title")) == {"Name of wide"}
    assert set(rows(admin, "?finding=any")) == {"Name of wide", "صفحة wide"}
    assert set(rows(admin, "?finding=any&language=ar")) == {"صفحة wide"}
    assert set(rows(admin, "?type=home.contentpage")) == {
        "Name of wide",
        "Name of fine",
        "صفحة wide",
    }
    assert "Name of fine" not in rows(admin, "?type=home.homepage")


def exported(person: Person, query: str = "") -> Iterator[dict[str, str]]:
    answer = person.opens(reverse("seo_report") + f"?export=csv{query}")
    return csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))


def test_what_is_exported_is_what_is_listed_and_no_cell_is_a_formula(admin: Person) -> None:
    a_page("formula", seo_title='=HYPERLINK("http://evil")', search_description="")
    a_page("fine")
    table = {row["Address"]: row for row in exported(admin)}
    assert table["/en/fine/"]["Title in results"] == "Title of fine"
    assert table["/en/formula/"]["Findings"] == "No description"
    assert not table["/en/formula/"]["Title in results"].startswith("=")
    assert int(table["/en/fine/"]["Width of the title, in pixels"]) > 50
    assert [row["Address"] for row in exported(admin, "&finding=any")] == ["/en/formula/"]
    answer = admin.opens(reverse("seo_report") + "?export=xlsx")
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_it_asks_as_often_for_many_pages_as_for_few(admin: Person) -> None:
    def queries_of(query: str) -> int:
        admin.opens(reverse("seo_report") + query)
        with CaptureQueriesContext(connection) as queries:
            admin.opens(reverse("seo_report") + query)
        return len(queries)

    a_page("first", seo_title="")
    few = [queries_of(query) for query in ("", "?finding=any", "?export=csv")]
    for number in range(12):
        arabic(a_page(f"page-{number}", seo_title=""))
    assert [queries_of(query) for query in ("", "?finding=any", "?export=csv")] == few


def test_who_may_edit_pages_sees_it_and_nobody_else() -> None:
    a_page("about")
    url = reverse("seo_report")
    assert "Name of about" in rows(person("S"))
    outsider = person("N")
    assert outsider.client.get(url).status_code == 302
    assert url not in str(outsider.reads(reverse("wagtailadmin_home")))


def test_it_is_arabic_in_an_arabic_admin(admin: Person) -> None:
    arabic(a_page("about"), search_description="")
    profile = UserProfile.get_for_user(get_user_model().objects.get(pk=admin.user.pk))
    profile.preferred_language = "ar"
    profile.save()
    text = rows(admin)["صفحة about"].get_text()
    with override("ar"):
        assert str(next(k for k in KINDS if k.name == "untranslated_description").label) in text
    assert "الوصف غير مترجم" in text
    assert admin.reads(reverse("seo_report")).html["dir"] == "rtl"
