"""Images in the one shape that every answer uses.

    {"id", "alt", "width", "height",                 the original's size in pixels
     "src", "srcset",                                JPEG or PNG, for every browser
     "sources": [{"type", "srcset"}],                AVIF and WebP, best first
     "focal_point": {"x", "y"} or null,              0 to 1, from the top left
     "color": "#14508c" or null,                     what to paint until the picture is there:
     "placeholder": "1QcSHQRn…" or null,             one colour, or a ThumbHash of the whole
     "shapes": {"card": {"width", "height", "src", "srcset", "sources"}, …}}

Nothing of it is cropped but what is in `shapes` (snippets/picture_shapes.py): these are cut around
the focal point. An answer has the shapes that each place of a website needs, or those that were
asked for.

Reading never makes a rendition: it uses those that are there and reports the images that lack some
(`ImageDirectory.incomplete`), and cms/delivery/renditions.py makes them afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.core.files.storage import Storage
from django.db.models import Q
from wagtail.images import get_image_model
from wagtail.images.models import Filter

from cms.delivery import tags
from cms.delivery.private_collections import in_private_collections
from cms.delivery.shapes import FocalPoint, Image, ImageShape, SocialImage
from cms.engines import read_log
from cms.engines.changed_rows import Changes
from cms.engines.compiled_query import CompiledQuery, Given
from home.seo import SOCIAL_CROP
from snippets.models import SiteImage, SiteRendition
from snippets.picture_shapes import BY_NAME, NAMES, Shape

WIDTHS = (320, 640, 1024, 1600)
MODERN_FORMATS = ("avif", "webp")

# The shapes that each place of a website needs.
OF_A_HERO = ("hero",)
OF_A_CARD = ("card",)
OF_A_GALLERY = ("thumbnail",)
# A page among others.
OF_A_PAGE = ("card",)
OF_PLACES = frozenset({*OF_A_HERO, *OF_A_CARD, *OF_A_GALLERY, *OF_A_PAGE, "social"})


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    spec: str
    mime_type: str


def sizes(image: SiteImage) -> tuple[Size, ...]:
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


def _plain_sizes(image: SiteImage) -> list[Size]:
    """Those for every browser."""
    modern = {f"image/{kind}" for kind in MODERN_FORMATS}
    return [size for size in sizes(image) if size.mime_type not in modern]


def crop_key(image: SiteImage) -> str:
    """Around which focal point the crops of the image are made, as Wagtail names it."""
    return str(Filter(spec=SOCIAL_CROP).get_cache_key(image))


_PUBLIC = CompiledQuery(
    lambda: (
        get_image_model()
        .objects.filter(~in_private_collections(), pk__any_of=Given("ids"))
        .defer("created_at", "uploaded_by_user", "file_size", "file_hash")
    )
)
# Not as instances: there are ten and more for each image.
_RENDITIONS = CompiledQuery(
    lambda: (
        get_image_model()
        .get_rendition_model()
        .objects.filter(
            Q(focal_point_key="", filter_spec__startswith="width-")
            | Q(filter_spec__any_of=Given("crops")),
            image__pk__any_of=Given("ids"),
        )
        .values_list("image_id", "filter_spec", "focal_point_key", "width", "height", "file")
    )
)


# Width and height in pixels, and address.
File = tuple[int, int, str]


@lru_cache(maxsize=100_000)
def _address(storage: Storage, origin: str, name: str) -> str:
    """The address of a file. A storage takes long to say it, so each is asked for once, and again
    when `origin`, the address of the storage itself, has changed (a setting)."""
    return storage.url(name)


class ImageDirectory:
    """The images that content shows, each with its renditions. Two queries for any number.

    Images in a collection that is not public do not exist here. `shapes` are those that each image
    is shown in, whatever its place needs; `of_places` those that the places may need.
    """

    def __init__(
        self,
        ids: Iterable[int | None],
        shapes: Collection[str] | None = None,
        of_places: Collection[str] = OF_PLACES,
    ) -> None:
        self.incomplete: set[int] = set()
        self._shapes = None if shapes is None else _in_order(shapes)
        # The social picture of a page is no matter of `shapes`.
        self._read = {*(of_places if shapes is None else shapes), *({"social"} & {*of_places})}
        self._images: dict[int, SiteImage] = {}
        # image -> what was asked for -> its width and address
        self._renditions: dict[int, dict[str, tuple[int, str]]] = {}
        # image -> what was asked for -> width, height and address of its crop around the focal
        # point that it has
        self._crops: dict[int, dict[str, File]] = {}
        # image, the widest wanted and its shapes -> how all places show it
        self._shown: dict[tuple[int, int, Collection[str]], Image] = {}
        wanted = {pk for pk in ids if pk is not None}
        if not wanted:
            return
        with read_log.narrowed(tags.image_tables()) as read:
            read |= {tags.image(pk) for pk in wanted}
            self._show(_PUBLIC.instances(ids=sorted(wanted)))

    @classmethod
    def of(cls, public: Iterable[SiteImage], shapes: Collection[str]) -> ImageDirectory:
        """Of images that are known to be public. One query."""
        directory, images = cls((), shapes, of_places=()), list(public)
        with read_log.narrowed(tags.image_tables()) as read:
            read |= {tags.image(image.pk) for image in images}
            directory._show(images)
        return directory

    def _show(self, images: Iterable[SiteImage]) -> None:
        self._images = {image.pk: image for image in images}
        storage = get_image_model().get_rendition_model()._meta.get_field("file").storage
        crops = [crop.spec for name in sorted(self._read) for crop in BY_NAME[name].crops()]
        rows = _RENDITIONS.values(ids=list(self._images), crops=crops)
        origin = storage.url("-")
        for image_id, spec, focal_point_key, width, height, name in rows:
            address = _address(storage, origin, name)
            if spec.startswith("width-"):
                self._renditions.setdefault(image_id, {})[spec] = (width, address)
            elif focal_point_key == crop_key(self._images[image_id]):
                self._crops.setdefault(image_id, {})[spec] = (width, height, address)

    def as_document(
        self,
        image_id: int | None,
        language: str,
        widest: int = WIDTHS[-1],
        shapes: Collection[str] = (),
    ) -> Image | None:
        """`widest` leaves out wider renditions, but for the narrowest that there is. `shapes` are
        those that the place needs, a tuple."""
        if image_id is None or (image := self._images.get(image_id)) is None:
            return None
        key = image_id, widest, shapes if self._shapes is None else self._shapes
        if key not in self._shown:
            self._shown[key] = self._in_every_language(image, *key[1:])
        # A key that exists keeps its place in the order.
        return {**self._shown[key], "alt": image.alt_in(language)}

    def social(self, image_id: int | None, language: str) -> SocialImage | None:
        """As a shared link shows it. Until the crop is made: a file that there is."""
        if image_id is None or (image := self._images.get(image_id)) is None:
            return None
        if (crop := self._crops.get(image_id, {}).get(SOCIAL_CROP)) is None:
            self.incomplete.add(image_id)
            crop = self._whole(image)
        width, height, address = crop
        return {
            "id": image_id,
            "alt": image.alt_in(language),
            "width": width,
            "height": height,
            "src": address,
        }

    def _in_shape(self, image: SiteImage, shape: Shape) -> ImageShape:
        """Until it is cut to the shape: a file of the whole picture that there is."""
        made = self._crops.get(image.pk, {})
        wanted = shape.crops_of(image.width, image.height)
        by_type: dict[str, list[File]] = {}
        for crop in wanted:
            if crop.spec in made:
                by_type.setdefault(crop.mime_type, []).append(made[crop.spec])
        if any(crop.spec not in made for crop in wanted):
            self.incomplete.add(image.pk)
        plain = by_type.pop(wanted[-1].mime_type, [])
        width, height, address = plain[-1] if plain else self._whole(image)
        return {
            "width": width,
            "height": height,
            "src": address,
            "srcset": _srcset_of(plain),
            "sources": [
                {"type": kind, "srcset": _srcset_of(files)} for kind, files in by_type.items()
            ],
        }

    def _whole(self, image: SiteImage) -> File:
        made = self._renditions.get(image.pk, {})
        plain = [made[size.spec] for size in _plain_sizes(image) if size.spec in made]
        for width, address in plain:
            if address == _middle(plain):
                return width, round(image.height * width / image.width), address
        return image.width, image.height, image.file.url

    def _in_every_language(self, image: SiteImage, widest: int, shapes: Collection[str]) -> Image:
        """An image as all places show it. Built once, because many places show the same image."""
        made = self._renditions.get(image.pk, {})
        by_type: dict[str, list[tuple[int, str]]] = {}
        for size in sizes(image):
            if (rendition := made.get(size.spec)) is None:
                self.incomplete.add(image.pk)
            elif size.width <= widest or size.mime_type not in by_type:
                by_type.setdefault(size.mime_type, []).append(rendition)
        modern = [f"image/{kind}" for kind in MODERN_FORMATS]
        plain = next((row for kind, row in by_type.items() if kind not in modern), [])
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
            "placeholder": image.placeholder or None,
            "shapes": {name: self._in_shape(image, BY_NAME[name]) for name in shapes},
        }


# Table -> its column with the image's id, None for the primary key.
TABLES = {SiteImage._meta.db_table: None, SiteRendition._meta.db_table: "image_id"}


def changed(changes: Changes) -> set[int] | None:
    """The ids of the images of which something changed; None for any."""
    ids: set[int] = set()
    for table, column in TABLES.items():
        touched = changes.ids(table) if column is None else changes.values(table, column)
        if touched is None:
            return None
        ids.update(int(pk) for pk in touched if pk is not None)
    return ids


def _in_order(shapes: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in NAMES if name in shapes)


def _srcset_of(files: list[File]) -> str:
    return _srcset([(width, address) for width, _height, address in files])


def _srcset(renditions: list[tuple[int, str]]) -> str:
    return ", ".join(f"{url} {width}w" for width, url in renditions)


def _middle(renditions: list[tuple[int, str]]) -> str:
    """The address for browsers that choose nothing: about as wide as a page's column."""
    fitting = [url for width, url in renditions if width <= 1024]
    return fitting[-1] if fitting else ""


def _focal_point(image: SiteImage) -> FocalPoint | None:
    if not image.has_point_inside() or not image.width or not image.height:
        return None
    return {
        "x": round(image.focal_point_x / image.width, 4),
        "y": round(image.focal_point_y / image.height, 4),
    }
