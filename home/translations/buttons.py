"""What the page explorer offers of translations with each page, without asking for each row.

"Translate this page" and "Sync translated pages" are wagtail-localize's, which asks the database
four times for each row. A list reads what they depend on with its rows (`read_with_the_list`); a
page that came from elsewhere gets wagtail-localize's own. `ask_once_for_a_list()` runs once at
start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from home.page_form import is_translated
from home.permissions import metadata_url
from snippets.translation_buttons import put_in_place_of

HOOK = "register_page_listing_more_buttons"


def read_with_the_list(parent: Page, pages: Any, request: HttpRequest) -> Any:
    """Hook of the explorer: its rows know what the buttons depend on."""
    same = {"translation_key": OuterRef(OuterRef("translation_key")), "alias_of": None}
    there = Page.objects.filter(**same).order_by().values("locale_id")
    of_this = {"object_id": OuterRef("translation_key"), "locale_id": OuterRef("locale_id")}
    sources = TranslationSource.objects.filter(**of_this, translations__enabled=True)
    followed = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"),
        target_locale_id=OuterRef("locale_id"),
        enabled=True,
    )
    return pages.annotate(
        texts_are_translated=Exists(followed),
        lacks_a_language=Exists(Locale.objects.exclude(pk__in=there)),
        source_of_translations=Subquery(sources.values("pk")[:1]),
    )


def metadata_buttons(
    page: Any, user: Any, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    """The way to the metadata of a translated page, whose "edit" leads to its texts."""
    known: bool | None = getattr(page, "texts_are_translated", None)
    translated = is_translated(page) if known is None else known
    if translated and page.permissions_for_user(user).can_edit():
        yield Button(_("Edit metadata"), metadata_url(page), icon_name="globe", priority=15)


def ask_once_for_a_list() -> None:
    from wagtail_localize import wagtail_hooks

    theirs = wagtail_hooks.page_listing_more_buttons
    put_in_place_of(HOOK, theirs, _buttons(theirs))


def _buttons(theirs: Callable[..., Iterator[Button]]) -> Callable[..., Iterator[Button]]:
    def buttons(
        page: Page, user: Any, view_name: str | None = None, next_url: str | None = None
    ) -> Iterator[Button]:
        if not hasattr(page, "lacks_a_language"):
            yield from theirs(page, user, view_name, next_url)
        elif not page.is_root() and user.has_perm("wagtail_localize.submit_translation"):
            yield from _of(page, next_url)

    return buttons


def _of(page: Any, next_url: str | None) -> Iterator[Button]:
    """As wagtail_localize.wagtail_hooks.page_listing_more_buttons."""
    if page.lacks_a_language:
        yield Button(
            _("Translate this page"),
            reverse("wagtail_localize:submit_page_translation", args=[page.alias_of_id or page.pk]),
            icon_name="wagtail-localize-language",
            priority=60,
        )
    if page.source_of_translations is not None:
        url = reverse("wagtail_localize:update_translations", args=[page.source_of_translations])
        yield Button(
            _("Sync translated pages"),
            url + (f"?{urlencode({'next': next_url})}" if next_url is not None else ""),
            icon_name="resubmit",
            priority=60,
        )
