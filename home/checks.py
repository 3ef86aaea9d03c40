"""System checks: at start they report what a new type of page lacks, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models
from wagtail.models import Page
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField

from home.models import WebsitePage, page_types
from home.seo import METADATA
from snippets.checks import has_field, shared_fields_errors

INSTALLED_LIBRARIES = {"site-packages", "dist-packages"}


def check_page_types(**_options: object) -> list[CheckMessage]:
    others = [
        model for model in _page_models_of_the_project() if not issubclass(model, WebsitePage)
    ]
    hint = "Derive it from home.models.WebsitePage in place of wagtail.models.Page."
    errors: list[CheckMessage] = [
        Error("The page type is no page of the website.", hint, model, "home.E001")
        for model in others
    ]
    for page_type in page_types():
        errors += _content_fields_errors(page_type)
        errors += shared_fields_errors(page_type)
        errors += _translatable_fields_errors(page_type)
    return errors


def _page_models_of_the_project() -> list[type[models.Model]]:
    """Those of apps that are no installed library."""
    of_libraries = {
        app.label
        for app in apps.get_app_configs()
        if INSTALLED_LIBRARIES.intersection(Path(app.path).parts)
    }
    pages = [model for model in apps.get_models() if issubclass(model, Page)]
    return [page for page in pages if page._meta.app_label not in of_libraries]


def _content_fields_errors(page_type: type[WebsitePage]) -> Iterator[Error]:
    for name in page_type.content_fields:
        if not has_field(page_type, name):
            hint = "Mend the name, or take it out."
            yield Error(f"content_fields name no field: {name!r}", hint, page_type, "home.E002")
    for column in page_type._meta.local_fields:
        named = column.name in (*page_type.content_fields, *METADATA)
        if column.editable and not named and not column.primary_key:
            hint = f"Add {column.name!r} to {page_type.__name__}.content_fields."
            problem = f"Nobody can edit {column.name!r}, and no role protects it."
            yield Error(problem, hint, page_type, "home.E003")


def _translatable_fields_errors(page_type: type[WebsitePage]) -> Iterator[Error]:
    kinds = {field.field_name: type(field) for field in page_type.override_translatable_fields}
    for name in METADATA:
        if kinds.get(name) is not BaseTranslatableField:
            hint = "Put *its_own(*METADATA) into override_translatable_fields."
            yield Error(f"{name!r} would be translated.", hint, page_type, "home.E004")
    if kinds.get("slug") not in (BaseTranslatableField, SynchronizedField):
        hint = 'Put *synchronized("slug") into override_translatable_fields.'
        yield Error("A translation would mangle the slug.", hint, page_type, "home.E005")
