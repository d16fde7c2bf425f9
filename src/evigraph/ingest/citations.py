"""How the citations of a block are written in the source text: as printed, with the numbers of the list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from evigraph.article.citation import Cluster
from evigraph.article.printed import numbers_of
from evigraph.article.text import Block

_SIGNS = r"[\d\s,;‐‑‒–—−-]"
_NUMBERS = re.compile(rf"{_SIGNS}+")
_BRACKETED = re.compile(r"\[?\d[\d\s,;‐‑‒–—−\[\]-]*")
"""Numbers where the brackets are part of the link: "[3]", or "[3][4][5]" as GROBID writes a range."""
_OPENED = re.compile(rf"\[{_SIGNS}*\Z")
_CLOSED = re.compile(rf"{_SIGNS}*\]")
_FARTHEST = 200
_POWER = re.compile(r"\^\{(\d[\d,\s-]*)\}")
_YEARS = range(1500, 2100)
FORMS = {"bracketed": "[{}]", "superscript": "^{{{}}}"}
"""How each citation style of the schema prints the numbers of the list."""

Edit = tuple[int, int, str]
"""A stretch of a block and what is put in its place."""


class Kept(NamedTuple):
    """A citation whose printed numbers are not those of the list: its block and start, and how it is written.

    ``written`` is "" where it stays as printed, since not all of it leads to the list.
    """

    place: tuple[int, int]
    printed: str
    numbers: str
    written: str = ""


def compressed(numbers: Sequence[int]) -> str:
    """Numbers of the list as a cluster in plain digits.

    >>> compressed([1, 2, 3, 5, 6])
    '1-3,5,6'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs)


def is_bracketed(text: str, cluster: Cluster) -> bool:
    """Whether a citation is printed as numbers in square brackets."""
    around = text[max(0, cluster.start - 1) : cluster.start], text[cluster.end : cluster.end + 1]
    return _has_brackets(cluster) or (around == ("[", "]") and _NUMBERS.fullmatch(cluster.text) is not None)


def written_as(
    block: Block, clusters: Sequence[Cluster], style: str, linked: Mapping[tuple[int, int], int]
) -> tuple[list[Edit], list[Kept]]:
    """What is put in the place of each citation, or behind it where names are printed.

    ``linked`` says how many links a cluster has, 0 where one leads nowhere.  A citation of which a part is no link or
    leads nowhere stays as printed: no number is dropped or made up.  A power in a formula is written so that it does
    not look like a citation.
    """
    edits = {
        (found.start(), found.end(), f"^({found[1]})")
        for mark in block.marks
        if mark.kind == "formula"
        for found in _POWER.finditer(block.text, mark.start, mark.end)
    }
    kept = []
    for cluster in clusters:
        edit, note = _written(block.text, cluster, style, linked.get((cluster.block, cluster.start), 0))
        if edit:
            edits.add(edit)
        if note:
            kept.append(note)
    return sorted(edits), kept


def _written(text: str, cluster: Cluster, style: str, links: int) -> tuple[Edit | None, Kept | None]:
    numbers = compressed(cluster.references)
    whole = FORMS[style].format(numbers)
    if not (_NUMBERS.fullmatch(cluster.text) or _has_brackets(cluster)):
        return (cluster.end, cluster.end, whole), None
    start, end = _group(text, cluster)
    printed, has_brackets = text[start:end], text[start] == "["
    said = tuple(sorted(set(numbers_of(printed))))
    place = cluster.block, cluster.start
    if said == cluster.references:
        return (start, end, whole), None
    if said and all(number in _YEARS for number in said):
        return (end, end, whole), None
    tokens = len(re.findall(r"\d+", printed))
    if links and said and (len(said) == len(cluster.references) or tokens == links):
        return (start, end, whole), Kept(place, printed, numbers, whole)
    as_it_is = Kept(place, printed, numbers)
    if has_brackets and style == "bracketed":
        return None, as_it_is
    bare = printed.replace("][", ",").strip("[] ")
    return (start, end, FORMS[style].format(bare)), as_it_is


def _group(text: str, cluster: Cluster) -> tuple[int, int]:
    """Where the brackets stand that hold a citation and nothing but numbers; without such, the citation itself."""
    start, end = cluster.start, cluster.end
    first = max(0, start - _FARTHEST)
    opened = None if text[start] == "[" else _OPENED.search(text[first:start])
    closed = None if text[end - 1] == "]" else _CLOSED.match(text, end, end + _FARTHEST)
    if (opened or text[start] == "[") and (closed or text[end - 1] == "]"):
        return first + opened.start() if opened else start, closed.end() if closed else end
    return start, end


def _has_brackets(cluster: Cluster) -> bool:
    return "[" in cluster.text and _BRACKETED.fullmatch(cluster.text) is not None
