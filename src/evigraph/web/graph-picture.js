"use strict";
// The picture on the page: where we look, what is drawn when, and the small map of the whole.
const picture = document.getElementById("picture");
const canvas = document.getElementById("canvas");
const map = document.getElementById("map");
const dark = matchMedia("(prefers-color-scheme: dark)");
const MARGIN = 10, CLOSEST = 8, READABLE = 0.3;
// What is kept free around marks that are to be seen: at the left, above (columns), at the right (names), below.
const SIGHT = [24, TOP + 20, 60, 30];
const view = { scale: 1, x: 0, y: 0 };
let labels = { key: "", found: [], heads: [] };
let waiting = false, moving = false;

// What everything else steps back from: a selection with its neighbors, or a path.
function focused() {
  if (state.path) return new Set(state.path.nodes);
  if (state.selected && isShown(state.selected)) return near(state.selected);
  return null;
}

function strongPairs(focus) {
  if (state.path) return state.path.steps.map(({ statement }) => ({ from: statement.from, to: statement.to }));
  if (!focus) return [];
  return shown.pairs.filter((pair) => pair.from === state.selected || pair.to === state.selected);
}

function inside(page, [left, top, right, bottom]) {
  return right >= page[0] && left <= page[2] && bottom >= page[1] && top <= page[3];
}

function windowOf(size) {
  return [-view.x / view.scale, -view.y / view.scale, (size[0] - view.x) / view.scale, (size[1] - view.y) / view.scale];
}

// Labels are chosen again when the scale, the choice or the neighborhood changes, not on every move.
function chooseLabels(focus, page) {
  const wide = page[2] - page[0], tall = page[3] - page[1];
  const place = [Math.round(page[0] / wide), Math.round(page[1] / tall)];
  const key = [view.scale.toFixed(4), ...place, state.selected?.id, state.path?.nodes.length, state.version, colors.paper].join(" ");
  if (labels.key === key) return;
  const around = [page[0] - wide, page[1] - tall, page[2] + wide, page[3] + tall];
  const reach = shown.nodes.filter((node) => inside(around, [node.x, node.y, node.x, node.y]));
  const solid = focus ? reach.filter((node) => focus.has(node)) : reach;
  const found = heads(view.scale);
  const order = [...solid].sort((a, b) => first(b, focus) - first(a, focus) || a.rank - b.rank);
  const boxes = found.filter((head) => head.lines.length).map((head) => head.box);
  labels = { key, heads: found, found: placeLabels(order, solid, focus ? [] : boxes, view.scale, bounds()[2]) };
}

function first(node, focus) {
  return (node === state.selected ? 4 : 0) + (state.found.has(node) ? 2 : 0) + (focus?.has(node) ? 1 : 0);
}

// Draws all that is shown on a canvas of a size, at a number of pixels for each of its units.
function paint(c, size, ratio) {
  const focus = focused(), page = windowOf(size), r = radius(view.scale);
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.fillStyle = colors.paper;
  c.fillRect(0, 0, ...size);
  c.textBaseline = "middle";
  c.save();
  c.translate(view.x, view.y);
  c.scale(view.scale, view.scale);
  drawBlocks(c, view, false);
  drawLines(c, view, page, focus);
  drawStrong(c, view, strongPairs(focus));
  drawBlocks(c, view, true);
  c.restore();
  chooseLabels(focus, page);
  c.save();
  c.translate(view.x, view.y);
  drawHeads(c, labels.heads);
  c.restore();
  for (const node of shown.nodes) {
    if (!inside(page, [node.x, node.y, node.x, node.y])) continue;
    const image = sprite(node.kind, r, ratio), side = image.width / ratio;
    c.globalAlpha = focus && !focus.has(node) ? 0.16 : 1;
    c.drawImage(image, node.x * view.scale + view.x - side / 2, node.y * view.scale + view.y - side / 2, side, side);
  }
  c.globalAlpha = 1;
  drawRings(c, r, focus);
  c.save();
  c.translate(view.x, view.y);
  drawLabels(c, labels.found, focus);
  c.restore();
  drawColumns(c, view, size[0]);
}

// Rings say more than color: a full one for what is selected, a broken one for what was found.
function drawRings(c, r, focus) {
  const ring = (node, color, width, dashes) => {
    c.beginPath();
    c.arc(node.x * view.scale + view.x, node.y * view.scale + view.y, r + 4, 0, 7);
    c.setLineDash(dashes);
    c.strokeStyle = color;
    c.lineWidth = width;
    c.stroke();
    c.setLineDash([]);
  };
  for (const node of state.found) if (isShown(node) && !isClosed(node.cluster)) ring(node, colors.hit, 1.8, [3, 2]);
  for (const node of [state.selected, state.from, state.to]) {
    if (node && isShown(node) && !isClosed(node.cluster)) ring(node, colors.strong, 2.4, []);
  }
}

// The last whole drawing, which stands in while the picture moves when drawing is slow.
const still = { canvas: document.createElement("canvas"), scale: 1, x: 0, y: 0, cost: 0, settle: 0 };
const SLOW = 45, SETTLED = 150;

function keep() {
  [still.canvas.width, still.canvas.height] = [canvas.width, canvas.height];
  still.canvas.getContext("2d").drawImage(canvas, 0, 0);
  Object.assign(still, view);
}

function shift(size, ratio) {
  const c = canvas.getContext("2d"), k = view.scale / still.scale;
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.fillStyle = colors.paper;
  c.fillRect(0, 0, ...size);
  c.drawImage(still.canvas, view.x - still.x * k, view.y - still.y * k, size[0] * k, size[1] * k);
  drawColumns(c, view, size[0]);
  drawMap(size);
  clearTimeout(still.settle);
  still.settle = setTimeout(redraw, SETTLED);
}

function draw() {
  waiting = false;
  const size = [picture.clientWidth, picture.clientHeight], ratio = devicePixelRatio || 1, started = performance.now();
  if (moving && still.cost > SLOW) {
    shift(size, ratio);
    return;
  }
  if (canvas.width !== Math.round(size[0] * ratio) || canvas.height !== Math.round(size[1] * ratio)) {
    canvas.width = Math.round(size[0] * ratio);
    canvas.height = Math.round(size[1] * ratio);
  }
  paint(canvas.getContext("2d"), size, ratio);
  drawMap(size);
  keep();
  // What a frame costs is known when the next one can begin: canvas commands are carried out late.
  requestAnimationFrame(() => setTimeout(() => { still.cost = performance.now() - started; }));
  picture.dataset.nodes = String(shown.nodes.length);
  picture.dataset.groups = String(shown.groups.length);
  picture.dataset.edges = String(shown.pairs.length);
  picture.dataset.ready = "yes";
}

function redraw(isMove = false) {
  moving = isMove === true;
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(draw);
}

// How far to the left the lines reach that bow out of a column.
const reached = { pairs: null, left: Infinity };
function leftOfLines() {
  if (reached.pairs !== shown.pairs) {
    reached.pairs = shown.pairs;
    reached.left = shown.pairs.reduce((least, pair) => Math.min(least, leftmost(pair.curve ??= curve(pair.from, pair.to))), Infinity);
  }
  return reached.left;
}

// Everything that is shown, lines too, as one box of the page.
function bounds() {
  const boxes = blocks().map((cluster) => cluster.box);
  if (!boxes.length) return [0, 0, 100, 60];
  return [Math.min(leftOfLines(), ...boxes.map((b) => b[0])), Math.min(...boxes.map((b) => b[1])),
    Math.max(...boxes.map((b) => b[0] + b[2])) + (shown.nodes.length ? BESIDE : 0), Math.max(...boxes.map((b) => b[1] + b[3]))];
}

function fitTo([left, top, right, bottom], closest) {
  const [width, height] = [picture.clientWidth - 2 * MARGIN, picture.clientHeight - 2 * MARGIN - TOP];
  view.scale = Math.min(width / (right - left), height / (bottom - top), closest);
  view.x = MARGIN + width / 2 - (left + right) / 2 * view.scale;
  view.y = TOP + MARGIN + height / 2 - (top + bottom) / 2 * view.scale;
  redraw();
}

// All of it; on a narrow screen its height alone, from the left.
function fit() {
  const whole = bounds();
  fitTo(whole, 2.4);
  const tall = (picture.clientHeight - 2 * MARGIN - TOP) / (whole[3] - whole[1]);
  if (view.scale >= 0.6 * tall) return;
  view.scale = Math.min(tall, 1);
  view.x = MARGIN - whole[0] * view.scale;
  view.y = TOP + MARGIN - whole[1] * view.scale;
}

function zoom(factor, x = picture.clientWidth / 2, y = picture.clientHeight / 2) {
  const whole = bounds(), least = Math.min(0.2, 0.5 * picture.clientWidth / (whole[2] - whole[0]));
  const scale = Math.min(Math.max(view.scale * factor, least), CLOSEST);
  view.x = x - (x - view.x) * scale / view.scale;
  view.y = y - (y - view.y) * scale / view.scale;
  view.scale = scale;
  redraw(true);
}

function centerOn(x, y) {
  view.x = picture.clientWidth / 2 - x * view.scale;
  view.y = picture.clientHeight / 2 - y * view.scale;
  redraw();
}

// Brings marks into sight with the least move: closer together when they are too far apart, as long as names can
// still be read; when even that is not enough, around the one that matters.
function reveal(mark, others = []) {
  const points = [mark, ...others].map(middle), xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const wide = picture.clientWidth - SIGHT[0] - SIGHT[2], tall = picture.clientHeight - SIGHT[1] - SIGHT[3];
  const needed = Math.min(wide / (right - left), tall / (bottom - top));
  if (needed < view.scale) zoom(Math.max(needed, Math.min(READABLE, view.scale)) / view.scale);
  const [x, y] = middle(mark);
  view.x = shifted(view.x, left, right, x, SIGHT[0], wide);
  view.y = shifted(view.y, top, bottom, y, SIGHT[1], tall);
  redraw();
}

// Where the page begins when what lies from `low` to `high` is to be seen, or at least `point` in the middle.
function shifted(at, low, high, point, start, room) {
  const [first, last] = [low * view.scale + at, high * view.scale + at];
  if (last - first > room + 1) {
    const middle = start + room / 2 - point * view.scale;
    return Math.min(Math.max(middle, start + room - high * view.scale), start - low * view.scale);
  }
  return at + Math.max(start - first, 0) + Math.min(start + room - last, 0);
}

function drawMap(size) {
  const ratio = devicePixelRatio || 1, whole = bounds(), page = windowOf(size);
  map.hidden = page[0] <= whole[0] + 1 && page[1] <= whole[1] + 1 && page[2] >= whole[2] - 1 && page[3] >= whole[3] - 1;
  const width = map.clientWidth, height = map.clientHeight;
  if (map.hidden || !width) return;
  const scale = Math.min((width - 8) / (whole[2] - whole[0]), (height - 8) / (whole[3] - whole[1]));
  const left = (width - (whole[2] - whole[0]) * scale) / 2, top = (height - (whole[3] - whole[1]) * scale) / 2;
  map.width = width * ratio;
  map.height = height * ratio;
  const c = map.getContext("2d");
  c.scale(ratio, ratio);
  c.translate(left - whole[0] * scale, top - whole[1] * scale);
  for (const cluster of blocks()) {
    c.fillStyle = colors[cluster.kind.color][1];
    c.globalAlpha = 0.55;
    c.fillRect(cluster.box[0] * scale, cluster.box[1] * scale, cluster.box[2] * scale, cluster.box[3] * scale);
  }
  c.globalAlpha = 1;
  c.strokeStyle = colors.strong;
  c.lineWidth = 1.5;
  c.strokeRect(page[0] * scale, page[1] * scale, (page[2] - page[0]) * scale, (page[3] - page[1]) * scale);
  map.place = { scale, left: left - whole[0] * scale, top: top - whole[1] * scale };
}

function toPage(x, y) {
  return [(x - view.x) / view.scale, (y - view.y) / view.scale];
}

// The block whose heading is at a point of the picture, for all of its name.
function headAt(x, y) {
  const found = labels.heads.find(({ lines, box: [left, top, right, bottom] }) => lines.length && x - view.x >= left
    && x - view.x <= right && y - view.y >= top && y - view.y <= bottom);
  return found?.cluster ?? null;
}

// The node or closed group at a point of the picture.
function markAt(x, y) {
  const [px, py] = toPage(x, y), reach = (radius(view.scale) + 5) / view.scale;
  let best = null, least = reach * reach;
  for (const node of shown.nodes) {
    const far = (node.x - px) ** 2 + (node.y - py) ** 2;
    if (far < least) { best = node; least = far; }
  }
  const over = ([left, top, width, height]) => px >= left && px <= left + width && py >= top && py <= top + height;
  const label = best || labels.found.find(({ x: lx, y: ly, wide, lines }) => x - view.x >= lx && x - view.x <= lx + wide
    && y - view.y >= ly - 7 && y - view.y <= ly + lines.length * LINE - 7)?.node;
  return label || shown.groups.find((cluster) => over(cluster.box)) || null;
}
