"""The ground that every test stands on: real servers, a database put back after each test.

The first pytest process starts PostgreSQL and Redis (`tests/engines.py`); each worker gets a
database and a Redis number of its own. No test has a database unless it asks for `database`.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import psycopg
import pytest
import redis

from scripts.servers import ServerError
from tests import baseline
from tests.cms_server import CmsServer
from tests.engines import WEBSITE, Engines, Session

pytest_plugins = ["tests.people", "tests.quick"]
# The longest files, which a worker that comes to them last would be left alone with. The first of
# those that want the demo site loads it, and the others would wait for that.
FIRST = (
    "test_running_it.py",
    "test_who_may_do_what.py",
    "test_the_way_from_draft_to_readers_in_a_browser.py",
    "test_kept_answers_follow_what_they_read.py",
    "test_the_work_of_editors_in_a_browser.py",
    "test_what_is_written_is_never_lost.py",
    "test_what_is_written_has_its_own_direction.py",
    "test_no_address_of_the_admin_fails.py",
    "test_the_seo_tab_in_a_browser.py",
    "test_titles_are_told_to_nobody_who_may_not_see_them.py",
    "test_the_website_shows_every_page_in_its_language.py",
    "test_the_website_is_light_and_needs_no_mouse.py",
    "test_backups.py",
    "test_click_to_edit_in_a_browser.py",
    "test_publishes_are_delivered.py",
    "test_a_schedule_is_in_the_time_zone_that_it_names.py",
    "test_the_demo_site.py",
    "test_the_website_leads_where_links_lead.py",
    "test_generated_clients.py",
)
SETTINGS = "config.settings.test"
ENGINES = pytest.StashKey[Engines]()
SESSION = pytest.StashKey[Session]()


def pytest_configure(config: pytest.Config) -> None:
    """Start or find the servers, and say where they are before anything loads the settings."""
    if config.getoption("help") or config.getoption("version") or config.getoption("collectonly"):
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        _set_up_django()
        return
    if "django.conf" in sys.modules and sys.modules["django.conf"].settings.configured:
        pytest.exit(
            "Unset DJANGO_SETTINGS_MODULE: the tests choose their own settings.", returncode=4
        )
    worker_input = getattr(config, "workerinput", None)
    if worker_input is not None:
        engines = Engines(**worker_input["engines"])
        _use(engines, worker_input["workerid"])
        config.stash[ENGINES] = engines
        return
    session = config.stash[SESSION] = Session()
    workers = len(config.getoption("tx", None) or [])
    names = [f"gw{number}" for number in range(workers)] or ["main"]
    try:
        config.stash[ENGINES] = session.start(names)
    except ServerError as error:
        session.stop()
        pytest.exit(str(error), returncode=3)
    except BaseException:
        session.stop()
        raise
    if not workers:
        _use(config.stash[ENGINES], "main")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: collections of garbage need not look through it each time."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path.name, len(FIRST)))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["engines"] = asdict(node.config.stash[ENGINES])


def pytest_unconfigure(config: pytest.Config) -> None:
    if session := config.stash.get(SESSION, None):
        session.stop()


def _use(engines: Engines, worker: str) -> None:
    """Make this process's environment that of one worker; nothing of the developer's leaks in."""
    from config.env import Environment

    for name in Environment.model_fields:
        os.environ.pop(name.upper(), None)
    data_dir = engines.data_dir(worker)
    # With the folder that WhiteNoise looks for, and otherwise warns of in every test.
    (data_dir / "static").mkdir(parents=True)
    os.environ |= {
        "DATABASE_URL": engines.database(worker),
        "REDIS_URL": engines.redis(worker),
        "DATA_DIR": str(data_dir),
        "FRONTEND_URL": WEBSITE,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
    }
    _set_up_django()


def _set_up_django() -> None:
    # pytest-django sets Django up in its own pytest_configure, after ours, once there are settings.
    from django.conf import settings

    settings.INSTALLED_APPS  # noqa: B018
    # A machine that runs three tests at once is no Redis that hangs; that one has tests with
    # processes of their own (tests/fault_cluster.py).
    settings.REDIS_TIMEOUT = 2.0


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """pytest-django makes no database: the worker's own was there before Django."""


@pytest.fixture(scope="session")
def _way_back() -> Iterator[psycopg.Connection[Any]]:
    from tests import keeper_at_once

    keeper_at_once.connect()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def _redis_of_the_tests() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        yield client


@pytest.fixture
def database(
    django_db_blocker: Any,
    _way_back: psycopg.Connection[Any],
    _redis_of_the_tests: redis.Redis,
) -> Iterator[None]:
    """The database as `migrate` leaves it. What the test commits is gone before the next one."""
    with django_db_blocker.unblock():
        yield
        _put_back(_way_back, _redis_of_the_tests)


@pytest.fixture(scope="module")
def database_of_the_module(
    django_db_blocker: Any,
    _way_back: psycopg.Connection[Any],
    _redis_of_the_tests: redis.Redis,
) -> Iterator[None]:
    """As `database`, and what is committed stays until the module's last test.

    For tests that read content which takes long to make. Not beside `database`.
    """
    with django_db_blocker.unblock():
        yield
        _put_back(_way_back, _redis_of_the_tests)


def _put_back(way_back: psycopg.Connection[Any], redis_of_the_tests: redis.Redis) -> None:
    from django.db import connections

    connections.close_all()
    _stop_background_threads()
    baseline.reset(way_back)
    # Putting the rows back raised nothing; readers of other processes shall see it.
    way_back.execute("SELECT raise_content_version()")
    redis_of_the_tests.flushdb()
    _forget_what_was_read()


def _stop_background_threads() -> None:
    from cms.background import threads

    threads.stop()


def _forget_what_was_read() -> None:
    """What this process remembers of the database, and the files that it wrote."""
    from django.conf import settings
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.clear_cache()
    from cms.delivery import renditions
    from cms.engines.compiled_query import known_tables
    from cms.publishing.stores import memory, parts

    memory.forget()
    parts.forget()
    known_tables.forget()
    renditions.forget()
    for folder in (settings.MEDIA_ROOT, settings.PUBLISHED_ROOT):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def about(database: None) -> Any:
    """A live page at /en/about/."""
    from tests import content

    return content.page()


@pytest.fixture(scope="module")
def cms_server() -> Iterator[CmsServer]:
    """A gunicorn with two processes on the same database and Redis, for all tests of a module."""
    with CmsServer(workers=2) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium. Where there is none the tests are skipped, but never in a CI."""
    program = next(
        filter(
            None,
            map(
                shutil.which,
                ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
            ),
        ),
        None,
    )
    if program is None:
        reason = "Chromium is not installed (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
