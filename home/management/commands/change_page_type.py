"""manage.py change_page_type: makes events or articles of pages that were written as plain pages.

Which pages these are, and when an event begins, only people know: so it is no migration. A page is
named by its number, which is in the address of its editor: /admin/pages/12/edit/.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Page

from home.models import WebsitePage
from home.type_changes import CannotChangeType, change_type


class Command(BaseCommand):
    help = "Gives pages another type, with all their languages, history and what links to them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="+", type=int, help="of pages, in any of their languages")
        parser.add_argument("--to", required=True, help="home.EventPage or home.ArticlePage")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help="what the type has beside: start=2026-12-05T12:30 (in the website's time zone)",
        )

    def handle(self, *args: object, **options: object) -> None:
        new = _type(str(options["to"]))
        values = dict(_value(new, given) for given in cast("list[str]", options["set"]))
        ids = cast("list[int]", options["ids"])
        with transaction.atomic():  # all of them or none
            for pk in ids:
                self._change(pk, new, values)

    def _change(self, pk: int, new: type[WebsitePage], values: dict[str, object]) -> None:
        page = Page.objects.filter(pk=pk).first()
        page = page and page.specific
        if not isinstance(page, WebsitePage):
            raise CommandError(f"There is no page {pk} of the website. Nothing was changed.")
        try:
            changed = change_type(page, new, values)
        except CannotChangeType as error:
            raise CommandError(f"Page {pk}: {error} Nothing was changed.") from error
        except ValidationError as error:
            said = "; ".join(
                f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items()
            )
            raise CommandError(
                f"Page {pk} cannot be of the type {new.__name__}: {said} Give what it needs with "
                "--set. Nothing was changed."
            ) from error
        self.stdout.write(f"{page}: pages {', '.join(map(str, changed))} are {new.__name__} now.")


def _type(name: str) -> type[WebsitePage]:
    try:
        model = apps.get_model(name)
    except (LookupError, ValueError) as error:
        raise CommandError(f"There is no type of page “{name}”.") from error
    if not issubclass(model, WebsitePage):
        raise CommandError(f"“{name}” is no type of page of the website.")
    return model


def _value(new: type[WebsitePage], given: str) -> tuple[str, object]:
    name, equals, text = given.partition("=")
    try:
        column = new._meta.get_field(name)
        if not equals or name not in new.content_fields or not isinstance(column, models.Field):
            raise FieldDoesNotExist
        value = column.to_python(text)
    except FieldDoesNotExist as error:
        names = ", ".join(new.content_fields)
        raise CommandError(f"--set {given}: give one of {names}, “=” and a value.") from error
    except ValidationError as error:
        raise CommandError(f"--set {given}: {' '.join(error.messages)}") from error
    if isinstance(value, datetime) and timezone.is_naive(value):
        value = timezone.make_aware(value, timezone.get_default_timezone())
    return name, value
