// Says at once when a chosen file is too big or of a kind that is not accepted.
// The server checks again; this only spares the wait for an upload that cannot succeed.
const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang, {
  maximumFractionDigits: 1,
}).format(bytes / 1048576);

const judge = (input) => {
  const note = document.getElementById(`${input.id}_note`);
  if (!note) return;
  const file = input.files[0];
  const endings = (input.accept || "").split(",").filter((part) => part.startsWith("."));
  note.classList.remove("field__error");
  note.textContent = "";
  delete input.dataset.refused;
  if (!file) return;
  const tooBig = file.size > Number(input.dataset.maxBytes);
  const wrongKind = endings.length
    && !endings.some((ending) => file.name.toLowerCase().endsWith(ending));
  if (tooBig || wrongKind) {
    note.classList.add("field__error");
    note.textContent = tooBig ? input.dataset.tooBig : input.dataset.wrongKind;
    input.value = "";
    input.dataset.refused = "yes";
  } else {
    note.textContent = `${file.name} (${size(file.size)} MB)`;
  }
};

document.addEventListener("change", (event) => {
  if (event.target.matches?.("input[type=file][data-file]")) judge(event.target);
});
// Chosen while this file was still on its way.
document.querySelectorAll("input[type=file][data-file]").forEach(judge);

// Nobody sends without the file that was just refused and does not notice: the first press of the
// button leads back to it, the next one sends.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button, input");
  const refused = button?.type === "submit" && button.form?.querySelector("input[type=file][data-refused]");
  if (!refused) return;
  event.preventDefault();
  delete refused.dataset.refused;
  refused.closest(".field")?.scrollIntoView({ block: "center" });
  refused.focus({ preventScroll: true });
}, true);
