"""`scripts/check`: a check that cannot be made has failed, and our measures find what they name."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts import checks, class_names, measures, requirements
from scripts.checks import Check


def fail_on_purpose() -> list[str]:
    raise subprocess.CalledProcessError(3, "openapi", stderr="the settings are broken")


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        (Check("absent", ("a-program-that-nobody-has",)), "a-program-that-nobody-has"),
        (Check("broken", fail_on_purpose), "the settings are broken"),
    ],
    ids=["a missing program", "a check that raises"],
)
def test_a_check_that_cannot_be_made_has_failed_and_says_why(
    check: Check,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    healthy = Check("healthy", lambda: [])
    monkeypatch.setattr(checks, "CHECKS", (check, healthy))
    assert checks.main([]) == 1
    printed = capsys.readouterr().out
    assert f"✗ {check.name} " in printed
    assert "✓ healthy " in printed
    assert reason in printed.partition(f"--- {check.name} ")[2]
    assert "1 of 2 checks failed" in printed


def test_a_name_that_is_no_check_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.main(["tpyes"]) == 2
    assert "No such check: tpyes" in capsys.readouterr().out


# --- Any -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        ("from typing import Any", 0),
        ("def f(row: Any) -> dict[str, Any]: ...", 2),
        ("row: typing.Any = None", 1),
        ("row = cast('QuerySet[Any]', rows)", 1),
        ("Row = Callable[..., Any]", 1),
        ("'''Any of them.'''\nword = 'Any'", 0),
    ],
)
def test_annotations_and_casts_that_name_any_are_counted(source: str, uses: int) -> None:
    assert measures.any_in(source) == uses


def test_too_many_any_are_named_file_by_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measures, "ROOT", tmp_path)
    for folder in ("cms/migrations", "home/demo"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "left_out.py").write_text("row: Any\n" * 900)
    (tmp_path / "cms/few.py").write_text("\n" * 900)
    (tmp_path / "cms/many.py").write_text("row: Any\n" * 100)
    monkeypatch.setattr(measures, "ANY_IN_A_THOUSAND_LINES", 100)
    assert measures.too_many_any() == []
    monkeypatch.setattr(measures, "ANY_IN_A_THOUSAND_LINES", 99)
    assert measures.too_many_any() == [
        "Types say Any 100.0 times in 1,000 lines; 99 is the limit.",
        " 100 cms/many.py",
    ]


# --- Length --------------------------------------------------------------------------------------


def test_a_file_of_more_than_400_lines_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measures, "ROOT", tmp_path)
    for name, lines in {
        "cms/long.py": 401,
        "cms/full.py": 400,
        "cms/page.html": 500,
        "scripts/check": 401,
        "cms/migrations/0001.py": 900,
        "frontend/api.d.ts": 900,
        "cms/static/cms/rapidoc/rapidoc.min.js": 900,
        "tests/test_long.py": 401,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n" * lines)
    problems = measures.long_files()
    assert [problem.partition(" ")[0] for problem in problems] == [
        "cms/long.py",
        "cms/page.html",
        "scripts/check",
        "tests/test_long.py",
    ]


# --- Names ---------------------------------------------------------------------------------------


def test_classes_of_one_name_are_named_but_for_pairs_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measures, "ROOT", tmp_path)
    monkeypatch.setattr(class_names, "SHARED", {"Hero": "A pair.", "Gone": "It was a pair."})
    for name, source in {
        "cms/a.py": "class Hero: ...\nclass Answer:\n    class Meta: ...\nclass _Own: ...",
        "home/b.py": "class Hero: ...\nclass Page:\n    class Meta: ...\nclass _Own: ...",
        "scripts/c.py": "class Answer: ...",
        "home/demo/d.py": "class Page: ...",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    assert class_names.shared_names() == [
        "2 classes are called Answer: cms/a.py, scripts/c.py. Say in each name which thing it is.",
        "One class is called Gone, or none: take it off the list in scripts/class_names.py.",
    ]


# --- Imports -------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(requirements, "ROOT", tmp_path)
    (tmp_path / "requirements.in").write_text("Django~=5.2.0\npillow\n")
    (tmp_path / "requirements-dev.in").write_text("-r requirements.in\npytest\n")
    (tmp_path / "cms").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "cms/images.py").write_text("import os\nfrom django.db import models\nimport PIL\n")
    (tmp_path / "tests/test_images.py").write_text("import pytest, PIL\nfrom cms import images\n")
    return tmp_path


def test_imports_that_are_declared_are_not_complained_about(project: Path) -> None:
    assert requirements.undeclared_imports() == []


def test_an_import_that_another_package_brings_is_named(project: Path) -> None:
    (project / "cms/images.py").write_text("def clean() -> None:\n    from bs4 import Tag\n")
    assert requirements.undeclared_imports() == [
        "cms/images.py imports bs4: name beautifulsoup4 in requirements.in."
    ]


def test_what_tests_need_is_not_there_in_production(project: Path) -> None:
    (project / "cms/images.py").write_text("import pytest\n")
    assert requirements.undeclared_imports() == [
        "cms/images.py imports pytest: name pytest in requirements.in."
    ]
