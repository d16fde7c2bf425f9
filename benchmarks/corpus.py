"""Articles to a corpus: articles a second, two workers against one, the store against pyoxigraph's own bulk load.

Needs articles: the ``jats/`` folder of ``EVIGRAPH_CORPUS``.  They are copied ``EVIGRAPH_COPIES`` times (default 6),
each copy with identifiers of its own and the same references, so that works are shared as in a large corpus; with fewer
the second that a process takes to begin is a good part of what is measured.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Line, Pairs, Run, in_turn, memory_line, ratio_line, run, seconds, shown
from benchmarks.repository import PYTHON

_TIMES = 3
_MOST = 1 / 1.8
"""Two workers take at most so much of the time of one."""
_MOST_LOAD = 1.5
_MEGABYTES = 2500
"""What the engine holds while it loads, some million statements however many there are, and all else."""
_EVERY = 4
_QUESTIONS = ("most-cited-works", "works-cited-together", "numbers-that-differ", "errors-in-reference-lists")
_DOI = re.compile(rb'(<article-id pub-id-type="doi">)')
_NUMBER = re.compile(rb'(<article-id pub-id-type="(?:pmid|pmc|pmcid|pmc-aiid)">(?:PMC)?)')


def lines() -> Iterator[Line]:
    """The figures."""
    if not os.environ.get("EVIGRAPH_CORPUS"):
        yield Line("build a corpus", "not measured: EVIGRAPH_CORPUS", "", "", "", None)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        count = copies(folder / "articles.zip", int(os.environ.get("EVIGRAPH_COPIES", "6")))
        two, one = in_turn(lambda: read(folder, 2), lambda: read(folder, 1), _TIMES)
        yield ratio_line(f"read {count} articles : with two workers, with one", seconds(two, one), "s", _MOST)
        yield Line(
            "articles a second with two workers", shown([count / each.seconds for each in two]), "", "", "", None
        )
        whole = build(folder)
        yield Line(f"build a corpus of {count}", shown([whole.seconds], "s"), "", "", "", None)
        yield memory_line("memory of its first process", [whole], _MEGABYTES)
        measured = json.loads(run([PYTHON, "-m", "benchmarks.corpus", str(folder / "corpus")]).output)
        yield ratio_line("load the shards : pyoxigraph, one plain file", Pairs(*measured["load"]), "s", _MOST_LOAD)
        for name in _QUESTIONS:
            yield Line(f"ask {name}", shown(measured[name], "s"), "", "", "", None)


def copies(path: Path, times: int) -> int:
    """Every fourth article (all of them, where they are copied) into an archive; how many there are then."""
    found = sorted((Path(os.environ["EVIGRAPH_CORPUS"]) / "jats").iterdir())[:: _EVERY if times == 1 else 1]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for article in found:
            data = article.read_bytes()
            for copy in range(times):
                own = _NUMBER.sub(rb"\g<1>%d" % (copy + 1), _DOI.sub(rb"\g<1>10.9999/%d/" % copy, data))
                archive.writestr(f"{copy}/{article.name}", own if copy else data)
    return len(found) * times


_READ = """
import sys
from pathlib import Path
from evigraph.corpus.documents import documents, files
from evigraph.corpus.piece import Recipe
from evigraph.corpus.workers import make_pieces
if __name__ == "__main__":
    import tempfile
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as pieces:
        found = documents(files([sys.argv[1] + "/articles.zip"]))
        print(sum(done.read for done in make_pieces(found, Recipe(pieces, ""), int(sys.argv[2]))))
"""


def read(folder: Path, workers: int) -> Run:
    """Reads all articles anew with so many processes."""
    script = folder / "read.py"
    script.write_text(_READ, "utf-8")
    return run([PYTHON, str(script), str(folder), str(workers)])


def build(folder: Path) -> Run:
    """Builds the corpus with two workers, from nothing to a store."""
    program = "from evigraph.cli import main; main()"
    command = [PYTHON, "-c", program, "corpus", "build", str(folder / "articles.zip"), "--workers", "2"]
    return run([*command, "--out", str(folder / "corpus")])


def measure(folder: Path) -> dict[str, object]:
    """Seconds of loading the shards, in turn with one plain file, and of each question."""
    import pyoxigraph as ox

    from evigraph.corpus.asking import open_corpus
    from evigraph.corpus.export import export
    from evigraph.corpus.store import load_store
    from evigraph.query import find_question

    export(folder, folder / "plain.nq")
    shards = sorted((folder / "shards").iterdir())

    def ours() -> float:
        with tempfile.TemporaryDirectory(dir=folder) as store:
            started = time.perf_counter()
            load_store(shards, Path(store))
            return time.perf_counter() - started

    def theirs() -> float:
        with tempfile.TemporaryDirectory(dir=folder) as store:
            started = time.perf_counter()
            ox.Store(store).bulk_load(path=str(folder / "plain.nq"))
            return time.perf_counter() - started

    measured: dict[str, object] = {"load": in_turn(ours, theirs, _TIMES)}
    dataset = open_corpus(folder)
    for name in _QUESTIONS:
        question, taken = find_question(dataset.workspace, name), []
        for _ in range(_TIMES):
            started = time.perf_counter()
            question.ask(dataset)
            taken.append(time.perf_counter() - started)
        measured[name] = taken
    return measured


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
