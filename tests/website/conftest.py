"""The demo site on the reference website, and who visits it.

pytest reads this before there are settings, so what needs them is imported by the fixtures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from tests.demo_site import Served
    from tests.website.visitor import Visitor


@pytest.fixture(scope="module")
def served(database_of_the_module: None) -> Iterator[Served]:
    from tests.demo_site import on_the_air
    from tests.website.visitor import add_what_the_demo_lacks

    with on_the_air(add_what_the_demo_lacks) as served:
        yield served


@pytest.fixture
def visits(browser: Any, served: Served) -> Callable[..., Any]:
    """`with visits(width=390, locale="ar-AE") as visitor:` a fresh browser without a cache."""
    from tests.website.visitor import Visitor

    @contextmanager
    def visit(width: int = 1280, locale: str = "en-GB", **options: Any) -> Iterator[Visitor]:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 800},
            locale=locale,
            **options,
        )
        context.set_default_timeout(15_000)
        # Nothing of these tests leaves the machine.
        context.route(
            lambda url: urlsplit(url).hostname != "localhost",
            lambda route: route.fulfill(body="<title>elsewhere</title>", content_type="text/html"),
        )
        try:
            yield Visitor(context.new_page(), served)
        finally:
            context.close()

    return visit


@pytest.fixture
def visitor(visits: Callable[..., Any]) -> Iterator[Visitor]:
    """At a desk, reading English; the console stays silent."""
    with visits() as somebody:
        yield somebody
        assert somebody.complaints == []
