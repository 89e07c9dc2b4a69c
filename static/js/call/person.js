// The person's page: try the devices, say that one is ready, wait, and be called.
import { tell } from "./words.js";
import { Call } from "./call.js";
import { Check } from "./check.js";
import { Devices, supported } from "./devices.js";
import { Exchange, PACE } from "./exchange.js";

const root = document.querySelector("[data-call]");
root.querySelector("[data-no-script]").hidden = true;
const form = root.querySelector("[data-ready]");
const telephone = root.querySelector("[data-telephone]");
const devices = new Devices();
const exchange = new Exchange({
  url: root.dataset.exchange,
  token: form.querySelector("[name=csrfmiddlewaretoken]")?.value,
});
const check = new Check(root.querySelector("[data-devices]"), devices);
const call = supported() ? new Call({ root, exchange, devices, polite: true }) : null;
let stage = root.dataset.stage;
let seen = "";

// The telephone is offered as soon as something is missing, and always where nothing can work.
const offerTelephone = () => { telephone.hidden = supported() && !devices.problem; };
offerTelephone();
devices.addEventListener("change", offerTelephone);

const show = (next, { focus = true } = {}) => {
  const before = stage;
  root.dataset.stage = stage = next;
  for (const part of root.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(stage);
  if (stage === before) return;
  if (stage === "waiting" && focus) root.querySelector("[data-waiting-heading]").focus();
  if (stage === "call" && focus) root.querySelector("[data-call-heading]").focus();
};

const agent = (state) => {
  if (seen === state) return;
  seen = state;
  for (const said of root.querySelectorAll("[data-agent]")) said.hidden = said.dataset.agent !== state;
};

const wait = () => {
  exchange.start();
  exchange.hello();
};

exchange.addEventListener("answer", ({ detail: said }) => {
  if (said.stage === "closed" || said.stage === "outside") {
    exchange.stop();
    call?.end();
    location.reload();  // over, cancelled, or put back: the page says which
    return;
  }
  agent(said.here ? "here" : "away");
  if (said.stage === "call" && stage !== "call") {
    show("call");
    check.hide();
    if (call) call.join();
    else telephone.hidden = false;
  } else if (said.stage === "call") {
    call?.hear(said);
  } else {
    if (stage === "call") { call?.end(); location.reload(); return; }  // back to waiting
    if (!said.current && !said.replaced) exchange.hello();  // another window said goodbye
    exchange.pace = PACE.waiting;
  }
});
exchange.addEventListener("silence", () => { if (exchange.failures > 2 && stage === "waiting") agent("offline"); });
exchange.addEventListener("signed-out", () => location.reload());
exchange.addEventListener("gone", () => location.reload());

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const error = root.querySelector("[data-ready-error]");
  try {
    const answer = await fetch(form.action || location.href, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin",
    });
    const said = await answer.json();
    tell(error, said.error ?? "");
    if (!said.error) { show("waiting"); wait(); }
  } catch {
    form.submit();  // the page as a whole, then: it says what is wrong
  }
});

addEventListener("pagehide", () => { if (stage !== "outside") { call?.joined ? call.end() : exchange.bye(); } });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

if (stage === "waiting") wait();
if (stage === "call") {
  exchange.start();
  if (call) call.join();
  else telephone.hidden = false;
}
