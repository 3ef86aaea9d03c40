"""What the background threads do about what they see: a row each, without servers."""

from __future__ import annotations

from typing import Any

import pytest

from cms.background import follower, publisher, resizer
from cms.background.follower import FollowerAction, FollowerState
from cms.background.publisher import RENEW_BELOW, KeeperAction, KeeperState
from cms.background.resizer import ResizerAction, ResizerState

# --- The keeper: the database has version 7 -------------------------------------------------------

REST, PUBLISH, RAISE = KeeperAction.REST, KeeperAction.PUBLISH, KeeperAction.RAISE
RENEW, LEAVE = KeeperAction.RENEW, KeeperAction.LEAVE
ALL_THERE: dict[str, Any] = {"machine": 7, "redis": 7}


def elected(**versions: Any) -> KeeperState:
    return KeeperState(database=7, is_elected=True, **ALL_THERE | {"redis_whole": 7} | versions)


def not_elected(**versions: Any) -> KeeperState:
    return KeeperState(database=7, **ALL_THERE | versions)


KEEPER = {
    "all are at the database's version": (elected(), REST),
    "Redis is behind": (elected(redis=6, redis_whole=6), PUBLISH),
    "a key of Redis is missing": (elected(redis_whole=None), PUBLISH),
    "Redis was flushed": (elected(redis=0, redis_whole=None), PUBLISH),
    "this process has read nothing yet": (elected(machine=0, redis_whole=None), PUBLISH),
    "this version could not be built a moment ago": (elected(redis_whole=6, failed=7), REST),
    "an earlier version could not be built": (elected(redis_whole=6, failed=6), PUBLISH),
    "a key expires soon": (elected(least_ttl=RENEW_BELOW - 1), RENEW),
    "a key is gone at the look at expiry": (elected(least_ttl=-2), RENEW),
    "no key expires soon": (elected(least_ttl=RENEW_BELOW), REST),
    "a key expires soon, of a version that is behind": (
        elected(redis_whole=6, least_ttl=1),
        PUBLISH,
    ),
    "Redis is ahead of the database": (elected(redis=8, redis_whole=8), RAISE),
    "this machine is ahead of the database": (elected(machine=8), RAISE),
    "API v2 was ahead of the database": (elected(answered=8), RAISE),
    "Redis is away, API v2 has answered what this machine's documents lack": (
        elected(machine=6, answered=7, redis=None, redis_whole=None),
        PUBLISH,
    ),
    "this machine is ahead, Redis away": (
        elected(machine=8, redis=None, redis_whole=None),
        RAISE,
    ),
    "ahead, and the version could not be built": (elected(machine=8, failed=7), RAISE),
    "Redis is away and this machine behind": (
        elected(machine=6, redis=None, redis_whole=None),
        PUBLISH,
    ),
    "Redis is away, this machine is not behind": (
        elected(redis=None, redis_whole=None),
        REST,
    ),
    "not elected: all are at the version": (not_elected(), REST),
    "not elected: Redis is behind for the first look": (not_elected(redis=6), LEAVE),
    "not elected: Redis is behind for the second look": (
        not_elected(redis=6, left_undone=7),
        PUBLISH,
    ),
    "not elected: what was left undone was an earlier version": (
        not_elected(redis=6, left_undone=6),
        LEAVE,
    ),
    "not elected: left undone, and it could not be built a moment ago": (
        not_elected(redis=6, left_undone=7, failed=7),
        REST,
    ),
    "not elected: this machine is behind, Redis is not": (not_elected(machine=6), REST),
    "not elected: Redis is ahead of the database": (not_elected(redis=8), REST),
    "not elected: this machine is ahead of the database": (not_elected(machine=8), REST),
    "not elected: Redis is away and this machine behind": (
        not_elected(machine=6, redis=None),
        PUBLISH,
    ),
    "not elected: Redis is away, this machine is not behind": (not_elected(redis=None), REST),
    "not elected: Redis is away, the version could not be built": (
        not_elected(machine=6, redis=None, failed=7),
        REST,
    ),
}


@pytest.mark.parametrize(("state", "action"), KEEPER.values(), ids=KEEPER)
def test_the_keeper(state: KeeperState, action: KeeperAction) -> None:
    assert publisher.decide(state) is action


# --- The follower ---------------------------------------------------------------------------------


def follower_state(
    memory: int, files: int, redis: int | None, settled: int, quiet: bool
) -> FollowerState:
    return FollowerState(memory, files, redis, is_quiet=quiet, settled=settled)


NOTHING = FollowerAction(catches_up=False, settles=False)
CATCH_UP = FollowerAction(catches_up=True, settles=False)
SETTLE = FollowerAction(catches_up=False, settles=True)
BOTH = FollowerAction(catches_up=True, settles=True)

FOLLOWER = {
    "all are equal": (follower_state(7, 7, 7, settled=7, quiet=True), NOTHING),
    "Redis has a newer version": (follower_state(7, 7, 8, settled=7, quiet=False), CATCH_UP),
    "the files have a newer version": (follower_state(7, 8, 7, settled=7, quiet=False), CATCH_UP),
    "nothing is read yet": (follower_state(0, 0, 7, settled=0, quiet=False), CATCH_UP),
    "there is nothing to read": (follower_state(0, 0, 0, settled=0, quiet=True), NOTHING),
    "Redis has an older version": (follower_state(7, 7, 6, settled=7, quiet=True), NOTHING),
    "Redis and the files have an older version": (
        follower_state(7, 6, 6, settled=7, quiet=True),
        NOTHING,
    ),
    "a version was announced, and is not settled": (
        follower_state(8, 8, 8, settled=7, quiet=False),
        NOTHING,
    ),
    "it is quiet, and the files are not settled": (
        follower_state(8, 8, 8, settled=7, quiet=True),
        SETTLE,
    ),
    "no file was written yet": (follower_state(8, 0, 8, settled=0, quiet=True), NOTHING),
    "Redis is away": (follower_state(7, 7, None, settled=7, quiet=True), CATCH_UP),
    "Redis is away, another process wrote files": (
        follower_state(7, 8, None, settled=7, quiet=True),
        BOTH,
    ),
}


@pytest.mark.parametrize(("state", "action"), FOLLOWER.values(), ids=FOLLOWER)
def test_the_follower(state: FollowerState, action: FollowerAction) -> None:
    assert follower.decide(state) == action


# --- The resizer ----------------------------------------------------------------------------------


def resizing(
    *wishes: str, resident: bool = False, may: bool | None = None, refusals: int = 0
) -> ResizerState:
    return ResizerState(
        is_wanted="wanted" in wishes,
        is_due="due" in wishes,
        has_news="news" in wishes,
        is_resident=resident,
        may=may,
        refusals=refusals,
    )


RESIZER = {
    "nobody wants renditions": (resizing(), ResizerAction.REST),
    "an upload wants renditions": (resizing("wanted"), ResizerAction.ASK),
    "it is time for a sweep": (resizing("due"), ResizerAction.ASK),
    "a new version, elsewhere than in a resident": (resizing("news"), ResizerAction.REST),
    "a new version, in a resident": (resizing("news", resident=True), ResizerAction.ASK),
    "a resident that has the right and nothing to do": (
        resizing(resident=True, may=True),
        ResizerAction.REST,
    ),
    "a resident that has the right, and news": (
        resizing("news", resident=True, may=True),
        ResizerAction.SWEEP,
    ),
    "the right was given": (resizing("wanted", may=True), ResizerAction.SWEEP),
    "refused for the first time": (resizing("wanted", may=False), ResizerAction.TRY_AGAIN),
    "refused for almost two seconds": (
        resizing("wanted", may=False, refusals=6),
        ResizerAction.TRY_AGAIN,
    ),
    "refused for two seconds: a resident has the right": (
        resizing("wanted", may=False, refusals=7),
        ResizerAction.LEAVE,
    ),
    "refused at the time of a sweep": (resizing("due", may=False), ResizerAction.TRY_AGAIN),
}


@pytest.mark.parametrize(("state", "action"), RESIZER.values(), ids=RESIZER)
def test_the_resizer(state: ResizerState, action: ResizerAction) -> None:
    assert resizer.decide(state) is action
