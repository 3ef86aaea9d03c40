/** The website's own words in each language, and dates. Everything else comes from the CMS. */

const WORDS = {
  en: {
    by: (author) => `By ${author}`,
    close: "Close",
    coming: "Coming events",
    drafts: "With all drafts – not published",
    draftsEnded: "This link has ended",
    draftsEndedText: "It was revoked, or its time is over. Ask whoever sent it to you for a new one.",
    error: "This page could not be loaded",
    errorText: "Check your connection and try again.",
    fallback: (language) => `This page is not available in ${language} yet. You are reading it in another language.`,
    footer: "More links",
    free: "Free",
    home: "Home",
    inThisSection: "In this section",
    instead: "Shown instead:",
    languages: "Languages",
    leaveDrafts: "Show what is published",
    loading: "Loading…",
    menu: "Menu",
    more: (label) => `More in ${label}`,
    newTab: "opens in a new tab",
    noResults: (query) => `Nothing was found for “${query}”.`,
    noResultsText: "Try fewer or other words.",
    online: "Online",
    organiser: "Organiser",
    gone: "This page is gone",
    goneText: "It was taken down for good. Search for what you need, or start from the home page.",
    notFound: "Page not found",
    notFoundText: "The page may have moved, or the address may be mistyped. Search for it, or start from the home page.",
    partners: "Our partners",
    play: (title) => `Play video: ${title}`,
    playHint: "The video loads from the provider's website when you play it.",
    preview: "Preview – not published",
    previewFailed: "This preview has expired or is not yours",
    previewFailedText: "Go back to the editor and open the preview again.",
    price: "Price",
    published: "Published",
    results: (count) => (count === 1 ? "1 page found" : `${count} pages found`),
    retry: "Try again",
    search: "Search",
    searchHint: "What are you looking for?",
    skip: "Skip to content",
    statuses: { postponed: "Postponed", cancelled: "Cancelled", moved_online: "Moved online" },
    untranslated: (language) => `That page is not available in ${language} yet. This is the home page.`,
    updated: "Updated",
    video: "Video",
    when: "When",
    where: "Where",
    youAreHere: "You are here",
    zoom: "Enlarge the picture",
  },
  ar: {
    by: (author) => `بقلم ${author}`,
    close: "إغلاق",
    coming: "الفعاليات القادمة",
    drafts: "مع جميع المسودات – غير منشورة",
    draftsEnded: "انتهت صلاحية هذا الرابط",
    draftsEndedText: "أُلغي أو انقضت مدته. اطلب رابطًا جديدًا ممن أرسله إليك.",
    error: "تعذّر تحميل هذه الصفحة",
    errorText: "تحقّق من اتصالك ثم أعد المحاولة.",
    fallback: (language) => `هذه الصفحة غير متوفرة باللغة ${language} بعد، وتُعرض هنا بلغة أخرى.`,
    footer: "روابط أخرى",
    free: "مجانًا",
    home: "الرئيسية",
    inThisSection: "في هذا القسم",
    instead: "نعرض بدلاً منه:",
    languages: "اللغات",
    leaveDrafts: "عرض المنشور",
    loading: "جارٍ التحميل…",
    menu: "القائمة",
    more: (label) => `المزيد في ${label}`,
    newTab: "يُفتح في نافذة جديدة",
    noResults: (query) => `لم نجد نتائج عن «${query}».`,
    noResultsText: "جرّب كلمات أقل أو كلمات أخرى.",
    online: "عبر الإنترنت",
    organiser: "المنظّم",
    gone: "لم تعد هذه الصفحة موجودة",
    goneText: "أُزيلت نهائيًا. ابحث عمّا تحتاج إليه أو ابدأ من الصفحة الرئيسية.",
    notFound: "الصفحة غير موجودة",
    notFoundText: "ربما نُقلت الصفحة أو كُتب العنوان خطأً. ابحث عنها أو ابدأ من الصفحة الرئيسية.",
    partners: "شركاؤنا",
    play: (title) => `تشغيل الفيديو: ${title}`,
    playHint: "يُحمَّل الفيديو من موقع مزوّده عند تشغيله.",
    preview: "معاينة – غير منشورة",
    previewFailed: "انتهت صلاحية هذه المعاينة أو أنها ليست لك",
    previewFailedText: "عُد إلى المحرّر وافتح المعاينة من جديد.",
    price: "السعر",
    published: "نُشر في",
    results: (count) => `عدد النتائج: ${count}`,
    retry: "إعادة المحاولة",
    search: "بحث",
    searchHint: "عمّ تبحث؟",
    skip: "تخطَّ إلى المحتوى",
    statuses: { postponed: "مؤجّلة", cancelled: "ملغاة", moved_online: "نُقلت إلى الإنترنت" },
    untranslated: (language) => `تلك الصفحة غير متوفرة باللغة ${language} بعد. هذه هي الصفحة الرئيسية.`,
    updated: "حُدِّث في",
    video: "فيديو",
    when: "الموعد",
    where: "المكان",
    youAreHere: "أنت هنا",
    zoom: "تكبير الصورة",
  },
};

/** Calendars beside the Gregorian one, and the region whose names of months readers know. */
const REGION = { ar: "ar-AE", en: "en-GB" };
const CALENDARS = { ar: ["islamic-umalqura"] };

/** The words of a language; those of English where nobody has written them yet. */
export const words = (locale) => ({ ...WORDS.en, ...WORDS[locale] });

/** Before the CMS has said it. */
export const direction = (locale) => (["ar", "fa", "he", "ur"].includes(locale) ? "rtl" : "ltr");

/** The first of these languages that there are words in, else English. */
export const known = (...locales) => locales.find((locale) => Object.hasOwn(WORDS, locale)) ?? "en";

/** Attributes of what stands in another language's frame: an item that is not translated. */
export const inItsLanguage = ({ locale }, shell) =>
  locale && locale !== shell.locale ? { lang: locale, dir: direction(locale) } : {};

/** "3 March 2026", and in Arabic "3 مارس 2026 · 14 رمضان 1447 هـ". */
export function date(moment, locale) {
  const region = REGION[locale] ?? locale;
  return ["gregory", ...(CALENDARS[locale] ?? [])]
    .map((calendar) => new Intl.DateTimeFormat(region, { calendar, dateStyle: "long" }))
    .map((format) => format.format(new Date(moment)))
    .join(" · ");
}

/** The day of a moment as the API writes it, at the place where it is: "2026-12-05". */
export const day = (moment) => moment.slice(0, 10);

/** What clocks show there then, as a moment in UTC: with `timeZone: "UTC"` it is written so. */
export const clock = (moment) => new Date(moment.length > 10 ? `${moment.slice(0, 19)}Z` : moment);

/** "5 December 2026 at 12:30 – 17:00", of whole days "22–24 January 2027"; Hijri days beside it. */
export function span(start, end, isAllDay, locale) {
  const region = REGION[locale] ?? locale;
  const last = end < start ? start : end;
  return ["gregory", ...(CALENDARS[locale] ?? [])]
    .map((calendar) => new Intl.DateTimeFormat(region, { calendar, timeZone: "UTC", dateStyle: "long", timeStyle: isAllDay || calendar !== "gregory" ? undefined : "short" }))
    .map((format) => format.formatRange(start, last))
    .join(" · ");
}

/** "AED 60" as the language writes it. `amount` is text, as the API has it: "60.00". */
export const money = (amount, currency, locale) =>
  new Intl.NumberFormat(REGION[locale] ?? locale, { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" }).format(amount);

/** "Arabic" in English, "العربية" in Arabic. */
export const nameOf = (code, locale) => new Intl.DisplayNames([locale], { type: "language" }).of(code);
