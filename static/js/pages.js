// The files of what is being prepared: sent as soon as they are chosen, dropped or photographed;
// the list is answered by the server after every deed. Without this file the buttons of the form
// do the same.
import { Server } from "./pages/asking.js";
import { dragging } from "./pages/dragging.js";
import { shrunk } from "./pages/shrinking.js";
import { Waiting } from "./pages/waiting.js";

const form = document.querySelector("form[data-pages]");
const CHECK_EVERY = 2000; // milliseconds
const CHECKS = 90; // then the person may reload the page

if (form) {
  const server = new Server(form);
  const list = form.querySelector("[data-page-list]");
  const refusals = form.querySelector("[data-refusals]");
  const inputs = form.querySelectorAll("input[type=file]");
  const [input] = inputs;
  const kind = form.querySelector("#pages-kind");
  const status = form.querySelector("[data-file-status]");
  const say = (word, name = "") => { status.textContent = `${status.dataset[word]} ${name}`.trim(); };
  let checks = 0;
  let timer = 0;
  let turn = Promise.resolve(); // one deed after the other, so that the last answer is the newest
  const inTurn = (deed) => {
    turn = turn.then(deed);
    return turn;
  };

  const enhance = () => {
    form.querySelectorAll("[data-add], [data-keep]").forEach((part) => { part.hidden = true; });
    list.querySelectorAll("[data-file]").forEach((item) => { item.draggable = true; });
    clearTimeout(timer);
    if (list.querySelector("[data-pending]") && checks < CHECKS) {
      timer = setTimeout(() => inTurn(check), CHECK_EVERY);
    }
  };

  // The list as the server answers it; the focus stays where it was, or goes to what remains.
  const replace = (answer) => {
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && [...list.querySelectorAll("[data-file]")].indexOf(focused.closest("[data-file]"));
    list.innerHTML = answer;
    enhance();
    if (!focused) return;
    const items = list.querySelectorAll("[data-file]");
    const next = items[Math.min(Math.max(place, 0), items.length - 1)];
    const again = focused.id && document.getElementById(focused.id);
    (again ?? next?.querySelector("button") ?? input).focus();
  };

  const check = async () => {
    checks += 1;
    const { outcome, text } = await server.ask();
    if (outcome === "gone" || outcome === "signedOut") return;
    const before = list.querySelectorAll("[data-pending]").length;
    const after = document.createElement("template");
    after.innerHTML = outcome === "answered" ? text : list.innerHTML;
    const left = after.content.querySelectorAll("[data-pending]").length;
    if (left !== before) replace(text);
    else enhance();
    if (before && !left) {
      const why = list.querySelector(".pages__why");
      if (why) {
        say("refused", `${why.closest("[data-file]").querySelector(".pages__name").textContent}: ${why.textContent}`);
      } else say("checked");
    }
  };

  // What a button or a field of the list asks for; `undo` when it could not be done.
  const act = (values, undo = () => {}) => inTurn(async () => {
    const body = new FormData();
    Object.entries(values).forEach(([name, value]) => body.append(name, value));
    const { outcome, text } = await server.ask(body);
    if (outcome === "answered") {
      replace(text);
      say("changed");
    } else {
      undo();
      say(outcome);
    }
  });

  // One sentence for each file that was refused; they stay until others are chosen.
  const refuse = (name, why) => {
    const line = document.createElement("p");
    line.className = "field__error";
    line.textContent = `${name}: ${why}`;
    refusals.append(line);
  };

  // What was deleted on the device after it was chosen fails as if there were no network.
  const isReadable = (file) => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

  const send = ({ file, kind: what, chosen, row, tries }) => inTurn(async () => {
    say("sending", chosen.name);
    const body = new FormData();
    body.append("add", "yes");
    body.append("kind", what);
    if (tries) body.append("again", "yes");
    body.append("files", file, file.name);
    const bar = row.querySelector("progress");
    const { outcome, text } = await server.ask(body, (share) => { bar.value = share; });
    if (outcome === "tooBig") {
      refuse(chosen.name, input.dataset.tooBig);
      say("refused", chosen.name);
      return "answered";
    }
    if (outcome === "lost" && !await isReadable(file)) {
      refuse(chosen.name, input.dataset.unreadable);
      return "answered";
    }
    if (outcome !== "answered") {
      status.textContent = "";
      return outcome;
    }
    replace(text);
    const why = [...list.querySelectorAll("[data-refused]")];
    refusals.append(...why);
    say(why.length ? "refused" : "sent", chosen.name);
    return outcome;
  });

  // Who presses the button of another form while files are on their way: it is sent after them.
  let pressed = null;
  const waiting = new Waiting(form, {
    send,
    sent: (outcome) => {
      if (refusals.firstElementChild) refusals.scrollIntoView({ block: "nearest" });
      if (!pressed) return;
      const { form: other } = pressed;
      if (outcome === "answered" && !refusals.firstElementChild) other.requestSubmit(pressed);
      else if (outcome !== "answered") waiting.showUp();
      pressed = null;
    },
  });

  addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-kept]") || waiting.isEmpty) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting.isSending) pressed = event.submitter;
    else waiting.showUp();
  }, true);

  const take = async (files) => {
    checks = 0;
    if (waiting.isEmpty) refusals.replaceChildren();
    const most = Number(input.dataset.maxBytes);
    for (const chosen of files) {
      const file = chosen.size > most ? await shrunk(chosen, most) : chosen;
      if (!file) refuse(chosen.name, input.dataset.tooBig);
      else if (!waiting.has(chosen)) waiting.add(file, kind.value, chosen);
    }
    if (waiting.isEmpty) refusals.scrollIntoView({ block: "nearest" });
    waiting.go();
  };

  const takeFrom = (one) => {
    const files = [...one.files];
    one.value = "";
    take(files);
  };
  inputs.forEach((one) => one.addEventListener("change", () => takeFrom(one)));

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    event.preventDefault();
    if (button?.name && button.name !== "add") act({ [button.name]: button.value });
  });

  list.addEventListener("change", (event) => {
    if (!event.target.matches("select")) return;
    const asBefore = () => [...event.target.options].forEach((option) => { option.selected = option.defaultSelected; });
    act({ [event.target.name]: event.target.value }, asBefore);
  });

  dragging(form, { dropped: take, ordered: (files) => act({ order: files.join(",") }) });
  enhance();
  // Chosen while this file was still on its way: nobody would send them otherwise.
  [...inputs].filter((one) => one.files.length).forEach(takeFrom);
}
