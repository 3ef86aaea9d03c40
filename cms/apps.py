"""Delivery, as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class Cms(AppConfig):
    name = "cms"
    verbose_name = _("Delivery")

    def ready(self) -> None:
        from cms import acts, publishing
        from cms.documents.triggers import install_after_migrate
        from cms.preview.views import show
        from cms.search import index
        from snippets.preview import show_with

        acts.connect()
        publishing.connect()
        show_with(show)
        post_migrate.connect(install_after_migrate, sender=self)
        post_migrate.connect(index.install_after_migrate, sender=self)
