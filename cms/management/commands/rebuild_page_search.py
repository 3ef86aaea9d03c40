"""`manage.py rebuild_page_search`: makes the texts that searches compare, of all pages."""

from __future__ import annotations

import time

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from cms.search import index


class Command(BaseCommand):
    help = (
        "Makes the texts that searches compare, of all pages. They keep themselves true; this is "
        "for after a repair of the database by hand."
    )

    def handle(self, *args: object, **options: object) -> None:
        started, made = time.monotonic(), 0
        index.note_all()
        while number := index.catch_up():
            made += number
        seconds = time.monotonic() - started
        pages = ngettext("%d page", "%d pages", made) % made
        self.stdout.write(f"{pages} in {seconds:.1f} s")
