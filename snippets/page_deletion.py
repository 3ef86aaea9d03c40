"""What is left standing when pages are deleted, together with the pages under them.

- What points to a page points to the page in another language (snippets/models/references.py).
- The website keeps its address: the root of a Site becomes the home page of another language. The
  last home page of a Site is not deleted; Wagtail would delete the Site with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import wraps

from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page, Site

from snippets.models.references import point_elsewhere, shared_references

Pages = models.QuerySet[Page]
Delete = Callable[..., tuple[int, dict[str, int]]]


def keeping_what_points_to_them(delete: Delete) -> Delete:
    """`delete` of querysets of pages, by which every page is deleted."""

    @wraps(delete)
    def deleting(pages: Pages, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            leaving = with_pages_below(pages.values_list("pk", "path", "numchild"))
            _keep_sites(leaving)
            _keep_references(leaving)
            return delete(pages, *args, **kwargs)

    return deleting


def with_pages_below(pages: Iterable[tuple[int, str, int]]) -> Pages:
    """Pages, of which the id, the place and the number of children are given, and all below."""
    leaves, branches = set(), Q()
    for pk, path, children in pages:
        if children:
            branches |= Q(path__startswith=path)
        leaves.add(pk)
    return Page.objects.filter(Q(pk__in=leaves) | branches).order_by()


def _keep_references(leaving: Pages) -> None:
    ids: set[int | None] = set()
    for owner, name in shared_references(Page):
        for column in (name, f"latest_revision__content__{name}"):
            ids |= set(owner._default_manager.values_list(column, flat=True))
    for page in leaving.filter(pk__in=ids - {None}):
        heir = _in_another_language(page, leaving)
        if heir is not None:
            point_elsewhere(Page, {page.pk}, heir)


def _keep_sites(leaving: Pages) -> None:
    if lost := _sites_without_a_home_page(leaving):
        raise ProtectedError(_reason(lost), set(lost))
    for site in Site.objects.filter(root_page__in=leaving).select_related("root_page"):
        site.root_page_id = _in_another_language(site.root_page, leaving)
        site.save(update_fields=["root_page"])


def _in_another_language(page: Page, leaving: Pages) -> int | None:
    """The id of the page that stays in another language: one that is live, else the oldest."""
    others = Page.objects.filter(translation_key=page.translation_key).exclude(pk__in=leaving)
    return others.order_by("-live", "pk").values_list("pk", flat=True).first()


# --- What the admin says --------------------------------------------------------------------------


def _sites_without_a_home_page(leaving: Pages) -> list[Site]:
    sites = Site.objects.filter(root_page__in=leaving).select_related("root_page")
    return [site for site in sites if _in_another_language(site.root_page, leaving) is None]


def _reason(sites: Collection[Site]) -> str:
    text = _(
        "“%(title)s” is the website's home page in its last language and cannot be deleted. To "
        "take it down, unpublish it."
    )
    return text % {"title": next(iter(sites)).root_page.title}


def refuse_the_last_home_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The hook before_delete_page."""
    lost = _sites_without_a_home_page(with_pages_below([(page.pk, page.path, page.numchild)]))
    if not lost:
        return None
    messages.error(request, _reason(lost))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def refuse_the_last_home_page_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[models.Model], action: BulkAction
) -> HttpResponse | None:
    """The hook before_bulk_action."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action_type != "delete" or not pages:
        return None
    places = ((page.pk, page.path, page.numchild) for page in pages)
    if not (lost := _sites_without_a_home_page(with_pages_below(places))):
        return None
    messages.error(request, _reason(lost))
    return redirect(action.next_url)
