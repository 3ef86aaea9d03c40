"""`manage.py loaddata --replace FILE`: puts the website of a `dumpdata` in the place of this one.

Without `--replace` it is Django's own: rows are added, and those of the same number overwritten.
With it, the tables that `dumpdata` writes are emptied first, in the same transaction: what this
database has and the other had not is gone. Then what is made of the rows is made anew: references,
the search, the documents. Pictures and files are copied by hand (docs/operations.md).
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.commands import loaddata
from django.db import connection, transaction
from django.db.models import AutoField, BigIntegerField, Max, Model
from django.db.models.functions import Cast
from psycopg import sql
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from cms.management.commands.dumpdata import left_out
from cms.publishing.publish import publish


class Command(loaddata.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="Empties the tables of the website first, and makes documents of what is loaded.",
        )

    def handle(self, *files: str, **options: Any) -> None:
        if not options["replace"]:
            super().handle(*files, **options)
            return
        with transaction.atomic():
            _empty()
            super().handle(*files, **options)
            _keep_numbers_of_what_is_deleted()
        quiet = min(1, options["verbosity"])
        call_command("rebuild_references_index", verbosity=0)
        call_command("update_index", verbosity=0)
        call_command("rebuild_page_search", verbosity=quiet)
        publish(again=True)


def _empty() -> None:
    """With what refers to those rows, which is of no use without them."""
    names = [sql.Identifier(name) for name in tables_of_the_website()]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(names)))


def _keep_numbers_of_what_is_deleted() -> None:
    """A number that the log names belongs to nothing new."""
    _leave_free(Page, PageLogEntry.objects.aggregate(last=Max("page_id"))["last"])
    number = Cast("object_id", BigIntegerField())
    logged = ModelLogEntry.objects.filter(object_id__regex=r"^\d{1,18}$").values("content_type")
    for row in logged.annotate(last=Max(number)).order_by():
        model = ContentType.objects.get_for_id(row["content_type"]).model_class()
        if model is not None and isinstance(model._meta.pk, AutoField):
            _leave_free(model, row["last"])


def _leave_free(model: type[Model], last: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(sequence, greatest(%s, nextval(sequence)))"
            " FROM pg_get_serial_sequence(%s, %s) AS sequence",
            [last or 1, model._meta.db_table, model._meta.pk.column],
        )


def tables_of_the_website() -> list[str]:
    """Of every model that `dumpdata` writes, and of what joins them."""
    kept = set(left_out())
    models = (model._meta for model in apps.get_models(include_auto_created=True))
    return sorted(
        {
            model.db_table
            for model in models
            if model.managed
            and not model.proxy
            and kept.isdisjoint({model.app_label, model.label_lower})
        }
    )
