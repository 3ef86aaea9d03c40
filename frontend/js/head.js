/** The document's head: what search engines and shared links read, as the API says it. */

import { h } from "./dom.js";

let isFirst = true;

/** `seo` is that of the page; without one (404, search, previews) the address is not for search. */
export function describe({ title, seo, robots, siteName, locale }) {
  const social = seo?.social;
  const image = social?.image;
  const meta = (key, name, content) => content && h("meta", { [key]: name, content });
  const found = [
    meta("name", "description", seo?.description),
    meta("name", "robots", robots ?? seo?.robots ?? "noindex"),
    seo?.canonical && !robots && h("link", { rel: "canonical", href: seo.canonical }),
    ...(robots ? [] : seo?.alternates ?? []).map(({ hreflang, href }) => h("link", { rel: "alternate", hreflang, href })),
    meta("property", "og:type", social && "website"),
    meta("property", "og:site_name", siteName),
    meta("property", "og:locale", locale),
    meta("property", "og:url", seo?.url ?? seo?.canonical),
    meta("property", "og:title", social?.title),
    meta("property", "og:description", social?.description),
    meta("property", "og:image", image?.src),
    meta("property", "og:image:width", image?.width),
    meta("property", "og:image:height", image?.height),
    meta("property", "og:image:alt", image?.alt),
    meta("name", "twitter:card", social && (image ? "summary_large_image" : "summary")),
  ].filter(Boolean);
  document.title = seo?.title ?? title;
  // The server wrote the structured data of the page that was loaded. Whoever reads it loads each page.
  const kept = isFirst && seo ? ":not(script)" : "";
  isFirst = false;
  for (const old of document.head.querySelectorAll(`[data-page]${kept}`)) old.remove();
  for (const element of found) element.dataset.page = "";
  document.head.append(...found);
}
