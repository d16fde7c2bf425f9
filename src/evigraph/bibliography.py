"""The references of a claim, taken from the bibliography file."""

from __future__ import annotations

from evigraph.bib import Csl, read_bib, render, to_csl
from evigraph.errors import RecordError
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes


def claim_references(dataset: Dataset, claim: str) -> list[Csl]:
    """The works that a claim cites, as CSL-JSON, in the order of the printed list.

    A work that the list prints twice is given once, under its first number.

    Raises:
        RecordError: ``references.bib`` has faults.
    """
    nodes = Nodes(dataset)
    numbered = []
    for work in nodes.all(claim, "cito:cites"):
        entries = nodes.into("biro:references", work)
        number = min((int(nodes.one(entry, "ev:number") or 0) for entry in entries), default=0)
        numbered.append((number, nodes.short(work).rsplit("/", 1)[-1]))
    root = dataset.workspace.root
    entries_by_key = {}
    found, findings = read_bib(root / "references.bib", "references.bib")
    if any(finding.severity == "error" for finding in findings):
        raise RecordError(findings)
    for entry in found:
        entries_by_key[entry.key] = entry
    return [to_csl(entries_by_key[key]) for _, key in sorted(numbered)]


def claim_bibliography(dataset: Dataset, claim: str, form: str) -> str:
    """The works that a claim cites as ``bibtex``, ``ris`` or ``csl-json``.

    Raises:
        UsageError: there is no such format.
    """
    return render(claim_references(dataset, claim), form)
