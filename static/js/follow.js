// A part of a page that follows what a worker does: asked for again until it is over, then the whole
// page. Without this file the page reloads by itself.
const part = document.querySelector("[data-follow]");
const every = 1000 * Number(part?.dataset.follow);

const ask = async () => {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-follow]");
    if (answer.ok && !fresh) {
      location.reload();
      return;
    }
    if (answer.ok) part.replaceChildren(...fresh.childNodes);
  } catch { /* no network for a moment: ask again */ }
  setTimeout(ask, every);
};

if (part) setTimeout(ask, every);
