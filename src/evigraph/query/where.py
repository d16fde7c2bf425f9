"""Where in the source something is printed, in words."""

from __future__ import annotations

from evigraph.query.nodes import Nodes


def passage_place(nodes: Nodes, passage: str) -> str:
    """ "Safety, paragraph 1, sentence 5" or "Table 1, row 3", without the passage's name."""
    section = nodes.one(passage, "ev:section")
    if section is None:
        table = nodes.one(passage, "ev:table")
        number = nodes.one(table, "ev:number") if table else None
        return f"Table {number}, row {nodes.one(passage, 'ev:row')}"
    paragraph, sentence = nodes.one(passage, "ev:paragraph"), nodes.one(passage, "ev:sentence")
    if paragraph == "0":
        return "Title"
    return f"{nodes.label(section)}, paragraph {paragraph}, sentence {sentence}"


def cell_place(nodes: Nodes, cell: str) -> str:
    """ "Table 1, row 3, column “CR, %”"."""
    row, column = nodes.one(cell, "ev:inRow"), nodes.one(cell, "ev:inColumn")
    place = passage_place(nodes, row) if row else ""
    return f"{place}, column “{nodes.one(column, 'ev:header')}”" if column else place
