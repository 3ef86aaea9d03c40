"""The last value of a translator's override that could be used.

wagtail-localize has one place for what a translator puts in place of a link or a picture. A value
that turns out wrong takes the place of the one that readers have; here that one is kept until a
right one comes.
"""

from __future__ import annotations

from django.db import models
from wagtail_localize.models import SegmentOverride


class KeptOverride(models.Model):
    """Counts while its override has an error. `data_json` is as the override's."""

    override = models.OneToOneField(SegmentOverride, on_delete=models.CASCADE, related_name="kept")
    data_json = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.data_json
