// What is nicer with a script, and works without one.
"use strict";

// A button beside each text that is there to be copied.
const offerCopies = (root) => {
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = !navigator.clipboard;
  }
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const label = button.textContent;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = label; }, 2000);
});

// One click sends a form once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
// A file goes with a bar that says how much of it is sent. What goes wrong is the page that says so, or the browser's own.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const bar = form.querySelector("progress");
  if (!bar || event.defaultPrevented) return;
  event.preventDefault();
  const request = new XMLHttpRequest();
  bar.parentElement.hidden = false;
  request.upload.addEventListener("progress", ({ loaded, total }) => { bar.max = total; bar.value = loaded; });
  request.addEventListener("error", () => form.submit());
  request.addEventListener("load", () => {
    if (request.status < 400) return location.assign(request.responseURL);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    return document.querySelector("main").focus();
  });
  request.open("POST", form.action);
  request.send(new FormData(form));
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Keys, on pages that list them: an element says which key is its own. They can be switched off, and are not heard while
// somebody types.
const keys = document.getElementById("keys");
const KEYS_OFF = "qualify-keys-off";
const FIELDS = { a: "ask-items", n: "note-text" };
const areKeysOff = () => localStorage.getItem(KEYS_OFF) === "yes";
const labelSwitch = () => {
  const button = keys.querySelector("[data-keys=switch]");
  button.textContent = areKeysOff() ? button.dataset.on : button.dataset.off;
};
const moveInList = (step) => {
  const links = [...document.querySelectorAll("a[data-case]")];
  const place = links.indexOf(document.activeElement);
  const next = links[place < 0 ? (step > 0 ? 0 : links.length - 1) : place + step];
  if (next) next.focus();
};
const pressed = (key) => {
  if (key === "j" || key === "k") return moveInList(key === "j" ? 1 : -1);
  const element = key === "o" ? document.activeElement.closest("a[data-case]")
    : document.querySelector(`[data-key="${key}"]`) || document.getElementById(FIELDS[key]);
  if (!element) return undefined;
  if (element.matches("a, button")) return element.click();
  return (element.querySelector("input:not([type=hidden])") || element).focus();
};
if (keys) {
  for (const button of document.querySelectorAll("[data-keys=open]")) button.hidden = false;
  labelSwitch();
  document.addEventListener("click", (event) => {
    const what = event.target.dataset && event.target.dataset.keys;
    if (what === "open") keys.showModal();
    if (what === "close") keys.close();
    if (what === "switch") {
      localStorage.setItem(KEYS_OFF, areKeysOff() ? "no" : "yes");
      labelSwitch();
    }
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea, dialog");
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping || areKeysOff()) return;
    if (event.key === "?") {
      event.preventDefault();
      keys.showModal();
    } else if (/^[a-z]$/.test(event.key)) {
      const before = document.activeElement;
      pressed(event.key);
      if (document.activeElement !== before) event.preventDefault();
    }
  });
}

document.addEventListener("htmx:load", (event) => offerCopies(event.target));
offerCopies(document);
