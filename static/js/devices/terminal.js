// The terminal at the entrance. It never leaves its page: a code is sent in the background, so that
// a network that is away ends in a sentence and not in the browser's own error page.
const start = document.querySelector("main.start");
const away = document.querySelector("[data-away]");
const FRAME_EVERY = 330, ALIVE_EVERY = 4000, PATIENCE = 8000, LEFT_ALONE = 60_000, OLD = 6 * 60 * 60_000;
const opened = Date.now();
let shown = document.querySelector("main");
const addresses = shown.dataset;
let countdown = 0, alone = 0, sending = false, seen = "";

const chosen = () => document.querySelector("[name=language]:checked");
const field = start?.querySelector("#code");
const ask = (url, options) => fetch(url, { ...options, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
const token = () => start.querySelector("[name=csrfmiddlewaretoken]").value;

// Two notes up for a welcome, one low note for anything else; silent where sound is not allowed.
const beep = (...notes) => {
  try {
    const sound = new AudioContext();
    notes.forEach((pitch, place) => {
      const [tone, level] = [sound.createOscillator(), sound.createGain()];
      tone.frequency.value = pitch;
      level.gain.value = 0.15;
      tone.connect(level).connect(sound.destination);
      tone.start(sound.currentTime + place * 0.16);
      tone.stop(sound.currentTime + place * 0.16 + 0.15);
    });
    setTimeout(() => sound.close(), 1500);
  } catch { /* a device without a loudspeaker */ }
};

const speak = () => { document.documentElement.lang = chosen()?.value || "fr"; };

const show = (main) => {
  shown.replaceWith(main);
  shown = main;
  speak();
};

const lose = (is_lost) => { if (start) start.querySelector("[data-lost]").hidden = !is_lost; };

// Nothing of one person is left for the next: neither half a code nor a language.
const clean = () => {
  start.querySelector("form").reset();
  start.querySelectorAll("[name=language]").forEach((one) => { one.checked = false; });
  speak();
  field.focus();
};

const back = () => {
  clearTimeout(countdown);
  if (!start) return location.assign(shown.dataset.start);
  if (shown === start) return;
  show(start);
  clean();
};

const count = (seconds) => {
  clearTimeout(countdown);
  const line = shown.querySelector("[data-seconds]");
  line.hidden = false;
  line.querySelectorAll("[data-words]").forEach((one) => {
    one.textContent = one.dataset.words.replace("{seconds}", seconds);
  });
  countdown = setTimeout(() => (seconds > 1 ? count(seconds - 1) : back()), 1000);
};

const begin = () => {
  const line = shown.querySelector("[data-seconds]");
  const more = shown.querySelector("[data-more]");
  more.hidden = false;
  more.addEventListener("click", () => count(Number(line.dataset.seconds) * 2));
  shown.querySelector("[data-done]").addEventListener("click", (event) => {
    event.preventDefault();
    back();
  });
  count(Number(line.dataset.seconds));
  // The heading, not a button: many scanners end with two line feeds.
  shown.querySelector("h1").focus({ preventScroll: true });
  if (shown.classList.contains("is-welcome")) beep(660, 880);
  else beep(330);
};

// While it is away nobody's code is kept: whoever typed it may be at the desk long since.
const isAway = (gone) => {
  if (away.hidden !== gone) return;
  away.hidden = !gone;
  if (!gone && shown === start) field.focus();
};

const send = async () => {
  if (sending || !field.value.trim()) return;
  sending = true;
  const said = new URLSearchParams(new FormData(start.querySelector("form")));
  try {
    const answer = await ask(location.pathname, { method: "POST", body: said });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("[data-answer]");
    if (main) {
      lose(false);
      isAway(false);
      show(document.adoptNode(main));
      begin();
    } else if (answer.status === 403 || answer.ok) location.reload(); // revoked, or a stale form
    else lose(true);
  } catch {
    lose(true);
    isAway(true);
  }
  field.value = "";
  sending = false;
};

// -- the camera: a few pictures a second, each looked at by the portal and forgotten -------------

const look = async (video, canvas) => {
  if (document.hidden || shown !== start || sending || !away.hidden || !video.videoWidth) return;
  if (video.paused) await video.play(); // browsers stop a picture that was off the page
  const width = Math.min(960, video.videoWidth);
  canvas.width = width;
  canvas.height = Math.round((video.videoHeight * width) / video.videoWidth);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  const picture = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.7); });
  const headers = { "Content-Type": "image/jpeg", "X-CSRFToken": token() };
  const answer = await ask(addresses.frame, { method: "POST", body: picture, headers });
  if (answer.status === 403) location.reload();
  if (!answer.ok) return;
  const { code } = await answer.json();
  // The same code counts again only after it has been out of sight.
  if (code && code !== seen && shown === start) {
    field.value = code;
    await send();
  }
  seen = code;
};

const watch = async () => {
  const box = start.querySelector("[data-camera]");
  const video = box.querySelector("video");
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false,
    });
    await video.play();
  } catch {
    return; // none, or refused: scanner and keys remain
  }
  const seeing = (sees) => {
    box.hidden = !sees;
    start.classList.toggle("has-camera", sees);
  };
  seeing(true);
  let working = true;
  video.srcObject.getVideoTracks()[0].addEventListener("ended", () => {
    working = false;
    seeing(false);
    setTimeout(watch, 10_000); // a plug that came loose
  });
  const canvas = document.createElement("canvas");
  const again = async () => {
    try {
      await look(video, canvas);
    } catch { /* the line to the portal: the pulse below says so */ }
    if (working) setTimeout(again, FRAME_EVERY);
  };
  again();
};

// -- the pulse -------------------------------------------------------------------------------------

const pulse = async () => {
  try {
    const answer = await ask(addresses.alive);
    if (answer.status === 403) return location.reload();
    isAway(!answer.ok);
    if (answer.ok && shown === start && !field?.value && Date.now() - opened > OLD) return location.reload();
  } catch {
    isAway(true);
  }
  return setTimeout(pulse, away.hidden ? ALIVE_EVERY : 1500);
};
addEventListener("offline", () => isAway(true));
addEventListener("online", () => ask(addresses.alive).then((answer) => isAway(!answer.ok), () => {}));

// -- keys ------------------------------------------------------------------------------------------

document.addEventListener("change", (event) => { if (event.target.name === "language") speak(); });
// A scanner types wherever the focus is: its letters belong into the field, also over an answer.
document.addEventListener("keydown", (event) => {
  if (!start || event.ctrlKey || event.altKey || event.metaKey || !/^[\w-]$/.test(event.key)) return;
  if (event.target === field) return;
  back();
  field.focus();
});

if (start) {
  start.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  const keys = start.querySelector("[data-keys]");
  for (const letter of keys.dataset.keys) {
    const key = document.createElement("button");
    key.type = "button";
    key.textContent = letter;
    keys.append(key);
  }
  keys.hidden = false;
  keys.addEventListener("click", ({ target }) => {
    if (target.localName === "button") field.value += target.textContent;
  });
  const rub = start.querySelector("[data-delete]");
  rub.hidden = false;
  rub.addEventListener("click", () => { field.value = field.value.slice(0, -1); });
  // The keyboard of the system would cover half of a screen that has keys of its own.
  if (getComputedStyle(keys).display !== "none") field.inputMode = "none";
  // After a touch on empty ground the next scan still finds the field.
  document.addEventListener("click", ({ target }) => {
    if (shown === start && !target.closest("label, button, input, a")) field.focus();
  });
  field.addEventListener("input", () => lose(false));
  for (const touch of ["pointerdown", "keydown", "change"]) {
    document.addEventListener(touch, () => {
      clearTimeout(alone);
      alone = setTimeout(() => {
        lose(false);
        if (shown === start) clean();
      }, LEFT_ALONE);
    });
  }
  field.focus();
  if (navigator.mediaDevices) watch();
} else if (shown.dataset.answer) begin();
pulse();
