"""The project as an app: it owns the templates and checks that belong to no other room."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "config"
    verbose_name = "ADMSC CMS"
