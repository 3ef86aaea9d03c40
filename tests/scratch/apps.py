from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Scratch(AppConfig):
    name = "tests.scratch"
    label = "scratch"

    def ready(self) -> None:
        import_module("tests.scratch.kinds")
