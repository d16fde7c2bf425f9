"use strict";
(() => {
  const form = document.getElementById("filters");
  const findings = [...document.querySelectorAll(".finding")].map((node) => ({
    node,
    state: node.closest(".state").dataset.state,
    group: node.closest(".check").dataset.group,
    text: `${node.textContent} ${node.closest(".check").querySelector("h3").textContent}`.toLowerCase(),
  }));
  // The words as typed, from the start of a word; "reference 9" is not reference 90.
  const phrase = (typed) => {
    const words = typed.trim().toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
    return new RegExp(`(?<![\\p{L}\\p{N}])${words}${/\d$/.test(words) ? "(?![\\p{L}\\p{N}])" : ""}`, "u");
  };
  const hideEmpty = (selector) => {
    for (const node of document.querySelectorAll(selector)) {
      node.hidden = !node.querySelector(".finding:not([hidden])");
    }
  };
  const apply = () => {
    const data = new FormData(form);
    const states = new Set(data.getAll("state"));
    const wanted = phrase(data.get("text"));
    let shown = 0;
    for (const { node, state, group, text } of findings) {
      const fits = states.has(state) && (!data.get("group") || group === data.get("group"))
        && wanted.test(text);
      node.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    hideEmpty(".check");
    hideEmpty(".state");
    form.elements.shown.value = `${shown} of ${findings.length} shown`;
  };
  // A link to a finding that the filters hide shows it all the same.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.hidden) {
      form.reset();
      apply();
      target.scrollIntoView();
    }
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", reveal);
  apply();
  reveal();
})();
