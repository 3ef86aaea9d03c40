"""How wide a text is where search engines show it: one measure for the server and the browser.

A title is cut by its width, not by the count of its letters, and Arabic letters join. So both shape
the text with HarfBuzz and the same two fonts (home/static/home/fonts): the server here, the browser
in home/static/home/text_width.js, which gets `facts_for_the_browser`. Both take a text apart by the
same regular expression and measure each run by its own font, so neither falls back to a font of the
machine. What no font has, an emoji for one, counts as `SYMBOL`.

No search engine promises a limit. These are about where Google cut in 2026; a warning, no error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import uharfbuzz
from django.templatetags.static import static
from typing_extensions import TypedDict

FONTS = Path(__file__).parent / "static" / "home" / "fonts"
ARABIC, LATIN = "arabic", "latin"

#: Ems: about what the emoji of Windows, Android and Apple take.
SYMBOL = 1.25

# Marks that change the symbol before them: which form, which skin, which flag.
_MODIFIERS = "\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
# Nobody sees these: a soft hyphen, spaces and joiners of no width, marks of direction.
_UNSEEN = "\u00ad\u0300-\u036f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_JOINER = "\u200d"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"


@dataclass(frozen=True)
class Limit:
    """Pixels: of the letters; where phones may cut, and where search engines do."""

    size: int
    note: int
    most: int


TITLE = Limit(size=20, note=600, most=600)
DESCRIPTION = Limit(size=14, note=680, most=920)


class WidthFacts(TypedDict):
    """What the browser needs to measure alike."""

    pattern: str
    symbol: float
    fonts: dict[str, str]


@lru_cache(maxsize=20_000)
def width(text: str, size: int) -> float:
    """Of a text of one line, in pixels, where letters are `size` pixels high."""
    ems = 0.0
    for arabic, latin, symbol in _runs().findall(text):
        if arabic:
            ems += _ems(ARABIC, arabic)
        elif latin:
            ems += _ems(LATIN, latin)
        elif symbol:
            ems += SYMBOL
    return ems * size


def facts_for_the_browser() -> WidthFacts:
    names = (ARABIC, LATIN)
    return {
        "pattern": _pattern(),
        "symbol": SYMBOL,
        "fonts": {name: static(f"home/fonts/{name}.ttf") for name in names},
    }


def _ems(name: str, run: str) -> float:
    font, units = _font(name)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(run)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return sum(position.x_advance for position in buffer.glyph_positions) / units


@cache
def _font(name: str) -> tuple[uharfbuzz.Font, int]:
    face = uharfbuzz.Face((FONTS / f"{name}.ttf").read_bytes())
    return uharfbuzz.Font(face), face.upem


@cache
def _runs() -> re.Pattern[str]:
    return re.compile(_pattern())


@cache
def _pattern() -> str:
    """Groups: a run of Arabic, a run of other letters, a symbol. Outside of them: what nobody sees.

    Python and JavaScript (with the flag `u`) read it alike.
    """
    arabic, latin = _letters(ARABIC), _letters(LATIN)
    other = f"[^{arabic}{latin}{_MODIFIERS}{_UNSEEN}]"
    symbol = f"{_FLAG}|{other}(?:[{_MODIFIERS}]|{_JOINER}{other})*"
    return f"([{arabic}]+)|([{latin}]+)|({symbol})|[{_MODIFIERS}{_UNSEEN}]"


def _letters(name: str) -> str:
    """What a font has, but for what nobody sees, as the inside of a regular expression's class."""
    unseen = re.compile(f"[{_UNSEEN}{_MODIFIERS}]")
    codes = [code for code in sorted(_font(name)[0].face.unicodes) if not unseen.match(chr(code))]
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(
        _escaped(first) if first == last else f"{_escaped(first)}-{_escaped(last)}"
        for first, last in ranges
    )


def _escaped(code: int) -> str:
    return f"\\u{code:04x}"
