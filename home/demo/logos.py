"""The logos of the demo site's partners: an abstract mark and an invented name."""

from __future__ import annotations

import math
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

from home.demo.paint import Point, curve, oval
from home.demo.shell import DemoPartner

WIDTH, HEIGHT = 480, 240
SUPERSAMPLING = 3
LEFT, GAP, MARK = 22, 24, 150

NAVY, TEAL, CORAL, AMBER, BLUE, GREEN = (
    "#14365f",
    "#14808a",
    "#e9604c",
    "#f0a22e",
    "#2f7fc1",
    "#3f8f5f",
)


class Mark:
    """Draws in a square of 100 by 100 whose middle is (0, 0)."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def _place(self, points: list[Point]) -> list[Point]:
        scale = MARK * SUPERSAMPLING / 100
        x, y = (LEFT + MARK / 2) * SUPERSAMPLING, HEIGHT / 2 * SUPERSAMPLING
        return [(x + px * scale, y + py * scale) for px, py in points]

    def shape(self, points: list[Point], colour: str) -> None:
        self._draw.polygon(self._place(points), fill=colour)

    def cut(self, points: list[Point]) -> None:
        self._draw.polygon(self._place(points), fill=(0, 0, 0, 0))

    def line(self, points: list[Point], width: float, colour: str) -> None:
        thick = round(width * MARK * SUPERSAMPLING / 100)
        placed = self._place(points)
        self._draw.line(placed, fill=colour, width=thick, joint="curve")
        for x, y in (placed[0], placed[-1]):
            self._draw.ellipse(
                (x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=colour
            )


def pearl(m: Mark) -> None:
    m.shape([*curve([(-46, 4), (-30, 34), (0, 44), (30, 34), (46, 4)], closed=False)], TEAL)
    for x in (-24, -8, 8, 24):
        m.line([(x * 0.5, 40), (x * 1.5, 8)], 2.4, "#bfe3e0")
    m.shape(oval(0, -14, 22), AMBER)
    m.shape(oval(-7, -21, 6), "#ffe4b0")


def sail(m: Mark) -> None:
    m.shape([*curve([(4, -46), (34, -8), (44, 26)], closed=False), (4, 26)], CORAL)
    m.shape([*curve([(-4, -34), (-22, 0), (-40, 26)], closed=False), (-4, 26)], NAVY)
    m.shape([*curve([(-44, 33), (0, 36), (44, 33), (26, 46), (-26, 46)])], NAVY)


def tree(m: Mark) -> None:
    m.line([(0, 44), (0, 0)], 7, NAVY)
    m.line([(0, 18), (-16, 2)], 5, NAVY)
    m.line([(0, 14), (18, -4)], 5, NAVY)
    for x, y, radius in ((-24, -8, 19), (24, -12, 19), (0, -26, 22)):
        m.shape(oval(x, y, radius, radius * 0.78), GREEN)


def lantern(m: Mark) -> None:
    m.line([(-14, -36), (0, -47), (14, -36)], 4, NAVY)
    m.shape([(-22, -34), (22, -34), (28, -24), (-28, -24)], NAVY)
    m.shape([(-24, -22), (24, -22), (32, 26), (-32, 26)], BLUE)
    m.shape(curve([(0, -14), (13, 8), (0, 22), (-13, 8)]), "#ffd98a")
    m.shape([(-34, 28), (34, 28), (28, 42), (-28, 42)], NAVY)


def leaf(m: Mark) -> None:
    for angle, colour in ((-52, TEAL), (0, GREEN), (52, TEAL)):
        turn = math.radians(angle)
        tip, half = (math.sin(turn) * 64, 34 - math.cos(turn) * 64), 17
        side = (math.cos(turn) * half, math.sin(turn) * half)
        middle = (tip[0] * 0.52, 34 + (tip[1] - 34) * 0.52)
        m.shape(
            curve(
                [
                    (0, 34),
                    (middle[0] - side[0], middle[1] - side[1]),
                    tip,
                    (middle[0] + side[0], middle[1] + side[1]),
                ]
            ),
            colour,
        )
    m.line([(-30, 43), (30, 43)], 5, AMBER)


def drop(m: Mark) -> None:
    m.shape(curve([(0, -46), (20, -12), (32, 14), (0, 44), (-32, 14), (-20, -12)]), BLUE)
    for y in (4, 18):
        wave = [(x, y + math.sin(x / 7) * 4) for x in range(-20, 21, 2)]
        m.line([(float(x), wy) for x, wy in wave], 4, "#dff3fb")


def compass(m: Mark) -> None:
    m.shape(oval(0, 0, 45), NAVY)
    m.shape(oval(0, 0, 37), "#eef4f8")
    m.shape([(0, -44), (10, 0), (-10, 0)], CORAL)
    m.shape([(0, 44), (10, 0), (-10, 0)], NAVY)
    m.shape([(-32, 0), (0, -6), (32, 0), (0, 6)], TEAL)
    m.shape(oval(0, 0, 4), "#ffffff")


def dune(m: Mark) -> None:
    m.shape(oval(16, -20, 17), AMBER)
    m.shape([*curve([(-46, 38), (-22, 6), (4, -12), (0, 12), (16, 38)], closed=False)], CORAL)
    m.shape([*curve([(-8, 38), (12, 12), (34, 2), (32, 20), (46, 38)], closed=False)], "#c9483a")


def signal(m: Mark) -> None:
    for radius, colour in ((16, TEAL), (29, BLUE), (42, NAVY)):
        arc = [
            (-18 + math.cos(t / 20) * radius * 1.35, 26 - math.sin(t / 20) * radius * 1.35)
            for t in range(0, 32)
        ]
        m.line(arc, 7, colour)
    m.shape(oval(-18, 26, 9), CORAL)


def coral(m: Mark) -> None:
    for branch in (
        [(0, 44), (0, -40)],
        [(0, 20), (-24, 0), (-26, -26)],
        [(0, 10), (24, -8), (26, -34)],
        [(-24, 2), (-40, -6)],
        [(24, -8), (40, -12)],
        [(0, -14), (-12, -32)],
    ):
        m.line([(float(x), float(y)) for x, y in branch], 9, CORAL)
    m.line([(-36, 46), (36, 46)], 4, NAVY)


def sun(m: Mark) -> None:
    for step in range(7):
        turn = math.pi + math.pi * step / 6
        cos, sin = math.cos(turn), math.sin(turn)
        m.line([(cos * 34, 14 + sin * 34), (cos * 46, 14 + sin * 46)], 6, AMBER)
    half = [
        (math.cos(math.pi + t / 20) * 25, 14 + math.sin(math.pi + t / 20) * 25) for t in range(64)
    ]
    m.shape(half, CORAL)
    m.line([(-44, 22), (44, 22)], 5, NAVY)
    m.line([(-28, 34), (28, 34)], 5, NAVY)


def anchor(m: Mark) -> None:
    m.shape(oval(0, -34, 12), NAVY)
    m.cut(oval(0, -34, 5.5))
    m.line([(0, -22), (0, 38)], 8, NAVY)
    m.line([(-18, -12), (18, -12)], 7, NAVY)
    bow = [(math.cos(t / 20) * 34, 6 + math.sin(t / 20) * 34) for t in range(4, 60)]
    m.line(bow, 8, NAVY)
    m.shape([(42, 2), (40, 24), (22, 12)], NAVY)
    m.shape([(-42, 2), (-40, 24), (-22, 12)], NAVY)
    m.shape(curve([(0, 0), (11, -8), (22, 0), (11, 8)]), GREEN)


MARKS: dict[str, Callable[[Mark], None]] = {
    mark.__name__: mark
    for mark in (
        pearl,
        sail,
        tree,
        lantern,
        leaf,
        drop,
        compass,
        dune,
        signal,
        coral,
        sun,
        anchor,
    )
}


def draw(partner: DemoPartner) -> Image.Image:
    """The partner's logo on a transparent ground, 480 by 240."""
    large = Image.new("RGBA", (WIDTH * SUPERSAMPLING, HEIGHT * SUPERSAMPLING))
    pen = ImageDraw.Draw(large)
    MARKS[partner.mark](Mark(pen))
    left = (LEFT + MARK + GAP) * SUPERSAMPLING
    room = WIDTH * SUPERSAMPLING - left - LEFT * SUPERSAMPLING
    middle = HEIGHT / 2 * SUPERSAMPLING
    first, second = partner.latin
    pen.text((left, middle - 4), first, fill=NAVY, font=_fitting(first, 58, room), anchor="ls")
    second = second.upper()
    pen.text((left, middle + 58), second, fill=TEAL, font=_fitting(second, 32, room), anchor="lt")
    return large.reduce(SUPERSAMPLING)


def _fitting(text: str, size: int, room: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, at most `size` high and at most `room` wide."""
    font = ImageFont.load_default(size=size * SUPERSAMPLING)
    wide = font.getlength(text)
    return font if wide <= room else ImageFont.load_default(size=size * SUPERSAMPLING * room / wide)
