"""Secrets that somebody of the admin made for somebody who has no account."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.tokens.scopes import SCOPES, Scope

# Signs of the secret part, which are 256 bits.
BYTES = 32
SHOWN = 4
# A use is written down at most so often.
NOTED_EVERY = timedelta(minutes=1)


def digest_of(secret: str) -> str:
    """What is stored. A secret of 256 random bits is not guessed from it, so it needs no salt and
    no slow hash, and one index finds it."""
    return hashlib.sha256(secret.encode()).hexdigest()


class BearerSecret(models.Model):
    """A secret with an end, and the account that made it. The secret itself is nowhere: `digest`
    recognises it, `ending` tells people which it is. What it opens ends with `expires_at`, when it
    is revoked, and while its maker may not make such a thing."""

    #: The beginning by which programs that look for leaked secrets recognise it.
    prefix: ClassVar[str]
    #: The longest that it may last.
    longest: ClassVar[timedelta]

    name = models.CharField(_("name"), max_length=100)
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        editable=False,
        verbose_name=_("made by"),
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    ending = models.CharField(max_length=SHOWN, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("ends"), editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    class Meta:
        abstract = True
        default_permissions = ("add", "delete", "view")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def new_secret(cls) -> str:
        return f"{cls.prefix}{secrets.token_urlsafe(BYTES)}"

    def make(self, maker: User, lasts: timedelta) -> str:
        """Stores it, and answers the secret, which nobody can tell again. Raises ValueError for a
        longer time than `longest`."""
        if not timedelta(0) < lasts <= self.longest:
            raise ValueError(f"{type(self).__name__} lasts {self.longest} at most")
        secret = self.new_secret()
        self.maker, self.digest, self.ending = maker, digest_of(secret), secret[-SHOWN:]
        self.made_at = timezone.now()
        self.expires_at = self.made_at + lasts
        self.save(force_insert=True)
        return secret

    def revoke(self) -> None:
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])

    def permissions(self) -> list[str]:
        """What its maker must be allowed for it to open anything."""
        meta = self._meta
        return ["wagtailadmin.access_admin", f"{meta.app_label}.add_{meta.model_name}"]

    def why_ended(self, now: datetime | None = None) -> str:
        """ "revoked", "expired" or "maker"; empty while it works."""
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at <= (now or timezone.now()):
            return "expired"
        may = self.maker.is_active and self.maker.has_perms(self.permissions())
        return "" if may else "maker"

    @property
    def state(self) -> str | Promise:
        return STATES[self.why_ended()]

    def note_use(self) -> None:
        """One UPDATE in a minute at most, however often it is used."""
        now = timezone.now()
        if self.last_used_at is not None and now - self.last_used_at < NOTED_EVERY:
            return
        unnoted = models.Q(last_used_at=None) | models.Q(last_used_at__lte=now - NOTED_EVERY)
        rows = type(self)._default_manager.filter(unnoted, pk=self.pk)
        rows.update(last_used_at=now)


STATES: dict[str, Promise] = {
    "": _("Works"),
    "revoked": _("Revoked"),
    "expired": _("Expired"),
    "maker": _("Ended: its maker may not make it any more"),
}


class MachineToken(BearerSecret):
    """An API token: what a machine may do, by name."""

    prefix = "admsc_"
    longest = timedelta(days=365)

    scopes = models.JSONField(_("scopes"), default=list)

    class Meta(BearerSecret.Meta):
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def has(self, scope: Scope) -> bool:
        """Whether it was made for this, and its maker may do it today."""
        return scope.name in self.scopes and self.maker.has_perm(scope.permission)

    @property
    def labels(self) -> str:
        return _(", ").join(str(SCOPES[name].label) for name in self.scopes if name in SCOPES)
