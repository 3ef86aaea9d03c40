"""`curl` of any page of the demo shows its whole head, with the status that it has."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from tests.demo_site import Served


def curl(served: Served, path: str) -> tuple[int, dict[str, str], str]:
    """Asks for a path of the website as it is, and follows nothing."""
    connection = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


def test_every_page_of_the_demo_has_its_head_in_both_languages(served: Served) -> None:
    from django.test import Client

    data = Client().get("/api/seo-data/").json()["data"]
    pages = [page for language in data.values() for page in language["pages"]]
    assert len(pages) > 25
    for page in pages:
        status, _headers, body = curl(served, quote(page["path"]))
        assert status == 200, page["path"]
        soup = BeautifulSoup(body, "html.parser")
        assert soup.html is not None
        assert soup.title is not None
        assert soup.html["lang"] == page["locale"]
        assert soup.html["dir"] == ("rtl" if page["locale"] == "ar" else "ltr")
        assert soup.title.string == page["title"]
        canonical = soup.select_one("link[rel=canonical]")
        assert canonical is not None
        assert canonical["href"] == page["canonical"]
        links = [
            {"hreflang": link["hreflang"], "href": link["href"]}
            for link in soup.select("link[hreflang]")
        ]
        assert links == page["alternates"]
        for name in ("description", "robots", "twitter:card"):
            assert soup.select(f"meta[name='{name}']"), (page["path"], name)
        for name in ("og:title", "og:url", "og:image", "og:image:width", "og:locale"):
            assert soup.select(f"meta[property='{name}']"), (page["path"], name)


def test_every_page_of_the_demo_describes_itself_as_google_asks_for(served: Served) -> None:
    from django.test import Client

    from tests.seo.structured_data import by_type, graph, missing, said_otherwise

    client, types = Client(), set()
    for code, paths in served.paths.items():
        name = client.get("/api/website-data/", {"locale": code}).json()["data"]["site"]["name"]
        for path in paths:
            page = client.get("/api/v2/pages/find/", {"html_path": path}).json()
            _status, _headers, body = curl(served, quote(path))
            nodes = graph(body)
            assert missing(nodes, page) == [], path
            assert said_otherwise(nodes, page, name) == [], path
            types |= by_type(nodes).keys()
    assert types == {"Organization", "WebSite", "WebPage", "BreadcrumbList", "Article", "Event"}


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/en/no-such-page/", 404, None),
        ("/en/gone-for-good", 410, None),
        ("/ar/%D9%84%D8%A7%20%D8%B4%D9%8A%D8%A1/", 404, None),
        ("/en/about", 301, "/en/about/"),
        ("/old-address?a=b", 301, "/en/about/?a=b"),
        ("/en/search/?q=x", 200, None),
        ("/preview/?token=x", 200, None),
        # In the reader's language, which the page finds out.
        ("/", 200, None),
        ("/about/", 200, None),
    ],
)
def test_an_address_has_its_real_status(
    served: Served, path: str, status: int, location: str | None
) -> None:
    from wagtail.contrib.redirects.models import Redirect
    from wagtail.models import Page

    from home.models.redirect_details import RedirectDetails

    if not Redirect.objects.filter(old_path="/old-address").exists():
        about = Page.objects.get(slug="about", locale__language_code="en")
        Redirect.add_redirect("/old-address", about)
        gone = Redirect.objects.create(old_path="/en/gone-for-good")
        RedirectDetails.objects.create(redirect=gone, is_gone=True)
    answered, headers, _body = curl(served, path)
    assert answered == status
    where = f"{served.url}{location}" if location else None
    assert headers.get("Location") == where


def test_robots_and_sitemap_are_there(served: Served) -> None:
    status, headers, body = curl(served, "/robots.txt")
    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert "User-agent: *" in body
    status, headers, body = curl(served, "/sitemap.xml")
    assert (status, headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
    assert f"<loc>{served.url}/en/about/</loc>" in body
