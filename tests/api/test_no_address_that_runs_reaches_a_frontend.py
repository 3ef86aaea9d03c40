"""An address that a browser would run, or read as another host, is in no answer of the API.

Forms and imports refuse it. Here it is in the database all the same, as an import, a script or an
older version may have left it, in every field that holds an address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.embeds.models import Embed

from cms.delivery.registry import DOCUMENTS
from cms.publishing.publish import publish
from snippets.routes import RouteField
from tests.api.one_of_everything import one_of_everything

# In each address, so that it can be looked for.
MARK = "xq7mark"
ADDRESSES = {
    "script": f"javascript:{MARK}()",
    "script with capitals": f"jAvaScript:{MARK}()",
    "script after a tab": f"java\tscript:{MARK}()",
    "script after a space": f" javascript:{MARK}()",
    "data": f"data:text/html,{MARK}",
    "another host": f"//{MARK}.example/",
    "another host by a backslash": f"/\\{MARK}.example/",
    "a password": f"https://user:word@{MARK}.example/",
    "a character that turns the text": f"https://example.com/\u202e{MARK}",
    "a control character": f"https://example.com/\x01{MARK}",
}
_OTHER_WAYS = ("markdown", "json", "db_html")
_PATHS = ("", "about/")
ENDPOINTS = (
    *("pages", "images", "documents", "redirects"),
    *("menu-items", "heroes", "partners", "footer-links"),
)


def address_fields() -> Iterator[tuple[type[models.Model], str]]:
    """Every field of ours that holds an address, by introspection."""
    for model in apps.get_models():
        if model._meta.app_label in ("home", "snippets"):
            for field in model._meta.local_fields:
                if isinstance(field, RouteField) or field.name.endswith("url"):
                    yield model, field.name
    yield Redirect, "redirect_link"
    yield Embed, "html"
    yield Embed, "thumbnail_url"


def plant(address: str) -> None:
    """Into every address of the website, past all forms."""
    for model, field in address_fields():
        value = f'<iframe src="{address}"></iframe>' if field == "html" else address
        pages_go = {"page": None} if hasattr(model, "page_id") else {}
        button = {"button_page": None} if hasattr(model, "button_page_id") else {}
        model.objects.update(**{field: value[:500]}, **pages_go, **button)
    Redirect.objects.update(redirect_page=None)
    with connection.cursor() as cursor:
        for table in ("home_homepage", "home_contentpage"):
            cursor.execute(f"SELECT page_ptr_id, body FROM {table}")
            for pk, body in cursor.fetchall():
                blocks = json.loads(body) if isinstance(body, str) else body
                planted = json.dumps([_with(block, address) for block in blocks])
                cursor.execute(
                    f"UPDATE {table} SET body = %s WHERE page_ptr_id = %s",
                    [planted, pk],
                )


def _with(value: object, address: str) -> object:
    """A block's value, with the address in each of its links, videos and texts."""
    words = f'<p><a href="{address}">words</a></p><embed embedtype="media" url="{address}"/>'
    if isinstance(value, list):
        return [_with(each, address) for each in value]
    if not isinstance(value, dict):
        return value
    replaced = {key: _with(each, address) for key, each in value.items()}
    if "route" in replaced:
        replaced |= {"route": address, "page": None}
    if replaced.get("type") == "paragraph":
        replaced["value"] = words
    for name, planted in {"answer": words, "url": address}.items():
        if name in replaced:
            replaced[name] = planted
    return replaced


@pytest.fixture(scope="module")
def ids(database_of_the_module: None) -> dict[str, int]:
    return one_of_everything()


def answers(ids: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Everything that readers and frontends get, by its address."""
    client = Client()
    addresses = [
        *(document.path for document in DOCUMENTS),
        *(f"{document.path}?locale={code}" for document in DOCUMENTS for code in ("en", "ar")),
        *(f"/api/v2/{endpoint}/?fields=*" for endpoint in ENDPOINTS),
        *(f"/api/v2/{endpoint}/{ids[endpoint.replace('-', '_')]}/" for endpoint in ENDPOINTS),
        *(f"/api/v2/pages/?rich_text_format={way}&fields=*" for way in _OTHER_WAYS),
        *(f"/api/v2/pages/find/?html_path=/en/{path}&rich_text_format=json" for path in _PATHS),
        *(
            f"/api/v2/pages/find/?html_path={path}"
            for path in ("/en/", "/en/about/", "/ar/", "/old/")
        ),
        *(f"/api/head/?path={path}" for path in ("/en/", "/en/about/", "/old/")),
        *(f"/api/head/?format=html&path={path}" for path in ("/en/", "/en/about/", "/old/")),
        *("/sitemap.xml", "/robots.txt", "/api/changes/?since=0"),
    ]
    for address in addresses:
        answer = client.get(address, headers={"Authorization": "none"})
        assert answer.status_code < 500, address
        yield address, answer.content.decode() + str(dict(answer.headers))


def test_every_kind_of_address_is_planted(ids: dict[str, int]) -> None:
    names = {f"{model.__name__}.{field}" for model, field in address_fields()}
    assert names >= {
        *("MenuItem.route", "FooterLink.route", "Partner.url", "Hero.button_route"),
        *("HomePage.canonical_url", "ContentPage.canonical_url", "Redirect.redirect_link"),
    }


def test_a_good_address_is_in_the_answers(ids: dict[str, int]) -> None:
    """What is planted is what answers are made of: otherwise the next test could not fail."""
    plant(f"https://{MARK}.example/")
    publish()
    holding = {address for address, text in answers(ids) if MARK in text}
    assert {
        *("/api/menu-items/", "/api/footer-links/", "/api/partners/", "/api/website-data/"),
        *("/api/v2/menu-items/?fields=*", "/api/v2/redirects/?fields=*", "/api/v2/pages/?fields=*"),
        *("/api/seo-data/", "/api/head/?path=/en/about/", "/api/heroes/"),
        "/api/v2/pages/find/?html_path=/en/about/&rich_text_format=json",
    } <= holding


@pytest.mark.parametrize("kind", ADDRESSES)
def test_one_that_runs_or_leads_to_another_host_is_in_none(ids: dict[str, int], kind: str) -> None:
    plant(ADDRESSES[kind])
    publish()
    assert {address: text.partition(MARK) for address, text in answers(ids) if MARK in text} == {}
