"""/api/docs/ shows the API in a browser that reaches no other server."""

from __future__ import annotations

from typing import Any

from tests.cms_server import CmsServer


def test_it_works_without_the_internet(database: None, cms_server: CmsServer, browser: Any) -> None:
    page = browser.new_page()
    urls: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{cms_server.url}/api/docs/")
    page.get_by_text("The page at an address of the website").first.wait_for()
    page.get_by_text("What every page says to search engines").first.wait_for()
    elsewhere = [url for url in urls if not url.startswith((cms_server.url, "data:", "blob:"))]
    page.close()
    assert elsewhere == []
    assert problems == []
