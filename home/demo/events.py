"""The events of the demo site's season: December 2026 to April 2027."""

from __future__ import annotations

from decimal import Decimal

from home.demo.content import (
    DemoPage,
    Link,
    Picture,
    both,
    call_to_action,
    card,
    cards,
    faq,
    gallery,
    heading,
    image,
    moment,
    paragraph,
    quote,
)

ORGANISER = both("Abu Dhabi Marine Sports Club", "نادي أبوظبي للرياضات البحرية")

EVENTS_PAGE = DemoPage(
    path="events",
    title=both("Events", "الفعاليات"),
    in_menus=True,
    search_title=both(
        "Races and events in Abu Dhabi, 2026 and 2027",
        "سباقات وفعاليات بحرية في أبوظبي لموسم 2026 و2027",
    ),
    search_description=both(
        "The season on the water: a dhow race in December, the Corniche Regatta "
        "in January and the Powerboat Grand Prix in April. Dates, entries, "
        "places to watch.",
        "الموسم على الماء: سباق المحامل في ديسمبر، وسباق الكورنيش الشراعي في "
        "يناير، وجائزة الزوارق السريعة في أبريل. المواعيد والتسجيل وأماكن "
        "المشاهدة.",
    ),
    social_picture="regatta",
    introduction=both(
        "Three weekends that fill the Corniche, and a club race every Thursday "
        "in between. Watching is always free.",
        "ثلاث عطلات تملأ الكورنيش بالناس، وبينها سباق للنادي كل خميس. والمشاهدة مجانية دائمًا.",
    ),
    body=(
        cards(
            card(
                both("Eid Al Etihad Dhow Race", "سباق عيد الاتحاد للمحامل"),
                both(
                    "Saturday 5 December 2026. Forty dhows, eighteen nautical miles, one "
                    "finish in front of the Corniche.",
                    "السبت 5 ديسمبر 2026. أربعون محملًا وثمانية عشر ميلًا بحريًا وخط نهاية "
                    "واحد أمام الكورنيش.",
                ),
                "dhow-race",
                "events/eid-al-etihad-dhow-race",
            ),
            card(
                both("Corniche Regatta", "سباق الكورنيش الشراعي"),
                both(
                    "22 to 24 January 2027. Five classes, nine races, and the best view in "
                    "the city.",
                    "من 22 إلى 24 يناير 2027. خمس فئات وتسعة سباقات وأجمل إطلالة في المدينة.",
                ),
                "regatta",
                "events/corniche-regatta",
            ),
            card(
                both("Powerboat Grand Prix", "جائزة أبوظبي للزوارق السريعة"),
                both(
                    "2 to 4 April 2027. Twin-hulled boats at 250 km/h, with the jet-ski cup "
                    "in between.",
                    "من 2 إلى 4 أبريل 2027. زوارق مزدوجة البدن بسرعة 250 كيلومترًا في "
                    "الساعة، وبينها كأس الدراجات المائية.",
                ),
                "powerboats",
                "events/powerboat-grand-prix",
            ),
        ),
        heading("Every week", "كل أسبوع", "h3"),
        paragraph(
            "<p>The club series starts each Thursday at 17:30. Rowers meet on "
            "Tuesdays and Sundays at 5:45; the diving boat leaves on Fridays at "
            "7:00. Whoever wants to help on the committee boat gets breakfast and "
            "the best seat.</p>",
            "<p>تنطلق سلسلة سباقات النادي كل خميس عند الساعة 17:30. ويلتقي المجدّفون "
            "يومي الثلاثاء والأحد عند الساعة 5:45، ويغادر قارب الغوص يوم الجمعة عند "
            "الساعة 7:00. ومن يساعد على قارب اللجنة فله الإفطار وأفضل مقعد.</p>",
        ),
        call_to_action(
            both("Race with us", "شاركنا السباق"),
            both(
                "Entries open eight weeks before each event and close when the list is full.",
                "يُفتح التسجيل قبل كل فعالية بثمانية أسابيع ويُغلق عند اكتمال القائمة.",
            ),
            both("Ask the race office", "اسأل مكتب السباقات"),
            Link(route="mailto:races@admsc.example"),
        ),
    ),
)

DHOW_RACE = DemoPage(
    path="events/eid-al-etihad-dhow-race",
    title=both("Eid Al Etihad Dhow Race", "سباق عيد الاتحاد للمحامل"),
    search_title=both(
        "Eid Al Etihad Dhow Race, 5 December 2026",
        "سباق عيد الاتحاد للمحامل الشراعية، 5 ديسمبر 2026",
    ),
    search_description=both(
        "Forty traditional dhows race eighteen nautical miles to the Corniche on "
        "5 December 2026. The programme, where to watch and how to join a crew.",
        "أربعون محملًا تراثيًا تتسابق ثمانية عشر ميلًا بحريًا نحو الكورنيش في 5 "
        "ديسمبر 2026. البرنامج وأماكن المشاهدة وكيفية الانضمام إلى طاقم.",
    ),
    social_picture="dhow-race",
    type="EventPage",
    facts={
        "start": moment("2026-12-05 12:30"),
        "end": moment("2026-12-05 17:00"),
        "is_all_day": False,
        "place": both("Abu Dhabi Corniche", "كورنيش أبوظبي"),
        "address": both(
            "Corniche Road West, Abu Dhabi, United Arab Emirates",
            "طريق الكورنيش الغربي، أبوظبي، الإمارات العربية المتحدة",
        ),
        "price": Decimal(0),
        "organiser": ORGANISER,
        "lead_picture": Picture("dhow-race"),
    },
    introduction=both(
        "Saturday 5 December 2026, start at 12:30. Forty sixty-foot dhows, "
        "eighteen nautical miles and no engines: the race with which the club "
        "began.",
        "السبت 5 ديسمبر 2026، والانطلاق عند الساعة 12:30. أربعون محملًا من فئة "
        "الستين قدمًا وثمانية عشر ميلًا بحريًا بلا محركات: السباق الذي بدأ به "
        "النادي.",
    ),
    body=(
        image(
            "dhow-race",
            "The fleet an hour after the start last year, with the north-westerly filling in.",
            "الأسطول بعد ساعة من انطلاق العام الماضي وقد اشتدت ريح الشمال.",
        ),
        heading("The race", "السباق"),
        paragraph(
            "<p>The dhows anchor in a line with their sails down. At the gun fifteen "
            "people on each boat haul up a yard as long as the boat itself, and the "
            "sea in front of the island turns white. The first boats reach the "
            "Corniche about two hours later.</p><p>Prizes go to the first ten, to "
            "the youngest crew and to the captain whom the other captains vote "
            "for.</p>",
            "<p>ترسو المحامل في صف واحد وأشرعتها منزّلة. وعند إشارة الانطلاق يرفع "
            "خمسة عشر بحارًا على كل محمل عارضة بطول المحمل نفسه، فيبيضّ البحر أمام "
            "الجزيرة. وتصل أولى المحامل إلى الكورنيش بعد نحو ساعتين.</p><p>تُمنح "
            "الجوائز للعشرة الأوائل ولأصغر الأطقم سنًا وللنوخذة الذي يصوّت له بقية "
            "النواخذة.</p>",
        ),
        heading("Programme", "البرنامج", "h3"),
        paragraph(
            "<ol><li><b>7:00</b> The dhows leave the harbour, with "
            "drums</li><li><b>9:00</b> The heritage village opens on the beach: "
            "rope-making, pearl-diving stories, fresh bread</li><li><b>12:30</b> "
            "Start</li><li><b>14:30</b> First boats at the "
            "finish</li><li><b>17:00</b> Prizes on the terrace</li></ol>",
            "<ol><li><b>7:00</b> خروج المحامل من المرسى على قرع "
            "الطبول</li><li><b>9:00</b> افتتاح القرية التراثية على الشاطئ: صناعة "
            "الحبال وحكايات الغوص على اللؤلؤ وخبز طازج</li><li><b>12:30</b> "
            "الانطلاق</li><li><b>14:30</b> وصول أولى المحامل</li><li><b>17:00</b> "
            "توزيع الجوائز على الشرفة</li></ol>",
        ),
        quote(
            both(
                "You do not steer a dhow with your hands. You steer it with fifteen "
                "people who trust you.",
                "لا يُقاد المحمل باليدين، بل بخمسة عشر بحارًا يثقون بك.",
            ),
            both(
                "Hamad Al Rumaithi, winning captain in 2025",
                "حمد الرميثي، النوخذة الفائز في عام 2025",
            ),
        ),
        call_to_action(
            both("Two places on each boat are for newcomers", "مكانان على كل محمل للقادمين الجدد"),
            both(
                "You must be 18, swim well and be ready to pull. Names are drawn on 28 November.",
                "يُشترط أن تكون في الثامنة عشرة أو أكثر، وأن تجيد السباحة، وأن تكون "
                "مستعدًا لشد الحبال. تُجرى القرعة في 28 نوفمبر.",
            ),
            both("Put your name in", "سجّل اسمك"),
            Link(route="mailto:races@admsc.example"),
        ),
    ),
)

REGATTA = DemoPage(
    path="events/corniche-regatta",
    title=both("Corniche Regatta", "سباق الكورنيش الشراعي"),
    search_title=both(
        "Corniche Regatta 2027: 22 to 24 January", "سباق الكورنيش الشراعي 2027: من 22 إلى 24 يناير"
    ),
    search_description=both(
        "Five classes and nine races in three days, so close to the Corniche "
        "that you can hear the skippers. Dates, classes, entry and pictures of "
        "last year.",
        "خمس فئات وتسعة سباقات في ثلاثة أيام، وعلى قرب من الكورنيش يسمح بسماع "
        "القباطنة. المواعيد والفئات والتسجيل وصور العام الماضي.",
    ),
    social_picture="regatta",
    type="EventPage",
    facts={
        "start": moment("2027-01-22"),
        "end": moment("2027-01-24"),
        "is_all_day": True,
        "place": both("Abu Dhabi Corniche", "كورنيش أبوظبي"),
        "address": both(
            "Corniche Road West, Abu Dhabi, United Arab Emirates",
            "طريق الكورنيش الغربي، أبوظبي، الإمارات العربية المتحدة",
        ),
        "price": Decimal(0),
        "organiser": ORGANISER,
        "lead_picture": Picture("regatta"),
    },
    introduction=both(
        "22 to 24 January 2027. Nine races for five classes, a stone's throw from the promenade.",
        "من 22 إلى 24 يناير 2027. تسعة سباقات لخمس فئات على مرمى حجر من الممشى.",
    ),
    body=(
        heading("Three days, nine starts", "ثلاثة أيام وتسعة انطلاقات"),
        paragraph(
            "<p>The course lies between the breakwater and the public beach, so "
            "nobody needs a boat to watch. Racing begins at 11:00 each day and ends "
            "when the wind does, usually about 16:00.</p><p>Classes: Optimist, ILCA "
            "6, 29er, J/80 and cruising boats with a handicap.</p>",
            "<p>يقع المسار بين كاسر الأمواج والشاطئ العام، فلا يحتاج أحد إلى قارب كي "
            "يشاهد. تبدأ السباقات عند الساعة 11:00 كل يوم وتنتهي حين تسكن الريح، "
            "وعادةً نحو الساعة 16:00.</p><p>الفئات: الأوبتمست، والإلكا ستة، "
            "وتوينتي ناينر، والجي ثمانين، وقوارب النزهة بنظام التعديل "
            "الزمني.</p>",
        ),
        gallery(
            ("regatta", "Downwind on the second day", "مع الريح في اليوم الثاني"),
            (
                "sailing-school",
                "The Optimists wait for their start",
                "أسطول الأوبتمست بانتظار الانطلاق",
            ),
            ("sunset-sails", "Home after the last race", "العودة بعد السباق الأخير"),
            ("trophy", "The cup that nobody has won twice", "الكأس التي لم يفز بها أحد مرتين"),
        ),
        heading("For sailors", "للبحّارة", "h3"),
        faq(
            (
                both("How do I enter?", "كيف أسجّل؟"),
                both(
                    "<p>Entries open on 27 November 2026 and close on 15 January 2027. The "
                    "fee is AED 200 a boat, and nothing for sailors under 18.</p>",
                    "<p>يُفتح التسجيل في 27 نوفمبر 2026 ويُغلق في 15 يناير 2027. الرسم 200 "
                    "درهم لكل قارب، ولا رسم على من هم دون الثامنة عشرة.</p>",
                ),
            ),
            (
                both("Can I charter a boat?", "هل يمكنني استئجار قارب؟"),
                both(
                    "<p>We have twelve Optimists, eight ILCAs and three J/80s for guests "
                    "from abroad. Ask early.</p>",
                    "<p>لدينا اثنا عشر قارب أوبتمست وثمانية قوارب إلكا وثلاثة قوارب جي ثمانين "
                    "لضيوفنا من الخارج. بادر بالطلب.</p>",
                ),
            ),
            (
                both("What if there is no wind?", "ماذا لو سكنت الريح؟"),
                both(
                    "<p>Then the race officer makes coffee. If fewer than four races are "
                    "sailed, your fee is good for 2028.</p>",
                    "<p>عندها يُعدّ ضابط السباق القهوة. وإن أُقيم أقل من أربعة سباقات فرسومك "
                    "صالحة لعام 2028.</p>",
                ),
            ),
        ),
        call_to_action(
            both("Help us run it", "ساعدنا في التنظيم"),
            both(
                "Sixty volunteers lay marks, count boats and pour water. You learn more "
                "than any spectator.",
                "ستون متطوعًا يضعون العوامات ويعدّون القوارب ويوزعون الماء. وستتعلم أكثر "
                "من أي متفرج.",
            ),
            both("Volunteer", "تطوّع معنا"),
            Link(page="contact"),
        ),
    ),
)

POWERBOATS = DemoPage(
    path="events/powerboat-grand-prix",
    title=both("Powerboat Grand Prix", "جائزة أبوظبي للزوارق السريعة"),
    search_title=both(
        "Powerboat Grand Prix, 2 to 4 April 2027",
        "جائزة أبوظبي للزوارق السريعة، 2 إلى 4 أبريل 2027",
    ),
    search_description=both(
        "Offshore catamarans at 250 km/h and the jet-ski cup, in front of the "
        "breakwater from 2 to 4 April 2027. Timetable, stands, ear protection "
        "and parking.",
        "زوارق مزدوجة البدن بسرعة 250 كيلومترًا في الساعة وكأس الدراجات المائية "
        "أمام كاسر الأمواج من 2 إلى 4 أبريل 2027. المواعيد والمدرجات والمواقف.",
    ),
    social_picture="powerboats",
    type="EventPage",
    facts={
        "start": moment("2027-04-02"),
        "end": moment("2027-04-04"),
        "is_all_day": True,
        "place": both("Abu Dhabi breakwater", "كاسر الأمواج في أبوظبي"),
        "address": both(
            "Breakwater Road, Abu Dhabi, United Arab Emirates",
            "طريق كاسر الأمواج، أبوظبي، الإمارات العربية المتحدة",
        ),
        "price": Decimal(0),
        "organiser": ORGANISER,
        "lead_picture": Picture("powerboats"),
    },
    introduction=both(
        "2 to 4 April 2027. Fourteen offshore catamarans, thirty jet skis, and a "
        "breakwater full of people with their hands over their ears.",
        "من 2 إلى 4 أبريل 2027. أربعة عشر زورقًا مزدوج البدن وثلاثون دراجة "
        "مائية، وكاسر أمواج مليء بمن يسدّون آذانهم.",
    ),
    body=(
        heading("Faster than the road beside it", "أسرع من الطريق المجاور"),
        paragraph(
            "<p>A catamaran of twelve metres flies more than it floats: only the "
            "propellers and the last hand's breadth of the hulls touch the water. On "
            "the straight in front of the breakwater the fastest of them pass 250 "
            "km/h, with a pilot on the left and a throttleman on the right.</p>",
            "<p>الزورق ذو الاثني عشر مترًا يطير أكثر مما يطفو: لا يلامس الماء منه "
            "سوى المراوح وشبر من آخر البدن. وعلى المستقيم أمام كاسر الأمواج يتجاوز "
            "أسرعها 250 كيلومترًا في الساعة، وفيه قائد إلى اليسار ومسؤول سرعة إلى "
            "اليمين.</p>",
        ),
        gallery(
            ("powerboats", "The straight in front of the breakwater", "المستقيم أمام كاسر الأمواج"),
            (
                "jet-ski-race",
                "First turn of the jet-ski cup",
                "المنعطف الأول في كأس الدراجات المائية",
            ),
            ("marina-evening", "The pits, the evening before", "مرآب الزوارق في الليلة السابقة"),
        ),
        heading("Timetable", "المواعيد", "h3"),
        paragraph(
            "<ul><li><b>Friday 2 April:</b> scrutineering and free practice, 14:00 "
            "to 18:00; the pits are open to visitors</li><li><b>Saturday 3 "
            "April:</b> qualifying at 11:00, jet-ski cup at 15:00</li><li><b>Sunday "
            "4 April:</b> race one at 10:30, race two at 15:30, prizes at "
            "17:30</li></ul>",
            "<ul><li><b>الجمعة 2 أبريل:</b> الفحص الفني والتجارب الحرة من 14:00 إلى "
            "18:00، والمرآب مفتوح للزوار</li><li><b>السبت 3 أبريل:</b> التجارب "
            "التأهيلية عند 11:00 وكأس الدراجات المائية عند 15:00</li><li><b>الأحد 4 "
            "أبريل:</b> السباق الأول عند 10:30 والسباق الثاني عند 15:30 وتوزيع "
            "الجوائز عند 17:30</li></ul>",
        ),
        image(
            "jet-ski-race",
            "Riders from eleven countries have entered the cup.",
            "متسابقون من إحدى عشرة دولة سجّلوا في الكأس.",
        ),
        call_to_action(
            both("Seats in the shade are few", "المقاعد في الظل محدودة"),
            both(
                "Standing is free. A seat on the stand costs AED 60 and comes with ear protection.",
                "الوقوف مجاني. ومقعد المدرج بستين درهمًا ومعه واقٍ للأذن.",
            ),
            both("Reserve a seat", "احجز مقعدًا"),
            Link(route="https://tickets.example/powerboat-grand-prix"),
        ),
    ),
)

EVENTS = (EVENTS_PAGE, DHOW_RACE, REGATTA, POWERBOATS)
