// The screen stays on while the code is shown. A browser that cannot, or may not, says nothing.
const note = document.querySelector("[data-awake]");

const stayAwake = async () => {
  if (document.visibilityState !== "visible" || !navigator.wakeLock) return;
  try {
    const lock = await navigator.wakeLock.request("screen");
    note.hidden = false;
    lock.addEventListener("release", () => { note.hidden = true; });
  } catch { /* low battery, or not allowed: the page is as good without */ }
};

document.addEventListener("visibilitychange", stayAwake);
stayAwake();
