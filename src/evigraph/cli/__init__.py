"""The command line: every command parses, calls one operation and prints what it gives.

main    the group, global options, exit status
output  tables, JSON, CSV and TSV on standard output
ask     commands that read: query, trace, find, list, show, stats, coverage
fall    commands that ask what falls: impact, standing
make    commands that write: build, check, export, view, bib, init
prove   commands that prove: diff, receipt
"""

from evigraph.cli.main import main

__all__ = ["main"]
