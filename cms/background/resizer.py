"""The resizer makes the renditions that documents or uploads want, so that nobody waits for them.

It is a thread of its own: a large picture takes seconds, and publishing waits for none. One process
of the whole installation resizes at a time; an advisory lock is the right to do it.
"""

from __future__ import annotations

import ctypes
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto

from django.db import connection

from cms.background.watcher import LOOK, Signals
from cms.delivery import images, private_pictures, renditions
from cms.publishing import changes, version
from cms.publishing.events import VersionLive
from cms.publishing.publish import publish
from cms.publishing.stores import memory

# Seconds between two looks at the images that changed and at those that could not be read.
SWEEP = 60.0
# Seconds between two looks through all images, for what nobody noted.
LOOK_AT_ALL = 3600.0
# Seconds for which another process is asked to give up the right.
PATIENCE = 2.0

# "cms rs" for pg_try_advisory_lock.
LOCK = 0x636D7273


def ask_for_missing(live: VersionLive) -> None:
    """Handler of `version_live`: readers were shown images without all their renditions."""
    if live.snapshot.incomplete_images:
        renditions.want(live.snapshot.incomplete_images)


@dataclass(frozen=True, slots=True)
class ResizerState:
    """What the resizer saw in one look.

    `is_wanted`: this process wants renditions. `is_due`: the last sweep is `SWEEP` seconds ago.
    `has_news`: the content has a version that this resizer has not looked at. `may`: whether it has
    the right to resize, None before it asked. `refusals`: how often it was refused in a row.
    """

    is_wanted: bool
    is_due: bool
    has_news: bool
    is_resident: bool
    may: bool | None
    refusals: int


class ResizerAction(Enum):
    REST = auto()
    # Ask for the right to resize, and decide again.
    ASK = auto()
    SWEEP = auto()
    # Ask again at the next look.
    TRY_AGAIN = auto()
    # Leave it to the process that has the right.
    LEAVE = auto()


def decide(state: ResizerState) -> ResizerAction:
    # An upload in another process is a new version here. Only a resident resizer looks for it: the
    # process of the upload does, where there is no resident.
    has_news = state.has_news and state.is_resident
    if not (state.is_wanted or state.is_due or has_news):
        return ResizerAction.REST
    if state.may is None:
        return ResizerAction.ASK
    if state.may:
        return ResizerAction.SWEEP
    # Another process is at it, and may have looked before this was wanted. If it holds on for
    # longer than `PATIENCE`, it is a resident, which sees by itself what is wanted.
    if (state.refusals + 1) * LOOK < PATIENCE:
        return ResizerAction.TRY_AGAIN
    return ResizerAction.LEAVE


class Resizer:
    """Makes renditions and publishes the documents that show them.

    A `resident` resizer (manage.py worker) keeps the right to itself while it runs, so that
    pictures do not fill the memory of the processes that answer readers.
    """

    name = "Resizer"

    def __init__(self, signals: Signals, resident: bool = False) -> None:
        self._signals = signals
        self._resident = resident
        self._may = False
        self._refusals = 0
        # Late enough for a resident that starts together with the others to come first.
        self._next_sweep = time.monotonic() + (0 if resident else SWEEP / 2)
        self._seen = 0
        # The version up to which the images were looked at, and when all are again.
        self._looked_at = 0
        self._next_look_at_all = 0.0

    def step(self) -> None:
        is_wanted = renditions.wait_until_wanted(LOOK)
        held = memory.newest()
        number = held.version if held is not None else 0
        state = ResizerState(
            is_wanted=is_wanted,
            is_due=time.monotonic() >= self._next_sweep,
            has_news=held is not None and number != self._seen,
            is_resident=self._resident,
            may=True if self._may else None,
            refusals=self._refusals,
        )
        if (action := decide(state)) is ResizerAction.REST:
            return
        self._seen = number
        try:
            if action is ResizerAction.ASK:
                self._may = _may_resize()
                action = decide(replace(state, may=self._may))
            self._act(action)
        except BaseException:
            self.close()
            raise
        if not self._resident:
            self.close()

    def _act(self, action: ResizerAction) -> None:
        if action is ResizerAction.TRY_AGAIN:
            self._refusals += 1
            self._signals.pause(LOOK)
            return
        self._refusals = 0
        self._next_sweep = time.monotonic() + SWEEP
        if action is not ResizerAction.SWEEP:
            renditions.begin()
            return
        wanting = self._images_to_look_at()
        # Before anything is made of a picture that is private now.
        moved = private_pictures.move_misplaced()
        made = renditions.make_missing(wanting) if wanting != set() else 0
        if moved or made:
            publish()
        _give_memory_back()

    def _images_to_look_at(self) -> set[int] | None:
        """None for all."""
        named = renditions.begin()
        number = version.read().number
        news = changes.between(self._looked_at, number)
        changed = images.changed(news)
        self._looked_at = number
        if time.monotonic() >= self._next_look_at_all or changed is None:
            self._next_look_at_all = time.monotonic() + LOOK_AT_ALL
            return None
        return named | changed | renditions.left_alone()

    def close(self) -> None:
        self._may = False  # the lock goes with the connection
        connection.close()


def _may_resize() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _give_memory_back() -> None:
    """Without this, what a large picture needed stays with the process. glibc has this function;
    where it is missing, nothing happens."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
