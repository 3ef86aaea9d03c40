/** What events and articles say beside their text: when, where, what it costs; by whom. */

import { edits, h, link } from "./dom.js";
import { clock, day, money, span } from "./i18n.js";
import { picture } from "./image.js";

/** Below a page's title. Nothing for a page that is neither an event nor an article. */
export function facts(page, shell, text) {
  if (page.start) return event(page, shell, text);
  if ("author" in page) return byline(page, shell, text);
  return null;
}

/** The lead picture, unless the body shows it as well. */
export function lead(page) {
  const image = page.lead_picture;
  if (!image || JSON.stringify(page.body).includes(`"id":${image.id},"alt":`)) return null;
  return h("figure", { class: "lead", ...edits("lead_picture") }, picture(image, { eager: true, sizes: "(min-width: 60rem) 56rem, 100vw" }));
}

function event(page, shell, text) {
  const { locale } = shell;
  const status = text.statuses[page.status];
  return h("div", { class: "event" },
    status && h("p", { class: "status", ...edits("status") }, status),
    h("dl", { class: "facts" },
      fact(text.when, "start", when(page, locale)),
      fact(text.where, "place", page.place, page.address && h("span", { class: "address", ...edits("address") }, page.address)),
      fact(text.online, "online_url", page.online_url && link(page.online_url, { rel: "noopener" }, new URL(page.online_url).host)),
      fact(text.price, "price", page.price !== null && (Number(page.price) ? money(page.price, page.currency, locale) : text.free)),
      fact(text.organiser, "organiser", page.organiser)));
}

function fact(name, field, ...value) {
  return value[0] && [h("dt", {}, name), h("dd", edits(field), ...value)];
}

/** In the time of the place, wherever the reader is. */
function when({ start, end, is_all_day: isAllDay }, locale) {
  return h("time", { datetime: isAllDay ? day(start) : start }, span(clock(start), clock(end ?? start), isAllDay, locale));
}

/** An article without a date of its own has that of the day on which it was published here first. */
function byline({ author, published, updated, meta }, { locale }, text) {
  const onDay = (name, moment, field) =>
    moment && h("span", edits(field), name, " ", h("time", { datetime: moment }, span(clock(moment), clock(moment), true, locale)));
  const parts = [author && h("span", { class: "author", ...edits("author") }, text.by(author)), onDay(text.published, published ?? meta.first_published_at, "published"), onDay(text.updated, updated, "updated")];
  return h("p", { class: "date byline" }, parts.filter(Boolean).flatMap((part, place) => (place ? [" · ", part] : [part])));
}

/** Events that are to come, the next first. */
export function coming(events, shell, text) {
  return h("section", { class: "section coming", "aria-labelledby": "coming" },
    h("h2", { id: "coming" }, text.coming),
    h("ol", { role: "list" }, events.map((one) =>
      h("li", { "data-id": one.id },
        link(one.path, {}, one.title),
        h("span", {}, when(one, shell.locale), one.place && ` · ${one.place}`),
        text.statuses[one.status] && h("span", { class: "status" }, text.statuses[one.status])))));
}
