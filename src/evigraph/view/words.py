"""Labels as people read them: clean, in plain words, and broken into lines that fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from evigraph.trace.model import Interval, Number
from evigraph.trace.share import IF_ALL_COUNT
from evigraph.trace.text import duration as _duration

MISSING = "not reported"
_COUNTED = {
    "stated": "stated",
    "not stated": f"not stated, interval {IF_ALL_COUNT}",
    "not given": "not given, no interval",
}

# Marks that reorder what stands around them: a label must not rearrange the page.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Advance widths of Helvetica and its look-alikes, in em.
_GROUPS = {0.22: "ijl'", 0.28: "I !,./:;[]\\ft|", 0.34: "()r-`", 0.5: "Jckvsxyz", 0.67: "ABEKPSVXY&"}
_GROUPS |= {0.72: "CDHNRUw", 0.78: "GOQ", 0.83: "Mm", 0.89: "%", 0.95: "W", 1.0: "@—…"}


class _Widths(dict[str, float]):
    """The width of every character: of those not named the width of their script."""

    def __missing__(self, char: str) -> float:
        return 1.1 if ord(char) > 0x2E80 else 0.56


_WIDTHS = _Widths({char: width for width, chars in _GROUPS.items() for char in chars})
_BOLD = 1.08


NO_NUMBER = "– stands for a number of patients that is not reported."


def plain(text: str) -> str:
    """``text`` on one line, without control characters and marks that change the reading direction."""
    if text.isprintable():
        return " ".join(text.split())
    kept = (
        " " if char.isspace() else char
        for char in text
        if char.isspace() or not (char in _REORDERING or unicodedata.category(char) in ("Cc", "Cs"))
    )
    return " ".join("".join(kept).split())


def spaced(name: str) -> str:
    """A name of the vocabulary in words.

    >>> spaced("citesAsEvidence"), spaced("retrospective-series")
    ('cites as evidence', 'retrospective series')
    """
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f" {found[1].lower()}", plain(name)).replace("-", " ")


def printed(number: Number) -> str:
    """The value as the article prints it, with its percent sign; or why there is none."""
    if number.status != "reported":
        return spaced(number.status)
    text = plain(number.as_printed) or MISSING
    return f"{text}%" if number.unit == "%" and text[-1].isdigit() and "%" not in text else text


def in_article(number: Number) -> str:
    """The value, and where there is none, what the article prints in its place."""
    absent = number.status != "reported" and plain(number.as_printed)
    return f"{printed(number)} (“{absent}”)" if absent else printed(number)


def counted_words(counted: str) -> str:
    """How far it is known whom a share counts, and what that means for its interval; the same on every page.

    >>> counted_words("not stated")
    'not stated, interval if all n count'
    """
    return _COUNTED[counted]


def condition(number: Number) -> str:
    """The condition under which the interval of a number holds; empty where there is none."""
    return IF_ALL_COUNT if number.interval and number.counted == "not stated" else ""


def span(interval: Interval) -> str:
    """The two ends of an interval of percentages, without the sign."""
    return f"{interval.low:g}–{interval.high:g}"


def outcome(number: Number) -> str:
    """What was measured: "overall survival, median", "relapse at 12 mo"."""
    name = plain(number.outcome or spaced(number.statistic))
    kind = f", {spaced(number.statistic)}" if number.statistic not in ("proportion", "landmark", "") else ""
    return name + (kind if number.outcome else "") + (f" at {duration(number.time_point)}" if number.time_point else "")


def duration(time_point: str) -> str:
    """A length of time in words.

    >>> duration("P10M"), duration("P1Y"), duration("day 28")
    ('10 months', '12 months', 'day 28')
    """
    return plain(_duration(time_point))


def sentence(proposition: Mapping[str, Sequence[str]]) -> str:
    """A proposition read aloud: subject, predicate, object, then whom it holds for."""
    parts = {name: " and ".join(map(plain, values)) for name, values in proposition.items()}
    core = " ".join(parts[name] for name in ("subject", "predicate", "object") if parts.get(name))
    words = {"population": "in", "disease": "in", "comparator": "compared with"}
    return ", ".join([core, *(f"{word} {parts[name]}" for name, word in words.items() if parts.get(name))])


def wrap(text: str, width: float, size: float, most: int, bold: bool = False) -> list[str]:
    """``text`` in at most ``most`` lines of ``width`` pixels at a font size; the cut end becomes "…"."""
    limit = width / (size * (_BOLD if bold else 1))
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, limit):
            joined = f"{line} {piece}" if line else piece
            if not line or _em(joined) <= limit:
                line = joined
                continue
            lines.append(line)
            line = piece
            if len(lines) == most:
                return [*lines[:-1], _cut(lines[-1], limit)]
    return [*lines, line] if line else lines


def width_of(text: str, size: float) -> float:
    """The width of ``text`` on one line at a font size, in pixels."""
    return size * _em(text)


def _pieces(word: str, limit: float) -> list[str]:
    """A word, broken where it is wider than a whole line."""
    if _em(word) <= limit:
        return [word]
    pieces, piece = [], ""
    for char in word:
        if piece and _em(piece + char) > limit:
            pieces.append(piece)
            piece = ""
        piece += char
    return [*pieces, piece]


def _cut(line: str, limit: float) -> str:
    while line and _em(f"{line}…") > limit:
        line = line[:-1]
    return f"{line.rstrip(' ,;:')}…"


def _em(text: str) -> float:
    return sum(map(_WIDTHS.__getitem__, text))
