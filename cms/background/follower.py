"""The follower takes each new version into this process's memory and this machine's files.

Redis announces versions. In case an announcement is lost, or Redis is away, the follower also looks
every `LOOK` seconds: at Redis, and at the files that other processes of this machine write.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from cms.background.watcher import LOOK, Signals
from cms.publishing.publish import catch_up, keep_as_files
from cms.publishing.stores import files, memory
from cms.publishing.stores.redis import Announcements, StoreUnavailable, store


@dataclass(frozen=True, slots=True)
class FollowerState:
    """What the follower saw in one look. Versions are numbers, 0 for none.

    `redis` is None while Redis does not answer. `is_quiet` says that no version was announced since
    the look before. `settled` is the version that this process last wrote through to the disk.
    """

    memory: int
    files: int
    redis: int | None
    is_quiet: bool
    settled: int


@dataclass(frozen=True, slots=True)
class FollowerAction:
    """`catches_up`: take the newest version into memory. `settles`: write the files through to the
    disk, so that a power cut cannot damage them. Settling is slow, so it is done when it is quiet.
    """

    catches_up: bool
    settles: bool


def decide(state: FollowerState) -> FollowerAction:
    return FollowerAction(
        # While Redis is away, another process of this machine may publish all the same.
        catches_up=state.redis is None or max(state.redis, state.files) > state.memory,
        settles=state.is_quiet and state.files > state.settled,
    )


class Follower:
    """Keeps this process's memory and this machine's files at the newest version."""

    name = "Follower"

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._announcements: Announcements | None = None
        self._settled = self._tidied = 0

    def step(self) -> None:
        state = self._look()
        action = decide(state)
        if action.catches_up:
            catch_up()
        self._keep_files()
        if action.settles:
            files.settle(state.files, since=self._settled)
            self._settled = state.files
        if state.redis is None:
            self._signals.pause(LOOK)

    def _look(self) -> FollowerState:
        """Waits for an announcement for `LOOK` seconds, then reads where the newest version is."""
        is_quiet = True
        in_redis: int | None = None
        try:
            if self._announcements is None:
                self._announcements = store().announcements()
                is_quiet = False  # versions that were announced before are not known yet
            else:
                is_quiet = self._announcements.next(timeout=LOOK) is None
            in_redis = store().highest_version(probe=True)
        except StoreUnavailable:
            self.close()
            is_quiet = True
        held = memory.newest()
        return FollowerState(
            memory=held.version if held else 0,
            files=files.version(),
            redis=in_redis,
            is_quiet=is_quiet,
            settled=self._settled,
        )

    def _keep_files(self) -> None:
        """Makes this machine's files those of memory, and prepares the next write."""
        if (held := memory.newest()) is None:
            return
        keep_as_files(held)
        if held.version != self._tidied:
            self._tidied = held.version
            with suppress(OSError):  # keep_as_files logs a disk that refuses
                files.tidy()

    def close(self) -> None:
        if self._announcements is not None:
            self._announcements.close()
            self._announcements = None
