"use strict";
// The graph in the browser: nodes, statements, what is shown of them, and ways through them.
const data = JSON.parse(document.getElementById("data").textContent);
const kinds = data.kinds;
const predicates = data.predicates.map(([name, forwards, backwards, family]) => ({ name, forwards, backwards, family }));
const clusters = data.clusters.map(([kind, name, box, head, words, brief], index) => ({ index, kind: kinds[kind], name, box, head, words, brief, members: [] }));
const nodes = data.nodes.map(([id, cluster, x, y, rank, label, short, place, type, facts, links, page]) => ({
  id, cluster: clusters[cluster], kind: clusters[cluster].kind, x, y, rank, label, short: short || label, place, type, facts, links, page,
  joined: [],
}));
const statements = data.edges.map(([from, to, predicate]) => ({ from: nodes[from], to: nodes[to], predicate: predicates[predicate] }));
const byId = new Map(nodes.map((node) => [node.id, node]));
for (const node of nodes) node.cluster.members.push(node);
for (const statement of statements) {
  statement.from.joined.push(statement);
  statement.to.joined.push(statement);
}

const MANY = data.many;
const state = {
  kinds: new Set(data.first), families: new Set(Object.keys(data.families).filter((family) => family !== "frame")),
  grouped: false, open: new Set(), selected: null, group: null, from: null, to: null, path: null, found: new Set(),
};
let shown = { nodes: [], groups: [], pairs: [] };

const other = (statement, node) => (statement.from === node ? statement.to : statement.from);
const isShown = (node) => state.kinds.has(node.kind.name);
const isClosed = (cluster) => state.grouped && !state.open.has(cluster);
const countOf = (list) => list.reduce((sum, node) => sum + (isShown(node) ? 1 : 0), 0);

// What is drawn: nodes of the kinds shown, or the group that stands for them, and one line between
// any two that a statement joins.
function refresh() {
  const drawn = [], groups = [], pairs = new Map();
  for (const cluster of clusters) {
    if (!state.kinds.has(cluster.kind.name)) continue;
    if (isClosed(cluster)) groups.push(cluster);
    else drawn.push(...cluster.members);
  }
  const standIn = (node) => (isClosed(node.cluster) ? node.cluster : node);
  const number = (mark) => (mark.members ? nodes.length + mark.index : mark.number);
  for (const statement of statements) {
    if (!isShown(statement.from) || !isShown(statement.to) || !state.families.has(statement.predicate.family)) continue;
    const a = standIn(statement.from), b = standIn(statement.to);
    if (a === b) continue;
    const key = number(a) * (nodes.length + clusters.length) + number(b);
    const pair = pairs.get(key);
    if (pair) {
      pair.count += 1;
      if (statement.predicate.family === "path") pair.family = "path";
    } else pairs.set(key, { from: a, to: b, family: statement.predicate.family, count: 1 });
  }
  shown = { nodes: drawn, groups, pairs: [...pairs.values()] };
}
nodes.forEach((node, index) => { node.number = index; });

// The statements of a node by what they say and in which direction, each with the nodes at the other end.
function neighborhood(node) {
  const groups = new Map();
  for (const statement of node.joined) {
    const words = statement.from === node ? statement.predicate.forwards : statement.predicate.backwards;
    if (!groups.has(words)) groups.set(words, new Set());
    groups.get(words).add(other(statement, node));
  }
  return [...groups].map(([words, ends]) => [words, [...ends].sort((a, b) => a.rank - b.rank)]);
}

function near(node) {
  const found = new Set([node]);
  for (const statement of node.joined) {
    if (state.families.has(statement.predicate.family)) found.add(other(statement, node));
  }
  return found;
}

// The shortest way between two nodes over what is shown.  Articles, sections and terms join almost
// everything, so a way through them is taken only when there is no other.
function shortestPath(start, end) {
  return walk(start, end, (node) => node.kind.through) || walk(start, end, () => true);
}

function walk(start, end, through) {
  const came = new Map([[start, null]]);
  let edge = [start];
  while (edge.length && !came.has(end)) {
    const next = [];
    for (const node of edge) {
      if (node !== start && !through(node)) continue;
      for (const statement of node.joined) {
        const to = other(statement, node);
        if (came.has(to) || !isShown(to) || !state.families.has(statement.predicate.family)) continue;
        came.set(to, statement);
        next.push(to);
      }
    }
    edge = next;
  }
  if (!came.has(end)) return null;
  const steps = [];
  for (let node = end; node !== start;) {
    const statement = came.get(node);
    node = other(statement, node);
    steps.unshift({ node, statement });
  }
  return { steps, nodes: [...steps.map((step) => step.node), end] };
}

const SPLIT = /[\s\-–/.,:;()“”]+/;
// Nodes that hold every word, those that begin with the text first, then by importance.
function search(text) {
  const wanted = text.toLocaleLowerCase().split(SPLIT).filter(Boolean);
  if (!wanted.length) return [];
  const hits = [];
  for (const node of nodes) {
    node.text ??= [node.label, node.short, node.id, node.place, node.type, ...node.facts.map(([, value]) => value),
      ...node.links.map(([words]) => words)].join(" ").toLocaleLowerCase();
    if (wanted.every((word) => node.text.includes(word))) hits.push(node);
  }
  const phrase = text.trim().toLocaleLowerCase();
  const score = (node) => (node.short.toLocaleLowerCase() === phrase ? 0 : node.label.toLocaleLowerCase().includes(phrase) ? 1 : 2)
    + (isShown(node) ? 0 : 3);
  return hits.sort((a, b) => score(a) - score(b) || a.rank - b.rank);
}
