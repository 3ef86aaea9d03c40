"""A canvas for flat, layered illustrations, on Pillow alone.

Shapes are drawn on masks three times as large as they end up, and no larger than the shape needs,
then reduced: smooth edges at the price of small pictures. The same calls draw the same picture each
time, so nothing here may read a clock or unseeded chance.

It knows lines, ramps, light and water; what a boat is, `pictures` knows.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

SUPERSAMPLING = 3

Point = tuple[float, float]
Colour = tuple[int, int, int]
_Move = Callable[[Sequence[Point]], list[Point]]
_DrawOn = Callable[[ImageDraw.ImageDraw, _Move], object]


@dataclass(frozen=True)
class Ramp:
    """Colours running through a shape, top to bottom, or left to right when `across`."""

    colours: tuple[str, ...]
    across: bool = False

    def image(self, size: tuple[int, int]) -> Image.Image:
        shades = [rgb(colour) for colour in self.colours]
        strip = Image.new("RGB", (len(shades), 1) if self.across else (1, len(shades)))
        strip.putdata(shades)
        # The outer half of an enlarged pixel is flat: enlarge between the outer centres.
        length = len(shades)
        box = (0.5, 0, length - 0.5, 1) if self.across else (0, 0.5, 1, length - 0.5)
        return strip.resize(size, Image.Resampling.BILINEAR, box=box)


Fill = str | Ramp


def rgb(colour: str) -> Colour:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def mix(one: str, other: str, share: float) -> str:
    """The colour `share` (0 to 1) of the way from one to the other."""
    pairs = zip(rgb(one), rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def curve(points: Sequence[Point], *, closed: bool = True, steps: int = 10) -> list[Point]:
    """A smooth line through all points (Catmull-Rom)."""
    count = len(points)
    smooth: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(index + offset) % count] for offset in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (
                points[min(max(index + offset, 0), count - 1)] for offset in (-1, 0, 1, 2)
            )
        for step in range(steps):
            t = step / steps
            smooth.append(
                (
                    _catmull_rom(p0[0], p1[0], p2[0], p3[0], t),
                    _catmull_rom(p0[1], p1[1], p2[1], p3[1], t),
                )
            )
    if not closed:
        smooth.append(points[-1])
    return smooth


def _catmull_rom(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )


def oval(x: float, y: float, rx: float, ry: float | None = None, tilt: float = 0) -> list[Point]:
    """An ellipse as points; `tilt` in degrees."""
    ry = rx if ry is None else ry
    cos, sin = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    steps = 48
    around = (
        (math.cos(math.tau * i / steps), math.sin(math.tau * i / steps)) for i in range(steps)
    )
    return [(x + rx * a * cos - ry * b * sin, y + rx * a * sin + ry * b * cos) for a, b in around]


class Canvas:
    """A picture being painted, in pixels from the top left."""

    def __init__(self, width: int, height: int, seed: str) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width, height))
        # It scatters waves and guards nothing.
        self.chance = random.Random(seed)  # noqa: S311  # nosec B311

    # Areas -------------------------------------------------------------------------------------

    def ramp(self, top: float, bottom: float, *colours: str) -> None:
        """A band over the whole width, its colours from top to bottom."""
        size = (self.width, round(bottom) - round(top))
        self.image.paste(Ramp(colours).image(size), (0, round(top)))

    def shape(
        self, *outlines: Sequence[Point], fill: Fill, alpha: float = 1.0, blur: float = 0.0
    ) -> None:
        """The outlines filled as one, so that overlaps of transparent shapes do not show."""

        def fill_in(draw: ImageDraw.ImageDraw, moved: _Move) -> None:
            for outline in outlines:
                draw.polygon(moved(outline), fill=255)

        self._paint(
            [point for outline in outlines for point in outline],
            fill_in,
            fill=fill,
            alpha=alpha,
            margin=blur * 3,
            blur=blur,
        )

    def line(
        self,
        points: Sequence[Point],
        width: float,
        *,
        fill: Fill,
        alpha: float = 1.0,
        blur: float = 0.0,
    ) -> None:
        """A line with round ends and joints."""
        self.lines([points], width, fill=fill, alpha=alpha, blur=blur)

    def lines(
        self,
        lines: Iterable[Sequence[Point]],
        width: float,
        *,
        fill: Fill,
        alpha: float = 1.0,
        blur: float = 0.0,
    ) -> None:
        lines = list(lines)

        def stroke(draw: ImageDraw.ImageDraw, moved: _Move) -> None:
            thick = max(width * SUPERSAMPLING, 1)
            for line in lines:
                at = moved(line)
                draw.line(at, fill=255, width=round(thick), joint="curve")
                for x, y in (at[0], at[-1]):
                    draw.ellipse(
                        (x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255
                    )

        self._paint(
            [point for line in lines for point in line],
            stroke,
            fill=fill,
            alpha=alpha,
            margin=width + blur * 3,
            blur=blur,
        )

    def _paint(
        self,
        points: Sequence[Point],
        draw_on: _DrawOn,
        *,
        fill: Fill,
        alpha: float,
        margin: float,
        blur: float,
    ) -> None:
        left = max(math.floor(min(x for x, _ in points) - margin), 0)
        top = max(math.floor(min(y for _, y in points) - margin), 0)
        right = min(math.ceil(max(x for x, _ in points) + margin), self.width)
        bottom = min(math.ceil(max(y for _, y in points) + margin), self.height)
        if right <= left or bottom <= top:
            return
        size = (right - left, bottom - top)
        scale = 1 if blur >= 3 else SUPERSAMPLING
        large = Image.new(
            "L", (size[0] * SUPERSAMPLING, size[1] * SUPERSAMPLING) if scale > 1 else size
        )

        def moved(outline: Sequence[Point]) -> list[Point]:
            return [((x - left) * scale, (y - top) * scale) for x, y in outline]

        draw_on(ImageDraw.Draw(large), moved)
        mask = large.reduce(scale) if scale > 1 else large
        if blur:
            mask = mask.filter(ImageFilter.BoxBlur(blur)).filter(ImageFilter.BoxBlur(blur))
        if alpha < 1:
            mask = mask.point([round(value * alpha) for value in range(256)])
        colour = fill.image(size) if isinstance(fill, Ramp) else Image.new("RGB", size, fill)
        self.image.paste(colour, (left, top), mask)

    # Light -------------------------------------------------------------------------------------

    def glow(
        self,
        x: float,
        y: float,
        radius: float,
        colour: str,
        alpha: float = 1.0,
        squash: float = 1.0,
    ) -> None:
        """Light that fades from a centre; `squash` under 1 makes it wide."""
        width, height = round(radius * 2), round(radius * 2 * squash)
        light = Image.radial_gradient("L").resize((width, height), Image.Resampling.BILINEAR)
        # radial_gradient is 0 in the middle and 255 beyond its circle.
        light = light.point([round(max(0.0, 1 - v / 180) ** 2 * 255 * alpha) for v in range(256)])
        left, top = round(x - width / 2), round(y - height / 2)
        self.image.paste(Image.new("RGB", (width, height), colour), (left, top), light)

    def beam(self, points: Sequence[Point], colour: str, alpha: float, blur: float) -> None:
        """Light that falls through water: it is weaker the deeper it comes."""
        before = self.image.copy()
        self.shape(points, fill=colour, alpha=alpha, blur=blur)
        fade = Image.linear_gradient("L").resize(self.image.size)
        self.image.paste(before, (0, 0), fade)

    def grain(self, strength: int = 5) -> None:
        """Dust that keeps wide ramps from showing bands."""
        width, height = self.width, self.height
        noise = Image.frombytes("L", (width, height), self.chance.randbytes(width * height))
        noise = noise.point([round(v * strength / 255) for v in range(256)])
        dust = Image.merge("RGB", (noise, noise, noise))
        self.image = ImageChops.subtract(self.image, dust, 1, strength // 2)

    # Water -------------------------------------------------------------------------------------

    def mirror(
        self, waterline: float, depth: float, *, strength: float = 0.6, ripple: float = 6
    ) -> None:
        """What stands above the waterline, upside down below it, rippled and fading."""
        top, rows = round(waterline), min(round(depth), self.height - round(waterline))
        above = self.image.crop((0, max(top - rows, 0), self.width, top))
        above = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        rows = above.height
        rippled = above.copy()
        step = 2
        for row in range(0, rows, step):
            near = row / rows
            wave = math.sin(row / (3 + 9 * near) + math.sin(row / 17)) * ripple * (0.25 + near)
            wave += self.chance.uniform(-1, 1) * ripple * 0.35 * near
            strip = above.crop((0, row, self.width, min(row + step, rows)))
            rippled.paste(strip, (round(wave), row))
        rippled = rippled.filter(ImageFilter.BoxBlur(1.2))
        fade = Image.linear_gradient("L").resize((self.width, rows))
        fade = fade.point([round((255 - v) * strength) for v in range(256)])
        self.image.paste(rippled, (0, top), fade)

    def glints(
        self,
        x: float,
        spread: float,
        top: float,
        bottom: float,
        colour: str,
        *,
        count: int = 160,
        alpha: float = 0.7,
        size: float = 1.0,
    ) -> None:
        """Light on the water: small and dense far away, long and rare near, widening towards us."""
        marks = []
        for _ in range(count):
            near = self.chance.random() ** 1.6
            y = top + (bottom - top) * near
            middle = x + self.chance.gauss(0, 1) * spread * (0.25 + near)
            half = (4 + 34 * near) * self.chance.uniform(0.4, 1.3) * size
            thick = (0.8 + 3.0 * near) * size
            marks.append(
                [(middle - half, y), (middle, y - thick), (middle + half, y), (middle, y + thick)]
            )
        self.shape(*marks, fill=colour, alpha=alpha)

    def swell(
        self,
        y: float,
        height: float,
        length: float,
        *colours: str,
        phase: float = 0.0,
        crest: str | None = None,
        alpha: float = 1.0,
    ) -> None:
        """One row of waves from `y` down to the bottom edge, with a thin light crest."""
        top = [
            (
                float(x),
                y
                + math.sin(x / length + phase) * height
                + math.sin(x / length * 2.3 + phase * 1.7) * height * 0.35,
            )
            for x in range(-20, self.width + 40, 12)
        ]
        outline = [*top, (self.width + 20.0, self.height + 1.0), (-20.0, self.height + 1.0)]
        self.shape(outline, fill=Ramp(colours) if len(colours) > 1 else colours[0], alpha=alpha)
        if crest:
            self.line(top, 2.2, fill=crest, alpha=0.45)

    def spray(
        self, x: float, y: float, reach: float, lift: float, *, count: int, colour: str = "#ffffff"
    ) -> None:
        """Drops thrown from (x, y): `reach` sideways (negative to the left), `lift` upwards."""
        drops = []
        for _ in range(count):
            out = self.chance.random() ** 0.7
            height = self.chance.random() * lift * math.sin(math.pi * min(out * 0.8 + 0.15, 1))
            radius = self.chance.uniform(0.8, 4.6) * (1.15 - out * 0.7)
            drops.append(oval(x + reach * out, y - height, radius))
        self.shape(*drops, fill=colour, alpha=0.9)

    def at(
        self, x: float, y: float, scale: float = 1.0, *, flip: bool = False, tilt: float = 0.0
    ) -> Brush:
        """A brush whose origin is here: draw a thing in its own units, anywhere, any size."""
        return Brush(self, x, y, scale, flip, tilt)


@dataclass(frozen=True)
class Brush:
    """Draws in the units of the thing drawn; y still runs downwards, `tilt` is in degrees."""

    canvas: Canvas
    x: float
    y: float
    scale: float
    flip: bool = False
    tilt: float = 0.0

    def place(self, points: Iterable[Point]) -> list[Point]:
        cos, sin = math.cos(math.radians(self.tilt)), math.sin(math.radians(self.tilt))
        side = -1 if self.flip else 1
        return [
            (
                self.x + self.scale * side * (x * cos - y * sin),
                self.y + self.scale * (x * sin + y * cos),
            )
            for x, y in points
        ]

    def at(self, x: float, y: float, scale: float = 1.0, tilt: float = 0.0) -> Brush:
        """A brush at a place of this thing, turned with it."""
        (placed,) = self.place([(x, y)])
        return replace(
            self, x=placed[0], y=placed[1], scale=self.scale * scale, tilt=self.tilt + tilt
        )

    def shape(
        self, *outlines: Sequence[Point], fill: Fill, alpha: float = 1.0, blur: float = 0.0
    ) -> None:
        placed = [self.place(outline) for outline in outlines]
        self.canvas.shape(*placed, fill=fill, alpha=alpha, blur=blur * self.scale)

    def line(self, *points: Point, width: float, fill: Fill, alpha: float = 1.0) -> None:
        self.canvas.line(self.place(points), width * self.scale, fill=fill, alpha=alpha)

    def dot(self, x: float, y: float, radius: float, fill: Fill, alpha: float = 1.0) -> None:
        self.shape(oval(x, y, radius), fill=fill, alpha=alpha)
