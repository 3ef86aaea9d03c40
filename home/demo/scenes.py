"""The scenes of the demo site's pictures: one function each, from the far sky to the near water."""

from __future__ import annotations

import math
from collections.abc import Callable

from home.demo.figures import (
    AMBER,
    CORAL,
    CREAM,
    NAVY,
    SKINS,
    TEAL,
    buoy,
    cloud,
    coral,
    dhow,
    diver,
    fish,
    gulls,
    jet_ski,
    kayak,
    launch,
    optimist,
    paddleboard,
    palm,
    pennants,
    person,
    powerboat,
    rowing_four,
    skyline,
    spinnaker,
    standing,
    streaks,
    turtle,
    yacht,
)
from home.demo.paint import Canvas, Point, Ramp, curve, mix, oval

Scene = Callable[[Canvas], None]

DAY = ("#2f8fcb", "#6fbfe6", "#bfe6f2", "#f3efdc")
DAY_SEA = ("#5cc3cf", "#1f97ad", "#0f6a8c", "#0a4368")


def sunset_sails(c: Canvas) -> None:
    horizon = 590.0
    c.ramp(0, horizon, "#2c2a5e", "#6d3f7d", "#c9566f", "#f58a5b", "#ffc46b", "#ffe3a0")
    c.glow(1010, 520, 620, "#ffd27a", 0.8)
    streaks(c, 90, 430, "#ff9f7a", 14, 0.42)
    streaks(c, 60, 260, "#8a4a86", 8, 0.5)
    c.shape(oval(1010, 498, 82), fill=Ramp(("#fff8dc", "#ffd772")))
    skyline(c, horizon, ("#a4506f", "#c96a6c"), left=0, right=560, tallest=170, step=34)
    c.shape([(0, horizon - 10), (620, horizon - 4), (760, horizon), (0, horizon)], fill="#a4506f")
    c.ramp(horizon, c.height, "#ffc27a", "#d9727a", "#7a4482", "#33295f", "#1b1c47")
    _sunset_fleet(c, horizon)
    c.mirror(horizon + 2, 400, strength=0.62, ripple=8)
    _sunset_fleet(c, horizon)
    c.glints(1010, 120, horizon + 6, 990, "#ffe7a8", count=190, alpha=0.75)
    c.glints(800, 700, horizon + 20, 990, "#ff9e80", count=90, alpha=0.28)
    yacht(
        c.at(850, 826, 1.95, flip=True),
        Ramp(("#2b2352", "#171739")),
        ("#ffb87a", "#8e3f6c"),
        jib=("#ffd9a0", "#c05a6d"),
        heel=6,
    )
    person(
        c.at(905, 790, 0.95, flip=True),
        hips=(0, -10),
        neck=(4, -46),
        hands=[[(16, -34), (28, -28)], [(14, -30), (26, -26)]],
        feet=[[(22, -12), (26, 8)], [(24, -10), (30, 8)]],
        shirt="#1d1a40",
        trousers="#151334",
        skin="#4a2c42",
    )
    person(
        c.at(960, 792, 0.95, flip=True),
        hips=(0, -10),
        neck=(-2, -46),
        hands=[[(8, -32), (18, -26)], [(8, -30), (16, -22)]],
        feet=[[(20, -12), (24, 8)], [(22, -10), (28, 8)]],
        shirt="#2b2352",
        trousers="#151334",
        skin="#4a2c42",
    )
    c.swell(848, 7, 70, "#5a3a78", "#241f52", phase=1, crest="#ffb98a", alpha=0.55)
    c.swell(905, 10, 110, "#39296a", "#17173c", phase=3, crest="#f59a86", alpha=0.75)
    gulls(c, [(560, 250, 22), (610, 225, 16), (515, 215, 13)], "#3a2450")


def _sunset_fleet(c: Canvas, horizon: float) -> None:
    yacht(c.at(1330, horizon + 14, 0.5), "#3a2858", ("#7b3f6d", "#d77a6c"))
    yacht(c.at(430, horizon + 26, 0.86, flip=True), "#2a2150", ("#5a3166", "#e08a70"))


def jet_ski_race(c: Canvas) -> None:
    horizon = 400.0
    c.ramp(0, horizon, *DAY)
    c.glow(260, 120, 420, "#fff6d6", 0.85)
    for place in ((360, 190, 130), (900, 130, 190), (1380, 230, 150), (1150, 300, 90)):
        cloud(c, *place, "#ffffff", 0.85)
    skyline(c, horizon, ("#9cc6dc", "#c7dfe4"), left=640, right=1600, tallest=180, step=46)
    c.shape(
        [
            (0, horizon),
            (0, horizon - 14),
            (500, horizon - 20),
            (700, horizon - 8),
            (1600, horizon - 16),
            (1600, horizon),
        ],
        fill="#a9cbd6",
    )
    c.ramp(horizon, c.height, *DAY_SEA)
    c.glints(800, 700, horizon + 6, 620, "#e8fbff", count=220, alpha=0.55, size=0.6)
    buoy(c.at(1330, 486, 0.75), AMBER)
    buoy(c.at(300, 468, 0.45), AMBER)
    c.swell(478, 5, 60, "#4ab7c8", "#16829f", phase=1, crest="#d9f7fa", alpha=0.6)
    _wake(c, 300, 520, 240, 0.55)
    jet_ski(c.at(440, 512, 0.85, tilt=-8), AMBER, TEAL, SKINS[2])
    c.swell(556, 9, 95, "#2da2b9", "#11698c", phase=0.4, crest="#d9f7fa", alpha=0.8)
    _wake(c, 820, 655, 420, 0.9)
    jet_ski(c.at(985, 640, 1.45, tilt=-11), TEAL, AMBER, SKINS[1])
    c.swell(692, 13, 130, "#1f90ab", "#0d547a", phase=2.2, crest="#d9f7fa", alpha=0.85)
    _wake(c, 300, 850, 560, 1.35)
    jet_ski(c.at(560, 826, 2.25, tilt=-13), CORAL, CREAM, SKINS[0])
    c.spray(760, 850, 240, 120, count=60)
    c.swell(872, 16, 170, "#157a99", "#0a3d62", phase=0.2, crest="#e6fbff", alpha=0.92)
    c.spray(300, 900, -280, 150, count=70)


def _wake(c: Canvas, x: float, y: float, reach: float, size: float) -> None:
    """White water behind a boat that runs to the right."""
    c.shape(
        curve(
            [
                (x + 150 * size, y - 4),
                (x, y - 66 * size),
                (x - reach * 0.35, y - 104 * size),
                (x - reach * 0.62, y - 52 * size),
                (x - reach, y + 4),
                (x - reach * 0.3, y + 18 * size),
            ]
        ),
        fill="#f4fdff",
        alpha=0.62,
        blur=5 * size,
    )
    c.shape(
        curve(
            [
                (x + 150 * size, y + 2),
                (x + 10, y - 34 * size),
                (x - reach * 0.3, y - 46 * size),
                (x - reach * 0.7, y),
                (x - reach * 0.2, y + 14 * size),
            ]
        ),
        fill="#ffffff",
        alpha=0.85,
        blur=3,
    )
    c.spray(x + 40 * size, y - 8 * size, -reach * 1.05, 190 * size, count=round(70 + 60 * size))


def mangrove_kayaks(c: Canvas) -> None:
    horizon = 430.0
    c.ramp(0, horizon, "#f9d9a8", "#fbe8c4", "#e7efd8", "#bfe3d3")
    c.glow(1080, 250, 520, "#fff3c4", 0.95)
    c.shape(oval(1080, 230, 56), fill="#fffbe6", alpha=0.95)
    chance = c.chance
    for base, shade, size, gap in (
        (horizon - 36, "#a5cdb4", 46, 42),
        (horizon - 12, "#6fae8e", 60, 54),
    ):
        crowns = [
            oval(
                x + chance.uniform(-10, 10),
                base - chance.uniform(0, 30),
                chance.uniform(0.8, 1.3) * size,
                chance.uniform(0.6, 0.9) * size,
            )
            for x in range(-40, 1680, gap)
        ]
        c.shape(
            *crowns,
            [(0, base), (1600, base), (1600, horizon), (0, horizon)],
            fill=Ramp((mix(shade, "#fff3c4", 0.35), shade)),
        )
    c.ramp(horizon, c.height, "#bfe3d3", "#5fb8a8", "#23877f", "#0d4f56")
    for side, count in ((-1, 9), (1, 8)):
        for index in range(count):
            near = index / count
            x = (640 - 660 * near**0.8) if side < 0 else (1130 + 500 * near**0.9)
            _mangrove(c, x, horizon + 6, 0.5 + near * 0.9)
    c.mirror(horizon + 6, 420, strength=0.6, ripple=7)
    c.glints(1030, 130, horizon + 40, 960, "#fff8d8", count=130, alpha=0.6)
    kayak(c.at(900, 560, 0.72), AMBER, "#f7f7f2", SKINS[2], stroke=-1)
    kayak(c.at(1150, 640, 1.0), TEAL, "#2a5d84", SKINS[0])
    c.swell(742, 5, 90, "#3f9f96", "#0f5a60", phase=1, crest="#d8f3e6", alpha=0.35)
    kayak(c.at(700, 800, 1.75), CORAL, "#f4efe0", SKINS[1])
    c.spray(812, 812, 60, 44, count=26)
    c.swell(850, 8, 140, "#23817d", "#0a4048", phase=2, crest="#cdeee2", alpha=0.6)
    c.shape(
        curve([(170, 640), (260, 612), (380, 606), (470, 628), (500, 646), (330, 656)]),
        fill=Ramp(("#d9c796", "#8f9a72")),
    )
    _heron(c, 330, 624)


def _mangrove(c: Canvas, x: float, y: float, size: float) -> None:
    chance = c.chance
    roots = []
    for _ in range(9):
        foot = chance.uniform(-74, 74) * size
        roots.append(
            curve(
                [
                    (x + foot * 0.15, y - 84 * size),
                    (x + foot * 0.7, y - 52 * size),
                    (x + foot, y + 4),
                ],
                closed=False,
                steps=6,
            )
        )
    c.lines(roots, 5 * size, fill="#5b4332")
    for shade, lift in (("#2b6b50", 96), ("#3d8a5f", 122), ("#5aa86c", 150)):
        leaves = [
            oval(
                x + chance.uniform(-78, 78) * size,
                y - (lift + chance.uniform(-14, 26)) * size,
                chance.uniform(26, 46) * size,
                chance.uniform(18, 30) * size,
            )
            for _ in range(8)
        ]
        c.shape(*leaves, fill=Ramp((mix(shade, "#f4f0b0", 0.3), shade)))


def _heron(c: Canvas, x: float, y: float) -> None:
    b = c.at(x, y, 1.15)
    b.line((-4, -52), (-4, 0), width=2.6, fill="#59646b")
    b.line((6, -52), (8, 0), width=2.6, fill="#59646b")
    b.shape(
        curve([(-48, -44), (-14, -82), (20, -84), (28, -66), (4, -50)]),
        fill=Ramp(("#f5f8f8", "#b9c8cf")),
    )
    neck = curve([(20, -76), (34, -98), (20, -120), (28, -142)], closed=False)
    c.line(b.place(neck), 8, fill="#f5f8f8")
    b.dot(30, -144, 7, "#f5f8f8")
    b.shape([(34, -148), (62, -142), (34, -140)], fill=AMBER)
    b.line((30, -150), (8, -152), width=2.6, fill=NAVY)


def dhow_race(c: Canvas) -> None:
    horizon = 620.0
    c.ramp(0, horizon, "#3f86ad", "#86b9c4", "#e4d6ae", "#ffd692", "#ffc070")
    c.glow(1230, 470, 560, "#fff0c0", 0.85)
    c.shape(oval(1230, 450, 60), fill="#fffbe8", alpha=0.95)
    streaks(c, 120, 420, "#fff1d6", 12, 0.5)
    c.shape(
        curve(
            [
                (-20, horizon),
                (-20, horizon - 30),
                (240, horizon - 46),
                (520, horizon - 26),
                (760, horizon),
            ],
            closed=False,
        ),
        fill="#c9a77a",
        alpha=0.8,
    )
    c.ramp(horizon, c.height, "#f2c886", "#7fb0a6", "#2a7f94", "#0f5272", "#0a3557")
    for x, size in ((170, 0.26), (420, 0.3), (1440, 0.34), (1010, 0.28)):
        dhow(
            c.at(x, horizon + 16 + size * 30, size, tilt=-2),
            ("#8a5f45", "#5d3b2d"),
            ("#fff6e2", "#e0c49a"),
            crew=3,
        )
    c.mirror(horizon + 4, 300, strength=0.5, ripple=7)
    c.glints(1230, 130, horizon + 8, 980, "#fff3cf", count=170, alpha=0.7)
    c.swell(668, 6, 80, "#6fb0ae", "#1f7590", phase=1.4, crest="#fff3d6", alpha=0.45)
    dhow(c.at(1190, 742, 0.98, tilt=-3), ("#8b5a3c", "#4a2c20"), ("#fffdf4", "#dcb98c"), crew=7)
    c.swell(746, 9, 120, "#3d93a3", "#145c7c", phase=0.2, crest="#fff3d6", alpha=0.75)
    dhow(c.at(520, 850, 1.62, tilt=-5), ("#a06a43", "#4a2a1d"), ("#ffffff", "#e5c79a"), crew=9)
    c.spray(836, 862, 120, 70, count=70)
    c.spray(836, 866, -70, 40, count=30)
    c.swell(876, 12, 150, "#1f7891", "#0a3a5d", phase=2.3, crest="#fdf4df", alpha=0.9)
    gulls(c, [(880, 190, 26), (960, 160, 18), (820, 150, 15)], "#ffffff")


def marina_evening(c: Canvas) -> None:
    horizon = 600.0
    c.ramp(0, horizon, "#0c1b45", "#26336f", "#5b4a8c", "#b9688a", "#f59a78", "#ffd09a")
    for _ in range(70):
        x, y = c.chance.uniform(0, 1600), c.chance.uniform(0, 240)
        c.shape(
            oval(x, y, c.chance.uniform(0.7, 1.7)), fill="#ffffff", alpha=c.chance.uniform(0.3, 0.9)
        )
    c.glow(420, 610, 560, "#ffc48a", 0.55)
    streaks(c, 300, 480, "#ff9d8a", 9, 0.4)
    skyline(c, horizon, ("#6d5591", "#a3688f"), left=-40, right=1640, tallest=330, step=70)
    skyline(
        c,
        horizon,
        ("#1f2554", "#3b3566"),
        left=-20,
        right=1640,
        tallest=300,
        step=92,
        lights="#ffd88a",
    )
    c.shape(
        [(0, horizon), (0, horizon - 16), (1600, horizon - 16), (1600, horizon)], fill="#1a1f49"
    )
    for x in range(40, 1600, 74):
        c.glow(x, horizon - 22, 22, "#ffe1a0", 0.85)
        c.shape(oval(x, horizon - 22, 3.2), fill="#fff6da")
    c.ramp(horizon, c.height, "#d68489", "#6a4d8a", "#2a2f6b", "#101b45")
    c.mirror(horizon, 390, strength=0.8, ripple=9)
    c.glints(800, 620, horizon + 40, 960, "#ffd9a0", count=120, alpha=0.4)
    for x, y, size, hull in (
        (250, 700, 0.72, "#f3f5f8"),
        (560, 690, 0.62, "#dfe6ee"),
        (1010, 694, 0.66, "#f3f5f8"),
        (1370, 706, 0.8, "#e8edf3"),
    ):
        _moored(c, x, y, size, hull)
    _motor_yacht(c, 800, 800, 1.5)
    for y, thick, shade in ((884, 30, "#6b4a45"), (914, 90, "#3d2b39")):
        c.shape([(0, y), (1600, y - 12), (1600, y + thick), (0, y + thick)], fill=shade)
    for x in range(10, 1600, 54):
        c.line([(x, 886 - x * 0.0075), (x - 6, 914)], 2, fill="#4d3540")
    for x in (120, 520, 1080, 1480):
        c.shape([(x - 9, 838), (x + 9, 838), (x + 9, 910), (x - 9, 910)], fill="#2b2138")
        c.glow(x, 826, 74, "#ffdf9c", 0.85)
        c.shape(oval(x, 828, 9), fill="#fff7df")


def _moored(c: Canvas, x: float, y: float, size: float, hull: str) -> None:
    b = c.at(x, y, size)
    b.line((0, -20), (0, -330), width=4, fill="#e9e4ee")
    b.line((0, -200), (-34, -196), width=2, fill="#e9e4ee")
    b.line((0, -200), (34, -196), width=2, fill="#e9e4ee")
    for end in (-118, 132):
        b.line((0, -326), (end, -24), width=1.3, fill="#e9e4ee", alpha=0.7)
    b.line((0, -50), (-104, -48), width=9, fill="#31508f")
    b.shape([(-58, -20), (-46, -36), (34, -37), (52, -20)], fill="#cdd3e2")
    b.line((-36, -28), (26, -29), width=5, fill="#ffdf9c")
    b.shape(
        curve([(-128, -22), (0, -18), (140, -28)], closed=False)
        + curve([(112, 0), (0, 9), (-114, 4)], closed=False),
        fill=Ramp((hull, mix(hull, "#4a4a86", 0.6))),
    )


def _motor_yacht(c: Canvas, x: float, y: float, size: float) -> None:
    b = c.at(x, y, size)
    b.shape(oval(0, 8, 240, 7), fill="#0c1638", alpha=0.5, blur=3)
    b.shape([(-60, -98), (-20, -128), (50, -128), (86, -98)], fill=Ramp(("#ffffff", "#cfd6e8")))
    b.shape([(-34, -102), (-10, -120), (44, -120), (64, -102)], fill=Ramp(("#ffe2a6", "#f3b36b")))
    b.shape([(-150, -52), (-110, -98), (110, -98), (168, -52)], fill=Ramp(("#f6f8fc", "#c4cde3")))
    for left in (-104, -58, -12, 34, 80):
        b.shape(
            [(left, -62), (left + 6, -84), (left + 36, -84), (left + 40, -62)],
            fill=Ramp(("#ffe9b8", "#f5b76c")),
        )
    b.shape(
        curve([(-214, -48), (0, -52), (190, -56), (262, -74)], closed=False)
        + curve([(196, -2), (0, 10), (-200, 6)], closed=False),
        fill=Ramp(("#ffffff", "#d4dcec", "#5a6396")),
    )
    b.line((-200, -22), (214, -30), width=4, fill="#27408b")
    b.line((10, -128), (0, -160), width=4, fill="#dfe5f2")
    b.dot(0, -162, 4, CORAL)


def regatta(c: Canvas) -> None:
    horizon = 560.0
    c.ramp(0, horizon, *DAY)
    for place in ((220, 150, 190), (640, 250, 120), (1120, 120, 220), (1480, 260, 150)):
        cloud(c, *place, "#ffffff", 0.9)
    skyline(c, horizon, ("#a5cbdd", "#cfe3e4"), left=900, right=1600, tallest=150, step=38)
    c.shape(
        [(0, horizon), (0, horizon - 8), (900, horizon - 6), (1600, horizon - 12), (1600, horizon)],
        fill="#b4d3da",
    )
    c.ramp(horizon, c.height, *DAY_SEA)
    far = (
        (130, "#ef6a5a"),
        (330, "#ffb03b"),
        (520, "#2b9aa0"),
        (700, "#7a5aa8"),
        (1290, "#ef6a5a"),
        (1480, "#2b9aa0"),
    )
    for x, colour in far:
        b = c.at(x, horizon + 16, 0.3)
        yacht(b, "#ffffff", ("#ffffff", "#dbe7ec"), heel=2, before_wind=True)
        spinnaker(b, (colour, "#ffffff", mix(colour, "#ffffff", 0.4)))
    c.mirror(horizon + 6, 200, strength=0.4, ripple=8)
    c.glints(800, 800, horizon + 10, 780, "#e9fbff", count=240, alpha=0.5, size=0.7)
    for x, y, size, colours in (
        (1290, 700, 0.98, ("#7a5aa8", "#f6c445", "#7a5aa8")),
        (880, 742, 1.24, ("#f6a03b", "#fff4e0", "#ef6a5a")),
    ):
        b = c.at(x, y, size)
        yacht(b, Ramp(("#ffffff", "#9fb4c6")), ("#ffffff", "#d3e1e8"), heel=3, before_wind=True)
        spinnaker(b, colours)
        c.swell(y + 4, 7, 90, "#2aa0b6", "#0f6286", phase=x / 100, crest="#e2f9fb", alpha=0.55)
    b = c.at(410, 860, 1.85)
    yacht(b, Ramp(("#14365f", "#0a1f3d")), ("#ffffff", "#cfdfe8"), heel=4, before_wind=True)
    spinnaker(b, ("#e9503f", "#ffffff", "#14808a"))
    for index, x in enumerate((300, 345, 392, 250)):
        person(
            c.at(x, 838, 0.8),
            hips=(0, -10),
            neck=(-6, -46),
            hands=[[(8, -36), (20, -34)], [(10, -32), (22, -30)]],
            feet=[[(18, -14), (22, 8)], [(20, -12), (26, 8)]],
            shirt=(CORAL, "#ffffff", CORAL, "#ffffff")[index],
            skin=SKINS[index],
            hat=NAVY,
        )
    c.shape(
        curve([(150, 878), (400, 862), (680, 872), (720, 884), (420, 894)]),
        fill="#ffffff",
        alpha=0.7,
        blur=4,
    )
    c.spray(665, 868, 90, 60, count=40)
    c.swell(884, 12, 150, "#17809e", "#0a3f66", phase=2.6, crest="#e2f9fb", alpha=0.92)
    gulls(c, [(690, 90, 22), (750, 118, 15)], "#ffffff")


def sailing_school(c: Canvas) -> None:
    horizon = 440.0
    c.ramp(0, horizon, "#58b4e0", "#9bd7ee", "#d7f0ef", "#fdf3d9")
    c.glow(1370, 130, 420, "#fffbe0", 0.9)
    for place in ((250, 150, 150), (760, 110, 190), (1080, 240, 110)):
        cloud(c, *place, "#ffffff", 0.9)
    c.shape(
        curve(
            [
                (-20, horizon + 6),
                (-20, horizon - 34),
                (320, horizon - 44),
                (760, horizon - 22),
                (1100, horizon - 14),
                (1640, horizon - 30),
                (1640, horizon + 6),
            ],
            closed=False,
        ),
        fill=Ramp(("#f6e3ba", "#e8cd98")),
    )
    for x, size in ((60, 0.5), (150, 0.62), (240, 0.46), (560, 0.4), (1420, 0.5), (1540, 0.6)):
        palm(c.at(x, horizon - 22, size), c.chance)
    c.shape(
        [
            (330, horizon - 30),
            (330, horizon - 92),
            (420, horizon - 128),
            (510, horizon - 92),
            (510, horizon - 28),
        ],
        fill="#ffffff",
    )
    c.shape([(316, horizon - 90), (420, horizon - 134), (524, horizon - 90)], fill=CORAL)
    for x in (350, 400, 450):
        c.shape(
            [(x, horizon - 74), (x + 34, horizon - 74), (x + 34, horizon - 34), (x, horizon - 34)],
            fill="#6cb7cc",
        )
    c.ramp(horizon, c.height, "#a4e6df", "#4cc4c6", "#1f9db1", "#117594", "#0c567c")
    c.glints(900, 700, horizon + 10, 700, "#f2fffb", count=220, alpha=0.6, size=0.7)
    for x, y, size, colour, flip in (
        (520, 498, 0.62, TEAL, False),
        (1210, 512, 0.68, "#7a5aa8", True),
        (960, 486, 0.5, CORAL, True),
    ):
        optimist(c.at(x, y, size, flip=flip), colour, SKINS[1])
    c.swell(560, 5, 90, "#46bcc4", "#14809c", phase=1, crest="#eafff9", alpha=0.5)
    optimist(c.at(1330, 700, 1.35, flip=True), AMBER, SKINS[0], heel=-5)
    launch(c.at(250, 690, 1.0), CORAL)
    c.swell(702, 9, 120, "#2ba7b6", "#117192", phase=2, crest="#eafff9", alpha=0.7)
    optimist(c.at(860, 860, 2.3), CORAL, SKINS[2], heel=-4)
    c.swell(872, 12, 150, "#1c8fa8", "#0b4a70", phase=0.5, crest="#eafff9", alpha=0.9)
    c.spray(1020, 880, 70, 36, count=24)
    buoy(c.at(1130, 640, 0.6), AMBER)
    gulls(c, [(980, 90, 20), (1040, 70, 14)], "#ffffff")


def reef_dive(c: Canvas) -> None:
    c.ramp(0, c.height, "#8be3e0", "#37b3c8", "#157fa8", "#0c527f", "#082f57", "#06224a")
    c.glow(880, -60, 900, "#e9fff4", 0.75)
    for x, wide, lean in (
        (420, 60, -240),
        (640, 90, -150),
        (860, 120, -20),
        (1090, 80, 120),
        (1280, 60, 230),
        (1480, 90, 360),
    ):
        c.beam(
            [(x, -10), (x + wide, -10), (x + wide * 2.2 + lean, 980), (x + lean - wide, 980)],
            "#dffff6",
            0.24,
            7,
        )
    c.shape(
        curve(
            [
                (-20, 1010),
                (-20, 560),
                (90, 500),
                (210, 560),
                (330, 700),
                (500, 780),
                (700, 850),
                (760, 1010),
            ],
            closed=False,
        ),
        fill=Ramp(("#12557c", "#0a355e")),
        alpha=0.8,
    )
    c.shape(
        curve(
            [(1640, 1010), (1640, 600), (1500, 640), (1370, 760), (1180, 830), (980, 1010)],
            closed=False,
        ),
        fill=Ramp(("#0f4a73", "#092e56")),
        alpha=0.85,
    )
    turtle(c.at(1230, 380, 1.25, tilt=-12))
    for index in range(26):
        across, down = c.chance.uniform(-50, 50), c.chance.gauss(0, 46)
        near = c.at(560 + 13 * index + across, 240 + 2 * index + down, 0.26, tilt=-6)
        fish(near, "#f7d774", "#f2a23b")
    diver(c.at(660, 520, 1.55, tilt=7), "#15233f", CORAL)
    diver(c.at(330, 350, 0.66, tilt=-3), "#15304f", AMBER)
    for x, y, radius in (
        (800, 440, 9),
        (815, 400, 13),
        (796, 356, 10),
        (822, 312, 16),
        (806, 262, 12),
        (395, 312, 6),
        (402, 284, 8),
        (396, 256, 6),
    ):
        c.shape(oval(x, y, radius), fill="#e6fffb", alpha=0.35)
        c.line(oval(x, y, radius), 1.8, fill="#f2fffd", alpha=0.8)
        c.shape(oval(x - radius * 0.3, y - radius * 0.35, radius * 0.25), fill="#ffffff", alpha=0.9)
    c.shape(
        curve(
            [
                (-20, 1010),
                (-20, 900),
                (200, 860),
                (480, 905),
                (760, 930),
                (1050, 900),
                (1360, 870),
                (1640, 910),
                (1640, 1010),
            ],
            closed=False,
        ),
        fill=Ramp(("#c9b98a", "#6b7a7c")),
    )
    for x, y, size, colour in (
        (90, 900, 1.7, CORAL),
        (220, 905, 1.1, "#f7a8c0"),
        (345, 915, 1.4, AMBER),
        (1210, 905, 1.2, "#f7a8c0"),
        (1360, 895, 1.8, CORAL),
        (1500, 905, 1.3, "#b58ad6"),
        (1010, 925, 0.8, AMBER),
        (560, 930, 0.8, "#b58ad6"),
    ):
        coral(c.at(x, y, size), colour, c.chance)
    for x, y, r in (
        (160, 925, 60),
        (440, 940, 46),
        (1290, 930, 56),
        (1440, 930, 70),
        (1110, 945, 40),
    ):
        c.shape(oval(x, y, r, r * 0.62), fill=Ramp(("#8fb39a", "#3f6b6f")))
    for x, y, size, body, stripe in (
        (1010, 700, 0.9, "#ff8a4c", "#fff4e0"),
        (1130, 745, 0.7, "#ff8a4c", "#fff4e0"),
        (930, 790, 0.6, "#6fd0e8", "#1b4a8a"),
        (470, 800, 0.75, "#6fd0e8", "#1b4a8a"),
    ):
        fish(c.at(x, y, size, flip=x > 1100), body, stripe)
    for _ in range(60):
        c.shape(
            oval(c.chance.uniform(0, 1600), c.chance.uniform(60, 900), c.chance.uniform(0.8, 2.2)),
            fill="#e6fffb",
            alpha=0.35,
        )


def rowing_dawn(c: Canvas) -> None:
    horizon = 470.0
    c.ramp(0, horizon, "#7fa6c9", "#b5c3d6", "#efcdc4", "#ffdcb0", "#fff0cf")
    c.glow(520, 430, 480, "#fff2cc", 0.95)
    c.shape(oval(520, 412, 54), fill="#fffdf0", alpha=0.95)
    streaks(c, 90, 300, "#ffffff", 10, 0.45)
    skyline(c, horizon, ("#a8b4cc", "#d6c8c6"), left=700, right=1640, tallest=280, step=62)
    skyline(c, horizon, ("#8497b8", "#bdb4bf"), left=980, right=1640, tallest=200, step=48)
    c.shape(
        curve(
            [
                (-20, horizon),
                (-20, horizon - 34),
                (260, horizon - 22),
                (700, horizon - 12),
                (1640, horizon - 16),
                (1640, horizon),
            ],
            closed=False,
        ),
        fill="#98a5ba",
    )
    c.ramp(horizon, c.height, "#fbe3c2", "#c3cbd2", "#7fa3b8", "#3f7594", "#1f4f74")
    c.mirror(horizon, 330, strength=0.7, ripple=5)
    for y, alpha in ((horizon - 6, 0.6), (horizon + 34, 0.4)):
        c.shape(
            oval(400, y, 620, 17), oval(1250, y + 8, 560, 15), fill="#fff6e6", alpha=alpha, blur=12
        )
    c.glints(520, 100, horizon + 6, 960, "#fffbe8", count=130, alpha=0.7)
    rowing_four(c.at(1020, 610, 0.86), "#14808a", "#ffffff")
    rowing_four(c.at(760, 800, 1.9), "#c8402f", "#f6f1e4")
    for x in (520, 700, 885, 1068):
        c.shape(oval(x, 862, 46, 6), fill="#ffffff", alpha=0.5, blur=3)
        c.line(oval(x + 130, 868, 34, 5), 2, fill="#ffffff", alpha=0.55)
    c.swell(880, 4, 130, "#4d83a0", "#1c4a70", phase=1.2, crest="#f2fbff", alpha=0.6)
    gulls(c, [(980, 170, 18), (1040, 150, 13), (930, 140, 12)], "#ffffff")


def powerboats(c: Canvas) -> None:
    horizon = 430.0
    c.ramp(0, horizon, "#1f6fb2", "#4fa6d8", "#a4d8ea", "#eaf3e6")
    for place in ((300, 140, 170), (820, 220, 120), (1330, 130, 210)):
        cloud(c, *place, "#ffffff", 0.92)
    skyline(c, horizon, ("#8dbbd6", "#c3dce2"), left=0, right=1000, tallest=230, step=52)
    c.shape(
        [
            (0, horizon),
            (0, horizon - 12),
            (1100, horizon - 8),
            (1600, horizon - 4),
            (1600, horizon),
        ],
        fill="#a5c8d4",
    )
    c.ramp(horizon, c.height, "#59bccb", "#1a8bab", "#0c5c86", "#083a63")
    c.glints(800, 800, horizon + 6, 620, "#e6faff", count=200, alpha=0.5, size=0.6)
    _rooster(c, 230, 520, 210, 0.5)
    powerboat(c.at(360, 516, 0.5, tilt=-4), (AMBER, "#ffffff", NAVY))
    c.swell(520, 6, 80, "#3aa9c0", "#11739a", phase=0.5, crest="#dff7fb", alpha=0.7)
    _rooster(c, 960, 640, 380, 0.9)
    powerboat(c.at(1190, 624, 0.95, tilt=-5), (TEAL, AMBER, "#0d3b66"))
    c.swell(650, 11, 120, "#2498b3", "#0e5f88", phase=2.4, crest="#dff7fb", alpha=0.8)
    _rooster(c, 420, 840, 470, 1.45)
    powerboat(c.at(760, 806, 1.65, tilt=-6), (CORAL, NAVY, "#b5372b"))
    c.spray(560, 850, 420, 60, count=70)
    c.swell(866, 15, 170, "#15779a", "#083863", phase=0.8, crest="#eafcff", alpha=0.93)
    c.spray(420, 880, -420, 90, count=60)


def _rooster(c: Canvas, x: float, y: float, reach: float, size: float) -> None:
    """The plume behind a boat with surface propellers."""
    c.shape(
        curve(
            [
                (x + 60 * size, y - 10 * size),
                (x - reach * 0.2, y - 150 * size),
                (x - reach * 0.5, y - 215 * size),
                (x - reach * 0.8, y - 150 * size),
                (x - reach, y - 20 * size),
                (x - reach * 0.9, y + 12 * size),
                (x, y + 14 * size),
            ]
        ),
        fill=Ramp(("#ffffff", "#d8f2f8")),
        alpha=0.7,
        blur=6 * size + 2,
    )
    c.shape(
        curve(
            [
                (x + 60 * size, y - 6 * size),
                (x - reach * 0.25, y - 80 * size),
                (x - reach * 0.55, y - 110 * size),
                (x - reach * 0.85, y - 40 * size),
                (x - reach * 0.9, y + 10 * size),
                (x, y + 12 * size),
            ]
        ),
        fill="#ffffff",
        alpha=0.85,
        blur=4,
    )
    c.spray(x, y - 20 * size, -reach * 1.1, 330 * size, count=round(110 + 90 * size))


def beach_clean_up(c: Canvas) -> None:
    horizon = 380.0
    c.ramp(0, horizon, "#4aa9dc", "#8fd0ea", "#cfeef0", "#fdf1d6")
    c.glow(300, 120, 420, "#fffbe0", 0.9)
    for place in ((560, 140, 150), (1020, 200, 110), (1350, 110, 170)):
        cloud(c, *place, "#ffffff", 0.9)
    c.ramp(horizon, 700, "#2f9fbe", "#3fb7c4", "#7fd8d2", "#bff0e2")
    c.glints(600, 600, horizon + 8, 560, "#f2fffb", count=200, alpha=0.55, size=0.6)
    yacht(c.at(1180, horizon + 12, 0.34), "#ffffff", ("#ffffff", "#dbe7ec"))
    yacht(c.at(880, horizon + 8, 0.24, flip=True), "#ffffff", ("#fff3dc", "#f2c9a0"))
    for dy, alpha in ((0, 0.55), (26, 0.75), (58, 0.95)):
        c.shape(
            curve(
                [
                    (-20, 566 + dy),
                    (220, 548 + dy),
                    (520, 590 + dy),
                    (860, 560 + dy),
                    (1180, 600 + dy),
                    (1640, 560 + dy),
                    (1640, 620 + dy),
                    (1180, 632 + dy),
                    (860, 592 + dy),
                    (520, 618 + dy),
                    (220, 580 + dy),
                    (-20, 600 + dy),
                ],
                closed=True,
            ),
            fill="#ffffff",
            alpha=alpha * 0.8,
            blur=2,
        )
    shore: list[Point] = [(-20, 636), (220, 622), (520, 662), (860, 634), (1180, 676), (1640, 632)]
    c.shape(
        [*curve(shore, closed=False), (1640, 1010), (-20, 1010)],
        fill=Ramp(("#d9bd88", "#f3ddae", "#f8e7c2", "#efd4a0")),
    )
    for _ in range(240):
        x, y = c.chance.uniform(0, 1600), c.chance.uniform(700, 1000)
        c.shape(oval(x, y, c.chance.uniform(1, 2.6), 1.2), fill="#c9a46c", alpha=0.6)
    for x, y, size in ((1450, 820, 1.75), (1290, 760, 1.25)):
        palm(c.at(x, y, size), c.chance)
        c.shape(
            curve([(x - 50 * size, y + 12), (x, y - 8 * size), (x + 54 * size, y + 12)]),
            fill="#f0d8a4",
        )
    people = (
        (330, 800, 2.1, False, TEAL, SKINS[1], "#f6f1e4"),
        (610, 742, 1.55, True, CORAL, SKINS[0], AMBER),
        (900, 730, 1.45, False, AMBER, SKINS[2], NAVY),
        (1090, 850, 2.3, True, "#ffffff", SKINS[1], CORAL),
    )
    for index, (x, y, size, flip, shirt, skin, hat) in enumerate(people):
        c.shape(oval(x + 10, y + 2, 46 * size, 6 * size), fill="#a9834f", alpha=0.4, blur=3)
        b = c.at(x, y, size, flip=flip)
        if index % 2:
            standing(b, shirt, trousers="#31506f", skin=skin, hat=hat)
        else:
            person(
                b,
                hips=(-10, -48),
                neck=(20, -72),
                hands=[[(28, -50), (32, -30)], [(34, -48), (42, -22)]],
                feet=[[(-12, -24), (-14, 0)], [(6, -26), (4, 0)]],
                shirt=shirt,
                trousers="#31506f",
                skin=skin,
                hat=hat,
            )
        _bag(c, x + (62 if not flip else -58) * size * (1 if index % 2 == 0 else 0.62), y + 4, size)
    for x, y, colour in (
        (480, 830, "#5fb3d4"),
        (770, 812, CORAL),
        (520, 905, "#8ad0c0"),
        (820, 890, "#5fb3d4"),
        (240, 900, AMBER),
    ):
        b = c.at(x, y, 1.0, tilt=c.chance.uniform(-30, 30))
        b.shape(oval(4, 10, 28, 5), fill="#a9834f", alpha=0.4)
        b.shape(
            [(-20, -6), (12, -6), (18, -3), (26, -3), (26, 5), (18, 5), (12, 8), (-20, 8)],
            fill=Ramp((mix(colour, "#ffffff", 0.5), colour)),
        )
    _starfish(c, 690, 935)


def _bag(c: Canvas, x: float, y: float, size: float) -> None:
    b = c.at(x, y, size)
    b.shape(
        curve([(-20, 0), (-24, -24), (-9, -46), (9, -46), (24, -24), (20, 0), (0, 3)]),
        fill=Ramp(("#5c7fa8", "#2b4a75")),
    )
    b.shape([(-11, -44), (-15, -56), (0, -49), (15, -56), (11, -44)], fill="#3d6090")


def _starfish(c: Canvas, x: float, y: float) -> None:
    points = [
        (
            x + (42 if k % 2 == 0 else 17) * math.cos(math.tau * k / 10 - 1.2),
            y + (28 if k % 2 == 0 else 11) * math.sin(math.tau * k / 10 - 1.2),
        )
        for k in range(10)
    ]
    c.shape(curve(points, steps=5), fill=Ramp(("#ff9a6b", "#e2603f")))


def _trophy_fleet(c: Canvas, horizon: float) -> None:
    for x, size, flip in (
        (180, 0.5, False),
        (380, 0.36, True),
        (1240, 0.4, False),
        (1440, 0.56, True),
    ):
        yacht(c.at(x, horizon + 12, size, flip=flip), "#f7f3ea", ("#ffffff", "#e6cfa8"))


def trophy(c: Canvas) -> None:
    horizon = 640.0
    c.ramp(0, horizon, "#123a6b", "#2f7fae", "#8cc9d9", "#ffe6b8", "#ffcf8a")
    c.glow(800, 470, 760, "#fff4cc", 0.9)
    streaks(c, 80, 330, "#ffffff", 9, 0.35)
    c.ramp(horizon, c.height, "#ffd79a", "#4f9db0", "#16607f", "#0a3a5f")
    _trophy_fleet(c, horizon)
    c.mirror(horizon + 4, 240, strength=0.5, ripple=7)
    _trophy_fleet(c, horizon)
    c.glints(800, 420, horizon + 10, 860, "#fff6d8", count=150, alpha=0.6)
    pennants(c, (-10, 70), (800, 40), 110)
    pennants(c, (800, 40), (1610, 70), 110)
    c.shape([(0, 900), (1600, 900), (1600, 1000), (0, 1000)], fill=Ramp(("#8a5a3c", "#4f3022")))
    for plank in range(-60, 1660, 170):
        c.line([(plank, 902), (plank - 50, 1000)], 2, fill="#3d241a", alpha=0.6)
    gold = Ramp(("#8a5a12", "#e8b23c", "#fff2b8", "#f0c04e", "#b97c1c", "#7a4c0e"), across=True)
    b = c.at(800, 900, 1.28)
    b.shape(oval(0, 2, 190, 12), fill="#1d0f08", alpha=0.5, blur=8)
    b.shape(
        [(-120, -64), (120, -64), (132, 0), (-132, 0)],
        fill=Ramp(("#0b1f3d", "#2c5688", "#16345c", "#081730"), across=True),
    )
    b.shape([(-78, -50), (78, -50), (78, -16), (-78, -16)], fill=gold)
    b.shape([(-90, -84), (90, -84), (104, -62), (-104, -62)], fill=gold)
    for side in (-1, 1):
        handle = curve(
            [
                (side * 126, -470),
                (side * 214, -480),
                (side * 226, -390),
                (side * 158, -312),
                (side * 92, -290),
            ],
            closed=False,
            steps=14,
        )
        c.line(b.place(handle), 26, fill=gold)
    b.shape(
        curve(
            [(-20, -190), (-34, -130), (-84, -84), (84, -84), (34, -130), (20, -190)],
            closed=True,
            steps=12,
        ),
        fill=gold,
    )
    b.shape(oval(0, -192, 44, 15), fill=gold)
    cup_left = curve([(-146, -510), (-140, -400), (-104, -280), (-26, -206)], closed=False)
    b.shape(cup_left + [(-x, y) for x, y in cup_left[::-1]], fill=gold)
    b.shape(oval(0, -510, 150, 26), fill=Ramp(("#fff3c0", "#d79a2c")))
    b.shape(oval(0, -507, 130, 19), fill=Ramp(("#7a4c0e", "#c98d2a")))
    b.shape([(-6, -456), (2, -340), (-66, -322)], fill="#fffbe6", alpha=0.9)
    b.shape([(8, -470), (62, -330), (10, -336)], fill="#fffbe6", alpha=0.7)
    b.shape(
        curve([(-78, -306), (0, -312), (76, -318), (44, -290), (-40, -286)]),
        fill="#fffbe6",
        alpha=0.9,
    )
    b.shape(
        [(-104, -470), (-84, -470), (-66, -330), (-82, -330)], fill="#ffffff", alpha=0.35, blur=3
    )
    for _ in range(150):
        x, y = c.chance.uniform(0, 1600), c.chance.uniform(60, 850)
        if abs(x - 800) < 250 and y > 240:
            continue
        piece = c.at(x, y, c.chance.uniform(0.6, 1.5), tilt=c.chance.uniform(0, 180))
        piece.shape(
            [(-9, -4), (9, -4), (9, 4), (-9, 4)],
            fill=c.chance.choice((CORAL, AMBER, TEAL, "#ffffff", "#7a5aa8")),
            alpha=0.92,
        )


def clubhouse(c: Canvas) -> None:
    ground = 690.0
    c.ramp(0, ground, "#3f9fd6", "#86cbe9", "#cdebee", "#fdf0d2")
    c.glow(1380, 150, 460, "#fffbe0", 0.95)
    for place in ((240, 170, 170), (720, 110, 130), (1120, 230, 120)):
        cloud(c, *place, "#ffffff", 0.9)
    skyline(c, ground - 60, ("#a9cfe0", "#d3e6e4"), left=-20, right=420, tallest=230, step=48)
    c.shape(
        [(0, ground - 62), (1600, ground - 70), (1600, ground), (0, ground)],
        fill=Ramp(("#74b98b", "#3f8f6d")),
    )
    for x, size in ((70, 1.0), (250, 1.25), (1500, 1.35), (1390, 1.0)):
        palm(c.at(x, ground - 30, size), c.chance)
    _club_building(c, ground)
    c.shape([(0, ground), (1600, ground), (1600, 800), (0, 800)], fill=Ramp(("#d9b98c", "#c39a68")))
    for y in (716, 744, 772):
        c.line([(0, y), (1600, y)], 2, fill="#a67c4d", alpha=0.6)
    for x in (150, 300, 1360, 1500):
        _parasol(c, x, 770)
    for x, size, shirt, flip in (
        (640, 1.15, TEAL, False),
        (720, 1.15, "#ffffff", True),
        (1090, 1.2, CORAL, False),
    ):
        c.shape(oval(x, 774, 34, 6), fill="#7d5a35", alpha=0.5)
        standing(
            c.at(x, 772, size, flip=flip),
            shirt,
            skin=SKINS[int(x) % 3],
            hat="#f6f1e4" if flip else NAVY,
        )
    c.shape([(0, 800), (1600, 800), (1600, 826), (0, 826)], fill="#8a6440")
    c.ramp(826, c.height, "#2f9db3", "#14738f", "#0b4c70")
    c.mirror(826, 174, strength=0.35, ripple=9)
    for x in range(60, 1600, 230):
        c.shape([(x - 9, 800), (x + 9, 800), (x + 9, 880), (x - 9, 880)], fill="#6b4a30")
    c.glints(800, 700, 850, 995, "#e9fbff", count=70, alpha=0.5)
    optimist(c.at(980, 956, 0.72, flip=True), CORAL, SKINS[2])
    kayak(c.at(420, 940, 0.9), AMBER, "#ffffff", SKINS[0])
    gulls(c, [(560, 120, 20), (620, 96, 14)], "#ffffff")


def _club_building(c: Canvas, ground: float) -> None:
    white = Ramp(("#ffffff", "#e7edf0"))
    c.shape([(420, ground), (420, 430), (1290, 430), (1290, ground)], fill=white)
    c.shape([(560, 430), (560, 300), (1090, 300), (1090, 430)], fill=Ramp(("#fdfefe", "#dfe8ec")))
    for left, top, sail in ((380, 430, 500), (800, 430, 540)):
        c.shape(
            curve(
                [(left, top), (left + sail * 0.45, top - 22), (left + sail, top - 16)], closed=False
            )
            + [(left + sail, top + 12), (left, top + 12)],
            fill=Ramp((CREAM, "#f3d9ac")),
        )
    c.shape(
        curve([(520, 300), (825, 196), (1130, 300)], closed=False) + [(1130, 306), (520, 306)],
        fill=Ramp((CORAL, "#d9503d")),
    )
    for x in range(590, 1060, 96):
        c.shape(
            [(x, 330), (x + 72, 330), (x + 72, 412), (x, 412)], fill=Ramp(("#bfe8f2", "#4a9dbd"))
        )
    for index in range(6):
        x = 452 + index * 138
        arch = [(x + 52 - 52 * math.cos(t / 10), 540 - 58 * math.sin(t / 10)) for t in range(32)]
        c.shape(
            [(x, ground - 12), *arch, (x + 104, ground - 12)],
            fill=Ramp(("#a6dcea", "#2f86a8", "#1c5f83")),
        )
        c.line([(x + 52, 486), (x + 52, ground - 14)], 4, fill="#ffffff", alpha=0.85)
        c.line([(x, 580), (x + 104, 580)], 4, fill="#ffffff", alpha=0.85)
    for x, flag in ((470, CORAL), (1240, TEAL), (855, AMBER)):
        top = 150 if x == 855 else 300
        c.line([(x, 430 if x != 855 else 240), (x, top)], 5, fill="#6b7a86")
        c.shape(
            curve(
                [
                    (x + 2, top + 4),
                    (x + 40, top - 4),
                    (x + 84, top + 10),
                    (x + 84, top + 46),
                    (x + 40, top + 34),
                    (x + 2, top + 44),
                ],
                steps=6,
            ),
            fill=flag,
        )


def _parasol(c: Canvas, x: float, y: float) -> None:
    b = c.at(x, y)
    b.line((0, 0), (0, -150), width=5, fill="#7b5b3c")
    b.shape(
        curve([(-86, -112), (-40, -150), (0, -162), (40, -150), (86, -112)], closed=False),
        fill=Ramp((CREAM, "#efd0a0")),
    )
    b.shape(
        curve([(-30, -113), (-14, -148), (0, -162), (14, -148), (30, -113)], closed=False),
        fill=CORAL,
    )
    b.shape([(-60, -42), (60, -42), (60, -34), (-60, -34)], fill="#ffffff")
    b.line((-40, -36), (-46, 0), width=5, fill="#7b5b3c")
    b.line((40, -36), (46, 0), width=5, fill="#7b5b3c")


def moonlight_paddle(c: Canvas) -> None:
    horizon = 540.0
    c.ramp(0, horizon, "#060d2b", "#0f1f4f", "#23407c", "#4f6fa6", "#8fa5c9")
    for _ in range(170):
        x, y = c.chance.uniform(0, 1600), c.chance.uniform(0, 430)
        c.shape(
            oval(x, y, c.chance.uniform(0.6, 2.0)),
            fill="#ffffff",
            alpha=c.chance.uniform(0.25, 0.95),
        )
    c.glow(1150, 210, 560, "#86a9ee", 0.75)
    c.shape(oval(1150, 210, 92), fill=Ramp(("#ffffff", "#e6edf9")))
    for x, y, r in ((1120, 185, 20), (1178, 232, 26), (1168, 168, 11), (1120, 248, 12)):
        c.shape(oval(x, y, r), fill="#c9d5ea", alpha=0.6)
    streaks(c, 330, 480, "#b5c6e6", 8, 0.25)
    skyline(
        c,
        horizon,
        ("#1a2a5a", "#33487f"),
        left=-30,
        right=720,
        tallest=230,
        step=56,
        lights="#ffd98a",
    )
    c.shape(
        [(0, horizon), (0, horizon - 12), (760, horizon - 6), (980, horizon), (0, horizon)],
        fill="#1a2a5a",
    )
    c.ramp(horizon, c.height, "#7d97c4", "#304d8c", "#142a63", "#08143a")
    c.mirror(horizon, 430, strength=0.72, ripple=8)
    c.glints(1150, 100, horizon + 6, 980, "#f4f8ff", count=210, alpha=0.8)
    boards = (
        (1330, 650, 0.78, TEAL, "#e9e4f2", True),
        (560, 668, 0.86, AMBER, CORAL, False),
        (860, 790, 1.6, CORAL, "#f3efe6", False),
        (1290, 850, 1.75, TEAL, AMBER, True),
    )
    for x, y, size, board, shirt, flip in boards:
        side = -1 if flip else 1
        c.shape(oval(x, y + 8, 150 * size, 9 * size), fill="#050d2b", alpha=0.4, blur=3)
        paddleboard(
            c.at(x, y, size, flip=flip),
            mix(board, "#14245a", 0.35),
            mix(shirt, "#1a2a66", 0.25),
            mix(SKINS[1], "#1a2350", 0.25),
        )
        lamp_x, lamp_y = x + side * 96 * size, y - 22 * size
        c.glow(lamp_x, lamp_y, 120 * size, "#ffc46b", 0.75)
        c.shape(oval(lamp_x, lamp_y, 10 * size, 12 * size), fill=Ramp(("#fff6d8", "#ffb84f")))
        c.glints(
            lamp_x,
            26 * size,
            y + 12,
            y + 90 * size,
            "#ffd08a",
            count=26,
            alpha=0.7,
            size=size * 0.7,
        )
    c.swell(905, 7, 140, "#1c3672", "#081238", phase=1, crest="#a9c2ee", alpha=0.6)


def social(c: Canvas) -> None:
    """The picture that stands for the site where somebody shares a link: 1200 by 630."""
    horizon = 400.0
    c.ramp(0, horizon, "#0d2a55", "#1f6a94", "#58b0bd", "#ffd9a0", "#ffc27a")
    c.glow(860, 350, 460, "#fff0c4", 0.9)
    c.shape(oval(860, 338, 56), fill="#fffbe8")
    streaks(c, 60, 240, "#ffffff", 8, 0.35)
    c.ramp(horizon, c.height, "#ffcf92", "#3f9aa8", "#125f80", "#0a3558")
    for x, size, flip in ((140, 0.3, False), (1080, 0.36, True)):
        yacht(c.at(x, horizon + 10, size, flip=flip), "#f7f3ea", ("#ffffff", "#e9cfa6"))
    c.mirror(horizon + 3, 200, strength=0.5, ripple=6)
    c.glints(860, 90, horizon + 6, 620, "#fff6d8", count=120, alpha=0.7)
    yacht(
        c.at(520, 545, 1.42, flip=True),
        Ramp(("#14365f", "#0a1f3d")),
        ("#ffffff", "#f0b98a"),
        jib=("#ff8a66", "#e9503f"),
        heel=5,
    )
    c.swell(556, 7, 90, "#1f7f97", "#0b4468", phase=1, crest="#fff0d6", alpha=0.75)
    c.swell(592, 8, 120, "#14688a", "#082f54", phase=2.4, crest="#ffe9c8", alpha=0.9)
