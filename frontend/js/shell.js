/** What is around every page: the header with its menu, and the footer. */

import { edits, h, icon, link, shows } from "./dom.js";
import { inItsLanguage } from "./i18n.js";

/** Where in the footer the link of a key stands; all others are in one list. */
const GROUPS = {
  email: "contact", phone: "contact", address: "contact", whatsapp: "contact",
  facebook: "social", instagram: "social", linkedin: "social", tiktok: "social", x: "social", youtube: "social",
  accessibility: "legal", cookies: "legal", privacy: "legal", terms: "legal",
};

/** `view` says which page is open: its `path`, the `trail` above it and its `translations`. */
export function header(shell, view, words) {
  const menu = h("nav", { class: "menu", id: "menu", "aria-label": words.menu },
    h("ul", { role: "list" }, shell.menu_items.map((item) => menuItem(item, shell, view, words))));
  const button = h("button", {
    type: "button", class: "menu-button icon-button",
    "aria-expanded": "false", "aria-controls": "menu", "aria-label": words.menu,
    onclick: () => expand(button, button.ariaExpanded !== "true"),
  }, icon("menu"), icon("close"));
  // The button before what it opens, so that Tab leads into it; it stands at the end (website.css).
  return h("div", { class: "header-inner" },
    brand(shell),
    button,
    menu,
    h("div", { class: "tools" },
      link(`/${shell.locale}/search/`, { class: "icon-button", "aria-label": words.search }, icon("search")),
      languages(shell, view, words)));
}

function menuItem(item, shell, view, words) {
  const id = `under-${item.id}`;
  const children = item.children.map((child) => h("li", {}, menuLink(child, shell, view)));
  if (!children.length) return h("li", {}, menuLink(item, shell, view));
  const button = h("button", {
    type: "button", class: "icon-button", "aria-expanded": "false", "aria-controls": id,
    "aria-label": words.more(item.label),
    onclick: () => expand(button, button.ariaExpanded !== "true"),
  }, icon("chevron"));
  return h("li", { class: "has-children" }, menuLink(item, shell, view), button, h("ul", { id, role: "list" }, children));
}

function menuLink(item, shell, view) {
  const current = item.route === view.path ? "page" : view.trail.includes(item.route) && "true";
  return link(item.route, { "aria-current": current, ...inItsLanguage(item, shell), ...shows("menu_items", item), ...edits("label") }, item.label);
}

/** One open at a time; nothing open is `expand(null)`. */
function expand(button, open = true) {
  for (const other of document.querySelectorAll('#header [aria-expanded="true"]')) {
    const holdsIt = button && document.getElementById(other.getAttribute("aria-controls")).contains(button);
    if (!holdsIt) other.ariaExpanded = "false";
  }
  if (button) button.ariaExpanded = String(open);
  const phone = document.querySelector(".menu-button");
  document.documentElement.classList.toggle("menu-is-open", phone?.ariaExpanded === "true");
}

export const closeMenus = () => expand(null);

/** Escape and leaving close what is open, and Escape gives the focus back. For once, at the start. */
export function listenForMenus() {
  document.addEventListener("keydown", ({ key }) => {
    const open = [...document.querySelectorAll('#header [aria-expanded="true"]')].pop();
    if (key !== "Escape" || !open) return;
    expand(open, false);
    open.focus();
  });
  for (const event of ["focusin", "pointerdown"]) {
    document.addEventListener(event, ({ target }) => {
      const inside = target.closest?.(".has-children, .header-inner:has(.menu-button[aria-expanded=true])");
      if (!inside) closeMenus();
    });
  }
}

/** The same page in the other languages; the home page where it is not translated. */
function languages(shell, view, words) {
  const others = shell.site.languages.filter(({ code }) => code !== shell.locale);
  return h("nav", { class: "languages", "aria-label": words.languages }, others.map(({ code, name, path }) => {
    const there = view.translations.find(({ locale }) => locale === code);
    return link(there?.path ?? path, {
      lang: code, hreflang: code, "data-untranslated": !there,
    }, icon("globe"), name);
  }));
}

export function footer(shell, words) {
  const groups = Object.groupBy(shell.footer_links, ({ name }) => GROUPS[name] ?? "links");
  const group = (name) => groups[name] && h("ul", { class: name, role: "list" },
    groups[name].map((item) => h("li", {}, footerLink(item, shell, words))));
  return [
    icon("wave", "wave"),
    h("div", { class: "footer-inner" },
      h("div", { class: "about" }, brand(shell), shell.seo.description && h("p", {}, shell.seo.description)),
      h("nav", { "aria-label": words.footer }, group("links"), group("contact"), group("social")),
      h("div", { class: "last" }, h("p", {}, `© ${new Date().getFullYear()} ${shell.site.name}`), group("legal"))),
  ];
}

function brand({ locale, site }) {
  return link(`/${locale}/`, { class: "brand" }, icon("brand", "mark"), h("span", {}, site.name));
}

function footerLink(item, shell, words) {
  const newTab = item.is_external && { target: "_blank", rel: "noopener" };
  return link(item.route, { ...newTab, ...inItsLanguage(item, shell), ...shows("footer_links", item), ...edits("label") }, item.label,
    newTab && h("span", { class: "visually-hidden" }, ` (${words.newTab})`));
}
