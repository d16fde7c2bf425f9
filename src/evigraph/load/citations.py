"""Printed clusters of reference numbers, and what they stand for."""

from __future__ import annotations

import re

MAX_SPAN = 2000

_PART = re.compile(r"\s*(\d{1,5})(?:\s*[-–—‐‑−]\s*(\d{1,5}))?\s*")


def expand_cluster(cluster: str) -> list[int]:
    """The list numbers that a printed cluster stands for, in printed order.

    >>> expand_cluster("16,18,29-32")
    [16, 18, 29, 30, 31, 32]

    Raises:
        ValueError: the cluster is not numbers and ascending ranges; the message says which part.
    """
    numbers: list[int] = []
    for part in cluster.split(","):
        match = _PART.fullmatch(part)
        if not match:
            raise ValueError(f"'{part.strip()}' is neither a number nor a range of numbers")
        first = int(match[1])
        last = int(match[2] or first)
        if last < first:
            raise ValueError(f"the range '{part.strip()}' runs backwards")
        if last - first > MAX_SPAN:
            raise ValueError(f"the range '{part.strip()}' spans more than {MAX_SPAN} references")
        numbers.extend(range(first, last + 1))
    return numbers
