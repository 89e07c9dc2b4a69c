// Says at once when a chosen file is too big or of a kind that is not accepted.
// The server checks again; this only spares the wait for an upload that cannot succeed.
const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang, {
  maximumFractionDigits: 1,
}).format(bytes / 1048576);

document.addEventListener("change", (event) => {
  const input = event.target;
  const note = input.matches?.("[data-file]") && document.getElementById(`${input.id}_note`);
  if (!note) return;
  const file = input.files[0];
  const endings = (input.accept || "").split(",").filter((part) => part.startsWith("."));
  note.classList.remove("field__error");
  note.textContent = "";
  if (!file) return;
  const tooBig = file.size > Number(input.dataset.maxBytes);
  const wrongKind = endings.length
    && !endings.some((ending) => file.name.toLowerCase().endsWith(ending));
  if (tooBig || wrongKind) {
    note.classList.add("field__error");
    note.textContent = tooBig ? input.dataset.tooBig : input.dataset.wrongKind;
    input.value = "";
  } else {
    note.textContent = `${file.name} (${size(file.size)} MB)`;
  }
});
