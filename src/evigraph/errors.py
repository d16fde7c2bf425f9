"""What can go wrong, and how it is said.

    EvigraphError                  4  a defect of evigraph itself, unless a subclass says otherwise
    ├── UsageError                 2  the command or call cannot mean anything
    ├── StoreError                 5  a remote store gives no whole answer
    └── InputError                 3  something given to us cannot be used
        ├── WorkspaceError         3  no workspace, or one that cannot be read or written
        ├── RecordError            3  authored records with faults; carries every finding
        │   └── BuildError         3  the same, where a graph was to be built of them
        ├── QueryError             3  a question that cannot be asked as it stands
        ├── NotFound               3  a name that stands for nothing here
        │   └── Ambiguous          3  a name that stands for several things
        └── WriteError             3  a file cannot be written (evigraph.write)

The number is the exit status of the command line.  Faults in people's files are
not exceptions but values: a :class:`Finding` with its place, so that a reader can
go on and report all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file; ``line`` and ``column`` count from 1 (0: the file as a whole)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column or 1}"


@dataclass(frozen=True, order=True)
class Finding:
    """One fault in authored data, in words its author understands.

    ``code`` is stable (kebab-case) and may be searched for; ``message`` says what was
    found and what was expected; ``hint`` says how to mend it.
    """

    place: Place
    code: str
    message: str
    hint: str = ""
    severity: str = field(default="error", compare=False)

    def __str__(self) -> str:
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.place}: {self.code}: {self.message}{hint}"


class EvigraphError(Exception):
    """Anything evigraph raises on purpose."""

    exit_status = 4


class UsageError(EvigraphError):
    """The call cannot mean anything: an unknown option, two that exclude each other."""

    exit_status = 2


class StoreError(EvigraphError):
    """A remote store cannot be reached, gives no whole answer in time, or none that can be read."""

    exit_status = 5


class InputError(EvigraphError):
    """Something we were given cannot be used."""

    exit_status = 3


class WorkspaceError(InputError):
    """There is no workspace here, or it cannot be read or written."""


class RecordError(InputError):
    """Authored records have faults; ``findings`` holds every one of them, in file order."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(sorted(findings))
        super().__init__("\n".join(str(finding) for finding in self.findings))


class BuildError(RecordError):
    """A graph was not built, because its sources have faults."""


class QueryError(InputError):
    """A question cannot be asked: bad syntax, an unknown parameter, a value of the wrong type."""


class NotFound(InputError):
    """A name that stands for nothing in this workspace."""


class Ambiguous(NotFound):
    """A name that stands for several things; ``candidates`` are (identifier, label) pairs."""

    def __init__(self, message: str, candidates: Sequence[tuple[str, str]]) -> None:
        self.candidates = tuple(candidates)
        super().__init__(message)


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """A hint naming the known word nearest to ``wrong``, or the empty string.

    >>> did_you_mean("certanty", ["certainty", "label"])
    "Did you mean 'certainty'?"
    """
    import difflib

    lowered = {word.lower(): word for word in sorted(known)}
    near = difflib.get_close_matches(wrong.lower(), lowered, n=1, cutoff=0.7)
    return f"Did you mean '{lowered[near[0]]}'?" if near else ""
