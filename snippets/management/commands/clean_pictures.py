"""`manage.py clean_pictures`: pictures that were uploaded before uploads were cleaned."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from snippets.models import SiteImage
from snippets.models.image import UNREADABLE
from snippets.picture_files import for_readers


class Command(BaseCommand):
    help = (
        "Turns every stored picture upright and takes out what its camera wrote into it, also out "
        "of its sizes, which the worker makes anew. Their addresses change. May run again."
    )

    def handle(self, *args: object, **options: object) -> None:
        cleaned = 0
        for image in SiteImage.objects.order_by("pk").iterator():
            try:
                with image.open_file() as file:
                    changed = for_readers(file)
            except UNREADABLE as error:
                self.stderr.write(f"{image.pk} {image.file.name}: {error}")
                continue
            if changed is None:
                continue
            replace(image, *changed)
            cleaned += 1
        pictures = ngettext("%d picture", "%d pictures", cleaned) % cleaned
        self.stdout.write(f"{pictures} cleaned")


def replace(image: SiteImage, data: bytes, extension: str) -> None:
    """Gives the picture this file. Readers keep the old one until they are told the new address."""
    storage, old = image.file.storage, image.file.name
    stem = image.filename.rpartition(".")[0]
    image.take_file(data, f"{stem}.{extension}")
    image.save()
    storage.delete(old)
    for rendition in image.renditions.all():
        rendition.delete()
