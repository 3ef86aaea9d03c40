/** The website's own words. Everything else comes from the CMS. */

import { type Language, isLanguage } from "./languages";

const en = {
  drafts: "With all drafts – not published",
  draftsEnded: "This link has ended",
  draftsEndedText: "It was revoked, or its time is over. Ask whoever sent it to you for a new one.",
  error: "This page could not be loaded",
  errorText: "Try again in a moment.",
  fallback: (language: string) =>
    `This page is not available in ${language} yet. You are reading it in another language.`,
  footer: "More links",
  home: "Home",
  inThisSection: "In this section",
  instead: "Shown instead:",
  languages: "Languages",
  leaveDrafts: "Show what is published",
  menu: "Menu",
  newTab: "opens in a new tab",
  noResults: (query: string) => `Nothing was found for “${query}”. Try fewer or other words.`,
  notFound: "Page not found",
  notFoundText: "The page may have moved, or the address may be mistyped.",
  partners: "Our partners",
  preview: "Preview – not published",
  previewEnded: "This preview has expired or is not yours",
  previewEndedText: "Go back to the editor and open the preview again.",
  results: (count: number) => (count === 1 ? "1 page found" : `${count} pages found`),
  retry: "Try again",
  search: "Search",
  searchHint: "What are you looking for?",
  skip: "Skip to content",
  watch: (title: string) => `Watch: ${title}`,
  youAreHere: "You are here",
};

export type Words = typeof en;

const WORDS: Record<Language, Words> = {
  en,
  ar: {
    drafts: "مع جميع المسودات – غير منشورة",
    draftsEnded: "انتهت صلاحية هذا الرابط",
    draftsEndedText: "أُلغي أو انقضت مدته. اطلب رابطًا جديدًا ممن أرسله إليك.",
    error: "تعذّر تحميل هذه الصفحة",
    errorText: "أعد المحاولة بعد قليل.",
    fallback: (language) => `هذه الصفحة غير متوفرة باللغة ${language} بعد، وتُعرض هنا بلغة أخرى.`,
    footer: "روابط أخرى",
    home: "الرئيسية",
    inThisSection: "في هذا القسم",
    instead: "نعرض بدلاً منه:",
    languages: "اللغات",
    leaveDrafts: "عرض المنشور",
    menu: "القائمة",
    newTab: "يُفتح في نافذة جديدة",
    noResults: (query) => `لم نجد نتائج عن «${query}». جرّب كلمات أقل أو كلمات أخرى.`,
    notFound: "الصفحة غير موجودة",
    notFoundText: "ربما نُقلت الصفحة أو كُتب العنوان خطأً.",
    partners: "شركاؤنا",
    preview: "معاينة – غير منشورة",
    previewEnded: "انتهت صلاحية هذه المعاينة أو أنها ليست لك",
    previewEndedText: "عُد إلى المحرّر وافتح المعاينة من جديد.",
    results: (count) => `عدد النتائج: ${count}`,
    retry: "إعادة المحاولة",
    search: "بحث",
    searchHint: "عمّ تبحث؟",
    skip: "تخطَّ إلى المحتوى",
    watch: (title) => `شاهد: ${title}`,
    youAreHere: "أنت هنا",
  },
};

export const words = (code: string): Words => WORDS[isLanguage(code) ? code : "en"];
