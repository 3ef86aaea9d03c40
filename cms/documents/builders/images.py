"""Images in the one shape that every answer uses.

    {"id", "alt", "width", "height",                 the original's size in pixels
     "src", "srcset",                                JPEG or PNG, for every browser
     "sources": [{"type", "srcset"}],                AVIF and WebP, best first
     "focal_point": {"x", "y"} or null,              0 to 1, from the top left
     "color": "#14508c" or null}                     what to paint until the picture is there

Nothing is cropped, so a rendition depends on the file alone; frontends crop around the focal
point (`object-position`). Reading never makes a rendition: it uses those that are there and
reports the images that lack some (`ImageDirectory.incomplete`), and cms/documents/renditions.py
makes them afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.images import get_image_model
from wagtail.models import CollectionViewRestriction

from cms.documents.builders.prepared import Given, Prepared

WIDTHS = (320, 640, 1024, 1600)
MODERN_FORMATS = ("avif", "webp")


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    spec: str
    mime_type: str


def sizes(image: Any) -> tuple[Size, ...]:
    """The renditions that an image should have: per format, the widths up to its own."""
    plain = "png" if image.file.name.lower().endswith((".png", ".gif")) else "jpeg"
    return _sizes(image.width, plain)


@lru_cache(maxsize=1000)
def _sizes(original: int, plain: str) -> tuple[Size, ...]:
    widths = [width for width in WIDTHS if width < original]
    if len(widths) < len(WIDTHS):
        widths.append(original)
    return tuple(
        Size(width, f"width-{width}|format-{kind}", f"image/{kind}")
        for kind in (*MODERN_FORMATS, plain)
        for width in widths
    )


_PUBLIC = Prepared(
    lambda: (
        get_image_model()
        .objects.filter(~in_private_collections(), pk__any_of=Given("ids"))
        .defer("created_at", "uploaded_by_user", "file_size", "file_hash")
    )
)
# Not as instances: there are ten and more for each image.
_RENDITIONS = Prepared(
    lambda: (
        get_image_model()
        .get_rendition_model()
        .objects.filter(
            image__pk__any_of=Given("ids"),
            focal_point_key="",
            filter_spec__startswith="width-",
        )
        .values_list("image_id", "filter_spec", "width", "file")
    )
)


class Addresses:
    """The addresses of files in a storage. A storage takes long to say one, so each is asked for
    once; all again when the storage's own address changes (a setting)."""

    def __init__(self) -> None:
        self._origin = ""
        self._known: dict[str, str] = {}

    def of(self, storage: Any, names: Iterable[str]) -> dict[str, str]:
        known = self._known
        if (origin := storage.url("-")) != self._origin or len(known) > MOST_ADDRESSES:
            # A dictionary of its own: another thread goes on with the one that it has.
            known = self._known = {}
            self._origin = origin
        for name in names:
            if name not in known:
                known[name] = storage.url(name)
        return known


MOST_ADDRESSES = 100_000
_addresses = Addresses()


class ImageDirectory:
    """The images that content shows, each with its renditions. Two queries for any number.

    Images in a collection that is not public do not exist here.
    """

    def __init__(self, ids: Iterable[int | None]) -> None:
        self.incomplete: set[int] = set()
        self._images: dict[int, Any] = {}
        # image -> what was asked for -> its width and address
        self._renditions: dict[int, dict[str, tuple[int, str]]] = {}
        self._shown: dict[int, dict[str, Any]] = {}
        wanted = {pk for pk in ids if pk is not None}
        if not wanted:
            return
        self._show(_PUBLIC.instances(ids=sorted(wanted)))

    @classmethod
    def of(cls, public: Iterable[Any]) -> ImageDirectory:
        """Of images that are known to be public. One query."""
        directory = cls(())
        directory._show(public)
        return directory

    def _show(self, images: Iterable[Any]) -> None:
        self._images = {image.pk: image for image in images}
        storage = get_image_model().get_rendition_model()._meta.get_field("file").storage
        rows = _RENDITIONS.values(ids=list(self._images))
        addresses = _addresses.of(storage, (row[3] for row in rows))
        for image_id, spec, width, name in rows:
            self._renditions.setdefault(image_id, {})[spec] = (width, addresses[name])

    def as_document(self, image_id: int | None, language: str) -> dict[str, Any] | None:
        if image_id is None or (image := self._images.get(image_id)) is None:
            return None
        if image_id not in self._shown:
            self._shown[image_id] = self._in_every_language(image)
        # In the place of the key that is there, so in its order.
        return {**self._shown[image_id], "alt": image.alt_in(language)}

    def _in_every_language(self, image: Any) -> dict[str, Any]:
        """What is said of an image wherever it is shown; one image is shown in many places."""
        made = self._renditions.get(image.pk, {})
        by_type: dict[str, list[tuple[int, str]]] = {}
        for size in sizes(image):
            if (rendition := made.get(size.spec)) is None:
                self.incomplete.add(image.pk)
            else:
                by_type.setdefault(size.mime_type, []).append(rendition)
        modern = [f"image/{kind}" for kind in MODERN_FORMATS]
        plain = next((found for kind, found in by_type.items() if kind not in modern), [])
        return {
            "id": image.pk,
            "alt": "",
            "width": image.width,
            "height": image.height,
            "src": _middle(plain) or image.file.url,
            "srcset": _srcset(plain),
            "sources": [
                {"type": kind, "srcset": _srcset(by_type[kind])}
                for kind in modern
                if kind in by_type
            ],
            "focal_point": _focal_point(image),
            "color": image.color or None,
        }


def in_private_collections() -> Exists:
    """Things of collections (images, documents) that a restriction hides, whatever there are."""
    above = CollectionViewRestriction.objects.alias(
        place=ExpressionWrapper(OuterRef("collection__path"), output_field=CharField())
    ).filter(place__startswith=F("collection__path"))
    return Exists(above)


def _srcset(renditions: list[tuple[int, str]]) -> str:
    return ", ".join(f"{url} {width}w" for width, url in renditions)


def _middle(renditions: list[tuple[int, str]]) -> str:
    """The address for browsers that choose nothing: about as wide as a page's column."""
    fitting = [url for width, url in renditions if width <= 1024]
    return fitting[-1] if fitting else ""


def _focal_point(image: Any) -> dict[str, float] | None:
    if image.focal_point_x is None or not image.width or not image.height:
        return None
    return {
        "x": round(image.focal_point_x / image.width, 4),
        "y": round(image.focal_point_y / image.height, 4),
    }
