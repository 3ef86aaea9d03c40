"""Find and replace over titles and descriptions: what a text becomes. Nothing is a pattern."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# What belongs to the word beside it: letters, and the marks and joiners of Arabic script.
_OF_A_WORD = r"[\w\u0610-\u061a\u0640\u064b-\u065f\u0670\u200c\u200d]"


@dataclass(frozen=True)
class Replacement:
    find: str
    text: str
    match_case: bool = False
    whole_words: bool = False

    def of(self, text: str) -> str:
        return self._pattern().sub(lambda _match: self.text, text)

    def is_in(self, text: str) -> bool:
        return bool(self._pattern().search(text))

    def _pattern(self) -> re.Pattern[str]:
        pattern = re.escape(unicodedata.normalize("NFC", self.find))
        if self.whole_words:
            pattern = f"(?<!{_OF_A_WORD}){pattern}(?!{_OF_A_WORD})"
        return re.compile(pattern, re.NOFLAG if self.match_case else re.IGNORECASE)
