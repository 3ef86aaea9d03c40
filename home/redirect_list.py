"""The list of redirects says which of them lead nobody anywhere, and why, and which are gone.

As many queries for a page of the list as for one row.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from copy import copy
from typing import Any
from urllib.parse import unquote

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, StatusTagColumn
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.views import IndexView, RedirectTargetColumn
from wagtail.contrib.redirects.wagtail_hooks import register_admin_urls
from wagtail.models import Page

from home.addresses import OwnAddresses, path_without_suffix
from home.gone import says_gone
from snippets.link_checks import LinkChecks
from snippets.upstream_patches.addresses import View, in_place_of


class TargetColumn(RedirectTargetColumn):
    def get_value(self, instance: Redirect) -> Any:
        return _("Gone for good") if says_gone(instance) else super().get_value(instance)


class TypeColumn(StatusTagColumn):
    def get_value(self, instance: Redirect) -> Any:
        return "410" if says_gone(instance) else super().get_value(instance)


_IN_PLACE: dict[str, type[Column]] = {"redirect_page": TargetColumn, "is_permanent": TypeColumn}


def _ours(column: BaseColumn) -> BaseColumn:
    """Wagtail's column, that knows what is gone too."""
    if (kind := _IN_PLACE.get(column.name)) is None:
        return column
    mended = copy(column)
    mended.__class__ = kind
    return mended


class RedirectList(IndexView):
    columns: list[BaseColumn] = [
        *map(_ours, IndexView.columns),
        Column("problem", label=gettext_lazy("Problem"), width="20%"),
    ]

    def get_base_queryset(self) -> QuerySet[Redirect]:
        rows: QuerySet[Redirect] = super().get_base_queryset()
        return rows.select_related("details")

    def to_row_dict(self, item: Redirect) -> dict[str, Any]:
        """Of an export; as a table that is imported says it."""
        row: dict[str, Any] = super().to_row_dict(item)
        if says_gone(item):
            row |= {"link": "410", "get_is_permanent_display": "410"}
        return row

    def get_table(self, object_list: Iterable[Redirect]) -> Any:
        rows = list(object_list)
        problems = problems_of(rows)
        for row in rows:
            row.problem = problems.get(row.pk, "")
        return super().get_table(rows)


def problems_of(redirects: Iterable[Redirect]) -> dict[int, str]:
    """By the id of each that leads nobody anywhere, a sentence. `redirect_page` has been read."""
    rows = list(redirects)
    addresses = OwnAddresses.read()
    links = {row.pk: path for row in rows if (path := addresses.path_of(row.redirect_link or "-"))}
    page_ids = {row.redirect_page_id for row in rows} - {None}
    checks = LinkChecks((), links.values())
    readable = set(
        Page.objects.filter(pk__in=page_ids).live().public().values_list("pk", flat=True)
    )
    taken = _taken(addresses, rows)
    problems: dict[int, str] = {}
    for row in rows:
        if row.old_path in taken:
            text = _("“%(title)s” has this address: visitors are shown that page.")
            problems[row.pk] = text % {"title": taken[row.old_path]}
        elif row.redirect_page_id is None and not row.redirect_link and not says_gone(row):
            problems[row.pk] = _("Broken: the page that it led to was deleted.")
        elif row.redirect_page_id is not None and row.redirect_page_id not in readable:
            problems[row.pk] = _("Broken: readers cannot open the page that it leads to.")
        elif row.pk in links and (warning := checks.warning_about_route(links[row.pk])):
            problems[row.pk] = warning
    return problems


def _taken(addresses: OwnAddresses, rows: Iterable[Redirect]) -> dict[str, str]:
    """The old addresses that a live page has, and its title."""
    places = {
        row.old_path: place
        for row in rows
        if (place := addresses.url_path_of(unquote(path_without_suffix(row.old_path))))
    }
    pages = Page.objects.filter(url_path__in={path for _locale, path in places.values()}).live()
    titles = {(page.locale_id, page.url_path): page.title for page in pages}
    return {old: titles[place] for old, place in places.items() if place in titles}


def views_of_the_list() -> list[URLPattern]:
    """Hook register_admin_urls, before Wagtail's own."""

    def ours(view: View) -> View:
        @functools.wraps(view)
        def index(request: HttpRequest) -> HttpResponse:
            options = getattr(view, "view_initkwargs", {})
            response: HttpResponse = RedirectList.as_view(**options)(request)
            return response

        return index

    return in_place_of(register_admin_urls, {"index": ours, "index_results": ours})
