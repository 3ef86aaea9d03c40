"""Rows as JSON that another database can load: Django's own format, in which kinds of content
and permissions are named, because each database numbers them itself. Everything else keeps its
number, also what is not there any more: the log names pages that are deleted."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.serializers import json
from django.db.models import ForeignKey, ManyToManyField, Model

_NAMED: tuple[type[Model], ...] = (ContentType, Permission)

Deserializer = json.Deserializer


class Serializer(json.Serializer):
    def get_dump_object(self, obj: Model) -> dict[str, Any]:
        """A row that has the number of a kind of content for its own gets none."""
        row: dict[str, Any] = super().get_dump_object(obj)
        key = obj._meta.pk
        if isinstance(key, ForeignKey) and key.remote_field.model in _NAMED:
            del row["pk"]
            row["fields"][key.name] = getattr(obj, key.name).natural_key()
        return row

    def handle_fk_field(self, obj: Model, field: ForeignKey[Any, Any]) -> None:
        self.use_natural_foreign_keys = field.remote_field.model in _NAMED
        super().handle_fk_field(obj, field)

    def handle_m2m_field(self, obj: Model, field: ManyToManyField[Any, Any]) -> None:
        self.use_natural_foreign_keys = field.remote_field.model in _NAMED
        super().handle_m2m_field(obj, field)
