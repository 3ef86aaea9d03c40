"""The answer of one check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    WELL = "✓"
    # It works, and not as it should.
    WARNING = "!"
    # Something does not work; a deploy stops here.
    FAILURE = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """`text` says how it is, in one line; `advice` what to do, "" where all is well."""

    level: Level
    text: str
    advice: str = ""


def well(text: str) -> Finding:
    return Finding(Level.WELL, text)


def warning(text: str, advice: str) -> Finding:
    return Finding(Level.WARNING, text, advice)


def failure(text: str, advice: str) -> Finding:
    return Finding(Level.FAILURE, text, advice)
