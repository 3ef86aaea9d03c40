// The table of a page's body (home/table_block.py), on top of Wagtail's: what a column holds can be
// changed, and a table that is pasted into a cell fills the table from there on, which grows.
(() => {
    const { constructors } = window.telepath;
    const WagtailTable = constructors["wagtail.contrib.typed_table_block.blocks.TypedTableBlock"];
    // Cells of these are one text in one field: a column may become the other.
    const PLAIN = ["text", "row_heading"];

    // The rows of what was copied: of a table as HTML, else of lines with tabs. Null for no table.
    const copied = (clipboard) => {
        const parsed = new DOMParser().parseFromString(clipboard.getData("text/html"), "text/html");
        const table = parsed.querySelector("table");
        const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
        if (table) {
            return [...table.rows].map((row) =>
                // A cell that spans others keeps its place: the others are empty.
                [...row.cells].flatMap((cell) => [words(cell), ...Array(Math.min(cell.colSpan, 50) - 1).fill("")]),
            );
        }
        const text = clipboard.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
        return text.includes("\t") ? text.split("\n").map((line) => line.split("\t")) : null;
    };

    // What is typed into a field of the form by hand, so that autosave and preview hear of it.
    const write = (input, text) => {
        input.value = text;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.dispatchEvent(new Event("change", { bubbles: true }));
    };

    const improve = (block, { meta, childBlockDefs }) => {
        const { mostRows, mostColumns, strings } = meta;
        const byName = Object.fromEntries(childBlockDefs.map((child) => [child.name, child]));

        const insertColumn = block.insertColumn.bind(block);
        block.insertColumn = (place, kind, options) => {
            const column = insertColumn(place, kind, options);
            if (PLAIN.includes(kind.name)) {
                const select = document.createElement("select");
                select.ariaLabel = strings.COLUMN_KIND;
                select.title = strings.COLUMN_KIND;
                select.append(...PLAIN.map((name) => new Option(strings.KINDS[name], name, false, name === kind.name)));
                select.addEventListener("change", () => {
                    column.typeInput.value = select.value;
                    column.blockDef = byName[select.value];
                });
                column.headingInput.after(select);
            }
            column.headingInput.setAttribute("aria-label", strings.COLUMN_HEADING);
            return column;
        };

        // Wagtail's answer with the caption that the block began with, and a copy without one.
        const withCaption = (answer) => () => ({ ...answer(), caption: block.captionInput.value });
        for (const name of ["getState", "getValue", "getDuplicatedState"]) {
            block[name] = withCaption(block[name].bind(block));
        }

        // Column headings are row -1.
        const inputAt = (row, column) =>
            row < 0 ? block.columns[column].headingInput : block.tbody.rows[row].cells[column + 1].querySelector("textarea, input[type=text]");

        const placeOf = (target) => {
            const column = block.columns.findIndex(({ headingInput }) => headingInput === target);
            if (column >= 0) return { row: -1, column };
            const cell = target.closest("td");
            const isCell = cell && cell.closest("tbody") === block.tbody && target.matches("textarea, input[type=text]");
            return isCell ? { row: cell.parentElement.sectionRowIndex, column: cell.cellIndex - 1 } : null;
        };

        block.container[0].addEventListener("paste", (event) => {
            const place = placeOf(event.target);
            const rows = place && copied(event.clipboardData);
            if (!rows || (rows.length < 2 && rows[0]?.length < 2)) return;
            const width = Math.max(...rows.map((row) => row.length));
            // What has no room is pasted as any text is: nothing is left out without a word.
            if (place.column + width > mostColumns || place.row + rows.length > mostRows) return;
            const kinds = block.columns.slice(place.column, place.column + width).map(({ blockDef }) => blockDef.name);
            if (kinds.some((kind) => !PLAIN.includes(kind))) return;
            event.preventDefault();
            while (block.columns.length < place.column + width) block.insertColumn(block.columns.length, byName.text);
            while (block.rows.length < place.row + rows.length) block.insertRow(block.rows.length);
            rows.forEach((row, down) => row.forEach((text, across) => {
                const input = inputAt(place.row + down, place.column + across);
                const isOneLine = input.matches("input");
                write(input, isOneLine ? text.replace(/\s+/g, " ") : text);
            }));
        });
    };

    // A new table has columns and rows to write into.
    const begun = (state, { childBlockDefaultStates: empty }) => {
        if (state?.columns.length) return state;
        const kinds = ["text", "text"];
        return {
            caption: state?.caption ?? "",
            columns: kinds.map((type) => ({ type, heading: "" })),
            rows: [1, 2].map(() => ({ values: kinds.map((type) => empty[type]) })),
        };
    };

    class Table extends WagtailTable {
        render(placeholder, prefix, initialState, initialError) {
            const state = begun(initialState, this);
            const block = super.render(placeholder, prefix, null, null);
            improve(block, this);
            block.setState(state);
            if (initialError) block.setError(initialError);
            return block;
        }
    }
    window.telepath.register("home.Table", Table);
})();
