/** Makes elements. Text stays text; markup comes in only as `html`, which is the CMS's own. */

/** `h("a", {href: "/en/"}, "Home")`. Empty children and attributes are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "html") element.innerHTML = value;
    else if (name === "style") Object.assign(element.style, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter(Boolean));
  return element;
}

/** One of the drawings in index.html. It says nothing: words stand beside it, or on its button. */
export function icon(name, className = "icon") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  if (name === "wave") svg.setAttribute("preserveAspectRatio", "none");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** A link to a route of the CMS: a path of this website, or an address elsewhere. */
export function link(route, attributes = {}, ...children) {
  const elsewhere = new URL(route, location.origin).origin !== location.origin;
  return h("a", { href: route, rel: elsewhere && "noopener", ...attributes }, ...children);
}

/** Which item of which document an element shows, so that a preview can point at it and lead to its editor. */
export const shows = (document, item) => ({ "data-document": document, "data-id": item.id });

/** Which field of that item an element shows: a name, a block's id, or a place in a list (click_to_edit.js). */
export const edits = (contentpath) => ({ "data-contentpath": contentpath });
