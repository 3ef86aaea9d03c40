"""When content changes, publish: at the end of the request or command that changed it.

The keeper would find every change by itself within moments (cms/documents/keeper.py). This makes
the editor's own request end with the new version live, whatever it changed: the signals of models
mark that something may have changed, an admin's request that changes things counts as such a mark,
and `publish()` asks the database whether something did.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
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


def publish_now() -> Receipt | None:
    """Publishes; a failure is logged, and the keeper tries again. Answers None then."""
    try:
        return publish()
    except (NotPublished, DatabaseError) as error:
        log.error("Not live yet, the keeper goes on trying: %s", error)
        return None


def connect() -> None:
    """Connects the signals; called once, when the apps are ready."""
    watched: list[type[models.Model]] = content_models()
    for model in watched:
        post_save.connect(publish_after_commit, sender=model, dispatch_uid=f"publish {model}")
        post_delete.connect(publish_after_commit, sender=model, dispatch_uid=f"publish {model}")
    post_save.connect(resize_after_commit, sender=get_image_model(), dispatch_uid="resize")
    for signal in (page_published, page_unpublished, post_page_move, published, unpublished):
        signal.connect(publish_after_commit, dispatch_uid="publish")


class PublishAtTheEnd:
    """Middleware: whatever an editor's request changed is live when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        user = getattr(request, "user", None)
        if request.method not in SAFE_METHODS and user is not None and user.is_authenticated:
            publish_now()
        return response
