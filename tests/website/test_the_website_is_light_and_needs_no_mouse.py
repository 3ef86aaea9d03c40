"""The website in frontend/ can be used without a mouse and without eyes, and asks nobody else."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.website.visitor import DIR, LONGEST_SHIFT, SCROLL, WIDTHS, Visitor

# The demo's pictures are resized for real: half a minute, on a machine that does nothing else.
pytestmark = pytest.mark.timeout(600)

VIDEO = re.compile(r"^https://www\.youtube-nocookie\.com/embed/")


def test_the_keyboard_reaches_the_content_first(visitor: Visitor) -> None:
    visitor.opens("/en/about/")
    visitor.page.keyboard.press("Tab")
    assert visitor.focus == "Skip to content"
    assert visitor.page.locator(".skip-link").bounding_box()["y"] >= 0
    visitor.page.locator("h1").evaluate("(h1) => h1.dataset.same = true")
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main"
    visitor.page.keyboard.press("Tab")
    assert visitor.focus == "Home", "the first of the breadcrumbs"
    assert visitor.attribute("h1", "data-same") == "true", "the page was made again"


@pytest.mark.parametrize("language", DIR)
def test_the_menu_opens_and_closes_by_keyboard(visits: Callable[..., Any], language: str) -> None:
    with visits() as visitor:
        visitor.opens(f"/{language}/")
        button, under = (
            visitor.page.locator(".has-children button"),
            visitor.page.locator(".has-children ul"),
        )
        assert not under.is_visible()
        visitor.page.locator(".has-children > a").focus()
        visitor.page.keyboard.press("Tab")
        visitor.page.keyboard.press("Enter")
        assert button.get_attribute("aria-expanded") == "true"
        assert under.is_visible()
        visitor.page.keyboard.press("Tab")
        inside = "document.activeElement.closest('.has-children ul') !== null"
        assert visitor.page.evaluate(inside)
        visitor.page.keyboard.press("Escape")
        assert not under.is_visible()
        assert button.evaluate("(one) => one === document.activeElement")
        # Leaving closes it, too.
        visitor.page.keyboard.press("Enter")
        for _link in range(under.locator("a").count() + 1):
            visitor.page.keyboard.press("Tab")
        assert not under.is_visible()


@pytest.mark.parametrize("language", DIR)
def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(
    visits: Callable[..., Any], language: str
) -> None:
    with visits(WIDTHS["phone"]) as visitor:
        visitor.opens(f"/{language}/")
        menu, button = visitor.page.locator("#menu"), visitor.page.locator(".menu-button")
        assert not menu.is_visible()
        size = button.bounding_box()
        assert min(size["width"], size["height"]) >= 44, "too small for a thumb"
        button.focus()
        visitor.page.keyboard.press("Enter")
        menu.locator("a").first.wait_for()
        # The keyboard goes on into what was opened, item by item.
        visitor.page.keyboard.press("Tab")
        assert menu.locator("a").first.evaluate("(one) => one === document.activeElement")
        under = menu.locator(".has-children button")
        for _item in range(menu.locator("a").count()):
            if under.evaluate("(one) => one === document.activeElement"):
                break
            visitor.page.keyboard.press("Tab")
        visitor.page.keyboard.press("Enter")
        assert menu.locator(".has-children ul").is_visible()
        visitor.page.keyboard.press("Escape")
        assert not menu.locator(".has-children ul").is_visible()
        assert menu.is_visible()
        visitor.page.keyboard.press("Escape")
        menu.wait_for(state="hidden")
        assert button.evaluate("(one) => one === document.activeElement")
        button.click()
        visitor.follows(f"#menu a[href='/{language}/news/']")
        assert not menu.is_visible()


def test_a_picture_of_the_gallery_opens_large_and_closes_with_escape(visitor: Visitor) -> None:
    visitor.opens("/en/events/corniche-regatta/")
    zoom = visitor.page.locator(".zoom").first
    zoom.focus()
    visitor.page.keyboard.press("Enter")
    visitor.becomes("document.querySelector('dialog[open] img')?.naturalWidth > 600")
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_selector("dialog", state="detached")
    assert zoom.evaluate("(one) => one === document.activeElement")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("language", DIR)
def test_axe_finds_nothing(visits: Callable[..., Any], language: str, width: int) -> None:
    axe = Axe()
    with visits(width, reduced_motion="reduce") as visitor:
        for rest in (
            "",
            "about/",
            "events/corniche-regatta/",
            "no-such-page/",
            "search/?q=" + quote({"en": "race", "ar": "سباق"}[language]),
        ):
            visitor.opens(f"/{language}/{rest}")
            visitor.page.evaluate(
                "for (const one of document.querySelectorAll('details')) one.open = true"
            )
            results = axe.run(visitor.page)
            assert results.violations_count == 0, (rest, results.generate_report())


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_axe_finds_nothing_in_an_open_menu(visits: Callable[..., Any], width: int) -> None:
    with visits(width, reduced_motion="reduce") as visitor:
        visitor.opens("/ar/")
        if width == WIDTHS["phone"]:
            visitor.page.click(".menu-button")
        visitor.page.click(".has-children button")
        results = Axe().run(visitor.page)
        assert results.violations_count == 0, results.generate_report()


def test_a_video_asks_nobody_before_it_is_played(visitor: Visitor) -> None:
    visitor.opens("/en/")
    visitor.page.evaluate(SCROLL)
    hosts = {urlsplit(url).netloc for url in visitor.asked}
    assert hosts == {urlsplit(visitor.served.url).netloc, urlsplit(visitor.served.cms).netloc}
    with visitor.page.expect_request(VIDEO):
        visitor.page.click("button.facade")
    assert VIDEO.match(str(visitor.attribute("iframe", "src")))
    assert visitor.attribute("iframe", "title")


def test_nothing_but_the_website_and_the_cms_is_loaded(visits: Callable[..., Any]) -> None:
    with visits() as visitor:
        visitor.opens("/en/about/")
        visitor.page.evaluate(
            """() => {
                window.ran = [];
                const elsewhere = "https://elsewhere.example";
                document.querySelector(".prose").innerHTML +=
                  `<img src="${elsewhere}/a.png" onerror="ran.push('handler')">`;
                const inline = document.createElement("script");
                inline.textContent = "ran.push('inline')";
                const remote = document.createElement("script");
                remote.src = `${elsewhere}/a.js`;
                const frame = document.createElement("iframe");
                frame.src = elsewhere;
                document.body.append(inline, remote, frame);
                fetch(elsewhere).catch(() => {});
            }"""
        )
        visitor.becomes("blocked.length >= 6")
        assert set(visitor.page.evaluate("blocked")) == {
            *("img-src", "script-src-attr", "script-src-elem", "frame-src", "connect-src"),
        }
        assert visitor.page.evaluate("ran") == []
        assert [url for url in visitor.answered if "elsewhere" in url] == []


@dataclass
class Wire:
    """What came over the network to a page, in bytes as sent."""

    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)

    def listen(self, page: Any) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.loadingFailed", self._failed)

    def settles(self, page: Any) -> None:
        """Waits until all that was asked for is there."""
        deadline = time.monotonic() + 15
        page.wait_for_timeout(100)
        while self.waiting:
            assert time.monotonic() < deadline, self.waiting
            page.wait_for_timeout(20)

    def _asked(self, event: Any) -> None:
        self.waiting.add(event["requestId"])

    def _failed(self, event: Any) -> None:
        self.waiting.discard(event["requestId"])

    def _answered(self, event: Any) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _finished(self, event: Any) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]
        self.waiting.discard(event["requestId"])

    def kilobytes(self, *kinds: str) -> float:
        kinds_asked = (
            size for url, size in self.sizes.items() if not kinds or self.kinds.get(url) in kinds
        )
        return sum(kinds_asked) / 1000


COLUMNS = {
    "page": 28,
    "width": 5,
    "requests": 8,
    "code, KB": 8,
    "API, KB": 7,
    "at once, KB": 11,
    "scrolled, KB": 12,
    "LCP, ms": 7,
    "shift": 6,
}


def test_figures(visits: Callable[..., Any]) -> None:
    """As Lighthouse counts: all of a first visit. The website's own files are not compressed here,
    as nginx would."""
    rows: list[list[str]] = []
    shifts: list[float] = []
    for rest in ("", "events/corniche-regatta/"):
        for language in DIR:
            for name, width in WIDTHS.items():
                with visits(width) as visitor:
                    row, shift = _figures(visitor, f"/{language}/{rest}")
                rows.append([f"/{language}/{rest}", name, *row])
                shifts.append(shift)
    print()
    for cells in (list(COLUMNS), *rows):
        padded = (cell.ljust(width) for cell, width in zip(cells, COLUMNS.values(), strict=True))
        print(f"| {' | '.join(padded)} |")
    assert max(shifts) < LONGEST_SHIFT


def _figures(visitor: Visitor, path: str) -> tuple[list[str], float]:
    wire = Wire()
    wire.listen(visitor.page)
    visitor.opens(path)
    wire.settles(visitor.page)
    # Pictures further down are loaded when a reader gets there.
    at_once = wire.kilobytes()
    visitor.page.evaluate(SCROLL)
    wire.settles(visitor.page)
    moved, painted = visitor.page.evaluate("[moved, painted]")
    amounts = (
        len(wire.sizes),
        wire.kilobytes("Script", "Stylesheet", "Document"),
        wire.kilobytes("Fetch", "XHR"),
        at_once,
        wire.kilobytes(),
        painted,
    )
    return [*(f"{amount:.0f}" for amount in amounts), f"{moved:.4f}"], moved
