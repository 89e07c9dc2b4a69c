// One connection between the two browsers ("perfect negotiation", W3C WebRTC, section 10.7):
// the agent's end makes the first offer; when both speak at once, the person's end gives way.
export class Peer extends EventTarget {
  constructor({ relays, polite, stream, send }) {
    super();
    this.polite = polite;
    this.send = send;
    this.stream = stream;
    this.remote = new MediaStream();
    this.making = this.ignoring = false;
    this.work = Promise.resolve();
    const pc = this.pc = new RTCPeerConnection({ iceServers: relays });
    pc.ontrack = ({ track }) => {
      this.remote.addTrack(track);
      this.dispatchEvent(new Event("picture"));
    };
    pc.onicecandidate = ({ candidate }) => {
      if (!candidate?.candidate) return;
      this.send({ kind: "candidate", sdp: candidate.candidate, mid: candidate.sdpMid, line: candidate.sdpMLineIndex });
    };
    pc.onconnectionstatechange = () => this.dispatchEvent(new Event("state"));
    pc.onnegotiationneeded = () => this.negotiate();
    this.channel = pc.createDataChannel("devices", { negotiated: true, id: 0 });
    this.channel.onopen = () => this.dispatchEvent(new Event("open"));
    this.channel.onmessage = ({ data }) => this.dispatchEvent(new CustomEvent("devices", { detail: data }));
    if (!polite) {
      for (const kind of ["audio", "video"]) {
        const sender = pc.addTransceiver(kind, { direction: "sendrecv" }).sender;
        sender.replaceTrack(this.#own(kind)).catch(() => {});
      }
    }
  }

  get state() { return this.pc.connectionState; }

  async negotiate() {
    if (this.polite && !this.pc.remoteDescription) return;  // the other end begins
    try {
      this.making = true;
      await this.pc.setLocalDescription();
      this.#describe();
    } catch { /* closed meanwhile, or repaired by the next attempt */ } finally {
      this.making = false;
    }
  }

  hear(signal) {
    this.work = this.work.then(() => this.#hear(signal)).catch(() => {});
    return this.work;
  }

  // Another camera or microphone, or none.
  async use(stream) {
    this.stream = stream;
    for (const transceiver of this.pc.getTransceivers()) {
      await transceiver.sender.replaceTrack(this.#own(transceiver.receiver.track.kind)).catch(() => {});
    }
  }

  tell(devices) {
    if (this.channel.readyState === "open") this.channel.send(JSON.stringify(devices));
  }

  repair() {
    if (this.state !== "closed") this.pc.restartIce();
  }

  close() {
    this.pc.onconnectionstatechange = this.pc.onnegotiationneeded = this.pc.onicecandidate = null;
    this.pc.close();
  }

  async #hear({ kind, sdp, mid, line }) {
    const pc = this.pc;
    if (kind === "candidate") {
      try {
        await pc.addIceCandidate({ candidate: sdp, sdpMid: mid, sdpMLineIndex: line });
      } catch (error) {
        if (!this.ignoring) throw error;
      }
      return;
    }
    const collision = kind === "offer" && (this.making || pc.signalingState !== "stable");
    this.ignoring = !this.polite && collision;
    if (this.ignoring) return;
    await pc.setRemoteDescription({ type: kind, sdp });
    if (kind !== "offer") return;
    for (const transceiver of pc.getTransceivers()) {
      transceiver.direction = "sendrecv";
    }
    await this.use(this.stream);
    await pc.setLocalDescription();
    this.#describe();
  }

  #describe() {
    const { type, sdp } = this.pc.localDescription;
    this.send({ kind: type, sdp });
  }

  #own(kind) {
    return this.stream.getTracks().find((track) => track.kind === kind) ?? null;
  }
}
