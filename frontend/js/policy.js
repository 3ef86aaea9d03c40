/**
 * What this page may load: itself, the CMS, and a video's player after a click.
 *
 * index.html is a plain file that does not know where the CMS is, so this module writes the policy,
 * before anything from the CMS is on the page. A server that knows can send it as a header as well.
 */

import { h } from "./dom.js";
import { cms, media } from "./api.js";

export const PLAYERS = ["https://www.youtube-nocookie.com", "https://player.vimeo.com"];

export function protect({ preview }) {
  // The CMS's userbar is a script with styles of its own, and only previews have one.
  const [scripts, styles] = preview ? [cms, `${cms} 'unsafe-inline'`] : ["", ""];
  const policy = [
    "default-src 'self'",
    `connect-src 'self' ${cms}`,
    `img-src 'self' ${media.join(" ")}`,
    `script-src 'self' ${scripts}`,
    `style-src 'self' ${styles}`,
    `frame-src ${PLAYERS.join(" ")}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ];
  const content = policy.join("; ");
  document.head.prepend(h("meta", { "http-equiv": "Content-Security-Policy", content }));
}
