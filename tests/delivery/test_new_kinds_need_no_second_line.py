"""A snippet type, a document, a page type, a block and a language are each declared once.

The scratch app (tests/scratch) declares one of each, and a process of its own walks through every
document, endpoint, screen and role over them. Everything answers, everything shows what is new, and
nothing but the declarations was written for it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from cms.delivery.registry import DOCUMENTS, Document, Registry
from config.env import ROOT
from scripts import typescript

LANGUAGES = ["en", "ar", "fr"]
# A screen may say that there is nothing to do here, or lead somewhere else.
FINE = {200, 302, 403, 404, 405}


@pytest.fixture(scope="module")
def scratch_database(database_of_the_module: None) -> Iterator[str]:
    """A copy of the migrated database, beside the worker's own, and gone afterwards."""
    own = os.environ["DATABASE_URL"]
    parts = urlsplit(own)
    name = parts.path.strip("/")
    template = re.sub(r"_tests_\w+$", "_tests_template", name)
    with psycopg.connect(own, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}_scratch"')
        server.execute(f'CREATE DATABASE "{name}_scratch" TEMPLATE "{template}"')
        yield urlunsplit(parts._replace(path=f"/{name}_scratch"))
        server.execute(f'DROP DATABASE "{name}_scratch" WITH (FORCE)')


@pytest.fixture(scope="module")
def walk(scratch_database: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What tests/scratch/walk.py saw."""
    folder: Path = tmp_path_factory.mktemp("scratch")
    (folder / "static").mkdir()
    completed = subprocess.run(
        [sys.executable, "-m", "tests.scratch.walk"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": scratch_database, "DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert completed.returncode == 0, completed.stderr[-4000:]
    return json.loads(completed.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def answers(walk: Any) -> Any:
    return walk["seen"]


def test_every_document_endpoint_and_screen_answers(walk: Any) -> None:
    wrong = {path: status for path, status in walk["statuses"].items() if status not in FINE}
    assert wrong == {}
    assert len(walk["statuses"]) > 150
    of_readers = {
        path: status
        for path, status in walk["statuses"].items()
        if not path.startswith("/admin/") and status != 200
    }
    assert of_readers == {}


def test_every_screen_of_the_new_things_opens(walk: Any) -> None:
    of_the_new = {
        path: status
        for path, status in walk["statuses"].items()
        if ("/scratch/" in path or "/admin/pages/" in path) and path != "/admin/pages/"
    }
    assert len(of_the_new) > 20
    # Nothing is made in a chooser, of any kind (snippets/choosers.py).
    assert of_the_new.pop("/admin/snippets/choose/scratch/announcement/create/") == 404
    assert {path: status for path, status in of_the_new.items() if status >= 400} == {}


def test_a_snippet_is_a_document_and_a_part_of_the_shell_in_every_language(answers: Any) -> None:
    assert list(answers["announcements"]) == LANGUAGES
    texts = {code: [item["text"] for item in answers["announcements"][code]] for code in LANGUAGES}
    assert texts == {"en": ["Closed today"], "ar": ["مغلق اليوم"], "fr": ["Closed today"]}
    (item,) = answers["announcements"]["en"]
    assert item["route"] == "/en/tides/"
    for code in LANGUAGES:
        assert answers["website_data"][code]["announcements"] == answers["announcements"][code]


def test_a_snippet_has_an_endpoint_in_api_v2(answers: Any) -> None:
    english, arabic = answers["v2 announcements"]["items"]
    assert (english["text"], arabic["text"]) == ("Closed today", "مغلق اليوم")
    assert english["page"]["path"] == english["route"] == "/en/tides/"
    assert [item["locale"] for item in answers["v2 announcements fr"]["items"]] == ["en"]
    assert [item["locale"] for item in answers["v2 announcements ar"]["items"]] == ["ar"]


def test_a_document_is_published_in_every_language(answers: Any) -> None:
    for code in LANGUAGES:
        assert answers["opening_hours"][code] == {
            "locale": code,
            "opens": "09:00",
            "announcements": 1,
        }
    assert "opening_hours" not in answers["website_data"]["en"]


def test_the_information_names_them(answers: Any) -> None:
    links = answers["information"]["links"]
    assert {"announcements", "opening_hours", "announcements_v2"} <= links.keys()
    assert answers["information"]["languages"] == LANGUAGES


def test_a_page_without_a_body_is_everywhere(answers: Any) -> None:
    page = answers["v2 landing"]
    assert (page["title"], page["slogan"], page["path"]) == ("Open day", "Come", "/en/open-day/")
    assert (page["body"], page["hero"], page["introduction"]) == ([], None, "")
    assert page["details"] == "<p>All <b>day</b> pennants</p>"
    assert [item["title"] for item in answers["v2 landings"]["items"]] == ["Open day"]
    assert answers["v2 find"]["title"] == "Open day"
    assert [item["title"] for item in answers["v2 search"]["items"]] == ["Open day"]
    assert "/en/open-day/" in [item["path"] for item in answers["seo_data"]["en"]["pages"]]
    assert answers["sitemap"]
    assert answers["search"]


def test_a_block_is_in_the_answer(answers: Any) -> None:
    (block,) = answers["v2 tides"]["body"]
    assert (block["type"], block["value"]) == ("tide", {"place": "Abu Dhabi", "metres": 2})


def test_what_changes_tells_of_a_snippet_by_its_declaration(answers: Any) -> None:
    sentences = [(place, _plain(text)) for place, text in answers["what changes, snippet"]]
    assert ("Announcements", "“Closed today” → “Open again”") in sentences
    assert ("Announcements", "“Open again”, is urgent: “no” → “yes”") in sentences
    new = [(place, _plain(text)) for place, text in answers["what changes, a new one"]]
    assert ("Announcements", "“Another” is new") in new


def test_what_changes_tells_of_a_document_without_words_of_its_own(answers: Any) -> None:
    sentences = dict(answers["what changes, a new one"])
    assert "something changes" in sentences["Opening hours"]


def test_what_changes_tells_of_every_field_of_a_page(answers: Any) -> None:
    sentences = [_plain(text) for _place, text in answers["what changes, page"]]
    assert "slogan: “Come” → “Come along”" in sentences
    assert "details: “All day pennants” → “All night”" in sentences
    assert any(sentence.startswith("day: “20") for sentence in sentences)


def test_a_preview_shows_where_the_snippet_is_and_the_page_itself(answers: Any) -> None:
    assert answers["preview, snippet"]["highlight"]["document"] == "announcements"
    assert answers["preview, page"]["page"]["slogan"] == "Come"


def test_openapi_describes_all_of_it_as_it_is(answers: Any) -> None:
    document = answers["openapi"]
    assert {"/api/announcements/", "/api/opening-hours/", "/api/v2/announcements/"} <= set(
        document["paths"]
    )
    schemas = document["components"]["schemas"]
    assert {"Announcement", "AnnouncementItem", "OpeningHours", "TideBlock"} <= set(schemas)
    assert "fr" in json.dumps(schemas["Announcement"]["properties"]["locale"])
    assert answers.get("contradictions", []) == []


def test_types_of_typescript_are_made_of_it(answers: Any) -> None:
    if shutil.which("npm") is None and not os.environ.get("CI"):
        pytest.skip("there is no npm on the PATH")
    with patch.object(typescript, "openapi", lambda: json.dumps(answers["openapi"])):
        types = typescript.make()
    for name in ("Announcement", "AnnouncementItem", "OpeningHours", "TideBlock"):
        assert f"export type {name} =" in types


def test_what_changes_in_their_tables_raises_the_version(answers: Any) -> None:
    assert answers["health"]["data"]["checks"]["triggers"]["ok"]


def test_the_translations_screen_has_the_snippet(answers: Any) -> None:
    assert answers["translations"]


def test_the_page_type_can_be_added_under_the_home_page(answers: Any, walk: Any) -> None:
    assert "Landing" in answers["added pages"]
    (status,) = (
        status for path, status in walk["statuses"].items() if "/add/scratch/landing/" in path
    )
    assert status == 200


@pytest.mark.parametrize("role", ["Editors", "Publishers", "SEO staff"])
def test_each_role_may_do_with_the_new_kinds_what_it_may_do_with_the_old(
    answers: Any, role: str
) -> None:
    of_snippets = answers[f"role {role}"]["snippets"]
    assert of_snippets["Announcement"] == of_snippets["MenuItem"]
    of_pages = answers[f"role {role}"]["pages"]
    assert of_pages["Landing"] == of_pages["ContentPage"]


def test_a_second_document_of_one_name_is_refused() -> None:
    documents: Registry[Document] = Registry("document", lambda: None)
    documents.add(DOCUMENTS["partners"])
    with pytest.raises(ImproperlyConfigured, match="two of the document “partners”"):
        documents.add(DOCUMENTS["partners"])


def test_a_document_that_comes_too_late_is_refused() -> None:
    documents: Registry[Document] = Registry("document", lambda: None)
    assert list(documents) == []
    with pytest.raises(ImproperlyConfigured, match="too late"):
        documents.add(DOCUMENTS["partners"])


def _plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)
