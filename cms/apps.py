"""Delivery, as Django sees it. What ties its rooms together is said in config/apps.py."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Cms(AppConfig):
    name = "cms"
    verbose_name = _("Delivery")

    def ready(self) -> None:
        from cms.notifications import upstream_patches as of_notifications
        from cms.search import upstream_patches as of_search
        from snippets.upstream_patches import PATCHES

        PATCHES.apply(of_notifications.ROWS)
        PATCHES.apply(of_search.ROWS)
