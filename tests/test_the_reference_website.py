"""The website in frontend/ shows the demo site as a person expects of a website, in Chromium.

In both languages, on a phone and on a desk: it says what the CMS says, leads where links lead, can
be used without a mouse and without eyes, and nothing moves while it loads. It is served as in
development, on an origin of its own, and gets everything from the public API of a real gunicorn.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from home.blocks import BodyBlock
from tests.demo_site import Served, on_the_air
from tests.people import Person
from tests.test_previews import page_preview, snippet_preview

WIDTHS = {"phone": 390, "desk": 1280}
OTHER = {"en": "ar", "ar": "en"}
DIR = {"en": "ltr", "ar": "rtl"}
LONGEST_SHIFT = 0.02
VIDEO = re.compile(r"^https://www\.youtube-nocookie\.com/embed/")

# The demo's pictures are resized for real: half a minute, on a machine that does nothing else.
pytestmark = pytest.mark.timeout(600)

# Adds up what moved without the reader's doing (web.dev/cls).
MEASURE = """
    window.moved = 0;
    window.painted = 0;
    window.blocked = [];
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.moved += shift.value;
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      window.painted = list.getEntries().at(-1).startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    document.addEventListener("securitypolicyviolation", (event) => {
      window.blocked.push(event.effectiveDirective);
    });
"""
LOOK = """() => {
    const images = [...document.images], links = [...document.links];
    const leaves = (link) => link.origin !== location.origin && link.protocol.startsWith("http");
    return {
      lang: document.documentElement.lang,
      dir: getComputedStyle(document.body).direction,
      headings: document.querySelectorAll("h1").length,
      without_alt: images.filter((one) => !one.hasAttribute("alt")).length,
      without_size: images.filter((one) => !one.hasAttribute("height")).length,
      leaky: links.filter((one) => leaves(one) && !one.rel.includes("noopener")).length,
      blocked,
    };
}"""
BROKEN = "[...document.images].filter((one) => !one.naturalWidth).map((one) => one.currentSrc)"
# To the end, as a reader would, and until every picture on the way has come.
SCROLL = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
      scrollTo(0, y);
      await new Promise(requestAnimationFrame);
    }
    await Promise.all([...document.images].filter((one) => !one.complete).map(
      (one) => new Promise((done) => { one.onload = one.onerror = done; })
    ));
}"""


@pytest.fixture(scope="module")
def served(database_of_the_module: None) -> Iterator[Served]:
    with on_the_air(_add_what_the_demo_lacks) as served:
        yield served


def _add_what_the_demo_lacks() -> None:
    """A page in English alone, redirects, a page that was moved, a video with a thumbnail."""
    from wagtail.contrib.redirects.models import Redirect
    from wagtail.embeds.models import Embed
    from wagtail.models import Page

    from tests import content

    Embed.objects.update(thumbnail_url="https://i.ytimg.example/still.jpg")
    words = '<p>As <a href="https://sailing.example/rules">all sailors</a> have them.</p>'
    content.page(
        "Rules of racing",
        "rules",
        introduction="In English so far.",
        body=[("paragraph", words)],
    )
    events = Page.objects.get(slug="events", locale__language_code="en")
    moved = content.page("Night sailing", "night-sailing", body=[])
    content.arabic(moved, title="إبحار ليلي")
    moved.move(events, pos="last-child")
    membership = Page.objects.get(slug="membership", locale__language_code="en")
    Redirect.objects.create(old_path="/en/join", redirect_page=membership)
    Redirect.objects.create(old_path="/en/shop", redirect_link="https://shop.example/boats")


class Visitor:
    """Somebody at a screen."""

    def __init__(self, page: Any, served: Served) -> None:
        self.page, self.served = page, served
        self.asked: list[str] = []
        self.answered: list[str] = []
        self.complaints: list[str] = []
        page.add_init_script(MEASURE)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("response", lambda response: self.answered.append(response.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def becomes(self, expression: str) -> None:
        """Waits until it is true. (Playwright's own way needs eval(), which the page forbids.)"""
        deadline = time.monotonic() + 15
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, f"never: {expression}"
            time.sleep(0.03)

    def opens(self, path: str) -> None:
        self.page.goto(self.served.url + path)
        self.arrives()

    def arrives(self, path: str | None = None) -> None:
        if path is not None:
            self.page.wait_for_url(self.served.url + path)
        self.page.wait_for_selector("main[aria-busy=false] h1")
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.path} is {wide} px too wide"

    def follows(self, selector: str, **options: Any) -> None:
        """Clicks a link and waits for the page behind it."""
        self.page.locator("h1").first.evaluate("(h1) => h1.dataset.old = true")
        self.page.locator(selector, **options).first.click()
        self.page.wait_for_selector("main[aria-busy=false] h1:not([data-old])")

    @property
    def path(self) -> str:
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def heading(self) -> str:
        return str(self.page.locator("h1").inner_text())

    @property
    def focus(self) -> str:
        """The text or name of what has the focus."""
        return str(
            self.page.evaluate(
                "document.activeElement.ariaLabel ?? document.activeElement.textContent"
            )
        ).strip()

    def attribute(self, selector: str, name: str) -> str | None:
        found = self.page.locator(selector)
        return None if found.count() == 0 else found.first.get_attribute(name)

    def api(self, path: str) -> Any:
        return self.page.request.get(self.served.cms + path).json()


@pytest.fixture
def visits(browser: Any, served: Served) -> Callable[..., Any]:
    """`with visits(width=390, locale="ar-AE") as visitor:` a fresh browser without a cache."""

    @contextmanager
    def visit(width: int = 1280, locale: str = "en-GB", **options: Any) -> Iterator[Visitor]:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 800},
            locale=locale,
            **options,
        )
        context.set_default_timeout(15_000)
        # Nothing of these tests leaves the machine.
        context.route(
            lambda url: urlsplit(url).hostname != "localhost",
            lambda route: route.fulfill(body="<title>elsewhere</title>", content_type="text/html"),
        )
        try:
            yield Visitor(context.new_page(), served)
        finally:
            context.close()

    return visit


@pytest.fixture
def visitor(visits: Callable[..., Any]) -> Iterator[Visitor]:
    """At a desk, reading English; the console stays silent."""
    with visits() as somebody:
        yield somebody
        assert somebody.complaints == []


# --- Every page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("language", DIR)
def test_every_page_shows_whole_in_its_language(
    visits: Callable[..., Any], served: Served, language: str, width: int
) -> None:
    assert len(served.paths[language]) >= 13
    shown = set()
    with visits(width) as visitor:
        for path in served.paths[language]:
            visitor.opens(path)
            found = visitor.page.evaluate(LOOK)
            assert found == {
                "lang": language,
                "dir": DIR[language],
                "headings": 1,
                "without_alt": 0,
                "without_size": 0,
                "leaky": 0,
                "blocked": [],
            }, path
            visitor.page.evaluate(SCROLL)
            assert visitor.page.evaluate(BROKEN) == [], path
            assert visitor.page.evaluate("moved") < LONGEST_SHIFT, path
            blocks = visitor.api(f"/api/v2/pages/find/?html_path={path}")["body"]
            there = visitor.page.locator("[data-block]").evaluate_all(
                "(all) => all.map((one) => one.dataset.block)"
            )
            assert there == [block["id"] for block in blocks], path
            shown |= {block["type"] for block in blocks}
            assert visitor.complaints == [], path
    assert shown == set(BodyBlock.base_blocks)


def test_the_head_says_what_the_api_says(visitor: Visitor) -> None:
    for path in ("/en/", "/ar/about/"):
        seo = visitor.api(f"/api/v2/pages/find/?html_path={path}")["seo"]
        visitor.opens(path)
        assert visitor.page.title() == seo["title"]
        assert visitor.attribute("link[rel=canonical]", "href") == seo["canonical"]
        for name, value in (
            ("description", seo["description"]),
            ("robots", "index, follow"),
            ("twitter:card", "summary_large_image"),
        ):
            assert visitor.attribute(f"meta[name='{name}']", "content") == value
        for name, value in (
            ("og:title", seo["social"]["title"]),
            ("og:url", seo["url"]),
            ("og:image", seo["social"]["image"]["src"]),
        ):
            assert visitor.attribute(f"meta[property='{name}']", "content") == value
        alternates = visitor.page.locator("link[rel=alternate]").evaluate_all(
            "(all) => all.map(({hreflang, href}) => ({hreflang, href}))"
        )
        assert alternates == seo["alternates"]
        assert {one["hreflang"] for one in alternates} == {"en", "ar", "x-default"}


def test_the_head_of_one_page_is_gone_on_the_next(visitor: Visitor) -> None:
    visitor.opens("/en/")
    visitor.follows("#menu a", has_text="Membership")
    assert "/en/membership/" in str(visitor.attribute("link[rel=canonical]", "href"))
    for selector in ("link[rel=canonical]", "meta[name=description]", "meta[property='og:title']"):
        assert visitor.page.locator(selector).count() == 1


def test_dates_are_hijri_too_in_arabic(visitor: Visitor) -> None:
    visitor.opens("/en/news/mangrove-clean-up/")
    assert re.fullmatch(r"Published \d{1,2} \w+ 20\d\d", visitor.page.locator(".date").inner_text())
    visitor.opens("/ar/news/mangrove-clean-up/")
    assert re.search(r"20\d\d · \d{1,2} .+ 14\d\d هـ", visitor.page.locator(".date").inner_text())


def test_a_phone_gets_smaller_pictures_in_a_modern_format(visits: Callable[..., Any]) -> None:
    width_of = {}
    for name, width in WIDTHS.items():
        with visits(width) as visitor:
            visitor.opens("/en/")
            visitor.becomes("document.querySelector('.hero img').complete")
            source = visitor.page.locator(".hero img").evaluate("(img) => img.currentSrc")
            width_of[name] = int(re.search(r"width-(\d+)\.format-avif", source)[1])
    assert width_of["phone"] < width_of["desk"]


def test_the_focal_point_stays_in_view(visitor: Visitor) -> None:
    hero = visitor.api("/api/website-data/?locale=en")["data"]["hero"]
    focus = hero["background_image"]["focal_point"]
    visitor.opens("/en/")
    position = visitor.page.locator(".hero img").evaluate(
        "(img) => getComputedStyle(img).objectPosition"
    )
    x, y = (float(part.rstrip("%")) / 100 for part in position.split())
    assert (x, y) == pytest.approx((focus["x"], focus["y"]), abs=0.001)


# --- Languages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "language"),
    [("ar-AE", "ar"), ("en-US", "en"), ("fr-FR", "en")],
)
def test_the_first_visit_is_in_the_browsers_language(
    visits: Callable[..., Any], asked: str, language: str
) -> None:
    with visits(locale=asked) as visitor:
        visitor.opens("/")
        visitor.arrives(f"/{language}/")
        assert visitor.attribute("html", "dir") == DIR[language]
        assert visitor.complaints == []


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("language", DIR)
def test_the_language_switch_stays_on_the_page(
    visits: Callable[..., Any], language: str, width: int
) -> None:
    with visits(width) as visitor:
        for rest in ("", "news/mangrove-clean-up/", "search/?q=sea"):
            visitor.opens(f"/{language}/{rest}")
            visitor.follows(f".languages a[hreflang={OTHER[language]}]")
            assert visitor.path == f"/{OTHER[language]}/{rest}"
            assert visitor.attribute("html", "lang") == OTHER[language]
            assert visitor.attribute("html", "dir") == DIR[OTHER[language]]
            assert visitor.page.locator(".notice").count() == 0


def test_without_a_translation_the_switch_leads_home_and_says_so(visitor: Visitor) -> None:
    visitor.opens("/en/rules/")
    visitor.follows(".languages a[hreflang=ar]")
    assert visitor.path == "/ar/"
    assert "غير متوفرة" in visitor.page.locator(".notice").inner_text()
    visitor.follows("#menu a", has_text="العضوية")
    assert visitor.page.locator(".notice").count() == 0


def test_a_page_that_is_not_translated_falls_back_and_says_so(visitor: Visitor) -> None:
    visitor.opens("/ar/rules/")
    assert visitor.path == "/ar/rules/"
    assert visitor.heading == "Rules of racing"
    assert (visitor.attribute("html", "lang"), visitor.attribute("html", "dir")) == ("ar", "rtl")
    assert (visitor.attribute("article", "lang"), visitor.attribute("article", "dir")) == (
        "en",
        "ltr",
    )
    assert "غير متوفرة باللغة العربية" in visitor.page.locator(".notice").inner_text()
    assert visitor.attribute("link[rel=canonical]", "href") == f"{visitor.served.url}/en/rules/"


def test_an_address_without_a_language_is_that_of_the_readers(visits: Callable[..., Any]) -> None:
    with visits(locale="ar-AE") as visitor:
        visitor.opens("/membership/")
        visitor.arrives("/ar/membership/")


# --- Addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", DIR)
def test_an_address_without_a_page_is_a_404_that_helps(
    visits: Callable[..., Any], language: str
) -> None:
    with visits() as visitor:
        visitor.opens(f"/{language}/no-such-page/")
        assert visitor.path == f"/{language}/no-such-page/"
        assert visitor.heading in ("Page not found", "الصفحة غير موجودة")
        assert visitor.attribute("meta[name=robots]", "content") == "noindex"
        assert visitor.page.locator("link[rel=canonical]").count() == 0
        visitor.page.fill("input[type=search]", "dhow")
        visitor.page.keyboard.press("Enter")
        visitor.arrives(f"/{language}/search/?q=dhow")


def test_a_redirect_shows_the_page_at_its_new_address(visitor: Visitor) -> None:
    visitor.opens("/en/join/?from=poster#top")
    assert visitor.path == "/en/membership/?from=poster"
    assert visitor.heading == "Membership"
    assert visitor.page.evaluate("history.length") == 2, "about:blank and the page"


def test_a_page_that_moved_is_found_at_its_old_address(visitor: Visitor) -> None:
    visitor.opens("/en/night-sailing/")
    assert visitor.path == "/en/events/night-sailing/"
    assert visitor.heading == "Night sailing"


def test_a_redirect_to_another_website_leaves(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.served.url}/en/shop/")
    visitor.page.wait_for_url("https://shop.example/boats")


def test_a_missing_slash_is_added(visitor: Visitor) -> None:
    visitor.opens("/en/about")
    assert visitor.path == "/en/about/"


# --- From page to page ----------------------------------------------------------------------------


def test_links_open_without_loading_the_page_again(visitor: Visitor) -> None:
    visitor.opens("/en/")
    visitor.page.evaluate("window.mine = true")
    visitor.follows("#menu a", has_text="About")
    assert visitor.page.evaluate("window.mine") is True
    assert visitor.path == "/en/about/"
    # Whoever does not see the page hears which one it is, and reads on from its heading.
    assert visitor.focus == visitor.heading == "About the club"
    assert visitor.page.locator("#announcer").inner_text() == "About the club"
    assert visitor.page.title().startswith("About ADMSC")
    assert visitor.page.evaluate("scrollY") == 0
    assert visitor.attribute("#menu [aria-current=page]", "href") == "/en/about/"


def test_the_way_back_leads_to_where_one_was(visitor: Visitor) -> None:
    visitor.opens("/en/")
    visitor.page.locator(".card a").nth(3).scroll_into_view_if_needed()
    visitor.becomes("history.state?.y > 0")
    was = visitor.page.evaluate("scrollY")
    visitor.follows(".card a >> nth=3")
    assert visitor.page.evaluate("scrollY") == 0
    visitor.page.go_back()
    visitor.page.wait_for_selector(".hero")
    visitor.becomes(f"Math.abs(scrollY - {was}) < 5")
    visitor.page.go_forward()
    visitor.page.wait_for_selector("article")
    assert visitor.page.evaluate("scrollY") == 0


def test_what_is_hovered_is_there_at_the_click(visitor: Visitor) -> None:
    visitor.opens("/en/")
    with visitor.page.expect_response(lambda answer: "html_path=%2Fen%2Fprivacy%2F" in answer.url):
        visitor.page.hover(".footer a[href='/en/privacy/']")
    visitor.follows(".footer a[href='/en/privacy/']")
    assert sum("html_path=%2Fen%2Fprivacy%2F" in url for url in visitor.asked) == 1


def test_a_slower_answer_does_not_replace_what_was_asked_for_later(visitor: Visitor) -> None:
    visitor.opens("/en/")
    held: list[Any] = []
    visitor.page.route("**/find/?html_path=%2Fen%2Fabout%2F", lambda route: held.append(route))
    visitor.page.click("#menu a[href='/en/about/']")
    visitor.follows("#menu a[href='/en/membership/']")
    held[0].continue_()
    visitor.page.wait_for_load_state("networkidle")
    assert (visitor.path, visitor.heading) == ("/en/membership/", "Membership")


def test_a_cms_that_does_not_answer_can_be_asked_again(visits: Callable[..., Any]) -> None:
    with visits(locale="ar-AE") as visitor:
        cms = f"{visitor.served.cms}/**"
        visitor.page.route(cms, lambda route: route.abort())
        visitor.opens("/ar/about/")
        assert visitor.heading == "تعذّر تحميل هذه الصفحة"
        assert visitor.attribute("html", "dir") == "rtl"
        assert visitor.attribute("meta[name=robots]", "content") == "noindex"
        visitor.page.unroute(cms)
        visitor.follows("main button")
        assert visitor.heading == "عن النادي"
        assert visitor.path == "/ar/about/"


# --- Without a mouse, without eyes ----------------------------------------------------------------


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


# --- Who is asked for what ------------------------------------------------------------------------


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
        wanted = (
            size for one, size in self.sizes.items() if not kinds or self.kinds.get(one) in kinds
        )
        return sum(wanted) / 1000


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


# --- Search ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "query", "found"),
    [("en", "dhow", "Dhow Race"), ("ar", "المحامل", "للمحامل")],
)
def test_search_finds_pages_of_the_language_and_marks_the_match(
    visitor: Visitor, language: str, query: str, found: str
) -> None:
    visitor.opens(f"/{language}/")
    visitor.follows("header .tools a[href$='/search/']")
    visitor.page.fill("input[type=search]", query)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector(".results li")
    assert visitor.path == f"/{language}/search/?q={quote(query)}"
    assert found in visitor.page.locator(".results").inner_text()
    assert visitor.page.locator(".results mark").count() > 0
    hrefs = visitor.page.locator(".results a").evaluate_all("(all) => all.map((a) => a.pathname)")
    assert all(href.startswith(f"/{language}/") for href in hrefs)
    assert visitor.attribute("meta[name=robots]", "content") == "noindex, follow"
    visitor.follows(".results a")
    visitor.page.go_back()
    visitor.page.wait_for_selector(".results li")
    assert visitor.page.input_value("input[type=search]") == query


def test_search_says_when_nothing_was_found_and_shows_what_was_typed_as_text(
    visitor: Visitor,
) -> None:
    typed = "<b>zzzqqqxxx</b>"
    visitor.opens(f"/en/search/?q={quote(typed)}")
    assert typed in visitor.page.locator(".results").inner_text()
    assert visitor.page.locator(".results li").count() == 0


# --- Previews -------------------------------------------------------------------------------------


@pytest.fixture
def editor(served: Served) -> Person:
    return Person("editor")


def test_a_draft_of_a_page_is_shown_and_nowhere_else(visitor: Visitor, editor: Person) -> None:
    from wagtail.models import Page

    about = Page.objects.get(slug="about", locale__language_code="en").specific
    visitor.opens(f"/preview/?token={page_preview(editor, about, title='Who we are')}")
    assert visitor.heading == "Who we are"
    assert visitor.page.locator(".preview-banner").inner_text() == "Preview – not published"
    assert visitor.attribute("meta[name=robots]", "content") == "noindex, nofollow"
    assert visitor.page.locator("link[rel=canonical]").count() == 0
    visitor.opens("/en/about/")
    assert visitor.heading == "About the club"


def test_an_arabic_draft_is_read_from_right_to_left(visitor: Visitor, editor: Person) -> None:
    from wagtail.models import Page

    page = Page.objects.get(title="إبحار ليلي").specific
    visitor.opens(f"/preview/?token={page_preview(editor, page, title='إبحار عند القمر')}")
    assert visitor.heading == "إبحار عند القمر"
    assert visitor.attribute("html", "dir") == "rtl"
    assert visitor.page.locator(".preview-banner").inner_text() == "معاينة – غير منشورة"


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_draft_of_a_menu_item_is_outlined_in_the_menu(
    visits: Callable[..., Any], editor: Person, width: int
) -> None:
    from snippets.models import MenuItem

    item = MenuItem.objects.get(label="Corniche Regatta")
    token = snippet_preview(editor, item, label="Regatta!")
    with visits(width) as visitor:
        visitor.opens(f"/preview/?token={token}")
        outlined = visitor.page.locator(".highlighted")
        outlined.wait_for()
        assert outlined.inner_text() == "Regatta!"
        assert visitor.complaints == []


def test_a_draft_of_a_hero_that_no_page_shows_is_shown_above_the_home_page(
    visitor: Visitor, editor: Person
) -> None:
    from snippets.models import Hero

    unused = Hero.objects.get(title="Learn to sail this winter")
    visitor.opens(f"/preview/?token={snippet_preview(editor, unused, title='Learn to row')}")
    assert visitor.page.locator(".hero.highlighted h2").inner_text() == "Learn to row"
    assert visitor.heading == "The sea is our home ground"


def test_the_editors_tools_work_inside_a_preview(visitor: Visitor, editor: Person) -> None:
    from wagtail.models import Page

    about = Page.objects.get(slug="about", locale__language_code="en").specific
    visitor.opens(f"/preview/?token={page_preview(editor, about)}")
    visitor.becomes("Boolean(document.querySelector('wagtail-userbar')?.shadowRoot)")
    assert visitor.page.evaluate("blocked") == []


def test_a_preview_that_may_not_be_seen_says_what_to_do(visits: Callable[..., Any]) -> None:
    with visits(locale="ar-AE") as visitor:
        visitor.opens("/preview/?token=nonsense")
        assert visitor.heading == "انتهت صلاحية هذه المعاينة أو أنها ليست لك"
        assert visitor.attribute("meta[name=robots]", "content") == "noindex"
