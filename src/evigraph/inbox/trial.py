"""The check of a workspace as it would be, before anything is written."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from evigraph.check import check_workspace
from evigraph.errors import Finding, Place
from evigraph.load.workspace import Workspace
from evigraph.read import Record, each, parse_yaml

Origins = Mapping[str, Sequence[str]]
"""For a file, the identifiers of the drafts that its last records come from, in order."""


def faults(
    workspace: Workspace, files: Mapping[str, str], origins: Origins, rows: Mapping[str, Place]
) -> list[Finding]:
    """What the check says of a workspace with these files; a fault of a draft names it, or its row in a table."""
    with tempfile.TemporaryDirectory(prefix="evigraph-trial-") as folder:
        root = Path(folder)
        kept = [(source.name, source.path) for source in workspace.sources()]
        kept += [(f"graph/schema/{path.name}", path) for path in (workspace.root / "graph" / "schema").glob("*.*")]
        for name, path in kept:
            _put(root / name, path.read_bytes())
        for name, text in files.items():
            _put(root / name, text.encode())
        findings = check_workspace(Workspace(root))[1]
    lines = {name: _lines(name, files[name], ids) for name, ids in origins.items() if name in files}
    return [_told(finding, lines, rows) for finding in findings]


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _lines(name: str, text: str, ids: Sequence[str]) -> list[tuple[int, str]]:
    """In which line the record of each draft begins."""
    tree, _ = parse_yaml(text, name)
    records = [record for value in (tree or {}).values() for record in each(value) if isinstance(record, Record)]
    return [(record.place.line, identifier) for record, identifier in zip(records[-len(ids) :], ids, strict=True)]


def _told(finding: Finding, lines: Mapping[str, Sequence[tuple[int, str]]], rows: Mapping[str, Place]) -> Finding:
    above = [identifier for line, identifier in lines.get(finding.place.file, ()) if line <= finding.place.line]
    if not above:
        return finding
    if row := rows.get(above[-1]):
        return replace(finding, place=row, hint=f"{finding.hint} It is {above[-1]}.".strip())
    hint = f"{finding.hint} Mend it with `evigraph inbox edit {above[-1]}`.".strip()
    return replace(finding, hint=hint)
