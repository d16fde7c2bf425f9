"""The 52 references as formatted, held character by character against the list that the article prints.

Needs EVIGRAPH_ARTICLE (see ``plugins/article.py``).  The normalisation, of both sides: the
number before the entry is compared apart, the stars that mark italics in the text are left
out, dashes are hyphens, and white space is one space.  Every difference that remains stands
with its reason in ``printed_differences.json``; one that is not there fails, and so does one
there that is gone.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from evigraph.bib import Csl, read_bib, to_csl
from evigraph.bib.formatted import format_entries
from plugins.printed import printed_lines

pytestmark = pytest.mark.article

ROOT = Path(__file__).resolve().parent.parent
DIFFERENCES = Path(__file__).with_name("printed_differences.json")
COUNT = 52

Difference = dict[str, str | int]


@pytest.fixture(scope="module")
def printed(text: str) -> dict[int, str]:
    """The printed entries by number."""
    part = text.rpartition("\nReferences\n")[2].partition("\nDOI ")[0]
    return {number: normalised(line) for number, line in printed_lines(part)}


@pytest.fixture(scope="module")
def items() -> list[Csl]:
    """The references in the order of the article's list."""
    article = yaml.safe_load((ROOT / "graph/articles/molina-2021/article.yaml").read_text("utf-8"))
    entries, findings = read_bib(ROOT / "references.bib", "references.bib")
    assert not findings
    by_key = {entry.key: to_csl(entry) for entry in entries}
    return [by_key[key] for key in article["article"]["references"]]


def normalised(text: str) -> str:
    return " ".join(re.sub("[‐‑‒–—−]", "-", text.replace("*", "")).split())


def differences(style: str, items: list[Csl], printed: dict[int, str]) -> list[Difference]:
    """What differs in each entry: the words between the first and the last difference, ours and the printed."""
    found: list[Difference] = []
    listing = format_entries(items, style)
    for number, entry in enumerate(listing.entries, 1):
        assert entry.label == f"{number}."
        ours, theirs = normalised(entry.text), printed[number]
        if ours != theirs:
            mine, other = apart(ours.split(" "), theirs.split(" "))
            found.append({"style": style, "number": number, "ours": mine, "printed": other})
    return found


def apart(ours: list[str], printed: list[str]) -> tuple[str, str]:
    """The two without the words with which both begin and end."""
    shortest = min(len(ours), len(printed))
    begin = next((index for index in range(shortest) if ours[index] != printed[index]), shortest)
    ours, printed = ours[begin:], printed[begin:]
    shortest = min(len(ours), len(printed))
    end = next((index for index in range(shortest) if ours[-1 - index] != printed[-1 - index]), shortest)
    return " ".join(ours[: len(ours) - end]), " ".join(printed[: len(printed) - end])


@pytest.mark.parametrize(("style", "equal"), [("ama", 28), ("blood", 51)])
def test_the_list_is_printed_as_the_article_prints_it(
    style: str, equal: int, items: list[Csl], printed: dict[int, str], regenerate: bool
) -> None:
    assert sorted(printed) == list(range(1, COUNT + 1))
    assert len(items) == COUNT
    found = differences(style, items, printed)
    stated = json.loads(DIFFERENCES.read_text("utf-8"))
    if regenerate:
        reasons = {(each["style"], each["number"]): each["why"] for each in stated}
        kept = [each for each in stated if each["style"] != style]
        kept += [each | {"why": reasons.get((style, each["number"]), "")} for each in found]
        lines = [json.dumps(each, ensure_ascii=False) for each in kept]
        DIFFERENCES.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
        stated = kept
    assert found == [
        {key: value for key, value in each.items() if key != "why"} for each in stated if each["style"] == style
    ]
    assert all(each["why"] for each in stated)
    assert COUNT - len(found) == equal


def test_a_difference_would_be_seen(items: list[Csl], printed: dict[int, str]) -> None:
    changed = printed | {1: printed[1].replace("2019;36", "2019;37")}
    extra = [each for each in differences("blood", items, changed) if each["number"] == 1]
    assert extra == [{"style": "blood", "number": 1, "ours": "2019;36:40-56.", "printed": "2019;37:40-56."}]
