/**
 * Drafts, for editors: `/preview/?token=…` shows what the CMS's preview endpoint answers, which has
 * the shape of the live JSON. The CMS shows this page in its preview panel and in a tab of its own.
 */

import * as api from "./api.js";
import { h } from "./dom.js";
import { words } from "./i18n.js";
import { show } from "./router.js";
import * as views from "./views.js";

export async function preview(token) {
  const draft = await api.preview(token).catch((error) => {
    console.error(error);
    return null;
  });
  if (!draft) {
    const locale = navigator.language.startsWith("ar") ? "ar" : "en";
    const { previewFailed: title, previewFailedText: text } = words(locale);
    return show(views.failed(null, locale, locale === "ar" ? "rtl" : "ltr", { title, text }));
  }
  const shell = draft.website_data;
  const page = draft.page ?? shell.home_page;
  const isHome = page.path === `/${shell.locale}/`;
  const view = isHome ? views.home(shell, page) : await views.page(shell, page);
  show({ ...view, robots: "noindex, nofollow" });
  document.body.prepend(h("p", { class: "preview-banner" }, words(shell.locale).preview));
  if (draft.highlight) pointAt(draft.highlight, shell);
  if (draft.userbar) loadUserbar(draft.userbar);
}

/** Scrolls to what is being edited, and outlines it. */
function pointAt({ document: name, id }, shell) {
  const find = () => [...document.querySelectorAll(`[data-document="${name}"][data-id="${id}"]`)];
  const item = name === "heroes" && !find().length && shell.heroes.find((hero) => hero.id === id);
  if (item) document.getElementById("main").prepend(views.hero(item));
  for (const element of find()) element.classList.add("highlighted");
  const [first] = find();
  // A menu item may be under another, or all of them behind the button of a phone.
  for (let up = first; up; up = up.parentElement) {
    const button = up.id && document.querySelector(`[aria-controls="${up.id}"]`);
    if (button?.checkVisibility()) button.ariaExpanded = "true";
  }
  first?.scrollIntoView({ block: "center" });
}

/**
 * The CMS's userbar inside this page: content checks, word count and the way back to the editor
 * work through it. `address` is a script of the CMS, which policy.js allows in previews alone.
 */
function loadUserbar(address) {
  document.body.append(h("script", { src: address, type: "module", crossorigin: "anonymous" }));
}
