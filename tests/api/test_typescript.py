"""The types in frontend/api.d.ts are those of today's API, and a strict client lives with them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction

from cms.publishing.publish import publish
from scripts import typescript
from tests import content
from tests.api.node_tools import node_modules_in
from tests.cms_server import CmsServer

OPTIONS = [
    *(
        "--strict",
        "--noUncheckedIndexedAccess",
        "--exactOptionalPropertyTypes",
        "--noImplicitReturns",
    ),
    *("--target", "es2023", "--module", "nodenext", "--types", "node", "--skipLibCheck", "false"),
]


@pytest.fixture(scope="module")
def node() -> Path:
    """The folder of the Node tools, installed."""
    node_modules_in(typescript.NODE)
    return typescript.NODE


@pytest.fixture(scope="module", autouse=True)
def _document_is_made_once() -> Iterator[None]:
    """A process makes it; once is enough."""
    document = typescript.openapi()
    with patch.object(typescript, "openapi", lambda: document):
        yield


MISTAKES = {
    "a key that is not there": ("const path = one.path;", "const path = one.pfad;"),
    "a value that a block has not": ("block.value.level", "block.value.size"),
    "a block that was forgotten": (
        '    case "quote":\n      return `${block.value.text} ${block.value.attribution}`;\n',
        "",
    ),
    "what may be null": ("shell.hero?.background_image", "shell.hero.background_image"),
    "an image that may be null": ("picture(image) + caption", "image.src + caption"),
}


@dataclass
class Compiled:
    """tests/walk.ts, and copies of it with a mistake each, compiled in a project of their own."""

    walk: Path
    output: str

    @property
    def wrong(self) -> set[str]:
        """The files with errors, by their names without suffix."""
        lines = (line.partition("(")[0] for line in self.output.splitlines() if "): error" in line)
        return {Path(file).stem for file in lines}


@pytest.fixture(scope="module")
def compiled(node: Path, tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    folder = tmp_path_factory.mktemp("client")
    source = (typescript.ROOT / "tests" / "walk.ts").read_text()
    files = {"walk": source}
    for mistake, (right, instead) in MISTAKES.items():
        assert right in source
        files[mistake] = source.replace(right, instead)
    for name in ("frontend", "tests"):
        (folder / name).mkdir()
    shutil.copy(typescript.TYPES, folder / "frontend")
    for name, text in files.items():
        (folder / "tests" / f"{name}.mts").write_text(text)
    (folder / "node_modules").symlink_to(node / "node_modules")
    completed = subprocess.run(
        [node / "node_modules/.bin/tsc", *OPTIONS, *(f"tests/{name}.mts" for name in files)],
        cwd=folder,
        text=True,
        capture_output=True,
    )
    return Compiled(folder / "tests" / "walk.mjs", completed.stdout + completed.stderr)


def test_the_types_are_those_of_todays_api() -> None:
    assert typescript.current() == []


def test_types_of_another_api_are_told_apart(tmp_path: Path, monkeypatch: Any) -> None:
    old = typescript.TYPES.read_text().replace("SHA-256 ", "SHA-256 0")
    monkeypatch.setattr(typescript, "TYPES", tmp_path / "api.d.ts")
    assert "is missing" in typescript.current()[0]
    (tmp_path / "api.d.ts").write_text(old)
    assert "not made of today's API" in typescript.current()[0]


def test_the_types_are_as_the_tool_makes_them(node: Path) -> None:
    assert typescript.make() == typescript.TYPES.read_text()


def test_a_strict_client_walks_the_whole_website(database: None, compiled: Compiled) -> None:
    assert "walk" not in compiled.wrong, compiled.output
    with transaction.atomic():
        picture = content.image("Sea")
        about = content.page("About ADMSC", "about", body=[
            ("heading", {"text": "Us", "level": "h2"}),
            ("paragraph", "<p>ADMSC is a club</p>"),
            ("image", {"image": picture, "caption": "Sea"}),
            ("cards", {"cards": [{"title": "x", "image": picture, "link": {}}]}),
        ])  # fmt: skip
        content.arabic(about, title="عن ADMSC")
        content.menu_item("About", page=about)
    publish()
    with CmsServer(workers=1) as server:
        walk = subprocess.run(["node", compiled.walk, server.url], text=True, capture_output=True)
    assert walk.returncode == 0, walk.stderr
    assert json.loads(walk.stdout) == {"pages": 4, "blocks": 8, "routes": 2, "found": 2}


def test_the_types_find_what_is_wrong(compiled: Compiled) -> None:
    assert compiled.wrong == set(MISTAKES), compiled.output
