"""Formatted lists against citeproc-js, an independent processor, on the same styles and locales.

Both get the same prepared items: the 52 of the article and two hundred varied ones.  What is
compared is the text with italic, bold, raised and lowered parts marked; quotes are straight,
non-breaking spaces plain, the number of the entry left out.  A difference must vanish under
the classes of ``peer_differences.json``, each of which says which of the two is right and
why; one that does not vanish fails, and so does a class that explains nothing.

Needs Node and citeproc-js: ``make tests/node/node_modules``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evigraph.bib import Csl, read_bib, to_csl
from evigraph.bib.formatted import STYLES, format_entries
from peer import formatted_by_peer, normalised, reason_not_to_run
from varied import COUNT, varied_items

ROOT = Path(__file__).resolve().parent.parent
CLASSES = json.loads(Path(__file__).with_name("peer_differences.json").read_text("utf-8"))

QUOTING = ("chicago-author-date", "ieee", "modern-language-association")
"""Styles that put titles in quotes, which none of those with a short name does."""
COMPARED = (*STYLES, *QUOTING)

AGREEMENT = {  # equal entries of the 52 and of the 200
    "ama": (49, 197),
    "apa": (52, 199),
    "blood": (48, 197),
    "haematologica": (49, 170),
    "lancet": (48, 200),
    "nejm": (48, 173),
    "nlm": (49, 200),
    "vancouver": (49, 200),
    "chicago-author-date": (46, 173),
    "ieee": (51, 181),
    "modern-language-association": (34, 158),
}

Pair = tuple[str, str, str]
"""The key of an item, our entry and the peer's."""


@pytest.fixture(scope="module")
def pairs() -> dict[str, list[Pair]]:
    """style -> every item as the two format it."""
    if reason := reason_not_to_run():
        pytest.skip(reason)
    entries, findings = read_bib(ROOT / "references.bib", "references.bib")
    assert not findings
    items: list[Csl] = [to_csl(entry) for entry in entries] + varied_items()
    theirs = formatted_by_peer(items, COMPARED)
    return {
        style: [
            (item["id"], normalised(entry), theirs[style][item["id"]])
            for item, entry in zip(items, format_entries(items, style).entries, strict=True)
        ]
        for style in COMPARED
    }


def explaining(pair: Pair) -> list[str]:
    """The classes that together make the two alike; empty where they do not."""
    _, ours, theirs = pair
    used: list[str] = []
    for each in CLASSES:
        mine, other = changed(each["ours"], ours), changed(each["peer"], theirs)
        if mine == other:
            return [*used, each["class"]]
        if likeness(mine, other) > likeness(ours, theirs):
            ours, theirs = mine, other
            used.append(each["class"])
    return []


def changed(change: list[str], text: str) -> str:
    pattern, replacement = change
    return re.sub(pattern, replacement, text)


def likeness(ours: str, theirs: str) -> int:
    """How many characters the two share at both ends, less what is left between."""
    begin = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    rest, other = ours[begin:][::-1], theirs[begin:][::-1]
    end = next((i for i, (a, b) in enumerate(zip(rest, other, strict=False)) if a != b), min(len(rest), len(other)))
    return -(len(rest) + len(other) - 2 * end)


@pytest.mark.parametrize("style", COMPARED)
def test_agreement(style: str, pairs: dict[str, list[Pair]]) -> None:
    assert len(pairs[style]) == 52 + COUNT
    equal = [ours == theirs for _, ours, theirs in pairs[style]]
    assert (sum(equal[:52]), sum(equal[52:])) == AGREEMENT[style]


@pytest.mark.parametrize("style", COMPARED)
def test_every_difference_is_explained(style: str, pairs: dict[str, list[Pair]]) -> None:
    differing = [pair for pair in pairs[style] if pair[1] != pair[2]]
    unexplained = ["\n".join(pair) for pair in differing if not explaining(pair)]
    assert not unexplained, "\n\n".join(unexplained)


def test_every_class_explains_something(pairs: dict[str, list[Pair]]) -> None:
    differing = [pair for style in COMPARED for pair in pairs[style] if pair[1] != pair[2]]
    used = {name for pair in differing for name in explaining(pair)}
    assert used == {each["class"] for each in CLASSES}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Roe A. On cells. 2020.", "Roe B. On cells. 2020."),
        ("Roe A. On cells. 2020.", "Roe A. On cells. 2020. Extra."),
        ("Roe A. On cells. 2020;3:1.", "Roe A. On cells. 2020;3;1."),
        ("Roe A, & Poe B.", "Roe A, Poe B."),
        ("Roe A. On cells.", "Roe A. On cells"),
        ("Roe A. On cells. Abstract 2.", "Roe A. On cells Abstract 2."),
    ],
)
def test_another_difference_would_be_seen(ours: str, theirs: str) -> None:
    assert explaining(("x", ours, theirs)) == []
