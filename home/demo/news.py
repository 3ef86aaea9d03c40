"""The articles of the demo site, of autumn 2026."""

from __future__ import annotations

from datetime import date

from home.demo.content import (
    DemoPage,
    Link,
    Picture,
    both,
    call_to_action,
    card,
    cards,
    gallery,
    heading,
    image,
    paragraph,
    quote,
)

NEWS_PAGE = DemoPage(
    path="news",
    title=both("News", "الأخبار"),
    in_menus=True,
    search_title=both("Club news from the water's edge", "أخبار النادي من حافة الماء"),
    search_description=both(
        "Results, openings and good deeds: what happened at the club this "
        "autumn, told by the people who were there and sometimes by those who "
        "fell in.",
        "نتائج وافتتاحات ومبادرات: ما حدث في النادي هذا الخريف كما يرويه من "
        "كانوا هناك، وأحيانًا من سقطوا في الماء.",
    ),
    social_picture="trophy",
    introduction=both(
        "What happened on the water and beside it.",
        "ما جرى على الماء وإلى جانبه.",
    ),
    body=(
        cards(
            card(
                both(
                    "Our youngest bring home the Gulf Optimist Cup",
                    "ناشئونا يعودون بكأس الخليج للأوبتمست",
                ),
                both(
                    "Six sailors, four podium places, and one borrowed rudder.",
                    "ستة بحّارة وأربعة مراكز على المنصة ودفة مستعارة.",
                ),
                "trophy",
                "news/gulf-optimist-cup",
            ),
            card(
                both("The rowing centre opens its doors", "مركز التجديف يفتح أبوابه"),
                both(
                    "Sixty boats, eight lanes and a first crew on the water at dawn.",
                    "ستون قاربًا وثمانية مسارات وأول طاقم على الماء عند الفجر.",
                ),
                "rowing-dawn",
                "news/rowing-centre-opens",
            ),
            card(
                both(
                    "Two tonnes lighter: a morning in the mangroves",
                    "أخف بطنين: صباح في أشجار القرم",
                ),
                both(
                    "Three hundred volunteers and every kayak that floats.",
                    "ثلاثمئة متطوع وكل قارب كاياك قادر على الطفو.",
                ),
                "mangrove-kayaks",
                "news/mangrove-clean-up",
            ),
        ),
        paragraph(
            "<p>Are you writing about the club? Pictures and results are at <a "
            'href="mailto:press@admsc.example">press@admsc.example</a>.</p>',
            "<p>هل تكتب عن النادي؟ للصور والنتائج راسلنا على <a "
            'href="mailto:press@admsc.example">press@admsc.example</a>.</p>',
        ),
    ),
)

OPTIMIST_CUP = DemoPage(
    path="news/gulf-optimist-cup",
    title=both(
        "Our youngest bring home the Gulf Optimist Cup", "ناشئونا يعودون بكأس الخليج للأوبتمست"
    ),
    search_title=both(
        "ADMSC juniors win the Gulf Optimist Cup", "ناشئو النادي يفوزون بكأس الخليج للأوبتمست"
    ),
    search_description=both(
        "Six sailors between nine and fourteen took four podium places in Doha "
        "and the team cup. The story of three windy days and one borrowed rudder.",
        "ستة بحّارة بين التاسعة والرابعة عشرة أحرزوا أربعة مراكز على المنصة وكأس "
        "الفرق في الدوحة. حكاية ثلاثة أيام عاصفة ودفة مستعارة.",
    ),
    social_picture="trophy",
    type="ArticlePage",
    facts={
        "published": date.fromisoformat("2026-11-14"),
        "author": both("Noura Al Mansoori", "نورة المنصوري"),
        "lead_picture": Picture("trophy"),
    },
    introduction=both(
        "14 November 2026. Six sailors, four podium places and the team cup: the "
        "youth squad returned from Doha with more luggage than it left with.",
        "14 نوفمبر 2026. ستة بحّارة وأربعة مراكز على المنصة وكأس الفرق: عاد فريق "
        "الناشئين من الدوحة بأمتعة أكثر مما ذهب بها.",
    ),
    body=(
        image(
            "trophy",
            "The cup is on show in the clubhouse until the end of January.",
            "الكأس معروضة في مقر النادي حتى نهاية يناير.",
        ),
        paragraph(
            "<p>The forecast promised gentle winds and was wrong by a factor of "
            "three. On the first day a third of the fleet turned back before the "
            "start. Our six stayed out, finished every race, and baled as much water "
            "as they sailed over.</p><p>Latifa Al Kaabi, eleven, broke her rudder on "
            "the second morning. A rival from Kuwait lent her his spare; she won the "
            "race with it, and gave it back with a box of dates.</p>",
            "<p>وعدت النشرة برياح لطيفة فأخطأت بثلاثة أضعاف. في اليوم الأول عاد ثلث "
            "الأسطول قبل الانطلاق، أما بحّارتنا الستة فبقوا في البحر وأنهوا كل "
            "السباقات، ونزحوا من الماء بقدر ما أبحروا فوقه.</p><p>وفي صباح اليوم "
            "الثاني انكسرت دفة لطيفة الكعبي ذات الأحد عشر عامًا. أعارها منافس من "
            "الكويت دفته الاحتياطية، ففازت بها بالسباق ثم أعادتها إليه مع علبة "
            "تمر.</p>",
        ),
        quote(
            both(
                "I was not brave. I was just too far from the beach to stop.",
                "لم أكن شجاعة. كنت بعيدة عن الشاطئ فحسب، ولم يكن التوقف ممكنًا.",
            ),
            both("Latifa Al Kaabi, winner of race five", "لطيفة الكعبي، الفائزة بالسباق الخامس"),
        ),
        heading("The results", "النتائج", "h3"),
        paragraph(
            "<ol><li>Latifa Al Kaabi, first in the under-twelves</li><li>Omar "
            "Siddiqui, second in the under-twelves</li><li>Noura Al Ali, third in "
            "the under-fifteens</li><li>Team cup: Latifa, Omar, Noura and "
            "Daniel</li></ol>",
            "<ol><li>لطيفة الكعبي، الأولى في فئة دون الثانية عشرة</li><li>عمر صديقي، "
            "الثاني في فئة دون الثانية عشرة</li><li>نورة العلي، الثالثة في فئة دون "
            "الخامسة عشرة</li><li>كأس الفرق: لطيفة وعمر ونورة ودانيال</li></ol>",
        ),
        call_to_action(
            both("Your child could be next", "قد يكون طفلك التالي"),
            both(
                "New beginners' groups start on 12 December 2026.",
                "تبدأ مجموعات المبتدئين الجديدة في 12 ديسمبر 2026.",
            ),
            both("Youth membership", "عضوية الناشئين"),
            Link(page="membership"),
        ),
    ),
)

ROWING_CENTRE = DemoPage(
    path="news/rowing-centre-opens",
    title=both("The rowing centre opens its doors", "مركز التجديف يفتح أبوابه"),
    search_title=both(
        "New rowing centre opens at the Abu Dhabi breakwater",
        "افتتاح مركز التجديف الجديد عند كاسر الأمواج في أبوظبي",
    ),
    search_description=both(
        "Sixty boats, eight lanes of flat water and an indoor tank: the new "
        "rowing centre is open to members and schools from 9 November 2026.",
        "ستون قاربًا وثمانية مسارات من المياه الساكنة وحوض تدريب داخلي: مركز "
        "التجديف الجديد مفتوح للأعضاء والمدارس منذ 9 نوفمبر 2026.",
    ),
    social_picture="rowing-dawn",
    type="ArticlePage",
    facts={
        "published": date.fromisoformat("2026-11-09"),
        "author": both("Noura Al Mansoori", "نورة المنصوري"),
        "lead_picture": Picture("rowing-dawn"),
    },
    introduction=both(
        "9 November 2026. After two years of building, the first crews pushed "
        "off from the new pontoon at 5:45 this morning.",
        "9 نوفمبر 2026. بعد عامين من البناء، انطلقت أولى الأطقم من الرصيف العائم "
        "الجديد عند الساعة 5:45 من صباح اليوم.",
    ),
    body=(
        image(
            "rowing-dawn",
            "First strokes from the new pontoon, with the sun just above the water.",
            "أولى ضربات المجاديف من الرصيف الجديد والشمس فوق الماء بقليل.",
        ),
        paragraph(
            "<p>The centre has racks for sixty boats, eight buoyed lanes of 1,000 "
            "metres and a tank in which beginners can row without going anywhere. "
            "Its roof collects the morning dew for the showers and the afternoon sun "
            "for everything else.</p>",
            "<p>يضم المركز حوامل لستين قاربًا وثمانية مسارات معلّمة بالعوامات طولها "
            "1000 متر، وحوضًا يجدّف فيه المبتدئون من دون أن يبرحوا مكانهم. ويجمع "
            "سقفه ندى الصباح للاستحمام وشمس الظهيرة لكل ما سواه.</p>",
        ),
        heading("When you can row", "متى يمكنك التجديف", "h3"),
        paragraph(
            "<ul><li><b>Beginners:</b> Sunday and Tuesday, 5:45 and "
            "17:00</li><li><b>Women:</b> Wednesday, 18:00</li><li><b>Schools:</b> "
            "Monday to Thursday, 14:00</li><li><b>Racing crews:</b> every day before "
            'you are awake</li></ul><p>Rowing is part of <a page="membership">every '
            "membership</a>.</p>",
            "<ul><li><b>المبتدئون:</b> الأحد والثلاثاء عند 5:45 "
            "و17:00</li><li><b>السيدات:</b> الأربعاء عند "
            "18:00</li><li><b>المدارس:</b> من الاثنين إلى الخميس عند "
            "14:00</li><li><b>أطقم السباق:</b> كل يوم قبل أن "
            'تستيقظ</li></ul><p>التجديف جزء من <a page="membership">كل عضوية</a>.</p>',
        ),
        quote(
            both(
                "In the tank you learn the stroke. On the lagoon you learn why you got up.",
                "في الحوض تتعلم الضربة، وفي البحيرة تعرف لماذا استيقظت.",
            ),
            both("Elena Petrova, rowing coach", "إيلينا بتروفا، مدربة التجديف"),
        ),
        call_to_action(
            both("Try it on Tuesday", "جرّبه يوم الثلاثاء"),
            both(
                "The first session is free, and there is coffee.",
                "الحصة الأولى مجانية، والقهوة علينا.",
            ),
            both("Book a seat", "احجز مقعدك"),
            Link(route="mailto:rowing@admsc.example"),
        ),
    ),
)

CLEAN_UP = DemoPage(
    path="news/mangrove-clean-up",
    title=both("Two tonnes lighter: a morning in the mangroves", "أخف بطنين: صباح في أشجار القرم"),
    search_title=both(
        "300 volunteers clean the mangroves of Abu Dhabi",
        "ثلاثمئة متطوع ينظفون أشجار القرم في أبوظبي",
    ),
    search_description=both(
        "On 31 October 2026 members and neighbours took two tonnes of litter out "
        "of the eastern mangroves by kayak, and counted every piece of it.",
        "في 31 أكتوبر 2026 أخرج الأعضاء والجيران بقوارب الكاياك طنين من النفايات "
        "من أشجار القرم الشرقية، وأحصوها قطعة قطعة.",
    ),
    social_picture="mangrove-kayaks",
    type="ArticlePage",
    facts={
        "published": date.fromisoformat("2026-10-31"),
        "author": both("Khalid Al Suwaidi", "خالد السويدي"),
        "lead_picture": Picture("mangrove-kayaks"),
    },
    introduction=both(
        "31 October 2026. Three hundred volunteers, 88 kayaks and a heron who "
        "watched all of it without lifting a feather.",
        "31 أكتوبر 2026. ثلاثمئة متطوع و88 قارب كاياك ومالك حزين راقب كل شيء ولم يحرك ريشة.",
    ),
    body=(
        paragraph(
            "<p>The channels between the mangroves are too narrow for a motor and "
            "too shallow for a pair of boots, so the litter stays where the tide "
            "leaves it. A kayak gets through. By eleven o'clock the pier was covered "
            "with sacks: 2,040 kilograms, most of it bottles, rope and a wedding "
            "chair.</p>",
            "<p>القنوات بين أشجار القرم أضيق من أن يدخلها محرك وأقل عمقًا من أن "
            "تُخاض، فتبقى النفايات حيث يتركها المد. أما الكاياك فيعبر. وعند الحادية "
            "عشرة كانت الأكياس قد غطت الرصيف: 2040 كيلوغرامًا، معظمها قوارير وحبال، "
            "ومعها كرسي أعراس.</p>",
        ),
        gallery(
            (
                "mangrove-kayaks",
                "Into the eastern channel at first light",
                "إلى القناة الشرقية مع أول الضوء",
            ),
            ("beach-clean-up", "Sorting on the beach", "الفرز على الشاطئ"),
            (
                "reef-dive",
                "Divers looked after the reef on the same morning",
                "الغواصون يعتنون بالشعاب في الصباح نفسه",
            ),
        ),
        heading("Why we count", "لماذا نُحصي"),
        paragraph(
            "<p>Every piece was counted before it went to be recycled, because a "
            "list of what is found tells where it comes from. This year there were "
            "40% fewer fishing lines than last year, since the harbour collects them "
            "in red boxes.</p>",
            "<p>أُحصيت كل قطعة قبل إرسالها إلى إعادة التدوير، لأن قائمة ما نجده تدل "
            "على مصدره. وهذا العام قلّت خيوط الصيد بنسبة 40% عن العام الماضي بعد أن "
            "صار المرسى يجمعها في صناديق حمراء.</p>",
        ),
        quote(
            both(
                "The best clean-up is the one where we find nothing and go for breakfast early.",
                "أفضل حملة تنظيف هي التي لا نجد فيها شيئًا فنذهب إلى الإفطار باكرًا.",
            ),
            both("Yousef Haddad, who organises it", "يوسف حداد، منظم الحملة"),
        ),
        call_to_action(
            both("The next one is on 16 January 2027", "الحملة التالية في 16 يناير 2027"),
            both(
                "Gloves, sacks, kayaks and breakfast are provided.",
                "القفازات والأكياس وقوارب الكاياك والإفطار علينا.",
            ),
            both("Come along", "شاركنا"),
            Link(page="contact"),
        ),
    ),
)

NEWS = (NEWS_PAGE, OPTIMIST_CUP, ROWING_CENTRE, CLEAN_UP)
