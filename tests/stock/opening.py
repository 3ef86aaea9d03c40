"""The same page opened in the same way, by the same person: here and on the stock site."""

from __future__ import annotations

import io
import statistics
import time
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

USERNAME = "editor of the comparison"


def picture() -> ContentFile[bytes]:
    written = io.BytesIO()
    Image.new("RGB", (320, 200), (20, 90, 160)).save(written, "JPEG")
    return ContentFile(written.getvalue(), "sea.jpg")


def body(page: Any, image: Any) -> list[dict[str, Any]]:
    """One of each kind of block that points to something."""
    link = {"page": page.pk, "route": ""}
    text = f'<p>Read <a linktype="page" id="{page.pk}">more</a>.</p>'
    picture = {"image": image.pk, "caption": "The sea"}
    call = {"title": "Come", "text": "", "button_label": "Go", "link": link}
    card = {"title": "Card", "text": "", "image": image.pk, "link": link}
    return [
        {"type": "heading", "value": {"text": "About", "level": "h2"}},
        {"type": "paragraph", "value": text},
        {"type": "image", "value": picture},
        {"type": "gallery", "value": {"images": [picture] * 4}},
        {"type": "call_to_action", "value": call},
        {"type": "cards", "value": {"cards": [card] * 4}},
        {"type": "faq", "value": {"questions": [{"question": "Why?", "answer": text}]}},
    ]


def opened(url: str, times: int) -> dict[str, float]:
    """Queries of one opening, and the median of the milliseconds of each."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=USERNAME))
    for _warming_up in range(3):
        answer = client.get(url)
        assert answer.status_code == 200, answer.status_code
    assert b"call_to_action" in answer.content
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    query_count = len(queries)
    durations = []
    for _time in range(times):
        began = time.perf_counter()
        client.get(url)
        durations.append((time.perf_counter() - began) * 1000)
    return {"queries": query_count, "milliseconds": round(statistics.median(durations), 1)}
