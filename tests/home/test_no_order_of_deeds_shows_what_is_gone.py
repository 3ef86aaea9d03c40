"""Pages in two and in three languages: whatever is done to them, in whatever order, no reader gets
what was removed, made private or is in another language, and no link leads nowhere.

`EXAMPLES=200` for a long search; a few otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale

from cms.publishing import version
from tests import baseline, content
from tests.home.groups_of_languages import Groups
from tests.home.roles import person
from tests.people import PASSWORD, Person, Reader

pytestmark = pytest.mark.timeout(3600)

NAMES = {"en": "English", "ar": "Arabic", "fr": "French"}


@pytest.fixture(params=[("en", "ar"), ("en", "ar", "fr")], ids=["two languages", "three"])
def languages(request: pytest.FixtureRequest) -> Iterator[tuple[str, ...]]:
    codes: tuple[str, ...] = request.param
    named = [(code, NAMES[code]) for code in codes]
    with override_settings(LANGUAGES=named, WAGTAIL_CONTENT_LANGUAGES=named):
        get_content_languages.cache_clear()
        yield codes
    get_content_languages.cache_clear()


@pytest.fixture
def start(reader: Reader, _way_back: object) -> Callable[[tuple[str, ...]], None]:
    """The website as `migrate` leaves it, with a home page in each language."""

    def begin(languages: tuple[str, ...]) -> None:
        baseline.reset(_way_back)
        version.raise_version()
        ContentType.objects.clear_cache()
        for code in set(languages) - {"en", "ar"}:
            Locale.objects.create(language_code=code)
            home_page = content.home().copy_for_translation(content.locale(code))
            home_page.save_revision().publish()

    return begin


def test_no_order_of_deeds_shows_what_is_gone(
    languages: tuple[str, ...], reader: Reader, start: Callable[[tuple[str, ...]], None]
) -> None:
    class FromTheStart(Groups):
        def __init__(self) -> None:
            start(languages)
            get_user_model().objects.create_superuser("admin", "admin@example.com", PASSWORD)
            cls = type(self)
            cls.languages, cls.reader = languages, reader
            cls.admin, cls.other = Person("admin"), person("P")
            super().__init__()

    run_state_machine_as_test(
        FromTheStart,
        settings=settings(
            max_examples=int(os.environ.get("EXAMPLES", "3")),
            stateful_step_count=20,
            deadline=None,
            # Making a sequence shorter takes minutes; it has twenty deeds at most.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize="EXAMPLES" not in os.environ,
            database=None,
        ),
    )
