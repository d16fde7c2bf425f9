"""Percentages of the subgroups of a cohort against those of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from evigraph.audit.compute.row import Row
from evigraph.audit.compute.share import printed_percentage
from evigraph.feasible import Rates, Split, split_subgroups

LARGEST = 10_000
"""Subgroups of unknown size are sought in cohorts of up to so many patients."""

MOST_TOLD = 3
"""So many splits are told when several work."""


def subgroups_reconcile(rows: Sequence[Row]) -> Iterator[Row]:
    """Whether one split of a cohort into its subgroups gives every percentage of them and of the whole."""
    families: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        families.setdefault((row["whole"], str(row.get("kind"))), []).append(row)
    told = set()
    for (whole, _), found in sorted(families.items(), key=lambda family: family[0]):
        parts = _parts(found)
        outcomes = _outcomes(found, parts)
        key = (whole, *parts)
        if key in told or not _make_up_the_whole(parts) or not any(rates.whole for rates in outcomes.values()):
            continue
        told.add(key)
        yield _told(found[0], parts, outcomes)


def _parts(rows: Sequence[Row]) -> dict[str, Row]:
    """One row for each subgroup."""
    return {row["part"]: row for row in sorted(rows, key=lambda row: str(row["part"]))}


def _outcomes(rows: Sequence[Row], parts: dict[str, Row]) -> dict[str, Rates]:
    """The percentages of each outcome that is given for every subgroup."""
    rows = [row for row in rows if isinstance(row.get("value"), int | Decimal)]
    labels = sorted({str(row["label"]) for row in rows})
    found = {}
    for label in labels:
        of_part = {row["part"]: row for row in rows if row["label"] == label}
        if of_part.keys() == parts.keys():
            rates = tuple(printed_percentage(of_part[part]["value"], of_part[part]["printed"]) for part in parts)
            first = next(iter(of_part.values()))
            value = first.get("wholeValue")
            whole = printed_percentage(value, first["wholePrinted"]) if isinstance(value, int | Decimal) else None
            found[label] = Rates(rates, whole)
    return found


def _make_up_the_whole(parts: dict[str, Row]) -> bool:
    """Whether the subgroups can be taken to be all patients of the cohort, each counted once.

    Either all their sizes are printed and add up; or they are two settings of one kind, such as
    a high and a low disease burden under disease burden, and no cut-offs show a gap.
    """
    rows = list(parts.values())
    n: int = rows[0]["n"]
    sizes = [int(row["size"]) for row in rows if row.get("size") is not None]
    if len(rows) < 2 or len({row["setting"] for row in rows}) < len(rows):
        return False
    if len(sizes) == len(rows):
        return sum(sizes) == n
    cuts = {tuple(re.findall(r"\d+(?:\.\d+)?", row["cutOff"])) for row in rows if row.get("cutOff")}
    return len(rows) == 2 and rows[0].get("kind") is not None and len(cuts) < 2 and sum(sizes) < n <= LARGEST


def _told(row: Row, parts: dict[str, Row], outcomes: dict[str, Rates]) -> Row:
    n, rows = row["n"], list(parts.values())
    sizes = [part.get("size") for part in rows]
    splits = list(islice(split_subgroups(n, sizes, list(outcomes.values())), MOST_TOLD + 1))
    names = [str(part["settingLabel"]) for part in rows]
    return {
        "whole": row["whole"],
        "parts": list(parts),
        "study": row["studyLabel"],
        "n": n,
        "groups": " and ".join(
            f"those with {name}" if size is None else f"{size} with {name}"
            for size, name in zip(sizes, names, strict=True)
        ),
        "rates": ", ".join(f"for {label} {_printed(rates)}" for label, rates in outcomes.items()) + _alike(outcomes),
        "split": _split(n, names, outcomes, splits, None not in sizes),
        "holds": bool(splits),
    }


def _alike(outcomes: dict[str, Rates]) -> str:
    """What is assumed where there are several outcomes."""
    return "; this assumes that all these percentages divide the patients alike" if len(outcomes) > 1 else ""


def _printed(rates: Rates) -> str:
    whole = "" if rates.whole is None else f", {rates.whole}% of all"
    return " and ".join(f"{rate}%" for rate in rates.parts) + whole


def _split(n: int, names: Sequence[str], outcomes: dict[str, Rates], splits: Sequence[Split], known: bool) -> str:
    """The split in words with the count of each outcome; of several splits only their sizes."""
    told = [
        " and ".join(f"{size} with {name}" for size, name in zip(split.sizes, names, strict=True))
        for split in splits[:MOST_TOLD]
    ]
    if not told:
        return ""
    if len(splits) > 1:
        return f"several divisions of all {n} patients give every printed percentage, for instance {', or '.join(told)}"
    counts = ", ".join(
        f"for {label} {_counted(rates, found)}"
        for (label, rates), found in zip(outcomes.items(), splits[0].counts, strict=True)
    )
    alone = "" if known else f", and no other division of all {n} patients,"
    return f"{told[0]}{alone} give every printed percentage: {counts}{_alike(outcomes)}"


def _counted(rates: Rates, counts: Sequence[int | None]) -> str:
    told = " and ".join(f"{count} ({rate}%)" for count, rate in zip(counts, rates.parts, strict=True))
    together = sum(count for count in counts if count is not None)
    return told if rates.whole is None else f"{told}, together {together} ({rates.whole}%)"
