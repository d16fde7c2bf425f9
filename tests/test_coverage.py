"""A copy of the article against the graph, both ways: what is whole, what is changed, and exactly where."""

from __future__ import annotations

import hashlib
import json
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from evigraph.coverage import Coverage, coverage, coverage_text, passage_text
from evigraph.coverage.clusters import printed_clusters
from evigraph.errors import Ambiguous, InputError, NotFound
from evigraph.load.dataset import load_quads
from evigraph.load.workspace import find_workspace
from evigraph.query import Dataset

TOY = Path(__file__).parent / "toy"
SOURCE = (TOY / "source.txt").read_text("utf-8")
PASSAGES, CLUSTERS = 23, 19

Check = Callable[[str], Coverage]


def copy_of_toy(folder: Path) -> Path:
    return shutil.copytree(TOY, folder / "toy", ignore=shutil.ignore_patterns(".evigraph"))


def loaded(root: Path) -> Dataset:
    """The graph of a workspace whose data a test has changed."""
    quads, findings = load_quads(find_workspace(root))
    assert not findings
    store = ox.Store()
    store.bulk_extend(quads)
    return Dataset(store, find_workspace(root), "https://toy.example/id/")


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


def test_decomposed_letters_are_the_same_text(tmp_path: Path) -> None:
    root = copy_of_toy(tmp_path)
    accented = replaced("The authors do not exist", "The authörs do not exist")
    article = root / "graph/articles/toy-2024/article.yaml"
    old, new = (hashlib.sha256(text.encode()).hexdigest() for text in (SOURCE, accented))
    before = article.read_text("utf-8")
    assert old in before
    article.write_text(before.replace(old, new), "utf-8")
    (root / "source.txt").write_text(unicodedata.normalize("NFD", accented), "utf-8")
    assert (root / "source.txt").read_text("utf-8") != accented
    found = coverage(loaded(root), root / "source.txt")
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


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\xff", "not UTF-8"),
        (b"text\0text", "is not a text"),
        ("naïve".encode("latin-1"), "not UTF-8"),
    ],
)
def test_what_is_no_text_is_an_input_error(toy: Dataset, tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "copy.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        coverage(toy, path)


def test_a_missing_file_and_a_folder_are_input_errors(toy: Dataset, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        coverage(toy, tmp_path / "absent.txt")
    with pytest.raises(InputError, match="is a folder"):
        coverage(toy, tmp_path)


def test_an_article_is_named_by_its_identifier(toy: Dataset) -> None:
    assert coverage(toy, TOY / "source.txt", "toy-2024").complete
    assert coverage(toy, TOY / "source.txt", toy.base + "toy-2024").complete
    with pytest.raises(NotFound, match="Did you mean 'toy-2024'"):
        coverage(toy, TOY / "source.txt", "toy-2042")


def test_of_several_articles_one_must_be_named(tmp_path: Path) -> None:
    root = copy_of_toy(tmp_path)
    second = shutil.copytree(root / "graph/articles/toy-2024", root / "graph/articles/toy-2025")
    article = second / "article.yaml"
    article.write_text(article.read_text("utf-8").replace("toy-2024", "toy-2025"), "utf-8")
    both = loaded(root)
    with pytest.raises(Ambiguous, match="toy-2024, toy-2025") as caught:
        coverage(both, root / "source.txt")
    assert [name for name, _ in caught.value.candidates] == ["toy-2024", "toy-2025"]
    assert coverage(both, root / "source.txt", "toy-2025").complete


def test_an_article_without_a_body_cannot_be_compared(tmp_path: Path) -> None:
    root = copy_of_toy(tmp_path)
    article = root / "graph/articles/toy-2024/article.yaml"
    before = article.read_text("utf-8")
    after = before.replace("  - {part: body, start: 273, end: 2620}\n", "")
    assert after != before
    article.write_text(after, "utf-8")
    with pytest.raises(InputError, match="where its body stands"):
        coverage(loaded(root), root / "source.txt")


def test_a_passage_of_the_graph_that_the_text_does_not_bear_out(tmp_path: Path) -> None:
    root = copy_of_toy(tmp_path)
    passages = root / "graph/articles/toy-2024/passages.yaml"
    before = passages.read_text("utf-8")
    after = before.replace("start: 404, end: 549", "start: 404, end: 54900").replace(
        'citations: [{cluster: "8"}]', 'citations: [{cluster: "7,8"}]'
    )
    assert after != before
    passages.write_text(after, "utf-8")
    found = coverage(loaded(root), root / "source.txt")
    assert found.same_text
    assert problems(found) == [("passage-beyond-end", "9:132"), ("cluster-differs", "34:190")]
    assert (found.passages_found, found.clusters_found) == (PASSAGES - 1, CLUSTERS - 1)


def test_a_passage_without_a_hash_cannot_be_looked_up(tmp_path: Path) -> None:
    root = copy_of_toy(tmp_path)
    passages = root / "graph/articles/toy-2024/passages.yaml"
    lines = passages.read_text("utf-8").splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if "textHash" in line)
    passages.write_text("".join(lines[:first] + lines[first + 1 :]), "utf-8")
    found = coverage(loaded(root), root / "source.txt")
    assert [problem.kind for problem in found.problems] == ["passage-unplaced"]


def test_sentences_are_shown_from_the_users_copy(toy: Dataset, tmp_path: Path) -> None:
    source = TOY / "source.txt"
    assert passage_text(toy, source, "introduction.1.3") == "We argue that tarpelimab deserves to be used first."
    split = passage_text(toy, source, "toy-2024/passage/control.2.1")
    assert split.startswith("Remissions also last longer with tarpelimab than with morvecopan, after")
    assert passage_text(toy, source, "table-1.2").startswith("PEDTARN ⁵ 24 11")
    moved = tmp_path / "moved.txt"
    moved.write_text("Header\n" + SOURCE, "utf-8")
    assert passage_text(toy, moved, "control.2.1") == split
    with pytest.raises(NotFound, match=r"Did you mean 'control\.2\.1'"):
        passage_text(toy, source, "contrl.2.1")
    moved.write_text(MUTATED["number changed"][0], "utf-8")
    with pytest.raises(InputError, match=r"words of control\.1\.2"):
        passage_text(toy, moved, "control.1.2")


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        ("superscript", "disease.¹⁻³ Then⁴", [("1-3", (1, 2, 3)), ("4", (4,))]),
        ("superscript", "OS,^{16,18,19,29-32} it", [("16,18,19,29-32", (16, 18, 19, 29, 30, 31, 32))]),
        ("superscript", "twice²²,³³ and ¹–³", [("22,33", (22, 33)), ("1-3", (1, 2, 3))]),
        ("superscript", "CD19⁺ at 2 × 10⁶/kg and 30 mg/m² in 5 cm³", []),
        ("superscript", "see [5-9]", []),
        ("superscript", "backwards⁹⁻⁵", [("9-5", ())]),
        (
            "bracketed",
            "as shown [5-9] and [22, 23; 25–27].",
            [("5-9", (5, 6, 7, 8, 9)), ("22,23,25-27", (22, 23, 25, 26, 27))],
        ),
        ("bracketed", "[abstract] [a1] m² ⁵", []),
        (None, "either⁵ or [6]", [("5", (5,)), ("6", (6,))]),
    ],
)
def test_clusters_are_read_as_each_style_prints_them(
    style: str | None, text: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    found = printed_clusters(text, 0, len(text), style)
    assert [(cluster.text, cluster.numbers) for cluster in found] == expected


def test_clusters_are_looked_for_in_the_body_only() -> None:
    text = "Author¹ said.² End³"
    assert [cluster.text for cluster in printed_clusters(text, 7, 14, "superscript")] == ["2"]
