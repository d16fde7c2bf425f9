"""JATS articles to records on one core, beside pubmed_parser's four calls and lxml's bare parse.

Needs articles: the ``jats/`` folder of ``EVIGRAPH_CORPUS``.  pubmed_parser is in the dependency group ``bench``;
without it there is no peer.  It gives no sentences, clusters, notes, units, spans or CSL items; we give all of them.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.measure import Line, Pairs, in_turn, ratio_line, run, shown
from benchmarks.repository import PYTHON

_MOST = 1 / 3
_TIMES = 5
_EVERY = 4


def lines() -> Iterator[Line]:
    """Processor time of an article, ours against the peer's and against the parse alone."""
    if not os.environ.get("EVIGRAPH_CORPUS"):
        yield Line("read JATS articles", "not measured: EVIGRAPH_CORPUS", "", "", "", None)
        return
    measured = json.loads(run([PYTHON, "-m", "benchmarks.jats"]).output)
    count = measured["articles"]
    ours, bare = measured["bare"]
    yield ratio_line(f"read {count} JATS articles : lxml's bare parse", Pairs(ours, bare), "s", None)
    yield Line("articles a second on one core", shown([count / each for each in ours]), "", "", "", None)
    if "peer" in measured:
        figure = f"read {count} JATS articles : pubmed_parser, four calls"
        yield ratio_line(figure, Pairs(*measured["peer"]), "s", _MOST)


def measure() -> dict[str, object]:
    """Processor seconds of reading every fourth article, in turn with the bare parse and with the peer."""
    from lxml import etree

    from evigraph.jats import read_article

    paths = [str(path) for path in sorted((Path(os.environ["EVIGRAPH_CORPUS"]) / "jats").iterdir())[::_EVERY]]
    measured: dict[str, object] = {"articles": len(paths)}
    measured["bare"] = in_turn(_timed(read_article, paths), _timed(etree.parse, paths), _TIMES)
    if importlib.util.find_spec("pubmed_parser"):
        measured["peer"] = in_turn(_timed(read_article, paths), _timed(_peer, paths), _TIMES)
    return measured


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
