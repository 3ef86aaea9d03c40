/** Where the website starts. */

import { readsDrafts } from "./api.js";
import { direction } from "./i18n.js";
import { protect } from "./policy.js";
import { listen, open } from "./router.js";
import { listenForMenus } from "./shell.js";

let url = new URL(location);
const isShared = url.pathname === "/preview/" && url.searchParams.has("drafts");
const isPreview = url.pathname === "/preview/" && !isShared;
const [, locale] = url.pathname.split("/");

protect({ preview: isPreview });
document.documentElement.dir = direction(locale);
listenForMenus();

if (isPreview) {
  const { preview } = await import("./preview.js");
  await preview(url);
} else if (isShared || readsDrafts()) {
  const drafts = await import("./drafts.js");
  if (isShared) url = drafts.take(url);
  if (await drafts.isOpen()) {
    listen();
    await open(url, { y: history.state?.y, focus: false });
    drafts.mark();
  }
} else {
  listen();
  await open(url, { y: history.state?.y, focus: false });
}
