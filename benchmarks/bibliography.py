"""A library of 20,000 entries: read beside bare bibtexparser, then written in three formats, each in its own process.

A third of the entries hold LaTeX in title and names, as libraries do that were written for it.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks.measure import Line, Pairs, in_turn, memory_line, ratio_line, run, shown
from benchmarks.repository import PYTHON, ROOT

ENTRIES = 20_000
FORMATS = ("bibtex", "ris", "csl-json")
_MOST_SECONDS = 5.0
_MOST_MEGABYTES = 500.0


def lines() -> Iterator[Line]:
    """Reading against bare bibtexparser; writing, and the memory of reading and writing, against their limits."""
    ours, peer = json.loads(run([PYTHON, "-m", "benchmarks.bibliography", "read"]).output)
    yield ratio_line(f"read {ENTRIES:,} BibTeX entries : bare bibtexparser", Pairs(ours, peer), "s", 1.3)
    for form in FORMATS:
        process = run([PYTHON, "-m", "benchmarks.bibliography", form])
        seconds = json.loads(process.output)
        met = max(seconds) <= _MOST_SECONDS
        yield Line(f"export {ENTRIES:,} entries as {form}", shown(seconds, "s"), "", "", f"<= {_MOST_SECONDS:g} s", met)
        yield memory_line(f"the same with reading them, whole process ({form})", [process], _MOST_MEGABYTES)


def library(entries: int = ENTRIES) -> str:
    """The entries of this repository over and over under other keys, a third of them with LaTeX."""
    written = (ROOT / "references.bib").read_text("utf-8")
    blocks = [block for block in re.split(r"(?m)^(?=@)", written) if block.startswith("@")]
    made = []
    for number in range(entries):
        block = blocks[number % len(blocks)]
        block = re.sub(r"\A@(\w+)\{([^,]+),", rf"@\1{{\2-{number},", block)
        block = re.sub(r"(?m)^  sameas = .*\n", "", block)
        if number % 3 == 0:
            block = block.replace("Gökbuget", r"G{\"o}kbuget")
            block = block.replace("title = {", r"title = {{\"U}ber \textit{E. coli} and ")
        made.append(block)
    return "".join(made)


def read() -> tuple[list[float], list[float]]:
    """Processor seconds of reading the library here and with bibtexparser alone, in turn."""
    import logging

    from bibtexparser.entrypoint import parse_string

    from evigraph.bib import parse_bib

    logging.disable(logging.CRITICAL)
    text = library()

    def ours() -> None:
        assert len(parse_bib(text, rules=False)[0]) == ENTRIES

    def peer() -> None:
        assert len(parse_string(text).entries) == ENTRIES

    return in_turn(lambda: _seconds(ours), lambda: _seconds(peer), 5)


def write(form: str) -> list[float]:
    """Processor seconds of exporting the library that was read: every record decoded, mapped and written."""
    from evigraph.bib import parse_bib, render, to_csl

    entries, _ = parse_bib(library(), rules=False)

    def export() -> None:
        assert render([to_csl(entry) for entry in entries], form)

    return [_seconds(export) for _ in range(3)]


def _seconds(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    asked = sys.argv[1]
    print(json.dumps(read() if asked == "read" else write(asked)))
