/**
 * Drafts, for editors: `/preview/?token=…` shows what the CMS's preview endpoint answers, which has
 * the shape of the live JSON. The CMS shows this page in its preview panel and in a tab of its own.
 */

import * as api from "./api.js";
import { clickToEdit } from "./click_to_edit.js";
import { h } from "./dom.js";
import { direction, known, words } from "./i18n.js";
import { show } from "./router.js";
import * as views from "./views.js";

export async function preview(url) {
  const token = url.searchParams.get("token") ?? "";
  const draft = await api.preview(token).catch((error) => {
    console.error(error);
    return null;
  });
  if (!draft) {
    const locale = known(navigator.language.split("-")[0]);
    const { previewFailed: title, previewFailedText: text } = words(locale);
    return show(views.failed(null, locale, direction(locale), { title, text }));
  }
  const { website_data: shell, page, highlight, editing } = draft;
  const isHome = !page || page.path === `/${shell.locale}/`;
  const view = isHome ? views.home(shell, page ?? undefined) : await views.page(shell, page);
  show({ ...view, robots: "noindex, nofollow" });
  document.body.prepend(h("p", { class: "preview-banner" }, words(shell.locale).preview));
  if (highlight) pointAt(highlight, shell);
  clickToEdit(editing, new URL(api.cms).origin);
  // Without the editor's tools the draft is there all the same.
  await loadUserbar(token, url.searchParams.get("panel")).catch((error) => console.error(error));
}

/** Scrolls to what is being edited, and outlines it. */
function pointAt({ document: name, id }, shell) {
  const find = () => [...document.querySelectorAll(`[data-document="${name}"][data-id="${id}"]`)];
  // A hero that no page shows yet.
  const hero = name === "heroes" && !find().length && shell.heroes.find((one) => one.id === id);
  if (hero) document.getElementById("main").prepend(views.hero(hero, shell, "h2"));
  for (const element of find()) element.classList.add("highlighted");
  const [first] = find();
  // A menu item may be under another, or all of them behind the button of a phone.
  for (let up = first; up; up = up.parentElement) {
    const button = up.id ? document.querySelector(`[aria-controls="${up.id}"]`) : null;
    if (button?.checkVisibility()) button.ariaExpanded = "true";
  }
  first?.scrollIntoView({ block: "center" });
}

/**
 * The CMS's userbar inside this page: content checks, word count and scroll position in the editor
 * work through it. Its scripts and styles come from the CMS, which policy.js allows in previews alone.
 */
async function loadUserbar(token, panel) {
  // Addresses in it that begin with "/" are the CMS's own.
  const html = (await api.userbar(token, panel)).replaceAll(/(href|src)="\/(?!\/)/g, `$1="${api.cms}/`);
  document.body.append(document.createRange().createContextualFragment(html));
}
