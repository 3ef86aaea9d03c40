"""What was published of titles and descriptions in bulk, so that it can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BulkEdit(models.Model):
    """One "Publish n pages" of the table of titles and descriptions (cms/seo/bulk_edit.py).

    `changes` are dicts of `page` (its number), `revision` (its latest afterwards), `before` and
    `after` (field: text). There are no foreign keys to pages: they may be gone.
    """

    TABLE, REPLACE, IMPORT, UNDO = "table", "replace", "import", "undo"
    HOW = (
        (TABLE, _("Written in the table")),
        (REPLACE, _("Find and replace")),
        (IMPORT, _("Import")),
        (UNDO, _("Undone")),
    )

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(auto_now_add=True)
    how = models.CharField(max_length=10, choices=HOW)
    changes = models.JSONField()

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_how_display()} {self.published_at:%Y-%m-%d %H:%M}"
