"""What readers would get if this were published: by the live code, on the live tables, and undone.

In a rehearsal (cms/rehearsal.py) the unsaved page or snippet is written as if it were live, and the
shell and the page are made by the code that makes them for readers. So a preview can differ from
what will be published in nothing but its text.
"""

from __future__ import annotations

import copy
import json
import logging
from typing import Any

from django.db import DataError, IntegrityError
from django.db.models import Model
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from wagtail.models import Page, PageViewRestriction

from cms.documents.builders import site
from cms.documents.builders.content import Content, read_content
from cms.documents.builders.languages import Language
from cms.preview.tokens import Refused
from cms.rehearsal import Busy, rehearse
from snippets.models import FooterLink, Hero, MenuItem, Partner

# Where in the shell a snippet is seen.
DOCUMENTS: dict[type[Model], str] = {
    MenuItem: "menu_items",
    Hero: "heroes",
    Partner: "partners",
    FooterLink: "footer_links",
}
log = logging.getLogger(__name__)


def as_document(instance: Any) -> dict[str, Any]:
    """The preview's JSON:

        {"kind": "page" or "snippet", "content_type", "locale", "path",
         "website_data": the shell of the language, "page": the page's detail as of API v2,
         "highlight": {"document", "id"} of a snippet, else null}

    Raises Refused when it cannot be made, with the reason. Call it outside of a transaction.
    """
    try:
        return rehearse(lambda: _told(_written(instance)))
    except Busy as error:
        raise Refused(
            _("Somebody is changing the same thing at this moment. Open the preview again.")
        ) from error
    except (IntegrityError, DataError) as error:
        # What is typed may be unfinished; what of it the database refused is for the log.
        log.warning("No preview of %s: %s", instance._meta.label, error, exc_info=error)
        raise Refused(
            _(
                "This cannot be shown yet: something in it is missing, too long, or the same as in "
                "another thing. Save it as a draft to see what."
            )
        ) from error


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
        raise Refused(_("This is in a language that the website does not have."))
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
