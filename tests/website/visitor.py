"""Somebody at a screen, who reads the website in frontend/ in Chromium.

It is served as in development, on an origin of its own, and gets everything from the public API of
a real gunicorn.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from tests.demo_site import Served

WIDTHS = {"phone": 390, "desk": 1280}
OTHER = {"en": "ar", "ar": "en"}
DIR = {"en": "ltr", "ar": "rtl"}
LONGEST_SHIFT = 0.02


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


def add_what_the_demo_lacks() -> None:
    """A page in English alone, redirects, a page that was moved, a video with a thumbnail."""
    from wagtail.contrib.redirects.models import Redirect
    from wagtail.embeds.models import Embed
    from wagtail.models import Page

    from home.models import ArticlePage
    from home.models.redirect_details import RedirectDetails
    from tests import content

    Embed.objects.update(thumbnail_url="https://i.ytimg.example/still.jpg")
    words = '<p>As <a href="https://sailing.example/rules">all sailors</a> have them.</p>'
    content.page(
        "Rules of racing",
        "rules",
        introduction="In English so far.",
        body=[("paragraph", words)],
    )
    log = ArticlePage(title="Harbour log", slug="log", author="Noura", locale=content.locale("en"))
    content.home().add_child(instance=log)
    log.save_revision().publish()
    events = Page.objects.get(slug="events", locale__language_code="en")
    moved = content.page("Night sailing", "night-sailing", body=[])
    content.arabic(moved, title="إبحار ليلي")
    moved.move(events, pos="last-child")
    membership = Page.objects.get(slug="membership", locale__language_code="en")
    Redirect.objects.create(old_path="/en/join", redirect_page=membership)
    Redirect.objects.create(old_path="/en/shop", redirect_link="https://shop.example/boats")
    for language in ("en", "ar"):
        gone = Redirect.objects.create(old_path=f"/{language}/gone-for-good")
        RedirectDetails.objects.create(redirect=gone, is_gone=True)


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
        elements = self.page.locator(selector)
        return None if elements.count() == 0 else elements.first.get_attribute(name)

    def api(self, path: str) -> Any:
        return self.page.request.get(self.served.cms + path).json()
