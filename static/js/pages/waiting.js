// The files that were chosen and are not at the server yet, one row each, sent one after the other.
// When the network is lost they stay, and are sent by themselves once it is back, or by a button.
// Whatever is sent a second time says so: the server may have it although no answer came.
const LONGEST_PAUSE = 30; // seconds
const TRIES = 3; // then a file lets the others pass

export class Waiting {
  // `send(entry)` answers what became of it in one word; `sent` is told when none is left.
  constructor(form, { send, sent }) {
    this.box = form.querySelector("[data-waiting]");
    this.list = this.box.querySelector("[data-waiting-list]");
    this.row = this.box.querySelector("[data-waiting-row]");
    this.paused = this.box.querySelector("[data-paused]");
    this.late = form.querySelector("[data-late]"); // is heard
    this.sentences = this.box.querySelector("[data-late-sentences]").dataset;
    this.input = form.querySelector("input[type=file]");
    this.send = send;
    this.sent = sent;
    this.entries = [];
    this.isSending = false;
    this.timer = 0;
    this.lost = 0; // times in a row
    this.box.querySelector("[data-again]").addEventListener("click", () => this.go());
    addEventListener("online", () => this.go());
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.lost) this.go(); });
    addEventListener("beforeunload", (event) => { if (!this.isEmpty) event.preventDefault(); });
  }

  get isEmpty() {
    return this.entries.length === 0;
  }

  // Whether it is already among those that wait.
  has(file) {
    return this.entries.some(({ chosen }) => chosen.name === file.name
      && chosen.size === file.size && chosen.lastModified === file.lastModified);
  }

  // `chosen` is what the person chose, `file` what is sent for it.
  add(file, kind, chosen = file) {
    const row = this.row.content.firstElementChild.cloneNode(true);
    const entry = { file, kind, chosen, row, tries: 0 };
    row.querySelectorAll("[data-name]").forEach((part) => { part.textContent = chosen.name; });
    row.querySelector("progress").setAttribute("aria-label", chosen.name);
    row.querySelector("[data-forget]").addEventListener("click", () => this.#forget(entry));
    this.entries.push(entry);
    this.list.append(row);
    this.#show(entry, "turn");
    this.box.hidden = false;
  }

  // Sends all that wait, unless that is under way.
  async go() {
    if (this.isSending || this.isEmpty) return;
    this.isSending = true;
    clearTimeout(this.timer);
    let outcome = "answered";
    while (outcome === "answered" && !this.isEmpty) {
      const entry = this.#next();
      if (navigator.onLine) {
        this.paused.hidden = true;
        this.late.textContent = "";
        this.entries.forEach((one) => this.#show(one, one === entry ? "sending" : "turn"));
        outcome = await this.send(entry);
      } else outcome = "lost";
      if (outcome === "answered") this.#remove(entry);
      else entry.tries += 1;
    }
    this.isSending = false;
    if (outcome === "answered") this.lost = 0;
    else this.#pause(outcome);
    this.sent(outcome);
  }

  // Takes the reader to what is not sent yet.
  showUp() {
    this.box.scrollIntoView({ block: "center" });
    const button = this.box.querySelector("[data-again]:not([hidden])") ?? this.box.querySelector("[data-forget]");
    button.focus({ preventScroll: true });
  }

  // In the order in which they were chosen, as long as none of them fails again and again.
  #next() {
    const turn = ({ tries }) => Math.floor(tries / TRIES);
    return this.entries.reduce((first, one) => (turn(one) < turn(first) ? one : first));
  }

  #pause(outcome) {
    this.lost += 1;
    this.entries.forEach((entry) => this.#show(entry, "late"));
    this.paused.hidden = false;
    this.paused.querySelector("[data-again]").hidden = outcome === "gone";
    this.paused.querySelector("[data-sign-in]").hidden = outcome !== "signedOut";
    this.late.textContent = this.sentences[outcome];
    if (outcome !== "lost" && outcome !== "busy") return;
    const again = () => { if (navigator.onLine) this.go(); else this.timer = setTimeout(again, 1000); };
    this.timer = setTimeout(again, Math.min(2 ** this.lost, LONGEST_PAUSE) * 1000);
  }

  #show({ row }, state) {
    row.dataset.state = state;
    if (state !== "sending") row.querySelector("progress").removeAttribute("value");
  }

  #remove(entry) {
    this.entries = this.entries.filter((one) => one !== entry);
    entry.row.remove();
    this.box.hidden = this.isEmpty;
  }

  #forget(entry) {
    const next = entry.row.nextElementSibling ?? entry.row.previousElementSibling;
    this.#remove(entry);
    if (this.isEmpty) {
      clearTimeout(this.timer);
      this.lost = 0;
      this.late.textContent = "";
    }
    (next?.querySelector("[data-forget]") ?? this.input).focus();
  }
}
