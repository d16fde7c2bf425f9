"""Which part of the graph is drawn: by type, around nodes, by the answer to a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evigraph.errors import NotFound
from evigraph.query import Dataset, Question, Table, Triples, find_question
from evigraph.query.nodes import Nodes
from evigraph.query.table import shown
from evigraph.trace.describe import named
from evigraph.view.graph.kinds import called, kind_of, wanted
from evigraph.view.words import plain, shortened

if TYPE_CHECKING:
    from evigraph.network import Graph

_FRAME = {"ev:article", "ev:listedIn"}


@dataclass(frozen=True)
class Wanted:
    """What to draw; everything when nothing is said.

    ``types`` are kinds or classes; ``around`` are nodes by identifier, ``hops`` how far from
    them (2 when not said); ``question`` names a question with its ``parameters``, whose answer
    is drawn, ``hops`` further when said.
    """

    types: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    hops: int | None = None
    question: str | None = None
    parameters: Mapping[str, str | Iterable[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Subset:
    """The nodes to draw, those it starts from, and the choice in words."""

    names: frozenset[str]
    starts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def subset(dataset: Dataset, graph: Graph, choice: Wanted) -> Subset:
    """The nodes of ``graph`` that ``choice`` asks for.

    Raises:
        NotFound: a type, a node or the answer is not there.
        QueryError: the question cannot be asked.
    """
    of_kind, of_class = wanted(choice.types)
    starts: dict[str, None] = {}
    names = frozenset(graph)
    words = []
    if choice.around:
        nodes = Nodes(dataset)
        found = [nodes.short(named(nodes, name.strip())) for name in choice.around]
        starts |= dict.fromkeys(found)
        hops = 2 if choice.hops is None else choice.hops
        names = frozenset(_near(graph, found, hops))
        steps = "1 step" if hops == 1 else f"{hops} steps"
        words.append(f"within {steps} of " + " and ".join(f"“{_label(graph, name)}”" for name in found))
    if choice.question:
        question = find_question(dataset.workspace, choice.question)
        answer = set(_answer(dataset, graph, question, choice.parameters))
        if not answer:
            raise NotFound(f"The answer to '{choice.question}' names nothing that can be drawn.")
        starts |= dict.fromkeys(sorted(answer))
        near = _near(graph, answer, choice.hops or 0)
        names = frozenset(near) | (names if choice.around else frozenset())
        words.append(f"in the answer to “{plain(question.title)}”")
    if choice.types:
        names = frozenset(name for name in names if name in starts or _of(graph, name, of_kind, of_class))
        words.insert(0, " and ".join(dict.fromkeys(map(called, choice.types))))
    return Subset(names, tuple(starts), tuple(words))


def _label(graph: Graph, name: str) -> str:
    return shortened(plain(str(graph.nodes[name]["label"])), 80)


def _of(graph: Graph, name: str, of_kind: set[str], of_class: set[str]) -> bool:
    types = graph.nodes[name]["types"]
    return kind_of(types).name in of_kind or bool(of_class & set(types.split(" | ")))


def _near(graph: Graph, starts: Iterable[str], hops: int) -> set[str]:
    """Everything up to ``hops`` steps away; articles, sections and terms are reached, not walked through."""
    seen = set(starts)
    edge = set(seen)
    for hop in range(hops):
        ends = {end for name in edge if hop == 0 or _open(graph, name) for end in _joined(graph, name)}
        edge = ends - seen
        seen |= edge
    return seen


def _open(graph: Graph, name: str) -> bool:
    return kind_of(graph.nodes[name]["types"]).through


def _joined(graph: Graph, name: str) -> Iterator[str]:
    yield from (end for _, end, key in graph.out_edges(name, keys=True) if key not in _FRAME)
    yield from (end for end, _, key in graph.in_edges(name, keys=True) if key not in _FRAME)


def _answer(
    dataset: Dataset, graph: Graph, question: Question, parameters: Mapping[str, str | Iterable[str]]
) -> Iterator[str]:
    """Nodes that the answer names: by identifier, or by their number in the reference list."""
    answer = question.ask(dataset, parameters)
    if isinstance(answer, Triples):
        for triple in answer.triples:
            for term in (triple.subject, triple.object):
                name = shown(term, dataset.base)
                if name in graph:
                    yield name
    elif isinstance(answer, Table):
        numbers = _numbers(graph)
        for row in answer.shown():
            for column, text in zip(answer.columns, row, strict=True):
                for part in (text, *text.split(", ")):
                    if part in graph:
                        yield part
                    elif column in question.references:
                        yield from numbers.get(part, ())


def _numbers(graph: Graph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, data in graph.nodes(data=True):
        if data["type"] == "biro:BibliographicReference" and "number" in data:
            found.setdefault(str(data["number"]), []).append(name)
    return found
