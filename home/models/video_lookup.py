"""The addresses of videos of which nothing is known yet, and how asking for them went.

Rows are written when a page is saved and deleted when the video was found (home/videos.py).
"""

from __future__ import annotations

from django.db import models


class VideoLookup(models.Model):
    """An address that a page has and of which there is no embed yet.

    `problem` is "" until it was asked for; then one of `home.videos.PROBLEMS`.
    """

    url = models.CharField(max_length=2000, unique=True)
    added_at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=20, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.url
