// Starts Wagtail's widgets, on a page and in what is added to it later (snippets/widget_starts.py).
// Deferred: it runs when the page is read and all its scripts have run, before "DOMContentLoaded".
(() => {
  "use strict";

  const call = (name) => (...values) => window[name](...values);
  const make = (name) => (...values) => new window[name](...values);
  // What may be started, and how. Nothing else is, whatever a page says.
  const STARTS = new Map([
    ...["initDateChooser", "initTimeChooser", "initDateTimeChooser", "createTaskChooser"].map(
      (name) => [name, call(name)],
    ),
    ...[
      "Chooser",
      "PageChooser",
      "ImageChooser",
      "DocumentChooser",
      "SnippetChooser",
      "InlinePanel",
      "MultipleChooserPanel",
    ].map((name) => [name, make(name)]),
  ]);
  const SELECTOR = "template[data-starts]";
  const started = new WeakSet();

  function start(element) {
    if (started.has(element)) return;
    started.add(element);
    const begin = STARTS.get(element.dataset.starts);
    if (!begin) {
      console.error(`No widget is started by ${element.dataset.starts}.`);
      return;
    }
    begin(...JSON.parse(element.dataset.with));
  }

  const startAll = (root) => {
    if (root.matches?.(SELECTOR)) start(root);
    root.querySelectorAll?.(SELECTOR).forEach(start);
  };

  // The choice of a picture's focal point tries handlers of touches, which are inline scripts, to
  // find out whether there are any. Told so, it does not try.
  const jcrop = window.jQuery?.Jcrop;
  if (jcrop) jcrop.defaults.touchSupport = "ontouchstart" in document.documentElement;

  startAll(document);
  new MutationObserver((changes) => {
    for (const change of changes) change.addedNodes.forEach(startAll);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
