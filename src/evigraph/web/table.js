"use strict";
// Tables marked data-sortable get a button in every heading; a cell sorts by its data-sort or its words.
// The second press turns the order round, the third gives back the first one.
(() => {
  const key = (cell) => {
    const text = cell.dataset.sort ?? cell.textContent.trim();
    const number = Number(text);
    return text === "" ? [2] : Number.isNaN(number) ? [1, text] : [0, number];
  };
  const compare = ([a, x], [b, y], sign) => {
    if (a === 2 || b === 2) return a - b;  // what is missing stays last
    if (a !== b) return sign * (a - b);
    return sign * (a === 0 ? x - y : x.localeCompare(y, "en", { numeric: true }));
  };
  // The cell that stands in each column of each row: one that reaches over rows or columns stands in all of them.
  const grid = (body) => {
    const found = [...body.rows].map(() => []);
    [...body.rows].forEach((row, y) => {
      for (const cell of row.cells) {
        let x = 0;
        while (found[y][x]) x += 1;
        for (let down = y; down < y + cell.rowSpan; down += 1)
          for (let right = x; right < x + cell.colSpan; right += 1) found[down][right] = cell;
      }
    });
    return found;
  };
  // A row that can stand anywhere: with a copy of the cells it shares with others.
  const alone = (cells) => {
    const row = document.createElement("tr");
    for (const cell of new Set(cells)) {
      const copy = cell.cloneNode(true);
      copy.removeAttribute("rowspan");
      if (copy.getAttribute("scope") === "rowgroup") copy.scope = "row";
      row.append(copy);
    }
    return row;
  };
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const heads = [...table.tHead.rows[0].cells];
    const bodies = [...table.tBodies];
    const cells = bodies.flatMap(grid);
    const rows = table.querySelector("tbody [rowspan]") ? cells.map(alone) : bodies.flatMap((body) => [...body.rows]);
    const whole = bodies.map((body) => [...body.rows]);
    const sorted = rows[0]?.isConnected ? bodies[0] : document.createElement("tbody");
    const put = (order) => {
      if (!order) {
        bodies.forEach((body, index) => body.append(...whole[index]));
        if (sorted !== bodies[0]) sorted.replaceWith(...bodies);
        return;
      }
      if (sorted !== bodies[0] && bodies[0].isConnected) {
        bodies[0].before(sorted);
        for (const body of bodies) body.remove();
      }
      sorted.append(...order);
    };
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
        const keys = cells.map((found, index) => [key(found[column]), rows[index]]);
        put(now && keys.sort((a, b) => compare(a[0], b[0], sign)).map(([, row]) => row));
      });
    });
  }
})();
