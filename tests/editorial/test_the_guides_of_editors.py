"""The guides show every screen that is photographed, in their own language, and nothing else.

`WRITE_DOCS=1 scripts/test tests/editorial/test_*_in_a_browser.py` takes the pictures.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.screens import HEIGHT, PICTURES, SCREENS, WIDTH

DOCS = PICTURES.parent
GUIDES = {"en": DOCS / "editors.md", "ar": DOCS / "editors.ar.md"}
STORIES = sorted(Path(__file__).parent.glob("test_*_in_a_browser.py"))
MOST = 5_000_000  # bytes in the repository, in all
SHOWN = re.compile(r"!\[([^\]]*)\]\(pictures/([^)]+)\)")


def test_there_is_a_picture_of_every_screen_in_both_languages_and_no_other() -> None:
    existing = {path.name for path in PICTURES.iterdir()}
    assert existing == {f"{name}.{language}.png" for name in SCREENS for language in GUIDES}


def test_a_story_comes_by_every_screen() -> None:
    names = set(re.findall(r'"([a-z-]+)"', "".join(story.read_text() for story in STORIES)))
    # Two of them by their kind.
    names |= {f"translating-a-{kind}" for kind in ("page", "hero")}
    assert set(SCREENS) - names == set()


def test_pictures_are_of_one_size_and_light() -> None:
    for path in PICTURES.iterdir():
        with Image.open(path) as picture:
            assert (picture.size, picture.mode) == ((WIDTH, HEIGHT), "P"), path.name
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < MOST


@pytest.mark.parametrize("language", GUIDES)
def test_a_guide_shows_every_screen_in_its_language_and_says_what_is_on_it(language: str) -> None:
    pictures = SHOWN.findall(GUIDES[language].read_text())
    assert sorted(name for _alt, name in pictures) == sorted(
        f"{name}.{language}.png" for name in SCREENS
    )
    assert all(len(alt) > 15 for alt, _name in pictures)
    assert len({alt for alt, _name in pictures}) == len(pictures)


@pytest.mark.parametrize("language", GUIDES)
def test_the_guides_lead_to_each_other(language: str) -> None:
    (other_guide,) = (path.name for code, path in GUIDES.items() if code != language)
    assert f"]({other_guide})" in GUIDES[language].read_text()


def test_the_guides_have_the_same_parts() -> None:
    parts = [
        [len(hashes) for hashes in re.findall(r"^(#+) ", guide.read_text(), re.M)]
        for guide in GUIDES.values()
    ]
    assert parts[0] == parts[1]
    pictures = [
        [name.rsplit(".", 2)[0] for _alt, name in SHOWN.findall(guide.read_text())]
        for guide in GUIDES.values()
    ]
    assert pictures[0] == pictures[1]
