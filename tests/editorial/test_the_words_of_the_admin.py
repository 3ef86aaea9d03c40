"""Everything that our own screens say is said in Arabic too, and the compiled file is current.

For each app with a catalogue of its own: `<app>/locale/ar/LC_MESSAGES/django.po`, and the `.mo`
beside it that Django reads (msgfmt is not on every machine, so it is committed;
`python -m tests.editorial.test_the_words_of_the_admin` compiles it).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

from config.env import ROOT

CATALOGUES = sorted(ROOT.glob("*/locale/ar/LC_MESSAGES/django.po"))
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL_CALLS = {"ngettext", "ngettext_lazy"}
# Migrations say nothing; commands speak to operators, in a terminal.
SILENT = {"migrations", "management"}
# Wagtail's own templates, laid over with few changes: their words are in Wagtail's catalogue.
OF_WAGTAIL = "templates/wagtailadmin"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?\w+>")


def app_of(catalogue: Path) -> Path:
    return catalogue.parents[3]


def texts_in_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        first = node.args[0]
        if name in CALLS | PLURAL_CALLS:
            assert isinstance(first, ast.Constant), f"line {node.lineno}: not a literal"
            yield str(first.value)


def texts_in_template(source: str) -> Iterator[str]:
    """Django's own translation of a template to calls of gettext."""
    for match in re.finditer(
        r"\b(?:gettext|ngettext|_)\(u?('''.*?'''|\"\"\".*?\"\"\"|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")",
        templatize(source),
        re.S,
    ):
        yield str(ast.literal_eval(match[1]))


def texts_of(app: Path) -> dict[str, str]:
    """Each sentence of an app's code and templates -> a file that says it."""
    texts: dict[str, str] = {}
    for path in sorted(app.rglob("*.py")):
        if not SILENT & set(path.parts):
            for sentence in texts_in_python(path.read_text()):
                texts.setdefault(sentence, str(path.relative_to(ROOT)))
    for path in sorted(app.rglob("templates/**/*.html")):
        if OF_WAGTAIL not in path.as_posix():
            for sentence in texts_in_template(path.read_text()):
                texts.setdefault(sentence, str(path.relative_to(ROOT)))
    return texts


def test_there_are_catalogues() -> None:
    assert [app_of(catalogue).name for catalogue in CATALOGUES if app_of(catalogue).name == "cms"]


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: app_of(catalogue).name)
def test_everything_that_is_said_is_said_in_arabic(catalogue: Path) -> None:
    texts = texts_of(app_of(catalogue))
    arabic = {
        entry.msgid: entry
        for entry in polib.pofile(str(catalogue))
        if entry.translated() and not entry.obsolete
    }
    assert len(texts) > 20, "nothing was found: this test looks wrongly"
    assert {text: where for text, where in texts.items() if text not in arabic} == {}
    assert sorted(arabic.keys() - texts.keys()) == [], "nobody says these any more"


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: app_of(catalogue).name)
def test_arabic_is_arabic_and_keeps_the_places_of_names_and_numbers(catalogue: Path) -> None:
    for entry in polib.pofile(str(catalogue)):
        wanted = sorted(PLACEHOLDER.findall(entry.msgid))
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        if entry.msgid_plural:
            assert len(texts) == 6, entry.msgid
            texts = texts[3:]  # "one minute" and "two minutes" need no number
        for text in texts:
            assert sorted(PLACEHOLDER.findall(text)) == wanted, entry.msgid
            if re.search("[a-z]", re.sub(PLACEHOLDER, "", entry.msgid)) and entry.msgid != "Redis":
                assert re.search("[\u0600-\u06ff]", text), entry.msgid


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: app_of(catalogue).name)
def test_the_compiled_catalogue_is_of_these_words(catalogue: Path) -> None:
    compiled = polib.mofile(str(catalogue.with_suffix(".mo")))
    written = polib.pofile(str(catalogue))

    def words(entries: polib.POFile | polib.MOFile) -> dict[str, object]:
        return {entry.msgid: entry.msgstr or dict(entry.msgstr_plural) for entry in entries}

    assert words(compiled) == words(written)
    assert compiled.metadata["Plural-Forms"] == written.metadata["Plural-Forms"]


if __name__ == "__main__":
    for catalogue in CATALOGUES:
        polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))
