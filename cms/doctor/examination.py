"""All checks in the order in which a person wants to hear of them. A new one is one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection

from cms.doctor import database, delivery, machine
from cms.doctor.finding import Finding, failure
from cms.engines.file_storage import StorageUnavailable
from cms.publishing.publish import DatabaseErrors
from cms.publishing.stores.redis import StoreUnavailable

CHECKS: tuple[tuple[str, Callable[[], Finding]], ...] = (
    ("postgresql", database.postgresql),
    ("migrations", database.migrations),
    ("triggers", database.watching),
    ("audit", database.audit_log),
    ("redis", delivery.redis),
    ("addresses", delivery.addresses),
    ("published", machine.published_files),
    ("media", machine.media),
    ("static", machine.static_files),
    ("disk", machine.disk),
    ("versions", delivery.versions),
    ("pictures", delivery.pictures),
    ("keeper", database.keeper),
    ("clock", database.clock),
    ("people", database.people),
    ("log-ins", database.second_factor),
    ("mail", machine.post),
)


def examine() -> Iterator[tuple[str, Finding]]:
    """Each check with what it found. One whose server does not answer is a failure of it."""
    for name, check in CHECKS:
        yield name, _found(check)


def _found(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except DatabaseErrors as error:
        connection.close()
        return failure(
            f"PostgreSQL: {str(error).splitlines()[0]}", "Check DATABASE_URL, and that it runs."
        )
    except StoreUnavailable as error:
        return failure(f"Redis: {str(error)[:120]}", "Check REDIS_URL, and that it runs.")
    except StorageUnavailable as error:
        return failure(str(error), "Check the AWS_ variables, and that it runs.")
