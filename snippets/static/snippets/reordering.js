// After a drag the list is drawn again: in the menu, what is under an item goes where it went.
document.addEventListener("w-messages:add", (event) => {
  if (event.detail?.type === "success" && document.querySelector('[data-controller~="w-orderable"]')) {
    setTimeout(() => window.location.reload(), 900);
  }
});
