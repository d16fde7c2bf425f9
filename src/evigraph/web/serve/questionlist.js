"use strict";
// A form with data-filter gets hold of what that selector names: items whose words hold every word typed stay.
(() => {
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase("en");
  for (const form of document.querySelectorAll("form[data-filter]")) {
    const input = form.querySelector("input");
    const said = form.querySelector("[role=status]");
    const items = [...document.querySelectorAll(form.dataset.filter)].map((item) => [item, plain(item.textContent)]);
    const show = () => {
      const words = plain(input.value).split(/\s+/u).filter(Boolean);
      let count = 0;
      for (const [item, text] of items) {
        item.hidden = !words.every((word) => text.includes(word));
        count += !item.hidden;
      }
      for (const section of document.querySelectorAll("main section")) {
        section.hidden = section.querySelector("li") !== null && section.querySelector("li:not([hidden])") === null;
      }
      const all = items.length.toLocaleString("en");
      said.textContent = words.length === 0 ? `${all} questions.` : `${count.toLocaleString("en")} of ${all} questions.`;
    };
    form.addEventListener("submit", (event) => event.preventDefault());
    input.addEventListener("input", show);
    form.hidden = false;
    show();  // a browser may have kept what was typed
  }
})();
