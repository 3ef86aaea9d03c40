"""Which types of snippets there are: the one place that answers it.

A snippet type is a concrete model that derives from TranslatedSnippet, in whatever app. Nothing
lists them: whoever needs them asks here, once all models are loaded.
"""

from __future__ import annotations

from django.apps import apps

from snippets.models.translated import TranslatedSnippet


def snippet_types() -> list[type[TranslatedSnippet]]:
    """In the order of INSTALLED_APPS."""
    return [model for model in apps.get_models() if issubclass(model, TranslatedSnippet)]
