// Gives what an editor types and reads the language and direction of the page or snippet, not those
// of the admin: in an Arabic page typed in the English admin, "Red Bull" and "(AED)" keep their
// places, and an English sentence keeps its full stop at its end in the Arabic admin.
//
// The server says the language once, on this script (snippets/templatetags/content_language.py). Fields
// of a body appear while the editor works, so the screen is watched. A field that says its own
// direction keeps it: an address, an alternative text in another language.
(() => {
    const { lang, dir, sourceLang, sourceDir } = document.currentScript.dataset;

    const PLACES = [
        ["[data-field] :is(input[type=url], input[type=email])", { dir: "ltr" }],
        [
            "[data-field] :is(input[type=text]:not([data-controller~=w-date], [data-controller~=w-time]," +
                " [data-controller~=w-tag]), textarea, [contenteditable=true])",
            { lang, dir },
        ],
        // The name in the header.
        ["[data-w-breadcrumbs] ol > li:last-child", { lang, dir }],
        // A comparison, and a field that somebody may read and not change.
        [".comparison, .w-field__textoutput", { lang, dir }],
        // wagtail-localize: a text of the source, and below it its translation.
        [".js-translation-editor li > p", { lang: sourceLang, dir: sourceDir }],
        [".js-translation-editor li > div > :is(p, textarea)", { lang, dir }],
    ];

    const tell = (element, attributes) => {
        // A browser cuts what is pasted there, without a word. The server refuses it with the count.
        element.removeAttribute("maxlength");
        if (element.hasAttribute("dir")) return;
        for (const [name, value] of Object.entries(attributes)) {
            if (value) element.setAttribute(name, value);
        }
    };

    const tellAll = (root) => {
        for (const [places, attributes] of PLACES) {
            if (root.matches(places)) tell(root, attributes);
            for (const element of root.querySelectorAll(places)) tell(element, attributes);
        }
    };

    // Draftail takes the direction of each paragraph from its first letter, unless it is told one.
    const ofTheContent = (options) => Object.assign(options, { textDirectionality: dir.toUpperCase() });
    window.addEventListener("w-draftail:init", (event) => ofTheContent(event.detail), true);
    const RichText = window.draftail?.DraftailRichTextArea;
    if (RichText) {
        const render = RichText.prototype.render;
        RichText.prototype.render = function (...args) {
            ofTheContent(this.options);
            return render.apply(this, args);
        };
    }

    new MutationObserver((changes) => {
        for (const { addedNodes } of changes) {
            for (const node of addedNodes) {
                if (node.nodeType === Node.ELEMENT_NODE) tellAll(node);
            }
        }
    }).observe(document.body, { childList: true, subtree: true });
    tellAll(document.body);
})();
