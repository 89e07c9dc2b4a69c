// The agents' day refreshes itself. Nothing here is needed to work: the page has a Refresh link.
(() => {
  "use strict";
  const news = document.getElementById("day-news");
  let focused = "";

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr;
    if (answer.status === 204) return;
    if (!answer.getResponseHeader("X-Day")) {
      // Signed out, or an error: another page must not be put into this one.
      event.detail.shouldSwap = false;
      if (answer.status === 200) location.reload();
      else lost();
      return;
    }
    const active = document.activeElement;
    focused = active && active.closest("#day-live") ? active.id : "";
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    // The button that had the focus may be gone with its person: the keyboard goes on at the desk.
    if (focused && !document.getElementById(focused)) {
      document.getElementById("my-desk").focus({ preventScroll: true });
    }
    focused = "";
  });

  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && news.dataset.isLost) {
      news.textContent = "";
      delete news.dataset.isLost;
    }
  });

  document.body.addEventListener("htmx:sendError", lost);

  function lost() {
    if (news.dataset.isLost) return;
    news.dataset.isLost = "yes";
    news.textContent = news.dataset.lost;
  }
})();
