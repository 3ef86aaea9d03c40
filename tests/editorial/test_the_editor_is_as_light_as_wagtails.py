"""Opening a page in the editor asks the database about as often as stock Wagtail does.

The same page (the same fields, panels, blocks and content) is opened by a superuser in the CMS and
in a stock Wagtail site with two languages, each in a process that is warm. Everything of ours
counts: mixins, permissions, hooks, panels, middleware, and wagtail-localize, which a stock site has
not. Renditions count too: a stock site keeps them in the memory of each process, where they may be
those of a file that another process has replaced.

The time, which no test can hold on a shared machine, is printed beside the queries:
OPENINGS=30 scripts/test tests/editorial/test_the_editor_is_as_light_as_wagtails.py -rP
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from config.env import ROOT
from tests import content
from tests.stock.opening import USERNAME, body, opened

pytestmark = pytest.mark.usefixtures("database")

MOST = 1.3  # times the queries of stock Wagtail
NAME = "stock"


@pytest.fixture
def empty_database() -> Iterator[str]:
    """Beside the worker's own, and gone afterwards."""
    own = os.environ["DATABASE_URL"]
    parts = urlsplit(own)
    name = f"{parts.path.strip('/')}_{NAME}"
    with psycopg.connect(own, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield urlunsplit(parts._replace(path=f"/{name}"))
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def stock(database: str, translated: bool, times: int) -> dict[str, float]:
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "tests.stock.measure", database, str(times)]
    completed = subprocess.run(
        [*command, *(["--translated"] if translated else [])],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert completed.returncode == 0, completed.stderr[-3000:]
    answer: dict[str, float] = json.loads(completed.stdout)
    return answer


def ours(translated: bool, times: int) -> dict[str, float]:
    get_user_model().objects.create_superuser(USERNAME, "", USERNAME)
    image = content.image("Sea", (320, 200))
    page = content.page(social_image=image)
    page.body = page._meta.get_field("body").to_python(body(content.home(), image))
    page.save_revision().publish()
    if translated:
        content.arabic(page)
    return opened(reverse("wagtailadmin_pages:edit", args=[page.pk]), times)


@pytest.mark.parametrize("translated", [False, True], ids=["in one language", "in both languages"])
def test_the_editor_asks_at_most_a_third_more_than_stock_wagtail(
    translated: bool, empty_database: str, admin: Any
) -> None:
    times = int(os.environ.get("OPENINGS", "1"))
    theirs, own = stock(empty_database, translated, times), ours(translated, times)
    print(
        f"stock {theirs}, ours {own}: {own['queries'] / theirs['queries']:.2f} of the queries, "
        f"{own['milliseconds'] / theirs['milliseconds']:.2f} of the time"
    )
    assert theirs["queries"] > 20, "the stock page was not opened"
    assert own["queries"] <= MOST * theirs["queries"]
