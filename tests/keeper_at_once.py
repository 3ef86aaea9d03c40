"""In the tests' own processes no keeper runs: what it would publish is published at the commit.

The signals of the models say that something may have changed, as the keeper's LISTEN does. What
signals miss (bulk updates, plain SQL) is published by whoever tests it. Servers that tests start
have their own keeper.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from cms.publishing.middleware import publish_now
from cms.publishing.triggers import EDITORIAL_COLUMNS, content_models

DRAFT_FIELDS = EDITORIAL_COLUMNS | {column.removesuffix("_id") for column in EDITORIAL_COLUMNS}


def publish_after_commit(sender: Any = None, **kwargs: Any) -> None:
    """Receiver. It may be called several times in a transaction: the later calls find the version
    live."""
    update_fields = kwargs.get("update_fields")
    if update_fields is None or not set(update_fields) <= DRAFT_FIELDS:
        transaction.on_commit(publish_now, robust=True)


def connect() -> None:
    for model in content_models():
        post_save.connect(publish_after_commit, sender=model, dispatch_uid=f"publish {model}")
        post_delete.connect(publish_after_commit, sender=model, dispatch_uid=f"publish {model}")
    for signal in (page_published, page_unpublished, post_page_move, published, unpublished):
        signal.connect(publish_after_commit, dispatch_uid="publish")
