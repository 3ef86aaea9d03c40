"""Pictures of private collections lie where no web server gives them away; all others do not.

Privacy changes without the pictures: by a collection's restriction, by moving a collection or a
picture. So this compares what is with what should be, and moves what is in the wrong place.
Original and renditions get new addresses, and the files at the old ones go in the same moment.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cms.delivery import renditions
from cms.delivery.private_collections import private_collections
from snippets.models import SiteImage
from snippets.models.image import with_hash
from snippets.private_place import PRIVATE, in_place

log = logging.getLogger(__name__)

# Pictures whose rows are in memory.
AT_ONCE = 200


def misplaced() -> tuple[QuerySet[SiteImage], QuerySet[SiteImage]]:
    """The pictures that should be private and are not yet, and those that need not be any more."""
    private, everything = private_collections(), SiteImage.objects.order_by("pk")
    return (
        everything.filter(collection__in=private).exclude(file__startswith=PRIVATE),
        everything.filter(file__startswith=PRIVATE).exclude(collection__in=private),
    )


def move_misplaced() -> int:
    """Moves them; answers how many. One whose file cannot be read is logged, left for the next
    look, and does not stop the others; its renditions are gone nevertheless."""
    moved = 0
    for images, private in zip(misplaced(), (True, False), strict=True):
        for image in images.iterator(chunk_size=AT_ONCE):
            if renditions.is_left_alone(image):
                continue
            if private:
                _delete_renditions(image)
            with renditions.leaving_alone_if_unreadable(image):
                moved += _move(image, private)
    return moved


def _move(image: SiteImage, private: bool) -> bool:
    """Whether it was moved: not if it has got another file meanwhile."""
    old, storage = image.file.name, image.file.storage
    with storage.open(old) as file:
        name = in_place(old, private)
        if not private and not _has_hash(name):  # from before names had one
            name = with_hash(name, file)
        new = storage.save(name, file, max_length=image._meta.get_field("file").max_length)
    with transaction.atomic():
        is_moved = SiteImage.objects.filter(pk=image.pk, file=old).update(file=new) == 1
        if is_moved:
            _delete_renditions(image)
        transaction.on_commit(lambda: _delete(storage, old if is_moved else new))
    return is_moved


def _has_hash(name: str) -> bool:
    parts = name.rsplit(".", 2)
    return len(parts) == 3 and len(parts[1].split("_")[0]) == 12


def _delete_renditions(image: SiteImage) -> None:
    """Each by itself: Wagtail then deletes its file and forgets it."""
    for rendition in image.renditions.all():
        rendition.delete()


def _delete(storage: Any, name: str) -> None:
    try:
        storage.delete(name)
    except OSError as error:
        log.error("The file %s is no picture's any more and cannot be deleted: %s", name, error)
