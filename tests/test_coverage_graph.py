"""What coverage needs of the graph and of the file, the sentences it shows, the clusters it reads."""

from __future__ import annotations

import hashlib
import shutil
import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest

from evigraph.article.printed import printed_clusters
from evigraph.coverage import coverage, passage_text
from evigraph.errors import Ambiguous, InputError, NotFound
from evigraph.load.dataset import load_quads
from evigraph.load.workspace import find_workspace
from evigraph.query import Dataset

TOY = Path(__file__).parent / "toy"
SOURCE = (TOY / "source.txt").read_text("utf-8")
PASSAGES, CLUSTERS = 23, 19


def copy_of_toy(folder: Path) -> Path:
    return shutil.copytree(TOY, folder / "toy", ignore=shutil.ignore_patterns(".evigraph"))


def loaded(root: Path) -> Dataset:
    """The graph of a workspace whose data a test has changed."""
    quads, findings = load_quads(find_workspace(root))
    assert not findings
    store = ox.Store()
    store.bulk_extend(quads)
    return Dataset(store, find_workspace(root), "https://toy.example/id/")


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
    assert [(problem.kind, problem.place) for problem in found.problems] == [
        ("passage-beyond-end", "9:132"),
        ("cluster-differs", "34:190"),
    ]
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
    moved.write_text(SOURCE.replace("72% of adults", "73% of adults"), "utf-8")
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


def test_decomposed_letters_are_the_same_text(tmp_path: Path) -> None:
    root = copy_of_toy(tmp_path)
    accented = SOURCE.replace("The authors do not exist", "The authörs do not exist")
    article = root / "graph/articles/toy-2024/article.yaml"
    assert accented != SOURCE
    old, new = (hashlib.sha256(text.encode()).hexdigest() for text in (SOURCE, accented))
    before = article.read_text("utf-8")
    assert old in before
    article.write_text(before.replace(old, new), "utf-8")
    (root / "source.txt").write_text(unicodedata.normalize("NFD", accented), "utf-8")
    assert (root / "source.txt").read_text("utf-8") != accented
    found = coverage(loaded(root), root / "source.txt")
    assert found.same_text
    assert found.complete
