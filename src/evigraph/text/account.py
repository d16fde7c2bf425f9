"""What an article lost on the way from its text, each loss with its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evigraph.article.reading import Losses
from evigraph.errors import Finding, Place
from evigraph.text.compose import Composed

_HINTS = {
    "text-missing-reference": "Mend the text or add the entry, or link it by hand in the draft.",
    "text-no-list": "Put a line 'References' before the list.",
    "text-list-without-heading": "Put a line 'References' before it.",
    "text-no-title": "Put the title in the first line.",
    "text-number-twice": "Number the entries 1, 2, 3, ...",
    "text-number-left-out": "Look for an entry that was joined to the one before it.",
    "text-number-out-of-order": "Number the entries 1, 2, 3, ...",
    "text-uneven-row": "Part the cells with tabs or bars, one under each heading, be it empty.",
    "text-table-without-cells": "Part the cells of its rows with tabs or bars.",
    "text-left-out": "",
}


def account(composed: Composed, before: Sequence[Finding]) -> Losses:
    """The account: what the file has, what was kept of it, and every single loss."""
    article = composed.article
    left = {line.number for line in composed.left_out}
    lost = composed.said - composed.taken - left
    present = {
        "lines": len(composed.said),
        "references": max(len(article.references), composed.highest),
        "tables": len(article.tables),
        "citations": len(article.citations),
    }
    kept = {
        "lines": len(composed.said) - len(lost) - len(left),
        "references": len(article.references),
        "tables": sum(1 for table in article.tables if table.grids),
        "citations": sum(1 for citation in article.citations if not citation.missing),
    }
    return Losses(present, kept, (*before, *sorted(_found(composed, lost))))


def _found(composed: Composed, lost: set[int]) -> Iterator[Finding]:
    file = composed.article.file

    def finding(line: int, column: int, code: str, message: str, severity: str = "warning") -> Finding:
        return Finding(Place(file, line, column), code, message, _HINTS.get(code, ""), severity)

    for line, column, code, message in composed.faults:
        yield finding(line, column, code, message)
    for each in composed.left_out:
        yield finding(each.number, 1, "text-left-out", f"A comment is left out: '{each.bare[:60]}'.")
    for number in sorted(lost):
        yield finding(number, 1, "text-lost-line", "No part of the article takes this line.", "error")
    for table in composed.article.tables:
        if not table.grids:
            message = f"{table.label or 'A table'} has a caption, but no rows are recognized under it."
            yield finding(table.line, 1, "text-table-without-cells", message)
