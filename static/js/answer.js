// A page that waits for an answer asks for itself again until the answer is there.
// Without this file the page reloads as a whole, or says when to come back.
const state = document.getElementById("state");
const every = 1000 * (Number(state?.dataset.waiting) || 1);

const ask = async () => {
  if (!state?.hasAttribute("data-waiting")) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("state");
    if (answer.ok && state.dataset.then === "reload" && !fresh?.hasAttribute("data-waiting")) {
      location.reload();  // what comes next brings scripts of its own
      return;
    }
    if (answer.ok && fresh && !fresh.hasAttribute("data-waiting")) {
      // The children, not the element: a live region is read out only while it stays.
      state.removeAttribute("data-waiting");
      state.replaceChildren(...fresh.childNodes);
      document.title = page.title;
      return;
    }
  } catch { /* no network for a moment: ask again */ }
  setTimeout(ask, every);
};

setTimeout(ask, every / 2);
