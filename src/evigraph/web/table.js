"use strict";
// Header cells of a table.sortable become buttons that sort it; a third press gives back the first order.
(() => {
  const key = (row, index) => {
    const cell = row.cells[index];
    return cell.dataset.order === undefined
      ? cell.textContent.trim().toLowerCase()
      : cell.dataset.order === "" ? null : Number(cell.dataset.order);
  };
  const compare = (a, b) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0], first = [...body.rows], heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, index) => {
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
        const rows = now ? [...first].sort((a, b) => {
          const [x, y] = [key(a, index), key(b, index)];
          return x === null || y === null ? compare(x, y) : sign * compare(x, y);
        }) : first;
        body.append(...rows);
      });
    });
  }
})();
