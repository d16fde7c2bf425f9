"use strict";
// Choosing: details of a node or a group, paths, results of a search.  Text reaches the page only as text.
const details = document.getElementById("details");
const way = document.getElementById("way");
const hits = document.getElementById("hits");
const searched = document.getElementById("search");
const MOST_HITS = 40, MOST_NEIGHBORS = 12;

function make(tag, text, parent, name) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (name) element.className = name;
  parent.append(element);
  return element;
}

function button(text, parent, act, name) {
  const element = make("button", text, parent, name);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

// A link out of the page; in a frame of a notebook it must not take the place of the picture.
function outward(words, address, holder) {
  if (!/^https?:\/\//.test(address)) return;
  const link = make("a", words, holder);
  link.href = address;
  link.rel = "noopener noreferrer";
  if (window.parent !== window) link.target = "_blank";
}

function swatch(kind, parent) {
  const holder = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  holder.setAttribute("viewBox", "-1.3 -1.3 2.6 2.6");
  holder.setAttribute("class", `swatch ${kind.color}`);
  holder.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", kind.glyph);
  holder.append(path);
  parent.append(holder);
}

function nodeButton(node, parent, text) {
  const element = button("", parent, () => select(node, true), "node");
  swatch(node.kind, element);
  const words = make("span", text || node.label, element);
  words.dir = "auto";
  if (!isShown(node)) make("span", " (hidden)", element, "quiet");
  return element;
}

function showDetails() {
  const inside = details.contains(document.activeElement);
  details.replaceChildren();
  details.hidden = !(state.selected || state.group);
  if (details.hidden) return;
  const mark = state.selected || state.group;
  const close = button("×", details, () => { select(null); picture.focus(); }, "close");
  close.setAttribute("aria-label", "Close the details");
  if (state.selected) nodeDetails(state.selected);
  else groupDetails(state.group);
  details.scrollTop = 0;
  // Whoever walks from neighbor to neighbor stays in the details.
  if (inside) details.querySelector("h3").focus();
}

function heading(text) {
  const title = make("h3", text, details);
  title.dir = "auto";
  title.tabIndex = -1;
}

function nodeDetails(node) {
  const line = make("p", "", details, "kind");
  swatch(node.kind, line);
  make("span", node.type && node.type !== node.kind.one.toLowerCase() ? `${node.kind.one} · ${node.type}` : node.kind.one, line);
  heading(node.label);
  const list = make("dl", "", details);
  const facts = node.place && !node.facts.some(([, value]) => value === node.place) ? [["Where", node.place], ...node.facts] : node.facts;
  for (const [term, value] of [...facts, ["Identifier", node.id]]) {
    make("dt", term, list);
    make("dd", value, list).dir = "auto";
  }
  const links = make("p", "", details, "links");
  if (node.page) make("a", `Page of this ${node.kind.one.toLowerCase()}`, links).href = node.page;
  for (const [words, address] of node.links) outward(words, address, links);
  const act = make("p", "", details, "acts");
  button("Path from here", act, () => setEnd("from", node));
  button("Path to here", act, () => setEnd("to", node));
  for (const [words, ends] of neighborhood(node)) neighborList(words, ends);
}

function neighborList(words, ends) {
  const title = make("h4", words, details);
  make("span", ` ${ends.length}`, title, "count");
  const list = make("ul", "", details, "nodes");
  const add = (some) => some.forEach((end) => nodeButton(end, make("li", "", list)));
  add(ends.slice(0, MOST_NEIGHBORS));
  if (ends.length <= MOST_NEIGHBORS) return;
  const more = make("li", "", list);
  button(`Show ${ends.length - MOST_NEIGHBORS} more`, more, () => {
    const at = list.children.length - 1;
    more.remove();
    add(ends.slice(MOST_NEIGHBORS));
    list.children[at].querySelector("button").focus();
  });
}

function groupDetails(cluster) {
  const line = make("p", "", details, "kind");
  swatch(cluster.kind, line);
  make("span", `Group of ${cluster.kind.many}`, line);
  heading(`${cluster.name || cluster.kind.many}: ${cluster.members.length.toLocaleString("en")}`);
  const act = make("p", "", details, "acts");
  button("Open this group", act, () => { openGroup(cluster); picture.focus(); });
  neighborList("The best joined of them", [...cluster.members].sort((a, b) => a.rank - b.rank).slice(0, MOST_NEIGHBORS));
}

function openGroup(cluster) {
  state.open.add(cluster);
  state.group = null;
  update();
  const [left, top, width, height] = cluster.box;
  fitTo([left, top, left + width, top + height], 2.4);
}

// Selects a node: its kind is shown and its group opened when they were not.  The details take room from the
// picture, so what was in sight of it and its neighbors is brought back; whoever looks for it sees all of them.
// Without a selection the picture is as it was before the details opened, unless the reader has moved it.
const aside = { before: {}, after: {} };
function select(node, look = false) {
  if (details.hidden) aside.before = { ...view };
  state.selected = node;
  state.group = null;
  if (node) {
    let changed = !isShown(node) || isClosed(node.cluster);
    state.kinds.add(node.kind.name);
    if (isClosed(node.cluster)) state.open.add(node.cluster);
    if (changed) update();
    if (look && view.scale < READABLE) view.scale = 1;
  }
  const page = windowOf([picture.clientWidth, picture.clientHeight]);
  const seen = node ? [...near(node)].filter((each) => isShown(each) && (look || inside(page, [each.x, each.y, each.x, each.y]))) : [];
  choose();
  if (node) reveal(node, seen);
  else if (["scale", "x", "y"].every((name) => view[name] === aside.after[name])) Object.assign(view, aside.before);
  aside.after = node ? { ...view } : {};
}

function selectGroup(cluster) {
  state.selected = null;
  state.group = cluster;
  choose();
}

function choose() {
  picture.dataset.selected = state.selected?.id ?? (state.group ? `group ${state.group.index}` : "");
  showDetails();
  writeHash();
  redraw();
}

function setEnd(which, node) {
  state[which] = node;
  findPath();
  if (state.path) { state.selected = null; choose(); lookAtPath(); }
  document.getElementById("paths").open = true;
  (way.querySelector("button") || picture).focus();
  way.scrollIntoView({ block: "nearest" });
}

function lookAtPath() {
  const xs = state.path.nodes.map((node) => node.x), ys = state.path.nodes.map((node) => node.y);
  fitTo([Math.min(...xs) - 40, Math.min(...ys) - 40, Math.max(...xs) + 160, Math.max(...ys) + 40], 1.6);
}

function findPath() {
  state.path = null;
  for (const node of [state.from, state.to]) {
    if (!node) continue;
    state.kinds.add(node.kind.name);
    if (isClosed(node.cluster)) state.open.add(node.cluster);
  }
  if (state.from && state.to && state.from !== state.to) {
    state.path = shortestPath(state.from, state.to);
    for (const node of state.path?.nodes ?? []) if (isClosed(node.cluster)) state.open.add(node.cluster);
  }
  update();
  showWay();
  writeHash();
}

function showWay() {
  way.replaceChildren();
  for (const which of ["from", "to"]) {
    const line = make("p", "", way, "end");
    make("span", which === "from" ? "From" : "To", line, "quiet");
    if (state[which]) nodeButton(state[which], line);
    else make("span", "select a node, then use the button in its details", line, "quiet");
  }
  if (state.from && state.to) {
    const steps = state.path?.steps ?? [];
    const count = steps.length === 1 ? "1 step" : `${steps.length} steps`;
    make("p", state.path ? count : state.from === state.to ? "Both ends are the same." : "No way over what is shown.", way, "said");
    const list = make("ol", "", way, "nodes");
    steps.forEach(({ node, statement }, index) => {
      const line = make("li", "", list);
      nodeButton(node, line);
      make("span", statement.from === node ? statement.predicate.forwards : statement.predicate.backwards, line, "verb");
      if (index === steps.length - 1) nodeButton(other(statement, node), make("li", "", list));
    });
  }
  if (state.from || state.to) {
    button("Forget the path", make("p", "", way), () => {
      state.from = state.to = state.path = null;
      showWay();
      choose();
      picture.focus();
    });
  }
}

function showHits() {
  hits.replaceChildren();
  const found = search(searched.value);
  state.found = new Set(found.slice(0, 500));
  state.version += 1;
  document.getElementById("said").textContent = !searched.value.trim() ? "" : found.length === 1 ? "1 hit" : `${found.length.toLocaleString("en")} hits`;
  for (const node of found.slice(0, MOST_HITS)) {
    const line = make("li", "", hits);
    nodeButton(node, line, node.kind.name === "work" ? `${node.short}: ${node.facts.find(([term]) => term === "Title")?.[1] ?? node.label}` : node.label);
  }
  if (found.length > MOST_HITS) make("li", `and ${(found.length - MOST_HITS).toLocaleString("en")} more`, hits, "quiet");
  redraw();
}
