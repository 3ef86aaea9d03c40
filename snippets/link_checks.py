"""Whether readers find something where a link leads, as far as this CMS can know.

A link may be made before the page that it leads to is published, so nothing here refuses a link:
each check answers a sentence for the editor, "" when all is well. Readers are never given a dead
link to a chosen page (delivery leaves it out), but a path that was typed is given to them as it is.

Readers find something at a path where the website does: a live page in any language (the website
shows that while a translation is missing), a redirect, or a screen that the website has of its own
(`FRONTEND_ROUTES`). Paths of files are not checked.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from snippets.models.deleted import deleted_in, is_taken_down
from snippets.routes import is_insecure


class LinkChecks:
    """Checks these pages and routes. Reads all of them at once, in six queries at most."""

    def __init__(self, page_ids: Iterable[int], routes: Iterable[str]) -> None:
        ids, paths = set(page_ids), {path for path in map(_path_of, routes) if path}
        self._pages: dict[int, Page] = {}
        self._readable: set[tuple[uuid.UUID, int]] = set()
        self._taken_down: set[tuple[uuid.UUID, int]] = set()
        if ids:
            pages = Page.objects.filter(pk__in=ids).only(
                "title", "draft_title", "live", "translation_key", "locale_id"
            )
            self._pages = {page.pk: page for page in pages}
            keys = {page.translation_key for page in self._pages.values()}
            self._look_at(keys)
        self._answered = _answered(paths)

    def _look_at(self, keys: set[uuid.UUID]) -> None:
        """The languages of pages with these keys: where readers get one, where they had one."""
        pages = Page.objects.filter(translation_key__in=keys)
        readable = pages.live().public().filter(pk=OuterRef("pk"))
        for page in pages.annotate(is_readable=Exists(readable), deleted_in=deleted_in(Page)).only(
            "translation_key", "locale_id", "live", "first_published_at"
        ):
            key, locale_id = page.translation_key, page.locale_id
            self._taken_down |= {(key, locale_id) for locale_id in page.deleted_in}
            if page.is_readable:
                self._readable.add((key, locale_id))
            elif is_taken_down(page, locale_id):
                self._taken_down.add((key, locale_id))

    def warning_about_page(self, page_id: int | None, locale_id: int) -> str:
        """For readers of a language: its page in that language; where there never was one, the
        chosen page itself."""
        page = self._pages.get(page_id or 0)
        if page is None or (page.translation_key, locale_id) in self._readable:
            return ""
        if (page.translation_key, page.locale_id) in self._readable:
            if (page.translation_key, locale_id) not in self._taken_down:
                return ""
            text = _(
                "Leads to “%(title)s”, which was taken down in this language: readers are not "
                "shown this link."
            )
            return text % {"title": page.draft_title or page.title}
        text = (
            _("Leads to “%(title)s”, which is private: readers are not shown this link.")
            if page.live
            else _(
                "Leads to “%(title)s”, which is not live: readers are not shown this link "
                "until it is."
            )
        )
        return text % {"title": page.draft_title or page.title}

    def warning_about_route(self, route: str) -> str:
        if is_insecure(route):
            text = _(
                "“%(route)s” is not a secure address, and browsers warn of it. Most websites "
                "answer to “%(secure)s” too."
            )
            return text % {"route": route, "secure": f"https{route[4:]}"}
        path = _path_of(route)
        if path and path not in self._answered:
            text = _("No live page has the address “%(route)s”: readers find nothing there.")
            return text % {"route": route}
        return ""


def _path_of(route: str) -> str:
    """The path of the website that a route leads to, with a slash at both ends; "" for others."""
    if not route.startswith("/"):
        return ""
    path = unquote(route.split("#", 1)[0].split("?", 1)[0])
    parts = [part for part in path.split("/") if part]
    if "\x00" in path or (parts and "." in parts[-1]):
        return ""
    return f"/{'/'.join(parts)}/" if parts else "/"


def _without_language(path: str) -> str:
    code, _slash, rest = path.removeprefix("/").partition("/")
    return f"/{rest}" if code in dict(settings.LANGUAGES) else path


def _answered(paths: set[str]) -> set[str]:
    """Those of `paths` where a reader finds something."""
    if not paths:
        return set()
    root = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    home_pages = Page.objects.filter(translation_key__in=root)
    by_url_path: dict[str, set[str]] = {}
    for home in list(home_pages.values_list("url_path", flat=True)):
        for path in paths:
            url_path = home + _without_language(path).removeprefix("/")
            by_url_path.setdefault(url_path, set()).add(path)
    live = Page.objects.filter(url_path__in=by_url_path).live().public()
    url_paths = live.values_list("url_path", flat=True)
    answered = {path for url_path in url_paths for path in by_url_path[url_path]}
    answered |= {path for path in paths if _without_language(path) in settings.FRONTEND_ROUTES}
    by_old_path = {Redirect.normalise_path(path): path for path in paths - answered}
    everywhere = Q(site=None) | Q(site__is_default_site=True)
    redirects = Redirect.objects.filter(everywhere, old_path__in=by_old_path).exclude(
        details__is_gone=True
    )
    return answered | {by_old_path[old] for old in redirects.values_list("old_path", flat=True)}
