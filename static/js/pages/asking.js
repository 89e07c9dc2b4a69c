// What is asked of the server about a list of files, and what became of it in one word: a lost
// network, a sign-in that has ended and a list that takes nothing more need different sentences.
const SILENCE = 30000; // milliseconds without a byte on the way: a telephone may notice nothing
const THOUGHT = 60000; // milliseconds until the answer begins, once all is there

const BY_STATUS = { 0: "lost", 401: "signedOut", 403: "signedOut", 404: "gone", 410: "gone", 413: "tooBig" };
const TOKEN = "[name=csrfmiddlewaretoken]";

export class Server {
  constructor(form) {
    this.form = form;
  }

  // Answers { outcome, text }; `text` is the list when the outcome is "answered".
  async ask(body = null, progress = null) {
    const answer = await this.#once(body, progress);
    if (!body || answer.outcome !== "signedOut") return answer;
    // Signed in again in another window: the form has an old token, the list brings the new one.
    const list = await this.#once(null);
    if (list.outcome !== "answered") return list.outcome === "lost" ? list : answer;
    const part = document.createElement("template");
    part.innerHTML = list.text;
    this.#token.value = part.content.querySelector(TOKEN).value;
    return this.#once(body, progress);
  }

  get #token() {
    return this.form.querySelector(TOKEN);
  }

  #once(body, progress) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      let timer = 0;
      const wait = (most) => {
        clearTimeout(timer);
        timer = setTimeout(() => request.abort(), most);
      };
      request.upload.addEventListener("progress", (event) => {
        wait(SILENCE);
        if (event.lengthComputable) progress?.(event.loaded / event.total);
      });
      request.upload.addEventListener("load", () => wait(THOUGHT));
      request.addEventListener("progress", () => wait(SILENCE));
      request.addEventListener("loadend", () => {
        clearTimeout(timer);
        const text = request.responseText;
        let outcome = BY_STATUS[request.status] ?? "busy";
        // Whoever was signed out meanwhile is answered with another page, and so is whoever has
        // to accept the conditions of a guest network first.
        if (request.status === 200) {
          const isList = text.includes("csrfmiddlewaretoken") && !/<html/i.test(text);
          outcome = isList ? "answered" : "signedOut";
        }
        done({ outcome, text });
      });
      request.open(body ? "POST" : "GET", this.form.action);
      request.setRequestHeader("HX-Request", "true");
      request.setRequestHeader("X-CSRFToken", this.#token.value);
      wait(SILENCE);
      request.send(body);
    });
  }
}
