"""What delivery keeps in the database."""

from __future__ import annotations

from django.db import models


class ContentVersion(models.Model):
    """The one row that PostgreSQL raises once per transaction that changed content.

    Made and raised by SQL (cms/migrations/0001, cms/documents/triggers.py), never through this
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
