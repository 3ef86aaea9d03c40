"""A website that is large for its parts.

pytest reads this before there are settings, so what needs them is imported by the fixtures.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.people import Reader


@pytest.fixture
def three_pages_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    from cms.delivery import page_parts

    monkeypatch.setattr(page_parts, "PAGES_OF_A_PART", 3)
    monkeypatch.setattr(page_parts, "PAGES_UNDIVIDED", 3)


@pytest.fixture
def pages(reader: Reader, three_pages_a_part: None) -> list[Any]:
    """Ten pages, which makes four parts."""
    from cms.publishing.publish import publish
    from tests import content

    ten_pages = [content.page(f"Page {number}", f"page-{number}") for number in range(10)]
    publish()
    return ten_pages
