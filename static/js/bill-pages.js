// The files of a bill: sent as soon as they are chosen or dropped, each with its progress; the list
// is answered by the server after every deed. Without this file the form's own buttons do the same.
const form = document.querySelector("form[data-bill-pages]");
const CHECK_EVERY = 2000; // milliseconds
const CHECKS = 90; // then the person may reload the page

if (form) {
  const list = form.querySelector("[data-page-list]");
  const drop = form.querySelector("[data-drop]");
  const input = form.querySelector("input[type=file]");
  const kind = form.querySelector("#bill-files-kind");
  const status = form.querySelector("[data-file-status]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const say = (word, name = "") => { status.textContent = `${status.dataset[word]} ${name}`.trim(); };
  let checks = 0;
  let timer = 0;
  let turn = Promise.resolve(); // one deed after the other, so that the last answer is the newest

  const enhance = () => {
    form.querySelectorAll("[data-add], [data-keep]").forEach((part) => { part.hidden = true; });
    list.querySelectorAll("[data-file]").forEach((item) => { item.draggable = true; });
    clearTimeout(timer);
    if (list.querySelector("[data-pending]") && checks < CHECKS) {
      timer = setTimeout(() => { turn = turn.then(check); }, CHECK_EVERY);
    }
  };

  // The list as the server answers it; the focus stays where it was, or goes to what remains.
  const replace = (answer, keep = []) => {
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && [...list.querySelectorAll("[data-file]")].indexOf(focused.closest("[data-file]"));
    list.innerHTML = answer;
    if (keep.length) list.prepend(...keep);
    enhance();
    if (!focused) return;
    const items = list.querySelectorAll("[data-file]");
    const next = items[Math.min(Math.max(place, 0), items.length - 1)];
    const again = focused.id && document.getElementById(focused.id);
    (again ?? next?.querySelector("button") ?? input).focus();
  };

  const ask = (body, progress) => new Promise((done) => {
    const request = new XMLHttpRequest();
    if (progress) request.upload.addEventListener("progress", progress);
    request.addEventListener("loadend", () => {
      const text = request.responseText;
      // Whoever was signed out meanwhile is answered with another page.
      const good = request.status === 200 && !text.includes("<html");
      done(good ? text : null);
    });
    request.open(body ? "POST" : "GET", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("X-CSRFToken", token);
    request.send(body);
  });

  const check = async () => {
    checks += 1;
    const answer = await ask(null);
    if (answer === null) return;
    const before = list.querySelectorAll("[data-pending]").length;
    const after = document.createElement("template");
    after.innerHTML = answer;
    const left = after.content.querySelectorAll("[data-pending]").length;
    if (left !== before) replace(answer, [...list.querySelectorAll("[data-refused]")]);
    else enhance();
    if (before && !left) {
      const why = list.querySelector(".bill-pages__why");
      if (why) {
        say("refused", `${why.closest("[data-file]").querySelector(".bill-pages__name").textContent}: ${why.textContent}`);
      } else say("checked");
    }
  };

  const act = (values) => {
    turn = turn.then(async () => {
      const body = new FormData();
      Object.entries(values).forEach(([name, value]) => body.append(name, value));
      const answer = await ask(body);
      if (answer === null) say("lost");
      else {
        replace(answer);
        say("changed");
      }
    });
    return turn;
  };

  // A sentence for a file that would be refused after a long wait.
  const refusal = (file) => {
    const line = document.createElement("p");
    line.className = "field__error";
    line.textContent = `${file.name}: ${input.dataset.tooBig}`;
    const box = document.createElement("div");
    box.className = "bill-pages__refused";
    box.dataset.refused = "";
    box.append(line);
    return box;
  };

  const send = async (file) => {
    if (file.size > Number(input.dataset.maxBytes)) return [refusal(file)];
    const bar = document.createElement("progress");
    bar.className = "bill-pages__progress";
    bar.max = 1;
    bar.setAttribute("aria-label", file.name);
    status.after(bar);
    say("sending", file.name);
    const body = new FormData();
    body.append("add", "yes");
    body.append("kind", kind.value);
    body.append("files", file);
    const answer = await ask(body, (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    bar.remove();
    if (answer === null) {
      say("failed", file.name);
      return [];
    }
    replace(answer);
    const why = [...list.querySelectorAll("[data-refused]")];
    why.forEach((part) => part.remove());
    say(why.length ? "refused" : "sent", file.name);
    return why;
  };

  const sendAll = (files) => {
    turn = turn.then(async () => {
      checks = 0;
      const refused = [];
      list.querySelectorAll("[data-refused]").forEach((part) => part.remove());
      for (const file of files) refused.push(...await send(file));
      // One sentence for each file that was refused, also when the last one was taken.
      list.prepend(...refused);
      if (refused.length) refused[0].scrollIntoView({ block: "nearest" });
    });
  };

  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    sendAll(files);
  });

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    event.preventDefault();
    if (button?.name && button.name !== "add") act({ [button.name]: button.value });
  });

  list.addEventListener("change", (event) => {
    if (event.target.matches("select")) act({ [event.target.name]: event.target.value });
  });

  // Files from outside are dropped on the form, rows of the list on other rows.
  let dragged = null;
  const isFiles = (event) => event.dataTransfer?.types.includes("Files");
  const rowOf = (event) => dragged && event.target.closest?.("[data-file]");
  const unmark = () => {
    drop.classList.remove("is-over");
    list.querySelectorAll(".is-target").forEach((row) => row.classList.remove("is-target"));
  };

  form.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-file]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.file);
    dragged.classList.add("is-dragged");
  });
  form.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    unmark();
  });
  form.addEventListener("dragover", (event) => {
    const row = rowOf(event);
    if (!row && !isFiles(event)) return;
    event.preventDefault();
    unmark();
    (row ?? drop).classList.add(row ? "is-target" : "is-over");
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) unmark();
  });
  form.addEventListener("drop", (event) => {
    const row = rowOf(event);
    unmark();
    if (row && row !== dragged) {
      event.preventDefault();
      // Dragged down it comes behind the row, dragged up before it: both ends can be reached.
      const rows = [...list.querySelectorAll("[data-file]")];
      const place = rows.indexOf(row);
      const order = rows.filter((one) => one !== dragged);
      order.splice(place, 0, dragged);
      act({ order: order.map((one) => one.dataset.file).join(",") });
    } else if (isFiles(event)) {
      event.preventDefault();
      sendAll([...event.dataTransfer.files]);
    }
  });
  // A file that misses the form is not opened in its place.
  addEventListener("dragover", (event) => { if (isFiles(event)) event.preventDefault(); });
  addEventListener("drop", (event) => { if (isFiles(event)) event.preventDefault(); });

  form.querySelector("[data-drop-hint]").hidden = false;
  enhance();
}
