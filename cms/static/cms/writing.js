// Nothing that somebody wrote is lost: when they are logged out, the token of the form is gone, the
// network is away or the tab crashes.
//
// A copy of the form is kept in the browser from the first change to the moment when the server has
// it. When a save fails this asks the server why: a new token is taken over in silence; who is
// logged out gets a log-in on top of the page; a server that is away is asked again until it is
// back. A form is sent only when somebody is there to take it.
(() => {
    const { user, here, login, words } = JSON.parse(document.getElementById("writing").textContent);
    const form = document.querySelector("form[data-edit-form]");
    if (!form) return;

    // --- What is written, and its copy ---------------------------------------------------------

    const PREFIX = "cms-writing:";
    const OURS = new Set(["csrfmiddlewaretoken", "next", "loaded_revision_id", "loaded_revision_created_at"]);
    const KEPT_FOR = 30 * 24 * 3600 * 1000; // milliseconds
    const EVERY = 1000;

    const key = () => `${PREFIX}${user}:${location.pathname}`;
    const fields = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
    const text = (entries) =>
        JSON.stringify(entries.filter(([name]) => !OURS.has(name) && !name.startsWith("comments-")));
    const revision = () =>
        ["loaded_revision_id", "loaded_revision_created_at"].map((name) => form.elements[name]?.value).join(" ");

    let known; // what the server has, as far as this page knows
    let sent = false;

    const read = (name) => {
        try {
            return JSON.parse(localStorage.getItem(name));
        } catch {
            return null;
        }
    };

    // A copy that is offered makes room for a copy of what is written meanwhile.
    const offered = () => `${key()}#offered`;

    const forget = () => {
        localStorage.removeItem(key());
        localStorage.removeItem(offered());
    };

    const forgetOld = () => {
        for (const name of Object.keys(localStorage)) {
            if (name.startsWith(PREFIX) && !(Date.now() - read(name)?.at < KEPT_FOR)) localStorage.removeItem(name);
        }
    };

    const keep = () => {
        if (known === undefined) return;
        const entries = fields();
        if (text(entries) === known) return;
        try {
            localStorage.setItem(key(), JSON.stringify({ at: Date.now(), sent, revision: revision(), entries }));
        } catch {
            say("full");
        }
    };

    // --- What is said --------------------------------------------------------------------------

    const banner = document.createElement("div");
    banner.className = "cms-writing";
    banner.setAttribute("role", "alert");
    banner.hidden = true;
    document.body.append(banner);

    const say = (what, values = {}, buttons = []) => {
        banner.dataset.says = what;
        const sentence = words[what].replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
        const line = document.createElement("p");
        line.textContent = sentence;
        const actions = buttons.map(([word, act]) => {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "button button-small";
            button.dataset.does = word;
            button.textContent = words[word];
            button.addEventListener("click", act);
            return button;
        });
        banner.replaceChildren(line, ...actions);
        banner.hidden = false;
    };

    const hush = (...what) => {
        if (what.includes(banner.dataset.says)) banner.hidden = true;
    };

    // --- Whether the server takes it -----------------------------------------------------------

    let token; // once it differs from that of the page

    const ofThePage = window.fetch;
    window.fetch = (address, options = {}) => {
        const headers = options.headers;
        if (token && headers && !(headers instanceof Headers)) {
            for (const name of Object.keys(headers)) {
                if (name.toLowerCase() === "x-csrftoken") options = { ...options, headers: { ...headers, [name]: token } };
            }
        }
        return ofThePage(address, options);
    };

    // "here", "loggedOut", "other" or "away".
    const ask = async () => {
        let answer;
        try {
            answer = await ofThePage(here, { headers: { "X-Requested-With": "XMLHttpRequest" }, cache: "no-store" });
        } catch {
            return "away";
        }
        if (answer.status === 403 || answer.redirected) return "loggedOut";
        if (!answer.ok) return "away";
        const now = await answer.json();
        if (now.user !== user) {
            say("other", now, [["logIn", logIn]]);
            return "other";
        }
        token = now.csrf;
        for (const input of document.getElementsByName("csrfmiddlewaretoken")) input.value = token;
        return "here";
    };

    const dialog = document.createElement("dialog");
    dialog.className = "cms-log-in";
    document.body.append(dialog);

    const logIn = () => {
        const frame = document.createElement("iframe");
        frame.title = words.logIn;
        frame.src = login;
        frame.addEventListener("load", async () => {
            if (frame.contentWindow?.location.pathname === here) await goOn();
        });
        const close = document.createElement("button");
        close.type = "button";
        close.className = "button button-small button-secondary";
        close.textContent = words.close;
        close.addEventListener("click", () => dialog.close());
        dialog.replaceChildren(close, frame);
        dialog.showModal();
    };

    let waiting; // a button that was pressed and not sent
    let again; // the timer of the next attempt
    let failures = 0; // one after another

    // Wagtail's autosave listens to this event on the form.
    const save = () =>
        form.dispatchEvent(new CustomEvent("w-unsaved:add", { cancelable: true, detail: { type: "edits" } }));

    const goOn = async () => {
        const state = await ask();
        clearTimeout(again);
        if (state === "away") again = setTimeout(goOn, 5000);
        if (state === "away") return say("away");
        if (state === "loggedOut") return say("loggedOut", {}, [["logIn", logIn]]);
        if (state === "other") return dialog.close();
        hush("away", "loggedOut", "other");
        dialog.close();
        if (waiting) return send(waiting.submitter);
        if (text(fields()) !== known) save();
    };

    form.addEventListener("w-autosave:error", ({ detail }) => {
        keep();
        // What the form itself has wrong, Wagtail says.
        if (detail.type !== "network_error" && detail.type !== "server_error") return;
        // At once, as it may have been the token; then less and less often.
        failures += 1;
        if (failures === 1) goOn();
        else again = setTimeout(goOn, Math.min(60, 2.5 * 2 ** failures) * 1000);
    });

    let saving; // what is on its way to the server
    let typedMeanwhile;

    form.addEventListener("w-autosave:save", ({ detail }) => {
        const entries = [...detail.formData].filter(([, value]) => typeof value === "string");
        saving = entries.filter(([name]) => name !== "overwrite_revision_id");
    });

    form.addEventListener("w-autosave:success", ({ detail }) => {
        const updates = detail.response.field_updates ?? {};
        known = text(saving.map(([name, value]) => [name, `${updates[name] ?? value}`]));
        failures = 0;
        // This answer may be older than what is said: it left before they were logged out.
        if (!banner.hidden && ["away", "loggedOut"].includes(banner.dataset.says)) goOn();
        localStorage.removeItem(key());
        localStorage.removeItem(first);
        keep();
        // Wagtail takes what was typed during the request for saved. Once for each text, whatever
        // the server does to it.
        const now = text(fields());
        if (now !== known && now !== typedMeanwhile) {
            typedMeanwhile = now;
            save();
        }
    });
    const first = key(); // a page that is new gets its address with its first save

    window.addEventListener("online", goOn);

    // --- Sending the form ----------------------------------------------------------------------

    let asked = false;

    const send = (submitter) => {
        const pressed = document.createElement("input");
        pressed.type = "hidden";
        pressed.name = submitter?.name ?? "";
        pressed.value = submitter?.value ?? "";
        if (pressed.name) form.append(pressed);
        waiting = undefined;
        asked = true;
        sent = true;
        keep();
        form.requestSubmit();
        asked = false;
        pressed.remove();
    };

    document.addEventListener(
        "submit",
        async (event) => {
            if (event.target !== form || asked) return;
            event.preventDefault();
            event.stopImmediatePropagation();
            keep();
            const { submitter } = event;
            waiting = { submitter };
            const state = await ask();
            if (state === "here") return send(submitter);
            await goOn();
        },
        true,
    );

    // --- What was left behind ------------------------------------------------------------------

    const takeBack = async (copy) => {
        if ((await ask()) !== "here") return goOn();
        forget();
        const back = document.createElement("form");
        back.method = "post";
        back.action = form.action;
        const now = new Map(fields().filter(([name]) => OURS.has(name)));
        const entries = [...copy.entries.filter(([name]) => !OURS.has(name)), ...now];
        for (const [name, value] of entries) {
            const field = document.createElement("textarea");
            field.name = name;
            field.value = value;
            back.append(field);
        }
        back.hidden = true;
        document.body.append(back);
        known = text(fields()); // nothing of this page is lost with it
        window.addEventListener("w-unsaved:confirm", (event) => event.preventDefault());
        back.submit();
    };

    const offer = () => {
        const copy = read(key()) ?? read(offered());
        if (!copy) return;
        const saved = copy.sent && (copy.revision !== revision() || !copy.revision.trim());
        if (saved || text(copy.entries) === text(fields())) return forget();
        localStorage.setItem(offered(), JSON.stringify(copy));
        localStorage.removeItem(key());
        const when = new Date(copy.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
        say("kept", { when }, [
            ["take", () => takeBack(copy)],
            ["discard", () => { forget(); hush("kept"); }],
        ]);
    };

    const start = () => {
        if (known !== undefined) return;
        forgetOld();
        // A form that came back with errors has what nobody has saved.
        known = form.dataset.wUnsavedForceValue === "true" ? "" : text(fields());
        offer();
        setInterval(keep, EVERY);
    };

    // Wagtail takes what is in the form after two seconds for what was there; until then blocks and
    // rich text are being made.
    form.addEventListener("w-unsaved:watch-edits", start);
    setTimeout(start, 4000);
    window.addEventListener("pagehide", keep);
})();
