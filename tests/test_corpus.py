"""Corpora: the same bytes whoever reads and however often, nothing read twice, nothing that stops a build."""

from __future__ import annotations

import contextlib
import csv
import errno
import gzip
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest

import evigraph.corpus.piece as piece_module
import evigraph.corpus.workers as workers_module
from conftest import TESTS
from corpora import ARTICLES, DOCUMENTS, READ, built, content, settings, toy_terms
from evigraph.corpus.asking import open_corpus
from evigraph.corpus.build import build
from evigraph.corpus.documents import Document
from evigraph.corpus.export import export
from evigraph.corpus.folder import PARTS
from evigraph.corpus.manifest import read_manifest, read_settings
from evigraph.corpus.piece import Done, Recipe
from evigraph.corpus.shards import Chained
from evigraph.corpus.sources import Source, Sources
from evigraph.corpus.store import load_store, merge_store
from evigraph.corpus.workers import make_pieces
from evigraph.errors import InputError
from evigraph.jats import parse_articles
from evigraph.write import WriteError

FILES = 4 + 4 + 5 + 2
"""Shards of articles and of works; most cited, numbers, pairs, standing, terms; report and manifest."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    made = built(folder)
    assert (made.read, made.kept) == (READ, 0)
    return folder


def shards(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in content(folder).items() if name.startswith("shards/")}


def statements(folder: Path) -> set[bytes]:
    return {line for data in shards(folder).values() for line in gzip.decompress(data).splitlines()}


def report(folder: Path) -> list[list[str]]:
    return [line.split("\t") for line in (folder / "report.tsv").read_text("utf-8").splitlines()][1:]


def test_a_corpus_is_whole(corpus: Path) -> None:
    files = content(corpus)
    assert len([name for name in files if not name.startswith("pieces/")]) == FILES
    assert all((corpus / part).exists() for part in PARTS)
    assert sorted(path.name for path in corpus.iterdir() if path.name.startswith(".")) == [".lock"]
    counts = read_manifest(corpus)["counts"]
    wanted = {
        "documents": 5,
        "documents refused": 1,
        "articles": 3,
        "articles repeated": 1,
        "references": 11,
        "works": 7,
    }
    assert wanted.items() <= counts.items()
    assert counts["statements"] == len(statements(corpus))


def test_no_statement_stands_in_two_graphs(corpus: Path) -> None:
    """A store that counts every copy (Virtuoso) would count wrongly."""
    triples = [line.rsplit(b" <", 1)[0] for line in statements(corpus)]
    assert len(triples) == len(set(triples)) > 500


def backwards(found: Iterable[Document], recipe: Recipe) -> Iterator[Done]:
    return make_pieces(reversed(list(found)), recipe, 1)


@pytest.mark.parametrize("readers", [partial(make_pieces, workers=2), backwards])
def test_who_reads_and_in_what_order_changes_no_byte(corpus: Path, tmp_path: Path, readers: object) -> None:
    made = built(tmp_path / "c", readers=readers)  # type: ignore[arg-type]
    assert made.read == READ
    assert content(tmp_path / "c") == content(corpus)


def test_a_second_build_reads_nothing(corpus: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(corpus, tmp_path / "c")
    again = built(folder)
    assert (again.read, again.kept) == (0, READ)
    assert content(folder) == content(corpus)


def test_only_what_changed_is_read_again(corpus: Path, tmp_path: Path) -> None:
    shutil.copytree(TESTS / ARTICLES, tmp_path / ARTICLES)
    folder = shutil.copytree(corpus, tmp_path / "c")
    article = tmp_path / ARTICLES / "two.xml"
    article.write_text(article.read_text("utf-8").replace("68%", "69%"), "utf-8")
    made = built(folder, base=tmp_path)
    assert (made.read, made.kept) == (1, READ - 1)
    assert any(b'"69%"' in line for line in statements(folder))
    assert not any(b'"68%"' in line for line in statements(folder))
    records = list((folder / "pieces").rglob("*.json.gz"))
    assert len(records) == DOCUMENTS, "the piece of the old text is gone"


def test_a_damaged_piece_is_made_again(corpus: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(corpus, tmp_path / "c")
    cut, emptied = sorted((folder / "pieces").rglob("*.nq.gz"))[:2]
    cut.write_bytes(cut.read_bytes()[:-9])
    emptied.write_bytes(b"")
    torn = sorted((folder / "pieces").rglob("*.json.gz"))[0]
    torn.write_bytes(torn.read_bytes()[:30])
    made = built(folder)
    assert 2 <= made.read <= 3
    assert content(folder) == content(corpus)


@pytest.mark.parametrize("stage", ["Reading", "Taking stock", "Joining works", "Loading"])
def test_a_killed_build_is_gone_on_with(corpus: Path, tmp_path: Path, stage: str) -> None:
    """Killed after two items of a stage, wherever: what stands is no corpus, and the next build makes it whole."""
    folder = tmp_path / "c"
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from corpora import build, settings, toy_terms\n"
        "def watch(stage, items, total):\n"
        "    for number, item in enumerate(items):\n"
        f"        if stage == {stage!r} and number == 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "        yield item\n"
        "build(Path(sys.argv[1]), settings(), toy_terms(), watch=watch)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])}
    ended = subprocess.run([sys.executable, "-c", script, str(folder)], env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    with pytest.raises(InputError, match="not finished"):
        read_manifest(folder)
    made = built(folder)
    assert made.kept == (2 if stage == "Reading" else READ)
    assert content(folder) == content(corpus)


def test_without_a_store_all_else_is_there(corpus: Path, tmp_path: Path) -> None:
    """For a corpus that outgrows the engine; a store that stood there is gone, as it may tell of other articles."""
    folder = shutil.copytree(corpus, tmp_path / "c")
    build(folder, replace(settings(), store=False), toy_terms())
    assert content(folder) == content(corpus)
    assert not (folder / "store").exists()
    with pytest.raises(InputError, match="was built without a store"):
        open_corpus(folder)
    built(folder)
    assert len(open_corpus(folder).store) == read_manifest(corpus)["counts"]["statements"]


def test_what_stands_stays_until_the_new_corpus_is_whole(corpus: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(corpus, tmp_path / "c")

    def interrupted(stage: str, items: Iterable[object], total: int) -> Iterator[object]:
        if stage == "Loading":
            raise KeyboardInterrupt
        yield from items

    with pytest.raises(KeyboardInterrupt):
        build(folder, settings(f"{ARTICLES}/one.xml"), toy_terms(), watch=interrupted)  # type: ignore[arg-type]
    assert read_manifest(folder)["counts"]["articles"] == 3
    assert shards(folder) == shards(corpus)


def test_one_build_at_a_time_in_a_folder(corpus: Path, tmp_path: Path) -> None:
    """The second ends at once and leaves everything to the first, which ends well; then the folder is free."""
    folder, refused = tmp_path / "c", []

    def meddled(stage: str, items: Iterable[object], total: int) -> Iterator[object]:
        with pytest.raises(WriteError, match="another build is going on there") as told:
            built(folder, f"{ARTICLES}/one.xml")
        refused.append((stage, told.value.exit_status))
        yield from items

    build(folder, settings(), toy_terms(), watch=meddled)  # type: ignore[arg-type]
    assert refused == [(stage, 3) for stage in ("Reading", "Taking stock", "Joining works", "Loading")]
    assert content(folder) == content(corpus)
    assert built(folder).kept == READ


def test_a_folder_that_cannot_be_locked_is_built_in(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("evigraph.locks._lock", no_locks)
    built(tmp_path / "c")
    assert content(tmp_path / "c") == content(corpus)


def test_what_is_sorted_lies_beside_the_corpus(tmp_path: Path) -> None:
    """Not in the system's folder for temporary files, which may be small or in memory; afterwards as before."""

    def where() -> list[tuple[str]]:
        with contextlib.closing(sqlite3.connect(":memory:")) as database:
            return database.execute("PRAGMA temp_store_directory").fetchall()

    seen = []

    def watched(stage: str, items: Iterable[object], total: int) -> Iterator[object]:
        seen.append((stage, where()))
        yield from items

    folder = tmp_path / "it's here"
    build(folder, settings(), toy_terms(), watch=watched)  # type: ignore[arg-type]
    stages = ("Reading", "Taking stock", "Joining works")
    assert seen == [*((stage, [(str(folder),)]) for stage in stages), ("Loading", [])]
    assert where() == []


def test_every_document_is_accounted_for(corpus: Path) -> None:
    rows = report(corpus)
    assert [(row[0].rpartition("/")[2], row[1]) for row in rows] == [
        ("cut-off.xml", "refused"),
        ("one-again.xml", "repeated"),
        ("one.xml", "read"),
        ("three.xml", "read"),
        ("three.xml", "lost"),
        ("two.xml", "read"),
    ]
    assert rows[0][3].startswith("corpus/articles/cut-off.xml:10:27: xml-syntax: ")
    assert rows[4][3].startswith("corpus/articles/three.xml:14:1: jats-missing-reference: ")
    assert "corpus/articles/one.xml" in rows[1][3]
    counts = read_manifest(corpus)["counts"]
    assert (counts["losses in report.tsv"], counts["lost citations"]) == (1, 0), (
        "an aimless citation is kept as printed"
    )


def test_a_slip_of_the_reader_costs_one_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slipping(data: bytes, file: str) -> Iterator[object]:
        if file.endswith("two.xml"):
            raise IndexError("toy")
        return parse_articles(data, file)

    monkeypatch.setattr(piece_module, "parse_articles", slipping)
    made = built(tmp_path / "c")
    assert made.manifest["counts"]["articles"] == 2
    (row,) = [row for row in report(tmp_path / "c") if row[0].endswith("two.xml")]
    assert row[1] == "refused" and "defect: evigraph itself failed here (IndexError: toy)" in row[3]


def test_an_article_that_holds_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "nothing.xml").write_text("<article><front/></article>", "utf-8")
    made = built(tmp_path / "c", str(tmp_path / "a"))
    assert (made.read, made.refused) == (0, 1)
    ((_, status, _, reason, *_),) = report(tmp_path / "c")
    assert status == "refused" and "jats-empty: Expected a title, text or references" in reason


def deadly(documents: list[Document]) -> list[Done]:
    """A batch whose worker dies of one of its documents."""
    if any(document.file.endswith("two.xml") for document in documents):
        os._exit(1)
    return workers_module._batch(documents)


def test_a_document_that_kills_its_reader_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = workers_module._batch
    monkeypatch.setattr(workers_module, "_batch", deadly)
    made = built(tmp_path / "c", readers=partial(make_pieces, workers=2))
    monkeypatch.setattr(workers_module, "_batch", batch)
    assert (made.manifest["counts"]["articles"], made.manifest["counts"]["documents refused"]) == (2, 2)
    (row,) = [row for row in report(tmp_path / "c") if row[0].endswith("two.xml")]
    assert "reader-died" in row[3]


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_is_what_is_in_it(corpus: Path, tmp_path: Path, kind: str) -> None:
    archive = tmp_path / f"articles.{kind}"
    files = sorted((TESTS / ARTICLES).iterdir())
    if kind == "zip":
        with zipfile.ZipFile(archive, "w") as zipped:
            for path in files:
                zipped.write(path, path.name)
    else:
        with tarfile.open(archive, "w:gz") as tarred:
            for path in files:
                tarred.add(path, path.name)
    made = built(tmp_path / "c", f"articles.{kind}", base=tmp_path)
    assert made.read == READ
    assert shards(tmp_path / "c") == shards(corpus)
    assert report(tmp_path / "c")[0][0] == f"articles.{kind}!cut-off.xml"


def test_a_pattern_and_a_file_name_what_a_folder_does(corpus: Path, tmp_path: Path) -> None:
    built(
        tmp_path / "c", f"{ARTICLES}/one*.xml", f"{ARTICLES}/t*.xml", f"{ARTICLES}/cut-off.xml", f"{ARTICLES}/two.xml"
    )
    assert content(tmp_path / "c") == content(corpus)


def test_a_name_that_is_no_text_is_told_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    try:
        (tmp_path / "articles" / os.fsdecode(b"one\xff.xml")).write_bytes((TESTS / ARTICLES / "one.xml").read_bytes())
    except OSError:
        pytest.skip("the file system has no such names")
    assert built(tmp_path / "c", "articles", base=tmp_path).manifest["counts"]["articles"] == 1
    assert report(tmp_path / "c")[0][0] == "articles/one\\xff.xml"


def test_many_files_take_no_memory() -> None:
    """A hundred thousand names are held on disk, each once, sorted; in a list they would be 30 MB."""
    names = (f"articles/{number % 100_000:06}.xml" for number in range(99_999, -1, -1))
    with contextlib.closing(Sources()) as sources:
        tracemalloc.start()
        assert sources.add(Source(name, f"/somewhere/{name}") for name in names)
        assert not sources.add([Source("articles/000000.xml", "/elsewhere")])
        first = next(iter(sources))
        count = sum(1 for _ in sources)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert first == Source("articles/000000.xml", "/somewhere/articles/000000.xml")
    assert count == 100_000
    assert peak < 1_000_000


def test_a_source_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^nowhere/\*\.xml: there is no such file"):
        built(tmp_path / "c", "nowhere/*.xml")
    with pytest.raises(InputError, match=r"No \.xml"):
        built(tmp_path / "c", "toy/queries")
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("size", [1, 77, 8192, 1 << 20, 1 << 30])
def test_shards_are_one_stream(corpus: Path, size: int) -> None:
    paths = sorted((corpus / "shards").iterdir())
    chained = Chained(paths)
    found = list(iter(lambda: chained.read(size), b""))
    whole = b"".join(gzip.decompress(path.read_bytes()) for path in paths)
    assert b"".join(found) == whole and max(map(len, found)) <= size
    assert chained.read(size) == b"", "it stays at its end"
    assert b"".join(iter(partial(Chained(iter([])).read, size), b"")) == b""


def test_a_store_of_many_files_is_merged(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same statements in fewer files; those that were merged are gone when it is next opened."""
    shards = sorted((corpus / "shards").iterdir())
    count = load_store(shards, tmp_path / "whole")
    assert count == read_manifest(corpus)["counts"]["statements"]
    folder = tmp_path / "store"
    lines = b"".join(gzip.decompress(path.read_bytes()) for path in shards).splitlines(keepends=True)
    in_parts = ox.Store(str(folder))
    for number in range(20):
        in_parts.bulk_load(input=b"".join(lines[number::20]), format=ox.RdfFormat.N_QUADS)
    del in_parts
    before = len(list(folder.glob("*.sst")))
    merge_store(folder)
    assert len(ox.Store(str(folder))) == count
    assert 0 < len(list(folder.glob("*.sst"))) < before
    stages: list[str] = []

    def watched(stage: str, items: Iterable[object], total: int) -> Iterator[object]:
        stages.append(stage)
        yield from items

    build(tmp_path / "few", settings(), toy_terms(), watch=watched)  # type: ignore[arg-type]
    assert stages[-1] == "Loading"
    monkeypatch.setattr("evigraph.corpus.build.MANY", count - 1)
    build(tmp_path / "many", settings(), toy_terms(), watch=watched)  # type: ignore[arg-type]
    assert stages[-2:] == ["Loading", "Merging"]


@pytest.mark.skipif("EVIGRAPH_CORPUS" not in os.environ, reason="needs articles in JATS: EVIGRAPH_CORPUS")
def test_articles_of_journals_lose_nothing_and_give_the_same_bytes(tmp_path: Path) -> None:
    source = Path(os.environ["EVIGRAPH_CORPUS"])
    with (source / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))[::20]
    names = [f"jats/{row['file']}" for row in rows]
    made = built(tmp_path / "one", *names, base=source)
    assert made.manifest["counts"]["articles"] == len(rows) > 10
    for kind, column in (("references", "references"), ("citations", "bibr_xrefs"), ("tables", "tables")):
        assert made.manifest["counts"][kind] == sum(int(row[column]) for row in rows)
        assert made.manifest["counts"][f"lost {kind}"] == 0
    built(tmp_path / "two", *reversed(names), readers=partial(make_pieces, workers=2), base=source)
    assert content(tmp_path / "two") == content(tmp_path / "one")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"sources": []}', '{"sources": "abc"}', '{"sources": ["a"], "shards": "4"}', '{"x": 1}']
)
def test_damaged_notes_of_a_corpus_are_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"settings\.json is damaged.* Give the articles again instead of --resume: "):
        read_settings(tmp_path)
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"manifest\.json is damaged\. Build again: "):
        read_manifest(tmp_path)


def test_a_corpus_mixes_with_nothing_else(corpus: Path, tmp_path: Path) -> None:
    """A folder that is empty, or where a build was killed at any moment, is one to build in; no other one is."""
    shutil.copytree(TESTS / "toy", tmp_path / "ws")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "notes.txt").write_text("mine", "utf-8")
    (tmp_path / "file").write_text("mine", "utf-8")
    before = {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")}
    for name, told in (
        ("ws", r"something else \("),
        ("notes", r"\(notes\.txt\)"),
        ("file", "file is a file; --out names"),
    ):
        with pytest.raises(InputError, match=told):
            built(tmp_path / name)
    assert {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")} == before
    begun = tmp_path / "begun"
    for name in (".next/shards", "pieces"):
        (begun / name).mkdir(parents=True)
    for name in (".lock", ".index-0a.sqlite", ".index-0a.sqlite-journal", ".evigraph-0a.tmp"):
        (begun / name).touch()
    assert built(begun).read == READ
    (begun / "queries" / "corpus").mkdir(parents=True)
    assert built(begun).read == 0


def test_a_corpus_among_its_sources_is_left_out(corpus: Path, tmp_path: Path) -> None:
    """Also an older one, an export, and where a pattern or a file's own name leads to them."""
    shutil.copytree(TESTS / ARTICLES, tmp_path / "corpus" / "articles")
    for sources in (["corpus"], ["corpus/**"], ["corpus", "corpus/out/shards/numbers.nq.gz"]):
        out = tmp_path / "corpus" / "out"
        seen = []
        for _ in range(2):
            made = built(out, *sources, base=tmp_path)
            seen.append((content(out), made.passed))
            export(out, tmp_path / "corpus" / "c.nq.gz", overwrite=True)
            (tmp_path / "corpus" / "c.nq.gz").unlink(missing_ok=sources != ["corpus"])
        assert seen[0] == seen[1]
        assert shards(out) == shards(corpus)
        assert seen[0][0]["report.tsv"] == content(corpus)["report.tsv"]
        shutil.copytree(out, tmp_path / "corpus" / "older", dirs_exist_ok=True)


def test_an_export_in_a_folder_is_no_article(tmp_path: Path) -> None:
    shutil.copytree(TESTS / ARTICLES, tmp_path / "articles")
    first = built(tmp_path / "c", "articles", base=tmp_path)
    export(tmp_path / "c", tmp_path / "articles" / "c.nq.gz")
    second = built(tmp_path / "c", "articles", base=tmp_path)
    assert second.manifest == first.manifest
    assert (first.passed, second.passed) == (0, 1)


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "xml"])
@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_passed_over_is_counted(tmp_path: Path, kind: str, workers: int) -> None:
    """In folders and in archives, whatever they are called; no byte of the corpus tells of it."""
    folder = tmp_path / "articles"
    shutil.copytree(TESTS / ARTICLES, folder)
    (folder / "one.xml").unlink()
    packed = folder / f"more.{kind}"
    if kind == "tar.gz":
        with tarfile.open(packed, "w:gz") as tarred:
            tarred.add(TESTS / ARTICLES, "a/articles")
    else:
        with zipfile.ZipFile(packed, "w") as zipped:
            zipped.write(TESTS / ARTICLES / "one.xml", "one.xml")
    readers = partial(make_pieces, workers=workers)
    before = built(tmp_path / "b", "articles", base=tmp_path, readers=readers)
    (folder / "notes.pdf").write_text("no article", "utf-8")
    if kind == "tar.gz":
        (tmp_path / "x").mkdir()
        (tmp_path / "x" / "x.txt").touch()
        with tarfile.open(packed, "w:gz") as tarred:
            tarred.add(TESTS / ARTICLES, "a/articles")
            tarred.add(tmp_path / "x", "x")
    else:
        with zipfile.ZipFile(packed, "a") as zipped:
            zipped.writestr("x.txt", "no article")
    after = built(tmp_path / "c", "articles", base=tmp_path, readers=readers)
    assert (before.passed, after.passed) == (0, 2)
    assert content(tmp_path / "c") == content(tmp_path / "b")


def test_a_copy_is_not_kept_from_before(tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(TESTS / ARTICLES, tmp_path / "articles" / name)
    made = built(tmp_path / "c", "articles/a", base=tmp_path)
    assert (made.read, made.twice, made.kept, made.refused) == (READ, 0, 0, 1)
    again = built(tmp_path / "c", "articles", base=tmp_path)
    assert (again.read, again.twice, again.kept, again.refused) == (0, 0, 2 * READ, 2)
    other = built(tmp_path / "d", "articles", base=tmp_path)
    assert (other.read, other.twice, other.kept, other.refused) == (READ, READ, 0, 2)
