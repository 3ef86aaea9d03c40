"""The pages of the demo site, in the order in which they are made: parents before children."""

from __future__ import annotations

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
from home.demo.news import NEWS

FILM = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"

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

ABOUT = DemoPage(
    path="about",
    title=both("About the club", "عن النادي"),
    in_menus=True,
    search_title=both(
        "About ADMSC: our club, our people, our sea",
        "عن نادي أبوظبي للرياضات البحرية: قصتنا وفريقنا وبحرنا",
    ),
    search_description=both(
        "How a handful of dhow sailors became a club of 1,900 members and eight "
        "sports, who runs it, and what we do to look after the sea we race on.",
        "كيف تحوّلت مجموعة صغيرة من بحّارة المحامل إلى نادٍ يضم 1900 عضو وثماني "
        "رياضات، ومن يديره، وماذا نفعل لنحمي البحر الذي نتسابق فيه.",
    ),
    social_picture="clubhouse",
    introduction=both(
        "We are a club of racers, learners, grandparents and night-shift nurses "
        "who share one habit: we would rather be on the water.",
        "نحن نادٍ يجمع المتسابقين والمتعلمين والأجداد وممرضات النوبة الليلية، "
        "تجمعهم عادة واحدة: أن يكونوا على الماء.",
    ),
    body=(
        heading("Where we come from", "من أين جئنا"),
        paragraph(
            "<p>The club began with an argument between two dhow captains about "
            "whose boat was faster. They settled it off the breakwater, in front of "
            "a crowd that had come to buy fish. The following year there were nine "
            "boats, then thirty, and somebody had to keep the times.</p>"
            "<p>Today the club has eight sports, 1,900 members of 64 nationalities "
            "and a fleet of 140 boats. The argument is still not settled: it is "
            "sailed again every December in the <a "
            'page="events/eid-al-etihad-dhow-race">Eid Al Etihad Dhow Race</a>.</p>',
            "<p>بدأ النادي بجدال بين نوخذين حول أي المحملين أسرع. حسما الأمر عند "
            "كاسر الأمواج، أمام جمع جاء لشراء السمك. في العام التالي صارت المحامل "
            "تسعة، ثم ثلاثين، وكان لا بد ممن يسجل الأوقات.</p>"
            "<p>واليوم يضم النادي ثماني رياضات و1900 عضو من 64 جنسية وأسطولًا من 140 "
            "قاربًا. أما الجدال فلم يُحسم بعد: يُعاد كل ديسمبر في <a "
            'page="events/eid-al-etihad-dhow-race">سباق عيد الاتحاد للمحامل</a>.</p>',
        ),
        image(
            "clubhouse",
            "The clubhouse and its pier, built on the site of the old fish market.",
            "مقر النادي ورصيفه، في موقع سوق السمك القديم.",
        ),
        heading("What we promise", "بماذا نَعِد"),
        paragraph(
            "<ul><li><b>Safety before speed.</b> Nobody leaves the pier without a "
            "life jacket, a radio and a plan.</li><li><b>A place for everyone.</b> A "
            "third of our places on courses are kept for people who could not pay "
            "for them.</li><li><b>Leave it cleaner.</b> Each race crew brings back "
            "what the sea did not put there.</li></ul>",
            "<ul><li><b>السلامة قبل السرعة.</b> لا يغادر أحد الرصيف بلا سترة نجاة "
            "وجهاز لاسلكي وخطة.</li><li><b>مكان للجميع.</b> نخصص ثلث مقاعد الدورات "
            "لمن لا يقدر على رسومها.</li><li><b>نتركه أنظف.</b> يعود كل طاقم متسابق "
            "بما لم يضعه البحر في البحر.</li></ul>",
        ),
        heading("The people who open the gate", "من يفتحون لك البوابة", "h3"),
        cards(
            card(
                both("Captain Salem Al Mazrouei", "القبطان سالم المزروعي"),
                both(
                    "Commodore. Won the dhow race four times and lost it eleven, and "
                    "remembers the eleven better.",
                    "رئيس النادي. فاز بسباق المحامل أربع مرات وخسره إحدى عشرة مرة، ويتذكر "
                    "الخسارات أكثر.",
                ),
                "dhow-race",
                None,
            ),
            card(
                both("Aisha Rahman", "عائشة رحمن"),
                both(
                    "Head coach. Has taught 2,300 children to capsize, and all of them to "
                    "come up laughing.",
                    "كبيرة المدربين. علّمت 2300 طفل كيف ينقلبون بالقارب، وكيف يعودون إلى "
                    "السطح ضاحكين.",
                ),
                "sailing-school",
                None,
            ),
            card(
                both("Thomas Okafor", "توماس أوكافور"),
                both(
                    "Harbour master. If it floats he knows who owes mooring fees for it.",
                    "مدير المرسى. كل ما يطفو يعرف من تأخر في دفع رسوم رسوّه.",
                ),
                "marina-evening",
                None,
            ),
        ),
        quote(
            both(
                "The sea does not ask where you are from. It asks whether you tied that "
                "knot properly.",
                "البحر لا يسألك من أين أنت، بل يسألك هل ربطت العقدة كما ينبغي.",
            ),
            both("Captain Salem Al Mazrouei, Commodore", "القبطان سالم المزروعي، رئيس النادي"),
        ),
        call_to_action(
            both("Come and see for yourself", "تعال وشاهد بنفسك"),
            both(
                "The terrace is open to visitors every day from 8:00 until sunset.",
                "الشرفة مفتوحة للزوار كل يوم من الساعة 8:00 حتى الغروب.",
            ),
            both("How to find us", "كيف تصل إلينا"),
            Link(page="contact"),
        ),
    ),
)

MEMBERSHIP = DemoPage(
    path="membership",
    title=both("Membership", "العضوية"),
    in_menus=True,
    search_title=both(
        "Membership and fees: join ADMSC", "العضوية والرسوم: انضم إلى نادي أبوظبي البحري"
    ),
    search_description=both(
        "Individual, family and youth membership from AED 150 a month: what it "
        "includes, what it costs, how to join, and answers to the usual "
        "questions.",
        "عضوية فردية وعائلية وللناشئين من 150 درهمًا في الشهر: ماذا تشمل وكم "
        "تكلف وكيف تنضم، مع إجابات عن الأسئلة المعتادة.",
    ),
    social_picture="mangrove-kayaks",
    introduction=both(
        "One fee, eight sports and the use of 140 boats. Join for a month to try "
        "it, or for a year to be in every photograph.",
        "رسم واحد وثماني رياضات و140 قاربًا في خدمتك. انضم شهرًا للتجربة، أو عامًا لتظهر في كل الصور.",
    ),
    body=(
        heading("Choose how you join", "اختر طريقة انضمامك"),
        cards(
            card(
                both(
                    "Youth, 7 to 17 years: AED 150 a month",
                    "الناشئون من 7 إلى 17 عامًا: 150 درهمًا في الشهر",
                ),
                both(
                    "Two coached sessions a week, school-holiday camps and a place in the "
                    "Optimist fleet.",
                    "حصتان أسبوعيًا مع مدرب ومخيمات في العطل المدرسية ومكان في أسطول الأوبتمست.",
                ),
                "sailing-school",
                "events/corniche-regatta",
            ),
            card(
                both("Individual: AED 420 a month", "فردية: 420 درهمًا في الشهر"),
                both(
                    "All club boats you are signed off for, evening races, the gym and half "
                    "price on courses.",
                    "كل قوارب النادي التي اجتزت اختبارها، وسباقات المساء، والصالة الرياضية، "
                    "ونصف السعر في الدورات.",
                ),
                "mangrove-kayaks",
                "contact",
            ),
            card(
                both("Family: AED 790 a month", "عائلية: 790 درهمًا في الشهر"),
                both(
                    "Two adults and all children under one roof, with a locker, a mooring "
                    "discount and a beach day each month.",
                    "شخصان بالغان وكل الأطفال في البيت الواحد، مع خزانة وخصم على الرسو ويوم "
                    "شاطئي كل شهر.",
                ),
                "beach-clean-up",
                "contact",
            ),
        ),
        heading("What every membership includes", "ما تشمله كل عضوية", "h3"),
        paragraph(
            "<ul><li>An introduction to safety on the water, and a swimming check, "
            "in your first week</li><li>Life jackets, wetsuits and boats: bring only "
            "yourself</li><li>Entry to the club series, every Thursday at 17:30 from "
            "October to May</li><li>Showers, lockers, parking and the "
            "terrace</li></ul><p>Students, people of determination and members of "
            "the rescue services pay half. The club never charges a joining fee.</p>",
            "<ul><li>تعريف بالسلامة على الماء واختبار سباحة في أسبوعك "
            "الأول</li><li>سترات نجاة وبدلات مائية وقوارب: لا تُحضر سوى "
            "نفسك</li><li>المشاركة في سلسلة سباقات النادي كل خميس عند الساعة 17:30 "
            "من أكتوبر إلى مايو</li><li>مرافق الاستحمام والخزائن والمواقف "
            "والشرفة</li></ul><p>يدفع الطلاب وأصحاب الهمم والعاملون في الإنقاذ نصف الرسوم. "
            "ولا يتقاضى النادي أي رسوم تسجيل.</p>",
        ),
        image(
            "moonlight-paddle",
            "Members' full-moon paddle, on the Friday nearest to the full moon.",
            "تجديف الأعضاء تحت البدر، في الجمعة الأقرب إلى اكتمال القمر.",
        ),
        heading("Questions that everybody asks", "أسئلة يطرحها الجميع"),
        faq(
            (
                both("Do I need to be able to swim?", "هل يجب أن أجيد السباحة؟"),
                both(
                    "<p>Yes, fifty metres in calm water, in any style you like. If you "
                    "cannot yet, our pool course takes six evenings and is free for "
                    "members.</p>",
                    "<p>نعم، خمسين مترًا في مياه هادئة وبأي أسلوب تشاء. وإن لم تكن تجيدها "
                    "بعد، فدورة المسبح عندنا ست أمسيات وهي مجانية للأعضاء.</p>",
                ),
            ),
            (
                both(
                    "I have never been on a boat. Is that a problem?",
                    "لم أركب قاربًا في حياتي. هل في ذلك مشكلة؟",
                ),
                both(
                    "<p>It is an advantage: you have no habits to forget. Half of our "
                    'members started from nothing. Come to an <a page="contact">open '
                    "Saturday morning</a> first.</p>",
                    "<p>بل هي ميزة، فليست لديك عادات تحتاج إلى نسيانها. بدأ نصف أعضائنا من "
                    'الصفر. ابدأ بزيارة <a page="contact">صباح السبت المفتوح</a>.</p>',
                ),
            ),
            (
                both("Can I pause my membership in summer?", "هل يمكنني تعليق العضوية في الصيف؟"),
                both(
                    "<p>Once a year, for up to three months. Write to us before the first "
                    "day of the month in which the pause begins.</p>",
                    "<p>مرة في العام ولمدة تصل إلى ثلاثة أشهر. راسلنا قبل اليوم الأول من "
                    "الشهر الذي يبدأ فيه التعليق.</p>",
                ),
            ),
            (
                both("Are there sessions for women only?", "هل توجد حصص مخصصة للسيدات؟"),
                both(
                    "<p>Yes: sailing on Mondays, rowing on Wednesdays and swimming every "
                    "evening from 19:00, all with women as coaches.</p>",
                    "<p>نعم: الإبحار يوم الاثنين والتجديف يوم الأربعاء والسباحة كل مساء من "
                    "الساعة 19:00، وكلها مع مدربات.</p>",
                ),
            ),
            (
                both("May I bring guests?", "هل أستطيع دعوة ضيوف؟"),
                both(
                    "<p>Two at a time, whenever you like. A guest may sail with you three "
                    "times a year; after that we hope that they join.</p>",
                    "<p>ضيفان في كل مرة ومتى شئت. ويمكن للضيف أن يبحر معك ثلاث مرات في "
                    "العام، وبعدها نأمل أن ينضم إلينا.</p>",
                ),
            ),
        ),
        call_to_action(
            both("Ready? It takes ten minutes", "جاهز؟ الأمر لا يستغرق عشر دقائق"),
            both(
                "Bring an identity card and a photograph to the duty desk, or write to "
                "us and we send you the form.",
                "أحضر بطاقة الهوية وصورة إلى مكتب المناوبة، أو راسلنا لنرسل إليك الاستمارة.",
            ),
            both("Write to the membership team", "راسل فريق العضوية"),
            Link(route="mailto:membership@admsc.example"),
        ),
    ),
)

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
    EVENTS_PAGE,
    *EVENTS,
    NEWS_PAGE,
    *NEWS,
    CONTACT,
    PRIVACY,
)
