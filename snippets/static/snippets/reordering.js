/**
 * Dragging in the menu: a branch moves as one.
 *
 * While an item of the first level is dragged, what is under it (`data-under`, the id of its row) is
 * folded away; where it is dropped, that unfolds below it. Folded rows keep their place until then,
 * so that the place that Wagtail sends is one among all rows of the list. The server may put a thing
 * elsewhere than it was dropped (an item stays among those under the same parent): the list is drawn
 * again once the move is saved.
 */
const under = (row) => document.querySelectorAll(`tr[data-under="${row.id}"]`);

// SortableJS, which Wagtail drags with, tells each step on the table's body.
document.addEventListener("start", ({ item }) => {
  if (item) under(item).forEach((row) => (row.hidden = true));
});

document.addEventListener("end", ({ item }) => {
  if (!item) return;
  const branch = [...under(item)];
  item.after(...branch);
  branch.forEach((row) => (row.hidden = false));
});

document.addEventListener("w-messages:add", (event) => {
  if (event.detail?.type === "success" && document.querySelector('[data-controller~="w-orderable"]')) {
    setTimeout(() => window.location.reload(), 900);
  }
});
