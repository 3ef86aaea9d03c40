"""A small website in both languages, with every type of block, for tests that open it in a browser.

What the tests of the website name is here: a page with everything, one that is English only, one
that moved, one with two children, and redirects.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image as Pillow
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.documents import renditions
from cms.documents.publish import publish
from home.models import SiteMetadata
from snippets.models import SiteImage
from tests import content
from tests.content import arabic

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"

# title in English and Arabic, and the focal point as shares of width and height
PICTURES = {
    "sunset-sails": ("Sails against the evening sun", "أشرعة أمام شمس المساء", (0.63, 0.5)),
    "sailing-school": ("Children in small boats", "أطفال في قوارب صغيرة", None),
    "rowing-dawn": ("A rowing four at dawn", "أربعة مجدفين عند الفجر", None),
    "reef-dive": ("A diver above a reef", "غواص فوق شعاب مرجانية", None),
    "mangrove-kayaks": ("Kayaks between mangroves", "قوارب كاياك بين أشجار القرم", (0.3, 0.6)),
    "clubhouse": ("The clubhouse at noon", "مبنى النادي ظهراً", None),
}


def painted(name: str) -> bytes:
    """A picture that compresses about as a photograph does."""
    chance = random.Random(name)
    small = Pillow.new("RGB", (64, 40))
    small.putdata(
        [
            (chance.randrange(90), chance.randrange(60, 170), chance.randrange(120, 230))
            for _ in range(64 * 40)
        ]
    )
    data = io.BytesIO()
    small.resize((1600, 1000), Pillow.Resampling.BICUBIC).save(data, "JPEG", quality=80)
    return data.getvalue()


def make(picture: Callable[[str], bytes] = painted) -> dict[str, Any]:
    """Makes all of it live, renditions included; answers the pages by their slug."""
    images = {name: _image(name, picture) for name in PICTURES}
    home, home_ar = content.home("en"), content.home("ar")
    pages: dict[str, Page] = {}

    def page(
        slug: str, english: dict[str, Any], translated: dict[str, Any] | None, parent: Page = home
    ) -> Any:
        made = content.page(slug=slug, parent=parent, **english)
        if translated is not None:
            arabic(made, **translated)
        pages[slug] = made
        return made

    about = page(
        "about",
        {
            "title": "About the club",
            "introduction": "Since 1994 we have taken people of Abu Dhabi to the water: to sail, row, dive and race.",
            "body": _everything(images, "en"),
            "search_description": "Who we are, what we do and where to find us.",
        },
        {
            "title": "عن النادي",
            "introduction": "منذ عام ١٩٩٤ ونحن نأخذ أهل أبوظبي إلى البحر: للإبحار والتجديف والغوص والسباق.",
            "body": _everything(images, "ar"),
            "search_description": "من نحن وماذا نفعل وأين تجدنا.",
        },
    )
    page(
        "history",
        {
            "title": "Our history",
            "introduction": "From five borrowed dinghies to four hundred members.",
            "body": _words("en"),
        },
        {
            "title": "تاريخنا",
            "introduction": "من خمسة قوارب مستعارة إلى أربعمئة عضو.",
            "body": _words("ar"),
        },
        parent=about,
    )
    page(
        "people",
        {
            "title": "The people",
            "introduction": "Coaches, boatmen and volunteers.",
            "body": _words("en"),
        },
        {"title": "أهل النادي", "introduction": "مدربون وبحّارة ومتطوعون.", "body": _words("ar")},
        parent=about,
    )
    programmes = page(
        "programmes",
        {
            "title": "Programmes",
            "introduction": "Courses for every age, all year.",
            "body": _words("en"),
        },
        {"title": "البرامج", "introduction": "دورات لكل الأعمار طوال العام.", "body": _words("ar")},
    )
    page(
        "contact",
        {"title": "Contact", "body": _words("en")},
        {"title": "اتصل بنا", "body": _words("ar")},
    )
    page(
        "english-only",
        {"title": "Rules of racing", "introduction": "Not translated yet.", "body": _words("en")},
        None,
    )
    moved = page(
        "regatta",
        {"title": "The regatta", "body": _words("en")},
        {"title": "السباق السنوي", "body": _words("ar")},
    )
    Redirect.objects.create(old_path="/en/old-regatta", redirect_page=moved, is_permanent=True)
    Redirect.objects.create(
        old_path="/en/shop", redirect_link="https://shop.example/", is_permanent=False
    )

    hero = content.hero(
        title="The sea is closer than you think",
        description="Sailing, rowing and diving for everybody, from the first lesson to the last regatta.",
        button_label="See our programmes",
        button_page=programmes,
        background_image=images["sunset-sails"],
    )
    arabic(
        hero,
        title="البحر أقرب مما تظن",
        description="الإبحار والتجديف والغوص للجميع، من الدرس الأول إلى السباق الأخير.",
        button_label="تعرّف على برامجنا",
    )
    home.hero = hero
    for one, code, title in ((home, "en", "Home"), (home_ar, "ar", "الرئيسية")):
        one.title, one.body = title, _home_body(images, code, pages)
        one.save_revision().publish()
        one.refresh_from_db()
        home.refresh_from_db()

    for label, translated, target, under in (
        (
            "About",
            "عن النادي",
            about,
            (("History", "تاريخنا", "history"), ("People", "أهل النادي", "people")),
        ),
        ("Programmes", "البرامج", programmes, ()),
        ("Regatta", "السباق", moved, ()),
        ("Contact", "اتصل بنا", pages["contact"], ()),
    ):
        item = content.menu_item(label=label, page=target)
        arabic(item, label=translated)
        for child, child_ar, slug in under:
            arabic(content.menu_item(label=child, page=pages[slug], parent=item), label=child_ar)
    for name, name_ar, logo in (
        ("Blue Water Marine", "بلو ووتر مارين", "rowing-dawn"),
        ("Harbour Bank", "مصرف المرفأ", "reef-dive"),
        ("Gulf Ropes", "حبال الخليج", None),
    ):
        arabic(
            content.partner(
                name=name, image=images.get(logo), url=f"https://{name.split()[0].lower()}.example/"
            ),
            name=name_ar,
        )
    for key, label, label_ar, route in (
        ("email", "hello@club.example", "hello@club.example", "mailto:hello@club.example"),
        ("phone", "+971 2 123 4567", "+971 2 123 4567", "tel:+97121234567"),
        ("instagram", "Instagram", "إنستغرام", "https://instagram.example/club"),
        ("privacy", "Privacy", "الخصوصية", "/privacy/"),
    ):
        link = content.footer_link(
            key=key, label=label, route=route, is_external=route.startswith("https")
        )
        arabic(link, label=label_ar)
    metadata = content.snippet(
        SiteMetadata,
        site_name="Abu Dhabi Marine Sports Club",
        title_suffix=" | ADMSC",
        description="Sailing, rowing, diving and racing in Abu Dhabi since 1994.",
        social_image=images["sunset-sails"],
    )
    arabic(
        metadata,
        site_name="نادي أبوظبي للرياضات البحرية",
        title_suffix=" | نادي أبوظبي",
        description="الإبحار والتجديف والغوص والسباق في أبوظبي منذ عام ١٩٩٤.",
    )
    renditions.make_missing()
    publish()
    return pages


def _image(name: str, picture: Callable[[str], bytes]) -> SiteImage:
    english, translated, focus = PICTURES[name]
    image = SiteImage(
        title=english,
        alt_texts={"en": english, "ar": translated},
        file=ImageFile(io.BytesIO(picture(name)), name=f"{name}.jpg"),
    )
    if focus is not None:
        image.focal_point_x, image.focal_point_y = int(focus[0] * 1600), int(focus[1] * 1000)
        image.focal_point_width = image.focal_point_height = 100
    image.save()
    return image


def _words(code: str) -> list[tuple[str, Any]]:
    if code == "ar":
        return [("paragraph", "<p>نلتقي كل أسبوع عند الرصيف. <b>الجميع</b> مرحب بهم.</p>")]
    return [("paragraph", "<p>We meet at the quay every week. <b>Everybody</b> is welcome.</p>")]


def _everything(images: dict[str, SiteImage], code: str) -> list[tuple[str, Any]]:
    """One block of each type, in an order that an editor might choose."""
    text = _TEXT[code]
    captioned = [
        {"image": images[name], "caption": text["captions"].get(name, "")}
        for name in list(images)[1:5]
    ]
    return [
        ("paragraph", text["paragraph"]),
        ("heading", {"text": text["heading"], "level": "h2"}),
        ("paragraph", text["second"]),
        ("image", {"image": images["clubhouse"], "caption": text["caption"]}),
        ("quote", {"text": text["quote"], "attribution": text["who"]}),
        ("heading", {"text": text["gallery"], "level": "h2"}),
        ("gallery", {"images": captioned}),
        ("heading", {"text": text["cards"], "level": "h2"}),
        ("cards", {"cards": _cards(images, code)}),
        ("video", {"url": VIDEO, "caption": text["video"]}),
        ("heading", {"text": text["faq"], "level": "h2"}),
        (
            "faq",
            {"questions": [{"question": q, "answer": f"<p>{a}</p>"} for q, a in text["questions"]]},
        ),
        (
            "call_to_action",
            {
                "title": text["cta"],
                "text": text["cta_text"],
                "button_label": text["cta_button"],
                "link": {"page": None, "route": "https://tickets.example/"},
            },
        ),
    ]


def _cards(
    images: dict[str, SiteImage], code: str, pages: dict[str, Page] | None = None
) -> list[dict[str, Any]]:
    chosen = pages or {}
    return [
        {
            "title": title,
            "text": words,
            "image": images.get(name),
            "link": {"page": chosen.get(slug), "route": "" if chosen.get(slug) else route},
        }
        for (title, words), name, slug, route in zip(
            _TEXT[code]["card_texts"],
            ("sailing-school", "reef-dive", "mangrove-kayaks"),
            ("programmes", "about", "contact"),
            ("/programmes/", "https://diving.example/", ""),
            strict=True,
        )
    ]


def _home_body(
    images: dict[str, SiteImage], code: str, pages: dict[str, Page]
) -> list[tuple[str, Any]]:
    text = _TEXT[code]
    return [
        ("heading", {"text": text["cards"], "level": "h2"}),
        ("paragraph", text["second"]),
        ("cards", {"cards": _cards(images, code, pages)}),
        ("quote", {"text": text["quote"], "attribution": text["who"]}),
        (
            "call_to_action",
            {
                "title": text["cta"],
                "text": text["cta_text"],
                "button_label": text["cta_button"],
                "link": {"page": pages["contact"], "route": ""},
            },
        ),
    ]


_TEXT: dict[str, dict[str, Any]] = {
    "en": {
        "paragraph": (
            "<p>We are a club of <b>four hundred members</b> and twenty coaches. Our boats lie at the "
            '<a href="https://marina.example/">old harbour</a>, five minutes from the Corniche, and go out '
            "on every day that the wind allows.</p><h3>What we stand for</h3><ul><li>Safety before speed.</li>"
            "<li>A place for beginners in every boat.</li><li>A clean sea, for those who sail after us.</li></ul>"
        ),
        "heading": "A home by the water",
        "second": (
            "<p>The clubhouse was built by members in 2003. Its terrace looks over the start line, and "
            "its kitchen is open to guests on race days.</p>"
        ),
        "caption": "The clubhouse on a day without wind.",
        "quote": "I came for one lesson. That was eleven years and three boats ago.",
        "who": "Mariam Al Suwaidi, captain of the rowing four",
        "gallery": "A season in pictures",
        "captions": {
            "rowing-dawn": "Six in the morning, flat water.",
            "reef-dive": "Eleven metres down.",
        },
        "cards": "Three ways to begin",
        "card_texts": (
            (
                "Sailing school",
                "From eight years up: four weekends, and you take a dinghy out alone.",
            ),
            ("First dive", "One afternoon in the pool, one morning at the reef."),
            ("Kayaking", "Slow hours between the mangroves, with a guide who knows the birds."),
        ),
        "video": "Last year's regatta in three minutes.",
        "faq": "Before you come",
        "questions": (
            ("Do I need to know how to swim?", "Yes, fifty metres. We teach that too."),
            (
                "What should I bring?",
                "Sun cream, a hat and shoes that may get wet. We have the rest.",
            ),
            (
                "Can I come with children?",
                "From eight years on the water, and at any age on the terrace.",
            ),
        ),
        "cta": "Come and sail with us",
        "cta_text": "The first hour is free, on every Saturday from October to May.",
        "cta_button": "Book a first hour",
    },
    "ar": {
        "paragraph": (
            "<p>نحن نادٍ يضم <b>أربعمئة عضو</b> وعشرين مدرباً. ترسو قواربنا في "
            '<a href="https://marina.example/">المرفأ القديم</a> على بعد خمس دقائق من الكورنيش، وتخرج إلى البحر '
            "في كل يوم تسمح فيه الرياح.</p><h3>ما نؤمن به</h3><ul><li>السلامة قبل السرعة.</li>"
            "<li>مكان للمبتدئين في كل قارب.</li><li>بحر نظيف لمن يبحر بعدنا.</li></ul>"
        ),
        "heading": "بيت على الماء",
        "second": (
            "<p>بنى الأعضاء مبنى النادي عام ٢٠٠٣. تطل شرفته على خط البداية، ومطبخه مفتوح للضيوف في أيام السباق.</p>"
        ),
        "caption": "مبنى النادي في يوم بلا رياح.",
        "quote": "جئت من أجل درس واحد، وكان ذلك قبل أحد عشر عاماً وثلاثة قوارب.",
        "who": "مريم السويدي، قائدة فريق التجديف",
        "gallery": "موسم في صور",
        "captions": {
            "rowing-dawn": "السادسة صباحاً والماء ساكن.",
            "reef-dive": "على عمق أحد عشر متراً.",
        },
        "cards": "ثلاث طرق للبداية",
        "card_texts": (
            ("مدرسة الإبحار", "من سن الثامنة: أربع عطلات أسبوعية ثم تقود قاربك وحدك."),
            ("الغوصة الأولى", "عصر واحد في المسبح وصباح واحد عند الشعاب."),
            ("الكاياك", "ساعات هادئة بين أشجار القرم مع مرشد يعرف الطيور."),
        ),
        "video": "سباق العام الماضي في ثلاث دقائق.",
        "faq": "قبل أن تأتي",
        "questions": (
            ("هل يجب أن أجيد السباحة؟", "نعم، خمسين متراً، ونحن نعلّم ذلك أيضاً."),
            ("ماذا أحضر معي؟", "واقي شمس وقبعة وحذاء لا يضره البلل، والباقي عندنا."),
            ("هل يمكنني أن آتي مع أطفالي؟", "من سن الثامنة على الماء، وفي أي عمر على الشرفة."),
        ),
        "cta": "تعال وأبحر معنا",
        "cta_text": "الساعة الأولى مجانية كل يوم سبت من أكتوبر إلى مايو.",
        "cta_button": "احجز ساعتك الأولى",
    },
}
