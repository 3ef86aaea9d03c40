"""`manage.py openapi`: prints the OpenAPI document, for tools that make something of it."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand, CommandParser

from cms.api.openapi.document import build


class Command(BaseCommand):
    help = "Prints the OpenAPI document. Asks neither PostgreSQL nor Redis."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--without-examples", action="store_true", help="the shapes alone, for types"
        )

    def handle(self, *args: object, **options: object) -> None:
        document = build(with_examples=not options["without_examples"])
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
