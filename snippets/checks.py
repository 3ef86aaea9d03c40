"""System checks: at start they report what a new type of snippet lacks, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from wagtail_localize.fields import SynchronizedField

from snippets.snippet_types import snippet_types


def check_snippet_types(**_options: object) -> list[CheckMessage]:
    # The admin's views are not to be loaded before every app is ready.
    from snippets.viewset import viewsets

    with_viewset = {viewset.model for viewset in viewsets()}
    errors: list[CheckMessage] = []
    for model in snippet_types():
        title = getattr(model, "title_field", "")
        if not has_field(model, title):
            problem = f"title_field names no field: {title!r}"
            hint = f"Set {model.__name__}.title_field to the name of the field that titles a row."
            errors.append(Error(problem, hint, model, "snippets.E001"))
        if model not in with_viewset:
            hint = (
                "Declare a subclass of snippets.viewset.TranslatedSnippetViewSet with "
                f"model = {model.__name__} in {model._meta.app_label}/admin.py."
            )
            errors.append(Error("The snippet has no viewset.", hint, model, "snippets.E002"))
        errors += shared_fields_errors(model)
    return errors


def shared_fields_errors(model: type[models.Model]) -> Iterator[Error]:
    """Fields that are shared by all languages, and that wagtail-localize would translate."""
    shared: tuple[str, ...] = getattr(model, "shared_fields", ())
    translatable = getattr(model, "override_translatable_fields", ())
    synchronized = {field.field_name for field in translatable if type(field) is SynchronizedField}
    for name in shared:
        if not has_field(model, name):
            hint = "Mend the name, or take it out."
            yield Error(f"shared_fields name no field: {name!r}", hint, model, "snippets.E003")
        elif name not in synchronized:
            hint = "Put *synchronized(*shared_fields) into override_translatable_fields."
            yield Error(f"{name!r} would be translated.", hint, model, "snippets.E004")


def has_field(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
