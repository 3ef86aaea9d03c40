"""What every page of the demo site shares: menu, heroes, partners, footer, the website's metadata.

The partners are invented, and so are all addresses: `.example` belongs to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from home.demo.content import Link, Words, both


@dataclass(frozen=True)
class DemoMenuItem:
    label: Words
    link: Link
    children: tuple[DemoMenuItem, ...] = ()


@dataclass(frozen=True)
class DemoHero:
    title: Words
    description: Words
    button_label: Words
    button: Link
    picture: str


@dataclass(frozen=True)
class DemoPartner:
    name: Words
    url: str

    @property
    def picture(self) -> str:
        return "logo-" + self.url.removeprefix("https://").partition(".")[0]


@dataclass(frozen=True)
class DemoFooterLink:
    key: str
    label: Words
    link: Link
    is_external: bool = False


@dataclass(frozen=True)
class DemoMetadata:
    site_name: Words
    title_suffix: Words
    description: Words
    picture: str


METADATA = DemoMetadata(
    site_name=both("ADMSC", "نادي أبوظبي للرياضات البحرية"),
    title_suffix=both(" | ADMSC", " | نادي أبوظبي البحري"),
    description=both(
        "Sailing, rowing, diving, jet skis and powerboats on the Corniche: "
        "training, races and a "
        "club for everyone who loves the sea in Abu Dhabi.",
        "إبحار شراعي وتجديف وغوص ودراجات مائية وزوارق سريعة على الكورنيش: تدريب "
        "وسباقات ونادٍ "
        "يجمع كل من يحب البحر في أبوظبي.",
    ),
    picture="social",
)

MENU = (
    DemoMenuItem(both("Home", "الرئيسية"), Link(page="")),
    DemoMenuItem(both("About the club", "عن النادي"), Link(page="about")),
    DemoMenuItem(both("Membership", "العضوية"), Link(page="membership")),
    DemoMenuItem(
        both("Events", "الفعاليات"),
        Link(page="events"),
        children=(
            DemoMenuItem(
                both("Eid Al Etihad Dhow Race", "سباق عيد الاتحاد للمحامل"),
                Link(page="events/eid-al-etihad-dhow-race"),
            ),
            DemoMenuItem(
                both("Corniche Regatta", "سباق الكورنيش الشراعي"),
                Link(page="events/corniche-regatta"),
            ),
        ),
    ),
    DemoMenuItem(both("News", "الأخبار"), Link(page="news")),
    DemoMenuItem(both("Contact", "اتصل بنا"), Link(page="contact")),
)

HEROES = (
    DemoHero(
        title=both("The sea is our home ground", "البحر ملعبنا"),
        description=both(
            "From a first capsize in calm water to a start line of forty boats: find "
            "your sport, "
            "your crew and your place on the water.",
            "من أول انقلاب في مياه هادئة إلى خط انطلاق يضم أربعين قاربًا: اعثر على "
            "رياضتك وطاقمك "
            "ومكانك على الماء.",
        ),
        button_label=both("See the season", "تعرّف على الموسم"),
        button=Link(page="events"),
        picture="sunset-sails",
    ),
    DemoHero(
        title=both("Learn to sail this winter", "تعلّم الإبحار هذا الشتاء"),
        description=both(
            "Courses for children from seven years and for adults begin every second "
            "Saturday. "
            "Boats, life jackets and patience are included.",
            "دورات للأطفال من سن السابعة وللكبار تبدأ كل سبت ثانٍ. القوارب وسترات "
            "النجاة والصبر "
            "علينا.",
        ),
        button_label=both("Become a member", "انضم إلى النادي"),
        button=Link(page="membership"),
        picture="sailing-school",
    ),
)

PARTNERS = (
    DemoPartner(both("Mina Pearl Harbours", "موانئ مينا اللؤلؤ"), "https://minapearl.example"),
    DemoPartner(both("North Wind Sails", "أشرعة ريح الشمال"), "https://northwind.example"),
    DemoPartner(both("Ghaf Bank", "بنك الغاف"), "https://ghafbank.example"),
    DemoPartner(
        both("Blue Lantern Energy", "الفانوس الأزرق للطاقة"), "https://bluelantern.example"
    ),
    DemoPartner(both("Sidra Hotels", "فنادق السدرة"), "https://sidrahotels.example"),
    DemoPartner(both("Falaj Water", "مياه الفلج"), "https://falajwater.example"),
    DemoPartner(
        both("Compass Marine Insurance", "البوصلة للتأمين البحري"), "https://compassmarine.example"
    ),
    DemoPartner(both("Barchan Aviation", "برخان للطيران"), "https://barchan.example"),
    DemoPartner(both("Nasmat Telecom", "نسمات للاتصالات"), "https://nasmat.example"),
    DemoPartner(both("Coral Shore Foundation", "مؤسسة شاطئ المرجان"), "https://coralshore.example"),
    DemoPartner(both("Sunrise Dairy", "ألبان الشروق"), "https://sunrisedairy.example"),
    DemoPartner(
        both("Anchor and Oak Boatyard", "المرساة والسنديان لبناء القوارب"),
        "https://anchoroak.example",
    ),
)

FOOTER_LINKS = (
    DemoFooterLink("about", both("About the club", "عن النادي"), Link(page="about")),
    DemoFooterLink("membership", both("Join us", "انضم إلينا"), Link(page="membership")),
    DemoFooterLink("events", both("Calendar of events", "جدول الفعاليات"), Link(page="events")),
    DemoFooterLink("news", both("Newsroom", "المركز الإعلامي"), Link(page="news")),
    DemoFooterLink(
        "contact", both("Contact and directions", "التواصل والوصول"), Link(page="contact")
    ),
    DemoFooterLink("privacy", both("Privacy", "الخصوصية"), Link(page="privacy")),
    DemoFooterLink(
        "phone", both("Call the duty desk", "اتصل بمكتب المناوبة"), Link(route="tel:+97125550100")
    ),
    DemoFooterLink(
        "email", both("Write to us", "راسلنا"), Link(route="mailto:hello@admsc.example")
    ),
    DemoFooterLink(
        "forecast",
        both("Sea forecast", "حالة البحر"),
        Link(route="https://forecast.example/abu-dhabi"),
        True,
    ),
    DemoFooterLink(
        "instagram",
        both("Instagram", "إنستغرام"),
        Link(route="https://instagram.example/admsc"),
        True,
    ),
    DemoFooterLink(
        "youtube", both("YouTube", "يوتيوب"), Link(route="https://youtube.example/@admsc"), True
    ),
    DemoFooterLink(
        "whatsapp", both("WhatsApp", "واتساب"), Link(route="https://whatsapp.example/admsc"), True
    ),
)
