"""Whatever is done to content, in whatever order, readers get what a cold build would say.

Hypothesis makes up the edits: creating, editing, publishing, unpublishing, moving, deleting,
reordering, translating, privacy, bulk updates. After each, publish() (which the request of an
editor ends with) leaves memory, Redis and files equal to a build by somebody who knows nothing of
what went before; and the version rose if, and only if, the documents could have changed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.delivery import page_parts
from cms.publishing import version
from cms.publishing.publish import publish, take_snapshot
from cms.publishing.snapshot import Snapshot
from cms.publishing.stores import files, memory, part_files
from cms.publishing.stores.redis import StoreUnavailable, store
from home.models import ContentPage
from snippets.models import FooterLink, Hero, MenuItem, Partner
from tests import baseline, content

# Three hundred edits, each compared with a cold build.
pytestmark = pytest.mark.timeout(900)

KINDS = (MenuItem, Hero, Partner, FooterLink)
WORDS = st.sampled_from(["About", "عن النادي", "<b>", "a" * 60, "\u200fRowing", "é", "Sail & dine"])


class Edits(RuleBasedStateMachine):
    """Rows are remembered by model and primary key; what is gone meanwhile is passed over."""

    rows = Bundle("rows")

    def __init__(self) -> None:
        super().__init__()
        self._made = 0
        self._said: Snapshot | None = None
        self._number = version.read().number

    def _name(self, prefix: str) -> str:
        self._made += 1
        return f"{prefix}-{self._made}"

    # --- What editors do ---

    @rule(target=rows, kind=st.sampled_from(KINDS), words=WORDS, live=st.booleans())
    def creates_a_snippet(self, kind: Any, words: str, live: bool) -> Any:
        name = self._name("x")
        fields: dict[Any, dict[str, Any]] = {
            MenuItem: {"label": words, "route": f"/{name}/"},
            Hero: {"title": words},
            Partner: {"name": words, "url": "https://example.com/"},
            FooterLink: {"key": name, "label": words, "route": f"/{name}/"},
        }
        return (kind, content.snippet(kind, live=live, **fields[kind]).pk)

    @rule(target=rows, parent=rows, words=WORDS, live=st.booleans())
    def creates_a_page(self, parent: Any, words: str, live: bool) -> Any:
        above = _row(parent) if parent[0] is ContentPage else None
        slug = self._name("page")
        page = content.page(words, slug, parent=above or content.home(), live=live)
        return (ContentPage, page.pk)

    @rule(target=rows, edited=rows)
    def makes_it_the_page_of_a_link(self, edited: Any) -> Any:
        row = _row(edited)
        if not isinstance(row, Page):
            return multiple()
        return (MenuItem, content.menu_item("Linked", page=row).pk)

    @rule(edited=rows, words=WORDS, publishes=st.booleans())
    def edits(self, edited: Any, words: str, publishes: bool) -> None:
        if (row := _row(edited)) is None:
            return
        for name in ("title", "label", "name"):
            if hasattr(row, name):
                setattr(row, name, words)
        revision = row.save_revision()
        if publishes:
            revision.publish()

    @rule(edited=rows)
    def unpublishes(self, edited: Any) -> None:
        if (row := _row(edited)) is not None and row.live:
            row.unpublish()

    @rule(target=rows, edited=rows, words=WORDS)
    def translates(self, edited: Any, words: str) -> Any:
        row = _row(edited)
        if row is None or row.locale.language_code != "en" or row.get_translations().exists():
            return multiple()
        if isinstance(row, Page) and not row.get_parent().has_translation(content.locale("ar")):
            return multiple()
        name = next(name for name in ("title", "label", "name") if hasattr(row, name))
        translation = content.arabic(row, **{name: words})
        return (type(row), translation.pk)

    @rule(edited=consumes(rows))
    def deletes(self, edited: Any) -> None:
        if (row := _row(edited)) is not None:
            row.delete()

    @rule(edited=rows, under=rows)
    def moves(self, edited: Any, under: Any) -> None:
        row, target = _row(edited), _row(under)
        if not isinstance(row, Page):
            return
        target = target if isinstance(target, Page) else content.home()
        fits = row.locale_id == target.locale_id and not target.path.startswith(row.path)
        if fits and row.get_parent().pk != target.pk:
            row.move(target, pos="last-child")

    @rule(edited=rows, order=st.integers(0, 5))
    def reorders(self, edited: Any, order: int) -> None:
        if edited[0] in (MenuItem, Partner, FooterLink):
            edited[0].objects.filter(pk=edited[1]).update(order=order)

    @rule(edited=rows, private=st.booleans())
    def hides_or_shows(self, edited: Any, private: bool) -> None:
        if not isinstance(row := _row(edited), Page):
            return
        if private:
            PageViewRestriction.objects.get_or_create(
                page=row, defaults={"restriction_type": "login"}
            )
        else:
            PageViewRestriction.objects.filter(page=row).delete()

    @rule(kind=st.sampled_from(KINDS), live=st.booleans())
    def updates_in_bulk(self, kind: Any, live: bool) -> None:
        kind.objects.update(live=live)

    @rule(words=WORDS)
    def retitles_all_pages_by_sql(self, words: str) -> None:
        ContentPage.objects.update(seo_title=words[:20])

    @rule(target=rows, edited=rows)
    def shows_an_image(self, edited: Any) -> Any:
        if edited[0] is not Hero or self._made % 3:
            return multiple()
        picture = content.image(alt_texts={"en": "A boat"}, size=(40, 30))
        Hero.objects.filter(pk=edited[1]).update(background_image=picture)
        return multiple()

    @rule()
    def hides_all_images(self) -> None:
        root = Collection.get_first_root_node()
        CollectionViewRestriction.objects.get_or_create(
            collection=root, defaults={"restriction_type": "login"}
        )

    # --- What readers get ---

    @invariant()
    def readers_get_what_a_cold_build_says(self) -> None:
        before = self._said
        number = version.read().number
        receipt = publish()
        cold = take_snapshot(cold=True)
        _until_redis_has(cold)
        snapshot = memory.newest()
        assert snapshot is not None
        assert snapshot == cold
        assert receipt.version == cold.version == number
        on_disk = files.read()
        assert on_disk == cold
        with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
            for key, body in cold.documents.items():
                assert client.get(key) == body.plain
            for key, part in cold.parts.items():
                assert part.is_of(client.get(key) or b"")
                assert part_files.has(key, part)
            # No part is left of an earlier form.
            remaining = {key.decode() for key in client.keys("seo_data*")}
            assert remaining == {key for key in (*cold.documents, *cold.parts) if "seo_data" in key}
        if before is not None and number == self._number:
            assert before == cold, "the documents changed and the version did not"
        self._said, self._number = cold, number


def _until_redis_has(snapshot: Snapshot, within: float = 10.0) -> None:
    """A busy machine's Redis may miss its 0.2 s; then the keeper writes it, here we do."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            if store().version(snapshot) == snapshot.version:
                return
        except StoreUnavailable:
            time.sleep(0.1)
            continue
        publish()


def _row(row: Any) -> Any:
    kind, pk = row
    return kind.objects.filter(pk=pk).first()


@pytest.fixture
def reset_between(database: None, _way_back: Any) -> Callable[[], None]:
    """The database as migrate left it, before each sequence of edits."""

    def reset() -> None:
        baseline.reset(_way_back)
        version.raise_version()

    return reset


@pytest.mark.parametrize("divided", [False, True])
def test_random_edits_leave_the_documents_equal_to_a_cold_build(
    reset_between: Any, divided: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.contenttypes.models import ContentType

    if divided:
        monkeypatch.setattr(page_parts, "PAGES_OF_A_PART", 2)
        monkeypatch.setattr(page_parts, "PAGES_UNDIVIDED", 2)

    class FromTheStart(Edits):
        def __init__(self) -> None:
            reset_between()
            ContentType.objects.clear_cache()
            super().__init__()

    run_state_machine_as_test(
        FromTheStart,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=os.environ.get("CI") == "true",
            database=None,
        ),
    )
