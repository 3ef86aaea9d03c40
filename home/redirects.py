"""Automatic redirects: Wagtail's, without its bugs.

Changing a slug that changes no address (a home page's, or that of a page without a site) makes an
empty batch, and Wagtail 8.0 then deletes **every** automatic redirect of the website
(https://github.com/wagtail/wagtail/issues/11338).

A page that gets back an address that it had keeps Wagtail's redirect from there, which by then
leads to itself: a website that follows redirects before it looks for pages goes round in circles.
"""

from __future__ import annotations

from django.db.models import Q
from wagtail.contrib.redirects import signal_handlers
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page


class RedirectsOfChangedAddresses(signal_handlers.BatchRedirectCreator):
    def pre_process(self) -> None:
        if self.items:
            super().pre_process()
            self._drop_those_from_where_pages_are()

    def _drop_those_from_where_pages_are(self) -> None:
        taken = Q(pk__in=[])
        # As they are in the database: Wagtail's own have their old addresses in memory.
        for page in Page.objects.filter(pk__in={item.redirect_page_id for item in self.items}):
            if (parts := page.get_url_parts()) is not None and parts[2]:
                taken |= Q(old_path=Redirect.normalise_path(parts[2]), site_id=parts[0])
        Redirect.objects.filter(taken, automatically_created=True).delete()


def keep_redirects_when_nothing_moved() -> None:
    signal_handlers.BatchRedirectCreator = RedirectsOfChangedAddresses
