"""The command line: every command parses, calls one operation and prints what it gives.

main    the group, global options, exit status
output  tables, JSON, CSV and TSV on standard output
ask     commands that read: query, trace, find, list, show, stats, coverage
make    commands that write: build, check, export, view, bib, init
"""

from evigraph.cli.main import main

__all__ = ["main"]
