"""The pages of the demo site, in the order in which they are made: parents before children."""

from __future__ import annotations

from home.demo.club import ABOUT, MEMBERSHIP
from home.demo.content import (
    DemoPage,
    Link,
    both,
    call_to_action,
    card,
    cards,
    faq,
    heading,
    image,
    paragraph,
    quote,
    video,
)
from home.demo.events import EVENTS
from home.demo.film import FILM
from home.demo.news import NEWS

HOME = DemoPage(
    path="",
    title=both("Home", "الرئيسية"),
    search_title=both(
        "ADMSC: sailing, rowing and racing in Abu Dhabi",
        "نادي أبوظبي للرياضات البحرية: إبحار وتجديف وسباقات",
    ),
    search_description=both(
        "A marine sports club on the Abu Dhabi Corniche. Learn to sail, row, "
        "dive or race, join the next event, and find your crew among 1,900 "
        "members.",
        "نادٍ للرياضات البحرية على كورنيش أبوظبي. تعلّم الإبحار أو التجديف أو "
        "الغوص أو شارك في السباقات، وانضم إلى أكثر من 1900 عضو وعضوة.",
    ),
    social_picture="social",
    body=(
        heading("A club with the tide at its door", "نادٍ يصل المد إلى بابه"),
        paragraph(
            "<p>We launch from a sheltered lagoon, five minutes by car from the city "
            "centre. In one morning you can row before the wind wakes up, take a "
            "sailing lesson at ten, and watch the dhows come home at noon. <b>No "
            "boat is needed to join, and no experience either.</b></p>"
            '<p>New here? Read <a page="membership">what membership includes</a>, or '
            "come on any Saturday at 8:00 for an open morning: tea, a tour of the "
            "boat sheds and half an hour on the water are on us.</p>",
            "<p>ننطلق من بحيرة محمية لا تبعد عن وسط المدينة سوى خمس دقائق بالسيارة. "
            "في صباح واحد يمكنك أن تجدّف قبل أن تستيقظ الرياح، وأن تأخذ درسًا في "
            "الإبحار عند العاشرة، وأن تشاهد المحامل وهي تعود عند الظهر. <b>لا يلزمك "
            "قارب للانضمام إلينا، ولا خبرة سابقة.</b></p>"
            '<p>هل هذه زيارتك الأولى؟ اقرأ <a page="membership">ما تشمله '
            "العضوية</a>، أو زرنا في أي يوم سبت عند الساعة 8:00 في صباح مفتوح: الشاي "
            "وجولة في حظائر القوارب ونصف ساعة على الماء، كلها ضيافة منا.</p>",
        ),
        cards(
            card(
                both("Sailing school", "مدرسة الإبحار"),
                both(
                    "Small groups, patient coaches and unsinkable boats, for ages seven to "
                    "seventy.",
                    "مجموعات صغيرة ومدربون صبورون وقوارب لا تغرق، من سن السابعة إلى السبعين.",
                ),
                "sailing-school",
                "membership",
            ),
            card(
                both("Regattas", "السباقات الشراعية"),
                both(
                    "Eighteen race weekends between October and May, from club series to "
                    "international fleets.",
                    "ثماني عشرة عطلة سباق بين أكتوبر ومايو، من سلسلة النادي إلى الأساطيل الدولية.",
                ),
                "regatta",
                "events/corniche-regatta",
            ),
            card(
                both("Heritage dhows", "المحامل التراثية"),
                both(
                    "Sixty-foot dhows, crews of fifteen and a tradition that every child "
                    "here should feel once.",
                    "محامل طولها ستون قدمًا وأطقم من خمسة عشر بحارًا وتراث ينبغي أن يعيشه كل "
                    "طفل هنا ولو مرة.",
                ),
                "dhow-race",
                "events/eid-al-etihad-dhow-race",
            ),
            card(
                both("Rowing", "التجديف"),
                both(
                    "Flat water at dawn, a new boathouse and coxed fours for every level.",
                    "مياه ساكنة عند الفجر وبيت قوارب جديد وقوارب رباعية بموجّه لكل المستويات.",
                ),
                "rowing-dawn",
                "news/rowing-centre-opens",
            ),
            card(
                both("Diving", "الغوص"),
                both(
                    "Weekly boats to the reefs, courses from first breath to rescue diver.",
                    "رحلات أسبوعية إلى الشعاب ودورات من النفَس الأول حتى غواص الإنقاذ.",
                ),
                "reef-dive",
                "membership",
            ),
            card(
                both("Powerboats and jet skis", "الزوارق السريعة والدراجات المائية"),
                both(
                    "Licence courses all year, and the loudest weekend of the season in April.",
                    "دورات للرخص طوال العام، وأكثر عطلات الموسم صخبًا في أبريل.",
                ),
                "jet-ski-race",
                "events/powerboat-grand-prix",
            ),
        ),
        heading("The season in three minutes", "الموسم في ثلاث دقائق"),
        video(
            FILM,
            "A sample film, until the season's own is cut.",
            "فيلم للعرض إلى أن يكتمل فيلم الموسم.",
        ),
        quote(
            both(
                "I came to photograph the boats. Two years later I steer one, and my "
                "daughter beats me on Thursdays.",
                "جئت لأصوّر القوارب. وبعد عامين صرت أقود أحدها، وابنتي تسبقني كل خميس.",
            ),
            both("Mariam Al Hosani, member since 2024", "مريم الحوسني، عضو منذ عام 2024"),
        ),
        call_to_action(
            both("Your first hour on the water is free", "ساعتك الأولى على الماء مجانية"),
            both(
                "Come on a Saturday morning. Bring a hat, a change of clothes and "
                "somebody you like.",
                "زرنا صباح السبت. أحضر معك قبعة وملابس احتياطية وشخصًا تحبه.",
            ),
            both("Plan your visit", "خطّط لزيارتك"),
            Link(page="contact"),
        ),
    ),
)

CONTACT = DemoPage(
    path="contact",
    title=both("Contact", "اتصل بنا"),
    in_menus=True,
    search_title=both(
        "Contact ADMSC: how to find and reach us", "اتصل بنا: العنوان والهاتف وطريقة الوصول"
    ),
    search_description=both(
        "Duty desk open daily from 6:00 to 20:00 at the breakwater, Abu Dhabi "
        "Corniche. Telephone, e-mail, parking, buses, and how to arrive by boat.",
        "مكتب المناوبة مفتوح يوميًا من 6:00 إلى 20:00 عند كاسر الأمواج على "
        "كورنيش أبوظبي. الهاتف والبريد والمواقف والحافلات والوصول بالقارب.",
    ),
    social_picture="clubhouse",
    introduction=both(
        "Somebody is at the duty desk every day from 6:00 to 20:00. Outside "
        "these hours the tide answers.",
        "تجدنا في مكتب المناوبة كل يوم من الساعة 6:00 إلى 20:00. وخارج هذه "
        "الأوقات يجيبك المد والجزر.",
    ),
    body=(
        heading("Reach us", "تواصل معنا"),
        paragraph(
            '<p>Telephone: <a href="tel:+97125550100">+971 2 555 '
            "0100</a></p><p>E-mail: <a "
            'href="mailto:hello@admsc.example">hello@admsc.example</a></p><p>Emergencies '
            "at sea: call the coast guard on 996, then channel 16.</p>",
            '<p>الهاتف: <a href="tel:+97125550100">+971 2 555 0100</a></p><p>البريد '
            "الإلكتروني: <a "
            'href="mailto:hello@admsc.example">hello@admsc.example</a></p><p>للطوارئ '
            "في البحر: اتصل بخفر السواحل على الرقم 996، ثم على القناة 16.</p>",
        ),
        heading("Find us", "كيف تصل إلينا"),
        image(
            "marina-evening",
            "The visitors' pier after sunset; the clubhouse is behind you.",
            "رصيف الزوار بعد الغروب، ومقر النادي خلفك.",
        ),
        paragraph(
            "<h3>By car</h3><p>Breakwater Road, Abu Dhabi. Parking is free for three "
            "hours; take the second gate.</p><h3>By bus</h3><p>Get off at the "
            "Breakwater stop and walk towards the flags for four minutes.</p><h3>By "
            "boat</h3><p>Call on channel 71 when you pass the green buoy. Visitors "
            "berth on the east side of the pier.</p>",
            "<h3>بالسيارة</h3><p>شارع كاسر الأمواج، أبوظبي. المواقف مجانية لثلاث "
            "ساعات، وادخل من البوابة الثانية.</p><h3>بالحافلة</h3><p>انزل في محطة "
            "كاسر الأمواج وامشِ باتجاه الأعلام أربع "
            "دقائق.</p><h3>بالقارب</h3><p>نادِنا على القناة 71 عند مرورك بالعوامة "
            "الخضراء. يرسو الزوار في الجهة الشرقية من الرصيف.</p>",
        ),
        faq(
            (
                both("Is the pier accessible by wheelchair?", "هل الرصيف مهيأ للكراسي المتحركة؟"),
                both(
                    "<p>Yes, the whole pier and the terrace, and a hoist lifts you into the "
                    "accessible sailing boats.</p>",
                    "<p>نعم، الرصيف كله والشرفة، ولدينا رافعة تنقلك إلى قوارب الإبحار المهيأة.</p>",
                ),
            ),
            (
                both("Where can I watch the races?", "من أين أشاهد السباقات؟"),
                both(
                    "<p>From the end of the breakwater, or from the terrace if you come "
                    'early. See <a page="events">the calendar of events</a>.</p>',
                    "<p>من طرف كاسر الأمواج، أو من الشرفة إن جئت مبكرًا. اطلع على <a "
                    'page="events">جدول الفعاليات</a>.</p>',
                ),
            ),
        ),
        call_to_action(
            both("Prefer to talk?", "تفضّل أن تتحدث إلينا؟"),
            both(
                "The duty officer knows the weather, the tide and who left the blue bag.",
                "ضابط المناوبة يعرف حالة الجو والمد ومن نسي الحقيبة الزرقاء.",
            ),
            both("Call the duty desk", "اتصل بمكتب المناوبة"),
            Link(route="tel:+97125550100"),
        ),
    ),
)

PRIVACY = DemoPage(
    path="privacy",
    title=both("Privacy", "الخصوصية"),
    search_title=both("Privacy: what we keep and for how long", "الخصوصية: ماذا نحفظ وإلى متى"),
    search_description=both(
        "Which data the club keeps about members and visitors of this website, "
        "why, for how long, and how to have it shown, corrected or deleted.",
        "ما البيانات التي يحفظها النادي عن الأعضاء وزوار هذا الموقع، ولماذا، "
        "وإلى متى، وكيف تطلب الاطلاع عليها أو تصحيحها أو حذفها.",
    ),
    introduction=both("We keep as little as a club can.", "نحفظ أقل ما يمكن لنادٍ أن يحفظه."),
    body=(
        heading("What we keep", "ماذا نحفظ"),
        paragraph(
            "<p>For members: your name, a way to reach you, whom to call in an "
            "emergency and the boats you are signed off for. For visitors of this "
            "website: nothing that says who you are.</p>",
            "<p>عن الأعضاء: الاسم ووسيلة للتواصل ومن نتصل به في الطوارئ والقوارب "
            "التي اجتزت اختبارها. وعن زوار هذا الموقع: لا شيء يدل على هويتهم.</p>",
        ),
        heading("Your rights", "حقوقك"),
        paragraph(
            "<p>Write to <a "
            'href="mailto:privacy@admsc.example">privacy@admsc.example</a> to see '
            "what we hold, to correct it, or to have it deleted. We answer within "
            "ten days.</p>",
            "<p>راسلنا على <a "
            'href="mailto:privacy@admsc.example">privacy@admsc.example</a> لتطّلع '
            "على ما نحفظه عنك أو تصححه أو تطلب حذفه. نجيب خلال عشرة أيام.</p>",
        ),
    ),
)

PAGES: tuple[DemoPage, ...] = (
    HOME,
    ABOUT,
    MEMBERSHIP,
    *EVENTS,
    *NEWS,
    CONTACT,
    PRIVACY,
)
