"""A receipt: a question with its answer and everything the answer stands on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.receipt.answer import Reader, Spoken, bindings, rows_of
from evigraph.receipt.asked import Asked
from evigraph.receipt.context import CONTEXT
from evigraph.receipt.evidence import Evidence
from evigraph.receipt.files import files, graph
from evigraph.receipt.findings import findings
from evigraph.receipt.seal import sealed
from evigraph.trace import trace
from evigraph.version import __version__

Document = dict[str, Any]


def receipt(dataset: Dataset, asked: Asked, question: Path | None = None, date: str = "") -> Document:
    """The receipt of an answer as JSON-LD, sealed with its own digest.

    ``question`` is the file of the question; ``date`` (ISO 8601) is written down when given,
    for without it the same graph gives the same receipt.

    Raises:
        QueryError: the question or a check cannot be asked.
    """
    document: Document = {
        "@context": CONTEXT,
        "type": ["Receipt", "prov:Entity"],
        **({"created": date} if date else {}),
        "software": {"type": ["prov:SoftwareAgent"], "name": "evigraph", "version": __version__},
        "question": asked.to_dict(),
        **content(dataset, asked),
        "graph": graph(dataset),
        "files": files(dataset.workspace, question),
    }
    return sealed(document)


def content(dataset: Dataset, asked: Asked) -> Document:
    """The answer and the evidence of a receipt: what can be made again from the graph at any time.

    Raises:
        QueryError: the question or a check cannot be asked.
    """
    dataset = dataset.at_hand()
    columns, rows = rows_of(dataset, asked.sparql)
    reader, told, spoken = Reader(dataset), Spoken(), []
    for row in rows:
        spoken.append(reader.spoken(columns, row))
        told.add(spoken[-1])
    if asked.claim:
        told.claims.add(asked.claim)
    _follow(dataset, told)
    evidence, nodes = Evidence(dataset), Nodes(dataset)
    works = [evidence.work(work) for work in sorted(told.works)]
    return {
        "answer": {
            "type": ["rs:ResultSet"],
            "variables": columns,
            "rows": [
                {"index": index, "bindings": bindings(columns, row), "speaksOf": sorted(about.claims)}
                for index, (row, about) in enumerate(zip(rows, spoken, strict=True), 1)
            ],
        },
        "articles": [evidence.article(node) for node in nodes.of_type(f"{EV}SourceArticle")],
        "claims": [evidence.claim(claim) for claim in sorted(told.claims)],
        "references": sorted(works, key=lambda work: [entry.get("number", 0) for entry in work.get("entries", ())]),
        "studies": [evidence.study(study, told.results) for study in sorted(told.studies)],
        "findings": findings(dataset, told),
    }


def _follow(dataset: Dataset, told: Spoken) -> None:
    """Adds the works that the claims cite, and the studies behind them with the results that matter to the claims."""
    for claim in sorted(told.claims):
        for citation in trace(dataset, claim).citations:
            told.works.add(dataset.base + citation.id)
            for study in citation.studies:
                told.studies.add(dataset.base + study.id)
                told.results |= {dataset.base + number.id for cohort in study.cohorts for number in cohort.results}
