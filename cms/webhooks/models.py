"""Endpoints that hear of publishes, and the log of what they were sent."""

from __future__ import annotations

import secrets
from base64 import b64encode
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Standard Webhooks: 24 to 64 bytes.
BYTES_OF_A_SECRET = 32
# For so long a secret that was replaced signs too.
OVERLAP = timedelta(hours=24)


def new_secret() -> str:
    return f"whsec_{b64encode(secrets.token_bytes(BYTES_OF_A_SECRET)).decode()}"


class Webhook(models.Model):
    """An address that hears of what is published.

    `seen` is the newest version whose record became deliveries, or was none of its business.
    `failures` counts the failed attempts in a row, all of the oldest delivery that is open; the
    next is at `attempt_at`, unless a process has `leased_until` to make it.
    """

    class State(models.TextChoices):
        WORKS = "works", _("Works")
        # It failed for as long as is tried: it waits for somebody of the admin.
        PAUSED = "paused", _("Paused: it failed too long")
        # It answered 410.
        GONE = "gone", _("Off: the receiver wants no more (410)")

    name = models.CharField(_("name"), max_length=100)
    address = models.CharField(
        _("address"),
        max_length=500,
        help_text=_("Where messages are posted to, such as https://www.example.com/webhooks"),
    )
    events = models.JSONField(_("events"), default=list)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    is_on = models.BooleanField(_("on"), default=True)
    secret = models.CharField(max_length=100, editable=False)
    old_secret = models.CharField(max_length=100, blank=True, editable=False)
    old_secret_until = models.DateTimeField(null=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WORKS, editable=False
    )
    seen = models.BigIntegerField(default=0, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    attempt_at = models.DateTimeField(default=timezone.now, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    # The PostgreSQL backend of whoever has the lease: when that is gone, so is the lease.
    leased_by = models.IntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_delivered_to(self) -> bool:
        return self.is_on and self.state == self.State.WORKS

    def signing_secrets(self) -> list[str]:
        """The newest first."""
        has_old = self.old_secret_until is not None and self.old_secret_until > timezone.now()
        return [self.secret, *([self.old_secret] if has_old else [])]

    def rotate_secret(self) -> str:
        """The old one signs too for `OVERLAP`. Answers the new one, which is not shown again."""
        self.old_secret, self.old_secret_until = self.secret, timezone.now() + OVERLAP
        self.secret = new_secret()
        self.save(update_fields=["old_secret", "old_secret_until", "secret"])
        return self.secret


class WebhookDelivery(models.Model):
    """A message to one endpoint. `body` has the same bytes in every attempt, `message_id` is the
    same too. `attempts` are `{"at", "status", "seconds", "trouble"}`, the oldest first."""

    class State(models.TextChoices):
        OPEN = "open", _("To be delivered")
        DONE = "done", _("Delivered")
        # A test, which is tried once.
        FAILED = "failed", _("Failed")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=60, unique=True)
    type = models.CharField(max_length=50)
    # None for a test.
    version = models.BigIntegerField(null=True)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    attempts = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "version", "type"], name="one_delivery_of_an_event"
            )
        ]
        indexes = [
            models.Index(
                fields=["webhook", "id"], condition=models.Q(state="open"), name="open_deliveries"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.message_id}"


def new_message_id() -> str:
    return f"msg_{secrets.token_hex(16)}"
