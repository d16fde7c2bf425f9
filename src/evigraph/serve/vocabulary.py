"""The words of the graph, for editors that complete them: prefixes, classes and properties."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from evigraph.load.schema import read_schema
from evigraph.ns import PREFIXES, RDF, RDFS
from evigraph.query.dataset import Dataset

_TYPE = ox.NamedNode(f"{RDF}type")


def vocabulary(dataset: Dataset) -> dict[str, Any]:
    """Prefixes that are known beforehand; classes and properties that are declared or used, with their labels."""
    ontology = read_schema(dataset.workspace).ontology
    properties = set(ontology.members.get(f"{RDF}Property", ())) | {quad.predicate.value for quad in dataset.store}
    types = (quad.object for quad in dataset.store.quads_for_pattern(None, _TYPE, None))
    classes = set(ontology.members.get(f"{RDFS}Class", ()))
    classes |= {each.value for each in types if isinstance(each, ox.NamedNode)}
    return {
        "prefixes": dict(PREFIXES),
        "classes": [{"iri": iri, "label": ontology.labels.get(iri)} for iri in sorted(classes)],
        "properties": [{"iri": iri, "label": ontology.labels.get(iri)} for iri in sorted(properties)],
    }
