"""Whatever is deleted in the admin comes back as it was: every row, and every byte for readers.

TRASH_THINGS says how many things of the demo site are deleted and restored, 20 unless it is set.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from wagtail.models import Page, Site

from cms.publishing.publish import publish
from cms.trash.models import TrashEntry
from snippets.snippet_types import snippet_types
from tests import kept_demo
from tests.people import Person, Reader
from tests.trash.deleting import answers, deletes, differences, restores, rows, text_of

THINGS = int(os.environ.get("TRASH_THINGS", "20"))


def _anything(chance: random.Random) -> Any:
    """A page that is no home page, or a snippet."""
    homes = Site.objects.values("root_page__translation_key")
    pages = Page.objects.filter(depth__gt=2).exclude(translation_key__in=homes)
    found = [*pages.order_by("pk")]
    found += [row for model in snippet_types() for row in model.objects.order_by("pk")]
    return chance.choice(found)


@pytest.mark.timeout(3600 if THINGS > 20 else 300)
def test_random_things_come_back_as_they_were(admin: Person, reader: Reader) -> None:
    kept_demo.load()
    publish(again=True)
    admin = Person("admin")
    chance = random.Random(THINGS)
    every_row, every_answer = rows(), answers(reader)
    left = THINGS
    while left > 0:
        names, entries = [], []
        for _each in range(min(left, chance.randint(1, 3))):
            row = _anything(chance)
            group = type(row).objects.filter(translation_key=row.translation_key)
            others = [*group.exclude(pk=row.pk)] if chance.random() < 0.5 else []
            names.append(f"{row._meta.label} {row.pk} with {[each.pk for each in others]}")
            entries.append(deletes(admin, row, *others))
            left -= 1
        chance.shuffle(entries)
        assert answers(reader) != every_answer or not any(
            thing["live"] for entry in entries for thing in entry.things
        ), f"readers still have {names}"
        while entries:
            entry = entries.pop(0)
            answer = restores(admin, entry)
            if TrashEntry.objects.filter(pk=entry.pk).exists():
                # It was under, or points to, what is restored after it.
                assert entries, (names, text_of(answer))
                entries.append(entry)
        assert differences(every_row) == {}, names
        assert answers(reader) == every_answer, names
    assert not TrashEntry.objects.exists()
