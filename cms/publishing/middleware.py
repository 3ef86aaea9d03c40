"""Whatever an editor's request changed is live when the request is answered.

There are two ways to publish. An authenticated request that changes things asks for it here, so
that the editor's own request ends with the new version live and can say so. Everything else
(commands, schedules, plain SQL, a request that died) is the keeper's, which looks at the database
(cms/background/publisher.py). Both ask `publish()`, which asks the database what changed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from cms.publishing.change_log import ChangeLog, Raised, logging_changes
from cms.publishing.publish import (
    MOST_IN_A_REQUEST,
    LeftToTheKeeper,
    NotPublished,
    Receipt,
    publish,
)

log = logging.getLogger(__name__)

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def publish_now() -> Receipt | LeftToTheKeeper | str:
    """Publishes; a failure is logged, and the keeper tries again. Answers the reason then."""
    try:
        return publish(most_parts=MOST_IN_A_REQUEST)
    except LeftToTheKeeper as reason:
        log.info("Left to the keeper: %s", reason)
        return reason
    except (NotPublished, DatabaseError) as error:
        log.error("Not live yet, the keeper goes on trying: %s", error)
        return str(error)


@dataclass(frozen=True)
class Outcome:
    """What came of an editor's request: the versions that it raised, and publish()'s answer.

    `receipt` is None when it failed, for the reason `trouble`, and when `follows` is true: then the
    keeper publishes it in a moment.
    """

    change_log: ChangeLog
    raised: list[Raised]
    receipt: Receipt | None
    trouble: str = ""
    follows: bool = False


class PublishAtTheEnd:
    """Middleware. What came of the request is `request.outcome`, for whoever shows it to the editor
    (cms/editorial/receipts.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        if request.method in SAFE_METHODS or user is None or not user.is_authenticated:
            return self._get_response(request)
        with logging_changes() as change_log:
            response = self._get_response(request)
        request.outcome = _conclude(change_log, user)  # type: ignore[attr-defined]
        return response


def _conclude(change_log: ChangeLog, user: User) -> Outcome:
    try:
        raised = change_log.record(user if user.pk else None)
    except DatabaseError as error:
        log.error("Who raised the version is not in the history: %s", error)
        raised = []
    answer = publish_now()
    if isinstance(answer, LeftToTheKeeper):
        return Outcome(change_log, raised, None, follows=True)
    if isinstance(answer, str):
        return Outcome(change_log, raised, None, answer)
    return Outcome(change_log, raised, answer)
