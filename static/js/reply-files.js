// Sends each chosen file as soon as it is chosen, with its progress, while the person still writes.
// Without this file the form's own button adds them; the server's checks and sentences are the same.
const form = document.querySelector("form[data-files]");
const input = form?.querySelector("input[type=file]");

if (input) {
  const list = form.querySelector("[data-file-list]");
  const status = form.querySelector("[data-file-status]");
  const say = (word, name) => { status.textContent = `${status.dataset[word]} ${name}`; };
  form.querySelector("[data-add]").hidden = true;

  const send = (file) => new Promise((done) => {
    const request = new XMLHttpRequest();
    const bar = document.createElement("progress");
    bar.className = "files__progress";
    bar.max = 1;
    bar.setAttribute("aria-label", file.name);
    status.after(bar);
    say("sending", file.name);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("loadend", () => {
      bar.remove();
      const answered = request.status === 200;
      if (answered) list.innerHTML = request.responseText;
      const why = answered && list.querySelector(".field__error");
      if (why) status.textContent = "";
      else say(answered ? "sent" : "failed", file.name);
      done({ why, isThere: answered && !why });
    });
    const content = new FormData();
    content.append("files", file);
    request.open("POST", form.dataset.files);
    request.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    request.send(content);
  });

  // Who presses the button while a file is still on its way: the message goes once all have arrived.
  let isSending = false;
  let pressed = null;
  form.addEventListener("submit", (event) => {
    if (!isSending) return;
    event.preventDefault();
    pressed = event.submitter;
  });

  const sendChosen = async () => {
    const files = [...input.files];
    const refused = [];
    let areThere = true;
    input.disabled = isSending = true;
    for (const file of files) {
      const { why, isThere } = await send(file);
      if (why) refused.push(why);
      areThere &&= isThere;
    }
    isSending = false;
    // One sentence for each file that was refused, also when the last one was taken.
    list.querySelectorAll(".field__error").forEach((why) => why.remove());
    list.prepend(...refused);
    input.disabled = false;
    input.value = "";
    input.focus();
    if (!pressed) return;
    // Nothing was sent yet (portal.js): it can be pressed again, by this or by the person.
    delete form.dataset.sent;
    pressed.classList.remove("is-busy");
    pressed.removeAttribute("aria-disabled");
    if (pressed.isConnected && areThere) form.requestSubmit(pressed);
    pressed = null;
  };
  input.addEventListener("change", sendChosen);
  // Chosen while this file was still on its way: nobody would send them otherwise.
  if (input.files.length) sendChosen();
}
