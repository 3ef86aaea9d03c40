"""The demo site with all its pictures' sizes, loaded once in a run of the tests.

The first test that wants it loads it as anybody does, and keeps the rows and the files; for others,
in whichever process, these are put back: the same as loading it again, thirty seconds sooner.
"""

from __future__ import annotations

import fcntl
import io
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from PIL import AvifImagePlugin, Image
from psycopg import sql

from cms.delivery import renditions
from tests.people import PASSWORD

# Each database counts its versions itself.
LEFT_ALONE = {
    *("content_version", "content_change", "cms_documentversion", "cms_publication"),
    *("cms_keptversion", "cms_keptdata", "cms_change", "cms_hold"),
    "django_migrations",
}
SEQUENCES = """
    SELECT sequencename, last_value FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL
"""


def load() -> None:
    """Into the empty database of the test that asks."""
    folder = Path(os.environ["DATA_DIR"]).parent / "demo"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            if folder.exists():
                _put_back(connection, folder)
            else:
                with override_settings(ADMIN_PASSWORD=PASSWORD):
                    call_command("load_demo", stdout=io.StringIO())
                with _encoding_quickly():
                    renditions.make_missing()
                _keep(connection, folder)


@contextmanager
def _encoding_quickly() -> Iterator[None]:
    """AVIF by the encoder's quickest way, which takes a sixth of the time: larger files, that are
    otherwise the same."""
    avif = AvifImagePlugin.AvifImageFile.format
    save = Image.SAVE[avif]

    def save_quickly(image: Image.Image, *arguments: object) -> None:
        image.encoderinfo["speed"] = 10
        save(image, *arguments)

    Image.register_save(avif, save_quickly)
    try:
        yield
    finally:
        Image.register_save(avif, save)


def _keep(connection: psycopg.Connection, folder: Path) -> None:
    aside = folder.with_suffix(".new")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(settings.MEDIA_ROOT, aside / "media")
    for table in _tables(connection):
        statement = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
        with (aside / table).open("wb") as file, connection.cursor().copy(statement) as rows:
            for part in rows:
                file.write(part)
    sequences = connection.execute(SEQUENCES).fetchall()
    (aside / "sequences.json").write_text(json.dumps(sequences))
    aside.rename(folder)


def _put_back(connection: psycopg.Connection, folder: Path) -> None:
    connection.execute("SET session_replication_role = replica")
    for table in _tables(connection):
        name = sql.Identifier(table)
        connection.execute(sql.SQL("DELETE FROM {}").format(name))
        statement = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(name)
        with connection.cursor().copy(statement) as rows:
            rows.write((folder / table).read_bytes())
    for name, value in json.loads((folder / "sequences.json").read_text()):
        connection.execute("SELECT setval(format('public.%%I', %s::text), %s)", [name, value])
    # Where the website is, is another matter in each test.
    website = urlsplit(settings.FRONTEND_URL)
    connection.execute(
        "UPDATE wagtailcore_site SET hostname = %s, port = %s",
        [website.hostname, website.port or 80],
    )
    connection.execute("SELECT raise_content_version()")
    connection.commit()
    shutil.copytree(folder / "media", settings.MEDIA_ROOT, dirs_exist_ok=True)
    # What this process remembers of the rows that were there.
    ContentType.objects.clear_cache()
    connections.close_all()


def _tables(connection: psycopg.Connection) -> list[str]:
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return sorted({name for (name,) in tables} - LEFT_ALONE)
