"""`manage.py published` says what is live, and fails when it is not what it should be."""

from __future__ import annotations

import io
import os
import re

import pytest
from django.core.management import CommandError, call_command

from cms.publishing.publish import publish
from cms.publishing.stores import files, memory
from snippets.models import MenuItem
from tests import content
from tests.people import Reader


def published() -> str:
    out = io.StringIO()
    call_command("published", stdout=out)
    return out.getvalue()


def test_it_names_every_document_with_version_size_age_ttl_and_hash(reader: Reader) -> None:
    content.menu_item()
    version = publish().version
    report = published()
    body = reader.redis.get("menu_items:ar")
    line = re.search(r"^menu_items:ar .*$", report, re.M)
    assert line is not None
    words = line[0].split()
    assert words[1] == str(version)
    assert words[2] == f"{len(body):,}"
    assert re.search(r"\b\d+ s +\d+ min +[0-9a-f]{12} +same +same +same$", line[0])
    assert len(re.findall(r"same +same +same$", report, re.M)) == 21
    assert "Readers get what the database says." in report


def test_it_fails_when_the_database_is_ahead(reader: Reader) -> None:
    content.menu_item()
    version = publish().version
    MenuItem.objects.update(label="Nobody published this")
    with pytest.raises(CommandError, match=f"Redis: version {version}, where the database has"):
        published()


@pytest.mark.parametrize("key", ["partners", "website_data:en"])
def test_it_fails_when_a_key_of_redis_is_missing(reader: Reader, key: str) -> None:
    publish()
    reader.redis.delete(key)
    with pytest.raises(CommandError, match="Redis does not hold every document"):
        published()


def test_it_fails_when_somebody_else_wrote_a_key_of_redis(reader: Reader) -> None:
    publish()
    reader.redis.set("partners", "[]")
    with pytest.raises(CommandError, match="Redis: version .* says something else"):
        published()


def test_it_fails_when_a_file_is_damaged(reader: Reader) -> None:
    version = publish().version
    path = files.root() / "versions" / str(version) / "seo-data.ar.json"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CommandError, match="show no whole version"):
        published()


def test_it_fails_when_nothing_was_ever_published(database: None) -> None:
    memory.forget()
    with pytest.raises(CommandError, match="Nothing is published"):
        published()


def test_its_exit_status_is_that_of_what_it_found(reader: Reader) -> None:
    import subprocess
    import sys

    publish()
    command = [sys.executable, "manage.py", "published"]
    assert subprocess.run(command, env=dict(os.environ), check=False).returncode == 0
    reader.redis.delete("heroes")
    assert subprocess.run(command, env=dict(os.environ), check=False).returncode == 1
