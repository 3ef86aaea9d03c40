// The table of titles and descriptions: what somebody writes in it is kept in the browser, over
// paging, filters and closed tabs, until it is published or discarded.
//
// Kept are, for each page, the revision that its writer saw, and the texts by field. A page that
// has another revision by now says so, and what it says now.
document.addEventListener("DOMContentLoaded", () => {
    const script = document.getElementById("metadata-table");
    const bar = document.querySelector("[data-metadata-bar]");
    if (!script || !bar) return;
    const facts = JSON.parse(script.textContent);
    const { words } = facts;
    const KEY = `cms-metadata-${facts.user}`;
    const plural = new Intl.PluralRules(facts.language);
    const counted = (name, count) => words[name][plural.select(count)].replace("{count}", count);
    const all = (selector, within = document) => [...within.querySelectorAll(selector)];
    let width = null;

    // --- What is kept ------------------------------------------------------------------------

    let memory = {};
    let isKept = true;

    const read = () => {
        try {
            const kept = localStorage.getItem(KEY);
            if (isKept) memory = kept ? JSON.parse(kept) : {};
        } catch {
            isKept = false;
        }
        return memory;
    };

    const write = (edits) => {
        memory = edits;
        try {
            if (Object.keys(edits).length) localStorage.setItem(KEY, JSON.stringify(edits));
            else localStorage.removeItem(KEY);
            isKept = true;
        } catch {
            isKept = false;
        }
    };

    const forgetWhatIsLive = () => {
        const edits = read();
        for (const [page, revision] of Object.entries(facts.published)) {
            if (edits[page]?.revision === revision) delete edits[page];
        }
        write(edits);
    };

    // --- On the screen -----------------------------------------------------------------------

    const fieldsOf = (row) => all("[data-field]", row);

    const measure = (field) => {
        if (!width) return;
        const limit = facts.limits[field.dataset.field];
        const text = field.value.trim().replace(/\s+/g, " ") || field.placeholder;
        const place = field.closest("td").querySelector("[data-width]");
        window.cmsShowWidth(place, width(text, limit.size), limit, words);
    };

    const mark = (row, edit) => {
        row.classList.toggle("cms-row--changed", Boolean(edit));
        row.querySelector("[data-discard]").hidden = !edit;
        for (const field of fieldsOf(row)) {
            field.classList.toggle("cms-field--changed", Boolean(edit) && field.dataset.field in edit.texts);
        }
        const stale = row.querySelector("[data-stale]");
        stale.hidden = !edit || edit.revision === Number(row.dataset.revision);
        if (stale.hidden) return;
        const now = fieldsOf(row).filter((field) => field.dataset.field in edit.texts);
        stale.querySelector("[data-now]").replaceChildren(
            ...now.map((field) => {
                const text = document.createElement("bdi");
                Object.assign(text, { lang: field.lang, dir: field.dir, textContent: field.dataset.saved || field.placeholder });
                text.style.display = "block";
                return text;
            }),
        );
    };

    const showBar = () => {
        const pages = Object.keys(read());
        const elsewhere = pages.filter((page) => !document.querySelector(`tr[data-page="${page}"]`)).length;
        bar.hidden = !pages.length;
        bar.querySelector("[data-changed]").textContent = counted("changed", pages.length);
        bar.querySelector("[data-elsewhere]").textContent = elsewhere ? `(${counted("elsewhere", elsewhere)})` : "";
        bar.querySelector("[data-publish]").textContent = counted("publish", pages.length);
        bar.querySelector("[data-publish]").disabled = pages.length > facts.most;
        bar.querySelector("[data-show]").href = `${facts.address}?pages=${pages.join(",")}`;
        const trouble = !isKept ? words.notKept : pages.length > facts.most ? words.tooMany : "";
        bar.querySelector("[data-trouble]").textContent = trouble;
    };

    // Puts what is kept into the rows of the screen.
    const fill = () => {
        const edits = read();
        for (const row of all("tr[data-page]")) {
            const edit = edits[row.dataset.page];
            for (const field of fieldsOf(row)) {
                field.value = edit?.texts[field.dataset.field] ?? field.dataset.saved;
                measure(field);
            }
            mark(row, edit);
        }
        showBar();
    };

    // --- What somebody does ------------------------------------------------------------------

    const keep = (field) => {
        const row = field.closest("tr");
        const edits = read();
        const edit = edits[row.dataset.page] ?? { revision: Number(row.dataset.revision), texts: {} };
        edit.texts[field.dataset.field] = field.value;
        if (field.value === field.dataset.saved) delete edit.texts[field.dataset.field];
        if (Object.keys(edit.texts).length) edits[row.dataset.page] = edit;
        else delete edits[row.dataset.page];
        write(edits);
        measure(field);
        mark(row, edits[row.dataset.page]);
        showBar();
    };

    const change = (row, what) => {
        const edits = read();
        what(edits);
        write(edits);
        fill();
        row?.querySelector("[data-field]").focus();
    };

    document.addEventListener("input", (event) => {
        if (event.target.matches("[data-field]")) keep(event.target);
    });

    // Enter leads to the same field of the next page, with Shift of the one before: texts have one line.
    document.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-field]")) return;
        event.preventDefault();
        const column = all(`[data-field="${event.target.dataset.field}"]`);
        column[column.indexOf(event.target) + (event.shiftKey ? -1 : 1)]?.focus();
    });

    document.addEventListener("click", ({ target }) => {
        const button = target.closest?.("button");
        const row = button?.closest("tr[data-page]");
        if (row && button.matches("[data-discard]")) change(row, (edits) => delete edits[row.dataset.page]);
        if (row && button.matches("[data-keep]")) {
            change(row, (edits) => {
                edits[row.dataset.page].revision = Number(row.dataset.revision);
            });
        }
        if (button?.matches("[data-discard-all]") && window.confirm(words.discardAll)) {
            change(null, (edits) => Object.keys(edits).forEach((page) => delete edits[page]));
        }
    });

    bar.addEventListener("submit", () => {
        const edits = Object.entries(read()).map(([page, edit]) => ({ page: Number(page), ...edit }));
        bar.elements.edits.value = JSON.stringify(edits);
        bar.elements.next.value = location.pathname + location.search;
        isKept = true; // what is sent need not be warned of
    });

    window.addEventListener("beforeunload", (event) => {
        if (!isKept && Object.keys(memory).length) event.preventDefault();
    });
    // Another tab, filters, and the way back to this screen.
    window.addEventListener("storage", (event) => event.key === KEY && fill());
    window.addEventListener("pageshow", (event) => event.persisted && fill());
    new MutationObserver(fill).observe(document.getElementById("listing-results"), { childList: true });

    const start = async () => {
        forgetWhatIsLive();
        fill();
        width = await window.cmsTextWidth(facts.width);
        fill();
        bar.dataset.ready = "";
    };

    start();
});
