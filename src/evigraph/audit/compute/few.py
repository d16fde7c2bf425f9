"""Shares of very few patients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evigraph.audit.compute.row import Row
from evigraph.intervals import wilson


def small_numbers(rows: Sequence[Row]) -> Iterator[Row]:
    """Each row with the Wilson interval of its share, in whole percent.

    Rows whose count exceeds their group have no interval and are left to numerator-above-denominator.
    """
    for row in rows:
        size, count = int(row["denominator"]), row["numerator"]
        share = float(row["percent"]) / 100 if count is None else int(count) / size
        if not 0 <= share <= 1:
            continue
        low, high = (round(100 * bound) for bound in wilson(share, size))
        granted = (
            "the article itself grants " + " and ".join(sorted(row["granted"].split("; ")))
            if row["granted"]
            else "no claim of the article limits it"
        )
        yield {
            **{name: row[name] for name in ("number", "claim", "statement", "printed", "denominator", "above")},
            "granted": granted,
            "interval": f"{low}% to {high}%",
        }
