"""manage.py load_demo: fills a new site with the demo content, once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.demo.accounts import NoAccounts
from home.demo.load import NotLoaded, load


class Command(BaseCommand):
    help = "Loads the demo site and its accounts. Run again, it changes nothing without --reset."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset",
            action="store_true",
            help="give the demo's pages, snippets, pictures and accounts their first state back",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with _without_a_line_for_each_row():
                loaded = load(self.stdout.write, reset=options["reset"])
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
