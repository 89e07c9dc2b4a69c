// The sentences of the page, in its language: scripts choose one, and write none.
const words = document.getElementById("call-words")?.content;

export const say = (key) => words?.querySelector(`[data-word="${key}"]`)?.textContent ?? "";

// Text in a live region is read out when it changes, so it is set only when it does.
export const tell = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
  if (element) element.hidden = !text;
};
