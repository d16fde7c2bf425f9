"""Is the graph well formed?  Every fault with its place, its code and a way to mend it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pyoxigraph as ox

from evigraph.check.links import link_faults
from evigraph.check.places import Places
from evigraph.check.shapes import shape_faults
from evigraph.errors import Finding, Place
from evigraph.load.dataset import load_quads
from evigraph.load.schema import read_schema
from evigraph.load.workspace import Workspace


def check_workspace(workspace: Workspace) -> tuple[list[ox.Quad], list[Finding]]:
    """The quads of ``workspace`` and every fault found, in file order.

    Loading sees malformed files and records, :mod:`~evigraph.check.links` sees names that
    lead nowhere, :mod:`~evigraph.check.shapes` sees records that lack or misuse a field.
    What follows from a fault already found is not reported beside it.

    Raises:
        RecordError: the schema itself cannot be read.
    """
    quads, findings = load_quads(workspace)
    works_unread = any(finding.code.startswith("bib-") and finding.severity == "error" for finding in findings)
    if works_unread:
        # An entry that cannot be read seems to be missing wherever the lists of references name it.
        findings = [finding for finding in findings if finding.code != "dangling-reference"]
    said = {finding.place for finding in findings if finding.severity == "error"}
    graphs = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
    unread = any(not any(graph.endswith(f"source/{place.file}") for graph in graphs) for place in said)
    for finding in check_quads(workspace, quads, works_unread, said):
        # What an unread file holds seems to be missing wherever it is named.
        if finding.place not in said and not (unread and finding.code == "dangling-reference"):
            findings.append(finding)
    return quads, sorted(set(findings))


def check_quads(
    workspace: Workspace, quads: Sequence[ox.Quad], works_unread: bool = False, said: Collection[Place] = ()
) -> list[Finding]:
    """The faults that can only be seen in the graph as a whole.

    With ``works_unread`` a missing work or list entry is no fault: why it is missing is said already; so is why a
    field is missing whose value has a fault at one of the ``said`` places.
    """
    schema = read_schema(workspace)
    places = Places(workspace, schema, quads)
    return sorted({*link_faults(schema, quads, places, works_unread), *shape_faults(schema, quads, places, said)})


__all__ = ["check_quads", "check_workspace"]
