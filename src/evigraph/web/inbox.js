"use strict";
(() => {
  const form = document.getElementById("filters");
  const drafts = [...document.querySelectorAll(".draft")].map((node) => ({
    node, ...node.dataset, text: node.textContent.toLowerCase(),
  }));
  const apply = () => {
    const data = new FormData(form);
    const kinds = new Set(data.getAll("kind"));
    const states = new Set(data.getAll("state"));
    const words = data.get("text").trim().toLowerCase().split(/\s+/);
    let shown = 0;
    for (const { node, kind, state, confidence, text } of drafts) {
      const fits = kinds.has(kind) && states.has(state) && Number(confidence) >= Number(data.get("confidence"))
        && words.every((word) => text.includes(word));
      node.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const group of document.querySelectorAll(".group")) {
      group.hidden = !group.querySelector(".draft:not([hidden])");
    }
    form.elements.shown.value = `${shown} of ${drafts.length} shown`;
  };
  // A link to a draft that the filters hide shows its kind, and if need be everything.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.classList.contains("draft") || !target.closest("[hidden]")) return;
    for (const box of form.querySelectorAll("[name=kind], [name=state]")) {
      box.checked = box.checked || [target.dataset.kind, target.dataset.state].includes(box.value);
    }
    form.elements.text.value = "";
    form.elements.confidence.value = "0";
    apply();
    target.scrollIntoView();
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", reveal);
  apply();
  reveal();
})();
