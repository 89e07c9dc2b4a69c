// Ticks of a list to bring stay while this tab is open, on every page of the appointment.
// Kept: which things were ticked. Nothing leaves the browser; without this file they still tick.
const kept = (name) => {
  try { return JSON.parse(sessionStorage.getItem(name)) ?? []; } catch { return []; }
};

document.querySelectorAll("[data-ticks]").forEach((list) => {
  const name = `ticks ${list.dataset.ticks}`;
  const boxes = [...list.querySelectorAll("[data-tick]")];
  const before = kept(name);
  const keep = () => {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.dataset.tick);
    try { sessionStorage.setItem(name, JSON.stringify(ticked)); } catch { /* no storage: fine */ }
  };
  // One may be ticked already: while this file was still on its way.
  boxes.forEach((box) => { box.checked ||= before.includes(box.dataset.tick); });
  list.addEventListener("change", keep);
  keep();
});
