"""The tables of an article as statements: headings, cells as printed, notes."""

from __future__ import annotations

from evigraph.article.article import Article
from evigraph.article.table import Grid, Table
from evigraph.corpus.quads import Quads, integer, iri, text


def table_quads(quads: Quads, article: Article, node: str) -> dict[int, str]:
    """Adds every table that has cells; the identifiers of its rows by the index of their block."""
    rows: dict[int, str] = {}
    for number, table in enumerate(article.tables, 1):
        if table.grids:
            _table(quads, table, number, node, rows)
    return rows


def _table(quads: Quads, table: Table, number: int, node: str, rows: dict[int, str]) -> None:
    name = f"{node}/table/{number}"
    quads.type(iri(name), "ev:Table")
    quads.add(iri(name), "ev:article", iri(node))
    quads.add(iri(name), "ev:number", integer(number))
    if table.caption or table.label:
        quads.add(iri(name), "dcterms:description", text(table.caption or table.label))
    for index, note in enumerate(table.notes):
        foot = iri(f"{name}/note/{index + 1}")
        quads.type(foot, "ev:Footnote")
        quads.add(foot, "ev:text", text(note.text))
        if note.label:
            quads.add(foot, "ev:mark", text(note.label))
        quads.add(iri(name), "ev:definesFootnote", foot)
    first_row, first_column = 1, 1
    for grid in table.grids:
        _grid(quads, grid, name, f"{node}/passage/table-{number}", first_row, first_column, rows)
        first_row += len(grid.rows)
        first_column += len(grid.columns)


def _grid(
    quads: Quads, grid: Grid, name: str, passage: str, first_row: int, first_column: int, rows: dict[int, str]
) -> None:
    for index, column in enumerate(grid.columns, first_column):
        head = iri(f"{name}/column/{index}")
        quads.type(head, "ev:Column")
        quads.add(head, "ev:header", text(" | ".join(column.path)))
        quads.add(iri(name), "ev:hasColumn", head)
    for number, row in enumerate(grid.rows, first_row):
        row_name = f"{passage}.{number}"
        for cell in row.cells:
            if cell.block >= 0:
                rows.setdefault(cell.block, row_name)
        quads.type(iri(row_name), "ev:TableRow")
        quads.add(iri(row_name), "ev:table", iri(name))
        quads.add(iri(row_name), "ev:row", integer(number))
        heading = " | ".join(part for part in (*row.groups, row.stub) if part)
        quads.add(iri(row_name), "ev:heading", text(heading or f"row {number}"))
        if row.kind != "data":
            continue
        for cell in row.cells:
            if not cell.text or cell.column >= len(grid.columns):
                continue
            place = iri(f"{name}/cell/{number}.{first_column + cell.column}")
            quads.type(place, "ev:Cell")
            quads.add(place, "ev:text", text(cell.text))
            quads.add(place, "ev:inRow", iri(row_name))
            quads.add(place, "ev:inColumn", iri(f"{name}/column/{first_column + cell.column}"))
            for note in cell.notes:
                quads.add(place, "ev:hasFootnote", iri(f"{name}/note/{note + 1}"))
