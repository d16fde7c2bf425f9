"""One claim on one page: header, picture, table; nothing is fetched, nothing but our scripts runs."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from evigraph.audit import Audit, audit
from evigraph.errors import NotFound
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.trace import Trace, trace
from evigraph.trace.model import Step
from evigraph.view import schema
from evigraph.view.badge import badge, legend
from evigraph.view.filename import safe_name
from evigraph.view.ladder import argument_of, to_pyvis
from evigraph.view.ladder_file import ladder_file
from evigraph.view.marks import Mark, Marks, ladder_marks
from evigraph.view.rows import groups
from evigraph.view.rungs import Argument, claim_facts
from evigraph.view.shell import as_data, render
from evigraph.view.style import asset, palette
from evigraph.view.words import plain, spaced

_SCRIPTS = ("table", "scrolling", "savepicture", "ladder")
_LIBRARY = ("lib", "vis-9.1.2", "vis-network.min.js")


def claim_page(dataset: Dataset, claim_iri: str, audited: Audit | None = None) -> str:
    """The evidence ladder of a claim, with the findings about it, as one self-contained HTML page.

    ``audited`` is the audit of the whole graph, for whoever makes many pages; else it is run.

    Raises:
        NotFound: the graph holds no claim of this name.
    """
    found, argument, source, marks = _traced(dataset, claim_iri, audited)
    return ladder_page(found, argument, source, marks, schema.claim(Nodes(dataset), claim_iri))


def claim_svg(dataset: Dataset, claim_iri: str, audited: Audit | None = None) -> str:
    """The evidence ladder of a claim as a figure, an SVG document of its own.

    Raises:
        NotFound: the graph holds no claim of this name.
    """
    return ladder_file(*_traced(dataset, claim_iri, audited))


def _traced(dataset: Dataset, claim_iri: str, audited: Audit | None) -> tuple[Trace, Argument, str, Marks]:
    nodes = Nodes(dataset)
    if f"{EV}Claim" not in nodes.types(claim_iri):
        raise NotFound(f"The graph holds no claim '{plain(nodes.short(claim_iri))}'.")
    found = trace(dataset, claim_iri)
    article = dataset.base + found.id.partition("/")[0]
    source = nodes.one(article, "dcterms:title") or nodes.label(article)
    marks = ladder_marks(dataset, found, audited or audit(dataset))
    return found, argument_of(dataset, found), source, marks


def ladder_page(
    found: Trace,
    argument: Argument,
    source: str,
    marks: Marks | None = None,
    structured: schema.Thing | None = None,
) -> str:
    """The page of a ladder already traced; ``source`` is the title of the article.

    ``structured`` is the claim in the terms of schema.org.
    """
    marks = marks or Marks()
    figure = ladder_file(found, argument, source, marks)
    return _render(found, _data(found, argument, marks), plain(source), marks, figure, structured)


def _data(found: Trace, argument: Argument, marks: Marks) -> dict[str, Any]:
    network = to_pyvis(found, argument, marks)
    size = [float(length.removesuffix("px")) for length in (network.width, network.height)]
    said = {str(mark.number): mark_data(mark) for mark in marks.marks}
    return {"nodes": network.nodes, "edges": network.edges, "size": size, "marks": said, "palette": palette()}


def mark_data(mark: Mark) -> dict[str, Any]:
    """A mark as the scripts of a page know it."""
    return {
        "number": mark.number,
        "severity": mark.severity,
        "look": mark.look,
        "words": mark.words,
        "message": mark.message,
        "compared": [list(pair) for pair in mark.compared],
        "answer": mark.answer,
        "elsewhere": mark.elsewhere,
    }


def _render(
    found: Trace,
    data: dict[str, Any],
    source: str,
    marks: Marks,
    figure: str,
    structured: schema.Thing | None,
) -> str:
    counts = Counter(node["kind"] for node in data["nodes"])
    return render(
        "ladder.html",
        ("base.css", "figure.css", "marks.css", "evidence.css", "ladder.css"),
        {"library": _library(), **{name: asset(f"{name}.js") for name in _SCRIPTS}},
        data,
        structured=structured,
        claim=plain(found.label),
        source=source,
        facts=claim_facts(found),
        file=f"{safe_name(found.id.rpartition('/')[2])}.svg",
        figure=as_data("image/svg+xml", figure.encode()),
        kinds=[(kind, look["word"], counts[kind]) for kind, look in palette()["kinds"].items() if counts[kind]],
        groups=groups(found, marks),
        marks=[(mark, [_named(box, data) for box in mark.boxes]) for mark in marks.marks],
        mark_kinds=legend(marks),
        badge=badge,
        argument=[
            ("Towards the thesis", _steps(found.towards_thesis)),
            ("Backed or limited by", _steps(found.supported_by)),
        ],
    )


def _named(box: str, data: dict[str, Any]) -> str:
    """A box in words: its kind and its heading."""
    node = next(node for node in data["nodes"] if node["id"] == box)
    return f"{palette()['kinds'][node['kind']]['one']}: {node['heading']}"


def _steps(steps: tuple[Step, ...]) -> list[tuple[str, str]]:
    return [(spaced(step.relation), plain(step.label)) for step in steps]


@cache
def _library() -> str:
    """The vis-network that pyvis carries, with its license, as a browser will read it."""
    import pyvis

    text = Path(pyvis.__file__).parent.joinpath(*_LIBRARY).read_text(encoding="utf-8")
    # Browsers turn CR LF into LF before they compare hashes; the source map is a request to nowhere.
    return text.replace("\r\n", "\n").replace("\r", "\n").partition("//# sourceMappingURL=")[0]
