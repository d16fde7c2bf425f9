"use strict";
// The same data as two tables, a page of rows at a time, sorted by the buttons in their heads.
const ROWS = 50, PRINTED = [3000, 500];
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

class PagedTable {
  // `columns`: [heading, value for sorting, what to put in the cell]; `rows` gives what is to be listed now.
  constructor(host, title, columns, rows) {
    Object.assign(this, { columns, rows, page: 0, size: ROWS, column: -1, down: false });
    const wide = make("div", "", host, "wide");
    wide.tabIndex = 0;
    wide.setAttribute("role", "region");
    wide.setAttribute("aria-label", title);
    const table = make("table", "", wide);
    make("caption", title, table, "unseen");
    const head = make("tr", "", make("thead", "", table));
    columns.forEach(([words], index) => {
      const cell = make("th", "", head);
      cell.scope = "col";
      button(words, cell, () => this.sort(index), "sort");
    });
    this.heads = [...head.children];
    this.body = make("tbody", "", table);
    this.foot = make("p", "", host, "pages");
    this.back = button("Previous", this.foot, () => this.turn(-1));
    this.words = make("span", "", this.foot);
    this.words.setAttribute("role", "status");
    this.next = button("Next", this.foot, () => this.turn(1));
  }

  sort(index) {
    this.down = this.column === index && !this.down;
    this.column = index;
    this.page = 0;
    this.show();
  }

  turn(by) {
    this.page += by;
    this.show();
  }

  show() {
    let rows = this.rows();
    if (this.column >= 0) {
      const value = this.columns[this.column][1], sign = this.down ? -1 : 1;
      const keyed = rows.map((row) => [value(row), row]);
      const compare = keyed.length && typeof keyed[0][0] === "number" ? (a, b) => a[0] - b[0] : (a, b) => collator.compare(a[0], b[0]);
      rows = keyed.sort((a, b) => sign * compare(a, b)).map(([, row]) => row);
    }
    const pages = Math.max(1, Math.ceil(rows.length / this.size));
    this.page = Math.min(this.page, pages - 1);
    const start = this.page * this.size, end = Math.min(start + this.size, rows.length);
    this.body.replaceChildren();
    for (const row of rows.slice(start, end)) {
      const line = make("tr", "", this.body);
      this.columns.forEach(([, , fill], index) => {
        const cell = make(index ? "td" : "th", "", line);
        if (!index) cell.scope = "row";
        fill(cell, row);
      });
    }
    this.heads.forEach((cell, index) => {
      if (index === this.column) cell.setAttribute("aria-sort", this.down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
    this.words.textContent = rows.length ? `Rows ${start + 1} to ${end} of ${rows.length.toLocaleString("en")}` : "No rows";
    this.back.disabled = this.page === 0;
    this.next.disabled = this.page >= pages - 1;
    this.foot.dataset.rows = String(rows.length);
  }
}

const put = (value) => (cell, row) => { make("span", value(row), cell).dir = "auto"; };
const nodeTable = new PagedTable(document.getElementById("node-table"), "Everything shown", [
  ["What", (node) => node.label, (cell, node) => nodeButton(node, cell)],
  ["Kind", (node) => node.type || node.kind.one, put((node) => node.type || node.kind.one)],
  ["Group", (node) => node.cluster.name, put((node) => node.cluster.name || "none")],
  ["Where", (node) => node.place, put((node) => node.place || "not recorded")],
  ["Relations", (node) => node.joined.length, put((node) => String(node.joined.length))],
  ["Links", (node) => (node.links[0] || [""])[0], (cell, node) => {
    for (const [words, address] of node.links) outward(words, address, cell);
  }],
], () => nodes.filter(isShown).sort((a, b) => a.rank - b.rank));
const edgeTable = new PagedTable(document.getElementById("edge-table"), "Relations among what is shown", [
  ["From", (statement) => statement.from.label, (cell, { from }) => nodeButton(from, cell)],
  ["Relation", (statement) => statement.predicate.forwards, put((statement) => statement.predicate.forwards)],
  ["To", (statement) => statement.to.label, (cell, { to }) => nodeButton(to, cell)],
], () => statements.filter(({ from, to, predicate }) => isShown(from) && isShown(to) && state.families.has(predicate.family)));
const tables = [nodeTable, edgeTable];

function printTables(all) {
  tables.forEach((table, index) => {
    table.size = all ? PRINTED[index] : ROWS;
    table.show();
  });
}
