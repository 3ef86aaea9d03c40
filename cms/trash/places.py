"""Where restored pages stand: under the page that they were under, and at their place among its
children where nobody has taken it.

A page that is gone too is replaced by the page that has its translation key and language; without
one somebody has to say where. A slug that is taken becomes the next free one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wagtail.models import Page
from wagtail.models.pages import AbstractPage

from cms.trash.models import Thing, TrashEntry
from cms.trash.rows import KeptRows, Row
from home.slugs import is_free

STEP = Page.steplen
LONGEST = 255


@dataclass(frozen=True)
class PagePlace:
    """Of a page with all below it. `slug` is the one that it gets, `was` the one that it had.
    `parent` is None while there is none. `before`: the page that took its place, if any."""

    thing: Thing
    parent: Page | None
    slug: str
    was: str
    before: Page | None = None

    @property
    def is_renamed(self) -> bool:
        return self.slug != self.was


def parent_of(thing: Thing) -> Page | None:
    """The page that it was under, or what came in its place in its language."""
    if page := Page.objects.filter(pk=thing["parent"]).first():
        return page
    successors = Page.objects.filter(translation_key=thing["parent_key"])
    return successors.filter(locale=thing["locale"]).first()


def places(
    entry: TrashEntry, slugs: Mapping[str, str], chosen: Mapping[str, Page]
) -> list[PagePlace]:
    """One for each thing that is a page. `slugs` and `chosen` are by primary key: the slugs that
    they had, and pages to put under what has lost its own."""
    found: list[PagePlace] = []
    for thing in entry.things:
        if not thing["path"]:
            continue
        parent = parent_of(thing) or chosen.get(thing["key"])
        was = slugs[thing["key"]]
        taken = {place.slug for place in found if parent and place.parent == parent}
        slug = was if parent is None else _free_slug(was, parent, taken)
        before = None
        if parent is not None and parent.pk == thing["parent"]:
            old = parent.path + thing["path"][-STEP:]
            before = Page.objects.filter(path=old).first()
        found.append(PagePlace(thing, parent, slug, was, before))
    return found


def _free_slug(slug: str, parent: Page, taken: set[str]) -> str:
    free, number = slug, 1
    while free in taken or not is_free(free, parent):
        number += 1
        free = f"{slug[: LONGEST - 6]}-{number}"
    return free


def put(place: PagePlace, kept: KeptRows) -> None:
    """Says in `kept.changes` where the page and those below it stand."""
    parent, thing = place.parent, place.thing
    assert parent is not None  # noqa: S101  # asked for before
    rows = kept.deleted[Page._meta.db_table]
    number = next(n for n, key in kept.keys[Page._meta.db_table].items() if key == thing["key"])
    old: Row = dict(rows[number])
    path = _free_path(place, parent, {str(row.get("path")) for row in kept.changes.values()})
    url_path = f"{parent.url_path}{place.slug}/"
    for each, row in rows.items():
        if not row["path"].startswith(old["path"]):
            continue
        kept.changes[each] |= {
            "path": path + row["path"][len(old["path"]) :],
            "depth": row["depth"] + parent.depth + 1 - old["depth"],
            "url_path": url_path + row["url_path"][len(old["url_path"]) :],
        }
    kept.changes[number]["slug"] = place.slug


def _free_path(place: PagePlace, parent: Page, taken: set[str]) -> str:
    was = parent.path + place.thing["path"][-STEP:]
    is_its_own = parent.pk == place.thing["parent"] and place.before is None
    if is_its_own and was not in taken:
        return was
    last = max(
        (
            *(path for path in taken if path.startswith(parent.path) and len(path) == len(was)),
            *Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
            .order_by("-path")
            .values_list("path", flat=True)[:1],
        ),
        default="",
    )
    if not last:
        return str(Page._get_path(parent.path, parent.depth + 1, 1))
    return str(Page(path=last, depth=parent.depth + 1)._inc_path())


def settle(place: PagePlace) -> None:
    """Moves a restored page before the one that took its place, and counts the children of its
    parent."""
    parent = Page.objects.get(pk=place.parent.pk if place.parent else None)
    if place.before is not None:
        restored = Page.objects.get(pk=place.thing["key"])
        # The tree's own: Wagtail's move is an editor's, with signals and redirects.
        super(AbstractPage, restored).move(Page.objects.get(pk=place.before.pk), pos="left")
    children = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    Page.objects.filter(pk=parent.pk).update(numchild=children.count())
