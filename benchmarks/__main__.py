"""Measures the figures and prints one table; how a figure comes out never changes the exit status."""

from __future__ import annotations

import os
import platform
import sys
from importlib import import_module, metadata

from benchmarks.measure import COLUMNS, Line

FIGURES = (
    *("query", "help", "build", "large_answer", "questions", "audit", "bibliography", "formatted"),
    *("pictures", "plots", "graph_page", "serve", "endpoint", "jats", "corpus"),
)
LONG = ("growth",)
"""What takes longer and is measured only when it is named."""
_LIBRARIES = ("evigraph", "pyoxigraph", "rdflib", "pyshacl", "click", "citeproc-py")
_CORES = 2


def main() -> None:
    """Every figure, or those named as arguments."""
    names = sys.argv[1:] or list(FIGURES)
    if unknown := [name for name in names if name not in (*FIGURES, *LONG)]:
        sys.exit(f"There is no figure {unknown[0]!r}; there are: {', '.join((*FIGURES, *LONG))}.")
    print(machine())
    lines: list[Line] = []
    for name in names:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        lines += import_module(f"benchmarks.{name}").lines()
    print_table([COLUMNS, *(line.cells() for line in lines)])


def machine() -> str:
    """What it runs on, held to two cores where the system allows."""
    cores = os.cpu_count() or 1
    if hasattr(os, "sched_setaffinity"):
        held = sorted(os.sched_getaffinity(0))[:_CORES]
        os.sched_setaffinity(0, held)
        cores = len(held)
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES)
    system = f"{platform.system()} {platform.machine()}"
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    return f"{cores} cores ({load}), {system}, Python {platform.python_version()}, {versions}"


def print_table(rows: list[tuple[str, ...]]) -> None:
    """The rows with their columns lined up."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main()
