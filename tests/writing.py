"""A process of editors: `python -m tests.writing FIRST WRITERS`, with the CMS's environment.

Every writer owns a menu item and a page, in both languages, and writes its next number into all
four in one transaction; saving them publishes, as it does in the admin. Lines on standard input:

    {"do": "prepare"}                         makes the content of all writers
    {"do": "fill", "pages": 1000}             makes so many pages more in each language
    {"do": "rehearse"}                        what the keeper does in a process that has started
    {"do": "write", "seconds": 3, "pause": 0} each writer, in a thread of its own, edits and edits
    {"do": "die"}                             a child commits and is killed before it publishes
    {"do": "race"}                            a child publishes slowly what another overtakes

Each is answered by a line: `{"commits": [[writer, number, at], …], "errors": […]}`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import Error, connection, transaction  # noqa: E402
from django.db.models.signals import post_delete, post_save  # noqa: E402
from modelsearch import signal_handlers  # noqa: E402
from wagtail.models import Locale  # noqa: E402

from cms.publishing import publish as publishing  # noqa: E402
from cms.publishing.middleware import publish_now  # noqa: E402
from home.models import ContentPage, HomePage  # noqa: E402
from snippets.models import MenuItem  # noqa: E402
from tests.many_pages import make_pages  # noqa: E402

LANGUAGES = ("en", "ar")
# How long the slow publisher of a race holds what it has read.
SLOW = 0.4


class Writer:
    def __init__(self, name: str) -> None:
        self.name = name
        self.number = 0
        self.commits: list[tuple[str, int, float]] = []
        self.errors: list[str] = []

    def prepare(self) -> None:
        with transaction.atomic():
            pages: dict[str, ContentPage] = {}
            items: dict[str, MenuItem] = {}
            for code in LANGUAGES:
                locale = Locale.objects.get(language_code=code)
                same = {"translation_key": pages["en"].translation_key} if pages else {}
                pages[code] = ContentPage(
                    title=self.name,
                    slug=self.name,
                    seo_title=f"{self.name}-0",
                    locale=locale,
                    **same,
                )
                HomePage.objects.get(locale=locale).add_child(instance=pages[code])
                same = {"translation_key": items["en"].translation_key} if items else {}
                items[code] = MenuItem.objects.create(
                    label=f"{self.name}-0", route=f"/{self.name}/", locale=locale, **same
                )

    def write_until(self, end: float, pause: float) -> None:
        try:
            while time.monotonic() < end:
                try:
                    self.write()
                except Error as error:
                    # Whether it was committed is not known: the number is not used again.
                    self.errors.append(repr(error))
                    time.sleep(0.05)
                    connection.close()
                time.sleep(pause)
        finally:
            connection.close()

    def write(self, before_publishing: Callable[[], None] | None = None) -> None:
        """Writes the next number, in one of the ways in which content changes."""
        self.number += 1
        number = self.number

        def committed() -> None:
            self.commits.append((self.name, number, time.monotonic()))
            if before_publishing is not None:
                before_publishing()

        with transaction.atomic():
            # Before what saving registers, so that it runs first.
            transaction.on_commit(committed)
            # What nobody publishes is left to the keepers: every other bulk update.
            is_published = bool(number % 2) or before_publishing is not None
            if number % 20 == 0:
                self._publish_revisions(f"{self.name}-{number}")
                is_published = True
            elif number % 20 == 10:
                self._save(f"{self.name}-{number}")
                is_published = True
            else:
                self._update(f"{self.name}-{number}")
            if is_published:
                transaction.on_commit(publish_now)

    def _publish_revisions(self, words: str) -> None:
        """As the admin's forms do."""
        for page in ContentPage.objects.filter(slug=self.name):
            page.seo_title = words
            page.save_revision().publish()
        for item in MenuItem.objects.filter(route=f"/{self.name}/"):
            item.label = words
            item.save_revision().publish()

    def _save(self, words: str) -> None:
        for page in ContentPage.objects.filter(slug=self.name):
            page.seo_title = words
            page.save()
        for item in MenuItem.objects.filter(route=f"/{self.name}/"):
            item.label = words
            item.save()

    def _update(self, words: str) -> None:
        """As imports and bulk actions do."""
        ContentPage.objects.filter(slug=self.name).update(seo_title=words)
        MenuItem.objects.filter(route=f"/{self.name}/").update(label=words)


def die(writer: Writer) -> None:
    """The commit is told through a pipe, because the child does not live to report it."""
    reading, writing = os.pipe()

    def tell_and_die() -> None:
        os.write(writing, json.dumps(writer.commits[-1]).encode())
        os.kill(os.getpid(), signal.SIGKILL)

    child = _fork(lambda: writer.write(tell_and_die))
    os.close(writing)
    _wait(child, expected=-signal.SIGKILL)
    with os.fdopen(reading) as report:
        name, number, at = json.loads(report.read())
    writer.number = number
    writer.commits.append((name, number, at))


def race(slow: Writer, fast: Writer) -> None:
    """The slow publisher reads the database, loses its connection and with it the lock that lets
    one build run at a time, and swaps in what it read when a newer version is long out."""
    reading, writing = os.pipe()
    unhurried = publishing.take_snapshot

    def take_snapshot(held: Any = None, **options: Any) -> Any:
        snapshot = unhurried(held, **options)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            report = [cursor.fetchone()[0], snapshot.version, slow.commits[-1]]
        os.write(writing, json.dumps(report).encode() + b"\n")
        time.sleep(SLOW)
        return snapshot

    def publish_slowly() -> None:
        publishing.take_snapshot = take_snapshot
        with connection.cursor() as cursor:
            # Before the commit, or a keeper may be quicker. The publisher takes it once more.
            cursor.execute("SELECT pg_advisory_lock(%s)", [publishing.LOCK])
        slow.write(before_publishing=lambda: None)

    child = _fork(publish_slowly)
    os.close(writing)
    with os.fdopen(reading) as report:
        backend, version, (name, number, at) = json.loads(report.readline())
    slow.number = number
    slow.commits.append((name, number, at))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
    fast.write()
    assert publishing.publish().version > version, "the slow one must hold the older content"
    _wait(child, expected=0)


def _fork(act: Callable[[], None]) -> int:
    """A child with a connection of its own. No thread runs here between two lines of input."""
    connection.close()
    if pid := os.fork():
        return pid
    try:
        act()
    except BaseException as error:  # noqa: BLE001 - a child must not go on as its parent
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def _wait(pid: int, expected: int) -> None:
    _pid, status = os.waitpid(pid, 0)
    ended = os.waitstatus_to_exitcode(status)
    assert ended == expected, f"the child ended with {ended}"


def _leave_the_search_index_alone() -> None:
    """Wagtail's index in PostgreSQL writes all of its rows when the average length of titles
    changes, so transactions that save several things at once wait for each other, and deadlock.
    What is searched is not what these editors are here for."""
    for model in (ContentPage, MenuItem):
        for event, receiver in (
            (post_save, signal_handlers.post_save_signal_handler),
            (post_delete, signal_handlers.post_delete_signal_handler),
        ):
            assert event.disconnect(receiver, sender=model)


def obey(order: dict[str, Any], writers: list[Writer]) -> None:
    match order["do"]:
        case "prepare":
            for writer in writers:
                writer.prepare()
        case "fill":
            for code in LANGUAGES:
                make_pages(order["pages"], code)
            publish_now()
        case "rehearse":
            publishing.catch_up()
            publishing.rehearse()
        case "write":
            end = time.monotonic() + order["seconds"]
            threads = [
                threading.Thread(target=writer.write_until, args=(end, order["pause"]))
                for writer in writers
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        case "die":
            die(writers[0])
        case "race":
            race(writers[0], writers[1])


def main() -> None:
    _leave_the_search_index_alone()
    first, count = int(sys.argv[1]), int(sys.argv[2])
    writers = [Writer(f"w{number}") for number in range(first, first + count)]
    for line in sys.stdin:
        obey(json.loads(line), writers)
        commits = [commit for writer in writers for commit in writer.commits]
        errors = [error for writer in writers for error in writer.errors]
        print(json.dumps({"commits": commits, "errors": errors}), flush=True)
        for writer in writers:
            writer.commits, writer.errors = [], []


if __name__ == "__main__":
    main()
