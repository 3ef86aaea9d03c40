"""The original of a page: which page or address search engines shall take in its place.

A page is its own original unless somebody says otherwise: another page of ours, which is followed
when it moves, or an address of another website. People write a page's own address all the same, as
other systems want it; that means the same, and is saved as nothing. Otherwise the page would name
another original than itself, and go out of hreflang and the sitemap.

What cannot be an original is refused when somebody chooses it. An original that stops being one
later hinders nobody in saving. What readers get of it is in cms/delivery/search_metadata.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.addresses import OwnAddresses, is_of_the_cms, normal_path, path_without_suffix, split
from home.privacy.restrictions import restrictions_of
from snippets.languages import names_of


@dataclass(frozen=True)
class Original:
    """A page, or an address; neither of them is the page itself."""

    page_id: int | None = None
    address: str = ""

    @classmethod
    def of(cls, page: Any) -> Self:
        return cls(page.canonical_page_id, page.canonical_url)

    def normal(self, page: Page, parent: Page | None = None) -> Original:
        """Without the address of `page` itself, before or after its change, and with a page in
        place of the address that leads to it. `parent` is where a page that is not saved yet will
        be."""
        if self.page_id is not None:
            return Original() if self.page_id == page.pk else Original(self.page_id)
        if not self.address:
            return self
        addresses = OwnAddresses.read()
        path = addresses.path_of(self.address)
        place = addresses.url_path_of(path) if path else None
        if path is None or place is None:
            return self
        if place in _places(page, parent):
            return Original()
        original = addresses.page_at(path) if "?" not in path else None
        if original is None or in_the_language_of(page, original) != original:
            return self  # what was written is another language's, or no page's
        return Original(original.pk)


def _places(page: Page, parent: Page | None) -> set[tuple[int, str]]:
    if parent is None and page.path and page.depth > 1:
        parent = page.get_parent()
    paths = {page.url_path} if page.url_path else set()
    # A home page's slug is in no address, and Wagtail's `url_path` of it has it all the same.
    if parent is not None and page.slug:
        paths.add(f"{parent.url_path}{page.slug}/")
    return {(page.locale_id, path) for path in paths}


def in_the_language_of(page: Page, original: Page) -> Page:
    """The row of the group of `original` that is in the language of `page`, where there is one."""
    if original.locale_id == page.locale_id:
        return original
    rows = Page.objects.filter(translation_key=original.translation_key, locale_id=page.locale_id)
    return rows.first() or original


def _is_open(page: Page) -> bool:
    return bool(page.live and not restrictions_of(page).exists())


# --- What is refused ------------------------------------------------------------------------------


def refuse_what_is_no_original(page: Page, original: Original) -> None:
    """Raises ValidationError, with the reason and the way out."""
    addresses = OwnAddresses.read()
    if original.page_id is not None:
        chosen = Page.objects.filter(pk=original.page_id).first()
        if chosen is None or addresses.path_of_page(chosen) is None:
            raise ValidationError(
                _("Choose a page that has an address on the website."), code="no_page"
            )
        if chosen.translation_key == page.translation_key:
            raise ValidationError(
                _(
                    "“%(title)s” is this page in another language, and each language is its own "
                    "original. Choose “This page”. If search engines shall show that one alone, "
                    "write its address under “Another address”."
                ),
                code="own_group",
                params={"title": chosen.get_admin_display_title()},
            )
        _refuse_page(page, in_the_language_of(page, chosen), addresses)
        return
    parts = split(original.address)
    if parts is not None and "@" in parts.netloc:
        raise ValidationError(
            _(
                "Everybody would read the name or password in this address. Write it without what "
                "stands before “@”."
            ),
            code="secret",
        )
    if is_of_the_cms(original.address):
        raise ValidationError(
            _(
                "This is an address of the CMS, which search engines may not read. Write an "
                "address of the website."
            ),
            code="of_the_cms",
        )
    path = addresses.path_of(original.address)
    there = addresses.page_at(path) if path else None
    if there is not None:
        _refuse_page(page, there, addresses)


def _refuse_page(page: Page, original: Page, addresses: OwnAddresses) -> None:
    names = {"title": original.get_admin_display_title()}
    specific = original.specific
    if not _is_open(original):
        raise ValidationError(
            _("Readers cannot open “%(title)s”. Publish it first, or choose another original."),
            code="not_live",
            params=names,
        )
    if not getattr(specific, "is_indexable", True):
        raise ValidationError(
            _(
                "“%(title)s” asks search engines to leave it out. Let it be found first, or choose "
                "another original."
            ),
            code="not_indexable",
            params=names,
        )
    elsewhere = _original_of(specific)
    if isinstance(elsewhere, Page):
        is_this = elsewhere.pk == page.pk
        address = addresses.path_of_page(elsewhere) or ""
    else:
        is_this = bool(elsewhere) and Original(address=elsewhere).normal(page) == Original()
        address = elsewhere
    if is_this:
        text = _(
            "“%(title)s” names this page as its original. Change that there first, or choose "
            "another original."
        )
    elif address:
        text = _("“%(title)s” names another original itself. Choose that one: %(address)s")
    else:
        return
    raise ValidationError(text, code="elsewhere", params=names | {"address": address})


def _original_of(page: Any) -> Page | str:
    """What another page names as its original: a page, an address, or "" for itself."""
    if (chosen := getattr(page, "canonical_page", None)) is not None:
        original = in_the_language_of(page, chosen)
        return original if original.pk != page.pk else ""
    if address := str(getattr(page, "canonical_url", "")):
        return address
    source: Page | None = page.alias_of
    return source or ""


# --- What is told ---------------------------------------------------------------------------------


def warning_about_original(page: Any) -> str:
    """A sentence for who has chosen an original that may be meant so; "" for none."""
    if page.canonical_page is not None:
        return _warning_about_page(page, in_the_language_of(page, page.canonical_page))
    if not page.canonical_url:
        return ""
    addresses = OwnAddresses.read()
    path = addresses.path_of(page.canonical_url)
    if path is None:
        host = getattr(split(page.canonical_url), "hostname", None) or page.canonical_url
        text = _(
            "Search engines will show “%(host)s” in place of this page: its canonical address is "
            "of another website."
        )
        return text % {"host": host}
    original = addresses.page_at(path)
    if original is None:
        text = _("No page has the canonical address “%(path)s”.")
        return text % {"path": normal_path(path_without_suffix(path)) or path}
    return _warning_about_page(page, original)


def _warning_about_page(page: Page, original: Page) -> str:
    title = original.get_admin_display_title()
    if original.pk == page.pk:
        return ""
    if not _is_open(original):
        text = _(
            "Readers cannot open “%(title)s”, the original of this page. Until they can, search "
            "engines are told that this page is its own."
        )
        return text % {"title": title}
    if original.locale_id != page.locale_id:
        text = _(
            "The canonical address of this page is “%(title)s”, in %(language)s. Search engines "
            "will not take this page for its translation, and will show that one alone."
        )
        return text % {"title": title, "language": names_of([original.locale.language_code])}
    return ""
