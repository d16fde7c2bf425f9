"""Where a node is printed and what identifies it, so that it can be cited."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evigraph.ns import EV, curie, local_name
from evigraph.query.nodes import Nodes
from evigraph.query.where import cell_place, passage_place

_IDENTIFIERS = {"doi": "prism:doi", "pmid": "fabio:hasPubMedId", "pmcid": "fabio:hasPubMedCentralId"}


@dataclass(frozen=True)
class Located:
    """A node with its name and what to cite it by."""

    id: str
    label: str
    cite_as: str


def cite_as(nodes: Nodes, node: str) -> str:
    """Where the article prints a node, or what identifies it; empty for what is neither printed nor published."""
    kinds = {local_name(kind) for kind in nodes.types(node)}
    return next((told(nodes, node) for kind, told in _TOLD.items() if kind in kinds), "")


def located(nodes: Nodes, found: Iterable[str]) -> tuple[Located, ...]:
    """The nodes among these that can be cited, each once."""
    known = dict.fromkeys(node for node in found if node.startswith(nodes.dataset.base))
    pairs = ((node, cite_as(nodes, node)) for node in known)
    return tuple(Located(nodes.short(node), _label(nodes, node), told) for node, told in pairs if told)


def articles(nodes: Nodes) -> list[str]:
    """The source articles of the graph."""
    return nodes.of_type(f"{EV}SourceArticle")


def _printed(nodes: Nodes, passage: str) -> str:
    article = _in_article(nodes, passage, "ev:article")
    return f"{article}{passage_place(nodes, passage)} ({nodes.short(passage).rsplit('/', 1)[-1]})"


def _cell(nodes: Nodes, cell: str) -> str:
    row = nodes.one(cell, "ev:inRow")
    return f"{_in_article(nodes, row, 'ev:article') if row else ''}{cell_place(nodes, cell)}"


def _in_article(nodes: Nodes, node: str, name: str) -> str:
    """The article of a node, as "molina-2021: ", where the graph holds several."""
    article = nodes.one(node, name)
    return f"{nodes.short(article)}: " if article and len(articles(nodes)) > 1 else ""


def _label(nodes: Nodes, node: str) -> str:
    """The label of a node; of an entry of a list, the title of its work."""
    return nodes.label(nodes.one(node, "biro:references") or node)


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, parts)))


def _claim(nodes: Nodes, claim: str) -> str:
    return _joined(_printed(nodes, passage) for passage in nodes.all(claim, "ev:statedIn"))


def _work(nodes: Nodes, work: str) -> str:
    """ "[9], Aldoss I, Song J, Stiller T, et al, 2017, doi 10.1002/ajh.24783"."""
    entries = nodes.into("biro:references", work)
    numbers = sorted(
        (_in_article(nodes, entry, "ev:listedIn"), int(nodes.one(entry, "ev:number") or 0)) for entry in entries
    )
    printed = f"[{', '.join(f'{article}{number}' for article, number in numbers)}]" if numbers else local_name(work)
    people, year = nodes.one(work, "ev:authorList"), nodes.one(work, "fabio:hasPublicationYear")
    found = [f"{name} {value}" for name, prop in _IDENTIFIERS.items() if (value := nodes.one(work, prop))]
    return ", ".join(filter(None, [printed, people, year, *found]))


def _study(nodes: Nodes, study: str) -> str:
    works = (_work(nodes, work) for work in nodes.all(study, "ev:reportedIn"))
    return _joined([*nodes.all(study, "ev:registryId"), *works])


def _result(nodes: Nodes, result: str) -> str:
    cells = _joined(_cell(nodes, cell) for cell in nodes.all(result, "ev:cell"))
    passages = _joined(_printed(nodes, passage) for passage in nodes.all(result, "ev:foundIn"))
    return cells or passages or _joined(cite_as(nodes, cohort) for cohort in nodes.into("ev:hasResult", result))


def _owner(name: str) -> Callable[[Nodes, str], str]:
    """Cites a node by the one it belongs to."""
    return lambda nodes, node: _joined(cite_as(nodes, owner) for owner in nodes.into(name, node))


_TOLD: dict[str, Callable[[Nodes, str], str]] = {
    "Claim": _claim,
    "Passage": _printed,
    "Cell": _cell,
    "Expression": _work,
    "Study": _study,
    "Result": _result,
    "Quantity": _owner("ev:hasQuantity"),
    "CitationGroup": _owner("ev:hasCitationGroup"),
    "Cohort": _owner("ev:hasCohort"),
    "Concept": lambda nodes, term: _joined(map(curie, nodes.all(term, "skos:exactMatch"))),
    "BibliographicReference": lambda nodes, entry: _joined(
        _work(nodes, work) for work in nodes.all(entry, "biro:references")
    ),
}
