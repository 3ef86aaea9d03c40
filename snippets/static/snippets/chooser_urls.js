// Where wagtail-localize's editor finds Wagtail's choosers: what its own page writes as a script.
window.chooserUrls ??= JSON.parse(document.getElementById("chooser-urls").textContent);
