// A form that keeps what is typed whenever a field is left keeps it also when the page is left
// first: by a link, by closing it, by turning to something else. Without this file the form's own
// buttons do it. Where it could not be kept, that is said: the portal cannot be reached, whoever
// typed is signed out by now, or it has been sent.
const form = document.querySelector("form[data-kept]");

if (form) {
  let typed = 0; // how often something was typed,
  let asked = 0; // until which of them it was sent,
  let kept = 0; // and until which the server has it

  const keep = () => {
    if (typed === kept) return;
    if (navigator.sendBeacon(form.getAttribute("hx-post"), new FormData(form))) kept = typed;
  };

  form.addEventListener("input", () => { typed += 1; });
  form.addEventListener("submit", () => { kept = typed; });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt === form) asked = typed;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt === form && event.detail.successful) kept = Math.max(kept, asked);
  });
  // Typed while this file was still on its way: sent as if a field were left now.
  const isTyped = (field) => (field.options
    ? [...field.options].some((option) => option.defaultSelected && !option.selected)
    : field.value !== field.defaultValue || field.checked !== field.defaultChecked);
  if ([...form.querySelectorAll("input, textarea, select")].some(isTyped)) {
    typed = 1;
    addEventListener("load", () => form.dispatchEvent(new Event("change", { bubbles: true })));
  }
  // What the page promises of typing is true from here on.
  document.querySelectorAll("[data-while-typing]").forEach((sentence) => { sentence.hidden = false; });
  const said = form.querySelector("[data-lost]");
  const lost = (event) => {
    if (event.detail.elt !== form) return;
    said.textContent = navigator.onLine ? said.dataset.lost : said.dataset.offline;
  };
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => {
    form.addEventListener(name, lost);
  });
  form.addEventListener("htmx:beforeSwap", (event) => {
    // Whoever was signed out meanwhile is answered with another page.
    if (event.detail.requestConfig?.elt !== form || !event.detail.xhr.responseText.includes("<html")) return;
    event.detail.shouldSwap = false;
    said.textContent = said.dataset.lost;
  });
  // The next page is to show it already.
  addEventListener("click", (event) => { if (event.target.closest("a[href]")) keep(); }, true);
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  // What could not be kept without a network is kept as soon as it is back.
  addEventListener("online", () => {
    if (typed !== kept) form.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
