"""The ladder in words, for a terminal and for notebooks."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator

from evigraph.trace.model import Citation, Cohort, Number, Step, Trace

WIDTH = 100


def ladder_text(trace: Trace, width: int = WIDTH) -> str:
    """The ladder of a claim, top to bottom, in plain text."""
    return "\n".join(_lines(trace, width)) + "\n"


def ladder_html(trace: Trace) -> str:
    """The ladder as a preformatted, escaped fragment for notebooks."""
    return f"<pre>{html.escape(ladder_text(trace))}</pre>"


def _lines(trace: Trace, width: int) -> Iterator[str]:
    yield from _wrap(f"CLAIM  {trace.label}", 0, width, 7)
    yield f"       {trace.id}"
    side = f", favors {' and '.join(trace.favours)}" if trace.favours else ", takes no side"
    yield f"       {trace.kind} claim, {trace.certainty}{side}"
    for place in trace.stated_in:
        yield f"       said in {place}"
    if trace.proposition:
        yield from _wrap(f"       proposition: {_proposition(trace)}", 0, width, 9)
    for quantity in trace.quantities:
        yield from _wrap(f"       states {_number(quantity)}", 0, width, 9)
    if trace.note:
        yield from _wrap(f"       note: {trace.note}", 0, width, 9)
    yield ""
    yield from _citations(trace, width)
    yield from _argument(trace, width)


def _proposition(trace: Trace) -> str:
    parts = {name: " and ".join(values) for name, values in trace.proposition.items()}
    text = f"{parts.get('subject', '')} — {parts.get('predicate', '')} — {parts.get('object', '')}"
    for name, word in (("population", "in"), ("comparator", "compared with"), ("disease", "disease:")):
        if name in parts:
            text += f"; {word} {parts[name]}"
    return text


def _citations(trace: Trace, width: int) -> Iterator[str]:
    if not trace.citations:
        yield "CITES  nothing in the sentence that states it"
        yield ""
        return
    for citation in trace.citations:
        yield from _citation(citation, width)
        yield ""


def _citation(citation: Citation, width: int) -> Iterator[str]:
    numbers = ",".join(map(str, citation.numbers)) or "-"
    source = f"{citation.authors}. {citation.title}. {citation.journal or ''} {citation.year or ''}."
    verb = "RESTS ON" if citation.rests_on else "CITES"
    yield from _wrap(f"{verb}  [{numbers}] {source}", 0, width, 7)
    links = [f"{name} {value}" for name, value in citation.identifiers.items()]
    where = ", ".join(links) or f"no verified identifier; search {citation.search}"
    kind = ", meeting abstract" if citation.abstract else ""
    cito = f"; {', '.join(citation.relations)}" if citation.relations else ""
    yield f"       {citation.role}{kind}{cito}"
    yield f"       {where}"
    for study in citation.studies:
        registry = f", {', '.join(study.registry)}" if study.registry else ""
        yield from _wrap(f"  STUDY  {study.label} ({study.kind}{registry})", 2, width, 9)
        for cohort in study.cohorts:
            yield from _cohort(cohort, width)
    if not citation.studies:
        yield "       reports no study of its own in this graph"


def _cohort(cohort: Cohort, width: int) -> Iterator[str]:
    facts = [cohort.label, f"n = {cohort.n}" if cohort.n else "n not stated"]
    facts += [f"age {cohort.age}"] if cohort.age else []
    facts += [" + ".join(cohort.therapies)] if cohort.therapies else []
    yield from _wrap(f"    COHORT  {', '.join(facts)}", 4, width, 12)
    for number in cohort.results:
        yield from _wrap(f"      {_number(number)}", 6, width, 10)


def _number(number: Number) -> str:
    at = f" at {number.time_point}" if number.time_point else ""
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
    return text + "".join(f"; {note}" for note in number.notes)


def _argument(trace: Trace, width: int) -> Iterator[str]:
    if trace.thesis:
        yield "THESIS  this is what the article argues for"
    if trace.outside_argument:
        yield from _wrap(f"OUTSIDE THE ARGUMENT  {trace.outside_argument}", 0, width, 7)
    if trace.towards_thesis:
        yield "TOWARDS THE THESIS"
        for step in trace.towards_thesis:
            yield from _step(step, width)
    if trace.supported_by:
        yield "BACKED OR LIMITED BY"
        for step in trace.supported_by:
            yield from _step(step, width)


def _step(step: Step, width: int) -> Iterator[str]:
    indent = 2 * step.depth
    yield from _wrap(f"{' ' * indent}{step.relation}  {step.label}  ({step.id})", indent, width, indent + 4)


def _wrap(text: str, indent: int, width: int, hang: int) -> list[str]:
    body = text.strip() if indent == 0 and not text.startswith(" ") else text
    return textwrap.wrap(
        body, width, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False
    ) or [body]
