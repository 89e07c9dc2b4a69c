// Files from outside are dropped on the form, rows of its list on other rows.
export const dragging = (form, { dropped, ordered }) => {
  const list = form.querySelector("[data-page-list]");
  const drop = form.querySelector("[data-drop]");
  let dragged = null;
  const isFiles = (event) => event.dataTransfer?.types.includes("Files");
  const rowOf = (event) => dragged && event.target.closest?.("[data-file]");
  const unmark = () => {
    drop.classList.remove("is-over");
    list.querySelectorAll(".is-target").forEach((row) => row.classList.remove("is-target"));
  };

  form.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-file]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.file);
    dragged.classList.add("is-dragged");
  });
  form.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    unmark();
  });
  form.addEventListener("dragover", (event) => {
    const row = rowOf(event);
    if (!row && !isFiles(event)) return;
    event.preventDefault();
    unmark();
    (row ?? drop).classList.add(row ? "is-target" : "is-over");
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) unmark();
  });
  form.addEventListener("drop", (event) => {
    const row = rowOf(event);
    unmark();
    if (row && row !== dragged) {
      event.preventDefault();
      // Dragged down it comes behind the row, dragged up before it: both ends can be reached.
      const rows = [...list.querySelectorAll("[data-file]")];
      const place = rows.indexOf(row);
      const order = rows.filter((one) => one !== dragged);
      order.splice(place, 0, dragged);
      ordered(order.map((one) => one.dataset.file));
    } else if (isFiles(event)) {
      event.preventDefault();
      dropped([...event.dataTransfer.files]);
    }
  });
  // A file that misses the form is not opened in its place.
  addEventListener("dragover", (event) => { if (isFiles(event)) event.preventDefault(); });
  addEventListener("drop", (event) => { if (isFiles(event)) event.preventDefault(); });
  form.querySelector("[data-drop-hint]").hidden = false;
};
