"""Finding nodes by words, and all that is said about one."""

from __future__ import annotations

from dataclasses import dataclass

from evigraph.assist.answer import Answer, Told
from evigraph.assist.inputs import FindArguments, ShowArguments
from evigraph.assist.locate import cite_as
from evigraph.assist.window import Page, window
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.trace import Hit, describe, find
from evigraph.trace.describe import named

_ALL = 100_000


@dataclass(frozen=True)
class Match:
    """A node that speaks of the text; a higher score is a better match."""

    kind: str
    id: str
    iri: str
    label: str
    cite_as: str
    score: float


@dataclass(frozen=True, kw_only=True)
class Found(Answer):
    """What speaks of a text, best match first."""

    hits: tuple[Match, ...]


@dataclass(frozen=True)
class Statement:
    """Something that the node says, or that another says of it."""

    direction: str
    property: str
    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Shown(Answer):
    """All that is said about a node, and what points to it."""

    id: str
    iri: str
    label: str
    cite_as: str
    statements: tuple[Statement, ...]


def find_nodes(dataset: Dataset, given: FindArguments) -> Told:
    """Claims, references, studies and terms that speak of a text."""
    nodes = Nodes(dataset)
    hits, page = window(find(dataset, given.text, given.kind, _ALL), given.offset, given.limit)
    matches = tuple(_match(nodes, hit) for hit in hits)
    lines = [_words(match) for match in matches]
    nothing = f"Nothing here speaks of '{given.text}'. Other or fewer words may find it."
    return Told(Found(page=page, hits=matches), "\n".join([*lines, page.words("hits")]) if page.total else nothing)


def show_node(dataset: Dataset, given: ShowArguments) -> Told:
    """All that is said about a node.

    Raises:
        NotFound: nothing is called so.
    """
    nodes = Nodes(dataset)
    node = named(nodes, given.id)
    rows, page = window(describe(dataset, node), given.offset, given.limit)
    shown = Shown(
        page=page,
        id=nodes.short(node),
        iri=node,
        label=nodes.label(node),
        cite_as=cite_as(nodes, node),
        statements=tuple(Statement(*row) for row in rows),
    )
    return Told(shown, _statements(shown, page))


def _match(nodes: Nodes, hit: Hit) -> Match:
    return Match(hit.kind, hit.id, hit.iri, hit.label, cite_as(nodes, hit.iri), hit.score)


def _words(match: Match) -> str:
    where = f"\n    {match.cite_as}" if match.cite_as else ""
    return f"{match.kind}  {match.id}\n    {match.label}{where}"


def _statements(shown: Shown, page: Page) -> str:
    head = [f"{shown.id}  {shown.label}", *([f"    {shown.cite_as}"] if shown.cite_as else [])]
    lines = [
        f"{each.direction}  {each.property}  {each.value}{f'  ({each.label})' if each.label else ''}"
        for each in shown.statements
    ]
    return "\n".join([*head, *lines, page.words("statements")])
