"""What readers would get if this were published: by the live code, on the live tables, and undone.

In a dry run (cms/engines/dry_run.py) the unsaved page or snippet is written as if it were live, and
the shell and the page are made by the code that makes them for readers. So a preview can differ
from what will be published in nothing but its text.
"""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Callable
from typing import Any, Literal

from django.db import DataError, IntegrityError
from django.db.models import Model
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from typing_extensions import TypedDict, get_type_hints
from wagtail.models import Page, PageViewRestriction

from cms.api.envelope import success_of
from cms.api.v2 import answers
from cms.delivery.content import Content, read_content
from cms.delivery.kinds.website_data import website_data
from cms.delivery.languages import Language
from cms.delivery.registry import DOCUMENTS, snippets
from cms.delivery.shapes import Locale, typed_dict
from cms.engines.dry_run import Busy, dry_run
from cms.previews.editing import Editing, editing
from cms.previews.tokens import PreviewRefused

log = logging.getLogger(__name__)


def as_document(instance: Model) -> Preview:
    """The preview's JSON:

        {"kind": "page" or "snippet", "content_type", "locale", "path",
         "website_data": the shell of the language, "page": the page's detail as of API v2,
         "highlight": {"document", "id"} of a snippet, else null,
         "editing": where what is seen is edited (cms/previews/editing.py)}

    Raises PreviewRefused when it cannot be made, with the reason. Call it outside of a transaction.
    """
    return as_document_after(lambda: _written(instance), instance)


def as_document_after(write: Callable[[], Any], instance: Model) -> Preview:
    """As `as_document`, of what `write` answers. It writes what shall be seen, and is undone."""
    try:
        return dry_run(lambda: _told(write()))
    except Busy as error:
        raise PreviewRefused(
            _("Somebody is changing the same thing at this moment. Open the preview again.")
        ) from error
    except (IntegrityError, DataError) as error:
        # What is typed may be unfinished; what of it the database refused is for the log.
        log.warning("No preview of %s: %s", instance._meta.label, error, exc_info=error)
        raise PreviewRefused(
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
    show_to_its_editors(page)


def show_to_its_editors(page: Page) -> None:
    """Whoever edits a page for members may see it. Inside of a dry run alone."""
    above = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    PageViewRestriction.objects.filter(page__path__in=above).delete()


class Highlight(TypedDict):
    document: str
    id: int


class Preview(TypedDict):
    kind: Literal["page", "snippet"]
    content_type: str
    locale: Locale
    path: str
    website_data: dict[str, object]
    page: answers.Page | None
    highlight: Highlight | None
    editing: Editing


def preview_answer() -> object:
    """The type of the answer: which keys website_data has depends on what is registered."""
    keys = {
        **get_type_hints(Preview, include_extras=True),
        "website_data": DOCUMENTS["website_data"].response_type(),
    }
    return success_of(typed_dict("Preview", keys))


def _told(shown: Any) -> Preview:
    content = read_content()
    language = content.site.language_of(shown.locale_id)
    if language is None:
        raise PreviewRefused(_("This is in a language that the website does not have."))
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
        "editing": editing(shown),
    }


def _shell(content: Content, language: Language) -> dict[str, object]:
    shell: dict[str, object] = json.loads(json.dumps(website_data(content, language)))
    return shell


def _page_detail(pk: int) -> answers.Page | None:
    """As GET /api/v2/pages/<pk>/ answers it, inside this transaction."""
    address = reverse("wagtailapi:pages:detail", args=[pk])
    view = resolve(address)
    response = view.func(RequestFactory().get(address), *view.args, **view.kwargs)
    if response.status_code != 200:
        return None
    detail: answers.Page = json.loads(JSONRenderer().render(response.data))
    return detail


def _highlight(shown: Any) -> Highlight | None:
    """Where in the shell a snippet is seen."""
    kind = next((kind for kind in snippets() if kind.model is type(shown)), None)
    return {"document": kind.name, "id": shown.pk} if kind else None
