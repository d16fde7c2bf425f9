"use strict";
// A list narrows as soon as something is chosen; without this script its button does that.
for (const form of document.querySelectorAll("form.filter")) {
  if (form.getAttribute("role") !== "search" || !form.querySelector("select")) continue;
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (!field.value) field.disabled = true;  // a short address
    addEventListener("pageshow", () => { for (const field of form.elements) field.disabled = false; }, { once: true });
  });
}
