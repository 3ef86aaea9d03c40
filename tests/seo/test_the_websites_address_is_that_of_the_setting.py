"""FRONTEND_URL says where the website is; nothing that search engines read says otherwise."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from wagtail.models import Page, Site

from cms.api import health
from home import website_address
from tests import content
from tests.people import Reader

WEBSITE = "https://www.example.com"


@pytest.fixture
def production(database: None, settings: Any) -> None:
    """An installation after its first `migrate`, with nothing done by hand."""
    settings.FRONTEND_URL = WEBSITE
    settings.MAY_BE_INDEXED = True
    call_command("migrate", verbosity=0)


@pytest.mark.usefixtures("production")
def test_after_the_first_start_every_public_address_is_the_settings(
    reader: Reader, settings: Any
) -> None:
    content.page("About", "about")
    texts = {
        address: reader.get(address).content.decode()
        for address in ("/api/website-data/", "/api/seo-data/", "/sitemap.xml", "/robots.txt")
    }
    assert {address for address, text in texts.items() if WEBSITE not in text} == set()
    # Pictures and the API are at the CMS's own address.
    without_the_address = {
        address: text.replace(settings.CMS_URL, "") for address, text in texts.items()
    }
    assert {
        address for address, text in without_the_address.items() if "//localhost" in text
    } == set()
    page = json.loads(texts["/api/seo-data/"])["data"]
    assert f'"{WEBSITE}/en/about/"' in json.dumps(page)


@pytest.mark.usefixtures("production")
def test_wagtails_own_links_follow_after_migrate() -> None:
    assert Page.objects.get(slug="home").full_url == f"{WEBSITE}/en/"
    assert website_address.disagreement() == ""
    assert not website_address.follow_setting()


@pytest.mark.usefixtures("production")
def test_a_site_that_says_otherwise_does_not_reach_readers(reader: Reader) -> None:
    content.page("About", "about")
    Site.objects.update(hostname="old.example.com", port=80)
    assert "old.example.com" not in reader.get("/sitemap.xml").content.decode()
    assert "old.example.com" not in reader.get("/api/seo-data/").content.decode()


@pytest.mark.usefixtures("production")
def test_a_site_that_says_otherwise_is_told_by_check_and_health() -> None:
    problem = "Wagtail's site says old.example.com:80, FRONTEND_URL says www.example.com:443"
    assert _checked() == ""
    assert health.look_again()["checks"]["website"]["ok"]
    Site.objects.update(hostname="old.example.com", port=80)
    assert problem in _checked()
    answer = health.look_again()["checks"]["website"]
    assert (answer["ok"], problem in answer["error"]) == (False, True)
    call_command("migrate", verbosity=0)
    assert _checked() == ""


def _checked() -> str:
    """What `manage.py check` says of the address."""
    output = io.StringIO()
    call_command("check", stdout=output, stderr=output)
    return "\n".join(line for line in output.getvalue().splitlines() if "FRONTEND_URL says" in line)
