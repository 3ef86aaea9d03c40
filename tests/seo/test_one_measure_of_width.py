"""The browser and the server say the same width of a text: of 500 strings, within 2 %.

Half of them are Arabic, with tashkeel, lam-alef, tatweel, both kinds of digits, Latin names and
emoji. No website is asked: the fonts are in the project.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from home import text_width
from home.text_width import SYMBOL, width

SCRIPT = Path(text_width.__file__).parent / "static" / "home" / "text_width.js"
MOST = 0.02
# So small a text is cut nowhere; the share of a rounding would be large.
SMALLEST = 5  # pixels

ARABIC = (
    "نادي أبوظبي الدولي للرياضات البحرية سِبَاقُ القَوَارِبِ الشِّراعِيَّةِ مُحَمَّدٌ اللهُ لا الألعاب الآن فلأنّ "
    "بلاغٌ كـــبير ٢٠٢٦ ١٬٢٣٤٫٥ 2026 12:30 ADMSC RedBull %٥٠ ؟ ، «البطولة» (الدوري) – پارس گردش ٹیم "
    "می‌خواهم ﷺ ﻻ 🏆 🇦🇪 👨‍👩‍👧 ❤️ 👍🏽 1️⃣"
)
LATIN = (
    "Abu Dhabi Marine Sports Club sailing AVATAR To WAVE Illinois illi mmm façade Übung Łódź naïve "
    "œuvre Ça 2026 1,234.5 12:30 50% – — “x” … €9 © ™ | & Гонка Αγώνας VA fi ffl AW نادي 🏆 🇦🇪 "
    "👨‍👩‍👧 ❤️ 👍🏽"
)
IN_NO_FONT = ("🏆", "🇦🇪", "👨‍👩‍👧", "❤️", "👍🏽", "1️⃣")


def strings() -> list[str]:
    chance = random.Random(16)
    return [
        " ".join(chance.choices(words.split(), k=chance.randint(1, 18)))
        for words in (ARABIC, LATIN)
        for _number in range(250)
    ]


@pytest.fixture(scope="module")
def chromium_page(browser: Any) -> Iterator[Any]:
    page = browser.new_page()
    facts = text_width.facts_for_the_browser()
    for name in facts["fonts"]:
        data = base64.b64encode((text_width.FONTS / f"{name}.ttf").read_bytes()).decode()
        facts["fonts"][name] = f"data:font/ttf;base64,{data}"
    page.add_script_tag(path=SCRIPT)
    page.evaluate("async (facts) => { window.width = await window.cmsTextWidth(facts); }", facts)
    yield page
    page.close()


def apart(width: float, other_width: float) -> float:
    return abs(width - other_width) / max(width, other_width, SMALLEST)


@pytest.mark.parametrize("size", [text_width.TITLE.size, text_width.DESCRIPTION.size])
def test_browser_and_server_agree_on_500_strings(chromium_page: Any, size: int) -> None:
    texts = strings()
    assert len(texts) == 500
    of_browser = chromium_page.evaluate(
        "([texts, size]) => texts.map((text) => width(text, size))", [texts, size]
    )
    wrong = [
        (text, of_the_browser, of_the_server)
        for text, of_the_browser in zip(texts, of_browser, strict=True)
        if apart(of_the_browser, of_the_server := width(text, size)) > MOST
    ]
    assert wrong == []
    assert min(of_browser) > 0


def test_what_is_measured_is_what_the_browser_draws_with_these_fonts(chromium_page: Any) -> None:
    """A browser that lays out a line by itself: it takes apart scripts and directions its own way.

    Of emoji each system draws its own.
    """
    texts = [text for text in strings() if not any(sign in text for sign in IN_NO_FONT)]
    assert len(texts) > 100
    drawn = chromium_page.evaluate(
        """(texts) => texts.map((text) => {
            const line = document.createElement("span");
            line.style.font = "200px search-result-latin, search-result-arabic";
            line.style.whiteSpace = "pre";
            line.textContent = text;
            document.body.append(line);
            const { width } = line.getBoundingClientRect();
            line.remove();
            return width / 10;
        })""",
        texts,
    )
    wrong = [
        (text, of_the_browser, of_the_server)
        for text, of_the_browser in zip(texts, drawn, strict=True)
        if apart(of_the_browser, of_the_server := width(text, 20)) > MOST
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("plain", "same"),
    [
        ("محمد", "مُحَمَّد"),  # tashkeel stands above the letters
        ("نادي", "نا\u2066\u200bدي\u2069"),  # nobody sees marks of direction
        ("Club", "Cl\u00adub"),
    ],
)
def test_what_takes_no_room_has_no_width(plain: str, same: str) -> None:
    assert width(same, 20) == pytest.approx(width(plain, 20))


def test_letters_that_join_are_shaped_before_they_are_measured() -> None:
    assert width("لا", 20) < 0.8 * (width("ل", 20) + width("ا", 20))
    assert width("بيت", 20) < width("ب", 20) + width("ي", 20) + width("ت", 20)


@pytest.mark.parametrize("sign", ["🏆", "👨‍👩‍👧", "👍🏽", "🇦🇪", "❤️"])
def test_an_emoji_of_several_characters_is_one(sign: str) -> None:
    assert width(sign, 20) == SYMBOL * 20
    assert width(sign * 2, 20) == 2 * SYMBOL * 20


def test_latin_letters_are_as_wide_as_those_of_arial() -> None:
    """Arial's own table of widths, in 2048ths of the height: A 1366, i 455, W 1933, space 569."""
    for letter, units in {"A": 1366, "i": 455, "W": 1933, " ": 569, "0": 1139}.items():
        assert width(letter, 2048) == units
