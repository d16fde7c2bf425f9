"""Where a workspace is, and which files make it up."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from evigraph.errors import WorkspaceError

_HERE = Path(__file__).resolve().parent.parent


def package_data() -> Path:
    """The folder with the schema, the standard questions and the article's workspace.

    In an installed wheel it lies inside the package; an editable install has no such
    folder, and the checkout around ``src`` serves instead.
    """
    inside = _HERE / "workspace"
    return inside if inside.is_dir() else _HERE.parent.parent


@dataclass(frozen=True)
class Source:
    """One file of a workspace: its path and its name as people know it (POSIX, relative)."""

    path: Path
    name: str


@dataclass(frozen=True)
class Workspace:
    """A folder with ``references.bib``, ``graph/`` and ``queries/``.

    ``stand_in`` is True where no workspace was found, and the one that the package carries answers instead.
    ``questions`` is the folder in it that holds the questions.
    """

    root: Path
    stand_in: bool = field(default=False, compare=False)
    questions: str = "queries"

    @cached_property
    def carried(self) -> bool:
        """True when this is the workspace that the package itself carries."""
        return self.root == package_data()

    def require_own(self) -> None:
        """Refuses the workspace that the package carries, unless it is a checkout that someone works in.

        Raises:
            WorkspaceError: nothing may be written here.
        """
        if self.stand_in or (self.carried and not (self.root / "pyproject.toml").exists()):
            why = "There is no workspace here, and the" if self.stand_in else "The"
            raise WorkspaceError(
                f"{why} article that evigraph carries cannot be changed. "
                "Start a workspace with `evigraph init DIR`, or name one of yours with -C DIR."
            )

    def sources(self) -> list[Source]:
        """Files with authored records, in a fixed order; the inbox is never among them.

        A file of another name is among them too, so that it is reported rather than not read.
        """
        graph = self.root / "graph"
        found = [graph / name for name in ("workspace.yaml", "terms.yaml", "studies.yaml")]
        found += [graph / name for name in ("responses.yaml", "standing.yaml")]
        found += sorted({*graph.glob("*.yaml"), *graph.glob("*.yml")}.difference(found))
        found = [path for path in found if path.exists()]
        articles = graph / "articles"
        if articles.is_dir():
            found += sorted([*articles.rglob("*.yaml"), *articles.rglob("*.yml")])
        bib = self.root / "references.bib"
        return [self._source(bib), *map(self._source, found)]

    def schema_files(self, suffix: str) -> list[Path]:
        """Schema files with this suffix: the package's, then the workspace's extensions."""
        folders = [package_data() / "graph" / "schema"]
        if not self.carried:
            folders.append(self.root / "graph" / "schema")
        return [path for folder in folders if folder.is_dir() for path in sorted(folder.glob(f"*{suffix}"))]

    def query_folders(self) -> list[Path]:
        """Folders with question files; a later one overrides an earlier one by name."""
        folders = [package_data() / self.questions]
        if not self.carried:
            folders.append(self.root / self.questions)
        return [folder for folder in folders if folder.is_dir()]

    def digest(self) -> str:
        """A hash over everything the built graph depends on: sources, schema, version, loading code.

        The code counts, so that a checkout under development never answers from a graph
        that an older loader built.
        """
        from evigraph.version import __version__

        total = hashlib.sha256(__version__.encode())
        schema = [Source(path, f"schema/{path.name}") for path in self._all_schema()]
        code = [Source(path, f"code/{path.name}") for path in sorted((_HERE / "load").glob("*.py"))]
        for source in [*self.sources(), *schema, *code]:
            total.update(source.name.encode() + b"\0")
            try:
                total.update(hashlib.sha256(source.path.read_bytes()).digest())
            except OSError:
                total.update(b"unreadable")
        return total.hexdigest()[:32]

    def _all_schema(self) -> list[Path]:
        return [path for suffix in (".jsonld", ".ttl", ".yaml") for path in self.schema_files(suffix)]

    def _source(self, path: Path) -> Source:
        # A name that is no UTF-8 must still be told, hashed and made an identifier of.
        return Source(path, os.fsencode(path.relative_to(self.root).as_posix()).decode("utf-8", "replace"))


def find_workspace(start: Path | str | None = None) -> Workspace:
    """The workspace at or above ``start`` (default: the current folder), else the carried one.

    When ``start`` is given and no workspace is there, that is an error: a person who
    names a folder does not mean another one.

    Raises:
        WorkspaceError: ``start`` was given and is not inside a workspace.
    """
    folder = Path(start or os.curdir).resolve()
    for candidate in (folder, *folder.parents):
        if _is_workspace(candidate):
            return Workspace(candidate)
    if start is None:
        return Workspace(package_data(), stand_in=True)
    what = "is not a folder" if not folder.is_dir() else "is not inside a workspace"
    raise WorkspaceError(
        f"{start} {what}: no graph/terms.yaml and references.bib there or above. "
        "Make one with `evigraph init DIR`, or leave -C out to ask the article that evigraph carries."
    )


def _is_workspace(folder: Path) -> bool:
    """Its terms or its own schema tell it, beside the bibliography.

    Either will do: who needs no keys of their own may take the schema's folder away, and must not find themselves
    in a workspace further up.
    """
    marks = (folder / "graph" / "terms.yaml").is_file() or (folder / "graph" / "schema").is_dir()
    return marks and (folder / "references.bib").exists()


def own_workspace(start: Path | str | None = None) -> Workspace:
    """The workspace at or above ``start`` (default: the current folder), to be written into.

    Raises:
        WorkspaceError: there is none, or it is the one that the package carries.
    """
    workspace = find_workspace(start)
    workspace.require_own()
    return workspace
