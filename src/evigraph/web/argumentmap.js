"use strict";
// The map itself: where each box stands, and its drawing.  Text reaches the page only as text.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = new Map(data.nodes.map((node) => [node.id, node]));
const look = data.look;
const SPACE = "http://www.w3.org/2000/svg";
const MARGIN = 44, TOP = 28, ROOTS = 40, PIPS = 8, MARK = 22, MOST_MARKS = 3;
const CERTAINTIES = ["asserted", "hedged", "speculative"];

// Now the map is seen, the tables are laid out; an address that leads into them is followed.
requestAnimationFrame(() => setTimeout(() => {
  document.body.classList.add("drawn");
  document.querySelector("tr:target")?.scrollIntoView();
}));

for (const node of data.nodes) {
  node.first = node.open;
  node.shown = node.fits = true;
  for (const [index, name] of node.kids.entries()) {
    const kid = byId.get(name);
    kid.parent = node;
    kid.place = index + 1;
  }
}
// Kids come after their parents, so one pass settles which side of the thesis each stands on.
for (const node of data.nodes) {
  node.side = !node.parent ? 0 : node.parent.parent ? node.parent.side : node.relation === "concedes" ? -1 : 1;
}

function svg(tag, attributes, parent, text) {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

const kidsOf = (node) => node.kids.map((name) => byId.get(name)).filter((kid) => kid.shown);
const openKids = (node) => (node.open ? kidsOf(node) : []);

// A tidy tree: each box beside the middle of what hangs on it; returns the size of the whole.
function arrange() {
  for (const node of data.nodes) node.visible = node.shown && (!node.parent || (node.parent.visible && node.parent.open));
  const drawn = data.nodes.filter((node) => node.visible);
  const total = (nodes) => nodes.reduce((sum, node) => sum + node.needed, 0);
  for (const node of [...drawn].reverse()) {
    const sides = node.parent ? [openKids(node)] : [-1, 1].map((side) => openKids(node).filter((kid) => kid.side === side));
    node.needed = Math.max(node.height + look.gap, ...sides.map(total));
    node.groups = sides;
  }
  let top = TOP;
  for (const node of drawn) {
    if (!node.parent) {
      node.top = top;
      node.x = 0;
      top += node.needed + ROOTS;
    }
    node.y = node.top + node.needed / 2;
    for (const group of node.groups) {
      let at = node.top + (node.needed - total(group)) / 2;
      for (const kid of group) {
        kid.top = at;
        kid.x = node.x + kid.side * (node.width / 2 + look.column + kid.width / 2);
        at += kid.needed;
      }
    }
  }
  const left = Math.min(0, ...drawn.map((node) => node.x - node.width / 2)) - MARGIN;
  const right = Math.max(0, ...drawn.map((node) => node.x + node.width / 2)) + MARGIN;
  for (const node of drawn) node.x -= left;
  return { drawn, width: right - left, height: Math.max(top - ROOTS, 120) + 16 };
}

function hiddenBelow(node) {
  const below = (other) => kidsOf(other).reduce((sum, kid) => sum + 1 + below(kid), 0);
  return below(node);
}

function drawMap(layer, state) {
  const { drawn, width, height } = arrange();
  layer.replaceChildren();
  const way = new Set();
  for (let at = byId.get(state.selected); at; at = at.parent) way.add(at);
  for (const node of drawn) drawLines(layer, node, way, state);
  drawHeadings(layer, drawn);
  for (const node of drawn) drawBox(layer, node, state);
  return { drawn, width, height };
}

function drawHeadings(layer, drawn) {
  for (const [side, words] of [[1, "Reasons"], [-1, "Concessions"]]) {
    const first = drawn.filter((node) => node.level === 2 && node.side === side);
    if (!first.length) continue;
    const x = first[0].x - first[0].width / 2, y = Math.min(...first.map((node) => node.y - node.height / 2));
    svg("text", { class: "heading", x, y: y - 14, "aria-hidden": "true" }, layer, words);
  }
}

function drawLines(layer, node, way, state) {
  for (const kid of openKids(node)) {
    const from = node.x + (kid.side * node.width) / 2, to = kid.x - (kid.side * kid.width) / 2, middle = (from + to) / 2;
    const chosen = way.has(kid) ? " way" : "";
    svg("path", { class: `line-to${chosen}`, d: `M${from} ${node.y}C${middle} ${node.y} ${middle} ${kid.y} ${to} ${kid.y}` }, layer);
  }
  for (const [, name] of node.also) {
    const other = byId.get(name);
    if (!other.visible) continue;
    const chosen = state.selected === node.id || state.selected === name ? " way" : "";
    svg("path", { class: `line-to cross${chosen}`, d: crossing(node, other), "marker-end": "url(#arrow)" }, layer);
  }
}

// From the side of a box to the near side of another; two boxes of one column are joined around the inside.
function crossing(node, other) {
  const side = Math.sign(node.x - other.x);
  if (side === 0) {
    const x = node.x - ((node.side || 1) * node.width) / 2, out = x - 26 * (node.side || 1);
    return `M${x} ${node.y + 8}C${out} ${node.y} ${out} ${other.y} ${x} ${other.y + 8}`;
  }
  const from = node.x - (side * node.width) / 2, to = other.x + (side * other.width) / 2, middle = (from + to) / 2;
  return `M${from} ${node.y + 8}C${middle} ${node.y + 8} ${middle} ${other.y + 8} ${to} ${other.y + 8}`;
}

function drawBox(layer, node, state) {
  const { width, height } = node, x = node.x - width / 2, y = node.y - height / 2, root = !node.parent;
  const names = ["box", node.sideKey, CERTAINTIES.includes(node.certainty) ? node.certainty : ""];
  const flags = { root, selected: state.selected === node.id, focus: data.focus === node.id, pale: !node.fits, hit: state.hits.has(node.id) };
  for (const [name, on] of Object.entries(flags)) if (on) names.push(name);
  const kids = kidsOf(node);
  const siblings = root ? data.roots.length : node.parent.kids.length;
  const box = svg("g", {
    class: names.filter(Boolean).join(" "), role: "treeitem", tabindex: state.current === node.id ? 0 : -1,
    "data-id": node.id, "aria-level": node.level, "aria-setsize": siblings,
    "aria-posinset": root ? data.roots.indexOf(node.id) + 1 : node.place,
    "aria-selected": flags.selected, "aria-label": spoken(node, kids),
  }, layer);
  if (kids.length) box.setAttribute("aria-expanded", node.open);
  svg("rect", { class: "ring", x: x - 4, y: y - 4, width: width + 8, height: height + 8, rx: 9 }, box);
  svg("rect", { class: "body", x, y, width, height, rx: 6 }, box);
  const marks = marksOf(node, state);
  if (root) drawRoot(box, node, x, y, marks);
  else drawClaim(box, node, x, y, marks);
  if (kids.length) drawToggle(box, node, node.open ? "−" : `+${hiddenBelow(node)}`);
}

function drawRoot(box, node, x, y, marks) {
  const words = node.thesis ? "Thesis" : "Leads to no thesis";
  svg("text", { class: "kind", x: x + 14, y: y + 19 }, box, words);
  node.lines.forEach((line, index) => {
    svg("text", { class: "line", x: x + 14, y: y + 38 + index * look.rootLine }, box, line);
  });
  drawStrength(box, node, x + 14, y + node.height - 34);
  drawMarks(box, marks, x + node.width - 8 - MARK * marks.length, y + node.height - 22);
}

function drawClaim(box, node, x, y, marks) {
  svg("path", { class: "strip", d: `M${x + 6} ${y}h${look.strip - 6}v${node.height}h${6 - look.strip}a6 6 0 0 1-6-6v${12 - node.height}a6 6 0 0 1 6-6Z` }, box);
  svg("use", { class: "icon", href: `#icon-${node.sideKey}`, x: x + look.strip / 2 - 8, y: node.y - 8 }, box);
  const first = node.y - ((node.lines.length - 1) * look.line) / 2 + look.size * 0.35;
  node.lines.forEach((line, index) => {
    svg("text", { class: "line", x: x + look.strip + 7, y: first + index * look.line }, box, line);
  });
  const beside = x + look.strip + look.text + 4;
  drawStrength(box, node, beside, node.y - (marks.length ? 20 : 9));
  drawMarks(box, marks, beside, node.y + 14);
  if (node.relation === "concedes" && node.level > 2) drawTag(box, x + look.strip + 2, y, "conceded");
}

function drawTag(box, x, y, words) {
  const tag = svg("g", { class: "tag" }, box);
  svg("rect", { x, y: y - 7.5, width: words.length * 5.4 + 10, height: 15, rx: 3 }, tag);
  svg("text", { x: x + 5, y: y + 3.5 }, tag, words);
}

// A pip for each independent cohort beneath, hollow when there is none; below it the patients, or the references.
function drawStrength(box, node, x, y) {
  const most = node.cohorts > PIPS ? PIPS - 1 : node.cohorts;
  for (let index = 0; index < most; index += 1) svg("rect", { class: "pip", x: x + index * 7.5, y, width: 5.5, height: 8 }, box);
  if (most < node.cohorts) svg("text", { class: "meta", x: x + most * 7.5, y: y + 8 }, box, "+");
  if (!node.cohorts) svg("rect", { class: "pip none", x: x + 0.5, y: y + 0.5, width: 36, height: 7 }, box);
  const count = node.works === 1 ? "1 reference" : `${node.works} refs`;
  const words = node.patients ? `n ${node.patients.toLocaleString("en")}` : node.works ? count : "no source";
  svg("text", { class: "meta", x, y: y + 20 }, box, words);
}

// Findings at a box that are to be seen; more than there is room for become "…".
function marksOf(node, state) {
  const marks = node.marks.map((number) => data.marks[number]).filter((mark) => !state.hushed.has(mark.look === "answered" ? "answered" : mark.severity));
  return marks.length > MOST_MARKS ? [...marks.slice(0, MOST_MARKS - 1), { ...marks[MOST_MARKS - 1], number: "…" }] : marks;
}

// Inside the box, so that nobody takes them for those of the box above.
function drawMarks(box, marks, left, y) {
  marks.forEach((mark, index) => {
    const shape = data.shapes[mark.severity];
    const at = `translate(${left + (index + 0.5) * MARK} ${y}) scale(0.95)`;
    const group = svg("g", { class: `badge small ${mark.severity} ${mark.look}`, transform: at }, box);
    svg("path", { class: "halo", d: shape.path }, group);
    svg("path", { d: shape.path }, group);
    svg("text", { y: shape.text }, group, mark.number);
  });
}

function drawToggle(box, node, words) {
  const width = Math.max(24, words.length * 7 + 10);
  const x = node.x + (node.side || 1) * (node.width / 2 + 2 + width / 2);
  const toggle = svg("g", { class: "toggle", "data-toggle": node.id }, box);
  svg("rect", { x: x - width / 2, y: node.y - 12, width, height: 24, rx: 12 }, toggle);
  svg("text", { x, y: node.y + 4 }, toggle, words);
}

function spoken(node, kids) {
  const relation = !node.parent ? (node.thesis ? "Thesis" : "Leads to no thesis") : node.relation === "concedes" ? "Conceded" : "Supports";
  const parts = [`speaks for ${data.sides[node.sideKey] ?? "another therapy, or several"}`, node.certainty || "certainty not stated", `rests on ${node.strength}`];
  if (node.marks.length) parts.push(node.marks.length === 1 ? "1 finding" : `${node.marks.length} findings`);
  if (kids.length) parts.push(kids.length === 1 ? "1 claim below" : `${kids.length} claims below`);
  return `${relation}: ${node.label} ${parts.join("; ")}.`;
}
