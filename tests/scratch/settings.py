"""The settings of the tests, with the scratch app and its language."""

from config.settings.test import *  # noqa: F403
from config.settings.test import INSTALLED_APPS, LANGUAGES

INSTALLED_APPS = ["tests.scratch.block", *INSTALLED_APPS, "tests.scratch.apps.Scratch"]
# Its tables are made of its models: `migrate --run-syncdb`.
MIGRATION_MODULES = {"scratch": None}
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [*LANGUAGES, ("fr", "French")]
