"""manage.py load_demo: fills a new site with the demo content, once.

The image of production leaves `home/demo` out (`.dockerignore`); the command is there and says so.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.set_up import alone

IN_PRODUCTION = (
    "This is production: the demo's pages would be public at {website}, and its accounts could log"
    " in. Nothing was loaded. Say --in-production if that is what you want."
)
NOT_IN_THE_IMAGE = (
    "The demo site is not part of this image: the image holds what production needs."
    " Load the demo in a checkout, with scripts/run or docker/compose.dev.yaml."
)


class Command(BaseCommand):
    help = "Loads the demo site and its accounts. Run again, it changes nothing without --reset."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset",
            action="store_true",
            help="give the demo's pages, snippets, pictures and accounts their first state back",
        )

        parser.add_argument(
            "--in-production",
            action="store_true",
            help="load it although DJANGO_SETTINGS_MODULE is config.settings.production",
        )

    def handle(self, *args: object, **options: object) -> None:
        if find_spec("home.demo") is None:
            raise CommandError(NOT_IN_THE_IMAGE)
        if settings.STAGE == "production" and not options["in_production"]:
            raise CommandError(IN_PRODUCTION.format(website=settings.FRONTEND_URL))
        from home.demo.accounts import NoAccounts
        from home.demo.load import NotLoaded, load

        try:
            with alone(self.stderr.write), _without_a_line_for_each_row():
                loaded = load(self.stdout.write, reset=bool(options["reset"]))
        except (NoAccounts, NotLoaded) as error:
            raise CommandError(str(error)) from error
        if not loaded:
            self.stdout.write(
                "The demo site is here already; nothing was changed. --reset puts it back."
            )


@contextmanager
def _without_a_line_for_each_row() -> Iterator[None]:
    """Wagtail logs every publication, a thousand lines between ours."""
    loggers = [logging.getLogger(name) for name in ("wagtail", "django_tasks")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
