"""The shapes that pictures are cut to, in one table.

A shape is a name that frontends use (`card`), its proportions, and the widths in which it is made.
Every picture is cut to every shape around its focal point, in AVIF, WebP and JPEG, after it was
uploaded (cms/delivery/renditions.py). Answers name shapes and never sizes, so nobody can make the
server cut a picture to a size of their own.

A new shape is a line here and a line in CHANGELOG. To change the size of one changes what frontends
laid out for it: give it another name instead. `manage.py migrate` tells the triggers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

# Best first; the last is for every browser.
FORMATS = ("avif", "webp", "jpeg")


@dataclass(frozen=True, slots=True)
class Crop:
    """One file of a shape, as Wagtail names it. A picture that is smaller keeps its pixels."""

    format: str
    spec: str

    @property
    def mime_type(self) -> str:
        return f"image/{self.format}"


@dataclass(frozen=True, slots=True)
class Shape:
    """`sizes` are width and height in pixels, the smallest first, all of the same proportions."""

    name: str
    sizes: tuple[tuple[int, int], ...]
    purpose: str

    def crops(self) -> tuple[Crop, ...]:
        return _crops(self.sizes)

    def crops_of(self, width: int, height: int) -> tuple[Crop, ...]:
        """Those of a picture of this size in pixels: of what is larger than the picture the first
        alone, which then has as many pixels as there are."""
        widest, highest = self.sizes[-1]
        most = min(width, height * widest / highest)
        smaller = [size for size in self.sizes if size[0] < most]
        return _crops(self.sizes[: len(smaller) + 1])


@lru_cache
def _crops(sizes: tuple[tuple[int, int], ...]) -> tuple[Crop, ...]:
    return tuple(
        Crop(kind, f"fill-{width}x{height}|format-{kind}")
        for kind in FORMATS
        for width, height in sizes
    )


#: `social` is what WhatsApp, Facebook, LinkedIn and X show of a link.
SHAPES = (
    Shape("hero", ((960, 540), (1920, 1080)), "opens a page (16:9)"),
    Shape("card", ((400, 300), (800, 600)), "in a row of cards or a list of pages (4:3)"),
    Shape("portrait", ((300, 400), (600, 800)), "people (3:4)"),
    Shape("thumbnail", ((160, 160), (320, 320)), "in a grid or beside a line (1:1)"),
    Shape("social", ((1200, 630),), "a shared link (1200 × 630)"),
)
NAMES = tuple(shape.name for shape in SHAPES)
BY_NAME = {shape.name: shape for shape in SHAPES}

#: Of every shape, every file that there can be.
SPECS = tuple(crop.spec for shape in SHAPES for crop in shape.crops())


def crops_of(width: int, height: int) -> tuple[Crop, ...]:
    """Every file that a picture of this size in pixels is cut to."""
    return tuple(crop for shape in SHAPES for crop in shape.crops_of(width, height))
