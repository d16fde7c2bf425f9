"""A copy of the article against the graph, both ways: what is whole, what is changed, and exactly where."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evigraph.coverage import Coverage, coverage, coverage_text
from evigraph.query import Dataset

TOY = Path(__file__).parent / "toy"
SOURCE = (TOY / "source.txt").read_text("utf-8")
PASSAGES, CLUSTERS = 23, 19

Check = Callable[[str], Coverage]


@pytest.fixture
def check(toy: Dataset, tmp_path: Path) -> Check:
    """Coverage of a text that is put into a file first."""

    def run(text: str) -> Coverage:
        path = tmp_path / "copy.txt"
        path.write_bytes(text.encode("utf-8"))
        return coverage(toy, path)

    return run


def replaced(old: str, new: str) -> str:
    assert SOURCE.count(old) == 1, f"{old!r} must stand once in the toy's text"
    return SOURCE.replace(old, new)


def problems(found: Coverage) -> list[tuple[str, str]]:
    return [(problem.kind, problem.place) for problem in found.problems]


def test_the_curated_text_is_complete_both_ways(toy: Dataset) -> None:
    found = coverage(toy, TOY / "source.txt")
    assert (found.passages_found, found.passages_total) == (PASSAGES, PASSAGES)
    assert (found.clusters_found, found.clusters_total) == (CLUSTERS, CLUSTERS)
    assert found.complete
    assert found.same_text
    assert (found.article, found.uncovered, found.problems) == ("toy-2024", 0, ())
    assert coverage_text(found).startswith("toy-2024: 23 of 23 passages found; 19 of 19 clusters covered\nComplete")


SAME = {
    "CRLF line ends": SOURCE.replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + SOURCE,
}


@pytest.mark.parametrize("name", SAME)
def test_encodings_of_the_same_text_are_the_same_text(check: Check, name: str) -> None:
    assert SAME[name] != SOURCE
    found = check(SAME[name])
    assert found.same_text
    assert found.complete


MOVED = {
    "header": ("A page header\n\n" + SOURCE, 15),
    "blank lines": ("\n\n\n" + SOURCE, 3),
    "front matter cut": (replaced("This article is invented: ", ""), None),
    "longer footnote": (replaced("†EFS (event-free survival).", "†EFS: survival without an event."), None),
    "list of references changed": (replaced("Halloran P", "Halloran Q"), 0),
    "list of references cut": (SOURCE[: SOURCE.index("Authorship")], 0),
    "lines folded": (replaced("Two drug classes", "Two\ndrug\nclasses"), 0),
}


@pytest.mark.parametrize("name", MOVED)
def test_a_text_that_moved_is_said_to_differ_and_found_again(check: Check, name: str) -> None:
    text, shift = MOVED[name]
    found = check(text)
    assert found.complete, found.problems
    assert not found.same_text
    assert found.shift == shift
    assert "differs from the one curated" in coverage_text(found)


# text, problems as (kind, place), passages found, clusters covered, clusters printed
MUTATED: dict[str, tuple[str, list[tuple[str, str]], int, int, int]] = {
    "sentence removed": (
        replaced(" Children did as well, with CR in 18 of 24 (75%) in PEDTARN.⁵", ""),
        [("passage-missing", "13:207")],
        22,
        18,
        18,
    ),
    "first sentence of a section removed": (
        replaced("The working group's guideline already recommends tarpelimab for relapse.² ", ""),
        [("passage-missing", "40:1")],
        22,
        18,
        18,
    ),
    "sentence added": (
        replaced("We argue that", "It rained.⁷ We argue that"),
        [("text-uncovered", "9:278"), ("cluster-uncovered", "9:288")],
        23,
        19,
        20,
    ),
    "sentence added at the end of the body": (
        replaced("and longer ones.", "and longer ones. It rained."),
        [("text-uncovered", "40:262")],
        23,
        19,
        19,
    ),
    "cluster added inside a sentence": (
        replaced("in TARN-1,⁹ as opposed", "in TARN-1,⁹ as¹⁰ opposed"),
        [("passage-changed", "38:1"), ("cluster-unknown", "38:85")],
        22,
        19,
        20,
    ),
    "cluster added after a sentence": (
        replaced("deserves to be used first.", "deserves to be used first.^{9,10}"),
        [("cluster-uncovered", "9:329")],
        23,
        19,
        20,
    ),
    "cluster changed": (
        replaced("in PEDTARN.⁵", "in PEDTARN.⁷"),
        [("passage-changed", "13:207"), ("cluster-differs", "13:266")],
        22,
        18,
        19,
    ),
    "cluster removed": (
        replaced("in PEDTARN.⁵", "in PEDTARN."),
        [("passage-changed", "13:207"), ("cluster-not-printed", "13:207")],
        22,
        18,
        18,
    ),
    "number changed": (
        replaced("72% of adults", "73% of adults"),
        [("passage-changed", "13:80")],
        22,
        19,
        19,
    ),
    "number in a table changed": (replaced("\t72\t", "\t27\t"), [("passage-changed", "20:1")], 22, 19, 19),
    "row removed": (
        replaced("MORE ⁶\t96\t55 (21-80)\t48\t57\tMedian = 14.2 mo\n", ""),
        [("passage-missing", "22:1")],
        22,
        18,
        18,
    ),
    "row added": (
        replaced("MORE ⁶\t", "NEW ⁸\t1\t1 (1-1)\t1\t1\tNR\nMORE ⁶\t"),
        [("cluster-uncovered", "22:5")],
        23,
        19,
        20,
    ),
    "sentence around a table changed": (
        replaced("was 14.2 months", "was 14.3 months"),
        [("passage-changed", "15:1")],
        22,
        19,
        19,
    ),
    "title changed": (replaced("POINT B-cell", "POINT: B-cell"), [("passage-changed", "1:1")], 22, 19, 19),
    "last sentence changed": (
        replaced("and longer ones.", "and by far the better ones."),
        [("passage-changed", "40:169")],
        22,
        19,
        19,
    ),
    "title and authors cut": (
        SOURCE[SOURCE.index("Relapsing nodular vasculitis (RNV)") :],
        [("passage-missing", "1:1")],
        22,
        19,
        19,
    ),
    "another text": (
        "Reference lists¹ are long.\n" * 50,
        [("wrong-text", "1:1")],
        0,
        0,
        0,
    ),
}


@pytest.mark.parametrize("name", MUTATED)
def test_each_change_is_reported_where_it_is_and_nothing_else(check: Check, name: str) -> None:
    text, expected, passages, covered, printed = MUTATED[name]
    found = check(text)
    assert problems(found) == expected
    assert (found.passages_found, found.passages_total) == (passages, PASSAGES)
    assert (found.clusters_found, found.clusters_total) == (covered, printed)
    assert not found.complete
    assert not found.same_text
    for kind, place in expected:
        assert f"copy.txt:{place}: {kind}: " in coverage_text(found)


def test_a_truncated_text_says_which_passages_it_ends_before(check: Check) -> None:
    end = SOURCE.index("A registry that also")
    found = check(SOURCE[:end])
    assert (found.passages_found, found.clusters_found, found.clusters_total) == (9, 8, 8)
    assert {problem.kind for problem in found.problems} == {"passage-beyond-end"}
    assert len(found.problems) == PASSAGES - 9
    assert "before control.1.6 does" in found.problems[0].message
    assert found.uncovered == 0


def test_uncovered_prose_is_counted_in_code_points(check: Check) -> None:
    found = check(replaced("We argue that", "Naïve 𝒙-cells. We argue that"))
    assert found.uncovered == len("Naïve 𝒙-cells.")
    assert found.problems[0].message == "14 code points, to 9:292, belong to no passage"


def test_the_answer_is_plain_data(check: Check) -> None:
    data = json.loads(json.dumps(check(MUTATED["number changed"][0]).to_dict()))
    assert data["complete"] is False
    assert data["problems"] == [
        {
            "kind": "passage-changed",
            "place": "13:80",
            "message": "the words of control.1.2 here are not those that were curated",
        }
    ]
