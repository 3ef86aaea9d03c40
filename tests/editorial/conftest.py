"""People of the admin: somebody who only looks, and an editor at a screen of the demo site.

pytest reads this before there are settings, so what needs them is imported by the fixtures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import Person, with_permissions

if TYPE_CHECKING:
    from tests.demo_site import Served
    from tests.screens import Screen


@pytest.fixture(scope="module")
def served(database_of_the_module: None) -> Iterator[Served]:
    from tests.demo_site import on_the_air

    with on_the_air() as served:
        yield served


@pytest.fixture(params=("en", "ar"))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def words(language: str) -> dict[str, Any]:
    from tests.editorial.stories import WORDS

    return WORDS[language]


@pytest.fixture
def screen_of(browser: Any, served: Served, language: str) -> Iterator[Callable[..., Screen]]:
    from tests.screens import at_a_screen

    with at_a_screen(browser, served, language) as screen_of:
        yield screen_of


@pytest.fixture
def onlooker(database: None) -> Person:
    return with_permissions("onlooker")
