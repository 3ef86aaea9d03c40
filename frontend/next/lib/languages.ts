/** The languages of this website. Each has its words in words.ts. */

export const LANGUAGES = ["en", "ar"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A language's name in itself: "English", "العربية". */
export const nameOf = (code: string, inLanguage: string = code): string =>
  new Intl.DisplayNames([inLanguage], { type: "language" }).of(code) ?? code;

export const isLanguage = (code: string): code is Language =>
  (LANGUAGES as readonly string[]).includes(code);

export const directionOf = (code: string): "ltr" | "rtl" =>
  ["ar", "fa", "he", "ur"].includes(code.split("-")[0] ?? "") ? "rtl" : "ltr";

/** What an element has that stands in the frame of another language. */
export const inLanguage = (own: string, around: string): { lang?: string; dir?: "ltr" | "rtl" } =>
  own === around ? {} : { lang: own, dir: directionOf(own) };

/** The reader's language, by the Accept-Language of the request. */
export function preferred(header: string | null): Language {
  const wanted = (header ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", weight] = part.trim().toLowerCase().split(/;\s*q=/);
      return { code: tag.split("-")[0] ?? "", weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ code, weight }) => isLanguage(code) && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const code = wanted[0]?.code ?? "";
  return isLanguage(code) ? code : LANGUAGES[0];
}
