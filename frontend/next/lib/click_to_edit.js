/**
 * Click to edit, in previews: what an editor points at says what it is, and a click leads to where
 * it is edited. Any frontend can take this module as it is; docs/api.md describes the attributes
 * and messages.
 *
 *     data-document, data-id   what an element shows: "pages", "menu_items", "heroes" …, and its id
 *     data-contentpath         which field of it, nested as in the editor's form: a field's name,
 *                              a block's id, the place in a list from 0
 *
 * A field of what is being previewed is shown by the editor around the panel. Anything else opens
 * in a new tab, and the preview is made anew when the editor comes back.
 * A click with Ctrl, ⌘, Shift or Alt does what it does on the website.
 */

const THING = "[data-document][data-id]";
const FIELD = "[data-contentpath]";

/**
 * @param editing  `editing` of the preview's JSON
 * @param cms      the CMS's origin: messages go to it, and are believed from it, alone
 */
export function clickToEdit(editing, cms) {
  const panel = parent !== window && parent;
  const tag = document.body.appendChild(document.createElement("p"));
  tag.className = "edit-tag";
  tag.dir = "auto";
  let hovered = null;
  let focused = null;

  /** What can be edited at an element: {element, thing, kind, contentpath, isOwn}; null for nothing. */
  function placeOf(element) {
    const thing = element.closest(THING);
    const kind = thing && editing.kinds[thing.dataset.document];
    if (!kind) return null;
    const fields = [];
    for (let at = element.closest(FIELD); at && thing.contains(at); at = at.parentElement.closest(FIELD)) fields.unshift(at);
    const contentpath = fields.map(({ dataset }) => dataset.contentpath).join(".");
    const isOwn = thing.dataset.document === editing.document && thing.dataset.id === String(editing.id);
    return { element: fields.at(-1) ?? thing, thing, kind, contentpath, isOwn };
  }

  const tell = (type, contentpath) => panel && panel.postMessage({ cms: { type, contentpath } }, cms);

  function hover(place) {
    hovered?.element.classList.remove("editable");
    hovered = place;
    tag.hidden = !place;
    if (!place) return;
    place.element.classList.add("editable");
    name(place.kind.label);
    if (place.isOwn && place.contentpath) tell("hover", place.contentpath);
  }

  function name(label) {
    tag.textContent = label;
    const { top, left, right } = hovered.element.getBoundingClientRect();
    const isRightToLeft = getComputedStyle(hovered.element).direction === "rtl";
    const start = isRightToLeft ? right - tag.offsetWidth : left;
    tag.style.top = `${Math.max(0, top - tag.offsetHeight - 4)}px`;
    tag.style.left = `${Math.min(Math.max(0, start), innerWidth - tag.offsetWidth)}px`;
  }

  function open({ kind, thing, contentpath, isOwn }) {
    if (panel && isOwn) return tell("edit", contentpath);
    // Wagtail's editor goes to the field of this hash; of places in lists it knows nothing.
    const hash = contentpath && `#:w:contentpath=${contentpath.replace(/\.\d+(\..*)?$/, "")}`;
    window.open(kind.url.replace("{id}", encodeURIComponent(thing.dataset.id)) + hash, "_blank", "noopener");
    tell("left");
  }

  /** Outlines what shows a field, or the nearest around it; nothing for what is not seen, as a slug. */
  function outline(contentpath) {
    focused?.classList.remove("edited");
    const own = [...document.querySelectorAll(`${THING}, ${FIELD}`)].map(placeOf).filter((place) => place?.isOwn);
    const around = own.filter((place) => `${contentpath}.`.startsWith(`${place.contentpath}.`));
    focused = around.sort((a, b) => b.contentpath.length - a.contentpath.length)[0]?.element ?? null;
    focused?.classList.add("edited");
    focused?.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("pointerover", ({ target }) => hover(placeOf(target)));
  document.addEventListener("focusin", ({ target }) => hover(placeOf(target)));
  document.documentElement.addEventListener("pointerleave", () => hover(null));
  addEventListener("scroll", () => hover(null), { passive: true });

  document.addEventListener("click", (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const place = placeOf(event.target);
    if (!place) return;
    // A question opens its answer all the same.
    if (!event.target.closest("summary")) event.preventDefault();
    event.stopPropagation();
    open(place);
  }, { capture: true });

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== panel || origin !== cms || !data?.cms) return;
    const { type, contentpath, label } = data.cms;
    if (type === "focus") outline(contentpath);
    if (type === "label" && label && hovered?.contentpath === contentpath) name(label);
  });
  tell("ready");
}
