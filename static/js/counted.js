// How long a text has become, beside its box: "12/1000". The hint says the limit without this file.
for (const box of document.querySelectorAll("textarea[data-counted]")) {
  const said = document.createElement("p");
  said.className = "counted";
  said.setAttribute("aria-hidden", "true");
  const count = () => { said.textContent = `${box.value.length}/${box.dataset.counted}`; };
  box.insertAdjacentElement("afterend", said);
  box.addEventListener("input", count);
  count();
}
