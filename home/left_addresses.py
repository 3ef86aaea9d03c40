"""What the addresses of pages do that are deleted or unpublished: lead somewhere else, say that the
page is gone for good (410), or nothing.

Which addresses are left is seen from the pages themselves, before and after, so it does not matter
which view takes them down, nor how: the page, what is under it, translations, aliases. What was
chosen goes again when a page comes to the address (`lift`). Redirects that led to the pages
stay as they are; the list of redirects names them as broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import Q, QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Page

from home.addresses import OwnAddresses
from home.models.redirect_details import RedirectDetails
from home.redirect_rules import MOST_BYTES, normal_old_path, of_the_website

Pages = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Address:
    """The path of a page that readers can open: `/ar/about/`."""

    path: str
    locale_id: int


@dataclass(frozen=True, slots=True)
class Choice:
    """`page` or `link` for what leads somewhere, neither for what is gone. `suffix` is what stands
    behind the address of the page."""

    page: Page | None = None
    link: str = ""
    suffix: str = ""
    is_permanent: bool = True

    @property
    def is_gone(self) -> bool:
        return self.page is None and not self.link


def pages_with_all_below(roots: Iterable[Page]) -> Pages:
    """And the aliases of them, wherever they are."""
    places = Q(pk__in=[])
    for root in roots:
        places |= Q(path__startswith=root.path)
    these = Page.objects.filter(places)
    return Page.objects.filter(places | Q(alias_of__in=these.values("pk")))


def addresses_of(pages: Pages) -> dict[int, Address]:
    """By the id of each page that readers can open, and so have an address of. Four queries."""
    own = OwnAddresses.read()
    readable = Page.objects.filter(pk__in=pages.values("pk")).live().public()
    return {
        page.pk: Address(path, page.locale_id)
        for page in readable.order_by("path")
        if (path := own.path_of_page(page)) is not None
    }


def left(before: Mapping[int, Address]) -> list[Address]:
    """Those of `before` that their pages do not have any more."""
    now = addresses_of(Page.objects.filter(pk__in=before))
    return [address for pk, address in before.items() if now.get(pk) != address]


def decide(choice: Choice, addresses: Iterable[Address], user: AbstractUser) -> list[Redirect]:
    """Makes the redirects. What leads to a page leads to it in the language of the address, where
    readers have it in that. A redirect that is at an address already is changed."""
    wanted = {
        old: address
        for address in addresses
        if len((old := normal_old_path(address.path)).encode()) <= MOST_BYTES
    }
    there = {
        redirect.old_path: redirect
        for redirect in of_the_website().filter(old_path__in=wanted).order_by("site_id")
    }
    targets = _in_each_language(choice.page)
    made = []
    for old_path, address in wanted.items():
        redirect = there.get(old_path) or Redirect(old_path=old_path)
        is_new = redirect.pk is None
        redirect.redirect_page = targets.get(address.locale_id, choice.page)
        redirect.redirect_link = choice.link
        redirect.redirect_page_route_path = choice.suffix
        redirect.is_permanent = choice.is_permanent
        redirect.automatically_created = False
        redirect.save()
        log(instance=redirect, action="wagtail.create" if is_new else "wagtail.edit", user=user)
        made.append(redirect)
    RedirectDetails.objects.filter(redirect__in=made).delete()
    RedirectDetails.objects.bulk_create(
        RedirectDetails(redirect=redirect, is_gone=choice.is_gone, is_of_taken_down=True)
        for redirect in made
    )
    return made


def _in_each_language(page: Page | None) -> dict[int, Page]:
    """The page that readers of each language have, by the id of the language."""
    if page is None:
        return {}
    group = Page.objects.filter(translation_key=page.translation_key).live().public()
    return {each.locale_id: each for each in group} | {page.locale_id: page}


def lift_after_publish(instance: Page, **_kwargs: Any) -> None:
    """Receiver of page_published."""
    lift([instance])


def lift(pages: Iterable[Page]) -> None:
    """What said that the address of one of the pages is gone, or was chosen when a page was taken
    down there, goes. What somebody wrote to lead elsewhere stays, without effect. As many queries
    for many pages as for one; one where no address is said to be gone."""
    if not RedirectDetails.objects.exists():
        return
    own = OwnAddresses.read()
    paths = [path for page in pages if (path := own.path_of_page(page)) is not None]
    at_the_addresses = of_the_website().filter(old_path__in=map(normal_old_path, paths))
    for redirect in at_the_addresses.filter(details__isnull=False):
        log(instance=redirect, action="wagtail.delete", deleted=True)
        redirect.delete()
