"""A change of the content reaches readers: in the API and in Redis, byte for byte the same.

A test reads before, lets the change happen, and reads again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cms.publishing.publish import publish
from tests import content
from tests.people import Person, Reader


@dataclass
class Case:
    """`arrange` makes what is there before, `act` changes it, `reads` is what readers see of it."""

    name: str
    arrange: Callable[[], Any]
    act: Callable[[Person, Any], Any]
    reads: Callable[[Reader], Any]
    before: Any
    after: Any

    def is_published_before(self, reader: Reader) -> Any:
        """What `arrange` made, when readers have it."""
        arranged = self.arrange()
        publish()
        assert self.reads(reader) == self.before
        return arranged


def assert_redis_says_the_same(reader: Reader) -> None:
    served = reader.everything()
    stored = {key: reader.redis.get(key) for key in served}
    assert stored == served
    assert reader.redis_version() == reader.version()


def hero_with_image() -> Any:
    picture = content.image(alt_texts={"en": "A boat"})
    content.hero(background_image=picture)
    return picture


def alt_of_hero(reader: Reader) -> Any:
    image = reader.data("/api/heroes/?locale=en")[0]["background_image"]
    return image and image["alt"]
