"""Which pages stand right under a page, for readers.

An answer that says so has the tag of that place in the tree (`children`): a page that comes, goes,
moves or gets another language there touches it.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import ConcatPair
from wagtail.models import Page

from cms.delivery import tags
from cms.delivery.pages import readable
from cms.engines import read_log
from cms.engines.compiled_query import CompiledQuery, Given

# Between the first and the last step are all places under a page, as an index of places knows them.
_STEPS = ("0" * Page.steplen, "Z" * Page.steplen)


def _with_children() -> QuerySet[Page]:
    places = [
        ConcatPair(OuterRef("path"), Value(step), output_field=CharField()) for step in _STEPS
    ]
    children = readable().filter(
        path__range=places, depth=OuterRef("depth") + 1, locale_id=OuterRef("locale_id")
    )
    return Page.objects.filter(Exists(children), pk__any_of=Given("ids")).order_by()


_WITH_CHILDREN = CompiledQuery(lambda: _with_children().values_list("pk"))


def with_children(pages: Collection[Page]) -> frozenset[int]:
    """The ids of those of the pages under which readers see a page. One query, or none for leaves
    of the tree."""
    with read_log.narrowed(tags.page_tables()) as read:
        read |= {tags.children(page.path) for page in pages}
        above = sorted(page.pk for page in pages if page.numchild)
        rows = _WITH_CHILDREN.values(ids=above) if above else ()
        return frozenset(pk for (pk,) in rows)


def children_of(page: Page, most: int) -> list[Page]:
    """The first pages right under a page, in their order. One query."""
    under = readable().filter(
        path__range=[page.path + step for step in _STEPS],
        depth=page.depth + 1,
        locale_id=page.locale_id,
    )
    with read_log.narrowed(tags.page_tables()) as read:
        read.add(tags.children(page.path))
        children = list(under.order_by("path")[:most])
        read |= {tags.page(child.pk) for child in children}
    return children
