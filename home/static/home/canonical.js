/* The choice of a page's original: the fields of what is not chosen are hidden, and not sent. */

(() => {
    "use strict";

    const FIELDS = { page: "canonical_page", address: "canonical_url" };

    const show = (form) => {
        const chosen = form.querySelector("[name=canonical_choice]:checked")?.value;
        for (const [choice, name] of Object.entries(FIELDS)) {
            const input = form.elements[name];
            const panel = input?.closest(".w-panel__wrapper");
            if (!panel) continue;
            panel.hidden = choice !== chosen;
            input.disabled = panel.hidden;
        }
    };

    document.addEventListener("change", (event) => {
        if (event.target.name === "canonical_choice") show(event.target.form);
    });
    document.addEventListener("DOMContentLoaded", () => {
        const form = document.querySelector("[name=canonical_choice]")?.form;
        if (form) show(form);
    });
})();
