/**
 * Which view belongs to an address, and the way from one to the next without loading the whole
 * page again: plain links, the History API, and the focus on the new page's heading.
 */

import * as api from "./api.js";
import { describe } from "./head.js";
import { direction, known, nameOf, words } from "./i18n.js";
import * as shells from "./shell.js";
import * as views from "./views.js";

/** A view, `{redirect}` to another path of this website, or `{leave}` for an address elsewhere. */
async function resolve({ pathname, search, searchParams }) {
  if (!pathname.endsWith("/")) return { redirect: `${pathname}/` };
  const [, locale, ...rest] = pathname.split("/");
  const shell = /^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(locale) && (await api.shell(locale));
  if (shell && rest.join("/") === "" && shell.home_page) return views.home(shell);
  if (shell && rest.join("/") === "search/") return views.search(shell, searchParams.get("q")?.trim());

  if (!shell) {
    // An address without a language: "/", or the "/about/" of a menu item.
    const inLanguage = `/${await readersLanguage()}${pathname}`;
    if (pathname === "/" || (await api.find(inLanguage))) return { redirect: inLanguage };
  }
  // With its query: a redirect may be for that alone.
  const found = await api.find(pathname + search);
  if (found?.gone) return shell ? views.gone(shell, pathname) : { redirect: `/${await readersLanguage()}${pathname}` };
  if (found?.find.location) return { leave: found.find.location };
  if (found?.find.redirected) return { redirect: found.find.path };
  if (shell && found) return views.page(shell, found);
  if (shell) {
    api.reportNotFound(pathname + search);
    return views.notFound(shell, pathname);
  }
  return { redirect: `/${await readersLanguage()}${pathname}` };
}

/** The language of the page that is open, else the first that the browser asks for and we have. */
async function readersLanguage() {
  if (document.body.dataset.path) return document.documentElement.lang;
  const available = Object.keys(await api.shells());
  const wanted = navigator.languages.map((tag) => tag.toLowerCase());
  const fits = wanted.flatMap((tag) => available.filter((code) => tag === code || tag.startsWith(`${code}-`)));
  return fits[0] ?? available[0];
}

let newest = 0;
let shown = "";

/**
 * Shows the page at an address. `how` is "push" after a click, "replace" otherwise; `y` is where
 * to scroll to; `untranslated` says that the reader wanted another page in this language.
 */
export async function open(url, { how = "replace", y = 0, untranslated = false, focus = true } = {}) {
  const turn = ++newest;
  const main = document.getElementById("main");
  main.ariaBusy = "true";
  const slow = setTimeout(() => announce(words(document.documentElement.lang).loading), 1000);
  const result = await resolve(url).catch((error) => trouble(error, url, { how, y, focus }));
  clearTimeout(slow);
  if (turn !== newest) return;
  if (result.leave) return void location.replace(result.leave);
  if (result.redirect) {
    const there = new URL(result.redirect, location.origin);
    there.search ||= url.search;
    there.hash ||= url.hash;
    return open(there, { how, y, focus, untranslated });
  }
  if (how === "push") history.pushState({}, "", url);
  else history.replaceState(history.state, "", url);
  if (untranslated) result.content.unshift(views.notice(words(result.locale).untranslated(nameOf(result.locale, result.locale))));
  shown = url.pathname + url.search;
  show(result);
  arrive(url.hash, y, focus, result);
}

async function trouble(error, url, options) {
  console.error(error);
  const locale = known(url.pathname.split("/")[1], navigator.language.split("-")[0]);
  const { error: title, errorText: text } = words(locale);
  const shell = await api.shell(locale).catch(() => null);
  const retry = () => open(url, options);
  return views.failed(shell, locale, direction(locale), { title, text, retry });
}

/** Puts a view on the screen, all of it in one go: nothing moves afterwards. */
export function show(view) {
  const text = words(view.locale);
  document.documentElement.lang = view.locale;
  document.documentElement.dir = view.dir;
  document.body.dataset.path = view.path;
  document.querySelector(".skip-link").textContent = text.skip;
  shells.closeMenus();
  if (view.shell) {
    document.getElementById("header").replaceChildren(shells.header(view.shell, view, text));
    document.getElementById("footer").replaceChildren(...shells.footer(view.shell, text));
  }
  const main = document.getElementById("main");
  main.replaceChildren(...view.content.filter(Boolean));
  main.ariaBusy = "false";
  describe({ ...view, siteName: view.shell?.site.name });
}

function arrive(hash, y, focus, view) {
  const target = hash && (document.getElementById(hash.slice(1)) ?? document.getElementById(decoded(hash.slice(1))));
  if (target) target.scrollIntoView();
  else scrollTo({ top: y, behavior: "instant" });
  if (!focus) return;
  document.querySelector("h1").focus({ preventScroll: true });
  announce(view.title);
}

/** As it is when it is nothing that was encoded: "100%". */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function announce(text) {
  document.getElementById("announcer").textContent = text;
}

/** The address that a click on an element opens here, or null when the browser should do it. */
function ours(element) {
  const anchor = element.closest?.("a[href]");
  if (!anchor || anchor.origin !== location.origin || anchor.target || anchor.hasAttribute("download")) return null;
  if (anchor.pathname === location.pathname && anchor.search === location.search && anchor.hash) return null;
  return /\.\w+$/.test(anchor.pathname) ? null : new URL(anchor.href);
}

/** Takes over links, the search form and the way back. For once, at the start. */
export function listen() {
  history.scrollRestoration = "manual";
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = ours(event.target);
    if (!url) return;
    event.preventDefault();
    const { untranslated } = event.target.closest("a").dataset;
    open(url, { how: "push", untranslated: untranslated !== undefined });
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches('[role="search"]')) return;
    event.preventDefault();
    const url = new URL(event.target.action);
    url.search = new URLSearchParams(new FormData(event.target));
    open(url, { how: "push" });
  });
  addEventListener("popstate", ({ state }) => {
    // To another place on the same page: the browser went there already, or knows none.
    if (location.pathname + location.search === shown) return void (state && scrollTo(0, state.y ?? 0));
    open(new URL(location), { y: state?.y });
  });
  let settled;
  addEventListener("scroll", () => {
    clearTimeout(settled);
    settled = setTimeout(() => history.replaceState({ ...history.state, y: scrollY }, ""), 200);
  }, { passive: true });
  for (const event of ["pointerover", "focusin"]) {
    document.addEventListener(event, ({ target }) => prefetch(ours(target)));
  }
}

/** What a reader points at is probably opened next. */
function prefetch(url) {
  if (!url || navigator.connection?.saveData || url.pathname === location.pathname) return;
  const isPage = url.pathname.split("/").length > 3 && !url.pathname.endsWith("/search/");
  if (isPage) api.find(url.pathname).catch(() => "The click will tell.");
}
