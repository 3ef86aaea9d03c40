"""The parts of seo_data, as a frontend finds them."""

from __future__ import annotations

from typing import Any

from cms.delivery import page_parts
from cms.publishing.snapshot import Snapshot
from cms.publishing.stores import memory
from tests.people import Reader

FIRST = "/api/seo-data/?locale=en"


def addresses(reader: Reader, first: str = FIRST) -> list[str]:
    """Of all parts, found as a frontend finds them."""
    parts = [first]
    while (following := reader.data(parts[-1]).get("next")) is not None:
        parts.append(following)
    return parts


def etags(reader: Reader) -> dict[str, str]:
    return {address: reader.get(address).headers["ETag"] for address in addresses(reader)}


def new_to_who_asks_again(reader: Reader, before: dict[str, str]) -> list[str]:
    """The addresses that do not answer 304 to the ETags of before."""
    return [
        address
        for address, etag in before.items()
        if reader.get(address, **{"If-None-Match": etag}).status_code != 304
    ]


def address_of(page: Any) -> str:
    number = page_parts.part_of(page.pk)
    return FIRST if number == 1 else f"{FIRST}&part={number}"


def held() -> Snapshot:
    snapshot = memory.newest()
    assert snapshot is not None
    return snapshot
