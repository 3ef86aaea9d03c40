"""The types in frontend/api.d.ts are those of today's API, and a strict client lives with them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from cms.documents.publish import publish
from scripts import typescript
from tests import content
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
    """The folder of the Node tools, installed. Without Node the tests are skipped, not in a CI."""
    trouble = "" if shutil.which("npm") else "there is no npm on the PATH"
    if not trouble:
        try:
            typescript.install()
        except subprocess.CalledProcessError:
            trouble = "npm cannot install what scripts/node/package-lock.json pins"
    if trouble and os.environ.get("CI"):
        pytest.fail(trouble)
    if trouble:
        pytest.skip(trouble)
    return typescript.NODE


def compiled(
    node: Path, source: str, folder: Path, *more: str
) -> subprocess.CompletedProcess[str]:
    """tests/walk.ts as `source` says, compiled beside the types, as in a project of its own."""
    (folder / "frontend").mkdir(exist_ok=True)
    shutil.copy(typescript.TYPES, folder / "frontend")
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "tests" / "walk.mts").write_text(source)
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(node / "node_modules")
    return subprocess.run(
        [node / "node_modules/.bin/tsc", *OPTIONS, "tests/walk.mts", *more],
        cwd=folder,
        text=True,
        capture_output=True,
    )


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


def test_a_strict_client_walks_the_whole_website(
    database: None, node: Path, tmp_path: Path
) -> None:
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
    source = (typescript.ROOT / "tests" / "walk.ts").read_text()
    done = compiled(node, source, tmp_path)
    assert done.returncode == 0, done.stdout
    with CmsServer(workers=1) as server:
        walk = subprocess.run(
            ["node", tmp_path / "tests" / "walk.mjs", server.url], text=True, capture_output=True
        )
    assert walk.returncode == 0, walk.stderr
    assert json.loads(walk.stdout) == {"pages": 4, "blocks": 8, "routes": 2, "found": 2}


MISTAKES = {
    "a key that is not there": ("one.path : undefined", "one.pfad : undefined"),
    "a value that a block has not": ("block.value.level", "block.value.size"),
    "a block that was forgotten": (
        '    case "quote":\n      return `${block.value.text} ${block.value.attribution}`;\n',
        "",
    ),
    "what may be null": ("shell.hero?.background_image", "shell.hero.background_image"),
    "an image that may be null": ("picture(image) + caption", "image.src + caption"),
}


def test_the_types_find_what_is_wrong(node: Path, tmp_path: Path) -> None:
    source = (typescript.ROOT / "tests" / "walk.ts").read_text()
    wrong = {}
    for number, (mistake, (right, instead)) in enumerate(MISTAKES.items()):
        assert right in source
        wrong[f"tests/wrong{number}.mts"] = mistake
        (tmp_path / "tests").mkdir(exist_ok=True)
        (tmp_path / f"tests/wrong{number}.mts").write_text(source.replace(right, instead))
    done = compiled(node, source, tmp_path, *wrong)
    found = {line.partition("(")[0] for line in done.stdout.splitlines() if "): error" in line}
    assert found == wrong.keys(), done.stdout
