"""A row of the audit log.

It points to nothing: who did it and to what is written out, so that it says the same when both are
gone. PostgreSQL refuses to change a row, to delete one that is younger than `YOUNGEST_TO_GO`, and
to empty the table (migration 0021), and sets the time itself.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# That of the trigger. A shorter AUDIT_LOG_DAYS is refused (config/env.py).
YOUNGEST_TO_GO = timedelta(days=90)


class AuditEvent(models.Model):
    """`actor` is the name of an account, or of what acted for one (an API token); empty: nobody who
    was logged in, or a program (`data["program"]`). `target_type` is a model's label, such as
    "auth.user", or empty."""

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    event = models.CharField(_("event"), max_length=50)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(_("who"), max_length=255, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True)
    request_id = models.CharField(_("request"), max_length=32, blank=True)
    target_type = models.CharField(max_length=100, blank=True)
    target_id = models.CharField(max_length=255, blank=True)
    target = models.CharField(_("what"), max_length=255, blank=True)
    data = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        default_permissions = ("view",)
        ordering = ["-at", "-pk"]
        verbose_name = _("event of the audit log")
        verbose_name_plural = _("events of the audit log")
        indexes = [models.Index(fields=["event", "-at"], name="cms_audit_by_event")]

    def __str__(self) -> str:
        return f"{self.event} {self.target}".strip()
