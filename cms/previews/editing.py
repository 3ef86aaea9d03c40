"""What a website needs to lead from what is seen in a preview to where that is edited.

An element of the website says what it shows (`data-document`, `data-id`) and which field of it
(`data-contentpath`, Wagtail's own name, nested as in the editor's form). With the addresses from
here a click on it opens the editor; docs/api.md says how another frontend does the same.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst
from typing_extensions import TypedDict
from wagtail.models import Page

from cms.delivery.registry import snippets

PAGES = "pages"


class EditedKind(TypedDict):
    """A kind of thing that can be edited."""

    #: "Menu item", in the language of the editor's admin.
    label: str
    #: The address of its editor, with `{id}` in it.
    url: str


class Editing(TypedDict):
    """What the preview is of, and where everything that can be seen in it is edited."""

    document: str
    id: int
    kinds: dict[str, EditedKind]


def editing(instance: Model) -> Editing:
    """Of a page, or of a snippet that a document lists."""
    name = next((kind.name for kind in snippets() if kind.model is type(instance)), PAGES)
    return {"document": name, "id": instance.pk, "kinds": _kinds()}


def _kinds() -> dict[str, EditedKind]:
    return {
        PAGES: _kind(Page, "wagtailadmin_pages:edit"),
        **{kind.name: _kind(kind.model, _editor_of(kind.model)) for kind in snippets()},
    }


def _editor_of(model: type[Model]) -> str:
    viewset = model.snippet_viewset  # type: ignore[attr-defined]
    return str(viewset.get_url_name("edit"))


def _kind(model: type[Model], editor: str) -> EditedKind:
    label = capfirst(str(model._meta.verbose_name))
    before, after = reverse(editor, args=[0]).rsplit("/0/", 1)
    return {"label": label, "url": f"{settings.CMS_URL}{before}/{{id}}/{after}"}
