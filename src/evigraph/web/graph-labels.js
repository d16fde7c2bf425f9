"use strict";
// Which labels have room at a scale.  Lengths are pixels of the screen, places are those of the page
// without its offset, so that moving the picture moves the labels and chooses no others.
const FONT = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';
const SIZE = 12, LINE = 14, WIDEST = 190, TRIED = 40;
const measuring = document.createElement("canvas").getContext("2d");
const widths = new Map();

function widthOf(text, font) {
  const key = font + text;
  let width = widths.get(key);
  if (width === undefined) {
    measuring.font = font;
    width = measuring.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

function cut(text, room, font) {
  if (widthOf(text, font) <= room) return text;
  let low = 0, high = Math.min(text.length, 120);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (widthOf(`${text.slice(0, middle)}…`, font) <= room) low = middle; else high = middle - 1;
  }
  const end = text.slice(0, low).replace(/[\uD800-\uDBFF]$/, "").trimEnd(), word = atWord(text, end);
  return word.length >= Math.max(4, end.length * 0.6) ? `${word}…` : end ? `${end}…` : "";
}

// The beginning of a text, cut back to the end of a word.
function atWord(text, end) {
  return (/\s/.test(text[end.length] ?? " ") ? end : end.replace(/\s*\S*$/, "")).replace(/[\s,;:(–-]+$/, "");
}

// The text in at most so many lines; the last one is cut when the text goes on.
function wrap(text, room, most, font) {
  const words = text.split(" ", 120), lines = [];
  let line = "";
  while (words.length) {
    const word = words.shift();
    const joined = line ? `${line} ${word}` : word;
    if (widthOf(joined, font) <= room) { line = joined; continue; }
    if (!line || lines.length === most - 1) {
      return [...lines, cut([joined, ...words].join(" "), room, font)];
    }
    lines.push(line);
    line = word;
  }
  return line ? [...lines, cut(line, room, font)] : lines;
}

// The text in lines of whole words, or null when that takes more than so many, or a word has no room.
function wholeLines(text, room, most, font) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (widthOf(word, font) > room) return null;
    const joined = line ? `${line} ${word}` : word;
    if (line && widthOf(joined, font) > room) { lines.push(line); line = word; } else line = joined;
    if (lines.length >= most) return null;
  }
  return [...lines, line];
}

// A heading in whole words: all of it, its brief form, or as many of its words as there is room for.
function headLines(cluster, room, most, font) {
  if (most < 1 || !cluster.words) return [];
  const found = wholeLines(cluster.words, room, most, font) ?? wholeLines(cluster.brief, room, most, font);
  if (found) return found;
  const words = cluster.brief.split(" ", 60);
  while (words.length > 1) {
    words.pop();
    const lines = wholeLines(`${words.join(" ")}…`, room, most, font);
    if (lines) return lines;
  }
  return [];
}

// Boxes in a grid of squares: asks only the neighbors.
class Boxes {
  constructor() { this.squares = new Map(); }
  * squaresOf(left, top, right, bottom) {
    for (let x = left >> 6; x <= right >> 6; x += 1) for (let y = top >> 6; y <= bottom >> 6; y += 1) yield x * 100003 + y;
  }
  add(box) {
    for (const square of this.squaresOf(...box)) {
      if (!this.squares.has(square)) this.squares.set(square, []);
      this.squares.get(square).push(box);
    }
  }
  // How far right a label can go before it meets a box.
  room(left, top, right, bottom) {
    let end = right;
    for (const square of this.squaresOf(left, top, right, bottom)) {
      for (const box of this.squares.get(square) || []) {
        if (box[3] > top && box[1] < bottom && box[2] > left && box[0] < end) end = Math.max(box[0], left);
      }
    }
    return end - left;
  }
}

function radius(scale) {
  return Math.min(Math.max(5.4 * scale, 2.7), 8.5);
}

// The label of a node in lines: in its own column if it can be, then further, whole before brief before cut.
function labelLines(node, most, free, edge, font) {
  const room = free(1), brief = node.short !== node.label, fits = (text, space) => text.length < TRIED && widthOf(text, font) <= space;
  if (room < 14) return null;
  for (const limit of [edge, WIDEST]) {
    if (!(brief && most === 1) && fits(node.label, Math.min(room, limit))) return [node.label];
    for (let count = 2; count <= most; count += 1) {
      const space = Math.min(free(count), limit), found = space < 30 ? [""] : wrap(node.label, space, count, font);
      if (found.at(-1) && !found.at(-1).endsWith("…")) return found;
    }
  }
  if (brief) return fits(node.short, room) ? [node.short] : null;
  for (let count = most; count > 1; count -= 1) {
    if (free(count) >= 54) return wrap(node.label, free(count), count, font);
  }
  return room >= 60 ? [cut(node.label, room, font)] : null;
}

// Labels for these nodes, the first ones first, up to the right end of the page; every node of `solid` is in the way.
function placeLabels(chosen, solid, heads, scale, end) {
  const boxes = new Boxes(), r = radius(scale), placed = [];
  for (const node of solid) boxes.add([node.x * scale - r - 1, node.y * scale - r, node.x * scale + r + 1, node.y * scale + r]);
  for (const head of heads) boxes.add(head);
  const most = Math.max(1, Math.min(5, Math.floor(data.pitch * scale / LINE)));
  const font = `${SIZE}px ${FONT}`, rooms = headRoom(blocks());
  for (const node of chosen) {
    const left = node.x * scale + r + (node === state.selected ? 7 : 4), y = node.y * scale;
    const free = (lines) => boxes.room(left, y - lines * LINE / 2 + 1, Math.min(left + WIDEST, end * scale), y + lines * LINE / 2 - 1) - 3;
    const edge = (node.cluster.box[0] + rooms.get(node.cluster)) * scale - left - 3;
    const lines = labelLines(node, most, free, edge, font);
    if (!lines?.[0]) continue;
    const wide = Math.max(...lines.map((line) => widthOf(line, font)));
    boxes.add([left - 1, y - lines.length * LINE / 2 + 1, left + wide + 3, y + lines.length * LINE / 2 - 1]);
    placed.push({ node, lines, x: left, y: y - (lines.length - 1) * LINE / 2, wide });
  }
  return placed;
}
