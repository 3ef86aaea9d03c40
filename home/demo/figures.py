"""What is to be seen in the pictures: boats, people, palms, towers, fish.

Every figure takes a `Brush` at its own origin and draws in its own units, facing right: boats stand
on the waterline (y = 0), people are about a hundred units tall.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from home.demo.paint import Brush, Canvas, Fill, Point, Ramp, curve, mix, oval

NAVY = "#0b2545"
CREAM = "#fff4e0"
CORAL = "#f2634f"
AMBER = "#ffb03b"
TEAL = "#14808a"
SKINS = ("#8d5a3b", "#b97a56", "#d9a77f", "#6f452e")


# People ----------------------------------------------------------------------------------------


def person(
    b: Brush,
    *,
    hips: Point,
    neck: Point,
    hands: Sequence[Sequence[Point]],
    feet: Sequence[Sequence[Point]],
    shirt: str,
    trousers: str = NAVY,
    skin: str = SKINS[1],
    hat: str | None = None,
    helmet: bool = False,
    vest: str | None = None,
) -> None:
    """`hands` and `feet` are limbs: the points after shoulder or hip, the farther limb first."""
    far_hand, *near_hands = hands
    b.line(neck, *far_hand, width=8, fill=mix(shirt, "#000000", 0.25))
    for leg, shade in zip(feet, (0.25, 0.0), strict=False):
        b.line(hips, *leg, width=11, fill=mix(trousers, "#000000", shade))
        b.dot(*leg[-1], 6, mix(skin, "#000000", shade))
    b.line(hips, neck, width=19, fill=shirt)
    if vest:
        middle = ((hips[0] * 0.35 + neck[0] * 0.65), (hips[1] * 0.35 + neck[1] * 0.65))
        low = ((hips[0] * 0.8 + neck[0] * 0.2), (hips[1] * 0.8 + neck[1] * 0.2))
        b.line(low, middle, neck, width=21, fill=vest)
    lean = math.atan2(neck[0] - hips[0], hips[1] - neck[1])
    head = (neck[0] + math.sin(lean) * 17 + 2, neck[1] - abs(math.cos(lean)) * 17 - 1)
    b.line(neck, head, width=7, fill=mix(skin, "#000000", 0.15))
    b.dot(*head, 10, skin)
    cap = hat or "#2b1d18"
    crown = [
        (head[0] + 11 * math.cos(t / 12), head[1] - 11 * math.sin(t / 12))
        for t in range(*((-3, 42) if hat else (8, 47)))
    ]
    b.shape(crown, fill=cap)
    if helmet:
        b.line((head[0] - 11, head[1] + 1), (head[0] + 11, head[1] + 1), width=4, fill=cap)
    elif hat:
        b.line((head[0] + 4, head[1] - 3), (head[0] + 17, head[1] - 2), width=4, fill=cap)
    for hand in near_hands:
        b.line(neck, *hand, width=8, fill=shirt)
        b.dot(*hand[-1], 5.5, skin)


def standing(
    b: Brush, shirt: str, *, trousers: str = NAVY, skin: str = SKINS[1], hat: str | None = None
) -> None:
    person(
        b,
        hips=(0, -48),
        neck=(1, -84),
        hands=[[(-8, -66), (-9, -48)], [(10, -67), (14, -52)]],
        feet=[[(-6, -24), (-7, 0)], [(6, -24), (7, 0)]],
        shirt=shirt,
        trousers=trousers,
        skin=skin,
        hat=hat,
    )


# Boats under sail ------------------------------------------------------------------------------


def yacht(
    b: Brush,
    hull: Fill,
    sail: tuple[str, str],
    *,
    jib: tuple[str, str] | None = None,
    heel: float = 4,
    before_wind: bool = False,
) -> None:
    """A cruising yacht; the mast is 300 units tall, the jib is down before the wind."""
    b = b.at(0, 0, tilt=heel)
    b.line((8, -20), (4, -318), width=4, fill="#2a3550")
    main = [(-2, -308), (-30, -200), (-66, -110), (-112, -44), (0, -44)]
    b.shape(curve(main[:4], closed=False) + [main[4]], fill=Ramp(sail, across=True))
    fore = [(12, -286), (58, -190), (104, -96), (126, -34)]
    foot = [(60, -52), (16, -46)]
    if not before_wind:
        b.shape(
            curve(fore, closed=False) + curve([fore[-1], *foot], closed=False),
            fill=Ramp(jib or (sail[1], sail[0]), across=True),
        )
    for share in (0.3, 0.5, 0.7, 0.87):
        y = -308 + share * 264
        b.line((0, y), (-112 * share**1.35 * 0.9, y + 8), width=1.2, fill=mix(sail[0], NAVY, 0.25))
    b.line((2, -42), (-116, -40), width=4, fill="#2a3550")
    deck = [(-128, -22), (-60, -16), (60, -17), (140, -28)]
    keel = [(118, -2), (60, 10), (-60, 12), (-118, 4)]
    b.shape(curve(deck, closed=False) + curve(keel, closed=False), fill=hull)
    b.shape([(-60, -17), (-48, -32), (24, -33), (44, -18)], fill=CREAM, alpha=0.9)
    b.line((-40, -25), (18, -26), width=4, fill=NAVY, alpha=0.7)


def spinnaker(b: Brush, colours: tuple[str, str, str]) -> None:
    """The balloon of a yacht before the wind, drawn over its jib."""
    edges = [
        curve([(12, -300), (120, -262), (188, -160), (168, -66)], closed=False),
        curve([(12, -300), (86, -240), (128, -150), (118, -50)], closed=False),
        curve([(12, -300), (48, -226), (66, -140), (62, -40)], closed=False),
        curve([(12, -300), (20, -220), (22, -130), (10, -44)], closed=False),
    ]
    for colour, outer, inner in zip(colours, edges, edges[1:], strict=False):
        b.shape(outer + inner[::-1], fill=Ramp((mix(colour, "#ffffff", 0.28), colour), across=True))


def optimist(b: Brush, colour: str, skin: str, *, heel: float = -3) -> None:
    """A child's pram dinghy: one square sail on a sprit, one child with a helmet."""
    b = b.at(0, 0, tilt=heel)
    b.line((34, -8), (30, -168), width=4, fill="#5c6b7a")
    b.line((32, -40), (-52, -198), width=3, fill="#5c6b7a")
    sail = [(29, -160), (-12, -184), (-54, -198), (-72, -120), (-82, -38), (-30, -30), (30, -34)]
    b.shape(sail, fill=Ramp(("#ffffff", "#dfe9ee"), across=True))
    b.shape([(29, -160), (-54, -198), (-58, -176), (29, -138)], fill=colour)
    b.dot(-26, -104, 15, colour)
    b.dot(-26, -104, 8, "#ffffff")
    b.line((30, -32), (-84, -34), width=4, fill="#5c6b7a")
    person(
        b,
        hips=(-52, -16),
        neck=(-54, -50),
        hands=[[(-40, -40), (-30, -30)], [(-44, -34), (-30, -24)]],
        feet=[[(-30, -26), (-22, -10)], [(-30, -24), (-22, -8)]],
        shirt="#f4f7fa",
        skin=skin,
        hat=AMBER,
        helmet=True,
        vest=CORAL,
    )
    b.shape(
        [(-84, -20), (66, -24), (74, 2), (56, 8), (-70, 8), (-80, 4)],
        fill=Ramp((colour, mix(colour, NAVY, 0.5))),
    )
    b.line((-84, -20), (66, -24), width=4, fill="#ffffff")


def dhow(b: Brush, wood: tuple[str, str], sail: tuple[str, str], *, crew: int = 6) -> None:
    """A racing dhow: low raking bow, high stern, one great lateen sail and a smaller one aft."""
    b.line((30, -20), (42, -262), width=7, fill=wood[1])
    b.line((-110, -20), (-104, -152), width=5, fill=wood[1])
    for peak, tack, clew, bulge in (
        ((-96, -430), (196, -66), (-66, -46), (-130, -200)),
        ((-196, -262), (-36, -62), (-182, -50), (-214, -140)),
    ):
        leech = curve([peak, bulge, clew], closed=False)
        foot = curve(
            [clew, ((clew[0] + tack[0]) / 2, max(clew[1], tack[1]) + 6), tack], closed=False
        )
        b.shape(leech + foot, fill=Ramp(sail, across=True))
        yard = (peak[0] - 14, peak[1] - 18), (tack[0] + 18, tack[1] + 22)
        b.line(*yard, width=6, fill=wood[1])
        for share in (0.25, 0.5, 0.75):
            high = (peak[0] + (tack[0] - peak[0]) * share, peak[1] + (tack[1] - peak[1]) * share)
            b.line(
                high,
                (clew[0] + (tack[0] - clew[0]) * share, clew[1] + 4),
                width=1.4,
                fill=wood[1],
                alpha=0.28,
            )
    for index in range(crew):
        x = -150 + index * 220 / max(crew - 1, 1)
        person(
            b.at(x, -16, 0.62),
            hips=(0, -14),
            neck=(-8, -48),
            hands=[[(6, -40), (18, -46)], [(8, -36), (18, -42)]],
            feet=[[(16, -20), (20, 0)], [(18, -18), (24, 0)]],
            shirt="#fbfaf5",
            trousers="#e9e4d6",
            skin=SKINS[index % 3],
            hat="#fbfaf5" if index % 2 else CORAL,
        )
    rail = [(-206, -62), (-150, -34), (-40, -20), (90, -20), (190, -44), (250, -76)]
    keel = [(196, -6), (120, 14), (-60, 18), (-160, 8), (-192, -14)]
    b.shape(curve(rail, closed=False) + curve(keel, closed=False), fill=Ramp(wood))
    b.canvas.line(
        b.place(curve([(x, y + 6) for x, y in rail], closed=False)),
        4 * b.scale,
        fill=AMBER,
        alpha=0.9,
    )


# Boats with paddles, oars and engines ----------------------------------------------------------


def kayak(b: Brush, colour: str, shirt: str, skin: str, *, stroke: float = 1.0) -> None:
    """A sea kayak and its paddler; `stroke` 1 dips the blade forward, -1 aft."""
    b.line((4 + 62 * stroke, -2), (-44 * stroke, -86), width=4, fill="#2a3550")
    far = b.at(-48 * stroke, -92, tilt=0)
    far.shape(oval(0, 0, 17, 7, 52 if stroke > 0 else -52), fill=AMBER)
    b.line((-14, -12), (34, -18), (52, -10), width=11, fill=NAVY)
    person(
        b,
        hips=(-10, -14),
        neck=(-6, -54),
        hands=[[(-24 * stroke, -58), (-30 * stroke, -72)], [(14, -36), (24 + 8 * stroke, -34)]],
        feet=[],
        shirt=shirt,
        skin=skin,
        hat="#f6f1e4",
        vest=CORAL,
    )
    deck = [(-176, -22), (-90, -14), (0, -14), (90, -14), (178, -24)]
    keel = [(120, 2), (0, 8), (-120, 2)]
    b.shape(
        curve(deck, closed=False) + curve(keel, closed=False),
        fill=Ramp((mix(colour, "#ffffff", 0.25), colour, mix(colour, NAVY, 0.45))),
    )
    b.shape(oval(0, -14, 30, 4), fill=NAVY)
    b.at(66 * stroke + 6, 2).shape(oval(0, 0, 17, 7, 52 if stroke > 0 else -52), fill=AMBER)


def rowing_four(b: Brush, hull: str, shirt: str) -> None:
    """A coxed four, rowing to the left as rowers do: backwards, in time."""
    for index in range(4):
        seat = b.at(-168 + index * 96, -8)
        person(
            seat,
            hips=(0, -10),
            neck=(17, -46),
            hands=[[(0, -34), (-18, -28)], [(-4, -32), (-20, -26)]],
            feet=[[(-24, -30), (-44, -6)], [(-24, -28), (-44, -4)]],
            shirt=shirt,
            trousers=NAVY,
            skin=SKINS[index % 4],
        )
    person(
        b.at(226, -6),
        hips=(0, -8),
        neck=(2, -42),
        hands=[[(-8, -30), (-18, -22)], [(-8, -28), (-18, -20)]],
        feet=[[(-20, -22), (-30, -4)], [(-20, -20), (-30, -2)]],
        shirt=AMBER,
        skin=SKINS[2],
        hat=NAVY,
    )
    deck = [(-330, -10), (-180, -12), (0, -12), (190, -13), (300, -12)]
    b.shape(
        curve(deck, closed=False) + curve([(210, 3), (0, 6), (-220, 3)], closed=False),
        fill=Ramp((mix(hull, "#ffffff", 0.3), hull)),
    )
    for index in range(4):
        x = -190 + index * 96
        b.line((x + 4, -34), (x + 62, 22), width=3.2, fill="#efe6d2")
        b.at(x + 68, 28).shape(oval(0, 0, 17, 6, 44), fill=CORAL)


def jet_ski(b: Brush, colour: str, vest: str, skin: str) -> None:
    """A personal watercraft leaning into its race."""
    b.shape(
        curve(
            [
                (-96, -20),
                (-60, -26),
                (10, -22),
                (60, -30),
                (112, -26),
                (124, -18),
                (84, 4),
                (0, 12),
                (-80, 8),
                (-100, -4),
            ]
        ),
        fill=Ramp(("#ffffff", "#cfdbe4")),
    )
    b.shape(
        curve(
            [
                (-92, -24),
                (-66, -44),
                (-14, -40),
                (16, -34),
                (40, -66),
                (58, -68),
                (88, -44),
                (118, -26),
                (60, -18),
                (-40, -16),
            ]
        ),
        fill=Ramp((mix(colour, "#ffffff", 0.25), colour)),
    )
    b.shape(curve([(-78, -38), (-60, -50), (-20, -46), (4, -36), (-40, -30)]), fill=NAVY)
    b.shape([(44, -66), (64, -84), (70, -80), (62, -64)], fill=NAVY, alpha=0.75)
    b.line((-70, -12), (96, -20), width=4, fill=NAVY, alpha=0.65)
    b.line((46, -68), (38, -86), width=5, fill="#2a3550")
    person(
        b,
        hips=(-38, -56),
        neck=(-10, -96),
        hands=[[(16, -84), (38, -86)], [(14, -80), (38, -86)]],
        feet=[[(-2, -50), (-14, -22)], [(0, -48), (-12, -18)]],
        shirt="#1b2b44",
        trousers="#16233a",
        skin=skin,
        hat=vest,
        helmet=True,
        vest=vest,
    )


def powerboat(b: Brush, colours: tuple[str, str, str]) -> None:
    """An offshore racing catamaran, flying on its tail."""
    body, stripe, accent = colours
    b.shape(
        curve(
            [
                (-230, -16),
                (-120, -6),
                (60, -6),
                (200, -18),
                (300, -46),
                (180, -30),
                (0, -34),
                (-220, -40),
            ]
        ),
        fill=mix(body, NAVY, 0.55),
    )
    b.shape(
        curve(
            [
                (-240, -62),
                (-120, -64),
                (20, -60),
                (140, -58),
                (240, -50),
                (318, -40),
                (230, -22),
                (80, -12),
                (-80, -8),
                (-226, -14),
            ]
        ),
        fill=Ramp((mix(body, "#ffffff", 0.4), body, mix(body, NAVY, 0.35))),
    )
    b.shape([(-234, -40), (40, -42), (300, -42), (230, -30), (40, -28), (-232, -26)], fill=stripe)
    b.shape([(-60, -40), (-20, -40), (-60, -28), (-100, -28)], fill="#ffffff")
    b.shape([(0, -41), (40, -41), (0, -28), (-40, -28)], fill="#ffffff")
    b.shape(
        curve([(-70, -60), (-30, -92), (40, -94), (96, -66), (110, -56), (-60, -56)]),
        fill=Ramp((mix(accent, "#ffffff", 0.35), accent)),
    )
    b.shape(curve([(0, -64), (16, -88), (46, -88), (84, -64)]), fill=Ramp(("#9fd8e8", "#12304f")))
    b.shape([(-236, -58), (-190, -60), (-206, -128), (-250, -128)], fill=stripe)
    b.shape([(-262, -128), (-150, -126), (-156, -114), (-260, -114)], fill=accent)


def launch(b: Brush, colour: str) -> None:
    """A coach's inflatable with an engine."""
    person(
        b.at(-6, -24, 0.95),
        hips=(0, -30),
        neck=(4, -68),
        hands=[[(18, -58), (30, -46)], [(16, -90), (28, -106)]],
        feet=[[(-4, -14), (-4, 8)], [(6, -14), (6, 8)]],
        shirt="#f7f7f2",
        skin=SKINS[0],
        hat=NAVY,
        vest=TEAL,
    )
    b.shape([(-118, -46), (-96, -50), (-92, -4), (-112, 10)], fill=NAVY)
    b.shape(
        curve(
            [
                (-104, -26),
                (-60, -30),
                (40, -28),
                (96, -44),
                (128, -40),
                (110, -6),
                (60, 8),
                (-90, 8),
                (-106, -4),
            ]
        ),
        fill=Ramp((mix(colour, "#ffffff", 0.3), colour, mix(colour, NAVY, 0.4))),
    )
    b.line((-100, -12), (108, -18), width=4, fill="#ffffff")


def paddleboard(b: Brush, board: str, shirt: str, skin: str) -> None:
    """Somebody standing on a board with a paddle, and a lantern at the bow."""
    b.line((18, -76), (52, 8), width=3.5, fill="#2a3550")
    b.at(54, 14).shape(oval(0, 0, 14, 6, 68), fill="#2a3550")
    person(
        b,
        hips=(-4, -50),
        neck=(4, -86),
        hands=[[(16, -92), (18, -76)], [(20, -66), (32, -44)]],
        feet=[[(-14, -26), (-18, -5)], [(8, -28), (8, -4)]],
        shirt=shirt,
        skin=skin,
        trousers=mix(shirt, "#000000", 0.5),
    )
    b.shape(
        curve([(-126, -6), (0, -9), (120, -13), (146, -18), (110, 0), (0, 4), (-118, 2)]),
        fill=Ramp((mix(board, "#ffffff", 0.3), board)),
    )


# Under water -----------------------------------------------------------------------------------


def diver(b: Brush, suit: str, accent: str) -> None:
    """A scuba diver swimming to the right; the origin is the middle of the body."""
    b.line((-46, 8), (-104, 22), (-150, 10), width=17, fill=mix(suit, "#000000", 0.3))
    b.shape(
        curve([(-146, 2), (-208, -18), (-222, -4), (-150, 20)]), fill=mix(accent, "#000000", 0.3)
    )
    b.line((-46, 2), (-108, -6), (-156, -22), width=18, fill=suit)
    b.shape(curve([(-150, -32), (-214, -58), (-226, -42), (-154, -12)]), fill=accent)
    b.line((-48, 2), (28, -8), width=36, fill=suit)
    b.line((-44, -24), (22, -32), width=25, fill=Ramp(("#ffe08a", "#e0952a")))
    b.line((28, -32), (36, -32), width=9, fill="#54606b")
    b.line((-6, -10), (22, -14), width=38, fill=accent, alpha=0.92)
    b.line((24, 0), (58, 26), (104, 22), width=13, fill=mix(suit, "#ffffff", 0.08))
    b.dot(108, 21, 8, SKINS[1])
    b.dot(56, -16, 20, suit)
    b.shape(oval(66, -16, 12, 13), fill=SKINS[1])
    b.shape(oval(69, -20, 11, 9), fill=Ramp(("#c9f4ff", "#3d9dbb")))
    b.dot(76, -6, 6, "#2b3440")
    b.canvas.line(
        b.place(curve([(76, -4), (60, 16), (34, 2), (30, -26)], closed=False)),
        4 * b.scale,
        fill="#2b3440",
    )


def fish(b: Brush, body: str, stripe: str) -> None:
    b.shape([(-30, 0), (-54, -20), (-48, 0), (-54, 20)], fill=stripe)
    b.shape(
        curve([(-36, 0), (-10, -20), (22, -16), (40, 0), (22, 15), (-10, 18)]),
        fill=Ramp((mix(body, "#ffffff", 0.3), body)),
    )
    b.shape(curve([(2, -18), (8, 0), (2, 17), (-8, 17), (-4, 0), (-8, -19)]), fill=stripe)
    b.dot(26, -4, 3.4, "#10202c")


def turtle(b: Brush) -> None:
    skin, shell = "#4f9a72", "#2f6a55"
    b.shape(curve([(30, 10), (58, 40), (84, 74), (52, 62), (10, 22)]), fill=skin)
    b.shape(curve([(-46, 12), (-72, 40), (-84, 38), (-62, 4)]), fill=skin)
    b.shape(oval(78, -8, 21, 15, -8), fill=skin)
    b.dot(84, -12, 3, "#10202c")
    b.shape(oval(0, 0, 66, 36, -4), fill=Ramp((mix(shell, "#f7e3a1", 0.45), shell)))
    for x, y in ((-34, -4), (-4, -12), (28, -8), (-18, 12), (14, 12)):
        b.shape(
            [
                (x + 13 * math.cos(k * math.tau / 6), y + 9 * math.sin(k * math.tau / 6))
                for k in range(6)
            ],
            fill=mix(shell, "#0b2545", 0.35),
            alpha=0.6,
        )
    b.shape(
        curve([(34, -14), (56, -50), (86, -78), (70, -40), (46, -4)]),
        fill=mix(skin, "#ffffff", 0.12),
    )


def coral(b: Brush, colour: str, chance: Random) -> None:
    """A branching coral, about 120 units tall."""
    branches: list[list[Point]] = []

    def grow(x: float, y: float, angle: float, length: float, depth: int) -> None:
        tip = (x + math.sin(angle) * length, y - math.cos(angle) * length)
        branches.append([(x, y), tip])
        if depth:
            for turn in (-0.5, 0.12, 0.55):
                grow(*tip, angle + turn + chance.uniform(-0.15, 0.15), length * 0.74, depth - 1)

    grow(0, 0, chance.uniform(-0.15, 0.15), 40, 3)
    b.canvas.lines(
        [b.place(branch) for branch in branches],
        9 * b.scale,
        fill=Ramp((mix(colour, "#ffffff", 0.35), colour)),
    )


# On land ---------------------------------------------------------------------------------------


def palm(
    b: Brush, chance: Random, *, leaf: str = "#1f7a5c", trunk: str = "#7a5236", height: float = 300
) -> None:
    lean = chance.uniform(-30, 30)
    top = (lean, -height)
    bow = curve([(0, 4), (lean * 0.2, -height * 0.4), top], closed=False)
    left = [(x - 9 + 4 * i / len(bow), y) for i, (x, y) in enumerate(bow)]
    right = [(x + 9 - 4 * i / len(bow), y) for i, (x, y) in enumerate(bow)]
    b.shape(left + right[::-1], fill=Ramp((mix(trunk, "#000000", 0.2), trunk)))
    angles = (-172, -148, -124, -56, -34, -8, 16, 164)
    for index, angle in enumerate(angles):
        reach = chance.uniform(105, 132)
        turn = math.radians(angle + chance.uniform(-7, 7))
        tip = (top[0] + math.cos(turn) * reach, top[1] + math.sin(turn) * reach * 0.62 + 42)
        middle = (
            top[0] + math.cos(turn) * reach * 0.55,
            top[1] + math.sin(turn) * reach * 0.62 - 8,
        )
        spine = curve([top, middle, tip], closed=False, steps=8)
        count = len(spine)
        under = [
            (x, y + 20 * math.sin(math.pi * i / count) + (7 if i % 2 else 0))
            for i, (x, y) in enumerate(spine)
        ]
        shade = mix(leaf, "#0b2f2a", 0.35 * (index % 3) / 2)
        b.shape(spine + under[::-1], fill=Ramp((mix(shade, "#bfe08a", 0.25), shade)))
    for x, y in ((-8, 8), (6, 10), (0, 14)):
        b.dot(top[0] + x, top[1] + y, 6, "#b5652c")


def skyline(
    canvas: Canvas,
    ground: float,
    colours: tuple[str, str],
    *,
    left: float = 0,
    right: float | None = None,
    tallest: float = 300,
    lights: str | None = None,
    step: float = 58,
) -> None:
    """Towers along the shore, invented ones: slabs, curves, a twisting pair, spires."""
    right = canvas.width if right is None else right
    chance = canvas.chance
    x = left
    windows: list[list[Point]] = []
    while x < right:
        across = min(max((x - left) / max(right - left, 1), 0.04), 0.96)
        rise = tallest * (0.25 + 0.75 * math.sin(math.pi * across)) * chance.uniform(0.4, 1)
        wide = chance.uniform(0.45, 0.95) * step
        canvas.shape(_tower(chance.randrange(5), x, ground, wide, rise), fill=Ramp(colours))
        if lights:
            windows += _lit_windows(chance, x, ground, wide, rise)
        x += wide * chance.uniform(0.9, 1.35)
    if windows:
        canvas.shape(*windows, fill=lights or "#ffffff", alpha=0.8)


def _tower(kind: int, x: float, ground: float, wide: float, rise: float) -> list[Point]:
    top = ground - rise
    left, right = (x, ground), (x + wide, ground)
    if kind == 0:  # a slanting roof
        return [left, (x, top + wide * 0.5), (x + wide, top), right]
    if kind == 1:  # swelling and narrowing
        bow = curve(
            [left, (x - wide * 0.08, top + rise * 0.5), (x + wide * 0.3, top)], closed=False
        )
        return [*bow, *((2 * x + wide * 0.85 - px, py) for px, py in bow[::-1])]
    if kind == 2:  # a spire
        spire = top - rise * 0.2
        return [
            left,
            (x, top),
            (x + wide * 0.42, top),
            (x + wide * 0.46, spire),
            (x + wide * 0.54, spire),
            (x + wide * 0.58, top),
            (x + wide, top),
            right,
        ]
    if kind == 3:  # a round head
        radius = wide / 2
        turns = (t / 10 for t in range(32))
        dome = [
            (x + radius - radius * math.cos(turn), top + radius - radius * math.sin(turn))
            for turn in turns
        ]
        return [left, *dome, right]
    return [left, (x, top), (x + wide, top), right]


def _lit_windows(
    chance: Random, x: float, ground: float, wide: float, rise: float
) -> list[list[Point]]:
    lit: list[list[Point]] = []
    for row in range(2, int((rise - wide * 0.5) / 13)):
        for column in range(int(wide / 10)):
            if chance.random() < 0.4:
                wx, wy = x + 5 + column * 10, ground - row * 13
                lit.append([(wx, wy), (wx + 4, wy), (wx + 4, wy + 5), (wx, wy + 5)])
    return lit


def cloud(
    canvas: Canvas, x: float, y: float, size: float, colour: str, alpha: float = 0.85
) -> None:
    """A fair-weather cloud with a flat foot."""
    puffs = []
    count = 7
    for index in range(count):
        across = index / (count - 1)
        radius = (
            size * (0.12 + 0.24 * math.sin(math.pi * across)) * canvas.chance.uniform(0.8, 1.15)
        )
        puffs.append(
            oval(x + (across - 0.5) * size * 1.5, y - radius * 0.55, radius * 1.15, radius * 0.8)
        )
    puffs.append(oval(x, y, size * 0.82, size * 0.085))
    canvas.shape(*puffs, fill=colour, alpha=alpha, blur=3)


def streaks(
    canvas: Canvas, top: float, bottom: float, colour: str, count: int, alpha: float = 0.4
) -> None:
    """Long thin evening clouds."""
    for _ in range(count):
        x = canvas.chance.uniform(0, canvas.width)
        y = canvas.chance.uniform(top, bottom)
        long = canvas.chance.uniform(120, 420)
        thick = canvas.chance.uniform(4, 13)
        canvas.shape(
            oval(x, y, long, thick),
            oval(x + long * 0.4, y - thick, long * 0.5, thick * 0.8),
            fill=colour,
            alpha=alpha * canvas.chance.uniform(0.5, 1),
            blur=4,
        )


def gulls(canvas: Canvas, places: Sequence[tuple[float, float, float]], colour: str) -> None:
    for x, y, size in places:
        wings = curve(
            [
                (x - size, y - size * 0.1),
                (x - size * 0.5, y - size * 0.42),
                (x, y),
                (x + size * 0.5, y - size * 0.42),
                (x + size, y - size * 0.1),
            ],
            closed=False,
        )
        canvas.line(wings, max(size * 0.13, 1.6), fill=colour, alpha=0.85)


def buoy(b: Brush, colour: str) -> None:
    """An inflated race mark, 100 units tall."""
    b.shape(
        curve([(-36, 0), (-30, -60), (-18, -96), (18, -96), (30, -60), (36, 0), (0, 8)]),
        fill=Ramp((mix(colour, "#ffffff", 0.35), colour, mix(colour, NAVY, 0.3)), across=True),
    )
    b.shape([(-33, -34), (33, -34), (31, -54), (-31, -54)], fill="#ffffff", alpha=0.9)


def pennants(canvas: Canvas, start: Point, end: Point, sag: float) -> None:
    """A string of little flags between two points."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + sag)
    rope = curve([start, middle, end], closed=False, steps=14)
    canvas.line(rope, 2, fill=NAVY, alpha=0.7)
    colours = (CORAL, CREAM, TEAL, AMBER)
    for index in range(1, len(rope) - 1, 2):
        (x, y), (nx, ny) = rope[index], rope[index + 1]
        canvas.shape(
            [(x, y), (nx, ny), ((x + nx) / 2, (y + ny) / 2 + 26)], fill=colours[index // 2 % 4]
        )
