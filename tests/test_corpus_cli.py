"""`evigraph corpus`: what people type, and what they are told."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from conftest import TESTS
from corpora import ARTICLES, DOCUMENTS, content
from evigraph.cli.progress import Progress
from evigraph.corpus.export import export
from evigraph.errors import InputError
from evigraph.locks import locked_file
from serving import until

PROGRAM = "from evigraph.cli import main; main()"


def run(*arguments: str, folder: Path = TESTS) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "EVIGRAPH_STORE"}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    ended = run("-C", "toy", "corpus", "build", ARTICLES, "--out", str(folder), "--retracted", "corpus/retracted.txt")
    assert ended.returncode == 1, ended.stderr
    assert "3 articles, 7 works, " in ended.stderr
    assert f"{DOCUMENTS} documents: 4 read, 0 kept from before, 1 refused." in ended.stderr
    return folder


def test_a_build_goes_on_from_anywhere(corpus: Path, tmp_path: Path) -> None:
    before = content(corpus)
    ended = run("corpus", "build", "--resume", "--out", str(corpus), folder=tmp_path)
    assert ended.returncode == 1
    assert f"{DOCUMENTS} documents: 0 read, 4 kept from before, 1 refused." in ended.stderr
    assert content(corpus) == before


def test_with_no_document_refused_all_is_fine(tmp_path: Path) -> None:
    ended = run("corpus", "build", f"{ARTICLES}/one.xml", "--no-terms", "--out", str(tmp_path / "c"))
    assert (ended.returncode, ended.stdout) == (0, "")
    ended = run("corpus", "query", "-e", "ASK { ?term a skos:Concept }", str(tmp_path / "c"))
    assert ended.stdout == "false\n"


def test_two_builds_in_one_folder_do_not_meet(tmp_path: Path) -> None:
    """The other one is a process of its own, which holds the lock."""
    (tmp_path / "c").mkdir()
    descriptor = locked_file(tmp_path / "c" / ".lock")
    arguments = ("corpus", "build", f"{ARTICLES}/one.xml", "--no-terms", "--out", str(tmp_path / "c"))
    ended = run(*arguments)
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.strip().endswith("c: another build is going on there. Wait for it, or build elsewhere.")
    assert [path.name for path in (tmp_path / "c").iterdir()] == [".lock"]
    os.close(descriptor)
    assert run(*arguments).returncode == 0


def test_a_question_is_asked_in_every_form(corpus: Path) -> None:
    asked = ("corpus", "query", "sentences-about-a-therapy-and-an-outcome", str(corpus))
    values = ("-p", "therapy=tarpelimab", "-p", "outcome=disease control")
    ended = run(*asked, *values, "--words")
    assert len(ended.stdout.splitlines()) == 2 and "It cites 'Tarpelimab for" in ended.stdout
    assert run(*asked, *values, "--format", "csv").stdout.startswith("article,article_title,")
    nothing = run(*asked, "-p", "therapy=morvecopan", "-p", "outcome=disease control")
    assert (nothing.returncode, nothing.stderr) == (0, "No rows for therapy = morvecopan, outcome = disease control.\n")
    here = run("corpus", "query", "-e", "ASK {}", folder=corpus)
    assert here.stdout == "true\n"


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("corpus", "build", "--out", "{new}"), 2, "SRC is missing: give the articles, or --resume"),
        (
            ("corpus", "build", ARTICLES, "--resume", "--out", "{new}"),
            2,
            "--resume goes on with the articles of the last",
        ),
        (("corpus", "build", ARTICLES, "--workers", "1", "--dask", "tcp://h:1", "--out", "{new}"), 2, "or --workers"),
        (("corpus", "build", ARTICLES, "--dask", "banana", "--no-terms", "--out", "{new}"), 2, "banana is no address"),
        (("corpus", "build", ARTICLES, "--out", "toy"), 3, "toy holds something else ("),
        (("corpus", "build", "--resume", "--out", "{new}"), 3, "no build was begun here"),
        (("corpus", "build", "nothing.xml", "--out", "{new}"), 3, "nothing.xml: there is no such file"),
        (("corpus", "build", ARTICLES, "--retracted", "nothing.csv", "--out", "{new}"), 3, "nothing.csv"),
        (("corpus", "build", ARTICLES, "--out", "conftest.py"), 3, "conftest.py is a file; --out names the folder"),
        (("corpus", "query", "most-cited-works", "{new}"), 3, "no corpus here"),
        (("corpus", "query", "most-cited-work", "{corpus}"), 3, "Did you mean 'most-cited-works'?"),
        (("corpus", "query", "nope", "{corpus}"), 3, "`evigraph corpus query --list` lists them"),
        (("corpus", "query", "{corpus}"), 2, "Give a question's name and DIR"),
        (("corpus", "query"), 2, "Give a question's name and DIR"),
        (("corpus", "query", "-e", "ASK {", "{corpus}"), 3, "Not valid SPARQL"),
        (("corpus", "stats", "{new}"), 3, "no corpus here"),
        (("corpus", "export", "{corpus}", "-o", "{corpus}/x.nq"), 3, "exists already"),
        (("corpus", "export", "{corpus}", "-o", "x.txt"), 2, "x.txt: an export is N-Quads; call it FILE.nq, or"),
        (("corpus", "export", "{corpus}", "-o", "memory://x/y.ttl"), 2, "an export is N-Quads"),
        (("corpus", "export", "{corpus}", "-o", "nowhere/x.nq"), 3, "cannot be written"),
        (("corpus", "serve", "{new}"), 3, "no corpus here"),
        (("--store", "http://127.0.0.1:9/", "corpus", "stats"), 2, "'corpus stats' cannot ask a store"),
        (("--store", "http://127.0.0.1:9/", "corpus", "query", "most-cited-works"), 5, "cannot be reached"),
        (("--store", "http://127.0.0.1:9/", "corpus", "query", "most-cited-works", "{corpus}"), 2, "not both"),
    ],
)
def test_what_cannot_be_is_said(
    corpus: Path, tmp_path: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    (corpus / "x.nq").touch()
    given = [each.format(new=tmp_path / "new", corpus=corpus) if "{" in each[:1] else each for each in arguments]
    ended = run(*given)
    assert (ended.returncode, ended.stdout) == (status, "")
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "new").exists()


def test_an_export_is_all_of_it(corpus: Path, tmp_path: Path) -> None:
    for name in ("c.nq", "c.nq.gz"):
        assert run("corpus", "export", str(corpus), "--output", str(tmp_path / name)).returncode == 0
    plain = (tmp_path / "c.nq").read_bytes()
    assert gzip.decompress((tmp_path / "c.nq.gz").read_bytes()) == plain
    assert f"statements\t{plain.count(b' .' + bytes([10]))}\n" in run("corpus", "stats", str(corpus)).stdout
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["c.nq", "c.nq.gz"])
@pytest.mark.parametrize("damage", ["cut off", "changed", "another"])
def test_an_export_of_a_damaged_shard_is_none(corpus: Path, tmp_path: Path, name: str, damage: str) -> None:
    shutil.copytree(corpus, tmp_path / "c", ignore=shutil.ignore_patterns("store", "pieces"))
    shard = tmp_path / "c" / "shards" / "numbers.nq.gz"
    whole = shard.read_bytes()
    if damage == "cut off":
        shard.write_bytes(whole[:-12])
    elif damage == "changed":
        shard.write_bytes(whole[:20] + bytes([whole[20] ^ 255]) + whole[21:])
    else:
        shard.write_bytes(gzip.compress(b"<a:a> <a:b> <a:c> <a:d> .\n"))
    (tmp_path / name).write_bytes(b"old")
    with pytest.raises(InputError, match=r"numbers\.nq\.gz .*does not hold what the manifest says\. Build again: "):
        export(tmp_path / "c", tmp_path / name, overwrite=True)
    assert {path.name: path.is_file() and path.read_bytes() for path in tmp_path.iterdir()} == {
        "c": False,
        name: b"old",
    }


@pytest.mark.skipif(os.name != "posix", reason="the server needs Linux or macOS")
def test_a_corpus_is_served(corpus: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, "corpus", "serve", str(corpus), "--port", "0"]
    log = tmp_path / "log"
    with log.open("w") as said:
        process = subprocess.Popen(command, stderr=said, stdout=subprocess.DEVNULL, env={**os.environ})
    try:
        assert until(lambda: "Serving at " in log.read_text("utf-8"), 60)
        address = log.read_text("utf-8").partition("Serving at ")[2].split()[0]
        query = "SELECT (COUNT(*) AS ?n) WHERE { ?article a <https://w3id.org/evigraph/ns#SourceArticle> }"
        answer = httpx.get(f"{address}sparql", params={"query": query}, headers={"accept": "text/csv"}, timeout=60)
        assert answer.text.split() == ["n", "3"]
        assert "Works cited together" in httpx.get(f"{address}ask", timeout=60).text
        asked = httpx.get(f"{address}questions", timeout=60)
        assert "Most cited works" in asked.text and "Studies of a therapy" not in asked.text
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def living(group: int) -> list[str]:
    """The states of a group's processes that run; who is dead but not yet waited for is not among them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, of, *_ = path.read_text("ascii", "replace").rpartition(")")[2].split()
            found += [state] if int(of) == group and state != "Z" else []
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="sees processes in /proc")
def test_ctrl_c_ends_a_build_and_all_its_processes(tmp_path: Path) -> None:
    """Many copies, so that it is still reading when it is interrupted."""
    (tmp_path / "articles").mkdir()
    text = (TESTS / "jats" / "odd.xml").read_text("utf-8")
    for number in range(1500):
        (tmp_path / "articles" / f"{number}.xml").write_text(text.replace("toy.1<", f"toy.{number}<"), "utf-8")
    arguments = ["corpus", "build", "articles", "--no-terms", "--workers", "2", "--out", "c"]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )
    assert until(lambda: bool(list(tmp_path.glob("c/pieces/*/*.json.gz"))), 60)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip()) == (130, "Interrupted; what was there before is unchanged.")
    assert until(lambda: living(process.pid) == [])
    assert 0 < len(list(tmp_path.glob("c/pieces/*/*.json.gz"))) < 1500


def test_progress_tells_pace_and_what_is_left() -> None:
    progress = Progress("Reading")
    assert list(zip(range(3), progress.over(iter(range(10)), 10), strict=False)) == [(0, 0), (1, 1), (2, 2)]
    progress._started -= 10
    assert progress.line() == "Reading [####....................] 2 of 10, 10 s, 0.2/s, 40 s left"
    progress._done, progress._total = 10, 10_000
    assert progress.line().endswith(" 10 of 10,000, 10 s, 1.0/s, 167 min left")


def test_without_a_workspace_the_terms_of_the_carried_one_are_looked_for(tmp_path: Path) -> None:
    """The command says so; a question about a corpus asks no workspace and says nothing of any."""
    article = str(TESTS / ARTICLES / "one.xml")
    ended = run("corpus", "build", article, "--no-store", "--out", "c", folder=tmp_path)
    told = "No workspace here: terms of the article that evigraph carries are looked for; --no-terms leaves that out.\n"
    assert (ended.returncode, ended.stderr.count("No workspace"), told in ended.stderr) == (0, 1, True)
    ended = run("corpus", "query", "--list", folder=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_other_files_are_told_of(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    shutil.copy(TESTS / ARTICLES / "one.xml", tmp_path / "a" / "one.xml")
    (tmp_path / "a" / "notes.pdf").touch()
    ended = run("corpus", "build", "a", "--no-terms", "--no-store", "--out", "c", folder=tmp_path)
    assert "1 document: 1 read, 0 kept from before, 0 refused." in ended.stderr
    assert ended.stderr.endswith("1 other file was passed over: only .xml, .nxml and archives of them are read.\n")
