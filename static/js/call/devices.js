// Camera, microphone and speakers: opening them, choosing them, and what may be wrong with them.
const PROBLEMS = {
  NotAllowedError: "refused", SecurityError: "refused",
  NotFoundError: "missing", OverconstrainedError: "missing", DevicesNotFoundError: "missing",
  NotReadableError: "occupied", AbortError: "occupied", TrackStartError: "occupied",
};
const problemOf = (error) => PROBLEMS[error?.name] ?? "occupied";
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 } };
const SOUND = { echoCancellation: true, noiseSuppression: true };

export const supported = () =>
  Boolean(navigator.mediaDevices?.getUserMedia && window.RTCPeerConnection && window.isSecureContext);

export class Devices extends EventTarget {
  stream = new MediaStream();
  chosen = { videoinput: "", audioinput: "", audiooutput: "" };
  problem = "";  // the key of a sentence; empty when both work
  tried = false;

  track(kind) { return this.stream.getTracks().find((track) => track.kind === kind); }

  // Both, or at least the one that works. Asked twice at once, they are opened once.
  open() {
    this.opening ??= this.#open().finally(() => { this.opening = null; });
    return this.opening;
  }

  async #open() {
    this.tried = true;
    this.close();
    const video = this.#wanted("videoinput", PICTURE), audio = this.#wanted("audioinput", SOUND);
    this.problem = "";
    try {
      await this.#take({ video, audio });
    } catch (error) {
      const both = problemOf(error);
      const camera = await this.#alone({ video });
      const microphone = await this.#alone({ audio });
      if (camera && microphone) this.problem = `both-${both === "missing" ? camera : both}`;
      else if (camera) this.problem = `camera-${camera}`;
      else if (microphone) this.problem = `microphone-${microphone}`;
    }
    this.dispatchEvent(new Event("change"));
    return this.stream;
  }

  close() {
    this.stream.getTracks().forEach((track) => { track.onended = null; track.stop(); });
    this.stream = new MediaStream();
  }

  // Closed until they are needed again.
  rest() {
    this.close();
    this.tried = false;
  }

  async choose(kind, id) {
    this.chosen[kind] = id;
    if (kind === "audiooutput") this.dispatchEvent(new Event("speaker"));
    else await this.open();
  }

  // Allowed before: then nobody is asked, and the page need not wait for a press.
  static async allowed() {
    try {
      const asked = await Promise.all(["camera", "microphone"].map((name) => navigator.permissions.query({ name })));
      return asked.every((answer) => answer.state === "granted");
    } catch {
      return false;
    }
  }

  async list() {
    const found = await navigator.mediaDevices.enumerateDevices();
    return Map.groupBy ? Map.groupBy(found, (device) => device.kind)
      : new Map(["videoinput", "audioinput", "audiooutput"].map((kind) => [kind, found.filter((one) => one.kind === kind)]));
  }

  #wanted(kind, usual) {
    const id = this.chosen[kind];
    return id ? { ...usual, deviceId: { exact: id } } : usual;
  }

  // What is wrong with it; empty when it was opened.
  async #alone(wanted) {
    try {
      await this.#take(wanted);
      return "";
    } catch (error) {
      return problemOf(error);
    }
  }

  async #take(wanted) {
    const taken = await navigator.mediaDevices.getUserMedia(wanted);
    for (const track of taken.getTracks()) {
      track.onended = () => {  // unplugged, or taken back in the browser's settings
        this.stream.removeTrack(track);
        this.problem = track.kind === "video" ? "camera-missing" : "microphone-missing";
        if (!this.stream.getTracks().length) this.problem = "both-missing";
        this.dispatchEvent(new Event("change"));
      };
      this.stream.addTrack(track);
    }
  }
}
