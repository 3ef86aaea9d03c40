"""manage.py check: Django's, with the checks that ask the database."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import check


class Command(check.Command):
    def handle(self, *app_labels: list[str], **options: Any) -> None:
        options["databases"] = options["databases"] or ["default"]
        super().handle(*app_labels, **options)
