// The agent's page: who waits, letting them in, the call.
import { tell } from "./words.js";
import { Call } from "./call.js";
import { Check } from "./check.js";
import { Devices, supported } from "./devices.js";
import { Exchange } from "./exchange.js";

const root = document.querySelector("[data-call]");
root.querySelector("[data-no-script]").hidden = true;
const devices = new Devices();
const exchange = new Exchange({
  url: root.dataset.exchange,
  token: document.querySelector("[name=csrfmiddlewaretoken]").value,
});
const check = new Check(root.querySelector("[data-devices]"), devices);
const call = supported() ? new Call({ root, exchange, devices, polite: false }) : null;
let stage = root.dataset.stage;

const show = (next) => {
  root.dataset.stage = stage = next;
  for (const part of root.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(stage);
};

exchange.addEventListener("answer", ({ detail: said }) => {
  if (said.stage !== stage && (said.stage === "closed" || stage === "closed" || stage === "call")) {
    call?.end();
    location.reload();  // the server knows what to say
    return;
  }
  tell(root.querySelector("[data-since]"), said.since);
  for (const one of root.querySelectorAll("[data-person]")) one.hidden = one.dataset.person !== (said.here ? "here" : "away");
  if (said.stage === "call" && stage !== "call") {
    show("call");
    check.hide();
    call?.join();
  } else if (said.stage === "call") {
    call?.hear(said);
  } else {
    if (said.stage !== stage) show(said.stage);
    if (!said.current && !said.replaced) exchange.hello();
  }
});
exchange.addEventListener("signed-out", () => location.reload());
exchange.addEventListener("gone", () => location.reload());

addEventListener("pagehide", () => { call?.joined ? call.end() : exchange.bye(); });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

exchange.start();
if (stage === "call") call?.join();
else exchange.hello();
