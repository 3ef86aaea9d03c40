"""What readers may know of, and the record of each change of it.

Written by cms/changes/record.py alone. Both tables say only what was public when it was written.
"""

from __future__ import annotations

from django.db import models


class PublicItem(models.Model):
    """A page, a snippet or a picture that readers may know of, as of the newest record.

    `kind` is its endpoint of API v2 (`pages`, `images`, `menu-items` …), `type` the name of its
    model (`home.ContentPage`). `locale` is "" where it has none, `path` where it has no address.
    """

    kind = models.CharField(max_length=50)
    item_id = models.BigIntegerField()
    type = models.CharField(max_length=100)
    locale = models.CharField(max_length=20, blank=True)
    path = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "item_id"], name="one_public_item")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}"


class ChangeRecord(models.Model):
    """What changed after version `since`, up to `version`, which was raised at `changed_at`.

    `items` are of the shape `cms.changes.items.ItemChange`. `tags` are those of API v2's answers
    that may say something else now (cms/delivery/tags.py). When nobody knows which rows changed,
    or too many did, `everything` is true and both are empty.
    """

    version = models.BigIntegerField(primary_key=True)
    since = models.BigIntegerField()
    changed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    everything = models.BooleanField()
    items = models.JSONField(default=list)
    tags = models.JSONField(default=list)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.since} to {self.version}"
