// "Select all" of the form that submits a page or snippet for translation: as wagtail-localize has it.
(() => {
  "use strict";
  const all = document.querySelector("[name=select_all]");
  all?.addEventListener("change", () => {
    for (const locale of document.querySelectorAll("[name=locales]")) locale.checked = all.checked;
  });
})();
