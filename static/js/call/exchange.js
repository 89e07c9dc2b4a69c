// What page and portal tell each other: one short question after the other, each answered at once.
// Whatever was not answered is asked again, so that a restarted server loses nothing.
const hex = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const PACE = { connecting: 1000, waiting: 2500, calm: 4000 };
const MOST_AT_ONCE = 50;

export class Exchange extends EventTarget {
  constructor({ url, token }) {
    super();
    this.url = url;
    this.token = token;
    this.pace = PACE.waiting;
    this.failures = 0;
    this.begin();
  }

  // A new opening of the page, to the other end: what was written before is no longer meant.
  begin() {
    this.session = hex();
    this.after = 0;
    this.count = 0;
    this.queue = [];
  }

  start() {
    if (this.ticking) return;
    this.ticking = true;
    const tick = () => { if (Date.now() - (this.last ?? 0) >= this.pace) this.ask(); };
    try {
      this.beat = new Worker(new URL("beat.js", import.meta.url));
      this.beat.onmessage = tick;
    } catch {
      setInterval(tick, 500);
    }
    this.ask();
  }

  stop() {
    this.ticking = false;
    this.beat?.terminate();
    this.stopped = true;
  }

  hello() {
    this.queue.unshift({ kind: "hello" });
    this.ask();
  }

  send(signal) {
    this.count += 1;
    this.queue.push({ ...signal, n: this.count });
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.ask(), 60);  // candidates come in swarms
  }

  // The last word, also while the page is being left.
  bye() {
    const session = this.session;
    this.begin();
    this.post({ session, after: 0, signals: [{ kind: "bye" }] }, { keepalive: true }).catch(() => {});
  }

  post(said, options = {}) {
    return fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(this.token ? { "X-CSRFToken": this.token } : {}) },
      body: JSON.stringify(said),
      credentials: "same-origin",
      redirect: "manual",
      ...options,
    });
  }

  async ask() {
    if (this.stopped) return;
    if (this.asking) { this.again = true; return; }
    this.asking = true;
    this.again = false;
    this.last = Date.now();
    const signals = this.queue.slice(0, MOST_AT_ONCE);
    const session = this.session;
    try {
      const answer = await this.post(
        { session, after: this.after, signals },
        { signal: AbortSignal.timeout(10_000) },
      );
      if (answer.type === "opaqueredirect" || answer.status === 403) this.dispatchEvent(new Event("signed-out"));
      else if (answer.status === 404) this.dispatchEvent(new Event("gone"));
      else if (answer.status === 429 || answer.status === 400) this.dispatchEvent(new Event("refused"));
      else if (answer.ok) await this.hear(await answer.json(), session, signals);
      else throw new Error(String(answer.status));
    } catch {
      this.failures += 1;
      this.dispatchEvent(new Event("silence"));
    } finally {
      this.asking = false;
      if (this.again || (this.queue.length > 0 && !this.failures)) setTimeout(() => this.ask(), 0);
    }
  }

  async hear(said, session, signals) {
    this.failures = 0;
    if (session !== this.session) return;  // begun anew meanwhile: not meant for this one
    this.queue = this.queue.filter((one) => !signals.includes(one));
    this.after = said.after;
    const greeted = signals.some((one) => one.kind === "hello");
    this.dispatchEvent(new CustomEvent("answer", { detail: { ...said, greeted } }));
  }
}
