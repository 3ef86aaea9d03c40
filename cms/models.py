"""What delivery keeps in the database: the version, and the history of what was published.

Rows of the history are written by cms/documents/history.py and cms/acts.py alone, after readers
have the version: losing one loses a line of a list, never a reader's answer.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


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


class Publication(models.Model):
    """A version that readers got.

    `changed_at` is when its content was committed, `published_at` when readers had it, both by
    PostgreSQL's clock. `digests` maps each document's key to the SHA-256 of what it says, and
    `changed` names the keys that said something else before. `shows` is the earlier version that
    an emergency put in its place.
    """

    version = models.BigIntegerField(primary_key=True)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField()
    languages = models.JSONField(default=list)
    digests = models.JSONField(default=dict)
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
    """The documents of a version, to go back to from any machine.

    `documents` is zlib over a JSON object of the documents' keys and texts.
    """

    version = models.BigIntegerField(primary_key=True)
    timestamp = models.CharField(max_length=40)
    languages = models.JSONField(default=list)
    documents = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.version)


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


class Hold(models.Model):
    """While its row is there, readers get the documents of an earlier version. At most one row."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    kept = models.ForeignKey(KeptVersion, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=250)

    class Meta:
        default_permissions = ()
        permissions = [("restore_documents", "Can restore the published documents to a version")]
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_hold")]

    def __str__(self) -> str:
        return str(self.kept_id)


class PageText(models.Model):
    """What a live page says, as searches compare it (cms/search/index.py).

    `page_id` is no foreign key: it must not stand in the way of whoever deletes a page by SQL.
    """

    page_id = models.BigIntegerField(primary_key=True)
    recipe = models.PositiveSmallIntegerField()
    title = models.TextField()
    text = models.TextField()
    vector = SearchVectorField()

    class Meta:
        default_permissions = ()
        indexes = [GinIndex(fields=["vector"], name="page_text_words")]

    def __str__(self) -> str:
        return self.title


class StalePageText(models.Model):
    """A page that changed since its text was made. A trigger writes it."""

    page_id = models.BigIntegerField(primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.page_id)


class SearchWord(models.Model):
    """A word that some page said, and its trigrams: what a misspelt word is compared with."""

    word = models.CharField(max_length=60, primary_key=True)
    trigrams = ArrayField(models.CharField(max_length=3))

    class Meta:
        default_permissions = ()
        indexes = [GinIndex(fields=["trigrams"], name="search_word_trigrams")]

    def __str__(self) -> str:
        return self.word
