"""What readers would get if this were published: by the live code, on the live tables, and undone.

The unsaved page or snippet is written as if it were live inside a transaction, the shell and the
page are made by the code that makes them for readers, and everything is rolled back. So a preview
can differ from what will be published in nothing but its text. Nothing leaves the transaction:
the version's triggers and everything on_commit wait for a commit that never comes.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from wagtail.models import Page, PageViewRestriction

from cms.documents.builders import site
from cms.documents.builders.content import Content, read_content
from cms.documents.builders.languages import Language
from cms.preview.tokens import Refused
from snippets.models import FooterLink, Hero, MenuItem, Partner

# Where in the shell a snippet is seen.
DOCUMENTS: dict[type[Model], str] = {
    MenuItem: "menu_items",
    Hero: "heroes",
    Partner: "partners",
    FooterLink: "footer_links",
}
PATIENCE = "2s"  # for somebody who is saving the same thing now


def as_document(instance: Any) -> dict[str, Any]:
    """The preview's JSON:

        {"kind": "page" or "snippet", "content_type", "locale", "path",
         "website_data": the shell of the language, "page": the page's detail as of API v2,
         "highlight": {"document", "id"} of a snippet, else null}

    Raises Refused when it cannot be made, with the reason. Call it outside of a transaction.
    """
    try:
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            shown = _written(instance)
            data = _told(shown)
            transaction.set_rollback(True)
    except DatabaseError as error:
        raise Refused(f"This cannot be shown yet: {error}") from error
    return data


def _written(instance: Any) -> Any:
    """The instance as a live row of its table."""
    shown = copy.copy(instance)
    shown.live, shown.expired = True, False
    shown.first_published_at = shown.first_published_at or timezone.now()
    shown.last_published_at = timezone.now()
    if isinstance(shown, Page):
        _written_page(shown)
    else:
        shown.save()
    return shown


def _written_page(page: Page) -> None:
    page.alias_of = None
    page.slug = page.slug or "preview"
    parent = Page.objects.filter(path=page.path[: -page.steplen]).first()
    page.set_url_path(parent)
    # Not Page.save(): what is being written may lack a title, and no redirects are wanted.
    Model.save(page)
    # Whoever edits a page for members may see it.
    above = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    PageViewRestriction.objects.filter(page__path__in=above).delete()


def _told(shown: Any) -> dict[str, Any]:
    content = read_content()
    language = content.site.language_of(shown.locale_id)
    if language is None:
        raise Refused("This is in a language that the website does not have.")
    home = content.home(language)
    page = shown if isinstance(shown, Page) else home
    detail = _page_detail(page.pk) if page is not None else None
    return {
        "kind": "page" if isinstance(shown, Page) else "snippet",
        "content_type": shown._meta.label_lower,
        "locale": language.code,
        "path": detail["path"] if detail else f"/{language.code}/",
        "website_data": _shell(content, language),
        "page": detail,
        "highlight": _highlight(shown),
    }


def _shell(content: Content, language: Language) -> dict[str, Any]:
    shell: dict[str, Any] = json.loads(json.dumps(site.website_data(content, language)))
    return shell


def _page_detail(pk: int) -> dict[str, Any] | None:
    """As GET /api/v2/pages/<pk>/ answers it, inside this transaction."""
    address = reverse("wagtailapi:pages:detail", args=[pk])
    found = resolve(address)
    response = found.func(RequestFactory().get(address), *found.args, **found.kwargs)
    if response.status_code != 200:
        return None
    detail: dict[str, Any] = json.loads(JSONRenderer().render(response.data))
    return detail


def _highlight(shown: Any) -> dict[str, Any] | None:
    document = DOCUMENTS.get(type(shown))
    return {"document": document, "id": shown.pk} if document else None
