"""What the page explorer offers of translations with each page, without asking for each row.

"Translate this page" and "Sync translated pages" are wagtail-localize's, which asks the database
four times for each row. A list reads what they depend on with its rows (`read_with_the_list`). A
page that is not of such a list gets wagtail-localize's own buttons.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet
from wagtail_localize.models import Translation, TranslationSource

from home.localization.permissions import metadata_url
from home.page_form import is_translated


class ButtonsOfAPage(Protocol):
    def __call__(
        self, page: Page, user: User, view_name: str | None = None, next_url: str | None = None
    ) -> Iterator[Button]: ...


def read_with_the_list(
    parent: Page | None, pages: PageQuerySet, request: HttpRequest
) -> PageQuerySet:
    """Hook of the explorer: its rows know what the buttons depend on. The admin's search, whose
    rows have no common parent, calls it too."""
    group = {"translation_key": OuterRef(OuterRef("translation_key")), "alias_of": None}
    languages = Page.objects.filter(**group).order_by().values("locale_id")
    of_this = {"object_id": OuterRef("translation_key"), "locale_id": OuterRef("locale_id")}
    sources = TranslationSource.objects.filter(**of_this, translations__enabled=True)
    followed = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"),
        target_locale_id=OuterRef("locale_id"),
        enabled=True,
    )
    return pages.annotate(
        texts_are_translated=Exists(followed),
        lacks_a_language=Exists(Locale.objects.exclude(pk__in=languages)),
        source_of_translations=Subquery(sources.values("pk")[:1]),
    )


def metadata_buttons(
    page: Page, user: User, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    """The way to the metadata of a translated page, whose "edit" leads to its texts."""
    annotated: bool | None = getattr(page, "texts_are_translated", None)
    translated = is_translated(page) if annotated is None else annotated
    if translated and page.permissions_for_user(user).can_edit():
        yield Button(_("Edit metadata"), metadata_url(page), icon_name="globe", priority=15)


def for_a_list(buttons_of_localize: ButtonsOfAPage) -> ButtonsOfAPage:
    def buttons(
        page: Page, user: User, view_name: str | None = None, next_url: str | None = None
    ) -> Iterator[Button]:
        if not hasattr(page, "lacks_a_language"):
            yield from buttons_of_localize(page, user, view_name, next_url)
        elif not page.is_root() and user.has_perm("wagtail_localize.submit_translation"):
            yield from _buttons_of(page, next_url)

    return buttons


def _buttons_of(page: Page, next_url: str | None) -> Iterator[Button]:
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
