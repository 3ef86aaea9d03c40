/**
 * A page's body: one function per type of block, under the names that the API gives them.
 *
 * Each gets the block's value and the context of the page: its `words`, and `level`, that of the
 * last heading, so that headings inside blocks follow the page's outline.
 */

import { edits, h, icon, link } from "./dom.js";
import { picture } from "./image.js";
import { PLAYERS } from "./policy.js";
import { cms } from "./api.js";

const BLOCKS = { heading, paragraph, image, gallery, quote, call_to_action, cards, video, faq, table };

/** The elements of a body. Types that this website does not know are left out. */
export function body(blocks, words) {
  const context = { words, level: 1 };
  return blocks
    .filter(({ type }) => type in BLOCKS)
    .map(({ type, value, id }) => {
      const element = BLOCKS[type](value, context);
      element.classList.add("block", `block-${type.replaceAll("_", "-")}`);
      if (id) element.dataset.contentpath = [id, element.dataset.contentpath].filter(Boolean).join(".");
      return element;
    });
}

function heading({ text, level, id }, context) {
  context.level = Number(level.slice(1));
  return h(level, id ? { id } : {}, h("span", edits("text"), text));
}

function paragraph(html) {
  const element = h("div", { class: "prose", html });
  for (const anchor of element.querySelectorAll("a[href]")) {
    if (anchor.origin !== location.origin) anchor.rel = "noopener";
  }
  return element;
}

function image({ image, caption }) {
  if (!image) return h("div", { hidden: true });
  const sizes = "(min-width: 72rem) 66rem, 92vw";
  return h("figure", {}, h("div", edits("image"), picture(image, { sizes })), caption && h("figcaption", edits("caption"), caption));
}

function gallery({ images }, { words }) {
  const sizes = "(min-width: 72rem) 22rem, (min-width: 40rem) 45vw, 92vw";
  return h("ul", { class: "gallery", role: "list", ...edits("images") }, images.map(({ image, caption }, place) =>
    image && h("li", edits(place), h("figure", {},
      h("button", {
        ...edits("image"),
        type: "button",
        class: "zoom",
        "aria-label": [words.zoom, image.alt || caption].filter(Boolean).join(": "),
        onclick: () => enlarge(image, caption, words),
      }, picture(image, { sizes })),
      caption && h("figcaption", edits("caption"), caption)))));
}

/** A `<dialog>` keeps the focus inside, closes with Escape and gives the focus back. */
function enlarge(image, caption, words) {
  const dialog = h("dialog", { class: "lightbox", "aria-label": caption || image.alt || words.zoom },
    h("form", { method: "dialog" },
      h("button", { class: "icon-button", "aria-label": words.close }, icon("close"))),
    h("figure", {}, picture(image, { eager: true }), caption && h("figcaption", {}, caption)));
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function quote({ text, attribution }) {
  return h("figure", {},
    h("blockquote", {}, h("p", edits("text"), text)),
    attribution && h("figcaption", edits("attribution"), attribution));
}

function call_to_action({ title, text, button_label, link: target }, context) {
  const route = routeOf(target);
  return h("section", {},
    h("div", { class: "words" }, subheading(context, edits("title"), title), text && h("p", edits("text"), text)),
    route && link(route, { class: "button", ...edits("button_label") }, button_label, icon("arrow")));
}

export function cards({ cards }, context) {
  const sizes = "(min-width: 72rem) 22rem, (min-width: 40rem) 45vw, 92vw";
  return h("ul", { class: "cards", role: "list", ...edits("cards") }, cards.map((card, place) => {
    const route = routeOf(card.link);
    return h("li", { class: "card", ...(card.attributes ?? edits(place)) },
      card.image && h("div", edits("image"), picture(card.image, { sizes })),
      h("div", { class: "words" },
        subheading(context, edits("title"), route ? link(route, {}, card.title) : card.title),
        card.note && h("p", { class: "note" }, card.note),
        card.text && h("p", edits("text"), card.text),
        route && icon("arrow")));
  }));
}

/** The player, and whoever is behind it, come after the click and not before. */
function video({ url, caption }, { words }) {
  if (!url) return h("div", { hidden: true });
  const title = url.title || caption || words.video;
  const player = playerOf(url.url);
  // A thumbnail on the provider's server would tell the provider who opened this page.
  const still = url.thumbnail.startsWith(`${cms}/`) && h("img", { src: url.thumbnail, alt: "", loading: "lazy" });
  const inside = [still || [icon("wave", "wave"), icon("wave", "wave")], icon("play", "play"), h("strong", {}, title), h("small", {}, words.playHint)];
  const facade = player
    ? h("button", {
        type: "button", class: "facade", "aria-label": words.play(title),
        onclick: () => {
          const frame = h("iframe", { class: "facade", src: player, title, allow: "autoplay; fullscreen" });
          facade.replaceWith(frame);
          frame.focus();
        },
      }, inside)
    : link(url.url, { class: "facade", rel: "noopener", target: "_blank" }, inside);
  facade.dataset.contentpath = "url";
  return h("figure", {}, facade, caption && h("figcaption", edits("caption"), caption));
}

function playerOf(address) {
  const { hostname, pathname, searchParams } = new URL(address);
  const last = pathname.split("/").pop();
  const site = hostname.replace(/^(www|m)\./, "");
  if (["youtube.com", "youtu.be", "youtube-nocookie.com"].includes(site)) {
    return `${PLAYERS[0]}/embed/${encodeURIComponent(searchParams.get("v") ?? last)}?autoplay=1`;
  }
  return site === "vimeo.com" && `${PLAYERS[1]}/video/${encodeURIComponent(last)}?dnt=1&autoplay=1`;
}

function faq({ questions }) {
  return h("div", {}, h("div", edits("questions"), questions.map(({ question, answer }, place) =>
    h("details", edits(place),
      h("summary", edits("question"), question, icon("chevron")),
      h("div", edits("answer"), paragraph(answer))))));
}

/** A column of row headings is a header column; headings of columns are a header row. */
function table({ caption, columns, rows }) {
  const cell = (value, { type }) =>
    type === "row_heading" ? h("th", { scope: "row" }, value)
      : type === "rich_text" ? h("td", {}, paragraph(value))
        : h("td", {}, value);
  const head = columns.some(({ heading }) => heading) && h("thead", {}, h("tr", {}, columns.map(({ heading }) =>
    heading ? h("th", { scope: "col" }, heading) : h("td", {}))));
  const body = h("tbody", {}, rows.map((row) => h("tr", {}, row.map((value, place) => cell(value, columns[place])))));
  // A wide table moves by itself, also by keyboard.
  return h("div", { tabindex: "0", role: "region", ...(caption && { "aria-label": caption }) },
    h("table", {}, caption && h("caption", {}, caption), head, body));
}

/** One level under the last heading, `<h2>` to `<h4>`. */
function subheading({ level }, attributes, ...children) {
  return h(`h${Math.min(level + 1, 4)}`, attributes, ...children);
}

/** Where a link block leads: its page in the reader's language, else its route; "" for nowhere. */
const routeOf = (target) => target?.page?.path ?? target?.route ?? "";
