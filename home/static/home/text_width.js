// How wide a text is where search engines show it. home/text_width.py says how, and measures alike.
//
// Each run of letters is measured with the font that the server has, at a size at which no browser
// rounds to whole pixels.
(() => {
    const MEASURED_AT = 1000; // pixels
    const family = (name) => `search-result-${name}`;

    // Resolves to `width(text, size)`, in pixels, once the fonts are there.
    const textWidth = async ({ pattern, symbol, fonts }) => {
        const faces = Object.entries(fonts).map(([name, address]) => new FontFace(family(name), `url("${address}")`));
        for (const face of await Promise.all(faces.map((face) => face.load()))) document.fonts.add(face);

        const runs = new RegExp(pattern, "gu");
        const canvas = document.createElement("canvas").getContext("2d");
        canvas.fontKerning = "normal";

        const ems = (run, name) => {
            canvas.font = `${MEASURED_AT}px ${family(name)}`;
            return canvas.measureText(run).width / MEASURED_AT;
        };

        return (text, size) => {
            let sum = 0;
            for (const [, arabic, latin, other] of text.matchAll(runs)) {
                if (arabic) sum += ems(arabic, "arabic");
                else if (latin) sum += ems(latin, "latin");
                else if (other) sum += symbol;
            }
            return sum * size;
        };
    };

    window.cmsTextWidth = textWidth;
})();
