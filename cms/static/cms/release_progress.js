// How far a release is, while the worker publishes or undoes it; then the page as it is after that.
(() => {
  const box = document.querySelector("[data-release-progress]");
  const bar = box.querySelector("progress");
  const number = box.querySelector("[data-release-number]");
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.releaseProgress, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const { state, done, of } = await answer.json();
        if (state !== box.dataset.releaseState) {
          location.reload();
          return;
        }
        if (of) {
          bar.max = of;
          bar.value = done;
          number.textContent = `${done} / ${of}`;
        } else {
          bar.removeAttribute("value");
        }
      }
    } catch {
      // The network is away for a moment: the next look tells.
    }
    setTimeout(look, 1500);
  };
  look();
})();
