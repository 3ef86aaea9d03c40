"""manage.py doctor: what is wrong with this installation and what to do, one line each.

Exit status 0 when nothing fails; warnings alone do not fail it, unless `--strict`. A deploy asks it
before the new release takes requests (scripts/deploy).
"""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.doctor.examination import examine
from cms.doctor.finding import Level


class Command(BaseCommand):
    help = "Says what is wrong with this installation and what to do. Changes nothing."
    # It says itself, in its own words, what these would stop at.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--strict", action="store_true", help="fail for warnings too")

    def handle(self, *args: object, **options: object) -> None:
        failing = {Level.FAILURE, Level.WARNING} if options["strict"] else {Level.FAILURE}
        failed = []
        for name, finding in examine():
            advice = f" -> {finding.advice}" if finding.advice else ""
            self.stdout.write(f"{finding.level.value} {name:<11} {finding.text}{advice}")
            if finding.level in failing:
                failed.append(name)
        if failed:
            raise CommandError(f"Not well: {', '.join(failed)}.")
