"use strict";
// Tables marked data-sortable get a button in every heading; a cell sorts by its data-sort or its words.
// The second press turns the order round, the third gives back the first one.
(() => {
  const key = (row, column) => {
    const text = row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
    const number = Number(text);
    return text === "" ? [2] : Number.isNaN(number) ? [1, text] : [0, number];
  };
  const compare = ([a, x], [b, y], sign) => {
    if (a === 2 || b === 2) return a - b;  // what is missing stays last
    if (a !== b) return sign * (a - b);
    return sign * (a === 0 ? x - y : x.localeCompare(y, "en", { numeric: true }));
  };
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    const first = [...body.rows];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = { ascending: "descending", descending: "" }[head.getAttribute("aria-sort")] ?? "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (now) head.setAttribute("aria-sort", now);
        const sign = now === "descending" ? -1 : 1;
        const keys = new Map(first.map((row) => [row, key(row, column)]));
        body.append(...(now ? [...first].sort((a, b) => compare(keys.get(a), keys.get(b), sign)) : first));
      });
    });
  }
})();
