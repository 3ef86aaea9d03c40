// From what is seen in the preview to the field where it is edited, and back.
//
// The website in the preview panel says which field was clicked (frontend/js/click_to_edit.js), by
// Wagtail's content path: names of fields, ids of blocks in a stream, places in a list, joined by
// dots. Here that field is shown and gets the keyboard. A field that gets the keyboard is told to
// the website, which outlines what it shows of it.
//
// Messages are objects {cms: {type, contentpath, …}}. They are believed from the origins at which
// previews may be shown and from a frame of the preview panel alone, and sent to nobody else.
(() => {
    const websites = document.currentScript.dataset.websites.split(" ");
    const form = document.querySelector("form[data-edit-form]");
    if (!form) return;

    const FIELD = "[data-contentpath]";
    const BLOCK = "[data-streamfield-child]";
    // Where one writes; what has no such place is chosen by a button, which blocks have for other things too.
    const WRITTEN_IN = "input:not([type=hidden]):not([disabled]), textarea, select, [contenteditable=true]";
    const CHOSEN_BY = "button:not([disabled]):not(.c-sf-button, .c-sf-add-button)";

    const frames = () => [...document.querySelectorAll("iframe[data-w-preview-target=iframe]")];
    // Where the preview is shown now: whoever spoke last.
    let website = websites[0];
    const tell = (frame, message) => frame?.postMessage({ cms: message }, website);

    // --- Content paths -------------------------------------------------------------------------

    // The value of a block's own hidden field: whether it is deleted, and its type in a stream.
    const hidden = (block, name) => block.querySelector(`:scope > input[name$="-${name}"]`)?.value;
    const isInList = (block) => block.matches(BLOCK) && !hidden(block, "type");

    // The items of the list in `scope`, in their order, without what was deleted.
    const items = (scope) =>
        [...scope.querySelectorAll(BLOCK)].filter(
            (block) => block.parentElement.closest(FIELD) === scope && !hidden(block, "deleted"),
        );

    const within = (scope, name) =>
        /^\d+$/.test(name) ? items(scope)[Number(name)] : scope.querySelector(`[data-contentpath="${CSS.escape(name)}"]`);

    // The field at a path, or the nearest around it that this form has; null for none.
    const fieldAt = (contentpath) => {
        let scope = form;
        for (const name of contentpath.split(".")) {
            const next = within(scope, name);
            if (!next) break;
            scope = next;
        }
        return scope === form ? null : scope;
    };

    const pathOf = (element) => {
        const names = [];
        for (let at = element.closest(FIELD); at; at = at.parentElement.closest(FIELD)) {
            const list = isInList(at) && at.parentElement.closest(FIELD);
            names.unshift(list ? String(items(list).indexOf(at)) : at.dataset.contentpath);
        }
        return names.join(".");
    };

    // What the form calls a field: the text of its label, without the mark of what is required.
    const labelOf = (field) => {
        const label =
            field.querySelector("[data-panel-heading-text], label") ??
            field.closest("[data-panel]")?.querySelector("[data-panel-heading-text]");
        return label?.textContent.replace("*", "").trim() ?? "";
    };

    // --- Showing a field -----------------------------------------------------------------------

    const reveal = (field) => {
        const tab = field.closest("[role=tabpanel]");
        if (tab?.hidden) document.querySelector(`[role=tab][aria-controls="${tab.id}"], [role=tab][href="#${tab.id}"]`)?.click();
        for (let panel = field.closest("[data-panel]"); panel; panel = panel.parentElement.closest("[data-panel]")) {
            panel.querySelector(":scope > .w-panel__header [data-panel-toggle][aria-expanded=false]")?.click();
        }
        // The block itself is a panel inside the field.
        field.querySelector(":scope > [data-panel] > .w-panel__header [data-panel-toggle][aria-expanded=false]")?.click();
        whenSeen(field, () => giveKeyboard(field));
    };

    // Tabs and panels open a frame or more after the click on them.
    const whenSeen = (element, then, frames = 60) => {
        if (element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) || !frames) then();
        else requestAnimationFrame(() => whenSeen(element, then, frames - 1));
    };

    const giveKeyboard = (field) => {
        const content = field.querySelector(":scope > [data-panel] > .w-panel__content") ?? field;
        const seen = (selector) => [...content.querySelectorAll(selector)].find((element) => element.checkVisibility());
        const target = seen(WRITTEN_IN) ?? seen(CHOSEN_BY);
        target?.focus({ preventScroll: true });
        (target ?? field).scrollIntoView({ block: "center", behavior: "instant" });
        uncover(target ?? field);
        field.classList.remove("cms-shown");
        requestAnimationFrame(() => field.classList.add("cms-shown"));
    };

    // On a narrow window the panel lies over the form.
    const uncover = (element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const above = document.elementFromPoint(x + width / 2, y + height / 2);
        if (above?.closest("[data-form-side]")) document.querySelector("[data-form-side-close-button]")?.click();
    };

    // --- Messages ------------------------------------------------------------------------------

    let focused = "";
    let left = false;

    const answers = {
        ready: ({ source }) => focused && tell(source, { type: "focus", contentpath: focused }),
        hover: ({ source }, { contentpath }) => {
            const field = fieldAt(contentpath);
            if (field) tell(source, { type: "label", contentpath, label: labelOf(field) });
        },
        edit: (_, { contentpath }) => {
            const field = fieldAt(contentpath);
            if (field) reveal(field);
        },
        // Something else is being edited in another tab.
        left: () => (left = true),
    };

    addEventListener("message", (event) => {
        const message = event.data?.cms;
        const isOurs = websites.includes(event.origin) && frames().some(({ contentWindow }) => contentWindow === event.source);
        if (!isOurs || !Object.hasOwn(answers, message?.type)) return;
        website = event.origin;
        answers[message.type](event, { contentpath: String(message.contentpath ?? "") });
    });

    form.addEventListener("focusin", ({ target }) => {
        const contentpath = pathOf(target);
        if (!contentpath || contentpath === focused) return;
        focused = contentpath;
        for (const { contentWindow } of frames()) tell(contentWindow, { type: "focus", contentpath });
    });

    document.addEventListener("visibilitychange", () => {
        if (document.hidden || !left) return;
        left = false;
        // Stimulus notices: the draft is sent again, and the preview is made of what is true now.
        document.querySelector("[data-controller~=w-preview]")?.setAttribute("data-w-preview-stale-value", "true");
    });
})();
