"""The version of the content, and the history of what was published.

Rows of the history are written by cms/publishing/history.py and cms/publishing/change_log.py alone,
after readers have the version: losing one loses a line of a list, never a reader's answer.
"""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentVersion(models.Model):
    """The one row that PostgreSQL raises once per transaction that changed content.

    Made and raised by SQL (cms/migrations/0001, cms/publishing/triggers.py), never through this
    class: it gives the row a name in Python, and holds the permission to rebuild.
    """

    version = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "content_version"
        default_permissions = ()
        permissions = [("rebuild_documents", "Can rebuild the published documents")]

    def __str__(self) -> str:
        return str(self.version)


class DocumentVersion(models.Model):
    """The version in which a document last changed: see cms/publishing/manifest.py.

    `digest` is of what it says since then, without its envelope.
    """

    key = models.CharField(max_length=100, primary_key=True)
    version = models.BigIntegerField()
    changed_at = models.DateTimeField()
    digest = models.CharField(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key}: {self.version}"


class Publication(models.Model):
    """A version that readers got.

    `changed_at` is when its content was committed, `published_at` when readers had it, both by
    PostgreSQL's clock. `changed` names the keys that said something else before. `shows` is the
    earlier version that an emergency put in its place.
    """

    version = models.BigIntegerField(primary_key=True)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField()
    languages = models.JSONField(default=list)
    changed = models.JSONField(default=list)
    shows = models.BigIntegerField(null=True)
    redis_error = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-version"]

    def __str__(self) -> str:
        return str(self.version)

    @property
    def seconds(self) -> float:
        """From the commit to the first reader who could see it."""
        return max(0.0, (self.published_at - self.changed_at).total_seconds())


class KeptVersion(models.Model):
    """A version to go back to from any machine: `digests` maps its keys to what they said."""

    version = models.BigIntegerField(primary_key=True)
    languages = models.JSONField(default=list)
    digests = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.version)


class KeptData(models.Model):
    """What a document said, once for all kept versions that say it: zlib over its JSON."""

    digest = models.CharField(max_length=32, primary_key=True)
    data = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest


class Change(models.Model):
    """Who raised the version, and what they did: one row for each version that an act raised.

    `entries` are Wagtail's log entries: `{"action", "title", "model", "id", "locale"}`.
    """

    SCHEDULE = "schedule"
    ADMIN = "admin"

    version = models.BigIntegerField(db_index=True)
    changed_at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    how = models.CharField(max_length=20, choices=[(ADMIN, ADMIN), (SCHEDULE, SCHEDULE)])
    entries = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta:
        default_permissions = ()
        ordering = ["version", "pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.how}"


class Rollback(models.Model):
    """While its row is there, readers get the documents of an earlier version. At most one row."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    kept = models.ForeignKey(KeptVersion, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=250)

    class Meta:
        db_table = "cms_hold"
        default_permissions = ()
        permissions = [("restore_documents", "Can restore the published documents to a version")]
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_hold")]

    def __str__(self) -> str:
        return str(self.kept_id)
