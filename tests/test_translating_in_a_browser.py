"""A translator at a screen, in English and in Arabic: what is missing is sent, translated beside
its source, seen where readers will see it, and published. With WRITE_DOCS=1 the screens are kept
in docs/pictures."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from home.models import ContentPage
from snippets.models import Hero
from tests import content
from tests.test_previews import draft
from tests.test_publishing_in_a_browser import Visitor
from tests.test_publishing_in_a_browser import visitor as visitor
from tests.test_translations_do_what_editors_expect import in_language


def preview_of(page: Any) -> Any:
    """Clicks on the editor's preview; answers what the website would show in the new tab."""
    with page.context.expect_page() as opened:
        page.locator("footer a[href*='/preview/']").click()
    tab = opened.value
    tab.wait_for_url(f"{settings.FRONTEND_URL}/preview/**")
    token = parse_qs(urlsplit(tab.url).query)["token"][0]
    tab.close()
    return draft(token)


def writes(page: Any, text: str) -> Any:
    """Begins with the first text that is not translated yet; answers the box to write in."""
    item = page.locator(".js-translation-editor li.incomplete").first
    item.locator("button").last.click()
    box = page.locator(".js-translation-editor textarea").first
    box.fill(text)
    return box


@pytest.mark.parametrize("kind", ["page", "hero"])
def test_from_missing_to_live_in_arabic(kind: str, visitor: Visitor) -> None:
    page = visitor.page
    page.context.route(
        f"{settings.FRONTEND_URL}/**", lambda route: route.fulfill(body="the website")
    )
    thing: Hero | ContentPage = (
        content.hero("Sail with us.")
        if kind == "hero"
        else content.page("Sail with us.", "sailing", introduction="")
    )
    content.menu_item()
    content.arabic(content.partner(), name="الماء الأزرق")

    visitor.goes_to("/admin/translations/")
    row = page.locator(f'tr[data-thing="{thing._meta.label_lower}:{thing.pk}"]')
    cell = row.locator("td[data-language=ar]")
    assert cell.get_attribute("data-state") == "missing"
    row.locator("input[name=thing]").check()
    page.locator("input[name=language][value=ar]").check()
    visitor.takes_a_picture("translations")
    page.click("#send button[type=submit]")
    page.wait_for_selector(".messages li")
    assert cell.get_attribute("data-state") == "draft"

    cell.locator("a").first.click()
    page.wait_for_selector(".js-translation-editor li.incomplete")
    box = writes(page, "أبحر معنا.")
    # Each text is read in its own direction, whatever the admin's is.
    for words in (page.locator(".js-translation-editor p.title"), box):
        style = words.first.evaluate("one => getComputedStyle(one).unicodeBidi")
        assert style == "plaintext"
    visitor.takes_a_picture(f"translating-a-{kind}")
    box.locator("xpath=following::button[2]").click()  # after "Cancel"
    page.wait_for_selector(".js-translation-editor li.incomplete", state="detached")

    shown = preview_of(page)
    assert shown["locale"] == "ar"
    seen = shown["page"] if kind == "page" else shown["website_data"]["heroes"][0]
    assert seen["title"] == "أبحر معنا."
    assert in_language(thing, "ar").live is False

    page.locator("footer .w-dropdown-button button").first.click()
    page.wait_for_selector(".messages li")
    assert in_language(thing, "ar").live is True
    visitor.goes_to("/admin/translations/")
    assert cell.get_attribute("data-state") == "live"
