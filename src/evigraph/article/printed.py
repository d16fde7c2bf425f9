"""Citation clusters as printed: where they stand and which numbers they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_SPAN = 2000

_PART = re.compile(r"\s*(\d{1,5})(?:\s*[-–—‐‑−]\s*(\d{1,5}))?\s*")

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DASHES = "-‐‑‒–—−⁻"
_COMMAS = ",;˒⸴"

PATTERNS: dict[str, tuple[str, ...]] = {
    # ¹⁻³  ²²,²³  and, where a text layer has no raised comma, ^{9,10}
    "superscript": (
        rf"(?P<raised>[{_RAISED}]+(?:[{_DASHES}{_COMMAS}][{_RAISED}]+)*)",
        rf"\^\{{\s*(?P<braced>\d+(?:\s*[{_DASHES}{_COMMAS}]\s*\d+)*)\s*\}}",
    ),
    # [5-9]  [22, 23]
    "bracketed": (rf"\[\s*(?P<bracketed>\d{{1,5}}(?:\s*[{_DASHES}{_COMMAS}]\s*\d{{1,5}})*)\s*\]",),
}
"""How each citation style prints a cluster; a style is a value of ``ev:citationStyle``."""

# A raised number after a power of ten or a unit of length is an exponent: 2 × 10⁶, mg/m².
_EXPONENT_BEFORE = re.compile(r"(?:[×x·]\s?10|(?:^|[\s/\d.])(?:[kcdmnµμ]?m))$")
_LOOK_BACK = 8

_BETWEEN = re.compile(r"\]\s*\[")
_AROUND = re.compile(r"[\[\](){}^]+")

_PLAIN = str.maketrans(
    {**{char: str(digit) for digit, char in enumerate(_RAISED)}, **dict.fromkeys(_DASHES, "-")}
    | dict.fromkeys(_COMMAS, ",")
)


@dataclass(frozen=True)
class Cluster:
    """A printed cluster: its half-open offsets, its text in plain digits (``5-9``), and its numbers.

    ``numbers`` is empty when the cluster cannot be read, such as a range that runs backwards.
    """

    start: int
    end: int
    text: str
    numbers: tuple[int, ...]


def printed_clusters(text: str, start: int, end: int, style: str | None) -> list[Cluster]:
    """The clusters printed in ``text[start:end]``, in order; a style not given means any style."""
    styles = [style] if style in PATTERNS else list(PATTERNS)
    pattern = re.compile("|".join(part for name in styles if name for part in PATTERNS[name]))
    return list(_clusters(pattern, text, start, end))


def _clusters(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Cluster]:
    for match in pattern.finditer(text, start, end):
        before = text[max(start, match.start() - _LOOK_BACK) : match.start()]
        if match.lastgroup == "raised" and _EXPONENT_BEFORE.search(before):
            continue
        plain = "".join(match[match.lastgroup or 0].translate(_PLAIN).split())
        yield Cluster(*match.span(), plain, numbers_of(plain))


def numbers_of(cluster: str) -> tuple[int, ...]:
    """The numbers a cluster stands for, in printed order, with whatever signs it is printed; none if it is no cluster.

    >>> numbers_of("[1–3; 7]"), numbers_of("[1][2]"), numbers_of("1 2"), numbers_of("3-1")
    ((1, 2, 3, 7), (1, 2), (), ())
    """
    plain = _AROUND.sub("", _BETWEEN.sub(",", cluster)).translate(_PLAIN)
    try:
        return tuple(expand_cluster(plain.strip(", ")))
    except ValueError:
        return ()


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
