"use strict";
// Pictures to keep: the view as PNG, all that is shown as SVG, both handed over without a request.
function hand(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function savePng() {
  const size = [picture.clientWidth, picture.clientHeight], copy = document.createElement("canvas");
  [copy.width, copy.height] = [size[0] * 2, size[1] * 2];
  paint(copy.getContext("2d"), size, 2);
  copy.toBlob((blob) => hand(blob, `${data.file}.png`), "image/png");
}

const escaped = (text) => text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
  .replace(/[&<>"]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char]);
const rounded = (number) => String(Math.round(number * 10) / 10);

// The whole picture, written from the same data at the scale at which every second label finds room.
function svgText(scale = 1.6) {
  const [left, top, right, bottom] = bounds().map((length) => length * scale), focus = focused();
  const solid = focus ? shown.nodes.filter((node) => focus.has(node)) : shown.nodes;
  const found = heads(scale), r = radius(scale), strong = strongPairs(focus);
  const boxes = found.filter((head) => head.lines.length).map((head) => head.box);
  const order = [...solid].sort((a, b) => first(b, focus) - first(a, focus) || a.rank - b.rank);
  const words = placeLabels(order, solid, focus ? [] : boxes, scale, bounds()[2]);
  const frame = [left - 10, top - TOP - 10, right - left + 20, bottom - top + TOP + 20].map(rounded);
  const parts = [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${frame.join(" ")}" width="${frame[2]}" height="${frame[3]}" `
    + `font-family="Helvetica, Arial, sans-serif" font-size="${SIZE}">`, `<title>${escaped(data.title)}</title>`,
  `<rect x="${frame[0]}" y="${frame[1]}" width="${frame[2]}" height="${frame[3]}" fill="${colors.paper}"/>`];
  for (const cluster of blocks()) {
    const [x, y, width, height] = cluster.box.map((length) => rounded(length * scale));
    const fill = isClosed(cluster) ? colors[cluster.kind.color][0] : colors.block;
    parts.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}"/>`);
  }
  for (const pair of shown.pairs) parts.push(svgLine(pair, scale, focus ? 0.25 : 1));
  for (const pair of strong) parts.push(svgLine(pair, scale, 0));
  // Lines that pass behind words step back.
  parts.push(`<g stroke="${colors.paper}" stroke-width="3" stroke-opacity="0.8" stroke-linejoin="round" paint-order="stroke">`);
  for (const head of found.filter((each) => !each.closed)) {
    head.lines.forEach((line, index) => parts.push(svgWords(line, head.x, head.y + (index - (head.lines.length - 1) / 2) * HEAD_LINE,
      colors.muted, "start", HEAD_SIZE)));
  }
  parts.push("</g>");
  for (const head of found.filter((each) => each.closed)) {
    head.lines.forEach((line, index) => parts.push(svgWords(line, head.x, head.y + (index - (head.lines.length - 1) / 2) * LINE,
      inkOn(head.cluster.kind), "middle", HEAD_SIZE)));
  }
  for (const node of shown.nodes) parts.push(svgNode(node, scale, r, focus && !focus.has(node) ? 0.16 : 1));
  parts.push(`<g stroke="${colors.paper}" stroke-width="3" stroke-opacity="0.7" stroke-linejoin="round" paint-order="stroke">`);
  for (const { lines, x, y } of words) lines.forEach((line, index) => parts.push(svgWords(line, x, y + index * LINE, colors.ink, "start", SIZE)));
  parts.push("</g>");
  for (const column of columns()) {
    parts.push(svgWords(columnWords(column.kinds), (column.left + column.right) / 2 * scale, top - 14, colors.ink, "middle", SIZE));
  }
  return `${parts.join("\n")}\n</svg>\n`;
}

function svgLine(pair, scale, quiet) {
  const [x1, y1, ...rest] = (pair.curve ?? curve(pair.from, pair.to)).map((length) => rounded(length * scale));
  const look = quiet ? `stroke="${pair.family === "argument" ? colors.claim[1] : colors.edge}" stroke-opacity="${(loudness(pair.family) * quiet).toFixed(3)}"`
    : `stroke="${colors.strong}" stroke-width="1.6"`;
  return `<path class="edge" fill="none" ${look} d="M${x1} ${y1}C${rest.join(" ")}"/>`;
}

function svgNode(node, scale, r, opacity) {
  const [fill, border] = colors[node.kind.color];
  return `<g class="node" opacity="${opacity}" transform="translate(${rounded(node.x * scale)} ${rounded(node.y * scale)}) scale(${r.toFixed(2)})">`
    + `<title>${escaped(`${node.kind.one}: ${node.label}`)}</title>`
    + `<path d="${node.kind.glyph}" fill="${fill}" stroke="${border}" stroke-width="${(1.4 / r).toFixed(2)}"/></g>`;
}

function svgWords(text, x, y, color, anchor, size) {
  return `<text x="${rounded(x)}" y="${rounded(y + 4)}" fill="${color}" text-anchor="${anchor}" font-size="${size}">${escaped(text)}</text>`;
}

function saveSvg() {
  hand(new Blob([svgText()], { type: "image/svg+xml" }), `${data.file}.svg`);
}
