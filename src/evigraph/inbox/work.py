"""What accepting drafts comes to, before it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from evigraph.bib import parse_bib
from evigraph.errors import RecordError
from evigraph.ingest.sections import numbered
from evigraph.load.schema import Schema, read_schema
from evigraph.load.workspace import Workspace
from evigraph.read import read_text


@dataclass
class Names:
    """The identifiers of the claims that an article has, and how far each stem was counted."""

    taken: set[str]
    numbers: dict[str, int] = field(default_factory=dict)

    def free(self, wanted: str) -> str:
        """An identifier that no claim has."""
        return numbered(wanted, self.taken, self.numbers) if wanted in self.taken else wanted


@dataclass
class Work:
    """What accepting comes to, before it is written; whatever claims are held against is read once for all of them.

    ``records`` are those to be put behind others, by file and key of their list.
    """

    workspace: Workspace
    who: str
    when: str
    files: dict[str, str] = field(default_factory=dict)
    records: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    origins: dict[str, list[str]] = field(default_factory=dict)
    became: dict[str, str] = field(default_factory=dict)
    names: dict[str, Names] = field(default_factory=dict)
    works: dict[str, dict[str, str]] = field(default_factory=dict)

    @cached_property
    def schema(self) -> Schema:
        """The schema of the workspace."""
        return read_schema(self.workspace)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Key of an entry of the bibliography -> the work that it prints again; asked when all articles are in it.

        Raises:
            RecordError: the bibliography cannot be read.
        """
        entries, _ = parse_bib(self.text("references.bib"))
        return {entry.key: entry.fields["sameas"] for entry in entries if entry.fields.get("sameas")}

    def text(self, name: str) -> str:
        """A file of the workspace as it will be.

        Raises:
            RecordError: the file cannot be read.
        """
        return self.files[name] if name in self.files else self._now(name)

    def changes(self) -> dict[Path, tuple[bytes | None, bytes]]:
        """What each file holds and shall hold; bytes that stand in a file stay, its line ends count for what is new."""
        made: dict[Path, tuple[bytes | None, bytes]] = {}
        for name, text in self.files.items():
            path, now = self.workspace.root / name, self._now(name)
            old = path.read_bytes() if path.exists() else b""
            more = text.removeprefix(now) if text.startswith(now) else ""
            ends = "\r\n" if b"\r\n" in old else "\n"
            new = old + more.replace("\n", ends).encode() if more or text == now else text.encode()
            made[path] = (old if path.exists() else None, new)
        return made

    def _now(self, name: str) -> str:
        path = self.workspace.root / name
        if not path.exists():
            return ""
        text, faults = read_text(path, name)
        if text is None:
            raise RecordError(faults)
        return text
