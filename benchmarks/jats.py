"""JATS articles to records on one core, beside pubmed_parser's four calls and lxml's bare parse.

Needs articles: the ``jats/`` folder of ``EVIGRAPH_CORPUS``.  pubmed_parser is in the dependency group ``bench``;
without it there is no peer.  Two readings are timed: to the records that the peer gives too (metadata, references in
parts, paragraphs with their citations, tables as rows of cells), and to everything, with what we alone give and
work out when it is asked for: sentences, clusters, grids with their headings, units and notes, registrations,
references as printed, the account of losses.  Beside them stand drafts: reading, and writing all that a curator reviews
into an inbox with the terms of the first review.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from lxml import etree

from benchmarks.measure import Line, Pairs, in_turn, ratio_line, run, shown
from benchmarks.repository import PYTHON, ROOT
from evigraph.ingest import ingest
from evigraph.jats import read_article
from evigraph.load.workspace import Workspace
from evigraph.scaffold import init

_MOST = 1 / 3
_TIMES = 5
_FEW = 3
_EVERY = 4


def lines() -> Iterator[Line]:
    """Processor time of an article, ours against the peer's and against the parse alone."""
    if not os.environ.get("EVIGRAPH_CORPUS"):
        yield Line("read JATS articles", "not measured: EVIGRAPH_CORPUS", "", "", "", None)
        return
    measured = json.loads(run([PYTHON, "-m", "benchmarks.jats"]).output)
    count = measured["articles"]
    drafted = shown([count / each for each in measured["drafts"]])
    yield Line("articles to drafts a second on one core", drafted, "", "", "", None)
    for what, most in (("records", _MOST), ("everything", None)):
        ours, bare = measured[f"{what} : bare"]
        yield ratio_line(f"{count} JATS articles to {what} : lxml's bare parse", Pairs(ours, bare), "s", None)
        rate = shown([count / each for each in ours])
        yield Line(f"articles to {what} a second on one core", rate, "", "", "", None)
        if f"{what} : peer" in measured:
            figure = f"{count} JATS articles to {what} : pubmed_parser, four calls"
            yield ratio_line(figure, Pairs(*measured[f"{what} : peer"]), "s", most)


def measure() -> dict[str, object]:
    """Processor seconds of reading every fourth article, in turn with the bare parse and with the peer."""
    paths = [str(path) for path in sorted((Path(os.environ["EVIGRAPH_CORPUS"]) / "jats").iterdir())[::_EVERY]]
    measured: dict[str, object] = {"articles": len(paths)}
    for what, read in (("records", _records), ("everything", _everything)):
        measured[f"{what} : bare"] = in_turn(_timed(read, paths), _timed(etree.parse, paths), _TIMES)
        if importlib.util.find_spec("pubmed_parser"):
            measured[f"{what} : peer"] = in_turn(_timed(read, paths), _timed(_peer, paths), _TIMES)
    with tempfile.TemporaryDirectory() as folder:
        workspace = _workspace(Path(folder))
        measured["drafts"] = [_timed(partial(_draft, workspace), paths)() for _ in range(_FEW)]
    return measured


def _workspace(folder: Path) -> Workspace:
    """A workspace with the terms of the first review and nothing else."""
    init(folder / "w", bare=True)
    shutil.copy(ROOT / "graph" / "terms.yaml", folder / "w" / "graph" / "terms.yaml")
    return Workspace(folder / "w")


def _draft(workspace: Workspace, path: str) -> object:
    """One article into an inbox with nothing in it."""
    shutil.rmtree(workspace.root / "graph" / "inbox", ignore_errors=True)
    return ingest(workspace, read_article(path), "0" * 64)


def _records(path: str) -> object:
    """What the peer gives too."""
    article = read_article(path).article
    rows = [block.text.split("\t") for block in article.blocks if block.kind == "row"]
    paragraphs = [(article.sections[block.section].title, block.text) for block in article.blocks]
    references = [(reference.id, reference.items) for reference in article.references]
    return article.title, article.abstract, rows, paragraphs, article.citations, references


def _everything(path: str) -> object:
    """All that is worked out when it is asked for."""
    reading = read_article(path)
    article = reading.article
    return (
        (reading.losses, article.clusters, article.registrations),
        [block.sentences for block in article.blocks],
        [(citation.sentence, citation.cluster) for citation in article.citations],
        [reference.printed for reference in article.references],
        [table.grids for table in article.tables],
    )


def _peer(path: str) -> None:
    import pubmed_parser

    warnings.simplefilter("ignore")
    with contextlib.suppress(KeyError):  # an article without a year of print
        pubmed_parser.parse_pubmed_xml(path)
    pubmed_parser.parse_pubmed_references(path)
    pubmed_parser.parse_pubmed_paragraph(path, all_paragraph=True)
    pubmed_parser.parse_pubmed_table(path)


def _timed(read: Callable[[str], object], paths: list[str]) -> Callable[[], float]:
    def work() -> float:
        started = time.process_time()
        for path in paths:
            read(path)
        return time.process_time() - started

    return work


if __name__ == "__main__":
    print(json.dumps(measure()))
