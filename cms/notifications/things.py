"""What a notification is about: who may see it, and where it is mended.

Pages and snippets: those whose title the person may read (snippets/visibility.py), or who reviews
them. Other models say it themselves (`register`, in config/apps.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str

from cms.notifications.models import Notification
from snippets.visibility import ids_told_to, may_edit


@dataclass(frozen=True)
class _OwnRules:
    may_see: Callable[[User], bool]
    address: Callable[[Any], str]


_own_rules: dict[type[Model], _OwnRules] = {}


def register(
    model: type[Model], may_see: Callable[[User], bool], address: Callable[[Any], str]
) -> None:
    """Raises ValueError for a second registration of a model."""
    if model in _own_rules:
        raise ValueError(f"{model.__name__} is registered already")
    _own_rules[model] = _OwnRules(may_see, address)


def may_see(user: User, thing: Model) -> bool:
    if (own := _own_rules.get(type(thing))) is not None:
        return own.may_see(user)
    model = type(thing)
    return bool(ids_told_to(user, model, {str(thing.pk)})) or may_edit(user, model, thing)


def title(thing: Model) -> str:
    return str(get_latest_str(thing))[:500]


def address(user: User, thing: Model) -> str:
    """Of the editor or page of the admin, "" where the user may not enter."""
    if (own := _own_rules.get(type(thing))) is not None:
        return own.address(thing) if own.may_see(user) else ""
    return AdminURLFinder(user).get_edit_url(thing) or ""


def row_of(told: Notification) -> Model | None:
    """None when it is gone."""
    model = told.content_type.model_class()
    return model._base_manager.filter(pk=told.object_id).first() if model else None


def visible(user: User, told: Iterable[Notification]) -> set[int]:
    """The keys of those whose thing the user may still see. A few queries for each model."""
    by_type: dict[int, list[Notification]] = {}
    for each in told:
        by_type.setdefault(each.content_type_id, []).append(each)
    seen: set[int] = set()
    for content_type_id, those in by_type.items():
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        if model is not None:
            seen |= _visible_of(user, model, those)
    return seen


def _visible_of(user: User, model: type[Model], told: list[Notification]) -> set[int]:
    if (own := _own_rules.get(model)) is not None:
        return {each.pk for each in told} if own.may_see(user) else set()
    ids = {each.object_id for each in told}
    readable = set(ids_told_to(user, model, ids))
    for row in model._base_manager.filter(pk__in=ids - readable):
        # Whoever reviews it: Wagtail lets them in through the task alone.
        if may_edit(user, model, row):
            readable.add(str(row.pk))
    return {each.pk for each in told if each.object_id in readable}
