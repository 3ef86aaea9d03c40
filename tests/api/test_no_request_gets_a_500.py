"""No anonymous request gets a 500: what cannot be meant is a 4xx that says what is wrong.

The malformed requests are made from the OpenAPI document: for every parameter of every address,
values that it cannot have; names that it does not know; the same name twice; other methods.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client, override_settings
from wagtail.models import Page

from cms.api.openapi.document import build
from cms.publishing.publish import publish
from snippets.models import Partner
from tests import content
from tests.people import Reader

NO_NUMBERS = [
    *("abc", "-1", "1.5", "1e9", "0x10", "NaN", "Infinity", "null", "true", "[]", "{}", "1;2"),
    *("1 2", "--1", "9" * 40, "1" + "0" * 20, "١.٥", "²", "1\x002", "\x00", "' OR 1=1 --", "🙂"),
]
NO_CHOICES = [
    "xx",
    "",
    " ",
    "EN ",
    "en,ar",
    "en\x00",
    "\x00",
    "*",
    "' OR 1=1",
    "👍",
    "a" * 300,
    "[]",
]
NO_TEXTS = ["\x00", "a\x00b", "x" * 2001, "ب" * 2001]
UNKNOWN = [
    *(
        "x",
        "per_page",
        "size",
        "lang",
        "language",
        "q",
        "limit[]",
        "locale[]",
        "__proto__",
        "id__in",
    ),
    *("title__contains", "live", "owner", "password", "locale__language_code", "draft", "preview"),
    *("x" * 300, "ب", "🙂", "a b", "a\x00", "%00", "<script>", "'", "..", "fields[]", "sql;"),
]
NESTED = [
    *("*,*", "a(b(c(d(e(f(g)))))))", ")", "(", ",", "-", "title(", "*,title", "nothing", "-*"),
]


def malformed(parameters: list[Any]) -> list[tuple[str, str]]:
    """Queries that cannot be meant, with what is wrong."""
    known = {
        parameter["name"]: parameter["schema"]
        for parameter in parameters
        if parameter["in"] == "query"
    }
    queries = [(urlencode({name: "1"}), "unknown") for name in UNKNOWN if name not in known]
    for name, schema in known.items():
        queries += [(urlencode({name: value}), name) for value in _impossible(name, schema)]
        queries.append((urlencode([(name, "1"), (name, "1")]), "repeated"))
    queries += [(f"{quote(name)}=%ff%fe%00", "bytes") for name in known]
    return queries


def _impossible(name: str, schema: Any) -> list[str]:
    if "enum" in schema:
        return NO_CHOICES
    if schema.get("type") == "integer" or "anyOf" in schema:
        return NO_NUMBERS
    if name == "fields":
        return [*NO_TEXTS, *NESTED]
    if name == "order":
        return [*NO_TEXTS, "nothing", "-", "--id", "id,nothing", "random,id", "?", "id;drop"]
    if name == "type":
        return [*NO_TEXTS, "nothing", "auth.User", "home", "home.ContentPage,x", "..", "a.b.c"]
    if name == "search":
        return [*NO_TEXTS, "w " * 21, "x" * 201]
    return NO_TEXTS


WITH_PARAMETERS = [
    pytest.param(path, operations["get"]["parameters"], id=path)
    for path, operations in build()["paths"].items()
    if "get" in operations and operations["get"].get("parameters") and path != "/api/preview/"
]


@pytest.fixture(scope="module")
def website(database_of_the_module: None) -> None:
    content.arabic(content.page("About", "about", body=[("paragraph", "<p>Sea</p>")]), title="عنا")
    publish()


@pytest.mark.parametrize(("path", "parameters"), WITH_PARAMETERS)
def test_what_cannot_be_meant_is_refused_and_says_why(
    website: None, path: str, parameters: list[Any]
) -> None:
    client = Client(raise_request_exception=False)
    queries = malformed(parameters)
    wrong = []
    for query, fault in queries:
        response = client.get(f"{path.replace('{id}', '1')}?{query}")
        if not 400 <= response.status_code < 500 or not message_of(response):
            wrong.append((query[:80], fault, response.status_code, response.content[:200]))
    assert not wrong, "\n".join(map(str, wrong))
    print(f"{path}: {len(queries)} requests refused")


def message_of(response: Any) -> str:
    """The message of an error, in whichever of the shapes it has."""
    if response.headers["Content-Type"].startswith("text/plain"):
        return response.content.decode()
    answer = json.loads(response.content)
    if "errors" in answer:
        return answer["errors"][0]["detail"]
    return answer.get("message") or answer.get("detail") or ""


def test_there_are_a_hundred_malformed_requests_for_listings() -> None:
    for path in ("/api/v2/pages/", "/api/v2/images/", "/api/v2/partners/"):
        assert len(malformed(build()["paths"][path]["get"]["parameters"])) >= 100


API_V2 = [
    f"/api/v2/{name}/?fields=*"
    for name in (
        *("pages", "images", "documents", "redirects"),
        *("menu-items", "heroes", "partners", "footer-links"),
    )
]

ODD_PATHS = [
    *("/api/v2/pages/abc/", "/api/v2/pages/1.5/", "/api/v2/pages/%00/", "/api/v2/pages/-1/"),
    *("/api/v2/", "/api/v2/nothing/", "/api/", "/api/v3/", "/api/v2/pages/1/x/", "/api/🙂/"),
    *("/api/website-data", "/api/website-data/x/", "/api/v2/pages//", "/api/%2e%2e/"),
    *("/sitemap.xml/", "/health/x/", "/api/openapi.yaml", "/api/docs/x", "/%00", "/api/v2/%ff/"),
    f"/api/v2/pages/{'9' * 40}/",
    *(
        f"/api/v2/{name}/find/?html_path={quote(path)}"
        for name in ("pages", "redirects")
        for path in ("//[x/", "//[::1/", "//℀.com/", "http://[/", "/x/?[", "\\", "/😀/", "%5B")
    ),
]


@pytest.mark.parametrize("path", ODD_PATHS)
def test_odd_addresses_are_not_found(website: None, path: str) -> None:
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code in (301, 302, 404), response.status_code
    if response.status_code == 404 and path.startswith("/api/"):
        assert message_of(response)


@pytest.mark.parametrize("lost", ["ar", "en"])
def test_a_language_that_the_settings_lost_is_as_if_it_had_never_been(
    website: None, reader: Reader, lost: str
) -> None:
    remaining = "ar" if lost == "en" else "en"
    parent = content.menu_item("Club", route="/club/")
    child = content.menu_item("Team", route="/team/", parent=parent)
    for item in (parent, child):
        content.arabic(item, label=f"{item.label} ar")
    for snippet in (content.hero(), content.partner(), content.footer_link()):
        content.arabic(snippet)
    with override_settings(
        LANGUAGES=[(remaining, remaining)],
        WAGTAIL_CONTENT_LANGUAGES=[(remaining, remaining)],
        LANGUAGE_CODE=remaining,
    ):
        alone = content.snippet(Partner, name="Zanzibar")
        Partner.objects.filter(pk=alone.pk).update(locale=content.locale(lost))
        publish()
        for path in (*API_V2, "/api/v2/pages/?search=about", "/sitemap.xml", "/api/website-data/"):
            response = reader.get(path)
            assert response.status_code == 200, (path, response.content)
            assert "Zanzibar" not in response.content.decode()
            assert f'"{lost}"' not in response.content.decode(), path
            assert f"/{lost}/" not in response.content.decode(), path
        for page in Page.objects.filter(depth__gt=1):
            status = 200 if page.locale.language_code == remaining else 404
            assert reader.get(f"/api/v2/pages/{page.pk}/").status_code == status
        assert reader.get(f"/api/v2/pages/find/?html_path=/{lost}/about/").status_code == 404
        items = reader.get("/api/v2/menu-items/").json()["items"]
        assert [bool(item["parent"]) for item in items] == [False, True]
        assert [
            len(item["children"]) for item in reader.data(f"/api/menu-items/?locale={remaining}")
        ] == [1]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_other_methods_are_told_which_there_are(website: None, method: str) -> None:
    client = Client(raise_request_exception=False)
    # Of these, update-redis says 401 to whoever has no token, whatever the method.
    described = build()["paths"]
    paths = described.keys() - {"/api/update-redis/"}
    assert len(paths) > 20
    for path in sorted(paths):
        [own] = described[path].keys()
        if method == own.upper():
            continue
        response = client.generic(method, path.replace("{id}", "1"), b"{", "application/json")
        assert response.status_code == 405, (path, response.status_code)
        assert own.upper() in response.headers["Allow"], path


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "text/html"},
        {"Accept": "\x00"},
        {"Accept-Language": "ü" * 3000},
        {"If-None-Match": '"' * 3000},
        {"If-Modified-Since": "yesterday"},
        {"Range": "bytes=9999999-1"},
        {"Cookie": "sessionid=%00; csrftoken=" + "x" * 5000},
        {"Authorization": "Bearer \xff"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "javascript"},
    ],
)
def test_odd_headers_are_no_error_of_ours(website: None, headers: dict[str, str]) -> None:
    client = Client(raise_request_exception=False)
    # The first of these takes POST; the second says 503 while no keeper runs, as here.
    paths = build()["paths"].keys() - {"/api/update-redis/", "/health/"}
    assert len(paths) > 20
    for path in sorted(paths):
        response = client.get(path.replace("{id}", "3"), headers=headers)
        assert response.status_code < 500, (path, headers, response.status_code)
