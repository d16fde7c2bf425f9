"""The ladder in words, for a terminal and for notebooks."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterator

from evigraph.trace.model import Citation, Cohort, Number, Step, Trace

WIDTH = 100

_DURATION = re.compile(r"P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?", re.ASCII)
_IN_YEARS = 3
"""From so many whole years on a length of time is told in years."""


class Ladder(Trace):
    """A trace that shows itself: as text when printed, as HTML in a notebook."""

    def __str__(self) -> str:
        return ladder_text(self)

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(ladder_text(self))}</pre>"


def ladder_text(trace: Trace, width: int = WIDTH) -> str:
    """The ladder of a claim, top to bottom, in plain text."""
    return "\n".join(_Words(trace, width).lines()) + "\n"


def ladder_rows(trace: Trace) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The ladder as a table: its columns, and a row for each result (or study, or work without one)."""
    columns: tuple[str, ...] = ("claim", "reference", "key", "role", "rests on", "study", "cohort", "n")
    columns += (
        "outcome",
        "statistic",
        "time point",
        "as printed",
        "status",
        "low",
        "high",
        "interval",
        "where",
    )
    rows: list[tuple[object, ...]] = []
    for citation in trace.citations:
        head = (
            trace.id,
            ",".join(map(str, citation.numbers)),
            citation.key,
            citation.role,
            citation.rests_on,
        )
        found = [
            (study, cohort, number)
            for study in citation.studies
            for cohort in study.cohorts
            for number in cohort.results
        ]
        for study, cohort, number in found:
            interval = number.interval
            low, high = (interval.low, interval.high) if interval else (None, None)
            how = f"{interval.method} from {interval.computed_from}" if interval else None
            facts = (study.id, cohort.id, cohort.n, number.outcome, number.statistic, number.time_point)
            rows.append((*head, *facts, number.as_printed, number.status, low, high, how, number.where))
        if not found:
            rows.append(
                (
                    *head,
                    *[study.id for study in citation.studies[:1]],
                    *[None] * (12 - bool(citation.studies)),
                )
            )
    return columns, rows


class _Words:
    """Writes a trace line by line; remarks on numbers are gathered and printed once, at the end."""

    def __init__(self, trace: Trace, width: int) -> None:
        self.trace = trace
        self.width = width
        self.remarks: list[str] = []

    def lines(self) -> Iterator[str]:
        yield from self.claim()
        yield ""
        yield from self.citations()
        yield from self.argument()
        if self.remarks:
            yield ""
            yield "REMARKS"
            for index, remark in enumerate(self.remarks, 1):
                yield from self.wrap(f"{index:>3}  {remark}", 5)

    def claim(self) -> Iterator[str]:
        trace = self.trace
        yield from self.wrap(f"CLAIM  {trace.label}", 7)
        yield f"       {trace.id}"
        side = f", favors {' and '.join(trace.favours)}" if trace.favours else ", takes no side"
        yield f"       {trace.kind} claim, {trace.certainty}{side}"
        for place in trace.stated_in:
            yield from self.wrap(f"       said in {place}", 9)
        if trace.proposition:
            yield from self.wrap(f"       proposition: {_proposition(trace)}", 9)
        for quantity in trace.quantities:
            yield from self.wrap(f"       states {self.number(quantity)}", 9)
        if trace.note:
            yield from self.wrap(f"       note: {trace.note}", 9)

    def citations(self) -> Iterator[str]:
        if not self.trace.citations:
            yield "CITES  nothing in the clause that states it"
            yield ""
        for citation in self.trace.citations:
            yield from self.citation(citation)
            yield ""

    def citation(self, citation: Citation) -> Iterator[str]:
        numbers = ",".join(map(str, citation.numbers)) or "-"
        source = f"{citation.authors}. {citation.title}. {citation.journal or ''} {citation.year or ''}."
        verb = "RESTS ON" if citation.rests_on else "CITES"
        yield from self.wrap(f"{verb}  [{numbers}] {source}", 7)
        kind = ", meeting abstract" if citation.abstract else ""
        cito = f"; {', '.join(citation.relations)}" if citation.relations else ""
        yield f"       {citation.role}{kind}{cito}"
        links = ", ".join(f"{name} {value}" for name, value in citation.identifiers.items())
        yield f"       {links or 'no verified identifier; search: ' + str(citation.search)}"
        for study in citation.studies:
            registry = f", {', '.join(study.registry)}" if study.registry else ""
            yield from self.wrap(f"  STUDY  {study.label} ({study.kind.replace('-', ' ')}{registry})", 9)
            for cohort in study.cohorts:
                yield from self.cohort(cohort)
        if not citation.studies:
            yield "       reports no study of its own in this graph"

    def cohort(self, cohort: Cohort) -> Iterator[str]:
        facts = [cohort.label, f"n = {cohort.n}" if cohort.n else "n not stated"]
        facts += [f"age {cohort.age}"] if cohort.age else []
        facts += [" + ".join(cohort.therapies)] if cohort.therapies else []
        yield from self.wrap(f"    COHORT  {', '.join(facts)}", 12)
        for number in cohort.results:
            yield from self.wrap(f"      {self.number(number)}", 10)

    def number(self, number: Number) -> str:
        at = f" at {duration(number.time_point)}" if number.time_point else ""
        text = f"{number.outcome or number.statistic}, {number.statistic}{at}: "
        if number.status != "reported":
            text += f"{number.status.replace('-', ' ')} ({number.as_printed})"
        else:
            percent = number.unit == "%" and "%" not in number.as_printed
            text += number.as_printed + ("%" if percent else "")
        if number.interval:
            interval = number.interval
            text += f"  [{interval.low}–{interval.high}%: {interval.method} from {interval.computed_from}]"
        elif number.basis and number.status == "reported":
            text += f"  [denominator: {number.basis.replace('-', ' ')}]"
        if number.about:
            text += f"  about {number.about}"
        if number.where:
            text += f"  ({number.where})"
        marks = [str(self.remark(note)) for note in number.notes]
        return text + (f"  see {', '.join(marks)}" if marks else "")

    def remark(self, note: str) -> int:
        if note not in self.remarks:
            self.remarks.append(note)
        return self.remarks.index(note) + 1

    def argument(self) -> Iterator[str]:
        trace = self.trace
        if trace.thesis:
            yield "THESIS  this is what the article argues for"
        if trace.outside_argument:
            yield from self.wrap(f"OUTSIDE THE ARGUMENT  {trace.outside_argument}", 7)
        for title, steps in (
            ("TOWARDS THE THESIS", trace.towards_thesis),
            ("BACKED OR LIMITED BY", trace.supported_by),
        ):
            if steps:
                yield title
            for step in steps:
                yield from self.step(step)

    def step(self, step: Step) -> Iterator[str]:
        indent = 2 * step.depth
        yield from self.wrap(f"{' ' * indent}{step.relation}  {step.label}  ({step.id})", indent + 4)

    def wrap(self, text: str, hang: int) -> list[str]:
        return textwrap.wrap(
            text, self.width, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False
        )


def _proposition(trace: Trace) -> str:
    parts = {name: " and ".join(values) for name, values in trace.proposition.items()}
    text = f"{parts.get('subject', '')} — {parts.get('predicate', '')} — {parts.get('object', '')}"
    for name, word in (("population", "in"), ("comparator", "compared with"), ("disease", "disease:")):
        if name in parts:
            text += f"; {word} {parts[name]}"
    return text


def duration(text: str) -> str:
    """An ISO 8601 duration in words, as survival is told: in months up to two years; other text as it is.

    >>> duration("P1Y"), duration("P1Y6M"), duration("P5Y"), duration("P28D"), duration("day 28")
    ('12 months', '18 months', '5 years', '28 days', 'day 28')
    """
    found = _DURATION.fullmatch(text)
    if not found or text == "P":
        return text
    years, months, weeks, days = (part or "" for part in found.groups())
    if years.isdigit() and (months or "0").isdigit() and (months or int(years) < _IN_YEARS):
        years, months = "", str(12 * int(years) + int(months or "0"))
    parts = ((years, "year"), (months, "month"), (weeks, "week"), (days, "day"))
    return " ".join(f"{count} {unit}{'' if count == '1' else 's'}" for count, unit in parts if count)
