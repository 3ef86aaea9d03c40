"""A draft changes no version and no byte of what readers get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from wagtail_localize.models import Translation, TranslationSource

from cms.publishing.publish import publish
from home.models import ContentPage
from snippets.models import FooterLink, Hero, MenuItem, Partner, SiteImage
from tests import content
from tests.people import Person, Reader


def _save_draft_of_page(admin: Person) -> None:
    admin.edits_page(content.home(), action="action-save", title="Unsaved", seo_title="Unsaved")


def _create_draft_page(admin: Person) -> None:
    content.page("Draft", "draft", live=False)


def _save_draft_of_snippet(model: Any, **changes: str) -> Callable[[Person], None]:
    def act(admin: Person) -> None:
        admin.edits_snippet(model.objects.get(), action="action-save", **changes)

    return act


def _create_draft_snippet(admin: Person) -> None:
    admin.adds_snippet(
        MenuItem, action="action-save", label="Draft", route="/", locale=content.locale("en").pk
    )


def _show_a_picture(_admin: Person) -> None:
    for spec in ("max-165x165", "width-200", "fill-100x100|format-webp"):
        SiteImage.objects.get().get_rendition(spec)


def _save_draft_of_translation(_admin: Person) -> None:
    page = ContentPage.objects.get(slug="about", locale__language_code="en")
    source, _made = TranslationSource.update_or_create_from_instance(page)
    translation, _made = Translation.objects.get_or_create(
        source=source, target_locale=content.locale("ar")
    )
    translation.save_target(publish=False)


def _lock_page(admin: Person) -> None:
    address = reverse("wagtailadmin_pages:lock", args=[content.home().pk])
    response = admin.client.post(address, {"together": "1", "rows": [str(content.home("ar").pk)]})
    assert response.status_code == 302


DRAFTS = {
    "a draft of a page is saved": _save_draft_of_page,
    "a page is created as a draft": _create_draft_page,
    "a page is locked": _lock_page,
    "a draft of a menu item is saved": _save_draft_of_snippet(MenuItem, label="Draft"),
    "a draft of a hero is saved": _save_draft_of_snippet(Hero, title="Draft"),
    "a draft of a partner is saved": _save_draft_of_snippet(Partner, name="Draft"),
    "a draft of a footer link is saved": _save_draft_of_snippet(FooterLink, label="Draft"),
    "a menu item is created as a draft": _create_draft_snippet,
    "a draft of a translation is saved": _save_draft_of_translation,
    "a screen of the admin shows a picture": _show_a_picture,
}


@pytest.mark.parametrize("act", DRAFTS.values(), ids=DRAFTS.keys())
def test_a_draft_changes_no_version_and_no_byte(
    act: Callable[[Person], None], admin: Person, reader: Reader
) -> None:
    content.arabic(content.page(), title="من نحن")
    content.menu_item()
    content.hero(background_image=content.image())
    content.partner()
    content.footer_link()
    publish()
    before, version = reader.everything(), reader.version()

    act(admin)
    publish()

    assert reader.version() == version
    assert reader.everything() == before
