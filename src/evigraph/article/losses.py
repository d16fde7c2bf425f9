"""What an article lost on the way from its file, each loss with its line."""

from __future__ import annotations

from collections.abc import Iterator

from evigraph.article.article import Article
from evigraph.article.reading import Losses
from evigraph.article.unlinked import unlinked
from evigraph.errors import Finding, Place


def losses(form: str, counts: dict[str, int], article: Article, before: list[Finding]) -> Losses:
    """The account: what the file has, what was kept of it, and every single loss.

    ``form`` is the name of the format, with which the codes of its findings begin.
    """
    kept = {
        "references": len(article.references),
        "tables": len(article.tables),
        "figures": sum(1 for each in article.figures if each.kind == "figure"),
        "citations": len(article.citations),
    }
    return Losses(counts, kept, (*before, *_found(form, counts, kept, article)))


def _found(form: str, counts: dict[str, int], kept: dict[str, int], article: Article) -> Iterator[Finding]:
    def finding(line: int, code: str, message: str, severity: str = "warning") -> Finding:
        return Finding(Place(article.file, line), f"{form}-{code}", message, "", severity)

    for kind, count in counts.items():
        if kept[kind] != count:
            yield finding(0, f"lost-{kind}", f"The file has {count} {kind}, {kept[kind]} were kept.", "error")
    for citation in article.citations:
        for target in citation.missing:
            message = f"The citation {citation.text!r} points to {target!r}, which the reference list does not have."
            yield finding(citation.line, "missing-reference", message)
        if not citation.missing and not citation.references:
            yield finding(citation.line, "aimless-citation", f"The citation {citation.text!r} points to nothing.")
    for line, text in unlinked(article) if form == "jats" else ():
        yield finding(line, "unlinked-citation", f"{text!r} is printed like a citation of the list, but is no link.")
    for table in article.tables:
        if not table.grids:
            what = "a picture" if table.graphics else "no grid"
            yield finding(table.line, "table-without-cells", f"{table.label or 'A table'} is {what}: it has no cells.")
    first: dict[str, int] = {}
    for reference in article.references:
        if reference.id and first.setdefault(reference.id, reference.number) != reference.number:
            message = f"Entry {reference.number} has the identifier {reference.id!r} of entry {first[reference.id]}."
            yield finding(reference.line, "twice", f"{message} Citations of it mean the first.")
        if not reference.printed:
            yield finding(reference.line, "empty-reference", f"Entry {reference.number} is empty.")
