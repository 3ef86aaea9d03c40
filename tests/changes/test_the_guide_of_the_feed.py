"""What docs/api.md shows of the change feed is what it answers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from cms.publishing import version
from tests import content
from tests.api.test_openapi import shape
from tests.changes.follower import everything_is_live
from tests.people import Reader

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"


def test_the_example_is_a_request_with_the_shape_of_its_answer(reader: Reader) -> None:
    section = GUIDE.read_text().partition("## What changed")[2].partition("\n## ")[0]
    request, answer = re.findall(r"^    GET (\S+)\n\n((?:    .+\n)+)", section, re.MULTILINE)[0]
    version.raise_version()
    camp, partner = content.page("Camp", "camp"), content.partner()
    everything_is_live()
    since = reader.version()
    camp.slug = "summer-camp"
    camp.save_revision().publish()
    partner.delete()
    everything_is_live()
    answer_of_the_api: Any = reader.get(request.replace("1289", str(since))).json()
    example = json.loads(answer)
    assert {**answer_of_the_api["data"], "images": []} == answer_of_the_api["data"]
    assert shape(answer_of_the_api) == shape(example)
    page, as_shown = answer_of_the_api["data"]["pages"][0], example["data"]["pages"][0]
    assert {**page, "id": 0} == {**as_shown, "id": 0}
    assert answer_of_the_api["data"]["snippets"][0]["change"] == "removed"
