/**
 * What an address shows, as a view:
 *
 *     locale, dir      the language around the page
 *     shell            website_data of that language; null when it could not be loaded
 *     path, trail      the page's address, and those above it
 *     translations     [{locale, path}] of the page
 *     title, seo       for the document's head; without `seo` search engines stay away
 *     content          the elements of <main>, an <h1> among them
 *
 * Making a view touches nothing that is on the screen; router.js shows it.
 */

import * as api from "./api.js";
import { body, cards } from "./blocks.js";
import { coming, facts, lead } from "./facts.js";
import { edits, h, icon, link, shows } from "./dom.js";
import { date, inItsLanguage, nameOf, words } from "./i18n.js";
import { picture } from "./image.js";

function view(shell, path, rest) {
  const { locale, dir } = shell;
  return { locale, dir, shell, path, trail: [], translations: [], ...rest };
}

/** Every language has it at the same place, whatever its content: home, search. */
const everywhere = (shell, rest = "") =>
  shell.site.languages.map(({ code, path }) => ({ locale: code, path: path + rest }));

export function home(shell, page = shell.home_page) {
  const text = words(shell.locale);
  return view(shell, `/${shell.locale}/`, {
    title: page.title,
    seo: page.seo,
    translations: everywhere(shell),
    content: [
      inAnotherLanguage(page, shell),
      page.hero ? hero(page.hero, shell) : h("h1", { tabindex: "-1", class: "page-title", ...shows("pages", page), ...edits("title"), ...inItsLanguage(page, shell) }, page.title),
      h("div", { class: "body home", ...shows("pages", page), ...edits("body"), ...inItsLanguage(page, shell) }, body(page.body, text)),
      partners(shell, text),
    ],
  });
}

export function hero(item, shell, heading = "h1") {
  const image = item.background_image;
  return h("section", { class: "hero", ...shows("heroes", item), ...inItsLanguage(item, shell) },
    image && h("div", { class: "background", ...edits("background_image") }, picture(image, { eager: true, alt: "" })),
    h("div", { class: "words" },
      h(heading, { tabindex: "-1", ...edits("title") }, item.title),
      item.description && h("p", edits("description"), item.description),
      item.button_label && item.button_route &&
        link(item.button_route, { class: "button", ...edits("button_label") }, item.button_label, icon("arrow"))),
    icon("wave", "wave"));
}

function partners(shell, text) {
  const items = shell.partners;
  return items.length > 0 && h("section", { class: "partners", "aria-labelledby": "partners" },
    h("h2", { id: "partners" }, text.partners),
    h("ul", { role: "list" }, items.map((item) => {
      const logo = item.image ? picture(item.image, { sizes: "10rem", alt: item.name }) : item.name;
      return h("li", { ...inItsLanguage(item, shell), ...shows("partners", item), ...edits(item.image ? "image" : "name") }, item.url ? link(item.url, { rel: "noopener" }, logo) : logo);
    })));
}

export async function page(shell, found) {
  const text = words(shell.locale);
  // As a whole, in quotes: of a route, or of a link in a text.
  const linked = JSON.stringify(found.body);
  const isLinked = (path) => linked.includes(`"${path}"`) || linked.includes(`"${path}\\"`);
  const under = (await api.children(found.id)).filter(({ path }) => !isLinked(path));
  const events = found.has_children ? await api.comingEvents(found.id) : [];
  const said = facts(found, shell, text);
  const trail = found.breadcrumbs.slice(1, -1);
  // A page within a section is told, dated; the sections themselves are not.
  const published = !said && trail.length > 0 && found.meta.first_published_at;
  return view(shell, found.path, {
    title: found.title,
    seo: found.seo,
    translations: found.translations,
    trail: trail.map(({ path }) => path),
    content: [
      inAnotherLanguage(found, shell),
      h("article", { lang: found.locale, dir: found.dir, ...shows("pages", found) },
        h("header", { class: "page-header" },
          h("div", { class: "page-header-inner" },
            breadcrumbs(found, text),
            h("h1", { tabindex: "-1", ...edits("title") }, found.title),
            found.introduction && h("p", { class: "introduction", ...edits("introduction") }, found.introduction),
            published && h("p", { class: "date" }, text.published, " ",
              h("time", { datetime: published }, date(published, shell.locale))),
            said)),
        lead(found),
        h("div", { class: "body", ...edits("body") }, body(found.body, text))),
      events.length > 0 && coming(events, shell, text),
      under.length > 0 && section(under, shell, text),
    ],
  });
}

function breadcrumbs({ breadcrumbs }, text) {
  return h("nav", { class: "breadcrumbs", "aria-label": text.youAreHere },
    h("ol", { role: "list" }, breadcrumbs.map(({ id, title, path }, place) =>
      h("li", shows("pages", { id }), place < breadcrumbs.length - 1 ? link(path, {}, title) : h("span", { "aria-current": "page" }, title)))));
}

function section(pages, shell, text) {
  const children = pages.map((child) => ({
    attributes: shows("pages", child),
    title: child.title,
    text: child.introduction,
    link: { route: child.path },
    image: child.seo?.social?.picture,
  }));
  return h("section", { class: "section", "aria-labelledby": "section" },
    h("h2", { id: "section" }, text.inThisSection), cards({ cards: children }, { words: text, level: 2 }));
}

function inAnotherLanguage(page, shell) {
  return page.locale !== shell.locale && notice(words(shell.locale).fallback(nameOf(shell.locale, shell.locale)));
}

export const notice = (text) => h("p", { class: "notice", role: "status" }, text);

export async function search(shell, query) {
  const text = words(shell.locale);
  const found = query && (await api.search(query, shell.locale));
  return view(shell, `/${shell.locale}/search/`, {
    title: query ? `${query} – ${text.search}` : text.search,
    robots: "noindex, follow",
    translations: everywhere(shell, query ? `search/?${new URLSearchParams({ q: query })}` : "search/"),
    content: [
      plain(text.search, null, searchForm(shell, query)),
      found && h("div", { class: "results" },
        h("p", { role: "status" }, found.total ? text.results(found.total) : text.noResults(query)),
        found.instead.length > 0 && h("p", {}, text.instead, " ", h("mark", {}, found.instead.join(" "))),
        found.total > 0
          ? h("ol", { role: "list" }, found.items.map(result))
          : h("p", {}, text.noResultsText)),
    ],
  });
}

function result(item) {
  return h("li", {},
    h("h2", {}, link(item.path, {}, marked(item.search.title))),
    h("p", {}, marked(item.search.snippet)));
}

/** A snippet is text with `<mark>` in it, and nothing else comes through. */
function marked(snippet) {
  const parsed = new DOMParser().parseFromString(snippet, "text/html").body;
  return [...parsed.childNodes].map((node) =>
    node.nodeName === "MARK" ? h("mark", {}, node.textContent) : node.textContent);
}

function searchForm(shell, query = "") {
  const text = words(shell.locale);
  return h("form", { role: "search", class: "search", action: `/${shell.locale}/search/` },
    h("label", { for: "q", class: "visually-hidden" }, text.searchHint),
    h("input", { id: "q", name: "q", type: "search", required: true, maxlength: 200, value: query, placeholder: text.searchHint }),
    h("button", { class: "button" }, icon("search"), text.search));
}

/** A soft 404: the address keeps its place in the bar, and search engines are told. */
export const notFound = (shell, path) =>
  nothing(shell, path, words(shell.locale).notFound, words(shell.locale).notFoundText);

/** What was there and does not come back (410). */
export const gone = (shell, path) =>
  nothing(shell, path, words(shell.locale).gone, words(shell.locale).goneText);

function nothing(shell, path, title, why) {
  const text = words(shell.locale);
  return view(shell, path, {
    title,
    translations: everywhere(shell),
    content: [
      plain(title, why, searchForm(shell),
        link(`/${shell.locale}/`, { class: "button quiet" }, text.home)),
    ],
  });
}

/** The CMS did not answer; `retry` asks it again. There may not even be a shell. */
export function failed(shell, locale, dir, { title, text, retry }) {
  const button = retry && h("button", { type: "button", class: "button", onclick: retry }, words(locale).retry);
  const translations = shell ? everywhere(shell) : [];
  return { locale, dir, shell, path: "", trail: [], translations, title, content: [plain(title, text, button)] };
}

function plain(title, text, ...rest) {
  return h("header", { class: "page-header" },
    h("div", { class: "page-header-inner" },
      h("h1", { tabindex: "-1" }, title), text && h("p", { class: "introduction" }, text), rest));
}
