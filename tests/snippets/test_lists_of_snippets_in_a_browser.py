"""An editor drags a branch of the menu and looks at partners, in English and in Arabic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from wagtail.users.models import UserProfile

from snippets.models import MenuItem, Partner
from tests import content
from tests.cms_server import CmsServer
from tests.people import PASSWORD, snippet_url
from tests.screens import DIR, becomes


@dataclass
class Visitor:
    """An administrator at a screen."""

    page: Any
    server: CmsServer
    language: str

    def goes_to(self, path: str) -> None:
        self.page.goto(f"{self.server.url}{path}")
        assert self.page.locator("html").get_attribute("dir") == DIR[self.language]

    def fits(self) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{wide} px too wide"


@pytest.fixture(params=["en", "ar"])
def visitor(
    request: pytest.FixtureRequest, database: None, browser: Any, cms_server: CmsServer
) -> Iterator[Visitor]:
    user = get_user_model().objects.create_superuser("mariam", password=PASSWORD)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = request.param
    profile.save()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{cms_server.url}/admin/login/")
    page.fill("input[name=username]", "mariam")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    yield Visitor(page, cms_server, request.param)
    context.close()
    assert errors == []


def labels(page: Any) -> list[str]:
    """Of the rows that are seen, from the first to the last."""
    return [
        row.get_attribute("data-w-orderable-item-label")
        for row in page.locator("tr[data-w-orderable-target=item]").all()
        if row.is_visible()
    ]


def start_of(page: Any, label: str, language: str) -> float:
    """How far a label is from the side where reading begins."""
    row = page.locator(f'tr[data-w-orderable-item-label="{label}"]')
    box = row.locator("td.title .title-wrapper > *").first.bounding_box()
    whole = row.bounding_box()
    if language == "ar":
        return float(whole["x"] + whole["width"] - box["x"] - box["width"])
    return float(box["x"] - whole["x"])


def test_a_branch_of_the_menu_is_dragged_as_one(visitor: Visitor) -> None:
    page = visitor.page
    about = content.menu_item("About")
    rows = [about, *(content.menu_item(title, parent=about) for title in ("Team", "History"))]
    for row in [*rows, content.menu_item("News")]:
        content.arabic(row, label=f"ar {row.label}")
    prefix = "ar " if visitor.language == "ar" else ""

    visitor.goes_to(f"{snippet_url(MenuItem, 'list')}?ordering=order&locale={visitor.language}")
    start = labels(page)
    assert start == [f"{prefix}{title}" for title in ("About", "Team", "History", "News")]
    inset = start_of(page, start[1], visitor.language) - start_of(page, start[0], visitor.language)
    assert inset > 20, "what is under an item is not drawn further in"
    visitor.fits()

    def handle(label: str) -> Any:
        row = page.locator(f'tr[data-w-orderable-item-label="{label}"]')
        return row.locator("[data-w-orderable-target=handle]").bounding_box()

    grip, below = handle(start[0]), handle(start[3])
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, grip["y"] + 30, steps=4)
    page.wait_for_timeout(300)
    assert start[1] not in labels(page), "the branch was not folded"
    below = handle(start[3])
    page.mouse.move(below["x"] + 8, below["y"] + below["height"] + 12, steps=12)
    page.wait_for_timeout(300)
    with page.expect_response(lambda answer: "/reorder/" in answer.url) as moved:
        page.mouse.up()
    wanted = [f"{prefix}{title}" for title in ("News", "About", "Team", "History")]
    assert labels(page) == wanted, "the branch is not where it was dropped"
    assert moved.value.ok
    page.wait_for_event("load")
    assert labels(page) == wanted
    for code in ("en", "ar"):
        first = MenuItem.objects.filter(locale__language_code=code, parent=None).order_by("order")
        assert [row.label.removeprefix("ar ") for row in first] == ["News", "About"]


def test_partners_by_their_logos_and_as_a_table(visitor: Visitor) -> None:
    page = visitor.page
    described = {"en": "A logo", "ar": "شعار"}
    for number in range(5):
        logo = content.image(f"Logo {number}", (400, 200 + 60 * number), alt_texts=described)
        partner = content.partner(f"Partner {number}", image=logo if number else None)
        content.arabic(partner, name=f"الشريك {number}")
    content.partner("Dead link", url="/nowhere/", image=content.image("Bare"))

    # Addresses of pictures are those of the CMS, which is here elsewhere.
    page.context.route(
        f"{settings.CMS_URL}/media/**",
        lambda route: route.continue_(
            url=route.request.url.replace(settings.CMS_URL, visitor.server.url)
        ),
    )
    visitor.goes_to(snippet_url(Partner, "list"))
    page.wait_for_load_state("networkidle")
    cards = page.locator("li[data-partner]")
    assert cards.count() == 11
    boxes = [card.bounding_box() for card in cards.all()[:2]]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert (boxes[0]["x"] < boxes[1]["x"]) == (visitor.language == "en"), "read from the wrong side"
    drawn = page.evaluate(
        "[...document.querySelectorAll('li[data-partner] img')].map(one => one.naturalWidth)"
    )
    assert len(drawn) == 9
    assert all(drawn)
    visitor.fits()

    page.fill(".w-slim-header__search-form input[name=q]", "Partner 3")
    becomes(page, "document.querySelectorAll('li[data-partner]').length === 1")
    page.check("input[name=layout][value=list]", force=True)
    page.wait_for_selector("table.listing")
    assert "layout=list" in page.url
    assert page.locator("table.listing tbody tr").count() == 1, "the search was lost"
    page.fill(".w-slim-header__search-form input[name=q]", "")
    becomes(page, "document.querySelectorAll('table.listing tbody tr').length === 11")
    visitor.fits()
    page.check("input[name=layout][value=grid]", force=True)
    page.wait_for_selector("li[data-partner]")
    assert cards.count() == 11
    cards.first.locator("a").click()
    page.wait_for_url("**/edit/**")
