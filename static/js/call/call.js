// A call from its beginning to its end, at either end: pictures, buttons, and what is said about it.
import { say, tell } from "./words.js";
import { PACE } from "./exchange.js";
import { Peer } from "./peer.js";
import { openRoom } from "./jitsi.js";

const PATIENCE = 4000;  // a short gap repairs itself
const REPAIRS = 2;      // then both ends begin anew

export class Call {
  constructor({ root, exchange, devices, polite }) {
    Object.assign(this, { root, exchange, devices, polite });
    this.state = "apart";  // apart, joining, connecting, connected, lost, left, hung-up, replaced
    this.note = root.querySelector("[data-note]");
    this.remote = root.querySelector("[data-remote]");
    this.own = root.querySelector("[data-own]");
    this.on = { microphone: true, camera: true };
    for (const [name, act] of Object.entries({
      "hang-up": () => this.hangUp(),
      join: () => this.join(),
      microphone: () => this.toggle("microphone"),
      camera: () => this.toggle("camera"),
      "full-screen": () => this.fullScreen(),
      sound: () => this.play(),
      again: () => this.devices.open(),
    })) this.#button(name).addEventListener("click", act);
    devices.addEventListener("change", () => this.#useDevices());
    devices.addEventListener("speaker", () => this.#useSpeaker());
    document.addEventListener("fullscreenchange", () => this.#drawFullScreen());
    exchange.addEventListener("refused", () => this.joined && this.#beginAnew());
    this.#button("full-screen").hidden = !document.fullscreenEnabled;
  }

  get joined() { return !["apart", "hung-up", "replaced"].includes(this.state); }

  async join() {
    if (this.joined) return;
    this.#say("joining");
    this.exchange.pace = PACE.connecting;
    if (!this.devices.tried) await this.devices.open();
    this.#useDevices();
    this.exchange.hello();
  }

  // Every answer of the portal while the call runs.
  hear(said) {
    if (!this.joined) return;
    this.greeted ||= said.greeted;
    if (!this.greeted) return;  // an answer to what was asked before
    if (said.replaced) return this.#leave("replaced");
    if (!said.current) return this.exchange.hello();  // another window has said goodbye for us
    if (said.relays.length) this.relays = said.relays;
    if (said.room.name) this.#enter(said.room);
    if (this.frame) {
      this.exchange.pace = PACE.calm;
      return;
    }
    if (!said.other) {
      if (this.partner) this.#partnerLeft();
      return;
    }
    if (said.other !== this.partner) {
      if (!said.here && !said.signals.length) return;  // a window that was closed without a word
      this.#meet(said.other);
    }
    for (const signal of said.signals) this.peer.hear(signal);
  }

  hangUp() {
    this.#leave("hung-up");
    this.exchange.bye();
    this.#button("join").focus();
  }

  // The page is being left, or the call is over.
  end() {
    if (this.joined) this.exchange.bye();
    this.#leave("apart");
  }

  toggle(what) {
    this.on[what] = !this.on[what];
    this.#drawOwn();
    this.peer?.tell(this.on);
  }

  async fullScreen() {
    const box = this.root.querySelector("[data-stage-box]");
    if (document.fullscreenElement) await document.exitFullscreen();
    else await box.requestFullscreen().catch(() => {});
  }

  async play() {
    try {
      await this.remote.play();
      this.#button("sound").hidden = true;
    } catch (error) {
      if (error.name === "NotAllowedError") this.#button("sound").hidden = false;
    }
  }

  // -- the other end --------------------------------------------------------------------------

  #meet(session) {
    this.#part();
    this.partner = session;
    this.repairs = 0;
    this.#say("connecting");
    this.exchange.pace = PACE.connecting;
    const peer = this.peer = new Peer({
      relays: this.relays ?? [],
      polite: this.polite,
      stream: this.devices.stream,
      send: (signal) => this.exchange.send({ ...signal, to: session }),
    });
    this.remote.srcObject = peer.remote;
    peer.addEventListener("picture", () => this.play());
    peer.addEventListener("state", () => this.#follow(peer));
    peer.addEventListener("open", () => peer.tell(this.on));
    peer.addEventListener("devices", ({ detail }) => this.#hearDevices(detail));
    this.#watch(20_000);
  }

  #follow(peer) {
    if (peer !== this.peer) return;
    if (peer.state === "connected") {
      clearTimeout(this.watching);
      this.repairs = 0;
      this.exchange.pace = PACE.calm;
      this.#say("connected");
    } else if (["disconnected", "failed", "closed"].includes(peer.state)) {
      this.exchange.pace = PACE.connecting;
      this.#say("lost");
      this.#watch(peer.state === "disconnected" ? PATIENCE : 0);
    }
  }

  // Not connected after this time: ask for another way through the network, then begin anew.
  #watch(time) {
    clearTimeout(this.watching);
    this.watching = setTimeout(() => {
      if (!this.joined || !this.peer || this.peer.state === "connected") return;
      this.#say("lost");
      this.repairs += 1;
      if (this.repairs > REPAIRS || this.peer.state === "closed") this.#beginAnew();
      else this.peer.repair();
      this.#watch(8000 * this.repairs);
    }, time);
  }

  #beginAnew() {
    this.#part();
    this.greeted = false;
    this.exchange.begin();
    this.exchange.hello();
    this.#say("lost");
  }

  #partnerLeft() {
    this.#part();
    this.#say("left");
    this.exchange.pace = PACE.connecting;
  }

  #hearDevices(text) {
    let said = {};
    try { said = JSON.parse(text); } catch { return; }
    const off = ["camera", "microphone"].filter((what) => said?.[what] === false);
    tell(this.root.querySelector("[data-their-devices]"), off.map((what) => say(`their-${what}-off`)).join(" "));
  }

  #part() {
    clearTimeout(this.watching);
    this.peer?.close();
    this.peer = this.partner = null;
    this.remote.srcObject = null;
    tell(this.root.querySelector("[data-their-devices]"), "");
  }

  #leave(state) {
    this.#part();
    this.frame?.dispose();
    this.frame = null;
    this.greeted = false;
    this.root.querySelector("[data-room]").hidden = true;
    this.root.querySelector("[data-picture]").hidden = false;
    if (document.fullscreenElement) document.exitFullscreen();
    this.devices.rest();  // no light beside the camera after hanging up
    this.#say(state);
    this.exchange.pace = PACE.waiting;
  }

  // -- on a Jitsi Meet server -----------------------------------------------------------------

  async #enter(room) {
    if (this.frame || this.entering) return;
    this.entering = true;
    this.devices.close();  // the room asks for them itself
    const place = this.root.querySelector("[data-room]");
    this.root.querySelector("[data-picture]").hidden = true;
    place.hidden = false;
    try {
      this.frame = await openRoom(room, place, { name: say("me"), onLeft: () => this.joined && this.hangUp() });
      this.#say("connected");
    } catch {
      this.#say("joining");
      tell(this.note, say("no-room"));
    }
    this.entering = false;
  }

  // -- this end -------------------------------------------------------------------------------

  #useDevices() {
    const { problem } = this.devices;
    tell(this.root.querySelector("[data-own-devices]"), problem ? say(problem) : "");
    this.#button("again").hidden = !problem;
    this.#drawOwn();
    this.peer?.use(this.devices.stream);
  }

  #useSpeaker() {
    this.remote.setSinkId?.(this.devices.chosen.audiooutput).catch(() => {});
  }

  #drawOwn() {
    const { stream } = this.devices;
    for (const [what, kind] of [["microphone", "audio"], ["camera", "video"]]) {
      const track = this.devices.track(kind), button = this.#button(what);
      if (track) track.enabled = this.on[what];
      button.hidden = !track || Boolean(this.frame);
      button.classList.toggle("is-off", !this.on[what]);
      button.querySelector("[data-on]").hidden = !this.on[what];
      button.querySelector("[data-off]").hidden = this.on[what];
    }
    const shown = Boolean(this.devices.track("video")) && this.on.camera;
    if (this.joined && this.own.srcObject !== stream) this.own.srcObject = stream;
    this.own.hidden = !shown || !this.joined;
  }

  #drawFullScreen() {
    const button = this.#button("full-screen"), full = Boolean(document.fullscreenElement);
    button.querySelector("[data-on]").hidden = full;
    button.querySelector("[data-off]").hidden = !full;
  }

  #say(state) {
    this.state = state;
    this.root.dataset.callState = state;
    tell(this.note, say(state));
    this.#button("hang-up").hidden = !this.joined;
    this.#button("join").hidden = this.joined || state === "apart";
    this.#button("full-screen").hidden = !this.joined || !document.fullscreenEnabled;
    this.root.querySelector("[data-help]").hidden = !["lost", "left"].includes(state);
    if (!this.joined) {
      for (const name of ["microphone", "camera", "sound", "again"]) this.#button(name).hidden = true;
      this.own.hidden = true;
    } else {
      this.#drawOwn();
    }
  }

  #button(name) { return this.root.querySelector(`[data-do="${name}"]`); }
}
