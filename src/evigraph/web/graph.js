"use strict";
// Puts the page together: filters, pointer, keyboard, address, print.
const tip = document.getElementById("tip");
const kindBoxes = [...document.querySelectorAll("input[data-kind]")];
const familyBoxes = [...document.querySelectorAll("input[data-family]")];
const grouped = document.getElementById("grouped");
state.version = 0;

// After any change of what is shown.
function update() {
  state.version += 1;
  refresh();
  for (const box of kindBoxes) box.checked = state.kinds.has(box.dataset.kind);
  for (const box of familyBoxes) box.checked = state.families.has(box.dataset.family);
  grouped.setAttribute("aria-pressed", String(state.grouped));
  document.getElementById("count").textContent = `${countOf(nodes).toLocaleString("en")} shown of ${nodes.length.toLocaleString("en")}`;
  for (const table of tables) table.show();
  redraw();
}

function filtered() {
  if (state.selected && !isShown(state.selected)) state.selected = null;
  if (state.group && !state.kinds.has(state.group.kind.name)) state.group = null;
  if (countOf(nodes) > MANY && !state.touched) state.grouped = true;
  if (state.from && state.to) findPath();
  else update();
  choose();
}

for (const box of kindBoxes) {
  box.addEventListener("change", () => {
    if (box.checked) state.kinds.add(box.dataset.kind); else state.kinds.delete(box.dataset.kind);
    filtered();
  });
}
for (const box of familyBoxes) {
  box.addEventListener("change", () => {
    if (box.checked) state.families.add(box.dataset.family); else state.families.delete(box.dataset.family);
    filtered();
  });
}
for (const only of document.querySelectorAll("button[data-only]")) {
  only.addEventListener("click", () => {
    const all = state.kinds.size === 1 && state.kinds.has(only.dataset.only);
    state.kinds = new Set(all ? data.first : [only.dataset.only]);
    filtered();
    fit();
  });
}
document.getElementById("behind")?.addEventListener("change", (event) => {
  for (const kind of kinds) if (kind.where === "behind") state.kinds[event.target.checked ? "add" : "delete"](kind.name);
  filtered();
  fit();
});
grouped.addEventListener("click", () => {
  state.grouped = !state.grouped;
  state.touched = true;
  state.open.clear();
  state.group = null;
  update();
  choose();
  fit();
});

// The address keeps what is selected, the path and the filters; a frame of a notebook has none that could.
function writeHash() {
  if (location.protocol === "about:") return;
  const parts = [];
  const add = (name, value) => parts.push(`${name}=${value}`);
  const packed = (text) => encodeURIComponent(text).replace(/~/g, "%7E");
  if (state.selected) add("node", packed(state.selected.id));
  if (state.from && state.to) add("path", `${packed(state.from.id)}~${packed(state.to.id)}`);
  if ([...state.kinds].sort().join() !== [...data.first].sort().join()) add("kinds", [...state.kinds].sort().join());
  const hidden = Object.keys(data.families).filter((family) => !state.families.has(family)).sort().join();
  if (hidden !== "frame") add("without", hidden);
  const hash = parts.length ? `#${parts.join("&")}` : "#";
  if (hash !== (location.hash || "#")) {
    history.replaceState(null, "", hash);
    notice([]);
  }
}

function unpacked(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

// What an address asks for and the page does not hold is said, not passed over.
function notice(lacking) {
  const named = lacking.map((name) => `“${name.length > 120 ? `${name.slice(0, 119)}…` : name}”`);
  document.getElementById("notice").textContent = named.length
    ? `This graph has no ${named.join(" and no ")}; it may have been renamed${data.part ? ", or stands outside this part" : ""}.` : "";
}

function readHash() {
  const asked = new Map(location.hash.slice(1).split("&").map((part) => [part.split("=")[0], part.slice(part.indexOf("=") + 1)]));
  const known = (name) => kinds.some((kind) => kind.name === name);
  const names = (asked.get("kinds") ?? "").split(",").filter(Boolean), ends = asked.has("path") ? asked.get("path").split("~") : [];
  if (asked.has("kinds")) state.kinds = new Set(names.filter(known));
  if (asked.has("without")) {
    const without = new Set(asked.get("without").split(","));
    state.families = new Set(Object.keys(data.families).filter((family) => !without.has(family)));
  }
  const [from, to] = ends.map((id) => byId.get(unpacked(id)) ?? null);
  const node = byId.get(unpacked(asked.get("node") ?? "")) ?? null;
  if (from && to) { state.from = from; state.to = to; findPath(); if (state.path) lookAtPath(); }
  if (node) select(node, true);
  else if (asked.has("kinds") || asked.has("without")) filtered();
  notice([...[asked.get("node") ?? "", ...ends].map(unpacked).filter((id) => id && !byId.has(id)), ...names.filter((name) => !known(name))]);
}

// The nearest mark in the direction of an arrow key; what is joined by a line comes first.
function toward(from, key) {
  const sideways = key === "ArrowLeft" || key === "ArrowRight", sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
  const [x, y] = middle(from), joined = from.members ? new Set() : near(from);
  let best = from, least = Infinity;
  for (const mark of [...shown.nodes, ...shown.groups]) {
    const [mx, my] = middle(mark), along = sign * (sideways ? mx - x : my - y), aside = Math.abs(sideways ? my - y : mx - x);
    if (mark === from || along <= 1) continue;
    const cost = along + 2 * aside + (joined.has(mark) ? 0 : sideways ? 1e5 : 0) + (!sideways && aside > 60 ? 1e5 : 0);
    if (cost < least) { best = mark; least = cost; }
  }
  return best;
}

function go(mark) {
  if (mark?.members) { selectGroup(mark); reveal(mark); } else if (mark) select(mark, true);
}

function firstMark() {
  return [...shown.nodes].sort((a, b) => a.rank - b.rank)[0] ?? shown.groups[0] ?? null;
}

picture.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== picture) return;
  const current = state.selected ?? state.group;
  const keys = { "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: fit, Escape: () => select(null),
    Home: () => go(firstMark()), "/": () => searched.focus(),
    Enter: () => (state.group ? openGroup(state.group) : details.querySelector("button:not(.close)")?.focus()) };
  if (keys[event.key]) keys[event.key]();
  else if (event.key.startsWith("Arrow")) go(current ? toward(current, event.key) : firstMark());
  else return;
  event.preventDefault();
});
details.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { select(null); picture.focus(); }
});

// One finger or the mouse moves, two fingers zoom.
const fingers = new Map();
let moved = 0, spread = 0;
canvas.addEventListener("pointerdown", (event) => {
  fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
  canvas.setPointerCapture(event.pointerId);
  moved = 0;
  spread = 0;
});
canvas.addEventListener("pointermove", (event) => {
  const at = [event.offsetX, event.offsetY], before = fingers.get(event.pointerId);
  if (!before) { hover(at); return; }
  fingers.set(event.pointerId, at);
  if (fingers.size === 1) {
    moved += Math.hypot(at[0] - before[0], at[1] - before[1]);
    if (moved < 4) return;
    view.x += at[0] - before[0];
    view.y += at[1] - before[1];
    tip.hidden = true;
    redraw(true);
  } else if (fingers.size === 2) {
    const [a, b] = [...fingers.values()], now = Math.hypot(a[0] - b[0], a[1] - b[1]);
    if (spread) zoom(now / spread, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
    spread = now;
    moved = 10;
  }
});
for (const name of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(name, (event) => {
    const last = fingers.size === 1;
    fingers.delete(event.pointerId);
    if (name !== "pointerup" || !last || moved >= 4) return;
    const mark = markAt(event.offsetX, event.offsetY);
    if (mark?.members) openGroup(mark); else select(mark);
  });
}
canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
canvas.addEventListener("dblclick", (event) => zoom(1.6, event.offsetX, event.offsetY));
picture.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.12 : 1 / 1.12, event.offsetX, event.offsetY);
}, { passive: false });

function hover(at) {
  const mark = markAt(...at), block = mark ? null : headAt(...at);
  canvas.classList.toggle("over", Boolean(mark));
  tip.hidden = !mark && !block;
  if (tip.hidden) return;
  const group = block ?? (mark.members ? mark : null);
  tip.textContent = group ? `${countOf(group.members).toLocaleString("en")} ${columnKind(group)}${group.name ? `: ${group.name}` : ""}` : `${mark.kind.one}: ${mark.label.slice(0, 280)}`;
  // The place of the tip is set through the object model, which the policy of the page allows.
  tip.style.left = `${Math.min(at[0] + 14, picture.clientWidth - 270)}px`;
  tip.style.top = `${Math.min(at[1] + 14, picture.clientHeight - 80)}px`;
}

function fromMap(event) {
  if (!event.buttons || !map.place) return;
  centerOn((event.offsetX - map.place.left) / map.place.scale, (event.offsetY - map.place.top) / map.place.scale);
}
map.addEventListener("pointerdown", fromMap);
map.addEventListener("pointermove", fromMap);

for (const [id, act] of Object.entries({ closer: () => zoom(1.25), wider: () => zoom(0.8), fit, png: savePng, svg: saveSvg })) {
  document.getElementById(id).addEventListener("click", act);
}
searched.addEventListener("input", showHits);
searched.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { searched.value = ""; showHits(); }
  const found = hits.querySelector("button");
  if (event.key === "Enter" && found) found.click();
  if (event.key === "ArrowDown" && found) { found.focus(); event.preventDefault(); }
});
hits.addEventListener("keydown", (event) => {
  const line = event.target.closest("li"), next = { ArrowDown: line?.nextElementSibling, ArrowUp: line?.previousElementSibling }[event.key];
  if (event.key === "ArrowUp" && !next) searched.focus();
  else if (!next) return;
  else next.querySelector("button")?.focus();
  event.preventDefault();
});

function scheme() {
  colors = data.palette[dark.matches ? "dark" : "light"];
  redraw();
}
dark.addEventListener("change", scheme);
addEventListener("beforeprint", () => { colors = data.palette.light; printTables(true); fit(); draw(); });
addEventListener("afterprint", () => { printTables(false); scheme(); });
addEventListener("hashchange", readHash);
// Another width of the window shows all again; the details, which come and go, do not.
let wide = picture.parentElement.clientWidth;
new ResizeObserver(() => {
  const now = picture.parentElement.clientWidth;
  if (now === wide) { redraw(); return; }
  wide = now;
  fit();
}).observe(picture);

colors = data.palette[dark.matches ? "dark" : "light"];
state.grouped = countOf(nodes) > MANY;
update();
showWay();
fit();
readHash();
