"""The pictures of the demo site: the files beside this module, and what each of them shows.

Every picture says in both languages what it shows, and where its subject is, so that crops keep it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from home.demo.content import Words, both
from home.demo.shell import PARTNERS, DemoPartner

FOLDER = Path(__file__).parent

Focus = tuple[int, int, int, int]


@dataclass(frozen=True)
class DemoPicture:
    """`focus` is the middle and the size of the subject, in pixels."""

    name: str
    title: str
    alt: Words
    suffix: str
    focus: Focus | None = None

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.name}.{self.suffix}"


def _scene(name: str, focus: Focus, en: str, ar: str) -> DemoPicture:
    title = name.replace("-", " ").capitalize()
    return DemoPicture(name, title, both(en, ar), "jpg", focus)


def _logo(partner: DemoPartner) -> DemoPicture:
    alt = both(f"Logo of {partner.name['en']}", f"شعار {partner.name['ar']}")
    return DemoPicture(partner.picture, f"Logo: {partner.name['en']}", alt, "png")


PICTURES = (
    _scene(
        "sunset-sails",
        (850, 540, 700, 700),
        "A sailing yacht with two people on board before a low orange sun, with "
        "towers on the shore",
        "يخت شراعي على متنه شخصان أمام شمس برتقالية منخفضة، وأبراج على الساحل",
    ),
    _scene(
        "jet-ski-race",
        (650, 640, 900, 560),
        "Three riders on jet skis race past orange buoys, throwing up spray",
        "ثلاثة متسابقين على دراجات مائية يمرون بعوامات برتقالية ويتطاير الرذاذ خلفهم",
    ),
    _scene(
        "mangrove-kayaks",
        (820, 680, 800, 460),
        "Three kayaks on a green channel between mangroves, watched by a heron",
        "ثلاثة قوارب كاياك في قناة خضراء بين أشجار القرم ومالك حزين يراقبها",
    ),
    _scene(
        "dhow-race",
        (560, 540, 900, 700),
        "Traditional dhows under full sail race towards the evening sun, their crews sitting out",
        "محامل تراثية بكامل أشرعتها تتسابق نحو شمس المساء وأطقمها على الحافة",
    ),
    _scene(
        "marina-evening",
        (820, 680, 800, 420),
        "A white motor yacht at a lit pier at dusk, in front of a skyline with bright windows",
        "يخت أبيض عند رصيف مضاء وقت الغسق أمام أبراج تتلألأ نوافذها",
    ),
    _scene(
        "regatta",
        (480, 580, 720, 640),
        "Yachts with bright striped spinnakers race in a line on a blue sea",
        "يخوت بأشرعة مخططة زاهية تتسابق في صف على بحر أزرق",
    ),
    _scene(
        "sailing-school",
        (850, 650, 620, 620),
        "Children in small dinghies learn to sail off a beach with palms, with "
        "their coach in a boat",
        "أطفال في قوارب صغيرة يتعلمون الإبحار قبالة شاطئ تحفّه النخيل ومدربهم في قارب قريب",
    ),
    _scene(
        "reef-dive",
        (580, 500, 700, 420),
        "Two divers swim over a coral reef in rays of sunlight, beside a turtle "
        "and a shoal of fish",
        "غواصان يسبحان فوق شعاب مرجانية تحت أشعة الشمس، ومعهما سلحفاة وسرب من الأسماك",
    ),
    _scene(
        "rowing-dawn",
        (740, 760, 1200, 360),
        "Two coxed fours row on flat water at dawn, with a skyline in the mist",
        "قاربا تجديف رباعيان على مياه ساكنة عند الفجر، وأبراج يلفها الضباب",
    ),
    _scene(
        "powerboats",
        (800, 740, 1000, 420),
        "Three racing catamarans at full speed, each with a white plume behind it",
        "ثلاثة زوارق سباق مزدوجة البدن بأقصى سرعة وخلف كل منها ذيل أبيض من الماء",
    ),
    _scene(
        "beach-clean-up",
        (700, 740, 1000, 420),
        "Volunteers collect bottles into blue sacks on a sandy beach",
        "متطوعون يجمعون القوارير في أكياس زرقاء على شاطئ رملي",
    ),
    _scene(
        "trophy",
        (800, 560, 620, 720),
        "A golden cup engraved with a sailing boat, amid confetti, with yachts on the horizon",
        "كأس ذهبية نُقش عليها قارب شراعي وسط قصاصات ملونة، ويخوت في الأفق",
    ),
    _scene(
        "clubhouse",
        (850, 520, 980, 640),
        "The white clubhouse with its red roof and arched windows, seen from the water",
        "مقر النادي الأبيض بسقفه الأحمر ونوافذه المقوسة كما يُرى من البحر",
    ),
    _scene(
        "moonlight-paddle",
        (1020, 740, 1000, 440),
        "People on paddleboards with lanterns under a full moon, with the lights "
        "of the city behind",
        "أشخاص على ألواح تجديف معهم فوانيس تحت البدر، وأضواء المدينة خلفهم",
    ),
    _scene(
        "social",
        (600, 320, 700, 500),
        "A yacht with a red foresail off the coast in the evening",
        "يخت بشراع أمامي أحمر قبالة الساحل في المساء",
    ),
    *(_logo(partner) for partner in PARTNERS),
)
