"""The website's address: `FRONTEND_URL` says it, and Wagtail's site follows.

Readers get the setting (cms/delivery/pages.py). The row of the default `Site` repeats it for
Wagtail's own links in the admin; `migrate` writes it there, so it is right from the first start on.
Who changes the row by hand is told by a system check and by /health/.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Info, Warning
from django.db import DatabaseError, InterfaceError
from wagtail.models import Site


def place() -> tuple[str, int]:
    """Host name and port of the setting, as a `Site` has them."""
    address = urlsplit(settings.FRONTEND_URL or "http://localhost")
    return address.hostname or "localhost", address.port or (
        443 if address.scheme == "https" else 80
    )


def follow_setting() -> bool:
    """Writes the setting's address into the default site; answers whether it had another."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None or (site.hostname, site.port) == place():
        return False
    site.hostname, site.port = place()
    site.save(update_fields=["hostname", "port"])
    return True


def follow_after_migrate(sender: AppConfig, using: str = "default", **kwargs: object) -> None:
    """Receiver of post_migrate. The site is made by a migration of this app."""
    from django.db import connections

    if Site._meta.db_table in connections[using].introspection.table_names():
        follow_setting()


def disagreement() -> str:
    """How the default site and the setting differ, "" when they agree. One query."""
    held = Site.objects.filter(is_default_site=True).values_list("hostname", "port").first()
    if held is None:
        return "there is no default site (Settings -> Sites)"
    if held == place():
        return ""
    return f"Wagtail's site says {_joined(*held)}, FRONTEND_URL says {_joined(*place())}"


def _joined(hostname: str, port: int) -> str:
    return f"{hostname}:{port}"


def check_address(databases: Sequence[str] | None = None, **_options: object) -> list[CheckMessage]:
    """A system check of the database: `migrate` and `check` look, other commands do not."""
    if not databases:
        return []
    try:
        problem = disagreement()
    except (DatabaseError, InterfaceError) as error:
        reason = str(error).splitlines()[0]
        text = f"The website's address was not compared with Wagtail's site: {reason}"
        return [Info(text, id="home.I001")]
    if not problem:
        return []
    hint = "Correct FRONTEND_URL, or run `manage.py migrate`, which writes it into the site."
    return [Warning(f"{problem}.", hint, id="home.W001")]
