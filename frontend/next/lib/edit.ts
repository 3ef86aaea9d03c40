/** Attributes that say what an element shows, for click-to-edit in previews (docs/api.md). */

/** The thing: a page, a menu item. */
export const shows = (document: string, id: number) => ({
  "data-document": document,
  "data-id": String(id),
});

/** The field of it: its name, a block's id, or the place in a list. */
export const edits = (...contentpath: (string | number | null)[]) => ({
  "data-contentpath": contentpath.filter((part) => part !== null).join("."),
});
