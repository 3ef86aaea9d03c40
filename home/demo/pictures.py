"""The pictures of the demo site: what they are called, what they show, and how they are drawn.

One Pillow draws the same bytes each time. Every picture says in both languages
what it shows, and where its subject is, so that crops keep it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from home.demo import logos, scenes
from home.demo.content import Words, both
from home.demo.paint import Canvas
from home.demo.shell import PARTNERS, DemoPartner

Focus = tuple[int, int, int, int]


@dataclass(frozen=True)
class DemoPicture:
    """`focus` is the middle and the size of the subject, in pixels."""

    name: str
    title: str
    alt: Words
    draw: Callable[[], bytes]
    suffix: str = "jpg"
    focus: Focus | None = None


def _scene(
    scene: scenes.Scene, focus: Focus, en: str, ar: str, size: tuple[int, int] = (1600, 1000)
) -> DemoPicture:
    name = scene.__name__.replace("_", "-")

    def draw() -> bytes:
        canvas = Canvas(*size, seed=name)
        scene(canvas)
        canvas.grain()
        file = io.BytesIO()
        canvas.image.save(file, "JPEG", quality=85, progressive=True)
        return file.getvalue()

    title = name.replace("-", " ").capitalize()
    return DemoPicture(name, title, both(en, ar), draw, focus=focus)


def _logo(partner: DemoPartner) -> DemoPicture:
    def draw() -> bytes:
        file = io.BytesIO()
        logos.draw(partner).save(file, "PNG", compress_level=6)
        return file.getvalue()

    alt = both(f"Logo of {partner.name['en']}", f"شعار {partner.name['ar']}")
    return DemoPicture(partner.picture, f"Logo: {partner.name['en']}", alt, draw, suffix="png")


PICTURES = (
    _scene(
        scenes.sunset_sails,
        (850, 540, 700, 700),
        "A sailing yacht with two people on board before a low orange sun, with "
        "towers on the shore",
        "يخت شراعي على متنه شخصان أمام شمس برتقالية منخفضة، وأبراج على الساحل",
    ),
    _scene(
        scenes.jet_ski_race,
        (650, 640, 900, 560),
        "Three riders on jet skis race past orange buoys, throwing up spray",
        "ثلاثة متسابقين على دراجات مائية يمرون بعوامات برتقالية ويتطاير الرذاذ خلفهم",
    ),
    _scene(
        scenes.mangrove_kayaks,
        (820, 680, 800, 460),
        "Three kayaks on a green channel between mangroves, watched by a heron",
        "ثلاثة قوارب كاياك في قناة خضراء بين أشجار القرم ومالك حزين يراقبها",
    ),
    _scene(
        scenes.dhow_race,
        (560, 540, 900, 700),
        "Traditional dhows under full sail race towards the evening sun, their crews sitting out",
        "محامل تراثية بكامل أشرعتها تتسابق نحو شمس المساء وأطقمها على الحافة",
    ),
    _scene(
        scenes.marina_evening,
        (820, 680, 800, 420),
        "A white motor yacht at a lit pier at dusk, in front of a skyline with bright windows",
        "يخت أبيض عند رصيف مضاء وقت الغسق أمام أبراج تتلألأ نوافذها",
    ),
    _scene(
        scenes.regatta,
        (480, 580, 720, 640),
        "Yachts with bright striped spinnakers race in a line on a blue sea",
        "يخوت بأشرعة مخططة زاهية تتسابق في صف على بحر أزرق",
    ),
    _scene(
        scenes.sailing_school,
        (850, 650, 620, 620),
        "Children in small dinghies learn to sail off a beach with palms, with "
        "their coach in a boat",
        "أطفال في قوارب صغيرة يتعلمون الإبحار قبالة شاطئ تحفّه النخيل ومدربهم في قارب قريب",
    ),
    _scene(
        scenes.reef_dive,
        (580, 500, 700, 420),
        "Two divers swim over a coral reef in rays of sunlight, beside a turtle "
        "and a shoal of fish",
        "غواصان يسبحان فوق شعاب مرجانية تحت أشعة الشمس، ومعهما سلحفاة وسرب من الأسماك",
    ),
    _scene(
        scenes.rowing_dawn,
        (740, 760, 1200, 360),
        "Two coxed fours row on flat water at dawn, with a skyline in the mist",
        "قاربا تجديف رباعيان على مياه ساكنة عند الفجر، وأبراج يلفها الضباب",
    ),
    _scene(
        scenes.powerboats,
        (800, 740, 1000, 420),
        "Three racing catamarans at full speed, each with a white plume behind it",
        "ثلاثة زوارق سباق مزدوجة البدن بأقصى سرعة وخلف كل منها ذيل أبيض من الماء",
    ),
    _scene(
        scenes.beach_clean_up,
        (700, 740, 1000, 420),
        "Volunteers collect bottles into blue sacks on a sandy beach",
        "متطوعون يجمعون القوارير في أكياس زرقاء على شاطئ رملي",
    ),
    _scene(
        scenes.trophy,
        (800, 560, 620, 720),
        "A golden cup engraved with a sailing boat, amid confetti, with yachts on the horizon",
        "كأس ذهبية نُقش عليها قارب شراعي وسط قصاصات ملونة، ويخوت في الأفق",
    ),
    _scene(
        scenes.clubhouse,
        (850, 520, 980, 640),
        "The white clubhouse with its red roof and arched windows, seen from the water",
        "مقر النادي الأبيض بسقفه الأحمر ونوافذه المقوسة كما يُرى من البحر",
    ),
    _scene(
        scenes.moonlight_paddle,
        (1020, 740, 1000, 440),
        "People on paddleboards with lanterns under a full moon, with the lights "
        "of the city behind",
        "أشخاص على ألواح تجديف معهم فوانيس تحت البدر، وأضواء المدينة خلفهم",
    ),
    _scene(
        scenes.social,
        (600, 320, 700, 500),
        "A yacht with a red foresail off the coast in the evening",
        "يخت بشراع أمامي أحمر قبالة الساحل في المساء",
        size=(1200, 630),
    ),
    *(_logo(partner) for partner in PARTNERS),
)
