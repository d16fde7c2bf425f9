"use strict";
// What the reader does with the map: fold, walk, search, filter, look closer, share, save.
if (document.getElementById("picture")) (() => {
  const picture = document.getElementById("picture"), layer = document.getElementById("layer");
  const scroll = document.getElementById("scroll"), details = document.getElementById("details");
  const search = document.getElementById("search"), hits = document.getElementById("hits");
  const state = { selected: null, current: data.roots[0], hits: new Set(), hushed: new Set() };
  let base = "first", scale = 1, size = { width: 0, height: 0 };
  const item = (id) => layer.querySelector(`[data-id="${CSS.escape(id)}"]`);

  function draw(anchor) {
    const inside = layer.contains(document.activeElement);
    const before = anchor && item(anchor)?.querySelector(".body").getBoundingClientRect();
    if (!byId.get(state.current)?.visible && byId.get(state.current)) state.current = nearest(byId.get(state.current)).id;
    const found = drawMap(layer, state);
    size = found;
    picture.setAttribute("viewBox", `0 0 ${found.width} ${found.height}`);
    resize();
    picture.dataset.nodes = String(found.drawn.length);
    picture.dataset.all = String(data.nodes.length);
    picture.dataset.selected = state.selected ?? "";
    if (inside) item(state.current)?.focus({ preventScroll: true });
    if (before) hold(anchor, before);
    picture.dataset.ready = "yes";
  }

  const nearest = (node) => { while (node.parent && !(node.shown && node.parent.open)) node = node.parent; return node; };

  function resize() {
    picture.setAttribute("width", size.width * scale);
    picture.setAttribute("height", size.height * scale);
  }

  // What the reader acted on stays where it was on the screen.
  function hold(id, before) {
    const now = () => item(id)?.querySelector(".body").getBoundingClientRect() ?? before;
    scroll.scrollLeft += now().left - before.left;
    scroll.scrollTop += now().top - before.top;
    window.scrollBy(0, now().top - before.top);
  }

  function bring(ids) {
    const frame = scroll.getBoundingClientRect();
    const boxes = ids.map((id) => item(id)?.getBoundingClientRect()).filter(Boolean);
    if (!boxes.length) return;
    const left = Math.min(...boxes.map((b) => b.left)) - 12, right = Math.max(...boxes.map((b) => b.right)) + 12;
    const top = Math.min(...boxes.map((b) => b.top)) - 12, bottom = Math.max(...boxes.map((b) => b.bottom)) + 12;
    if (right > frame.right) scroll.scrollLeft += Math.min(right - frame.right, Math.max(boxes[0].left - 12 - frame.left, 0));
    if (left < frame.left) scroll.scrollLeft += Math.max(left - frame.left, Math.min(boxes[0].right + 12 - frame.right, 0));
    if (bottom > frame.bottom) scroll.scrollTop += Math.min(bottom - frame.bottom, Math.max(boxes[0].top - 12 - frame.top, 0));
    if (top < frame.top) scroll.scrollTop += Math.max(top - frame.top, Math.min(boxes[0].bottom + 12 - frame.bottom, 0));
    const first = item(ids[0]).getBoundingClientRect();
    if (first.bottom > innerHeight || first.top < 0) window.scrollBy(0, first.top - innerHeight / 3);
  }

  function fold(node, open) {
    if (node.open === open || !node.kids.length) return;
    node.open = open;
    draw(node.id);
    if (open) bring([node.id, ...node.kids]);
    remember();
  }

  function foldAll(open, name) {
    base = name;
    for (const node of data.nodes) node.open = open(node);
    draw();
    fit();
    remember();
  }

  function home() {
    const at = byId.get(state.selected ?? data.focus ?? data.roots[0]);
    if (!at?.visible) return;
    scroll.scrollLeft = at.x * scale - scroll.clientWidth / 2;
    scroll.scrollTop = at.y * scale - scroll.clientHeight / 2;
  }

  function reveal(node) {
    for (let at = node.parent; at; at = at.parent) at.open = true;
  }

  function make(tag, text, parent, name) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (name) element.className = name;
    parent.append(element);
    return element;
  }

  function select(id, focus) {
    state.selected = id;
    if (id !== null) state.current = id;
    draw(state.current);
    show(id === null ? null : byId.get(id));
    if (id !== null) bring([id]);
    if (focus) item(state.current)?.focus({ preventScroll: true });
    remember();
  }

  function show(node) {
    details.replaceChildren();
    details.hidden = !node;
    if (!node) return;
    const frame = scroll.getBoundingClientRect();
    details.classList.toggle("left", item(node.id).getBoundingClientRect().left > frame.left + frame.width / 2 - 60);
    make("p", node.parent ? `Claim ${node.number}` : node.thesis ? "The thesis" : "Leads to no thesis", details, "kind");
    make("h3", node.label, details).dir = "auto";
    const list = make("dl", "", details);
    for (const [term, value] of node.facts) {
      make("dt", term, list);
      make("dd", value, list).dir = "auto";
    }
    leads(node, list);
    if (node.page) make("a", "Evidence ladder of this claim", details).href = node.page;
    make("a", "Row in the table", details).href = `#row-${encodeURIComponent(node.id).replaceAll("%2F", "/")}`;
    showMarks(node.marks.map((number) => data.marks[number]));
    const close = make("button", "×", details);
    close.type = "button";
    close.setAttribute("aria-label", "Close the details");
    close.addEventListener("click", () => select(null, true));
  }

  function leads(node, list) {
    const targets = node.parent ? [[node.relation, node.parent.id], ...node.also] : node.also;
    for (const [relation, name] of targets) {
      make("dt", relation === "concedes" ? "Is conceded to" : "Supports", list);
      const link = make("a", byId.get(name).label, make("dd", "", list));
      link.href = `#claim=${encodeURIComponent(name)}`;
    }
  }

  function showMarks(marks) {
    if (!marks.length) return;
    const list = make("ul", "", details, "marks");
    for (const mark of marks) {
      const entry = make("li", "", list);
      const shape = data.shapes[mark.severity];
      const badge = svg("svg", { class: `badge ${mark.severity} ${mark.look}`, viewBox: "-12 -12 24 24", role: "img", "aria-label": `Finding ${mark.number}` }, entry);
      svg("path", { d: shape.path }, badge);
      svg("text", { y: shape.text }, badge, mark.number);
      const body = make("div", "", entry);
      make("p", mark.words, body, "count");
      make("p", mark.message, body).dir = "auto";
      for (const [meaning, value] of mark.compared) make("p", `${meaning}: ${value}`, body, "compared");
      if (mark.answer) make("p", mark.answer, body, "answer");
    }
  }

  // The state of the page stands in its address, so that it can be shared and come back to; a frame of a
  // notebook has no address.
  function remember() {
    if (location.protocol === "about:") return;
    const parts = [];
    if (state.selected !== null) parts.push(`claim=${encodeURIComponent(state.selected)}`);
    if (base !== "first") parts.push(`map=${base}`);
    const start = { first: (node) => node.first, unfolded: () => true, folded: () => false }[base];
    const changed = data.nodes.filter((node) => node.kids.length && node.open !== start(node));
    if (changed.length) parts.push(`turned=${changed.map((node) => encodeURIComponent(node.id)).join(",")}`);
    history.replaceState(null, "", parts.length ? `#${parts.join("&")}` : location.pathname + location.search);
  }

  function recall() {
    document.getElementById("notice").textContent = "";
    if (!location.hash.includes("=")) return;
    const told = new Map(location.hash.slice(1).split("&").map((part) => part.split("=")));
    const name = (text) => { try { return decodeURIComponent(text); } catch { return ""; } };
    if (told.has("map") || told.has("turned") || !told.has("claim")) {
      base = ["folded", "unfolded"].includes(told.get("map")) ? told.get("map") : "first";
      const turned = new Set((told.get("turned") ?? "").split(",").map(name));
      for (const node of data.nodes) node.open = (base === "first" ? node.first : base === "unfolded") !== turned.has(node.id);
    }
    const wanted = name(told.get("claim") ?? "");
    const chosen = byId.get(wanted) ?? data.nodes.find((node) => node.id.endsWith(`/${wanted}`) && wanted);
    if (chosen) reveal(chosen);
    draw();
    document.getElementById("notice").textContent = wanted && !chosen
      ? `This map has no claim “${wanted.slice(0, 120)}”; it may have been renamed, or stands outside the argument.` : "";
    if (chosen) { state.selected = chosen.id; home(); select(chosen.id); }
    else if (base !== "first") fit();
  }

  const keys = {
    ArrowRight(node) { if (!node.open && node.kids.length) fold(node, true); else go(openKids(node)[0]); },
    ArrowLeft(node) { if (node.open && kidsOf(node).length) fold(node, false); else go(node.parent); },
    ArrowDown(node) { go(inOrder(node, 1)); },
    ArrowUp(node) { go(inOrder(node, -1)); },
    Home() { go(size.drawn[0]); },
    End() { go(size.drawn.at(-1)); },
    "+"(node) { fold(node, true); },
    "-"(node) { fold(node, false); },
    Enter(node) { select(node.id, true); },
    " "(node) { select(node.id, true); },
    Escape() { select(null, true); },
  };
  const inOrder = (node, step) => size.drawn[size.drawn.indexOf(node) + step];

  function go(node) {
    if (!node) return;
    state.current = node.id;
    if (state.selected !== null) { select(node.id, true); return; }
    for (const other of layer.querySelectorAll('[tabindex="0"]')) other.setAttribute("tabindex", -1);
    item(node.id).setAttribute("tabindex", 0);
    item(node.id).focus({ preventScroll: true });
    bring([node.id]);
  }

  picture.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const node = byId.get(event.target.closest("[data-id]")?.dataset.id);
    const act = node && (keys[event.key] ?? (event.key === "=" ? keys["+"] : null));
    if (!act) return;
    event.preventDefault();
    act(node);
  });
  // The empty part of the map is dragged with a mouse; a finger scrolls by itself.
  scroll.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button || event.target.closest("[data-id]")) return;
    const start = [event.clientX + scroll.scrollLeft, event.clientY + scroll.scrollTop];
    const move = (moved) => { scroll.scrollLeft = start[0] - moved.clientX; scroll.scrollTop = start[1] - moved.clientY; };
    const end = () => { scroll.classList.remove("dragged"); removeEventListener("pointermove", move); };
    scroll.classList.add("dragged");
    addEventListener("pointermove", move);
    addEventListener("pointerup", end, { once: true });
  });
  picture.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-toggle]");
    const box = event.target.closest("[data-id]");
    if (toggle) fold(byId.get(toggle.dataset.toggle), !byId.get(toggle.dataset.toggle).open);
    else select(box ? box.dataset.id : null, Boolean(box));
  });
  details.addEventListener("keydown", (event) => { if (event.key === "Escape") select(null, true); });

  // What is in the middle of the frame stays there.
  function zoom(to) {
    const free = (length, room) => Math.max(room - length * scale, 0) / 2, { clientWidth: wide, clientHeight: tall } = scroll;
    const x = (scroll.scrollLeft + wide / 2 - free(size.width, wide)) / scale, y = (scroll.scrollTop + tall / 2) / scale;
    scale = Math.min(Math.max(to, 0.1), 3);
    resize();
    scroll.scrollLeft = x * scale - wide / 2;
    scroll.scrollTop = y * scale - tall / 2;
  }
  const fit = () => { zoom(Math.min(1, scroll.clientWidth / size.width, (0.92 * innerHeight) / size.height)); home(); };
  const listen = (id, act) => document.getElementById(id).addEventListener("click", act);
  listen("unfold", () => foldAll(() => true, "unfolded"));
  listen("fold", () => foldAll(() => false, "folded"));
  listen("closer", () => zoom(scale * 1.25));
  listen("wider", () => zoom(scale * 0.8));
  listen("fit", fit);
  listen("svg", () => saveSvg(picture, "argument"));
  listen("png", () => savePng(picture, "argument", getComputedStyle(document.body).backgroundColor));
  scroll.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(scale * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
  }, { passive: false });

  // What does not fit the filters is left out, or pale where it leads to what does.
  function filter() {
    const wanted = { side: new Set(), certainty: new Set() };
    for (const box of document.querySelectorAll("input[data-filter]")) if (box.checked) wanted[box.dataset.filter].add(box.value);
    const section = document.getElementById("section").value;
    for (const node of data.nodes) {
      node.fits = wanted.side.has(node.sideKey) && wanted.certainty.has(node.certainty) && (!section || node.sections.includes(section));
      node.shown = node.fits || !node.parent;
    }
    for (const node of [...data.nodes].reverse()) if (node.shown && node.parent) node.parent.shown = true;
    if (state.selected !== null && !byId.get(state.selected).shown) { state.selected = null; show(null); }
    draw();
    home();
    find();
  }
  for (const box of document.querySelectorAll("input[data-filter]")) { box.checked = true; box.addEventListener("change", filter); }
  document.getElementById("section").value = "";
  document.getElementById("section").addEventListener("change", filter);
  for (const box of document.querySelectorAll("input[data-mark]")) {
    box.checked = true;
    box.addEventListener("change", () => {
      if (box.checked) state.hushed.delete(box.dataset.mark); else state.hushed.add(box.dataset.mark);
      draw();
    });
  }

  let found = [];
  function find() {
    const words = search.value.trim().toLowerCase();
    found = words ? data.nodes.filter((node) => node.shown && `${node.label} ${node.cited}`.toLowerCase().includes(words)) : [];
    state.hits = new Set(found.map((node) => node.id));
    hits.value = words ? (found.length ? `${found.length} found` : "nothing") : "";
    if (found.length) reveal(found[0]);
    draw();
    if (found.length) bring([found[0].id]);
  }
  function next(step) {
    if (!found.length) return;
    const at = found.findIndex((node) => node.id === state.selected);
    const node = found[at < 0 ? 0 : (at + step + found.length) % found.length];
    reveal(node);
    select(node.id);
    hits.value = `${found.indexOf(node) + 1} of ${found.length}`;
  }
  search.value = "";
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); next(event.shiftKey ? -1 : 1); }
    if (event.key === "Escape") { search.value = ""; find(); }
  });

  addEventListener("hashchange", recall);
  draw();
  home();
  recall();
})();
