// The call display: asks every second, says what is new, and shows that it cannot be reached.
const { calls: address } = document.querySelector("main").dataset;
const box = (name) => document.querySelector(`[data-${name}]`);
const [nobody, last, before, away, sound] = ["nobody", "last", "before", "away", "sound"].map(box);
const EVERY = 1000, PATIENCE = 4000, MARKED = 8000, VOICES = { fr: "fr-FR", de: "de-DE", lb: "lb-LU", en: "en-GB" };
const STORED = "display-sound";
let tag = "", known = null, failed = 0, unmark = 0, audio = null;

// -- sound: chosen on the device, and kept there ---------------------------------------------------

const boxes = [...sound.querySelectorAll("input")];
const wanted = () => boxes.filter((one) => one.checked).map((one) => one.value);
const wake = () => {
  if (!wanted().includes("chime")) return;
  audio ??= new AudioContext();
  audio.resume(); // browsers wait for a touch, unless the device was told not to
};
const chime = () => {
  wake();
  [784, 523].forEach((pitch, place) => {
    const [tone, level] = [audio.createOscillator(), audio.createGain()];
    const at = audio.currentTime + place * 0.35;
    tone.frequency.value = pitch;
    level.gain.setValueAtTime(0.4, at);
    level.gain.exponentialRampToValueAtTime(0.001, at + 0.9);
    tone.connect(level).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.9);
  });
};
const say = (call) => {
  const speakers = speechSynthesis.getVoices();
  const can = (language) => speakers.some(({ lang }) => lang.toLowerCase().startsWith(language));
  for (const one of boxes.filter(({ checked, value }) => checked && value !== "chime")) {
    // Hardly any device speaks Luxembourgish: then the call is read in French.
    const french = one.value === "lb" && !can("lb");
    const words = french ? boxes.find(({ value }) => value === "fr") : one;
    if (french && words.checked) continue;
    const text = call.numbered ? words.dataset.numbered : words.dataset.named;
    const spoken = new SpeechSynthesisUtterance(
      text.replace("{ticket}", call.ticket).replace("{desk}", call.desk),
    );
    spoken.lang = VOICES[words.value];
    spoken.rate = 0.9;
    speechSynthesis.speak(spoken);
  }
};
const announce = (call) => {
  if (wanted().includes("chime")) chime();
  if ("speechSynthesis" in window) say(call);
};
const stored = (localStorage.getItem(STORED) ?? "chime").split(" ");
boxes.forEach((one) => { one.checked = stored.includes(one.value); });
sound.hidden = false;
sound.addEventListener("change", () => {
  localStorage.setItem(STORED, wanted().join(" "));
  wake();
});
document.addEventListener("pointerdown", wake);

// -- calls -----------------------------------------------------------------------------------------

const write = (place, text) => {
  const element = box(place);
  element.textContent = text;
  element.classList.toggle("is-long", String(text).length > 3);
};
const line = ({ ticket, desk }) => {
  const [item, number, arrow, where] = ["li", "strong", "span", "span"].map((name) => document.createElement(name));
  number.textContent = ticket;
  arrow.textContent = "→";
  arrow.ariaHidden = "true";
  where.textContent = desk;
  item.append(number, " ", arrow, " ", where);
  return item;
};
const name = ({ ticket, at }) => `${ticket} ${at}`;
const show = (calls) => {
  const [first, ...others] = calls;
  const fresh = known && calls.filter((call) => !known.has(name(call)));
  known = new Set(calls.map(name));
  nobody.hidden = Boolean(first);
  last.hidden = !first;
  before.hidden = !others.length;
  if (first) {
    write("ticket", first.ticket);
    write("desk", first.desk);
  }
  before.querySelector("ol").replaceChildren(...others.map(line));
  if (!fresh?.length) return;
  clearTimeout(unmark);
  last.classList.add("is-new");
  unmark = setTimeout(() => last.classList.remove("is-new"), MARKED);
  fresh.reverse().forEach(announce);
};

const poll = async () => {
  try {
    const answer = await fetch(address, {
      headers: tag ? { "If-None-Match": tag } : {},
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 403) return location.reload(); // revoked
    if (answer.status === 200) {
      show((await answer.json()).calls);
      tag = answer.headers.get("ETag");
    } else if (answer.status !== 304) throw new Error(answer.statusText);
    failed = 0;
  } catch {
    failed += 1;
  }
  away.hidden = failed < 2;
  return setTimeout(poll, EVERY);
};
addEventListener("offline", () => { away.hidden = false; });
poll();
