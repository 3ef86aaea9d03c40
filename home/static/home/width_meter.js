// How wide a text is, as a meter with its number and, beyond a limit, what that means. For the SEO
// tab and for the table of titles and descriptions.
(() => {
    // `words` are those of home/metadata_preview.py, `limit` is {note, most} in pixels.
    const showWidth = (place, pixels, limit, words) => {
        const say = (name, values) => words[name].replace(/\{(\w+)\}/g, (_whole, value) => values[value]);
        const width = Math.round(pixels);
        const state = pixels > limit.most ? "wide" : pixels > limit.note ? "note" : "fits";
        const meter = document.createElement("meter");
        const high = limit.most - 1;
        Object.assign(meter, { min: 0, max: limit.most, high, low: Math.min(limit.note, high), optimum: 0, value: pixels });
        meter.setAttribute("aria-hidden", "true");
        const count = document.createElement("span");
        count.textContent = say("of", { width, most: limit.most });
        const parts = [meter, " ", count];
        if (state !== "fits") {
            const sentence = document.createElement("span");
            sentence.className = "home-hint__warning";
            sentence.setAttribute("role", "status");
            sentence.textContent = say(state, limit);
            parts.push(" ", sentence);
        }
        place.dataset.width = width;
        place.dataset.state = state;
        place.replaceChildren(...parts);
    };

    window.cmsShowWidth = showWidth;
})();
