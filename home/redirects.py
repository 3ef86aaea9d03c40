"""Automatic redirects: Wagtail's, without two of its bugs.

A new slug may change no address (a home page's, or that of a page without a site). Then Wagtail 8.0
makes an empty batch, and with it deletes **every** automatic redirect of the website
(https://github.com/wagtail/wagtail/issues/11338).

A page may get back an address that it had before. Wagtail keeps the redirect from there, which now
leads to the page itself. A website that follows redirects before it looks for pages would follow it
for ever.

What is there already is not made again: a release makes its redirects in the transaction that
publishes it, and Wagtail's signal comes after the commit.
"""

from __future__ import annotations

from typing import TypeAlias

from django.db.models import Q
from wagtail.contrib.redirects import signal_handlers
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

Place: TypeAlias = tuple[str, int | None, int | None, str]


def _place(redirect: Redirect) -> Place:
    """Where it leads from and to."""
    return (
        redirect.old_path,
        redirect.site_id,
        redirect.redirect_page_id,
        redirect.redirect_page_route_path,
    )


class RedirectsOfChangedAddresses(signal_handlers.BatchRedirectCreator):
    items: list[Redirect]

    def pre_process(self) -> None:
        made = self._made_already()
        self.items = [item for item in self.items if _place(item) not in made]
        if self.items:
            super().pre_process()
            self._delete_redirects_from_pages()

    def _made_already(self) -> set[Place]:
        paths = {item.old_path for item in self.items}
        there = Redirect.objects.filter(automatically_created=True, old_path__in=paths)
        return {_place(redirect) for redirect in there}

    def _delete_redirects_from_pages(self) -> None:
        taken = Q(pk__in=[])
        # Pages are read anew: those that Wagtail has in memory have their old addresses.
        for page in Page.objects.filter(pk__in={item.redirect_page_id for item in self.items}):
            if (parts := page.get_url_parts()) is not None and parts[2]:
                of_the_site = Q(site_id=parts[0]) | Q(site_id=None)
                taken |= Q(old_path=Redirect.normalise_path(parts[2])) & of_the_site
        goes = Q(automatically_created=True) | Q(details__isnull=False)
        Redirect.objects.filter(taken & goes).delete()
