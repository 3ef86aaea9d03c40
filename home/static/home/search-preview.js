// The SEO tab, while somebody types: what readers get, how wide it is, and how others show it.
//
// What a page falls back to is said in home/effective_metadata.py too, for readers.
document.addEventListener("DOMContentLoaded", () => {
    const script = document.getElementById("search-preview");
    const form = script?.closest("form");
    if (!form) return;
    const facts = JSON.parse(script.textContent);
    const { limits, words } = facts;
    const ELLIPSIS = "\u00a0…"; // on the line of the last word

    const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_whole, value) => values[value]);

    // --- What the form says ------------------------------------------------------------------

    // Title and slug are not there for those who write the metadata of a page alone.
    const read = (name) => (form.elements[name] ? form.elements[name].value : (facts[name] ?? "")).trim();

    const written = () => ({
        title: read("title"),
        seo_title: read("seo_title"),
        search_description: read("search_description").replace(/\s+/g, " "),
        social_title: read("social_title"),
        social_description: read("social_description").replace(/\s+/g, " "),
        social_image: read("social_image"),
        slug: read("slug"),
    });

    const inEffect = (texts, defaults) => {
        const title = texts.seo_title || `${texts.title}${defaults.title_suffix}`;
        const description = texts.search_description || defaults.description;
        return {
            seo_title: title,
            search_description: description,
            social_title: texts.social_title || title,
            social_description: texts.social_description || description,
            social_image: texts.social_image || defaults.social_image_id || "",
        };
    };

    // Which words say where the value of an empty field comes from.
    const sourceOf = (name, shown, defaults) => {
        if (name === "seo_title") return defaults.title_suffix ? "ownTitle" : "ownName";
        if (name === "search_description") return shown.search_description ? "websites" : "none";
        if (name === "social_title") return "searchTitle";
        if (name === "social_description") return shown.social_description ? "searchDescription" : "none";
        return shown.social_image ? "websitesPicture" : "noPicture";
    };

    // --- Below a field -----------------------------------------------------------------------

    const quoted = (text, { lang, dir }) => {
        const quote = document.createElement("bdi");
        Object.assign(quote, { lang, dir, textContent: text });
        return quote;
    };

    const sayInherited = (hint, name, texts, shown) => {
        const place = hint.querySelector("[data-inherited]");
        place.hidden = Boolean(texts[name]);
        if (place.hidden) return;
        const value = name === "social_image" ? "" : shown[name];
        place.replaceChildren(say(sourceOf(name, shown, facts.defaults)), " ", quoted(value, facts));
    };

    const sayOthers = (hint, name) => {
        const rows = facts.others.map((other) => {
            const row = document.createElement("li");
            const link = document.createElement("a");
            Object.assign(link, { href: `${other.address}#id_${name}`, textContent: other.name });
            const value = inEffect(other.texts, other.defaults)[name];
            row.append(link, " ", value ? quoted(value, other) : say("nothing"));
            if (value && !other.texts[name]) row.append(" ", say("inherited"));
            return row;
        });
        hint.querySelector("[data-others]").replaceChildren(...rows);
    };

    const sayWidth = (hint, pixels, limit) => {
        window.cmsShowWidth(hint.querySelector("[data-width]"), pixels, limit, words);
    };

    // --- As others show it -------------------------------------------------------------------

    // As much as fits, in whole words.
    const cut = (text, limit, most, width) => {
        if (width(text, limit.size) <= most) return text;
        const ends = [...text.matchAll(/\s+/gu)].map((space) => space.index);
        let [fits, tooMuch] = [0, ends.length];
        while (fits < tooMuch) {
            const middle = Math.ceil((fits + tooMuch) / 2);
            if (width(text.slice(0, ends[middle - 1]) + ELLIPSIS, limit.size) <= most) fits = middle;
            else tooMuch = middle - 1;
        }
        return (text.slice(0, fits ? ends[fits - 1] : 0) + ELLIPSIS).trim();
    };

    const address = (slug) => {
        const path = facts.has_slug && slug ? `${facts.path}${slug}/` : facts.path;
        return [facts.host, ...path.split("/").filter(Boolean)].join(" › ");
    };

    const show = (name, text) => {
        for (const place of document.querySelectorAll(`[data-shows="${name}"]`)) place.textContent = text;
    };

    const showPicture = (id, isOwn) => {
        for (const place of document.querySelectorAll("[data-picture]")) {
            place.classList.toggle("home-card__picture--none", !id);
            const picture = place.querySelector("img");
            picture.hidden = !id;
            const source = id ? facts.picture.replace("/0/", `/${id}/`) : "";
            if (id && picture.getAttribute("src") !== source) picture.src = source;
        }
        const sentence = document.querySelector("[data-picture-says]");
        if (sentence) sentence.textContent = id ? (isOwn ? "" : say("websitesPicture")) : say("noPicture");
    };

    const refresh = (width) => {
        const texts = written();
        const shown = inEffect(texts, facts.defaults);
        for (const hint of document.querySelectorAll("[data-hint]")) {
            const name = hint.dataset.hint;
            hint.hidden = false;
            sayInherited(hint, name, texts, shown);
            if (name === "seo_title") sayWidth(hint, width(shown.seo_title, limits.title.size), limits.title);
            if (name === "search_description") {
                sayWidth(hint, width(shown.search_description, limits.description.size), limits.description);
            }
        }
        const { checked: hidden } = form.elements.has_nosnippet ?? {};
        const longest = Number(form.elements.max_snippet?.value) || Infinity;
        const snippet = hidden ? "" : [...shown.search_description].slice(0, longest).join("");
        show("site", facts.defaults.site_name || facts.host);
        show("address", address(texts.slug));
        show("title", shown.seo_title);
        show("cutTitle", cut(shown.seo_title, limits.title, limits.title.most, width));
        show("cutDescription", cut(snippet, limits.description, limits.description.most, width));
        show("phoneDescription", cut(snippet, limits.description, limits.description.note, width));
        show("socialTitle", shown.social_title);
        show("socialDescription", shown.social_description);
        show("host", facts.host);
        showPicture(shown.social_image, Boolean(texts.social_image));
        const indexed = form.elements.is_indexable;
        document.querySelector("[data-noindex]").hidden = !indexed || indexed.checked;
    };

    const start = async () => {
        for (const preview of document.querySelectorAll("[data-result], [data-card]")) {
            Object.assign(preview, { lang: facts.lang, dir: facts.dir });
        }
        for (const hint of document.querySelectorAll("[data-hint]")) {
            if (hint.dataset.hint !== "social_image") sayOthers(hint, hint.dataset.hint);
        }
        const width = await window.cmsTextWidth(facts.width);
        let asked = 0;
        const soon = () => {
            cancelAnimationFrame(asked);
            asked = requestAnimationFrame(() => refresh(width));
        };
        form.addEventListener("input", soon);
        form.addEventListener("change", soon);
        refresh(width);
        document.querySelector("[data-preview=result]").dataset.ready = "";
    };

    start();
});
