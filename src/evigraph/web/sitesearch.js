"use strict";
// Finds pages whose words begin with every word asked for; hits in the name come first.  Text reaches the page only as text.
const entries = JSON.parse(document.getElementById("data").textContent);
const query = document.getElementById("query");
const said = document.getElementById("said");
const hits = document.getElementById("hits");
const MOST = 60;
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase("en");
const words = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
const index = entries.map(([kind, name, more, address], order) =>
  ({ kind, name, address, order, first: words(name), all: [...words(name), ...words(more), ...words(kind)] }));

function rank(entry, wanted) {
  let total = 0;
  for (const word of wanted) {
    if (entry.first.some((each) => each.startsWith(word))) total += 1;
    else if (!entry.all.some((each) => each.startsWith(word))) return -1;
  }
  return total + (total === entry.first.length);  // the very name that was asked for comes first
}

function show() {
  const wanted = words(query.value);
  const found = wanted.length === 0 ? [] : index.map((entry) => [rank(entry, wanted), entry])
    .filter(([score]) => score >= 0).sort((a, b) => b[0] - a[0] || a[1].order - b[1].order);
  hits.replaceChildren(...found.slice(0, MOST).map(([, entry]) => {
    const item = document.createElement("li");
    const kind = document.createElement("span");
    const link = document.createElement("a");
    kind.className = "role";
    kind.textContent = entry.kind;
    link.href = entry.address;
    link.textContent = entry.name;
    link.dir = "auto";
    item.append(kind, " ", link);
    return item;
  }));
  const more = found.length > MOST ? `, the first ${MOST} shown` : "";
  said.textContent = wanted.length === 0 ? `${index.length.toLocaleString("en")} pages can be found.`
    : `${found.length.toLocaleString("en")} found${more}.`;
  const hash = query.value.trim() ? `#${encodeURIComponent(query.value.trim())}` : "";
  if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname);
}

function read() {
  try {
    query.value = decodeURIComponent(location.hash.slice(1));
  } catch {
    query.value = "";  // an address that someone cut short
  }
  show();
}

query.addEventListener("input", show);
document.getElementById("find").addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", read);
read();
