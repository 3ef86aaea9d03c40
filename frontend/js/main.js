/** Where the website starts. */

import { direction } from "./i18n.js";
import { protect } from "./policy.js";
import { listen, open } from "./router.js";
import { listenForMenus } from "./shell.js";

const url = new URL(location);
const isPreview = url.pathname === "/preview/";
const [, locale] = url.pathname.split("/");

protect({ preview: isPreview });
document.documentElement.dir = direction(locale);
listenForMenus();

if (isPreview) {
  const { preview } = await import("./preview.js");
  await preview(url);
} else {
  listen();
  await open(url, { y: history.state?.y, focus: false });
}
