"""Each test starts from the database and Redis of a fresh install, whatever others committed."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from tests import baseline


@pytest.fixture
def connection() -> Any:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def table_of_versions(connection: Any) -> Any:
    """A table as content_version is: raised by a trigger, out of Django's hands."""
    connection.execute("CREATE TABLE raised (id serial)")
    connection.execute(
        """
        CREATE FUNCTION raise_it() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO public.raised DEFAULT VALUES; RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER raise_it AFTER INSERT OR DELETE OR UPDATE ON wagtailcore_site
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_it()
        """
    )
    yield "raised"
    connection.execute("DROP TRIGGER raise_it ON wagtailcore_site")
    connection.execute("DROP FUNCTION raise_it; DROP TABLE raised")


def test_a_reset_puts_back_rows_that_were_added_changed_and_removed(
    database: None, connection: Any
) -> None:
    from wagtail.models import Locale, Page, Site

    from snippets.models import MenuItem

    before = list(Site.objects.values()), list(Page.objects.order_by("pk").values("pk", "title"))
    MenuItem.objects.create(
        label="About", route="/about/", locale=Locale.objects.get(language_code="en")
    )
    Site.objects.update(hostname="elsewhere.example")
    Site.objects.all().delete()  # or its last home page would not go
    Page.objects.filter(depth__gt=1).delete()

    changed = baseline.reset(connection)

    assert {"snippets_menuitem", "wagtailcore_site", "wagtailcore_page"} <= set(changed)
    assert not MenuItem.objects.exists()
    assert (
        list(Site.objects.values()),
        list(Page.objects.order_by("pk").values("pk", "title")),
    ) == before
    assert baseline.reset(connection) == []


@pytest.mark.parametrize("round_", [1, 2])
def test_new_rows_get_the_same_ids_in_every_test(database: None, round_: int) -> None:
    from wagtail.models import Collection, Locale

    from snippets.models import MenuItem

    english = Locale.objects.get(language_code="en")
    assert MenuItem.objects.create(label="About", route="/about/", locale=english).pk == 1
    assert Collection.get_first_root_node().add_child(name="Photos").pk == 2


def test_a_reset_is_no_change_of_content(
    database: None, connection: Any, table_of_versions: str
) -> None:
    connection.execute("UPDATE wagtailcore_site SET hostname = 'elsewhere.example'")
    count = f"SELECT count(*) FROM {table_of_versions}"
    assert connection.execute(count).fetchone() == (1,)

    # The audit log has it too: what a site is changes for everybody.
    assert set(baseline.reset(connection)) == {"wagtailcore_site", "cms_auditevent"}

    assert connection.execute(count).fetchone() == (1,)


def test_a_reset_takes_less_than_a_tenth_of_a_second(database: None, connection: Any) -> None:
    from wagtail.models import Locale

    from snippets.models import MenuItem

    english = Locale.objects.get(language_code="en")
    seconds = []
    for _ in range(5):
        for number in range(20):
            MenuItem.objects.create(label=f"{number}", route="/", locale=english)
        start = time.perf_counter()
        baseline.reset(connection)
        seconds.append(time.perf_counter() - start)
    print(f"reset: {min(seconds) * 1000:.0f} to {max(seconds) * 1000:.0f} ms")
    assert min(seconds) < 0.1


@pytest.mark.parametrize("round_", [1, 2])
def test_redis_is_empty_and_holds_what_this_worker_wrote_alone(database: None, round_: int) -> None:
    from django.conf import settings
    from django.core.cache import cache

    assert os.environ["REDIS_URL"] == settings.REDIS_URL
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        assert client.dbsize() == 0
        cache.set("a", "b")
        client.set("of", "its own")
        assert client.dbsize() == 2


def test_a_test_that_did_not_ask_for_a_database_has_none() -> None:
    from wagtail.models import Site

    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Site.objects.count()


def test_the_developers_own_environment_does_not_reach_the_tests() -> None:
    from django.conf import settings

    assert "_tests_" in settings.DATABASES["default"]["NAME"]
    assert settings.REDIS_KEY_PREFIX == ""
    assert str(settings.DATA_DIR) == os.environ["DATA_DIR"]


def test_the_files_that_begin_are_there() -> None:
    from tests.conftest import FIRST

    files = {path.name for path in Path(__file__).parent.parent.glob("*/test_*.py")}
    assert set(FIRST) <= files
