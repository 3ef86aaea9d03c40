"""What API v2 says of a page: Wagtail's own answer, with everything that a website shows.

Rich text has the website's addresses, pages, images and documents are resolved in the page's
language, and what readers may not know of is not pointed to.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import Page, PageViewRestriction

from cms.api.response_cache import ResponseCache
from cms.delivery import renditions
from cms.publishing.publish import publish
from config.wsgi import _django
from snippets.models import SiteImage
from tests import content
from tests.wsgi import ask

IMAGE = {
    *("id", "alt", "width", "height", "src", "srcset", "sources", "focal_point", "color"),
    *("placeholder", "shapes"),
}


def answer(path: str, status: int = 200) -> Any:
    response = Client().get(path)
    assert response.status_code == status, (path, response.content.decode())
    return response.json()


def detail(page: Page, query: str = "") -> Any:
    return answer(f"/api/v2/pages/{page.pk}/{query}")


@pytest.fixture
def picture(database: None) -> SiteImage:
    focal_point = {f"focal_point_{name}": value for name, value in
                   (("x", 200), ("y", 250), ("width", 10), ("height", 10))}  # fmt: skip
    image = content.image("Sea", alt_texts={"en": "The sea", "ar": "البحر"}, **focal_point)
    renditions.make([image.pk])
    return image


def paragraph(html: str) -> tuple[str, str]:
    return ("paragraph", html)


def test_a_page_has_everything_that_a_website_shows(about: Any) -> None:
    team = content.page("Team", "team", parent=about, introduction="Who we are")
    content.arabic(about, title="من نحن")
    arabic = content.arabic(team, title="الفريق", introduction="فريقنا")

    answer = detail(arabic)

    assert list(answer) == [
        *("id", "meta", "title", "path", "locale", "dir", "translation_key"),
        *("last_published_at", "introduction", "hero", "body", "table_of_contents", "seo"),
        *("breadcrumbs", "translations", "has_children"),
    ]
    assert (answer["title"], answer["path"]) == ("الفريق", "/ar/about/team/")
    assert (answer["locale"], answer["dir"]) == ("ar", "rtl")
    assert answer["introduction"] == "فريقنا"
    assert answer["hero"] is None
    assert answer["breadcrumbs"] == [
        {"id": content.home("ar").pk, "title": "الرئيسية", "path": "/ar/"},
        {"id": arabic.get_parent().pk, "title": "من نحن", "path": "/ar/about/"},
        {"id": arabic.pk, "title": "الفريق", "path": "/ar/about/team/"},
    ]
    assert answer["translations"] == [
        {"id": team.pk, "locale": "en", "title": "Team", "path": "/en/about/team/"},
        {"id": arabic.pk, "locale": "ar", "title": "الفريق", "path": "/ar/about/team/"},
    ]
    assert answer["translation_key"] == detail(team)["translation_key"] == str(team.translation_key)
    assert answer["meta"]["html_url"] == "http://localhost/ar/about/team/"
    assert answer["meta"]["locale"] == "ar"
    assert answer["meta"]["parent"]["title"] == "من نحن"


def test_the_seo_of_a_page_is_that_of_seo_data(about: Any) -> None:
    content.arabic(about, title="من نحن")
    pages = answer("/api/seo-data/?locale=en")["data"]["pages"]
    assert detail(about)["seo"] == next(page for page in pages if page["id"] == about.pk)


def test_the_home_page_opens_with_its_hero(picture: SiteImage) -> None:
    hero = content.hero(background_image=picture, button_label="Sail", button_route="/en/sail/")
    home = content.home()
    home.hero = hero
    home.save_revision().publish()

    hero_of_the_page = detail(home)["hero"]

    assert hero_of_the_page["title"] == "Sail with us"
    assert hero_of_the_page["button_route"] == "/en/sail/"
    assert set(hero_of_the_page["background_image"]) == IMAGE
    assert hero_of_the_page == answer("/api/website-data/?locale=en")["data"]["home_page"]["hero"]


def test_rich_text_leads_to_pages_in_the_language_of_the_page(about: Any) -> None:
    draft = content.page("Draft", "draft", live=False)
    text = (
        f'<p>See <a linktype="page" id="{about.pk}">us</a>, '
        f'<a linktype="page" id="{draft.pk}">later</a>, <a href="https://example.com/">them</a></p>'
    )
    page = content.page("Club", "club", body=[paragraph(text)])
    content.arabic(about, title="من نحن")
    arabic = content.arabic(page, title="النادي")

    assert detail(page)["body"][0]["value"] == (
        '<p>See <a href="/en/about/">us</a>, <a>later</a>, <a href="https://example.com/">them</a></p>'
    )
    assert '<a href="/ar/about/">' in detail(arabic)["body"][0]["value"]


def test_rich_text_comes_as_markdown_for_whoever_asks(about: Any) -> None:
    draft = content.page("Draft", "draft", live=False)
    text = (
        f'<h3>Us</h3><p>See <a linktype="page" id="{about.pk}">us</a> or '
        f'<a linktype="page" id="{draft.pk}">later</a></p><ul><li><b>One</b></li></ul>'
    )
    page = content.page("Club", "club", body=[paragraph(text)])

    def body(format: str) -> str:
        return detail(page, f"?rich_text_format={format}")["body"][0]["value"]

    assert body("markdown") == "### Us\n\nSee [us](/en/about/) or later\n\n- **One**"
    assert body("db_markdown") == (
        f"### Us\n\nSee [us](wagtail://page?id={about.pk}) or later\n\n- **One**"
    )
    assert f'<a linktype="page" id="{about.pk}">us</a>' in body("db_html")
    assert f'id="{draft.pk}"' not in body("db_html")
    refused = answer(f"/api/v2/pages/{page.pk}/?rich_text_format=pdf", status=400)
    assert refused["field"] == "rich_text_format"


def test_nothing_in_rich_text_runs_in_a_browser(database: None) -> None:
    text = (
        '<p onclick="alert(1)">Hi <a href="javascript:alert(1)">there</a>'
        "<script>alert(1)</script><img src=x onerror=alert(1)></p>"
    )
    page = content.page("Club", "club", body=[paragraph(text)])
    for format in ("html", "markdown"):
        html = detail(page, f"?rich_text_format={format}")["body"][0]["value"]
        assert "javascript:" not in html
        assert "<script" not in html
        assert "onclick" not in html
        assert "onerror" not in html


def test_blocks_have_their_images_and_links_resolved(about: Any, picture: SiteImage) -> None:
    hidden = content.page("Hidden", "hidden", live=False)
    page = content.page(
        "Club",
        "club",
        body=[
            ("image", {"image": picture, "caption": "A view"}),
            (
                "cards",
                {
                    "cards": [
                        {"title": "One", "image": picture, "link": {"page": about, "route": ""}},
                        {"title": "Two", "image": None, "link": {"page": hidden, "route": ""}},
                    ]
                },
            ),
        ],
    )
    translated = content.arabic(about, title="من نحن")
    arabic = content.arabic(page, title="النادي")

    image, cards = (block["value"] for block in detail(arabic)["body"])

    assert set(image["image"]) == IMAGE
    assert image["image"]["alt"] == "البحر"
    assert image["image"]["focal_point"] == {"x": 0.25, "y": 0.5}
    assert [source["type"] for source in image["image"]["sources"]] == ["image/avif", "image/webp"]
    first_card, second_card = cards["cards"]
    assert first_card["link"]["page"] == {
        "id": translated.pk,
        "title": "من نحن",
        "path": "/ar/about/",
        "locale": "ar",
    }
    assert second_card["link"] == {"page": None, "route": ""}


def test_a_link_to_a_page_that_is_not_translated_says_in_which_language_it_is(about: Any) -> None:
    card = {"title": "One", "link": {"page": about, "route": ""}}
    page = content.page("Club", "club", body=[("cards", {"cards": [card]})])
    arabic = content.arabic(page, title="النادي")
    link = detail(arabic)["body"][0]["value"]["cards"][0]["link"]["page"]
    assert link == {"id": about.pk, "title": "About", "path": "/en/about/", "locale": "en"}


def test_an_image_has_the_colour_that_most_of_it_has(picture: SiteImage) -> None:
    red, green, blue = bytes.fromhex(answer(f"/api/v2/images/{picture.pk}/")["color"][1:])
    assert abs(red - 20) < 8
    assert abs(green - 90) < 8
    assert abs(blue - 160) < 8


def test_an_image_from_before_colours_gets_one(picture: SiteImage) -> None:
    SiteImage.objects.update(color="")
    assert answer(f"/api/v2/images/{picture.pk}/")["color"] is None
    renditions.make_missing()
    assert answer(f"/api/v2/images/{picture.pk}/")["color"].startswith("#")


def test_listings_are_wagtails_and_say_more_for_whoever_asks(about: Any) -> None:
    page = next(item for item in answer("/api/v2/pages/")["items"] if item["id"] == about.pk)
    assert set(page) == {"id", "meta", "title", "path", "locale"}
    more = answer("/api/v2/pages/?fields=seo(_,title),translations(-title)&slug=about")
    assert more["items"] == [
        {
            **page,
            "path": "/en/about/",
            "seo": {"title": "About"},
            "translations": [{"id": about.pk, "locale": "en", "path": "/en/about/"}],
        }
    ]


def test_a_page_under_an_unpublished_one_does_not_name_it(about: Any) -> None:
    team = content.page("Team", "team", parent=about)
    about.unpublish()
    answer = detail(team)
    assert answer["meta"]["parent"] is None
    assert [crumb["path"] for crumb in answer["breadcrumbs"]] == ["/en/", "/en/about/team/"]


def test_child_of_root_is_the_home_page_of_the_language(about: Any) -> None:
    arabic = content.arabic(about, title="من نحن")
    assert [item["id"] for item in answer("/api/v2/pages/?child_of=root")["items"]] == [about.pk]
    items = answer("/api/v2/pages/?child_of=root&locale=ar")["items"]
    assert [item["id"] for item in items] == [arabic.pk]


# --- What an answer costs --------------------------------------------------------------------

MOST_QUERIES_OF_A_LISTING = 14
# Of Django alone, which reads for each answer where the website is.
MOST_QUERIES_OF_A_DETAIL = 9
# In a process that has answered before, the two included that ask for the version.
MOST_QUERIES_OF_A_COLD_DETAIL = 8


def queries(path: str) -> int:
    answer(path)  # what is read once per process is read now
    with CaptureQueriesContext(connection) as captured:
        answer(path)
    return len(captured)


def rich_body(number: int, picture: SiteImage, target: Page) -> list[Any]:
    link = {"page": target, "route": ""}
    text = f'<p><a linktype="page" id="{target.pk}">x</a></p>'
    blocks = [
        paragraph(text),
        ("image", {"image": picture, "caption": ""}),
        ("cards", {"cards": [{"title": "x", "image": picture, "link": link}]}),
    ]
    return (blocks * number)[:number]


def test_a_listing_costs_the_same_for_20_pages_with_images_as_for_one(about: Any) -> None:
    with transaction.atomic():
        for number in range(20):
            picture = content.image(f"i{number}", (40, 30))
            target = content.page("Target", f"target-{number}", parent=about)
            page = content.page("Page", f"page-{number}", body=rich_body(3, picture, target))
            content.arabic(page, title="صفحة", social_image=picture)
    queries_of_one = queries("/api/v2/pages/?fields=*&limit=1&locale=ar&order=-id")
    assert queries("/api/v2/pages/?fields=*&limit=20&locale=ar&order=-id") == queries_of_one
    assert queries_of_one <= MOST_QUERIES_OF_A_LISTING


def test_a_page_of_30_blocks_costs_the_same_as_one_of_three(about: Any, picture: Any) -> None:
    few = content.page("Few", "few", body=rich_body(3, picture, about))
    many = content.page(
        "Many", "many", body=rich_body(30, content.image("o"), content.page("T", "t"))
    )
    cost = queries(f"/api/v2/pages/{many.pk}/")
    assert cost == queries(f"/api/v2/pages/{few.pk}/")
    assert cost <= MOST_QUERIES_OF_A_DETAIL


@pytest.fixture
def everything(about: Any, picture: Any) -> list[Page]:
    """A page with little, and one far down with one of everything and many pictures and links."""
    url = "https://www.youtube.com/watch?v=x"
    Embed.objects.create(
        url=url, hash=get_embed_hash(url), type="video", last_updated=timezone.now()
    )
    rules = get_document_model().objects.create(
        title="Rules", file=ContentFile(b"%PDF", name="rules.pdf")
    )
    beside: list[Any] = [
        ("embed", {"url": url, "caption": ""}),
        paragraph(f'<p><a linktype="document" id="{rules.pk}">x</a></p>'),
    ]
    few = content.page("Few", "few", body=[*rich_body(3, picture, about), *beside])
    above = about
    for number in range(6):
        above = content.page("Above", f"above-{number}", parent=above)
        content.arabic(above.get_parent())
    with transaction.atomic():
        pictures = [content.image(f"o{number}") for number in range(10)]
        targets = [content.page("T", f"t{number}") for number in range(10)]
    body = [
        block
        for image, target in zip(pictures, targets, strict=True)
        for block in rich_body(3, image, target)
    ]
    many = content.page(
        "Many", "many", parent=above, body=[*body, *beside], social_image=pictures[0]
    )
    content.arabic(above)
    content.arabic(many)
    return [few, many]


@pytest.mark.parametrize("query", ["", "find"])
def test_a_cold_detail_costs_the_same_at_any_depth_and_with_any_number_of_blocks(
    everything: list[Page], query: str
) -> None:
    publish()
    costs = []
    for page in everything:
        path = page.url_path.removeprefix("/home")
        url = f"/api/v2/pages/find/?html_path=/en{path}" if query else f"/api/v2/pages/{page.pk}/"
        ask(ResponseCache(_django), url)  # what is read once per process is read now
        with CaptureQueriesContext(connection) as captured:
            assert ask(ResponseCache(_django), url).status == 200
        costs.append(len(captured))
    assert costs[0] == costs[1]
    assert costs[0] <= MOST_QUERIES_OF_A_COLD_DETAIL


def test_the_number_of_pages_follows_what_is_published(about: Any) -> None:
    before = answer("/api/v2/pages/")["meta"]["total_count"]
    content.page("Another", "another")
    assert answer("/api/v2/pages/")["meta"]["total_count"] == before + 1
    PageViewRestriction.objects.create(page=about, restriction_type=PageViewRestriction.LOGIN)
    assert answer("/api/v2/pages/")["meta"]["total_count"] == before


def test_what_is_under_a_restricted_page_is_neither_listed_nor_found(about: Any) -> None:
    content.page("Inside", "inside", parent=about)
    beside = content.page("Beside", "beside")
    PageViewRestriction.objects.create(page=about, restriction_type=PageViewRestriction.LOGIN)
    titles = [item["title"] for item in answer("/api/v2/pages/")["items"]]
    assert beside.title in titles
    assert not {"About", "Inside"} & set(titles)
    assert answer("/api/v2/pages/find/?html_path=/en/about/inside/", 404) == {
        "message": "not found"
    }
