/**
 * The website with all drafts, for whoever opened a share link: `/preview/?drafts=…`. The secret goes
 * from the address into this tab's memory, and every page says that it is not published.
 */

import * as api from "./api.js";
import { h } from "./dom.js";
import { direction, known, words } from "./i18n.js";
import { show } from "./router.js";
import * as views from "./views.js";

/** Takes the secret of a share link over; answers the address that this tab goes on with. */
export function take(url) {
  api.readDrafts(url.searchParams.get("drafts"));
  history.replaceState(history.state, "", "/");
  return new URL(location);
}

/** Whether the link still works. If not, says so, and the tab shows what is published from then on. */
export async function isOpen() {
  try {
    await api.shells();
    return true;
  } catch (error) {
    if (error.status !== 401 && error.status !== 403) return true; // the page itself says what is wrong
    api.readDrafts(null);
    const locale = known(navigator.language.split("-")[0]);
    const { draftsEnded: title, draftsEndedText: text } = words(locale);
    show(views.failed(null, locale, direction(locale), { title, text }));
    return false;
  }
}

/** The banner above every page, with the way out. */
export function mark() {
  const text = words(document.documentElement.lang);
  const leave = () => {
    api.readDrafts(null);
    location.reload();
  };
  const out = h("button", { type: "button", onclick: leave }, text.leaveDrafts);
  document.body.prepend(h("p", { class: "preview-banner" }, text.drafts, " ", out));
}
