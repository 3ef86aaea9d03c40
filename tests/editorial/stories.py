"""What the stories of editors in a browser share: their words, their pages, what readers get."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from home.models import ContentPage
from snippets.models import SiteImage
from tests import content

LIVE = {
    "en": r"Live in .+, version (\d+)",
    "ar": r"ظهر للقراء خلال .+، الإصدار (\d+)",
}


# What the stories are about, in the language of whoever tells them.
WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "page": ("Family day on the water", "family-day"),
        "introduction": "Boats, kites and a picnic on the pontoon, every first Friday.",
        "paragraph": "<p>Bring sun cream and a change of clothes. We bring the boats.</p>",
        "new title": "Family Friday on the water",
        "item": "Weather",
        "renamed item": "Wind and weather",
        "wrong item": "Weether",
        "reason": "A wrong word in the menu",
        "submitted": ("Night sailing", "night-sailing"),
        "approved": "Night sailing under a full moon",
        "scheduled": ("National Day parade", "national-day-parade"),
        "search title": "Become a member of the Corniche's sailing club",
        "alt": "Dinghies with orange sails off the Corniche",
    },
    "ar": {
        "page": ("يوم العائلة على الماء", "family-day"),
        "introduction": "قوارب وطائرات ورقية ونزهة على الرصيف، في أول جمعة من كل شهر.",
        "paragraph": "<p>أحضروا واقي الشمس وملابس إضافية، والقوارب علينا.</p>",
        "new title": "جمعة العائلة على الماء",
        "item": "الطقس",
        "renamed item": "الرياح والطقس",
        "wrong item": "الطقص",
        "reason": "كلمة خاطئة في القائمة",
        "submitted": ("إبحار ليلي", "night-sailing"),
        "approved": "إبحار ليلي تحت البدر",
        "scheduled": ("مسيرة اليوم الوطني", "national-day-parade"),
        "search title": "انضم إلى نادي الإبحار على الكورنيش",
        "alt": "قوارب بأشرعة برتقالية قبالة الكورنيش",
    },
}


def a_page(words: dict[str, Any], name: str, language: str, **fields: Any) -> ContentPage:
    """A page whose source is the language of the story."""
    title, slug = words[name]
    body = [
        ("image", {"image": SiteImage.objects.get(title=FAMILY), "caption": ""}),
        ("paragraph", words["paragraph"]),
    ]
    fields = {"introduction": words["introduction"], "body": body} | fields
    new_page: ContentPage = content.page(title, slug, parent=content.home(language), **fields)
    return new_page


FAMILY = "Sailing school"


def reach_readers(reads: Callable[[], Any], wanted: Any) -> None:
    """Whichever process of the CMS answers: all of them have it within a second."""
    deadline = time.monotonic() + 1
    while (read := reads()) != wanted:
        assert time.monotonic() < deadline, (read, wanted)


def labels(menu: list[dict[str, Any]]) -> list[str]:
    return [item["label"] for item in menu]
