"""The whole graph in the forms other tools read.

rdf     TriG, Turtle, N-Quads, N-Triples
jsonld  JSON-LD with the keys authors write
graphs  GraphML, GEXF, node-link JSON
edges   one table of links
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evigraph.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from evigraph.query.dataset import Dataset

FORMATS: dict[str, str] = {
    "trig": "RDF, TriG: one named graph per source file, for people and triple stores",
    "ttl": "RDF, Turtle: one graph, grouped by subject, for people",
    "nq": "RDF, N-Quads: one quad per line, for triple stores and diff",
    "nt": "RDF, N-Triples: one triple per line, for triple stores and diff",
    "jsonld": "RDF, JSON-LD: the keys of the YAML files, with their context, for programs that read JSON",
    "graphml": "network, GraphML: for yEd, Cytoscape, igraph, networkx",
    "gexf": "network, GEXF: for Gephi",
    "node-link": "network, node-link JSON: for D3 and networkx.node_link_graph",
    "csv": "network, one edge list with the type and label of both ends: for spreadsheets and data frames",
}
"""Format -> what it is and what it is for, in one line."""


def export(dataset: Dataset, form: str, *, places: bool = False) -> bytes:
    """The whole graph as one of :data:`FORMATS`; the same graph always gives the same bytes.

    The RDF forms leave out where each record is authored (``ev:definedAt``, the graph
    ``<base>source/places``) unless ``places`` is set; the networks carry it as an
    attribute of their nodes, and ``places`` does not change them.

    Raises:
        UsageError: ``form`` is not one of :data:`FORMATS`.
    """
    if form in ("trig", "ttl", "nq", "nt"):
        from evigraph.export.rdf import rdf

        return rdf(dataset, form, places=places)
    if form == "jsonld":
        from evigraph.export.jsonld import jsonld

        return jsonld(dataset, places=places)
    if form in ("graphml", "gexf", "node-link"):
        from evigraph.export.graphs import network

        return network(dataset, form)
    if form == "csv":
        from evigraph.export.edges import edge_list

        return edge_list(dataset)
    hint = did_you_mean(form, FORMATS)
    raise UsageError(f"'{form}' is not a format; known are {', '.join(FORMATS)}. {hint}".strip())


__all__ = ["FORMATS", "export"]
