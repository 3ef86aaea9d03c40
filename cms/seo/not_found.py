"""Addresses that visitors asked for and that are nothing, as frontends report them.

One row an address, with how often and when; nothing of the visitor. There are never more than
`MOST` rows: beyond, those that were asked for least and longest ago go. So however many addresses
somebody makes up, the list of those that people really follow stays.
"""

from __future__ import annotations

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.models import Redirect

from home.redirect_rules import path_and_pairs

MOST = 2_000
#: Characters. Of PostgreSQL's index, which takes 2,700 bytes of a text.
LONGEST = 600


class NotFoundAddress(models.Model):
    """`path`: decoded, without a final slash and without a query, as redirects store it."""

    path = models.CharField(_("address"), max_length=LONGEST, unique=True)
    hits = models.PositiveIntegerField(_("times"), default=1)
    first_seen = models.DateTimeField(_("first time"))
    last_seen = models.DateTimeField(_("last time"))

    class Meta:
        default_permissions = ()
        verbose_name = _("address that is not found")
        verbose_name_plural = _("addresses that are not found")

    def __str__(self) -> str:
        return self.path


_NOTE = """
    INSERT INTO cms_notfoundaddress AS known (path, hits, first_seen, last_seen)
    VALUES (%s, 1, now(), now())
    ON CONFLICT (path) DO UPDATE SET hits = least(known.hits, 2147483646) + 1, last_seen = now()
    RETURNING hits
"""


def note(address: str) -> bool:
    """Counts a visit of an address of the website; whether it was counted. One that is too long to
    be led anywhere is not.

    Raises ValueError for what is no address.
    """
    path, _pairs = path_and_pairs(address)
    if len(path) > LONGEST:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NOTE, [path])
        if cursor.fetchone()[0] == 1:
            _forget_the_least()
    return True


def _forget_the_least() -> None:
    rows = NotFoundAddress.objects.order_by("-hits", "-last_seen", "-pk")
    NotFoundAddress.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[MOST:])).delete()


def forget(path: str) -> None:
    """Of an address that leads somewhere now."""
    NotFoundAddress.objects.filter(path=path.partition("?")[0]).delete()


def connect() -> None:
    """An address that has a redirect is off the list, whoever made it."""
    models.signals.post_save.connect(
        _forget_what_leads_somewhere, sender=Redirect, dispatch_uid="not_found"
    )


def _forget_what_leads_somewhere(instance: Redirect, **_kwargs: object) -> None:
    forget(instance.old_path)
