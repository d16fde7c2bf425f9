"""What pages show, in the terms of schema.org, for machines that read pages."""

from evigraph.view.schema.nodes import Thing, article, claim, comment, finding, item, kept, study, term, whole
from evigraph.view.schema.wholes import LICENSE, collection, graph, license_of, page, report, table

__all__ = [
    "LICENSE",
    "Thing",
    "article",
    "claim",
    "collection",
    "comment",
    "finding",
    "graph",
    "item",
    "kept",
    "license_of",
    "page",
    "report",
    "study",
    "table",
    "term",
    "whole",
]
