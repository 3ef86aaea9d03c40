"""The SEO tab shows a page as others will show it, while somebody types and before they save.

In both languages of the admin, for pages in both languages. What it says a reader gets is what the
API answers once it is published.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from cms.publishing.publish import publish
from home.text_width import DESCRIPTION, TITLE, width
from tests import content
from tests.screens import DIR, becomes, text_of

if TYPE_CHECKING:
    from tests.screens import Screen

LONG = {
    "en": "Sailing, rowing and powerboat races off the Corniche for families, schools and clubs",
    "ar": "سباقات القوارب الشراعية وقوارب التجديف والزوارق السريعة قبالة الكورنيش للعائلات",
}
TITLE_HINT = "[data-hint=seo_title]"
DESCRIPTION_HINT = "[data-hint=search_description]"
RESULT = "[data-result=desktop]"


@pytest.fixture(params=("en", "ar"))
def content_language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def membership(content_language: str, served: Any) -> Any:
    from home.models import ContentPage

    return ContentPage.objects.get(slug="membership", locale__language_code=content_language)


def at_the_tab(screen: Screen, page: Any) -> Screen:
    from home.localization.permissions import metadata_url

    screen.goes_to(f"{metadata_url(page)}#id_seo_title")
    screen.page.locator("[data-preview=result][data-ready]").wait_for()
    return screen


def text_at(screen: Screen, place: str, name: str) -> str:
    return text_of(screen.page.locator(f"{place} [data-shows={name}]"))


def test_a_long_title_moves_the_meter_and_is_cut_in_the_preview(
    screen_of: Callable[..., Screen], membership: Any, content_language: str
) -> None:
    screen = at_the_tab(screen_of("seo"), membership)
    meter = screen.page.locator(f"{TITLE_HINT} [data-width]")
    assert meter.get_attribute("data-state") == "fits"
    screen.types("input[name=seo_title]", LONG[content_language])
    screen.page.locator(f"{TITLE_HINT} [data-state=wide]").wait_for()
    measured = width(LONG[content_language], TITLE.size)
    assert abs(int(meter.get_attribute("data-width")) - measured) < 0.02 * measured
    cut = text_at(screen, RESULT, "cutTitle")
    assert cut.endswith("…")
    assert LONG[content_language].startswith(cut.removesuffix(" …"))
    assert width(cut, TITLE.size) <= TITLE.most
    assert text_at(screen, "[data-result=phone]", "title") == LONG[content_language]
    screen.fits("the SEO tab")


def test_a_description_is_noted_when_it_is_too_wide_for_phones_and_then_for_all(
    screen_of: Callable[..., Screen], membership: Any, content_language: str
) -> None:
    screen = at_the_tab(screen_of("seo"), membership)
    words = LONG[content_language].split()
    for state, wanted in (
        ("fits", DESCRIPTION.note - 60),
        ("note", DESCRIPTION.most - 60),
        ("wide", DESCRIPTION.most + 60),
    ):
        text = ""
        while width(text, DESCRIPTION.size) < wanted:
            text = f"{text} {words[len(text) % len(words)]}".strip()
        screen.types("textarea[name=search_description]", text)
        screen.page.locator(f"{DESCRIPTION_HINT} [data-state={state}]").wait_for()
        assert (text_at(screen, RESULT, "cutDescription") == text) == (state != "wide")
        assert (text_at(screen, "[data-result=phone]", "phoneDescription") == text) == (
            state == "fits"
        )


def test_what_the_tab_says_readers_get_is_what_they_get(
    screen_of: Callable[..., Screen], membership: Any, content_language: str
) -> None:
    """Empty fields fall back in the browser as they do in the API."""
    for name in ("seo_title", "search_description", "social_title", "social_description"):
        setattr(membership, name, "")
    membership.social_image = None
    membership.save_revision().publish()
    publish()
    screen = at_the_tab(screen_of("seo"), membership)
    inherited = screen.page.locator(f"{DESCRIPTION_HINT} [data-inherited] bdi")
    assert inherited.get_attribute("dir") == DIR[content_language]
    pages = screen.reads(f"/api/seo-data/?locale={content_language}")["pages"]
    seo = next(entry for entry in pages if entry["id"] == membership.pk)
    assert seo["title"] == text_at(screen, RESULT, "cutTitle")
    assert seo["description"] == text_of(inherited)
    assert seo["social"]["title"] == text_at(screen, "[data-card=facebook]", "socialTitle")
    assert seo["social"]["description"] == text_at(
        screen, "[data-card=facebook]", "socialDescription"
    )
    picture = screen.page.locator("[data-card=facebook] img").get_attribute("src")
    assert f"/{seo['social']['image']['id']}/" in picture


def test_the_previews_are_in_the_direction_of_the_page(
    screen_of: Callable[..., Screen], membership: Any, content_language: str
) -> None:
    screen = at_the_tab(screen_of("seo"), membership)
    for preview in screen.page.locator("[data-result], [data-card]").all():
        direction = preview.evaluate("(element) => getComputedStyle(element).direction")
        assert direction == DIR[content_language]
        assert preview.get_attribute("lang") == content_language


def test_the_other_language_stands_beside_it(
    screen_of: Callable[..., Screen], membership: Any, content_language: str
) -> None:
    counterpart = membership.get_translations().first().specific
    counterpart.seo_title = "Of the other language"
    counterpart.save_revision()
    screen = at_the_tab(screen_of("seo"), membership)
    row = screen.page.locator(f"{TITLE_HINT} [data-others] li")
    assert "Of the other language" in text_of(row)
    assert row.locator("bdi").get_attribute("lang") == counterpart.locale.language_code
    row.locator("a").click()
    screen.page.locator("[data-preview=result][data-ready]").wait_for()
    assert screen.page.input_value("input[name=seo_title]") == "Of the other language"


def test_a_title_that_is_typed_on_the_other_tab_is_shown_and_the_slug_too(
    screen_of: Callable[..., Screen], served: Any, content_language: str
) -> None:
    from django.urls import reverse

    screen = screen_of("admin")
    above = content.home(content_language)
    screen.goes_to(reverse("wagtailadmin_pages:add", args=["home", "contentpage", above.pk]))
    screen.page.locator("[data-preview=result][data-ready]").wait_for(state="attached")
    screen.page.fill("#id_title", LONG[content_language])
    screen.page.locator("[role=tab]").nth(1).click()
    # Wagtail proposes a slug a moment after the title; nobody types one of their own before that.
    becomes(screen.page, "document.querySelector('#id_slug').value")
    screen.page.fill("#id_slug", "races")
    screen.page.locator(f"{TITLE_HINT} [data-state=wide]").wait_for()
    assert text_at(screen, RESULT, "cutTitle").endswith("…")
    # The preview follows the slug a moment later, too.
    address = f"{RESULT} [data-shows=address]:has-text('{content_language} › races')"
    screen.page.locator(address).wait_for()


def test_a_picture_is_shown_as_it_will_be_cropped(
    screen_of: Callable[..., Screen], membership: Any, content_language: str
) -> None:
    from wagtail.models import Collection

    image = content.image("Tall", (900, 1600), collection=Collection.get_first_root_node())
    screen = at_the_tab(screen_of("admin"), membership)
    screen.page.evaluate(
        """(id) => {
            const field = document.querySelector('[name=social_image]');
            field.value = id;
            field.dispatchEvent(new Event('change', { bubbles: true }));
        }""",
        image.pk,
    )
    picture = screen.page.locator("[data-card=facebook] img")
    becomes(
        screen.page,
        "(id) => { const image = document.querySelector('[data-card=facebook] img');"
        " return image.src.endsWith(`/${id}/`) && image.complete && image.naturalWidth; }",
        arg=image.pk,
    )
    across, down = picture.evaluate("(image) => [image.naturalWidth, image.naturalHeight]")
    assert across / down == pytest.approx(1200 / 630, rel=0.01)


def test_a_page_that_is_left_out_says_so(screen_of: Callable[..., Screen], membership: Any) -> None:
    screen = at_the_tab(screen_of("seo"), membership)
    sentence = screen.page.locator("[data-noindex]")
    assert not sentence.is_visible()
    screen.page.uncheck("[name=is_indexable]")
    sentence.wait_for()


def test_a_page_that_lets_no_text_be_shown_has_a_result_without_any(
    screen_of: Callable[..., Screen], membership: Any
) -> None:
    screen = at_the_tab(screen_of("seo"), membership)
    assert text_at(screen, RESULT, "cutDescription")
    # Its panel is closed until somebody opens it.
    box = screen.page.locator("[name=has_nosnippet]")
    box.evaluate("(box) => box.click()")
    screen.page.locator(f"{RESULT} [data-shows=cutDescription]:empty").wait_for(state="attached")


def test_the_report_leads_to_the_field_that_mends_a_finding(
    screen_of: Callable[..., Screen], membership: Any, content_language: str
) -> None:
    membership.seo_title = LONG[content_language]
    membership.save_revision().publish()
    screen = screen_of("seo")
    screen.goes_to("/admin/reports/seo/?finding=any")
    if content_language == screen.language:
        screen.takes_a_picture("seo-report")
    screen.fits("the report")
    row = screen.page.locator("table tbody tr", has_text=LONG[content_language]).first
    row.locator("ul a[href$=id_seo_title]").click()
    screen.page.locator("[data-preview=result][data-ready]").wait_for()
    assert screen.page.input_value("#id_seo_title") == LONG[content_language]
    assert screen.page.locator(f"{TITLE_HINT} [data-state=wide]").is_visible()


def test_the_field_of_the_chosen_original_alone_is_there_and_sent(
    screen_of: Callable[..., Screen], membership: Any
) -> None:
    screen = at_the_tab(screen_of("seo"), membership)
    address, chooser = "[name=canonical_url]", "[data-chooser-url*=choose-page]"
    assert not screen.page.is_visible(address)
    screen.page.check("[name=canonical_choice][value=address]")
    screen.page.fill(address, "https://example.com/")
    screen.page.check("[name=canonical_choice][value=page]")
    screen.page.locator(chooser).first.wait_for()
    assert not screen.page.is_visible(address)
    sent = "[...new FormData(document.querySelector('[name=canonical_url]').form).keys()]"
    assert "canonical_url" not in screen.page.evaluate(sent)
    screen.fits("the choice of the original")
