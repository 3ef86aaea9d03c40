/** Times and prices, as each language writes them. */

import { type Language, isLanguage } from "./languages";

/** The region whose names of months readers know, and the calendars beside the Gregorian one. */
const REGION: Record<Language, string> = { en: "en-GB", ar: "ar-AE" };
const CALENDARS: Record<Language, string[]> = { en: [], ar: ["islamic-umalqura"] };

const regionOf = (locale: string) => (isLanguage(locale) ? REGION[locale] : locale);

/** What clocks show then at the place, wherever the reader is: a moment in UTC that is written with `timeZone: "UTC"`. */
const clock = (moment: string) => new Date(moment.length > 10 ? `${moment.slice(0, 19)}Z` : moment);

/** "5 December 2026 at 12:30 – 17:00", of whole days "22–24 January 2027"; Hijri days beside it in Arabic. */
export function span(start: string, end: string, isAllDay: boolean, locale: string): string {
  const [first, last] = [clock(start), clock(end)];
  const calendars = ["gregory", ...(isLanguage(locale) ? CALENDARS[locale] : [])];
  return calendars
    .map((calendar) =>
      new Intl.DateTimeFormat(regionOf(locale), {
        calendar,
        timeZone: "UTC",
        dateStyle: "long",
        ...(!isAllDay && calendar === "gregory" && { timeStyle: "short" as const }),
      }).formatRange(first, last < first ? first : last),
    )
    .join(" · ");
}

/** "AED 60". `amount` is text, as the API has it: "60.00". */
export const money = (amount: string, currency: string, locale: string): string =>
  new Intl.NumberFormat(regionOf(locale), {
    style: "currency",
    currency,
    trailingZeroDisplay: "stripIfInteger",
  } as Intl.NumberFormatOptions).format(Number(amount));
