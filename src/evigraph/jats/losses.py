"""What an article lost on the way from its file, each loss with its line."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element

from evigraph.article.article import Article
from evigraph.article.reading import Losses
from evigraph.errors import Finding, Place

_COUNTED = {"ref": "references", "table-wrap": "tables", "fig": "figures", "xref": "citations"}


def present(root: _Element) -> dict[str, int]:
    """How much of each kind a file has, counted in the file alone."""
    counts = dict.fromkeys(_COUNTED.values(), 0)
    for each in root.iter(*_COUNTED):
        tag = each.tag
        if tag != "xref" or each.get("ref-type") == "bibr":
            counts[_COUNTED[tag]] += 1
    return counts


def losses(counts: dict[str, int], article: Article, before: list[Finding]) -> Losses:
    """The account: what the file has, what was kept of it, and every single loss."""
    kept = {
        "references": len(article.references),
        "tables": len(article.tables),
        "figures": sum(1 for each in article.figures if each.kind == "figure"),
        "citations": len(article.citations),
    }
    return Losses(counts, kept, (*before, *_found(counts, kept, article)))


def _found(counts: dict[str, int], kept: dict[str, int], article: Article) -> Iterator[Finding]:
    def finding(line: int, code: str, message: str, severity: str = "warning") -> Finding:
        return Finding(Place(article.file, line), code, message, "", severity)

    for kind, count in counts.items():
        if kept[kind] != count:
            yield finding(0, f"jats-lost-{kind}", f"The file has {count} {kind}, {kept[kind]} were kept.", "error")
    for citation in article.citations:
        for target in citation.missing:
            message = f"The citation {citation.text!r} points to {target!r}, which the reference list does not have."
            yield finding(citation.line, "jats-missing-reference", message)
        if not citation.missing and not citation.references:
            yield finding(citation.line, "jats-aimless-citation", f"The citation {citation.text!r} points to nothing.")
    for table in article.tables:
        if not table.grids:
            what = "a picture" if table.graphics else "no grid"
            yield finding(
                table.line, "jats-table-without-cells", f"{table.label or 'A table'} is {what}: it has no cells."
            )
    first: dict[str, int] = {}
    for reference in article.references:
        if reference.id and first.setdefault(reference.id, reference.number) != reference.number:
            message = f"Entry {reference.number} has the identifier {reference.id!r} of entry {first[reference.id]}."
            yield finding(reference.line, "jats-twice", f"{message} Citations of it mean the first.")
        if not reference.printed:
            yield finding(reference.line, "jats-empty-reference", f"Entry {reference.number} is empty.")
