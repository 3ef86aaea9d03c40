"""`manage.py dumpdata`: the website as JSON, for another installation's `loaddata`.

Django's own, which by itself writes what every database makes anew with other numbers: kinds of
content and permissions are named here, not numbered. Left out is what belongs to this installation
or is made of the rest: versions, the search, references, sessions, failed log-ins, webhooks.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import CommandParser
from django.core.management.commands import dumpdata

OF_THIS_INSTALLATION = (
    *("contenttypes", "auth.permission", "admin", "sessions", "axes", "wagtailsearch"),
    *("wagtailcore.referenceindex", "wagtailcore.apitoken", "wagtailcore.uploadedfile"),
)
# Of our own tables editors write one by hand; the others are versions, the search and webhooks.
_WRITTEN_BY_EDITORS = ("cms.searchsynonyms",)


def left_out() -> list[str]:
    """Apps and models of which nothing is written."""
    ours = (model._meta.label_lower for model in apps.get_app_config("cms").get_models())
    return [*OF_THIS_INSTALLATION, *(name for name in ours if name not in _WRITTEN_BY_EDITORS)]


class Command(dumpdata.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(exclude=[], format="site")

    def handle(self, *app_labels: str, **options: Any) -> None:
        if not app_labels:
            options["exclude"] = [*options["exclude"], *left_out()]
        super().handle(*app_labels, **options)
