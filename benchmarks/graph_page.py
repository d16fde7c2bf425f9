"""The page of a whole graph beside pyvis's own page of the same data, in the same browser, without a GPU.

Making the page, the first drawing after the page is there, and moving the picture, for 2,000
nodes with 6,000 statements; pyvis with its physics off and on, within a limit of time.  Then
20,000 nodes, which open with an overview.

A frame of a move shifts the last drawing when drawing is slow, as a reader's own moves do; what
it takes to draw everything anew stands beside it.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Line, run, shown
from benchmarks.repository import PYTHON, ROOT

if TYPE_CHECKING:
    import pyoxigraph as ox
    from playwright.sync_api import Browser, Page

    from evigraph.query import Dataset

SMALL, LARGE = (2000, 6000), (20_000, 60_000)
LIMIT = 60.0
TIMES = 5
_FRAMES = 30
# Shares of a graph of reviews: article, passage, claim, work with its entry, study, cohort, result, term.
_SHARES = {"passage": 0.15, "claim": 0.25, "work": 0.12, "study": 0.08, "cohort": 0.12, "result": 0.2, "term": 0.08}

_MOVE = """async ([move, frames]) => {
  const times = [], act = new Function("i", move);
  let last = performance.now();
  for (let i = 0; i < frames; i += 1) {
    act(i);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return times;
}"""
_OURS = "view.x += (i % 2 ? 7 : -7); view.y += 1; redraw(true);"
_WHOLE = "view.x += (i % 2 ? 7 : -7); redraw();"
_PYVIS = "network.moveTo({offset: {x: i % 2 ? 7 : -7, y: 1}, animation: false});"


def lines() -> Iterator[Line]:
    """Each figure of ours with that of pyvis; measured in a process of its own."""
    found = json.loads(run([PYTHON, "-m", "benchmarks.graph_page"]).output)
    ours, peer, moving = found["ours"], found["still"], found["moving"]
    size = f"{SMALL[0]:,} nodes, {SMALL[1]:,} relations"
    yield _line(f"page of {size}: made : pyvis write_html", ours["made"], peer["made"], 1.0)
    yield _line(f"page of {size}: first drawing : pyvis, physics off", ours["drawn"], peer["drawn"], 2.0)
    capped = f"{shown([moving['drawn']], 's')}" if moving["drawn"] else f"nothing settled in {LIMIT:g} s"
    yield Line(f"page of {size}: first drawing : pyvis, physics on", shown(ours["drawn"], "s"), capped, "", "", None)
    yield _line(f"page of {size}: a frame of a move : pyvis, physics off", ours["frame"], peer["frame"], 0.1)
    yield _line(f"page of {size}: everything drawn anew : pyvis, physics off", ours["whole"], peer["frame"], None)
    large = found["large"]
    size = f"{LARGE[0]:,} nodes, {LARGE[1]:,} relations"
    yield _line(f"page of {size}: made", large["made"], [], None)
    yield _line(f"page of {size}: overview drawn", large["drawn"], [], 2.0)
    yield _line(f"page of {size}: a frame of a move, overview", large["frame"], [], 0.1)
    yield _line(f"page of {size}: a frame of a move, largest group open", large["open"], [], 0.1)
    yield _line(f"page of {size}: a frame of a move, everything open", large["all"], [], None)
    yield _line(f"page of {size}: everything open drawn anew", large["anew"], [], None)


def _line(figure: str, ours: list[float], peer: list[float], below: float | None) -> Line:
    target = "" if below is None else f"< {below:g} s"
    met = None if below is None else statistics.median(ours) < below
    ratio = f"{statistics.median(ours) / statistics.median(peer):.2g}" if peer else ""
    return Line(figure, shown(ours, "s"), shown(peer, "s") if peer else "", ratio, target, met)


def synthetic(nodes: int, relations: int) -> Dataset:
    """A graph of exactly so many nodes and statements among them, in the proportions of a review."""
    import pyoxigraph as ox

    from evigraph.load.workspace import Workspace
    from evigraph.query import Dataset

    base = "https://example.org/id/"
    store = ox.Store()
    names = _names(nodes)
    store.bulk_extend(quad for kind, members in names.items() for name in members for quad in _about(base, kind, name))
    store.bulk_extend(_joined(base, names, relations))
    return Dataset(store, Workspace(ROOT), base)


def _names(nodes: int) -> dict[str, list[str]]:
    names = {kind: [f"review/{kind}/{i}" for i in range(int(nodes * share))] for kind, share in _SHARES.items()}
    names["article"], names["section"] = ["review"], [f"review/section/{i}" for i in range(12)]
    left = nodes - sum(map(len, names.values())) + len(names["claim"])
    names["claim"] = [f"review/claim/{i}" for i in range(left)]
    return names


_TYPES = {
    "article": ["ev:SourceArticle"],
    "section": ["doco:Section"],
    "passage": ["ev:Passage"],
    "claim": ["ev:Claim"],
    "work": ["fabio:Expression"],
    "study": ["ev:Study", "ev:ClinicalTrial"],
    "cohort": ["ev:Cohort"],
    "result": ["ev:Result"],
    "term": ["skos:Concept", "ev:Therapy"],
}


def _about(base: str, kind: str, name: str) -> Iterator[ox.Quad]:
    import pyoxigraph as ox

    from evigraph.ns import DCTERMS, EV, PREFIXES, RDF, RDFS

    node, number = ox.NamedNode(base + name), name.rsplit("/", 1)[-1]
    split = (each.split(":") for each in _TYPES[kind])
    types = [PREFIXES[prefix] + local for prefix, local in split]
    for iri in types:
        yield ox.Quad(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(iri))
    label = f"{DCTERMS}title" if kind in ("work", "article") else f"{RDFS}label"
    words = f"What {kind} {number} says of patients treated with the therapy of trial {int('0' + number, 36) % 97}"
    yield ox.Quad(node, ox.NamedNode(label), ox.Literal(words if kind in ("claim", "work") else f"{kind} {number}"))
    if kind == "result":
        yield ox.Quad(node, ox.NamedNode(f"{EV}asPrinted"), ox.Literal(f"{int(number) % 100}%"))


def _joined(base: str, names: dict[str, list[str]], relations: int) -> Iterator[ox.Quad]:
    """First what gives every node its place, then citations, until there are enough."""
    import pyoxigraph as ox

    from evigraph.ns import EV

    cites = "http://purl.org/spar/cito/cites"
    tree = [
        ("passage", f"{EV}section", "section", False), ("claim", f"{EV}statedIn", "passage", False),
        ("study", f"{EV}reportedIn", "work", False), ("cohort", f"{EV}hasCohort", "study", True),
        ("result", f"{EV}hasResult", "cohort", True),
    ]  # fmt: skip
    made: set[tuple[str, str, str]] = set()
    for kind, predicate, above, downwards in tree:
        for index, name in enumerate(names[kind]):
            parent = names[above][index * len(names[above]) // len(names[kind])]
            made.add((parent, predicate, name) if downwards else (name, predicate, parent))
    step = 0
    while len(made) < relations:
        claim = names["claim"][step % len(names["claim"])]
        far = (step * step + 7 * step) // 3
        kind = ("work", "claim", "term")[step % 3]
        target = names[kind][far % len(names[kind])]
        predicate = {"work": cites, "claim": f"{EV}supports", "term": f"{EV}favours"}[kind]
        if target != claim:
            made.add((claim, predicate, target))
        step += 1
    for start, predicate, end in sorted(made):
        yield ox.Quad(ox.NamedNode(base + start), ox.NamedNode(predicate), ox.NamedNode(base + end))


def measure() -> dict[str, Any]:
    """Seconds of each step, ours and pyvis's."""
    import shutil

    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="evigraph-benchmark-") as name, sync_playwright() as playwright:
        folder = Path(name)
        arguments = ["--headless", "--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        small = synthetic(*SMALL)
        found = {
            "ours": _ours(browser, small, folder / "ours.html", TIMES),
            "still": _pyvis(browser, small, folder / "still.html", False),
            "moving": _pyvis(browser, small, folder / "moving.html", True),
            "large": _large(browser, synthetic(*LARGE), folder / "large.html"),
        }
        browser.close()
    return found


def _ours(browser: Browser, dataset: Dataset, path: Path, times: int) -> dict[str, Any]:
    from evigraph.view.graph import graph_page

    found: dict[str, Any] = {"made": [], "drawn": [], "frame": [], "whole": []}
    for _ in range(times + 1):
        started = time.perf_counter()
        path.write_text(graph_page(dataset), "utf-8")
        found["made"].append(time.perf_counter() - started)
    found["made"] = found["made"][1:]
    for _ in range(times):
        page, seconds = _opened(browser, path)
        found["drawn"].append(seconds)
        found["frame"].append(_frame(page, _OURS))
        found["whole"].append(_frame(page, _WHOLE))
        page.close()
    return found


def _pyvis(browser: Browser, dataset: Dataset, path: Path, physics: bool) -> dict[str, Any]:
    """pyvis's own page; "drawn" with physics is when the picture has come to rest, or nothing."""
    from evigraph.view.graph import to_pyvis

    network = to_pyvis(dataset)
    if physics:
        network.toggle_physics(True)
        for node in network.nodes:
            del node["x"], node["y"]
            node["physics"] = True
    network.cdn_resources = "in_line"
    found: dict[str, Any] = {"made": [], "drawn": [], "frame": []}
    for _ in range(1 if physics else TIMES):
        started = time.perf_counter()
        html = network.generate_html()
        found["made"].append(time.perf_counter() - started)
    path.write_text(html, "utf-8")
    if physics:
        page, seconds = _opened(browser, path, "stabilized")
        return {**found, "drawn": seconds}
    for _ in range(TIMES):
        page, seconds = _opened(browser, path, "afterDrawing")
        found["drawn"].append(seconds)
        found["frame"].append(_frame(page, _PYVIS))
        page.close()
    return found


def _large(browser: Browser, dataset: Dataset, path: Path) -> dict[str, Any]:
    found = _ours(browser, dataset, path, 2)
    page, _ = _opened(browser, path)
    page.evaluate("openGroup([...shown.groups].sort((a, b) => b.members.length - a.members.length)[0])")
    found["open"] = [_frame(page, _OURS)]
    page.evaluate("grouped.click()")
    found["all"] = [_frame(page, _OURS)]
    found["anew"] = [_frame(page, _WHOLE)]
    return found


def _opened(browser: Browser, path: Path, event: str = "") -> tuple[Page, float | None]:
    """The page, and the seconds from its being there to the first drawing; None when the limit is over.

    ``event`` is that of pyvis's network which says that it is drawn; our page says so itself.
    """
    from playwright.sync_api import TimeoutError as TooLong

    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    page = context.new_page()
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    if event:
        # pyvis keeps its network in a variable of the page; wait for it, then for its event.
        page.add_init_script(
            "const wait = () => { if (typeof network === 'undefined' || !network) return setTimeout(wait, 5);"
            f" network.once('{event}', () => {{ window.drawnOnce = performance.now(); }}); network.redraw(); }};"
            "document.addEventListener('DOMContentLoaded', wait);"
        )
    else:
        page.add_init_script(
            "new MutationObserver((seen, self) => { if (document.querySelector('#picture[data-ready]')) {"
            " window.drawnOnce = performance.now(); self.disconnect(); } })"
            ".observe(document, {subtree: true, attributes: true, childList: true});"
        )
    page.goto(path.as_uri(), wait_until="commit")
    try:
        if event:
            page.wait_for_function("window.network && window.drawnOnce", timeout=LIMIT * 1000)
        else:
            page.wait_for_selector("#picture[data-ready]", timeout=LIMIT * 1000)
    except TooLong:
        return page, None
    start = "performance.getEntriesByType('navigation')[0].responseEnd"
    return page, float(page.evaluate(f"(window.drawnOnce - {start}) / 1000"))


def _frame(page: Page, move: str) -> float:
    """The median time of a frame while the picture is moved, in seconds."""
    return float(statistics.median(page.evaluate(_MOVE, [move, _FRAMES]))) / 1000


if __name__ == "__main__":
    print(json.dumps(measure()))
