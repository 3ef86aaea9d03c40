"""Keeps what is deleted in the admin: everything that PostgreSQL deletes or cuts meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import ngettext
from wagtail.models import Page

from cms.trash.models import Thing, TrashedRow, TrashEntry
from cms.trash.triggers import SETTING

STEP = Page.steplen


@contextmanager
def keeping(request: HttpRequest, rows: Iterable[Model]) -> Iterator[None]:
    """What is deleted inside is kept as one entry, in the transaction that deletes it, and the
    person is offered the way back. `rows` are the things that are deleted, without what is below
    and beside them."""
    rows = list(rows)
    titles = {(row._meta.label_lower, str(row.pk)): str(row) for row in rows}
    user = request.user if isinstance(request.user, User) else None
    with transaction.atomic():
        entry = TrashEntry.objects.create(deleted_by=user)
        _write_into(str(entry.pk))
        yield
        _write_into("")
        entry.things = [*_pages(entry), *_snippets(entry, rows, titles)]
        if not entry.things:  # it was refused, or there was a question first
            entry.delete()
            return
        entry.save(update_fields=["things"])
    _offer_undo(request, entry)


def _write_into(entry: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, entry])


def _deleted(entry: TrashEntry, table: str) -> list[TrashedRow]:
    rows = TrashedRow.objects.filter(entry=entry, table_name=table, became__isnull=True)
    return list(rows.order_by("was__path" if table == Page._meta.db_table else "pk"))


def _pages(entry: TrashEntry) -> list[Thing]:
    """Pages that were deleted and under no other of them, whatever deleted them."""
    pages = [row.was for row in _deleted(entry, Page._meta.db_table)]
    paths = {page["path"] for page in pages}
    roots = [page for page in pages if page["path"][:-STEP] not in paths]
    above = {
        page.path: page
        for page in Page.objects.filter(path__in=[root["path"][:-STEP] for root in roots])
    }
    things = []
    for root in roots:
        below = [page for page in pages if page["path"].startswith(root["path"])]
        parent = above[root["path"][:-STEP]]
        model = ContentType.objects.get_for_id(root["content_type_id"]).model_class() or Page
        things.append(
            Thing(
                model=model._meta.label_lower,
                key=str(root["id"]),
                title=root["draft_title"] or root["title"],
                locale=root["locale_id"],
                path=root["path"],
                parent=parent.pk,
                parent_key=str(parent.translation_key),
                parent_title=parent.get_admin_display_title(),
                pages=len(below),
                live=any(page["live"] for page in below),
                owners=sorted({page["owner_id"] for page in below}, key=str),
            )
        )
    return things


def _snippets(
    entry: TrashEntry, rows: list[Model], titles: dict[tuple[str, str], str]
) -> list[Thing]:
    things = []
    for model in {type(row) for row in rows if not isinstance(row, Page)}:
        label = model._meta.label_lower
        for row in _deleted(entry, model._meta.db_table):
            if (label, row.key) in titles:
                things.append(
                    Thing(
                        model=label,
                        key=row.key,
                        title=titles[label, row.key],
                        locale=row.was.get("locale_id"),
                        path="",
                        parent=None,
                        parent_key="",
                        parent_title="",
                        pages=0,
                        live=bool(row.was.get("live", True)),
                        owners=[],
                    )
                )
    return things


def _offer_undo(request: HttpRequest, entry: TrashEntry) -> None:
    days = settings.TRASH_DAYS
    text = ngettext(
        "It stays in the trash for %(days)d day.", "It stays in the trash for %(days)d days.", days
    )
    context = {"text": text % {"days": days}, "entry": entry, "token": get_token(request)}
    messages.info(request, render_to_string("cms/admin/trash/undo.html", context))
