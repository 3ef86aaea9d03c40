"""When content changes, publish: at the end of the request or command that changed it.

The keeper would find every change by itself within moments (cms/documents/keeper.py). This makes
the editor's own request end with the new version live, whatever it changed: the signals of models
mark that something may have changed, an admin's request that changes things counts as such a mark,
and `publish()` asks the database whether something did.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, models, transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponse
from wagtail.images import get_image_model
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from cms.acts import Act, Raised, acting
from cms.documents import renditions
from cms.documents.publish import NotPublished, Receipt, publish
from cms.documents.triggers import EDITORIAL_COLUMNS, content_models

log = logging.getLogger(__name__)

EDITORIAL_FIELDS = EDITORIAL_COLUMNS | {column.removesuffix("_id") for column in EDITORIAL_COLUMNS}
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def publish_after_commit(sender: Any = None, **kwargs: Any) -> None:
    """Receiver of every signal that says content changed; once per transaction."""
    update_fields = kwargs.get("update_fields")
    if update_fields is not None and set(update_fields) <= EDITORIAL_FIELDS:
        return  # a draft
    callbacks = transaction.get_connection().run_on_commit
    if not any(callback[1] is publish_now for callback in callbacks):
        transaction.on_commit(publish_now, robust=True)


def resize_after_commit(sender: Any = None, **kwargs: Any) -> None:
    """Receiver of an image's post_save: its renditions are made before anybody shows it."""
    transaction.on_commit(renditions.wanted.set)


def publish_now() -> Receipt | str:
    """Publishes; a failure is logged, and the keeper tries again. Answers the reason then."""
    try:
        return publish()
    except (NotPublished, DatabaseError) as error:
        log.error("Not live yet, the keeper goes on trying: %s", error)
        return str(error)


def connect() -> None:
    """Connects the signals; called once, when the apps are ready."""
    watched: list[type[models.Model]] = content_models()
    for model in watched:
        post_save.connect(publish_after_commit, sender=model, dispatch_uid=f"publish {model}")
        post_delete.connect(publish_after_commit, sender=model, dispatch_uid=f"publish {model}")
    post_save.connect(resize_after_commit, sender=get_image_model(), dispatch_uid="resize")
    for signal in (page_published, page_unpublished, post_page_move, published, unpublished):
        signal.connect(publish_after_commit, dispatch_uid="publish")


@dataclass(frozen=True)
class Outcome:
    """What came of an editor's request: the versions that it raised, and publish()'s answer.

    `receipt` is None when it failed, for the reason `trouble`.
    """

    act: Act
    raised: list[Raised]
    receipt: Receipt | None
    trouble: str = ""


class PublishAtTheEnd:
    """Middleware: whatever an editor's request changed is live when it is answered.

    What came of it is `request.outcome`, for who tells the editor (cms/admin/receipts.py).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        if request.method in SAFE_METHODS or user is None or not user.is_authenticated:
            return self._get_response(request)
        with acting() as act:
            response = self._get_response(request)
        request.outcome = self._conclude(act, user)  # type: ignore[attr-defined]
        return response

    def _conclude(self, act: Act, user: Any) -> Outcome:
        try:
            raised = act.record(user if user.pk else None)
        except DatabaseError as error:
            log.error("Who raised the version is not in the history: %s", error)
            raised = []
        told = publish_now()
        if isinstance(told, str):
            return Outcome(act, raised, None, told)
        return Outcome(act, raised, told)
