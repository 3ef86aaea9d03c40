// What is pasted into rich text from Word or a website, before the editor sees it.
//
// Headings get the levels that the field has: a pasted h1 becomes its first, h2 where there is one.
// Of a table, which rich text cannot hold, each row becomes a line and each cell keeps its words,
// its links and its bold; without this all cells of a table run together into one word.
(() => {
    const LEVELS = ["one", "two", "three", "four", "five", "six"];
    const levelsOf = new Map(); // by the id of the field
    const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, li, ul, ol, blockquote, pre, section, article";

    const learn = (id, options) => {
        const types = new Set((options.blockTypes ?? []).map(({ type }) => type));
        levelsOf.set(id, LEVELS.flatMap((name, place) => (types.has(`header-${name}`) ? [place + 1] : [])));
    };
    addEventListener("w-draftail:init", ({ target, detail }) => learn(target.id, detail), true);
    const RichText = window.draftail?.DraftailRichTextArea;
    if (RichText) {
        const render = RichText.prototype.render;
        RichText.prototype.render = function (placeholder, name, id, ...args) {
            learn(id, this.options);
            return render.call(this, placeholder, name, id, ...args);
        };
    }

    const levelsAt = (element) => {
        const wrapper = element.closest?.("[data-draftail-editor-wrapper]");
        const field = wrapper && [...wrapper.parentElement.querySelectorAll("[id]")].find(({ id }) => levelsOf.has(id));
        return field ? levelsOf.get(field.id) : null;
    };

    const replaceTag = (element, name) => {
        const other = document.createElement(name);
        other.append(...element.childNodes);
        element.replaceWith(other);
    };

    // The levels that occur become those of the field, the first the first.
    const fitHeadings = (parsed, levels) => {
        const headings = [...parsed.body.querySelectorAll("h1, h2, h3, h4, h5, h6")];
        const occur = [...new Set(headings.map(({ tagName }) => tagName))].sort();
        for (const heading of headings) {
            const rank = occur.indexOf(heading.tagName);
            replaceTag(heading, levels.length ? `h${levels[Math.min(rank, levels.length - 1)]}` : "p");
        }
    };

    // The words of a cell in one line.
    const inOneLine = (cell) => {
        for (const block of [...cell.querySelectorAll(BLOCKS)].reverse()) block.replaceWith(" ", ...block.childNodes, " ");
        for (const end of cell.querySelectorAll("br")) end.replaceWith(" ");
        cell.innerHTML = cell.innerHTML.replace(/\s+/g, " ").trim();
        return [...cell.childNodes];
    };

    const unfold = (table) => {
        const lines = [...table.rows].map((row) => {
            const line = document.createElement("p");
            [...row.cells].forEach((cell, place) => line.append(...(place ? [" | "] : []), ...inOneLine(cell)));
            return line;
        });
        const caption = document.createElement("p");
        if (table.caption) caption.append(...inOneLine(table.caption));
        table.replaceWith(...(table.caption ? [caption] : []), ...lines);
    };

    const rewritten = (html, levels) => {
        const parsed = new DOMParser().parseFromString(html, "text/html");
        // The innermost first: a table in a cell becomes words of that cell.
        const tables = [...parsed.querySelectorAll("table")].reverse();
        if (!tables.length && !parsed.querySelector("h1, h2, h3, h4, h5, h6")) return null;
        tables.forEach(unfold);
        fitHeadings(parsed, levels);
        return parsed.body.innerHTML;
    };

    document.addEventListener("paste", (event) => {
        if (!event.isTrusted && event.clipboardData?.types.includes("text/x-fitted")) return;
        const levels = levelsAt(event.target);
        const html = event.clipboardData?.getData("text/html");
        // What was copied from another of our texts has its own form.
        if (!levels || !html || html.includes("data-draftjs-conductor-fragment")) return;
        const fitted = rewritten(html, levels);
        if (fitted === null) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/html", fitted);
        clipboardData.setData("text/plain", event.clipboardData.getData("text/plain"));
        clipboardData.setData("text/x-fitted", "1");
        event.target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, true);
})();
