"""Stated ranges, tested against printed values; :mod:`evigraph.audit.compute.printed` describes the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from evigraph.audit.compute.printed import (
    Clusters,
    Range,
    Value,
    agree,
    beside,
    joined,
    number,
    numbered,
    printing,
    stating,
)
from evigraph.audit.compute.row import Row

_ASSUMED = ", if that is meant for both (one of their sentences cites nothing)"


def excludes(rows: Sequence[Row]) -> Iterator[Row]:
    """The values outside a range among those of its works; it holds when all lie in it."""
    for stated, values in beside(rows):
        cited = stated.cited(values)
        outside = stated.outside(cited)
        if outside or (cited and stated.spans(cited)):
            told = {"outside": joined([str(value) for value in outside]), "holds": not outside}
            yield {**_told(stated, cited, outside), **told, "references": _references(cited)}


def about_group(rows: Sequence[Row]) -> Iterator[Row]:
    """A range stated about one group, beside the value of its row at the same time; it holds when it has the value."""
    for row in rows:
        low, high, value = (Decimal(row[name]) for name in ("low", "high", "value"))
        if low <= high and row.get("time") == row.get("at"):
            told = {name: row[name] for name in ("quantity", "claim", "result", "printed", "outcome", "group", "table")}
            holds = low <= value <= high or agree(value, low) or agree(value, high)
            yield {**told, "value": number(value, row["unit"]), "holds": holds}


def next_cluster(rows: Sequence[Row]) -> Iterator[Row]:
    """As :func:`excludes`, with the works of the next cluster for ranges whose sentence has none."""
    clusters = Clusters(rows)
    given = [(row, group) for row in stating(rows) for group in clusters.after(row)]
    groups = {row["quantity"]: group for row, group in given}
    for row in excludes([*clusters.lend(given), *printing(rows)]):
        group = groups[row["quantity"]]
        yield {**row, "group": group, "cluster": clusters.text(group)}


def ends(rows: Sequence[Row]) -> Iterator[Row]:
    """The ends of a range that no value of its works gives, and which other values give them."""
    in_tables = {row["work"] for row in printing(rows) if row.get("table")}
    for stated, values in beside(rows):
        cited = stated.cited(values)
        missing = [end for end in stated.ends if not _giving(cited, end)]
        if not cited or (missing and (cited[0].narrower or stated.works - in_tables)):
            continue  # the end may be that of the wider outcome, or of a work whose numbers no table shows
        others = [value for end in missing for value in _giving(values, end)]
        told = joined([_end(number(end, stated.row["unit"]), _giving(values, end)) for end in missing])
        row = _told(stated, cited, others)
        yield {**row, "references": _references(cited), "missing": told, "holds": not missing}


def leaves_out(rows: Sequence[Row]) -> Iterator[Row]:
    """The values outside a range that its paragraph does not cite; it holds when all lie in it.

    Only values of patients like those of the cited ones count: see :func:`_alike`.
    """
    clusters = Clusters(rows)
    own = {row["quantity"]: set((row.get("rests") or "").split()) for row in stating(rows)}
    near = [{**row, "work": work} for row in stating(rows) for work in clusters.near(row) or [""]]
    for stated, found in beside([*near, *printing(rows)]):
        values, settings = _alike(stated, found, own[stated.row["quantity"]])
        outside = stated.outside(values)
        left = [value for value in outside if not value.works & stated.works]
        if left or stated.spans(values):
            tables = sorted({str(value.row["table"]) for value in values})
            told = {"left": joined([str(value) for value in left]), "table": joined(tables), "holds": not left}
            patients = (
                f" that share a disease setting with the cited ones ({', '.join(settings)})"
                if settings
                else " of any setting"
            )
            yield {**_told(stated, values, left), **told, "patients": patients}


def row_sets(rows: Sequence[Row]) -> Iterator[Row]:
    """Pairs of ranges of one therapy under one cluster: whether one selection of its rows gives both.

    A row that lies outside either range cannot be in such a selection.
    """
    clusters = Clusters(rows)
    given = [(row, group) for row in stating(rows) for group in [row.get("carried"), *clusters.after(row)] if group]
    groups: dict[str, list[tuple[Range, list[Value]]]] = defaultdict(list)
    for stated, values in beside([*clusters.lend(given), *printing(rows)]):
        if cited := stated.cited(values):
            groups[stated.row["group"]].append((stated, cited))
    for group, members in groups.items():
        for one, other in combinations(sorted(members, key=lambda member: str(member[0].row["quantity"])), 2):
            if one[0].row["about"] == other[0].row["about"] and one[0].row["asked"] != other[0].row["asked"]:
                assumed = any(stated.row.get("carried") != group for stated, _ in (one, other))
                cluster = clusters.text(group) + (_ASSUMED if assumed else "")
                yield from ({**row, "group": group, "cluster": cluster} for row in _pair(one, other))


def _told(stated: Range, values: Sequence[Value], found: Sequence[Value]) -> Row:
    """What every finding about a range says: the range, the values found or else all, and what these give."""
    low, high = min(value.value for value in values), max(value.value for value in values)
    unit = stated.row["unit"]
    return {
        **{name: stated.row[name] for name in ("quantity", "claim", "printed", "therapy")},
        "outcome": _outcome(stated, values),
        "result": [value.row["result"] for value in found or values],
        "span": number(low, unit) if low == high else f"{low:f} to {number(high, unit)}",
    }


def _alike(stated: Range, values: Sequence[Value], own: set[str]) -> tuple[Sequence[Value], list[str]]:
    """The values that share a disease setting with one that the claim cites, or else its paragraph.

    With the settings of those; all values, and no settings, where none is known.
    """
    cited = [value for value in values if value.works & own] or stated.cited(values)
    settings = {setting for value in cited for setting in value.traits}
    return ([value for value in values if value.traits & settings], sorted(settings)) if settings else (values, [])


def _outcome(stated: Range, values: Sequence[Value]) -> str:
    """The outcome of a range, and the narrower one that stands in for it in the rows."""
    narrower = f", in the rows {values[0].row['measured']}" if values[0].narrower else ""
    return f"{stated.row['outcome']}{narrower}"


def _references(values: Iterable[Value]) -> str:
    return numbered({reference for value in values for reference in value.references})


def _giving(values: Iterable[Value], end: Decimal) -> list[Value]:
    return [value for value in values if agree(value.value, end)]


def _end(end: str, giving: Sequence[Value]) -> str:
    """An end that no cited value gives, with the uncited ones that do."""
    told = [f"{numbered(value.references)}, {value.row['name']}" for value in giving]
    return f"{end} (given by {joined(told)}, not cited here)" if told else f"{end} (given by no row of this therapy)"


def _pair(one: tuple[Range, list[Value]], other: tuple[Range, list[Value]]) -> Iterator[Row]:
    """A pair of ranges that needs rows which one of the two shuts out, or whose ends are all given without these."""
    shut = {value.row["cohort"]: (value, stated) for stated, values in (one, other) for value in stated.outside(values)}
    needed, kept = [], []
    for stated, values in (one, other):
        for end in stated.ends:
            giving = _giving(values, end)
            kept.append([value for value in giving if value.row["cohort"] not in shut])
            if giving and not kept[-1]:
                told = [_shut(value, *shut[value.row["cohort"]]) for value in giving]
                needed.append(f"{number(end, stated.row['unit'])} is the value of {joined(told)}")
    if needed or all(kept):
        yield {
            "quantity": one[0].row["quantity"],
            "second": other[0].row["quantity"],
            "therapy": one[0].row["therapy"],
            "first": _named(*one),
            "other": _named(*other),
            "needed": joined(needed),
            "holds": not needed,
        }


def _named(stated: Range, values: Sequence[Value]) -> str:
    return f"'{stated.row['printed']}' ({_outcome(stated, values)})"


def _shut(value: Value, cause: Value, stated: Range) -> str:
    """A row by its reference, and why a range shuts it out."""
    because = f"{number(cause.value, cause.row['unit'])} for {cause.row['measured']}"
    return f"{value.source}, whose {because} lies outside '{stated.row['printed']}'"
