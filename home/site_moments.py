"""Moments that are written in the website's time zone, whatever the zone of who writes them.

An event begins at 17:30 where it takes place. An editor who works elsewhere reads and writes 17:30
all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils import timezone
from rest_framework import fields


class SiteMomentFormField(forms.DateTimeField):
    """Reads and shows a moment in the website's time zone (the setting TIME_ZONE)."""

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(timezone.get_default_timezone()):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(timezone.get_default_timezone()):
            return super().to_python(value)


class SiteMomentField(models.DateTimeField):  # type: ignore[type-arg]  # no types at run time
    """A moment of the website's time zone."""

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": SiteMomentFormField, **options})

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, options


class SiteMoment(fields.DateTimeField):
    """How API v2 writes one: with the website's distance from UTC, 2026-12-05T12:30:00+04:00."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("default_timezone", timezone.get_default_timezone())
        super().__init__(**options)


@dataclass(frozen=True)
class MomentComparison:
    """A filter of API v2 that pages of one type have: `?type=home.EventPage&starts_after=…`.

    `condition` gets when the day, second or moment that was asked for begins, and when it ends.
    """

    name: str
    description: str
    condition: Callable[[datetime, datetime], Q]


def midnight(moment: datetime) -> datetime:
    """When the day of a moment begins, in the website's time zone."""
    day = timezone.localtime(moment, timezone.get_default_timezone())
    return day.replace(hour=0, minute=0, second=0, microsecond=0)
