"use strict";
// Draws what is shown on a canvas.  `view` holds the scale and where the page begins.
const HEAD_SIZE = 11, HEAD_LINE = 13, TOP = 36, BESIDE = 55;
let colors = data.palette.light;
const sprites = new Map();
const outlines = new Map(kinds.map((kind) => [kind.name, new Path2D(kind.glyph)]));

function glyph(c, kind, x, y, r, wide) {
  const [fill, border] = colors[kind.color];
  c.save();
  c.translate(x, y);
  c.scale(r, r);
  c.lineWidth = wide / r;
  c.lineJoin = "round";
  c.fillStyle = fill;
  c.strokeStyle = border;
  c.fill(outlines.get(kind.name));
  c.stroke(outlines.get(kind.name));
  c.restore();
}

function sprite(kind, r, ratio) {
  const key = `${kind.name} ${r.toFixed(1)} ${ratio} ${colors.paper}`;
  if (!sprites.has(key)) {
    const side = Math.ceil((2 * r + 4) * ratio), canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    const c = canvas.getContext("2d");
    c.scale(ratio, ratio);
    glyph(c, kind, side / ratio / 2, side / ratio / 2, r, Math.min(Math.max(r / 4, 0.9), 1.5));
    sprites.set(key, canvas);
  }
  return sprites.get(key);
}

function middle(mark) {
  return mark.members ? [mark.box[0] + mark.box[2] / 2, mark.box[1] + mark.box[3] / 2] : [mark.x, mark.y];
}

// A line between two marks: along the path it swings from column to column, within a column it bows out.
function curve(from, to) {
  const [x1, y1] = middle(from), [x2, y2] = middle(to);
  const terms = from.kind.where !== "path" || to.kind.where !== "path";
  if (terms) {
    const y = (y1 + y2) / 2;
    return [x1, y1, x1, y, x2, y, x2, y2];
  }
  if (Math.abs(x1 - x2) < 150 && from.kind === to.kind) {
    const bow = 12 + Math.abs(y1 - y2) / 5;
    return [x1, y1, x1 - bow, y1, x2 - bow, y2, x2, y2];
  }
  const x = (x1 + x2) / 2;
  return [x1, y1, x, y1, x, y2, x2, y2];
}

// The farthest left that a line comes: its middle when it bows out.
const leftmost = ([x1, , a, , d, , x2]) => Math.min(x1, x2, (x1 + 3 * a + 3 * d + x2) / 8);

// Thousands of lines are drawn straight: curves take a software renderer several times as long.
const CURVED = 7000;
function trace(c, [x1, y1, a, b, d, e, x2, y2], straight) {
  c.moveTo(x1, y1);
  if (straight) c.lineTo(x2, y2);
  else c.bezierCurveTo(a, b, d, e, x2, y2);
}

function outside([x1, y1, a, b, d, e, x2, y2], page) {
  return Math.max(x1, a, d, x2) < page[0] || Math.min(x1, a, d, x2) > page[2] || Math.max(y1, b, e, y2) < page[1] || Math.min(y1, b, e, y2) > page[3];
}

// How strongly lines of a family are drawn among very many; the fewer they are, the stronger.
const LOUD = { path: 0.22, argument: 0.34, terms: 0.06, other: 0.1, frame: 0.06 };
function loudness(family) {
  return Math.min(LOUD[family] * Math.min(Math.max(Math.sqrt(1500 / (shown.pairs.length + 1)), 1), 3), 0.7);
}

function drawLines(c, view, page, focus) {
  const families = new Map();
  for (const pair of shown.pairs) {
    pair.curve ??= curve(pair.from, pair.to);
    if (outside(pair.curve, page)) continue;
    const key = pair.from.members || pair.to.members ? `${pair.family} ${Math.min(6, Math.ceil(Math.log2(pair.count + 1)))}` : pair.family;
    if (!families.has(key)) families.set(key, []);
    families.get(key).push(pair.curve);
  }
  for (const [key, curves] of families) {
    const [family, weight] = key.split(" ");
    c.globalAlpha = loudness(family) * (focus ? 0.3 : 1);
    c.strokeStyle = family === "argument" ? colors["claim"][1] : colors.edge;
    c.lineWidth = Number(weight || 0.8) / view.scale;
    // Short strokes: a software renderer slows down on one path of thousands of pieces.
    for (let first = 0; first < curves.length; first += 64) {
      c.beginPath();
      for (const each of curves.slice(first, first + 64)) trace(c, each, shown.pairs.length > CURVED);
      c.stroke();
    }
  }
  c.globalAlpha = 1;
}

function arrow(c, [, , , , a, b, x, y], scale, r) {
  const angle = Math.atan2(y - b, x - a) || Math.atan2(y - b, 1e-9), long = 8 / scale, back = (r + 1) / scale;
  const tipX = x - back * Math.cos(angle), tipY = y - back * Math.sin(angle);
  c.beginPath();
  c.moveTo(tipX, tipY);
  for (const turn of [2.7, -2.7]) c.lineTo(tipX + long * Math.cos(angle + turn), tipY + long * Math.sin(angle + turn));
  c.closePath();
  c.fill();
}

function drawStrong(c, view, pairs) {
  c.strokeStyle = c.fillStyle = colors.strong;
  c.lineWidth = 1.6 / view.scale;
  for (const pair of pairs) {
    c.beginPath();
    trace(c, pair.curve ??= curve(pair.from, pair.to));
    c.stroke();
    arrow(c, pair.curve, view.scale, radius(view.scale));
  }
}

function blocks() {
  return clusters.filter((cluster) => state.kinds.has(cluster.kind.name));
}

function drawBlocks(c, view, closed) {
  for (const cluster of blocks()) {
    if (isClosed(cluster) !== closed) continue;
    const [left, top, width, height] = cluster.box;
    c.beginPath();
    c.roundRect(left, top, width, height, 6);
    if (closed) {
      c.fillStyle = colors[cluster.kind.color][0];
      c.strokeStyle = cluster === state.group ? colors.strong : colors[cluster.kind.color][1];
      c.lineWidth = (cluster === state.group ? 3 : 1.4) / view.scale;
      c.fill();
      c.stroke();
    } else {
      c.fillStyle = colors.block;
      c.fill();
    }
  }
}

function inkOn(kind) {
  return colors[kind.color][2];
}

// How far to the right the heading of each block may go: to the next block beside it.
function headRoom(all) {
  return new Map(all.map((cluster) => {
    const [left, top, width] = cluster.box, right = left + width;
    const beside = all.map(({ box }) => box).filter(([x, y, , tall]) => x >= right - 1 && y < top + cluster.head && y + tall > top);
    return [cluster, Math.min(right + BESIDE, ...beside.map(([x]) => x)) - left];
  }));
}

// Headings of clusters in whole words; a closed group says how many it holds.
function heads(scale) {
  const all = blocks(), room = headRoom(all);
  return all.map((cluster) => {
    const [left, top, width, height] = cluster.box.map((length) => length * scale);
    const closed = isClosed(cluster), font = `${HEAD_SIZE}px ${FONT}`;
    if (closed) {
      const number = countOf(cluster.members).toLocaleString("en");
      const name = cluster.name || cluster.kind.many;
      const room = width - 8, most = Math.floor((height - 16) / 14);
      const text = most > 0 ? [number, ...wrap(name, room, Math.min(most, 4), font)] : [cut(`${number} ${name}`, room, font)];
      return { cluster, closed, lines: text.filter(Boolean), x: left + width / 2, y: top + height / 2, box: [left, top, left + width, top + height] };
    }
    const lines = headLines(cluster, room.get(cluster) * scale - 8, Math.floor((cluster.head * scale + 1) / HEAD_LINE), font);
    if (!lines.length) return { cluster, lines, box: [0, 0, 0, 0] };
    const tall = lines.length * HEAD_LINE, wide = Math.max(...lines.map((line) => widthOf(line, font)));
    return { cluster, lines, x: left + 3, y: top + 2 + tall / 2, box: [left, top + 1, left + 4 + wide, top + 2 + tall] };
  });
}

function drawHeads(c, found) {
  for (const head of found) {
    // Lines that pass behind a heading step back.
    if (!head.closed && head.lines.length) {
      const [left, top, right, bottom] = head.box;
      backing(c, head.cluster, left + 2, top, right - left - 2, bottom - top, 0.8);
    }
    c.textAlign = head.closed ? "center" : "left";
    head.lines.forEach((line, index) => {
      c.font = `${head.closed && index === 0 && head.lines.length > 1 ? "700 13" : HEAD_SIZE}px ${FONT}`;
      c.fillStyle = head.closed ? inkOn(head.cluster.kind) : colors.muted;
      c.fillText(line, head.x, head.y + (index - (head.lines.length - 1) / 2) * (head.closed ? LINE : HEAD_LINE));
    });
  }
  c.textAlign = "left";
}

// What lets words be read over lines: the color of their block, and that of the page beyond it.
function backing(c, cluster, x, y, wide, tall, alpha) {
  const end = (cluster.box[0] + cluster.box[2]) * view.scale, inner = Math.min(Math.max(end - x, 0), wide);
  c.globalAlpha = alpha;
  c.fillStyle = colors.block;
  c.fillRect(x, y, inner, tall);
  c.fillStyle = colors.paper;
  c.fillRect(x + inner, y, wide - inner, tall);
  c.globalAlpha = 1;
}

function drawLabels(c, labels, focus) {
  c.font = `${SIZE}px ${FONT}`;
  for (const { node, lines, x, y, wide } of labels) {
    const across = wide * (node === state.selected ? 1.08 : 1) + 2;
    backing(c, node.cluster, x - 1, y - LINE / 2 + 1, across, lines.length * LINE - 2, focus ? 0.88 : 0.7);
    lines.forEach((line, index) => {
      c.fillStyle = colors.ink;
      c.font = `${node === state.selected ? "700 " : ""}${SIZE}px ${FONT}`;
      c.fillText(line, x, y + index * LINE);
      c.font = `${SIZE}px ${FONT}`;
    });
  }
}

// What stands over each column: the kinds of the path, always in sight.
function columns() {
  const found = new Map();
  for (const cluster of blocks()) {
    if (cluster.kind.where !== "path") continue;
    const entry = found.get(cluster.kind.band) ?? { left: Infinity, right: -Infinity, kinds: new Map() };
    entry.left = Math.min(entry.left, cluster.box[0]);
    entry.right = Math.max(entry.right, cluster.box[0] + cluster.box[2]);
    entry.kinds.set(cluster.kind.many, (entry.kinds.get(cluster.kind.many) || 0) + cluster.members.length);
    found.set(cluster.kind.band, entry);
  }
  return [...found.values()];
}

const one = (many) => many.replace(/ies$/, "y").replace(/s$/, "");
const columnKind = (cluster) => (cluster.members.length === 1 ? one(cluster.kind.many) : cluster.kind.many);

function columnWords(counted) {
  return [...counted].map(([many, count]) => `${count.toLocaleString("en")} ${count === 1 ? one(many) : many}`).join(", ");
}

function drawColumns(c, view, width) {
  c.fillStyle = colors.paper;
  c.globalAlpha = 0.92;
  c.fillRect(0, 0, width, TOP - 3);
  c.globalAlpha = 1;
  c.fillStyle = colors.ink;
  const font = `700 ${SIZE}px ${FONT}`;
  c.font = font;
  c.textAlign = "center";
  const ends = [-Infinity, -Infinity];
  for (const { left, right, kinds: counted } of columns()) {
    const text = columnWords(counted), half = widthOf(text, font) / 2, center = (left + right) / 2 * view.scale + view.x;
    const x = right * view.scale + view.x < half ? center : Math.max(center, half + 4);
    const row = ends.findIndex((end) => x - half >= end + 10);
    if (row < 0 || x + half < 0 || x - half > width) continue;
    c.fillText(text, x, 11 + 14 * row);
    ends[row] = x + half;
  }
  c.textAlign = "left";
}
