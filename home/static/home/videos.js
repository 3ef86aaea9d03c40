// Says beside the address of a video why readers have no player of it yet (home/videos.py).
(() => {
    const problems = JSON.parse(document.getElementById("problems-of-videos").textContent);

    const warn = (field) => {
        const problem = problems[field.value];
        const help = field.closest("[data-field]").querySelector("[data-field-help]");
        help.querySelector(".home-video-warning")?.remove();
        if (!problem) return;
        const warning = document.createElement("p");
        warning.className = "home-video-warning help-block help-warning";
        warning.setAttribute("role", "status");
        warning.textContent = problem;
        help.append(warning);
    };

    const ADDRESSES = "[data-field] input[type=url]";
    new MutationObserver(() => {
        for (const field of document.querySelectorAll(`${ADDRESSES}:not([data-watched])`)) {
            field.dataset.watched = "";
            field.addEventListener("input", () => warn(field));
            warn(field);
        }
    }).observe(document.body, { childList: true, subtree: true });
})();
