"""Answering a finding: a record appended to ``graph/responses.yaml``, the rest of the file untouched."""

from __future__ import annotations

import json
from collections.abc import Sequence

from evigraph.audit.finding import Finding
from evigraph.errors import InputError, RecordError
from evigraph.load.workspace import Workspace
from evigraph.read import Record, each, parse_yaml, read_text
from evigraph.write import write_atomically

FILE = "graph/responses.yaml"
DECISIONS = ("accepted", "explained", "fixed")
_START = "# Answers to findings of the audit: what was decided, why, by whom, when.\nresponses:\n"


def answer(workspace: Workspace, finding: Finding, decision: str, reason: str, who: Sequence[str], when: str) -> str:
    """Adds an answer to a finding; gives the name of the file.

    ``when`` is a date, 2024-05-01.  The answer holds for the values that the finding compares now.

    Raises:
        InputError: the finding has an answer already.
        WorkspaceError: the workspace is the one that evigraph carries.
        RecordError: the file of answers cannot be read.
        WriteError: it cannot be written; what stood there is unchanged.
    """
    workspace.require_own()
    path = workspace.root / FILE
    text, records = _START, []
    if path.exists():
        found, faults = read_text(path, FILE)
        if found is None:
            raise RecordError(faults)
        text = found if found.endswith("\n") else found + "\n"
        records = _records(text)
    for record in records:
        if record.get("finding") == finding.id:
            raise InputError(f"{finding.id} is answered already, at {record.place}. Change the answer there.")
    fields = {"finding": finding.id, "values": finding.digest, "decision": decision, "reason": " ".join(reason.split())}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    lines.append(f"who: [{', '.join(json.dumps(name, ensure_ascii=False) for name in who)}]")
    lines.append(f'when: "{when}"')
    indent = " " * (records[0].place.column - 3 if records else 0)
    text += "".join(f"{indent}{'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))
    _records(text)
    write_atomically(path, text.encode(), overwrite=True)
    return FILE


def _records(text: str) -> list[Record]:
    tree, faults = parse_yaml(text, FILE)
    if tree is None or faults:
        raise RecordError(faults)
    return [record for record in each(tree["responses"]) if isinstance(record, Record)] if "responses" in tree else []
