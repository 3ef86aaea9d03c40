"""The canonical address: which address search engines shall take for the original of a page.

Nothing is written for a page that is its own original. People write its own address all the same,
as other systems want it; that means the same, and is saved as nothing. Otherwise the page would
name another original than itself, and go out of hreflang and the sitemap.

What cannot be an original is refused when somebody writes it. An original that stops being one
later hinders nobody in saving.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.addresses import OwnAddresses, is_of_the_cms, normal_path, path_without_suffix, split
from snippets.languages import names_of


def without_own_address(page: Page, canonical: str, parent: Page | None = None) -> str:
    """`canonical`, or "" when it is the address of `page` itself, before or after its change.

    `parent` is where a page that is not saved yet will be.
    """
    if not canonical:
        return ""
    addresses = OwnAddresses.read()
    path = addresses.path_of(canonical)
    place = addresses.url_path_of(path) if path else None
    if place is None:
        return canonical
    return "" if place in _places(page, parent) else canonical


def _places(page: Page, parent: Page | None) -> set[tuple[int, str]]:
    if parent is None and page.path and page.depth > 1:
        parent = page.get_parent()
    paths = {page.url_path} if page.url_path else set()
    # A home page's slug is in no address, and Wagtail's `url_path` of it has it all the same.
    if parent is not None and page.slug:
        paths.add(f"{parent.url_path}{page.slug}/")
    return {(page.locale_id, path) for path in paths}


def refuse_what_is_no_original(page: Page, canonical: str) -> None:
    """Raises ValidationError, with the reason and the way out."""
    parts = split(canonical)
    if parts is not None and "@" in parts.netloc:
        raise ValidationError(
            _(
                "Everybody would read the name or password in this address. Write it without what "
                "stands before “@”."
            ),
            code="secret",
        )
    if is_of_the_cms(canonical):
        raise ValidationError(
            _(
                "This is an address of the CMS, which search engines may not read. Write an "
                "address of the website."
            ),
            code="of_the_cms",
        )
    addresses = OwnAddresses.read()
    path = addresses.path_of(canonical)
    original = addresses.page_at(path) if path else None
    if original is not None:
        _refuse_page(page, original, addresses)


def _refuse_page(page: Page, original: Page, addresses: OwnAddresses) -> None:
    names = {"title": original.get_admin_display_title()}
    specific = original.specific
    if not (original.live and not original.get_view_restrictions().exists()):
        raise ValidationError(
            _(
                "“%(title)s” has this address, and readers cannot open it. Publish it first, or "
                "leave this field empty."
            ),
            code="not_live",
            params=names,
        )
    if not getattr(specific, "is_indexable", True):
        raise ValidationError(
            _(
                "“%(title)s” has this address and asks search engines to leave it out. Let it be "
                "found first, or leave this field empty."
            ),
            code="not_indexable",
            params=names,
        )
    elsewhere = getattr(specific, "canonical_url", "")
    if not elsewhere and original.alias_of is not None:
        elsewhere = addresses.path_of_page(original.alias_of) or ""
    if not elsewhere:
        return
    if not without_own_address(page, elsewhere):
        text = _(
            "“%(title)s” names this page as its original. Empty the field there first, or leave "
            "this one empty."
        )
    else:
        text = _("“%(title)s” names another address as its original. Write that one: %(address)s")
    raise ValidationError(text, code="elsewhere", params=names | {"address": elsewhere})


def warning_about_canonical(page: Page, canonical: str) -> str:
    """A sentence for who has written a canonical address that may be meant so; "" for none."""
    if not canonical:
        return ""
    addresses = OwnAddresses.read()
    path = addresses.path_of(canonical)
    if path is None:
        host = getattr(split(canonical), "hostname", None) or canonical
        text = _(
            "Search engines will show “%(host)s” in place of this page: its canonical address is "
            "of another website."
        )
        return text % {"host": host}
    original = addresses.page_at(path)
    if original is None:
        text = _("No page has the canonical address “%(path)s”.")
        return text % {"path": normal_path(path_without_suffix(path)) or path}
    if original.locale_id != page.locale_id:
        text = _(
            "The canonical address of this page is “%(title)s”, in %(language)s. Search engines "
            "will not take this page for its translation, and will show that one alone."
        )
        language = names_of([original.locale.language_code])
        return text % {"title": original.get_admin_display_title(), "language": language}
    return ""
