"""manage.py migrate: Django's, by one process at a time.

It is Django's command in everything else. Questions (`--plan`, `--check`) wait for nobody.
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from home.set_up import alone


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        with alone(self.stderr.write, options["database"]):
            super().handle(*args, **options)
