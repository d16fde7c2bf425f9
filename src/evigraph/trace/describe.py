"""Everything said about one node, and everything that points to it."""

from __future__ import annotations

from urllib.parse import unquote

from evigraph.errors import Ambiguous, NotFound, did_you_mean
from evigraph.ns import EV, curie, local_name
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes


def describe(dataset: Dataset, identifier: str) -> list[tuple[str, str, str, str]]:
    """(direction, property, value, label) rows for the node called ``identifier``.

    It may be given whole (``molina-2021/claim/x``), as an IRI, or by its last part when
    that is unique (``emd-predicts-poor-blinatumomab-response``, ``topp-2014``).

    Raises:
        NotFound: nothing is called so.
        Ambiguous: several nodes are; ``.candidates`` lists them.
    """
    nodes = Nodes(dataset)
    node = named(nodes, identifier.strip())
    rows = []
    for prop, value, is_node in nodes.facts(node):
        shown = _shown(nodes, value) if is_node else value
        rows.append(("says", curie(prop), shown, nodes.label(value) if is_node and _ours(nodes, value) else ""))
    for source, prop in nodes.backlinks(node):
        rows.append(("said by", curie(prop), nodes.short(source), nodes.label(source)))
    return rows


def named(nodes: Nodes, identifier: str) -> str:
    """The IRI of the node called ``identifier``, as :func:`describe` takes it."""
    base = nodes.dataset.base
    whole = base + identifier.removeprefix(base)
    every = {subject for subject in nodes.subjects() if subject.startswith(base)}
    if whole in every:
        return whole
    found = sorted(node for node in every if unquote(node).endswith(f"/{unquote(identifier)}"))
    if len(found) == 1:
        return found[0]
    if found:
        raise Ambiguous(f"'{identifier}' names several things.", [(nodes.short(n), nodes.label(n)) for n in found])
    hint = did_you_mean(identifier, {local_name(node) for node in every} | {nodes.short(node) for node in every})
    raise NotFound(f"Nothing is called '{identifier}'. {hint} `evigraph find` searches by words.".replace("  ", " "))


def _ours(nodes: Nodes, value: str) -> bool:
    return value.startswith(nodes.dataset.base)


def _shown(nodes: Nodes, value: str) -> str:
    if value.startswith(EV):
        return local_name(value)
    return nodes.short(value) if _ours(nodes, value) else curie(value)
