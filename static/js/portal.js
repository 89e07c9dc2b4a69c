// Small comforts for every page. Each page works without this file.

// A form is sent once: a second click while the first is under way does nothing.
const release = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll(".is-busy").forEach((button) => {
    button.classList.remove("is-busy");
    button.removeAttribute("aria-disabled");
  });
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-repeatable")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  // Not `disabled`: a disabled button would drop its name and value from what is sent.
  event.submitter?.classList.add("is-busy");
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), 12000);
}, true);

// The browser's Back button may show the page as it was left: let it be sent again.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  // The summary's link moves the cursor into the field, not only the page to it.
  const link = event.target.closest(".error-summary a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (field) {
    event.preventDefault();
    (field.closest(".field") ?? field).scrollIntoView();
    field.focus({ preventScroll: true });
  }
});

document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });

// How long a text has become, below its box: "12/1000". The hint says the limit without this file.
const count = (root) => {
  for (const box of root.querySelectorAll("textarea[data-counted]:not([data-shown])")) {
    const said = document.createElement("p");
    said.className = "muted";
    said.setAttribute("aria-hidden", "true");
    const tell = () => { said.textContent = `${box.value.length}/${box.dataset.counted}`; };
    box.dataset.shown = "yes";
    box.insertAdjacentElement("afterend", said);
    box.addEventListener("input", tell);
    tell();
  }
};
count(document);

const arrive = (root) => root.querySelector("[data-arrive]")?.focus();
arrive(document);

// After a part of the page was replaced, the reader is taken to what is new when it asks for it.
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.target.parentElement ?? document;
  arrive(part);
  count(part);
  document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
});
