"""Check files: SPARQL whose every row is a finding, with a header that documents it.

The header is that of a question with more keys: what the check looks for and why, its
arithmetic, what to do, its known false alarms, which columns are the nodes concerned and
which the values compared.  ``compute`` names a function for what SPARQL cannot do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from evigraph.audit.compute import function
from evigraph.audit.finding import SEVERITIES
from evigraph.errors import QueryError, did_you_mean
from evigraph.load.workspace import Workspace
from evigraph.query.question import read_header
from evigraph.read import each, read_text

GROUPS = ("numbers", "comparability", "citations", "completeness", "standing")
REQUIRED = ("title", "group", "looks_for", "why", "advice", "false_alarms", "columns", "concerns", "finding")
HEADER = (*REQUIRED, "arithmetic", "compared", "passed", "compute")


@dataclass(frozen=True)
class Check:
    """One file of ``queries/checks``."""

    name: str
    path: Path
    sparql: str
    severity: str

    @cached_property
    def header(self) -> Mapping[str, Any]:
        """The fields of the header.

        Raises:
            QueryError: one is missing, unknown, or names a column that is not described.
        """
        head = read_header(self.sparql, self.path.name, HEADER)
        missing = [key for key in REQUIRED if key not in head]
        if missing:
            raise QueryError(f"{self.path.name}: The header of a check needs: {', '.join(missing)}.")
        if head["group"] not in GROUPS:
            raise QueryError(f"{self.path.name}: 'group' is one of {', '.join(GROUPS)}.")
        if "compute" in head and function(head["compute"]) is None:
            where = "It names one of evigraph.audit.compute, as module.function."
            raise QueryError(f"{self.path.name}: There is no function '{head['compute']}'. {where}")
        columns = head["columns"]
        for key in ("finding", "passed"):
            if re.search(r"[{}]", re.sub(r"\{\w+\}", "", str(head.get(key, "")))):
                raise QueryError(f"{self.path.name}: A slot of '{key}' is malformed; it is {{column}}.")
        slots = set(re.findall(r"\{(\w+)\}", f"{head['finding']} {head.get('passed', '')}"))
        for name in {*_listed(head, "concerns"), *_listed(head, "compared"), *slots} - set(columns):
            raise QueryError(f"{self.path.name}: '{name}' is used in the header, but is not one of its columns.")
        return head

    @cached_property
    def lists(self) -> frozenset[str]:
        """The columns that the query puts together from parts, with "; " between them."""
        return frozenset(re.findall(r'separator\s*=\s*"; "\s*\)\s*AS\s+\?(\w+)', self.sparql, re.IGNORECASE))

    def text(self, key: str) -> str:
        """A field of the header as one line of text; empty when it is not there."""
        return " ".join(str(self.header.get(key, "")).split())

    def names(self, key: str) -> tuple[str, ...]:
        """A field of the header that lists columns."""
        return _listed(self.header, key)


def checks(workspace: Workspace) -> dict[str, Check]:
    """Every check of a workspace by name; its own files override the standard ones.

    Raises:
        QueryError: a check cannot be read, or the table of severities does not name it.
    """
    folders = [folder / "checks" for folder in workspace.query_folders() if (folder / "checks").is_dir()]
    severity: dict[str, str] = {}
    for folder in folders:
        severity |= _severities(folder / "severity.tsv")
    paths = {path.stem: path for folder in folders for path in sorted(folder.glob("*.rq"))}
    unrated = [name for name in paths if name not in severity]
    if unrated:
        raise QueryError(f"queries/checks/severity.tsv names no severity for: {', '.join(unrated)}.")
    return {name: _read(paths[name], severity[name]) for name in sorted(paths)}


def find_checks(workspace: Workspace, names: list[str] | None) -> list[Check]:
    """The checks of these names, or all of them.

    Raises:
        QueryError: there is none of this name.
    """
    known = checks(workspace)
    for name in names or ():
        if name not in known:
            raise QueryError(f"There is no check '{name}'. {did_you_mean(name, known)}".strip())
    return [check for name, check in known.items() if not names or name in names]


def _listed(head: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(item) for item in each(head[key])) if key in head else ()


def _read(path: Path, severity: str) -> Check:
    text, faults = read_text(path, path.name, "check")
    if text is None:
        raise QueryError("\n".join(str(fault) for fault in faults))
    return Check(path.stem, path, text, severity)


def _severities(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    text, faults = read_text(path, path.name, "table of severities")
    if text is None:
        raise QueryError("\n".join(str(fault) for fault in faults))
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, _, severity = line.partition("\t")
        if line.startswith("#") or not line.strip() or (number == 1 and name == "check"):
            continue
        if severity not in SEVERITIES:
            raise QueryError(f"{path.name}:{number}: the severity is one of {', '.join(SEVERITIES)}, after a tab.")
        if name in found:
            raise QueryError(f"{path.name}:{number}: '{name}' has a severity already.")
        found[name] = severity
    return found
