"""What docs/api.md shows of a webhook is what arrives."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from cms.webhooks.messages import EVENTS, TEST
from cms.webhooks.models import Webhook
from tests import content
from tests.api.test_openapi import shape
from tests.changes.follower import everything_is_live
from tests.webhooks.receiver import Receiver

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
SECTION = GUIDE.partition("## Webhooks")[2].partition("\n## ")[0]


def test_the_message_has_these_headers_and_this_shape(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    page = content.page("Camp", "camp")
    everything_is_live()
    page.slug = "summer-camp"
    page.save_revision().publish()
    everything_is_live()
    delivers()
    request = receiver.requests[-1]
    headers = re.findall(r"^    ([a-z-]+): (\S+)$", SECTION, re.MULTILINE)
    assert len(headers) == 4
    for name, value in headers:
        assert len(request.headers[name]) == len(value), name
    example = json.loads("{" + SECTION.partition("\n    {")[2].partition("\n\n")[0])
    assert shape(json.loads(request.body)) == shape(example)
    assert request.data["paths"] == example["data"]["paths"]
    assert request.data["previous_paths"] == example["data"]["previous_paths"]
    assert len(example["timestamp"]) == len(json.loads(request.body)["timestamp"])


def test_every_event_is_in_the_table() -> None:
    assert all(f"`{name}`" in SECTION for name in (*EVENTS, TEST))
