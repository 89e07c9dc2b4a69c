// How long a time is still kept. The clock on the screen is silent; the sentences are said at
// five minutes, at one minute and at the end, never every second.
const start = (box) => {
  if (box.dataset.started) return;
  box.dataset.started = "yes";
  // Counting from the seconds the server gave, so that a wrong clock in the device does no harm.
  const end = performance.now() + Number(box.dataset.seconds) * 1000;
  const left = box.querySelector("[data-left]");
  const voice = box.querySelector("[data-voice]");
  const say = (key) => { voice.textContent = box.dataset[key]; };
  // A page opened late is not told about the moments before it: its text says how long is left.
  let before = Number(box.dataset.seconds);
  const tick = () => {
    const seconds = Math.max(0, Math.round((end - performance.now()) / 1000));
    left.textContent = seconds > 60 ? `${Math.ceil(seconds / 60)} min` : `${seconds} s`;
    if (seconds === 0) {
      say("over");
      box.querySelector("[data-text]").textContent = box.dataset.over;
      left.textContent = "";
      box.dispatchEvent(new CustomEvent("hold:over", { bubbles: true }));
      return;
    }
    if (before > 60 && seconds <= 60) say("one");
    else if (before > 300 && seconds <= 300) say("five");
    before = seconds;
    setTimeout(tick, seconds > 75 ? 5000 : 1000);
  };
  box.querySelector("[data-text]").textContent = box.dataset.running;
  tick();
};

const startAll = () => document.querySelectorAll("[data-countdown]").forEach(start);
startAll();
document.addEventListener("htmx:afterSettle", startAll);
