"""Images of the website, with an alternative text in each language."""

from __future__ import annotations

import logging
import os
import struct
from base64 import b64encode
from collections import Counter
from hashlib import blake2b
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from thumbhash import rgba_to_thumb_hash
from wagtail.coreutils import get_content_languages
from wagtail.images.models import AbstractImage, AbstractRendition, SourceImageIOError
from wagtail.images.models import Image as WagtailImage

from snippets.languages import names_of
from snippets.names import normal_name
from snippets.picture_files import for_readers
from snippets.private_place import PRIVATE, in_place, is_private

log = logging.getLogger(__name__)

# Of a file's name: what the column holds, less what a storage adds to a name that is taken.
LONGEST_PATH = 100 - 8 - len(PRIVATE)
DIGEST_BYTES = 6
OF_PRIVATE = models.Q(file__startswith=PRIVATE)
POINT = tuple(f"focal_point_{part}" for part in ("x", "y", "width", "height"))
# What reading a file that is no picture raises; SyntaxError is what Pillow says of a damaged PNG.
UNREADABLE = (
    *(SourceImageIOError, OSError, SyntaxError, ValueError, IndexError, struct.error),
    Pillow.DecompressionBombError,
)


class SiteImage(AbstractImage):
    """A picture. `alt_texts` maps a language code to what a screen reader says there.

    The languages are those of the settings, so a third language needs no migration.
    """

    title: str
    alt_texts = models.JSONField(_("alternative texts"), default=dict, blank=True, editable=False)
    # "#rrggbb", and a ThumbHash in base64; empty until the picture has been looked at (see look).
    color = models.CharField(
        _("main colour"), max_length=7, blank=True, default="", db_default="", editable=False
    )

    placeholder = models.CharField(
        _("blurred picture"), max_length=40, blank=True, default="", db_default="", editable=False
    )

    # Wagtail's `description` is one text for all languages: `alt_texts` are in its place.
    admin_form_fields = tuple(f for f in WagtailImage.admin_form_fields if f != "description")

    class Meta(AbstractImage.Meta):
        indexes = [models.Index(fields=["file"], name="private_image", condition=OF_PRIVATE)]
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def save(self, *args: object, **kwargs: object) -> None:
        self.title = normal_name(self.title) or self.title
        # A file that is not committed is new: just uploaded, or in the place of another.
        if kwargs.get("update_fields") is None and not getattr(self.file, "_committed", True):
            self.take_what_readers_get()
            self.look()
            self.take_point_along()
        if kwargs.get("update_fields") is None and not self.has_point_inside():
            self.set_focal_point(None)
        with transaction.atomic():
            self.take_place()
            super().save(*args, **kwargs)

    def take_place(self) -> None:
        """The same file may have become private or public since this row was read, and lie
        elsewhere (cms/delivery/private_pictures.py). Holds the row until it is saved."""
        if self.pk is None or not getattr(self.file, "_committed", True):
            return
        rows = SiteImage.objects.select_for_update(no_key=True).filter(pk=self.pk)
        name = rows.values_list("file", flat=True).first()
        if name is not None and in_place(name, private=False) == in_place(self.file.name, False):
            self.file.name = name

    def take_point_along(self) -> None:
        """A focal point counts pixels. In a larger or smaller file of the same picture it is
        elsewhere; in another picture it means nothing. One that was set with the file stays."""
        rows = SiteImage.objects.filter(pk=self.pk).values("width", "height", *POINT)
        before = rows.first()
        if before is None or any(before[name] != getattr(self, name) for name in POINT):
            return
        scale = self.width / before["width"] if before["width"] else 0.0
        is_the_same = abs(self.height - before["height"] * scale) <= max(1.0, scale)
        for name in POINT:
            value = before[name] if is_the_same else None
            setattr(self, name, None if value is None else round(value * scale))

    def has_point_inside(self) -> bool:
        """Whether there is a focal point and it lies in the picture."""
        x, y = self.focal_point_x, self.focal_point_y
        return x is not None and y is not None and x <= self.width and y <= self.height

    def take_what_readers_get(self) -> None:
        """The new file upright and without the camera's notes (snippets/picture_files.py)."""
        try:
            changed = for_readers(self.file)
        except UNREADABLE as error:
            log.warning("Image %s (%s) is stored as it came: %s", self.pk, self.file.name, error)
            return
        if changed is not None:
            data, extension = changed
            stem, _dot, _old = os.path.basename(self.file.name).rpartition(".")
            self.take_file(data, f"{stem}.{extension}")

    def take_file(self, data: bytes, name: str) -> None:
        """Sets the file, and with it width, height, size and hash; `save` stores it."""
        # By its name: what the field then answers is another type than what it takes.
        setattr(self, self._meta.get_field("file").name, ContentFile(data, name=name))
        self._set_image_file_metadata()

    def get_upload_to(self, filename: str) -> str:
        path = with_hash(super().get_upload_to(filename), self.file)
        return in_place(path, self.collection.get_view_restrictions().exists())

    def look(self) -> bool:
        """Sets `color` and `placeholder`; "" and False when the file is no picture that can be
        read."""
        self.color = self.placeholder = ""
        try:
            with self.open_file() as file:
                seen = seen_small(file)
        except UNREADABLE as error:
            log.warning("No colour of image %s (%s): %s", self.pk, self.file.name, error)
            return False
        self.color, self.placeholder = main_color(seen), placeholder_of(seen)
        return True

    def alt_in(self, language: str) -> str:
        """The alternative text in `language`, else in the first language that has one, else "".

        Never the title: that is a file's name more often than not.
        """
        texts: dict[str, object] = self.alt_texts if isinstance(self.alt_texts, dict) else {}
        if text := texts.get(language):
            return str(text)
        for code, _name in settings.LANGUAGES:
            if text := texts.get(code):
                return str(text)
        return str(self.description or "")

    def languages_without_text(self) -> list[str]:
        """The codes of the website's languages in which nobody has described it."""
        texts = self.alt_texts if isinstance(self.alt_texts, dict) else {}
        return [code for code in get_content_languages() if not texts.get(code)]

    def alt_text_warning(self) -> str:
        """A sentence that names the languages without alternative text, "" when there are none."""
        missing = self.languages_without_text()
        if not missing:
            return ""
        text = gettext("The picture “%(title)s” has no alternative text in %(languages)s.")
        return text % {"title": self.title, "languages": names_of(missing)}

    @property
    def default_alt_text(self) -> str:
        return self.alt_in(settings.LANGUAGE_CODE)


def with_hash(path: str, file: IO[bytes]) -> str:
    """The path of a file in the storage, with a digest of what is in it: "images/sea.<hash>.jpg".

    So an address is of these pixels for ever, and whoever keeps it need not ask again. At most
    `LONGEST_PATH` characters; the storage adds seven where two images have the same file.
    """
    file.seek(0)
    digest = blake2b(digest_size=DIGEST_BYTES)
    while chunk := file.read(1 << 16):
        digest.update(chunk)
    file.seek(0)
    stem, extension = os.path.splitext(path)
    ending = f".{digest.hexdigest()}{extension}"
    return stem[: LONGEST_PATH - len(ending)] + ending


def seen_small(file: IO[bytes]) -> Pillow.Image:
    """The picture in at most 64 × 64 pixels, RGBA."""
    with Pillow.open(file) as picture:
        picture.draft("RGB", (64, 64))  # a JPEG is decoded small at once
        picture.thumbnail((64, 64))
        return picture.convert("RGBA")


def placeholder_of(seen: Pillow.Image) -> str:
    """The ThumbHash of a small RGBA picture, in base64: what a browser paints until the picture is
    there, in some 25 bytes. What is transparent is white."""
    opaque = Pillow.new("RGBA", seen.size, "white")
    opaque.alpha_composite(seen)
    return b64encode(bytes(rgba_to_thumb_hash(*opaque.size, list(opaque.tobytes())))).decode()


def main_color(seen: Pillow.Image) -> str:
    """The most frequent of the few main colours of an RGBA picture; what is transparent does not
    count."""
    raw = seen.tobytes()
    pixels = [tuple(raw[i : i + 3]) for i in range(0, len(raw), 4) if raw[i + 3] > 127]
    if not pixels:
        return "#ffffff"
    line = Pillow.new("RGB", (len(pixels), 1))
    line.putdata(pixels)
    few = line.quantize(colors=8, method=Pillow.Quantize.MEDIANCUT)
    [(index, _count)] = Counter(few.tobytes()).most_common(1)
    palette = few.getpalette() or []
    return "#{:02x}{:02x}{:02x}".format(*palette[3 * index : 3 * index + 3])


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    def get_upload_to(self, filename: str) -> str:
        path = with_hash(super().get_upload_to(filename), self.file)
        return in_place(path, is_private(self.image.file.name))

    class Meta:
        indexes = [models.Index(fields=["file"], name="private_rendition", condition=OF_PRIVATE)]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_spec"
            )
        ]
