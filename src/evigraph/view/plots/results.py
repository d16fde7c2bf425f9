"""The results of an outcome as rows of a forest plot: pure data, each number with its place in the article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from evigraph.intervals import exact, wilson
from evigraph.ns import local_name
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.query.resolve import node as find_node
from evigraph.query.where import cell_place, passage_place
from evigraph.trace.share import IF_ALL_COUNT, Share, counted_of, share_of
from evigraph.view.plots.cohort import Group, Groups
from evigraph.view.plots.source import Sources
from evigraph.view.words import duration, plain, spaced

INTERVALS = ("wilson", "exact")
BY = ("therapy", "setting", "age", "design", "none")
MANY = 20
"""So many counts a percentage may stand for before an exact interval no longer means much."""


@dataclass(frozen=True)
class Row:
    """One result; numbers in the unit of its panel, None where there is none.

    ``time_point`` and ``unit`` are in words, for people; the codes stand beside them.
    ``basis`` is "stated", "not stated" or "not given" (a share of nobody knows how many);
    ``footnotes`` are those printed at the number, ``changed`` the outcome of the column it
    stands in, where that is another.
    """

    result: str
    group: str
    study: str
    cohort: str
    part_of: str
    therapy: str
    population: str
    n: int | None
    outcome: str
    statistic: str
    time_point: str
    time_point_iso: str
    printed: str
    status: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    unit_ucum: str
    interval_low: float | None
    interval_high: float | None
    interval: str
    computed_from: str
    basis: str
    place: str
    references: tuple[str, ...]
    works: tuple[str, ...]
    changed: str
    footnotes: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def reported(self) -> bool:
        """True when there is a number to draw."""
        return self.value is not None or self.low is not None

    @property
    def whose(self) -> str:
        """The cohort the number belongs to, as its identifier."""
        return self.result.rsplit("/", 1)[0]


@dataclass(frozen=True)
class Panel:
    """The rows that may share one axis: one outcome (``term`` is its identifier), one statistic, one unit."""

    outcome: str
    statistic: str
    unit: str
    narrower: bool
    counted_among: str
    rows: tuple[Row, ...]
    term: str = ""

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The rows by group, in order."""
        return [(name, list(rows)) for name, rows in groupby(self.rows, key=lambda row: row.group)]


def panels(dataset: Dataset, outcome: str, by: str = "therapy", interval: str = "wilson") -> list[Panel]:
    """Every result of an outcome (identifier, label or synonym) and of narrower ones, a panel for each axis.

    Raises:
        NotFound: no outcome is called so.
    """
    nodes = Nodes(dataset)
    asked = find_node(dataset, "outcome", outcome)
    return [panel for name in _narrower(nodes, asked) for panel in _panels(nodes, name, asked, by, interval)]


def _narrower(nodes: Nodes, outcome: str) -> list[str]:
    """The outcome and everything narrower, each once, nearest first."""
    found, level = [outcome], [outcome]
    while level:
        below = {name for term in level for name in nodes.into("skos:broader", term)} - set(found)
        level = sorted(below, key=lambda name: (plain(nodes.label(name)).casefold(), name))
        found += level
    return found


def _panels(nodes: Nodes, outcome: str, asked: str, by: str, interval: str) -> Iterator[Panel]:
    groups, sources = Groups(nodes), Sources(nodes)
    kinds: dict[tuple[str, str], list[Row]] = defaultdict(list)
    units: dict[str, list[str]] = defaultdict(list)
    for result in nodes.into("ev:outcome", outcome):
        for cohort in nodes.into("ev:hasResult", result):
            row = _row(nodes, result, groups.of(cohort), sources, by, interval)
            kinds[row.statistic, row.unit_ucum if row.reported else ""].append(row)
            units[row.statistic] += [row.unit_ucum] if row.reported else []
    for statistic in sorted({statistic for statistic, _ in kinds}, key=_order):
        silent = kinds.get((statistic, ""), [])
        known = sorted(set(units[statistic])) or [""]
        for unit in known:
            rows = kinds.get((statistic, unit), []) if unit else []
            # Those that report nothing have no unit of their own; they stand with the first.
            rows = rows + (silent if unit == known[0] else [])
            among = ", ".join(plain(nodes.label(base)) for base in nodes.all(outcome, "ev:countedAmong"))
            name = plain(nodes.label(outcome))
            yield Panel(name, statistic, unit, outcome != asked, among, tuple(_sorted(rows)), nodes.short(outcome))


def _order(statistic: str) -> tuple[int, str]:
    known = ("proportion", "median", "landmark")
    return known.index(statistic) if statistic in known else len(known), statistic


def _row(nodes: Nodes, result: str, group: Group, sources: Sources, by: str, interval: str) -> Row:
    def number(name: str) -> float | None:
        text = nodes.one(result, name)
        return float(text) if text is not None else None

    status = local_name(nodes.one(result, "ev:reportingStatus") or "reported")
    share = share_of(nodes, result, group.n)
    unit = "%" if share else nodes.one(result, "ev:unit") or ""
    value = number("ev:value")
    works = sorted(nodes.all(result, "ev:attributedTo") or group.works, key=lambda work: sources.of(work).numbers)
    place, changed, footnotes = _place(nodes, result)
    when = nodes.one(result, "ev:timePoint") or ""
    row = Row(
        result=nodes.short(result),
        group=_group(group, by),
        study=group.study_name,
        cohort=group.name,
        part_of=nodes.short(group.whole) if group.whole else "",
        therapy=group.therapy,
        population=group.population,
        n=group.n,
        outcome=plain(nodes.label(nodes.one(result, "ev:outcome") or "")),
        statistic=local_name(nodes.one(result, "ev:statistic") or ""),
        time_point=duration(when),
        time_point_iso=plain(when),
        printed=plain(nodes.one(result, "ev:asPrinted") or ""),
        status=spaced(status),
        value=100 * share.part if share and value is None else value,
        low=number("ev:low"),
        high=number("ev:high"),
        unit=unit_words(plain(unit)),
        unit_ucum=plain(unit),
        interval_low=number("ev:ciLow"),
        interval_high=number("ev:ciHigh"),
        interval="as reported",
        computed_from="the source",
        basis=counted_of(nodes, result, share),
        place=place,
        references=tuple(sources.of(work).short for work in works),
        works=tuple(map(nodes.short, works)),
        changed=changed,
        footnotes=footnotes,
        notes=tuple(map(plain, nodes.all(result, "skos:note"))),
    )
    if status != "reported":
        row = replace(row, value=None, low=None, high=None)
    return row if row.interval_low is not None and row.interval_high is not None else _computed(row, share, interval)


def _computed(row: Row, share: Share | None, method: str) -> Row:
    """The row with an interval of ours, in percent, where the number allows one."""
    empty = replace(row, interval_low=None, interval_high=None, interval="", computed_from="")
    if share is None or not row.reported:
        return empty
    if method == "wilson":
        low, high = wilson(share.part, share.of)
        source = share.source
    else:
        if not share.counts or len(share.counts) > MANY or share.counts[-1] > share.of:
            return replace(empty, computed_from=f"no whole count of {share.of} gives it" if not share.counts else "")
        low, high = exact(share.counts[0], share.of)[0], exact(share.counts[-1], share.of)[1]
        counts = " or ".join(map(str, share.counts)) if len(share.counts) < 4 else _ends(share.counts)
        source = f"{counts} of {share.of}" + (f", {IF_ALL_COUNT} (basis not stated)" if share.assumed else "")
    name = {"wilson": "Wilson 95%, computed", "exact": "exact 95%, computed"}[method]
    return replace(empty, interval_low=100 * low, interval_high=100 * high, interval=name, computed_from=plain(source))


def _ends(counts: range) -> str:
    return f"{counts[0]} to {counts[-1]}"


def _place(nodes: Nodes, result: str) -> tuple[str, str, tuple[str, ...]]:
    """Where the number is printed, the outcome of its column if that is another, and its footnotes."""
    cell = nodes.one(result, "ev:cell")
    if cell is None:
        places = [passage_place(nodes, passage) for passage in nodes.all(result, "ev:foundIn")]
        return plain("; ".join(places)) or "not reported", "", ()
    column = nodes.one(cell, "ev:inColumn")
    columns = [column] if column else []
    expected = [outcome for one in columns for outcome in nodes.all(one, "ev:outcome")]
    other = [name for name in expected if name not in nodes.all(result, "ev:outcome")]
    shown = f"{nodes.one(cell, 'ev:text') or ''} {nodes.one(column, 'ev:header') if column else ''}"
    found = [note for place in (cell, *columns) for note in nodes.all(place, "ev:hasFootnote")]
    told = [nodes.label(note) for note in found if not _abbreviation(nodes.one(note, "ev:mark") or "", shown)]
    return plain(cell_place(nodes, cell)), ", ".join(map(plain, map(nodes.label, other))), tuple(map(plain, told))


def _abbreviation(mark: str, shown: str) -> bool:
    """True for a footnote that only spells out what is printed at the number ("NR", "OS")."""
    return len(mark) > 1 and mark.isalnum() and mark in shown.replace(",", " ").split()


def days(time_point: str) -> float:
    """About how many days an ISO 8601 duration lasts, to sort by; 0 for anything else.

    >>> days("P6M") < days("P1Y") == days("P12M") < days("P1Y6M")
    True
    """
    if not re.fullmatch(r"P(?:\d+(?:\.\d+)?[DWMY])+", time_point, re.ASCII):
        return 0.0
    lasts = {"D": 1.0, "W": 7.0, "M": 365.25 / 12, "Y": 365.25}
    return sum(float(count) * lasts[unit] for count, unit in re.findall(r"([\d.]+)([DWMY])", time_point))


def unit_words(unit: str) -> str:
    """A unit of UCUM as people write it.

    >>> unit_words("mo"), unit_words("{QALY}"), unit_words("mg/dL")
    ('months', 'QALY', 'mg/dL')
    """
    known = {"mo": "months", "a": "years", "wk": "weeks", "d": "days", "h": "hours", "1": ""}
    return known.get(unit, unit.strip("{}"))


def _group(group: Group, by: str) -> str:
    named = {"therapy": group.class_name, "setting": group.setting, "age": group.age_group, "none": " "}
    named["design"] = spaced(group.design).lower()
    return named[by] or "not reported"


def _sorted(rows: Iterable[Row]) -> Iterator[Row]:
    """By group, the highest first, what reports nothing last; parts of a cohort stand below it.

    Rates at a fixed time are put by that time first.
    """
    kept = list(rows)
    wholes = {row.whose for row in kept}
    below: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in kept:
        below[row.group, row.part_of if row.part_of in wholes else ""].append(row)

    def height(row: Row) -> tuple[bool, float, float, str, str]:
        middle = row.value if row.value is not None else row.low
        when = days(row.time_point_iso) if row.statistic == "landmark" else 0.0
        return not row.reported, when, -(middle or 0.0), row.study.casefold(), row.result

    def walk(group: str, whole: str, seen: frozenset[str]) -> Iterator[Row]:
        done = set(seen)
        for row in sorted(below[group, whole], key=height):
            yield row
            cohort = row.whose
            if cohort not in done:
                done.add(cohort)
                yield from walk(group, cohort, frozenset(done))

    groups: dict[str, list[Row]] = defaultdict(list)
    for row in kept:
        groups[row.group].append(row)
    for group in sorted(groups, key=str.casefold):
        found = list(walk(group, "", frozenset()))
        shown = set(map(id, found))
        # A part of a cohort that stands in another group has nothing to stand below.
        yield from found
        yield from sorted((row for row in groups[group] if id(row) not in shown), key=height)
