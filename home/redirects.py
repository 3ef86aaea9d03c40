"""Automatic redirects: Wagtail's, without its bug.

Changing a slug that changes no address (a home page's, or that of a page without a site) makes an
empty batch, and Wagtail 8.0 then deletes **every** automatic redirect of the website
(https://github.com/wagtail/wagtail/issues/11338).
"""

from __future__ import annotations

from wagtail.contrib.redirects import signal_handlers


class RedirectsOfChangedAddresses(signal_handlers.BatchRedirectCreator):
    def pre_process(self) -> None:
        if self.items:
            super().pre_process()


def keep_redirects_when_nothing_moved() -> None:
    signal_handlers.BatchRedirectCreator = RedirectsOfChangedAddresses
