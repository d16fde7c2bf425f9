"""The table twin of the picture: one row for each result, and for each rung that has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evigraph.trace.model import Citation, Cohort, Number, Trace
from evigraph.view.links import Link, citation_links, registry_links
from evigraph.view.marks import Mark, Marks
from evigraph.view.rungs import place_words, published, short_reference
from evigraph.view.words import MISSING, counted_words, in_article, outcome, plain, spaced, span


@dataclass
class Cell:
    """A cell with its lines and links; it reaches over ``rows`` and ``columns``.

    ``about`` is the identifier of what it names, ``order`` what it is sorted by where that is not its words.
    """

    lines: tuple[str, ...]
    links: tuple[Link, ...] = ()
    head: bool = False
    rows: int = 1
    columns: int = 1
    quiet: bool = False
    marks: tuple[Mark, ...] = ()
    notices: tuple[str, ...] = ()
    about: str = ""
    order: float | None = None


Row = list[Cell]


def groups(trace: Trace, marks: Marks | None = None) -> list[list[Row]]:
    """The rows of each reference; a cell that holds for several rows stands in the first."""
    rows = _Rows(marks or Marks())
    return [list(rows.reference(citation)) for citation in trace.citations]


class _Rows:
    """Makes the rows, with the marks of each thing in its first cell."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks

    def on(self, box: str) -> tuple[Mark, ...]:
        return tuple(self.marks.on.get(box, ()))

    def reference(self, citation: Citation) -> Iterator[Row]:
        rows = [row for study in self.studies(citation) for row in study]
        kind = ("meeting abstract",) if citation.abstract else ()
        use = "the claim rests on it" if citation.rests_on else "cited"
        lines = (short_reference(citation), plain(citation.title), published(citation), *kind, use)
        told = tuple(f"{notice.status} ({notice.told})" for notice in self.marks.notices.get(citation.id, ()))
        links, marks = tuple(citation_links(citation)), self.on(citation.id)
        head = Cell(lines, links, head=True, rows=len(rows), marks=marks, notices=told, about=citation.id)
        rows[0].insert(0, head)
        yield from rows

    def studies(self, citation: Citation) -> Iterator[list[Row]]:
        if not citation.studies:
            yield [[Cell(("no study of its own in this graph",), columns=7, quiet=True)]]
        for study in citation.studies:
            rows = [row for cohort in study.cohorts for row in self.cohort(cohort)]
            rows = rows or [[Cell(("no cohort described",), columns=6, quiet=True)]]
            kind = tuple(filter(None, (spaced(study.kind),)))
            links, marks = tuple(registry_links(study)), self.on(study.id)
            names = (plain(study.label), *kind)
            rows[0].insert(0, Cell(names, links, rows=len(rows), marks=marks, about=study.id))
            yield rows

    def cohort(self, cohort: Cohort) -> list[Row]:
        results = [self.result(number) for number in cohort.results]
        results = results or [[Cell(("no result for what the claim speaks of",), columns=4, quiet=True)]]
        age = (f"age {plain(cohort.age).removesuffix(' y')} years",) if cohort.age else ()
        names = (plain(cohort.label), *age, " + ".join(map(plain, cohort.therapies)))
        size = str(cohort.n) if cohort.n else MISSING
        results[0][:0] = [
            Cell(tuple(filter(None, names)), rows=len(results), marks=self.on(cohort.id), about=cohort.id),
            Cell((size,), rows=len(results), quiet=not cohort.n, order=cohort.n),
        ]
        return results

    def result(self, number: Number) -> Row:
        interval = number.interval
        if interval:
            computed = [f"{span(interval)}%", f"from {plain(interval.computed_from)}"]
        else:
            computed = ["none"] + ([f"whom it counts: {counted_words(number.counted)}"] if number.counted else [])
        where = place_words(number.where) if number.where else MISSING
        return [
            Cell((outcome(number),), about=number.id),
            Cell(
                (in_article(number),),
                quiet=number.status != "reported",
                marks=self.on(number.id),
                order=float(number.value) if number.value else None,
            ),
            Cell(tuple(computed), quiet=not interval, order=interval.low if interval else None),
            Cell((where, *(plain(note) for note in number.notes))),
        ]
