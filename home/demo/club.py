"""The pages of the demo site that say what the club is and how to join it."""

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
