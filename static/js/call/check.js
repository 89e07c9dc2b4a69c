// Trying the devices before a call: one sees oneself, a bar follows the voice, a tone is heard.
import { say, tell } from "./words.js";
import { Devices, supported } from "./devices.js";

const KINDS = { videoinput: "camera", audioinput: "microphone", audiooutput: "speaker" };

export class Check {
  constructor(root, devices) {
    this.root = root;
    this.devices = devices;
    this.note = root.querySelector("[data-device-note]");
    this.preview = root.querySelector("[data-preview]");
    this.button = root.querySelector("[data-check]");
    this.again = root.querySelector("[data-again]");
    root.hidden = false;
    if (!supported()) {
      tell(this.note, say("unsupported"));
      this.button.hidden = true;
      root.querySelector("[data-tone]").hidden = true;
      return;
    }
    this.button.addEventListener("click", () => this.open());
    this.again.addEventListener("click", () => this.open());
    root.querySelector("[data-tone]").addEventListener("click", () => this.play());
    for (const [kind, row] of this.#rows()) {
      row.querySelector("select").addEventListener("change", (event) => this.devices.choose(kind, event.target.value));
    }
    devices.addEventListener("change", () => this.show());
    Devices.allowed().then((allowed) => allowed && !devices.tried && this.open());
  }

  async open() {
    tell(this.note, say("asking"));
    await this.devices.open();
  }

  show() {
    const { problem, stream } = this.devices;
    const hadFocus = document.activeElement === this.button || document.activeElement === this.again;
    tell(this.note, say(problem || "ready"));
    this.note.classList.toggle("is-wrong", Boolean(problem));
    this.again.hidden = !problem;
    this.button.hidden = true;
    if (hadFocus && problem) this.again.focus();
    else if (hadFocus) this.root.querySelector("[data-tone]").focus();
    const hasPicture = Boolean(this.devices.track("video"));
    this.preview.srcObject = hasPicture ? stream : null;
    this.preview.hidden = !hasPicture;
    this.root.querySelector("[data-no-preview]").hidden = hasPicture;
    this.#listen();
    this.#offerChoices();
  }

  hide() {
    this.preview.srcObject = null;
    this.#deaf();
  }

  async play() {
    const context = new AudioContext();
    const speaker = this.devices.chosen.audiooutput;
    if (speaker && context.setSinkId) await context.setSinkId(speaker).catch(() => {});
    const tone = new OscillatorNode(context, { frequency: 523 });
    const volume = new GainNode(context, { gain: 0.2 });
    tone.connect(volume).connect(context.destination);
    tone.frequency.setValueAtTime(659, context.currentTime + 0.5);
    volume.gain.setTargetAtTime(0, context.currentTime + 0.9, 0.05);
    tone.start();
    tone.stop(context.currentTime + 1.2);
    tone.onended = () => { context.close(); tell(this.note, said); };
    const said = this.note.textContent;
    tell(this.note, say("tone"));
  }

  #listen() {
    this.#deaf();
    const row = this.root.querySelector("[data-level-row]");
    row.hidden = !this.devices.track("audio");
    if (row.hidden) return;
    this.context = new AudioContext();
    const ear = new AnalyserNode(this.context, { fftSize: 512 });
    this.context.createMediaStreamSource(this.devices.stream).connect(ear);
    const samples = new Float32Array(ear.fftSize);
    const meter = this.root.querySelector("[data-level]");
    this.listening = setInterval(() => {
      ear.getFloatTimeDomainData(samples);
      const loudest = samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
      meter.value = Math.min(1, Math.sqrt(loudest));
    }, 100);
  }

  #deaf() {
    clearInterval(this.listening);
    this.context?.close();
    this.context = null;
  }

  async #offerChoices() {
    const found = await this.devices.list();
    let any = false;
    for (const [kind, row] of this.#rows()) {
      const several = found.get(kind)?.filter((device) => device.deviceId) ?? [];
      row.hidden = several.length < 2;
      any ||= !row.hidden;
      const select = row.querySelector("select");
      const using = this.#using(kind);
      select.replaceChildren(...several.map((device, number) =>
        new Option(device.label || `${say(KINDS[kind])} ${number + 1}`, device.deviceId, false, device.deviceId === using)));
    }
    this.root.querySelector("[data-choices]").hidden = !any;
  }

  #using(kind) {
    if (kind === "audiooutput") return this.devices.chosen[kind];
    return this.devices.track(kind === "videoinput" ? "video" : "audio")?.getSettings().deviceId;
  }

  #rows() {
    return [...this.root.querySelectorAll("[data-choice]")].map((row) => [row.dataset.choice, row]);
  }
}
