"""What this project knows of a redirect beside Wagtail's own table."""

from __future__ import annotations

from django.db import models
from wagtail.contrib.redirects.models import Redirect


class RedirectDetails(models.Model):
    """`is_gone`: it leads nowhere, and says that what was there is gone for good (410); where it
    has a target all the same, it leads there. `is_of_taken_down`: whoever took a page down chose
    it for the page's address, so it goes when a page comes there (home/left_addresses.py)."""

    redirect = models.OneToOneField(
        Redirect, models.CASCADE, primary_key=True, related_name="details"
    )
    is_gone = models.BooleanField(default=False)
    is_of_taken_down = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.redirect)
