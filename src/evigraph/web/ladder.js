"use strict";
// Draws the ladder with vis-network on fixed positions.  Text reaches the page only as text.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = new Map(data.nodes.map((node) => [node.id, node]));
const picture = document.getElementById("picture");
const details = document.getElementById("details");
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 44rem)");
const FONT = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';
const SIZE = 12, LINE = 16, MARGIN = 12, TALLEST = 2400;
const INSET = 26, STEP = 21, MOST_MARKS = 4;
const hushed = new Set();
let colors = data.palette[dark.matches ? "dark" : "light"];
let selected = null;

// The outline of each kind: a shape of its own, so that color is never the only sign.
const outlines = {
  claim: (c, x, y, w, h, s) => c.roundRect(x, y, w, h, 9 * s),
  argument: (c, x, y, w, h, s) => c.roundRect(x, y, w, h, 9 * s),
  passage: (c, x, y, w, h, s) => polygon(c, [[x, y], [x + w, y], [x + w, y + h], [x + 28 * s, y + h],
    [x + 16 * s, y + h + 9 * s], [x + 16 * s, y + h], [x, y + h]]),
  reference: (c, x, y, w, h, s) => polygon(c, [[x, y], [x + w - 12 * s, y], [x + w, y + 12 * s], [x + w, y + h],
    [x, y + h], [x, y], [x + w - 12 * s, y], [x + w - 12 * s, y + 12 * s], [x + w, y + 12 * s],
    [x + w - 12 * s, y]]),
  study: (c, x, y, w, h, s) => polygon(c, [[x + 12 * s, y], [x + w - 12 * s, y], [x + w, y + h / 2],
    [x + w - 12 * s, y + h], [x + 12 * s, y + h], [x, y + h / 2]]),
  cohort: (c, x, y, w, h, s) => c.roundRect(x, y, w, h, Math.min(h / 2, 24 * s)),
  result: (c, x, y, w, h) => c.rect(x, y, w, h),
};

function polygon(c, points) {
  points.forEach(([x, y], index) => (index ? c.lineTo(x, y) : c.moveTo(x, y)));
  c.closePath();
}

function outline(c, kind, x, y, w, h, scale, chosen, absent) {
  const [fill, border] = colors[kind];
  c.beginPath();
  outlines[kind](c, x, y, w, h, scale);
  c.fillStyle = absent ? colors.paper : fill;
  c.fill();
  c.setLineDash(absent ? [5, 3] : []);
  c.lineWidth = chosen ? 3 : 1.5;
  c.strokeStyle = chosen && kind === "claim" ? colors.strong : border;
  c.stroke();
  c.setLineDash([]);
}

function drawNode({ ctx, id, x, y }) {
  const node = byId.get(id);
  const left = x - node.width / 2, top = y - node.height / 2;
  const pad = data.palette.kinds[node.kind].pad;
  return {
    drawNode() {
      outline(ctx, node.kind, left, top, node.width, node.height, 1, id === selected, node.absent);
      ctx.fillStyle = node.absent ? colors.ink : colors[node.kind][2];
      ctx.textBaseline = "middle";
      ctx.textAlign = "left";
      node.lines.forEach(([weight, text], index) => {
        ctx.font = `${weight === "bold" ? "700" : "400"} ${SIZE}px ${FONT}`;
        const at = y + (index - (node.lines.length - 1) / 2) * LINE;
        ctx.fillText(text, left + pad, at, node.width - 2 * pad);
      });
      drawNotices(ctx, node, left, top + node.height + 2);
      drawMarks(ctx, node, left + node.width - INSET, top - 4);
    },
    nodeDimensions: { width: node.width, height: node.height },
  };
}

function shownMarks(node) {
  return node.marks.map((number) => data.marks[number])
    .filter((mark) => !hushed.has(mark.look === "answered" ? "answered" : mark.severity));
}

// Marks sit astride the upper edge, from the right; more than fit become "…".
function drawMarks(c, node, right, y) {
  const marks = shownMarks(node);
  const most = node.kind === "result" ? 3 : MOST_MARKS;
  const drawn = marks.length > most ? [...marks.slice(0, most - 1), { ...marks[most - 1], number: "…" }] : marks;
  const last = right + (node.kind === "result" ? 12 : 0);
  drawn.forEach((mark, index) => drawMark(c, mark, last - (drawn.length - 1 - index) * STEP, y));
}

function drawMark(c, mark, x, y) {
  const shape = data.palette.marks[mark.severity];
  const [fill, border, ink] = colors[mark.severity];
  const solid = mark.look === "here";
  c.save();
  c.translate(x, y);
  const path = new Path2D(shape.path);
  c.lineJoin = "round";
  c.lineWidth = 5;
  c.strokeStyle = colors.paper;
  c.stroke(path);
  c.fillStyle = solid ? fill : colors.paper;
  c.fill(path);
  c.setLineDash(mark.look === "answered" ? [3, 2] : []);
  c.lineWidth = 1.5;
  c.strokeStyle = border;
  c.stroke(path);
  c.fillStyle = solid ? ink : colors.ink;
  c.font = `700 11px ${FONT}`;
  c.textAlign = "center";
  c.textBaseline = "alphabetic";
  c.fillText(String(mark.number), 0, shape.text);
  c.restore();
}

// What became of a work, as a label on the lower edge; the gravest is named, others are counted.
function drawNotices(c, node, left, y) {
  if (!node.notices.length) return;
  const [first, ...more] = node.notices;
  const text = more.length ? `${first} +${more.length}` : first;
  c.save();
  c.font = `700 11px ${FONT}`;
  c.textAlign = "left";
  c.textBaseline = "middle";
  const width = c.measureText(text).width + 10;
  c.beginPath();
  c.roundRect(left + 8, y - 8, width, 16, 3);
  c.fillStyle = colors.paper;
  c.fill();
  c.lineWidth = 1.5;
  c.strokeStyle = colors.error[1];
  c.stroke();
  c.fillStyle = colors.ink;
  c.fillText(text, left + 13, y + 0.5);
  c.restore();
}

// Words stand above a level line, so that line and arrow stay whole, and on a sloping one.
function edgeLook(edge) {
  const firm = edge.verb === "rests on";
  const level = !edge.bend && Math.abs(byId.get(edge.from).y - byId.get(edge.to).y) < 12;
  return {
    color: { color: firm ? colors.strong : colors.edge, inherit: false },
    font: { color: colors.ink, background: level ? "none" : colors.paper, strokeWidth: 0, size: 11, face: FONT,
      vadjust: level ? -9 : 0 },
    width: firm ? 1.8 : 1.1,
  };
}

const nodes = new vis.DataSet(data.nodes.map(({ id, x, y }) =>
  ({ id, x, y, shape: "custom", ctxRenderer: drawNode, physics: false })));
const edges = new vis.DataSet(data.edges.map((edge, id) => ({
  id, from: edge.from, to: edge.to, label: edge.label || undefined, dashes: edge.dashes ? [5, 4] : false,
  arrows: { to: { enabled: true, scaleFactor: 0.45 } },
  smooth: edge.bend
    ? { enabled: true, type: "curvedCCW", roundness: edge.bend }
    : { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 },
  ...edgeLook(edge),
})));

picture.style.height = `${Math.min(data.size[1] + 2 * MARGIN, TALLEST)}px`;
const network = new vis.Network(picture, { nodes, edges }, {
  physics: false,
  layout: { randomSeed: 1 },
  interaction: { dragNodes: false, zoomView: false, dragView: !narrow.matches, selectConnectedEdges: false, hover: false },
});

function fit() {
  const [width, height] = data.size;
  const room = [picture.clientWidth - 2 * MARGIN, picture.clientHeight - 2 * MARGIN];
  const scale = Math.min(room[0] / width, room[1] / height, 1);
  network.moveTo({ position: { x: width / 2, y: height / 2 }, scale, animation: false });
}

function zoom(factor) {
  const scale = Math.min(Math.max(network.getScale() * factor, 0.1), 4);
  network.moveTo({ scale, animation: false });
}

function make(tag, text, parent) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}

function show(node) {
  details.replaceChildren();
  details.hidden = !node;
  if (!node) return;
  details.classList.toggle("left", network.canvasToDOM({ x: node.x, y: node.y }).x > picture.clientWidth / 2);
  make("p", data.palette.kinds[node.kind].one, details).className = "kind";
  make("h3", node.heading, details).dir = "auto";
  const list = make("dl", "", details);
  for (const [term, value] of node.facts) {
    make("dt", term, list);
    make("dd", value, list).dir = "auto";
  }
  for (const [words, address] of node.links) {
    if (!/^https?:\/\//.test(address)) continue;
    const link = make("a", words, details);
    link.href = address;
    link.rel = "noopener noreferrer";
  }
  showMarks(node.marks.map((number) => data.marks[number]));
  const close = make("button", "×", details);
  close.type = "button";
  close.setAttribute("aria-label", "Close the details");
  close.addEventListener("click", () => { select(null); picture.focus(); });
}

function showMarks(marks) {
  if (!marks.length) return;
  const list = make("ul", "", details);
  list.className = "marks";
  for (const mark of marks) {
    const item = make("li", "", list);
    item.append(badge(mark));
    const body = make("div", "", item);
    make("p", mark.words, body).className = "count";
    if (mark.elsewhere) make("p", `Said of another claim: ${mark.elsewhere}`, body).className = "quiet";
    make("p", mark.message, body).dir = "auto";
    for (const [meaning, value] of mark.compared) make("p", `${meaning}: ${value}`, body).className = "compared";
    if (mark.answer) make("p", mark.answer, body).className = "answer";
  }
}

function badge(mark) {
  const space = "http://www.w3.org/2000/svg";
  const shape = data.palette.marks[mark.severity];
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("class", `badge ${mark.severity} ${mark.look}`);
  picture.setAttribute("viewBox", "-12 -12 24 24");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", `Finding ${mark.number}`);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", shape.path);
  const text = document.createElementNS(space, "text");
  text.setAttribute("y", shape.text);
  text.textContent = mark.number;
  picture.append(path, text);
  return picture;
}

function select(id) {
  selected = id;
  picture.dataset.selected = id ?? "";
  show(id === null ? null : byId.get(id));
  network.redraw();
}

function visible() {
  return data.nodes.filter((node) => !nodes.get(node.id).hidden);
}

// The nearest box in the direction of an arrow key; sideways, boxes joined by a line come first.
function neighbor(from, key) {
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
  const joined = new Set(data.edges.filter((e) => e.from === from.id || e.to === from.id)
    .map((e) => (e.from === from.id ? e.to : e.from)));
  const cost = (node) => {
    const dx = node.x - from.x, dy = node.y - from.y;
    const along = sign * (sideways ? dx : dy);
    if (along <= 1) return Infinity;
    if (!sideways) return Math.abs(dx) > 40 ? Infinity : along;
    return along + Math.abs(dy) + (joined.has(node.id) ? 0 : 10000);
  };
  const best = visible().filter((node) => cost(node) < Infinity).sort((a, b) => cost(a) - cost(b))[0];
  return best ?? from;
}

function reveal(node) {
  const at = network.canvasToDOM({ x: node.x, y: node.y });
  const inside = at.x > 0 && at.y > 0 && at.x < picture.clientWidth && at.y < picture.clientHeight;
  if (!inside) network.moveTo({ position: { x: node.x, y: node.y }, animation: false });
}

picture.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const keys = { "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: fit, Escape: () => select(null) };
  if (keys[event.key]) keys[event.key]();
  else if (event.key === "Home" || (event.key.startsWith("Arrow") && selected === null)) select(visible()[0]?.id ?? null);
  else if (event.key.startsWith("Arrow")) {
    const next = neighbor(byId.get(selected), event.key);
    reveal(next);
    select(next.id);
  } else return;
  event.preventDefault();
});
details.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { select(null); picture.focus(); }
});
network.on("click", ({ pointer }) => select(network.getNodeAt(pointer.DOM) ?? null));
picture.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1);
}, { passive: false });
document.getElementById("closer").addEventListener("click", () => zoom(1.25));
document.getElementById("wider").addEventListener("click", () => zoom(0.8));
document.getElementById("fit").addEventListener("click", fit);

function count() {
  picture.dataset.nodes = String(visible().length);
  picture.dataset.edges = String(data.edges.length);
  picture.dataset.marks = String(visible().reduce((sum, node) => sum + shownMarks(node).length, 0));
}

for (const box of document.querySelectorAll("input[data-kind]")) {
  box.checked = true;
  box.addEventListener("change", () => {
    const changed = data.nodes.filter((node) => node.kind === box.dataset.kind);
    nodes.update(changed.map(({ id }) => ({ id, hidden: !box.checked })));
    if (selected !== null && nodes.get(selected).hidden) select(null);
    count();
  });
}

for (const box of document.querySelectorAll("input[data-mark]")) {
  box.checked = true;
  box.addEventListener("change", () => {
    if (box.checked) hushed.delete(box.dataset.mark);
    else hushed.add(box.dataset.mark);
    network.redraw();
    count();
  });
}

function swatches() {
  for (const canvas of document.querySelectorAll("[data-swatch]")) {
    const ratio = Math.max(devicePixelRatio, 2);
    canvas.width = 26 * ratio;
    canvas.height = 16 * ratio;
    const c = canvas.getContext("2d");
    c.scale(ratio, ratio);
    outline(c, canvas.dataset.swatch, 1.5, 2, 23, canvas.dataset.swatch === "passage" ? 9 : 12, 0.45, false, false);
  }
}

function paint(scheme) {
  colors = data.palette[scheme];
  edges.update(data.edges.map((edge, id) => ({ id, ...edgeLook(edge) })));
  swatches();
  network.redraw();
}

dark.addEventListener("change", () => paint(dark.matches ? "dark" : "light"));
addEventListener("beforeprint", () => { fit(); paint("light"); });
addEventListener("afterprint", () => paint(dark.matches ? "dark" : "light"));
network.on("resize", fit);
narrow.addEventListener("change", () => network.setOptions({ interaction: { dragView: !narrow.matches } }));
swatches();
count();
network.once("afterDrawing", () => { picture.dataset.ready = "yes"; });
fit();
