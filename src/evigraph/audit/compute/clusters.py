"""Printed groups of reference numbers whose order is odd."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evigraph.audit.compute.row import Row


def cluster_order(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows whose ``cluster`` repeats a number, descends or overlaps, with the ``oddity`` in words."""
    for row in rows:
        oddity = _oddity(row["cluster"])
        if oddity:
            yield {**row, "oddity": oddity}


def _oddity(cluster: str) -> str:
    """The first thing that is out of order, from left to right; empty when all is well.

    >>> _oddity("5-9,7")
    '7 is within 5-9 already'
    """
    before: list[tuple[int, int, str]] = []
    for part in cluster.split(","):
        numbers = [int(number) for number in re.findall(r"\d+", part)]
        first, last, text = numbers[0], numbers[-1], part.strip()
        for low, high, earlier in before:
            if first <= high and low <= last:
                return _overlap(earlier, text, first == last, low == high)
        if before and first < before[-1][0]:
            return f"{text} comes after {before[-1][2]}, a higher number"
        before.append((first, last, text))
    return ""


def _overlap(earlier: str, text: str, single: bool, earlier_single: bool) -> str:
    if single and earlier_single:
        return f"{text} stands twice"
    if single:
        return f"{text} is within {earlier} already"
    return f"{earlier} is within {text} as well" if earlier_single else f"the ranges {earlier} and {text} overlap"
