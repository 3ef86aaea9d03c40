"""What points to something goes on pointing to it when one of its languages is deleted.

Fields that languages share (`shared_fields`) point to one row of a translation group, whichever
language it is in. When that row is deleted, they point to another row of the group: live ones, and
their newest drafts too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from wagtail.models import Revision

#: Rows of a model that is known when the program runs: mypy cannot look their fields up.
Rows = models.QuerySet[Any]


def shared_references(target: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """The models and the names of their shared fields that point to rows of `target`."""
    for relation in target._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            owner, name = relation.related_model, relation.field.name
            if isinstance(owner, type) and name in getattr(owner, "shared_fields", ()):
                yield owner, name


def point_elsewhere(
    model: type[models.Model], pks: set[int], to: int, locale_id: int | None = None
) -> None:
    """Shared fields that point to one of `pks` point to `to`: in one language, or in all."""
    for owner, name in shared_references(model):
        rows: Rows = owner._default_manager.filter(**{f"{name}__in": pks})
        if locale_id is not None:
            rows.filter(locale_id=locale_id).update(**{name: to})
            continue
        rows.update(**{name: to})
        _point_drafts_elsewhere(owner, name, pks, to)


def _point_drafts_elsewhere(owner: type[models.Model], name: str, pks: set[int], to: int) -> None:
    drafts = owner._default_manager.filter(**{f"latest_revision__content__{name}__in": list(pks)})
    for revision in Revision.objects.filter(pk__in=drafts.values("latest_revision")):
        content = {**revision.content, name: to}
        Revision.objects.filter(pk=revision.pk).update(content=content)
