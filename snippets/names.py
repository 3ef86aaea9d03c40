"""Names in their one normal form: what looks the same is the same, and can be seen.

A name is what a page, snippet, picture or document is called. Unicode writes many names in several
ways ("é" is one sign or two), and has signs that nobody sees. Two pages whose names look the same
are told apart by nobody, and a name of invisible signs alone is no name.

The normal form is composed (NFC), without control and invisible signs, in one line, without spaces
at its ends. Kept are the signs that change how their neighbours look: the joiners of Arabic script
and of emoji, and the marks of direction. What was saved before has its form when it is saved again;
nothing here refuses to save it.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Between two signs that are seen, these change what is seen: the non-joiner and the joiner.
_JOINERS = "\u200c\u200d"
_DIRECTIONS = "\u200e\u200f\u061c"
# Letters and symbols by their category, and nothing to the eye: fillers of Hangul, empty Braille.
_BLANK = "\u115f\u1160\u3164\uffa0\u2800"
# Marks that have no look of their own.
_UNSEEN_MARKS = "\u034f\u180b\u180c\u180d\u180f"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SEEN = "LNPS"


def normal_name(text: str) -> str:
    """The normal form of a name. "" when nothing of it can be seen."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(sign for sign in composed if _is_kept(sign))
    kept = re.sub(f"(?<!\\S)[{_JOINERS}]+|[{_JOINERS}]+(?!\\S)", "", kept)
    name = " ".join(kept.split())
    return name if can_be_seen(name) else ""


def storable(text: str) -> str:
    """Any text without the control signs, which PostgreSQL or XML cannot take."""
    return _CONTROLS.sub("", text)


def can_be_seen(text: str) -> bool:
    return any(unicodedata.category(sign)[0] in _SEEN and sign not in _BLANK for sign in text)


def refuse_invisible(name: str) -> None:
    """Raises ValidationError when `name` is written with signs that nobody sees, and no others."""
    if name and not normal_name(name):
        raise ValidationError(
            _("This is written with signs that nobody can see. Write a name that can be read."),
            code="invisible",
        )


def _is_kept(sign: str) -> bool:
    if sign in _JOINERS or sign in _DIRECTIONS or sign.isspace():
        return True
    hidden = unicodedata.category(sign) in ("Cc", "Cf", "Cs")
    return not (hidden or sign in _UNSEEN_MARKS)
