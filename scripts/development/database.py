"""The database, without Django, whose import costs two seconds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.env import ROOT
from scripts.development import Failed
from scripts.servers import DATABASE

if TYPE_CHECKING:
    import psycopg

APPS = ("cms", "home", "snippets")
ACCOUNTS = ("admin", "editor", "publisher", "seo")


@contextmanager
def database(url: str, *, make: bool = False) -> Iterator[psycopg.Connection]:
    """A connection that commits by itself. With `make`, the database is created when missing."""
    import psycopg

    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        if not (make and f'"{DATABASE}" does not exist' in str(error)):
            raise Failed(f"PostgreSQL cannot be reached: {error}") from None
        with psycopg.connect(url, dbname="postgres", autocommit=True) as maintenance:
            maintenance.execute(f"CREATE DATABASE {DATABASE}")
        connection = psycopg.connect(url, autocommit=True)
    with connection:
        yield connection


def migrations_here() -> str:
    """Changes when a migration of ours or a library that may bring one changes."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for app in APPS:
        for path in sorted((ROOT / app / "migrations").glob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


# Kept as a comment on Django's own table, so it goes wherever the database goes: a restored dump
# says which code it was last migrated by. The rows are in it for `manage.py migrate home 0001`.
_MIGRATIONS_IN = """
    SELECT obj_description('django_migrations'::regclass),
           (SELECT md5(string_agg(app || '.' || name, ' ' ORDER BY app, name))
            FROM django_migrations)
"""


def _comment_and_rows(connection: psycopg.Connection) -> tuple[str | None, str | None]:
    row = connection.execute(_MIGRATIONS_IN).fetchone()
    return row if row is not None else (None, None)


def migrated(connection: psycopg.Connection) -> bool:
    """Whether the database was last migrated by the code that is here."""
    if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
        return False
    comment, rows = _comment_and_rows(connection)
    return comment == f"{migrations_here()} {rows}"


def remember_migrated(connection: psycopg.Connection) -> None:
    from psycopg import sql

    _, rows = _comment_and_rows(connection)
    comment = sql.Literal(f"{migrations_here()} {rows}")
    with connection.transaction():
        # PostgreSQL refuses the second of two comments that are written at once.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('django_migrations'))")
        connection.execute(sql.SQL("COMMENT ON TABLE django_migrations IS {}").format(comment))


def names_website(connection: psycopg.Connection, url: str) -> bool:
    """Whether Wagtail's site has the website's address (home/website_address.py writes it)."""
    address = urlsplit(url)
    row = connection.execute(
        "SELECT hostname, port FROM wagtailcore_site WHERE is_default_site"
    ).fetchone()
    port = address.port or (443 if address.scheme == "https" else 80)
    return row == (address.hostname, port)


def accounts_in(url: str) -> list[str]:
    with database(url) as connection:
        rows = connection.execute(
            "SELECT username FROM auth_user WHERE is_active AND username = ANY(%s)",
            [list(ACCOUNTS)],
        )
        active = {name for (name,) in rows}
    return [name for name in ACCOUNTS if name in active]
