"""The audit at a glance: findings by group of checks and severity, and by part of the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from evigraph.audit import SEVERITIES, Audit, audit
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.view.plots.exhibit import Exhibit, Line, cell
from evigraph.view.plots.scale import scale
from evigraph.view.plots.sheet import SIZE, SMALL, Drawing, Sheet
from evigraph.view.things import Things
from evigraph.view.words import plain, wrap

STATES = (*SEVERITIES, "answered")
WORDS = {
    "error": "cannot be reconciled as cited",
    "warning": "weakens what is said",
    "note": "worth knowing",
    "answered": "answered",
}
_LOOKS = {
    "error": ("result-edge", "result-edge", "paper"),
    "warning": ("reference-fill", "reference-edge", "ink"),
    "note": ("wash", "edge", "ink"),
    "answered": ("paper", "edge", "muted"),
}
_LEFT, _ROW, _RIGHT = 300.0, 34.0, 1060.0
_COLUMNS = ("Severity", "Finding", "Group", "Check", "Part of the article", "Concerns", "Identifier")
ELSEWHERE = "elsewhere in the graph"


@dataclass(frozen=True)
class Found:
    """One finding: how grave, of what kind, and which parts of the article it touches."""

    id: str
    severity: str
    group: str
    check: str
    message: str
    parts: tuple[str, ...]
    concerns: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A part of the article with the number of findings that touch it, by how grave they are."""

    part: str
    error: int
    warning: int
    note: int
    answered: int
    all: int


def findings(dataset: Dataset, made: Audit | None = None) -> list[Found]:
    """Every finding of the audit, gravest first."""
    nodes = Nodes(dataset)
    things, found = Things(nodes), audit(dataset) if made is None else made
    checks = {check.name: check for check in found.checks}
    rows = []
    for finding in found.findings:
        check = checks[finding.check]
        parts = {part for node in finding.nodes for part in _parts(nodes, node)}
        named = dict.fromkeys(things.of(node).name for _, node in finding.concerns)
        state = "answered" if finding.answered else finding.severity
        rows.append(
            Found(
                id=finding.id,
                severity=state,
                group=check.text("group"),
                check=plain(check.text("title")),
                message=plain(finding.message),
                parts=tuple(sorted(parts)) or (ELSEWHERE,),
                concerns=tuple(named),
            )
        )
    return sorted(rows, key=lambda row: (STATES.index(row.severity), row.group, row.check, row.id))


def _parts(nodes: Nodes, node: str) -> Iterable[str]:
    """The sections and tables of the article in which a node is said or printed."""
    passages = {node, *nodes.all(node, "ev:statedIn"), *nodes.all(node, "ev:foundIn"), *nodes.all(node, "ev:inRow")}
    passages |= set(nodes.into("ev:hasCitationGroup", node))
    for owner in nodes.into("ev:hasQuantity", node):
        passages |= set(nodes.all(owner, "ev:statedIn"))
    for printed in nodes.all(node, "ev:cell"):
        passages |= set(nodes.all(printed, "ev:inRow"))
    tables = {node} if f"{EV}Table" in nodes.types(node) else set()
    tables |= {*nodes.into("ev:hasColumn", node), *nodes.into("ev:definesFootnote", node)}
    for passage in passages:
        yield from (plain(nodes.label(section)) for section in nodes.all(passage, "ev:section"))
        tables |= set(nodes.all(passage, "ev:table"))
    for table in tables:
        number = nodes.one(table, "ev:number")
        if number:
            yield f"Table {number}"


def audit_exhibits(rows: Sequence[Found], parts: Sequence[str]) -> list[Exhibit]:
    """Findings by group and by part of the article; ``parts`` are the latter in their order."""
    anchors = {row.id: f"finding-{index}" for index, row in enumerate(rows, 1)}
    lines = tuple(_line(row, anchors[row.id]) for row in rows)
    groups = [(group, [row for row in rows if row.group == group]) for group in sorted({row.group for row in rows})]
    known = [*parts, *sorted({part for row in rows for part in row.parts} - set(parts))]
    places = [(part, found) for part in known if (found := [row for row in rows if part in row.parts])]
    touched = [_part(part, found) for part, found in places]
    by_group = _drawing("audit-by-group", "Findings by group of checks", groups, anchors)
    by_part = _drawing("audit-by-part", "Findings by part of the article", places, anchors)
    note = ("A finding that touches several parts is counted in each.",)
    return [
        Exhibit("Findings by group of checks", by_group, _COLUMNS, lines, tuple(rows)),
        Exhibit("Findings by part of the article", by_part, _SUMMARY, _summary(touched), tuple(touched), note),
    ]


_SUMMARY = ("Part of the article", *(state.capitalize() for state in STATES), "All")


def _part(name: str, found: Sequence[Found]) -> Part:
    counts = Counter(row.severity for row in found)
    return Part(name, **{state: counts[state] for state in STATES}, all=len(found))


def _summary(parts: Sequence[Part]) -> tuple[Line, ...]:
    lines = []
    for index, part in enumerate(parts, 1):
        numbers = (part.error, part.warning, part.note, part.answered, part.all)
        cells = (cell(part.part), *(cell(str(number), order=number) for number in numbers))
        lines.append(Line(f"audit-by-part-{index}", cells))
    return tuple(lines)


def _drawing(name: str, title: str, bars: Sequence[tuple[str, Sequence[Found]]], anchors: dict[str, str]) -> Drawing:
    total = Counter(row.severity for row in {row for _, found in bars for row in found})
    told = ", ".join(f"{total[state]} {state}" for state in STATES if total[state]) or "none"
    alt = f"{title}: {told}. The table below holds the same findings."
    height = 20 + _ROW * len(bars) + 80
    return Drawing(name, 1100, height, title, alt, partial(_draw, name, bars, anchors))


def _draw(name: str, bars: Sequence[tuple[str, Sequence[Found]]], anchors: dict[str, str], sheet: Sheet) -> None:
    axis = scale([float(len(found)) for _, found in bars], _LEFT, _RIGHT)
    bottom = 16 + _ROW * len(bars)
    for tick in axis.ticks:
        if tick == int(tick):
            sheet.line([(axis(tick), 10), (axis(tick), bottom)], "line")
            sheet.text(axis(tick), bottom + 18, f"{tick:g}", size=SMALL, ink="muted", anchor="center")
    for index, (label, found) in enumerate(bars):
        y = 14 + _ROW * index
        anchor = anchors[found[0].id] if name == "audit-by-group" else f"{name}-{index + 1}"
        counts = Counter(row.severity for row in found)
        words = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
        sheet.target(0, y, sheet.width, _ROW, anchor, f"{label}: {words}")
        lines = wrap(label, _LEFT - 20, SIZE, 2)
        for number, line in enumerate(lines):
            sheet.text(0, y + 20 + 14 * (number - (len(lines) - 1) / 2), line)
        at = 0
        for state in STATES:
            if counts[state]:
                bar(sheet, state, axis(at), y + 5, axis(at + counts[state]) - axis(at), counts[state])
                at += counts[state]
        sheet.text(axis(at) + 8, y + 20, str(at), bold=True)
    x = 0.0
    for state in STATES:
        bar(sheet, state, x, bottom + 40, 22, 0)
        sheet.text(x + 30, bottom + 54, f"{state}: {WORDS[state]}" if WORDS[state] != state else state, size=SMALL)
        x += 70 + 6.2 * len(state + WORDS[state])


def bar(sheet: Sheet, state: str, x: float, y: float, width: float, count: int) -> None:
    """A part of a bar; each state has a texture of its own, and its number where there is room."""
    fill, edge, ink = _LOOKS[state]
    sheet.rect(x, y, width, 22, fill, edge, 1.2)
    if state == "warning":
        for step in range(int(width // 9) + 1):
            start = x + 9 * step
            if start + 9 <= x + width:
                sheet.line([(start, y + 22), (start + 9, y)], edge, 0.8)
    if count and width >= 16:
        if state == "warning":
            sheet.rect(x + width / 2 - 10, y + 4, 20, 14, fill)
        sheet.text(x + width / 2, y + 15, str(count), size=SMALL, ink=ink, anchor="center", bold=state == "error")


def _line(row: Found, anchor: str) -> Line:
    order = float(STATES.index(row.severity))
    return Line(
        anchor,
        (
            cell(row.severity, WORDS[row.severity] if WORDS[row.severity] != row.severity else "", order=order),
            cell(row.message),
            cell(row.group),
            cell(row.check),
            cell(*row.parts),
            cell(*row.concerns, missing="none"),
            cell(row.id),
        ),
        row.id,
    )
