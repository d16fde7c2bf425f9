"""What people name as one side of a comparison, to its graph."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from evigraph.build import open_dataset
from evigraph.check import check_workspace
from evigraph.diff.facts import TYPE, base_of
from evigraph.diff.revision import check_out, commit_of
from evigraph.errors import InputError, RecordError, WorkspaceError
from evigraph.load.workspace import Workspace, find_workspace
from evigraph.ns import EV
from evigraph.query.dataset import Dataset

FORMATS = {
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".ttl": ox.RdfFormat.TURTLE,
}


@dataclass(frozen=True)
class Side:
    """A graph, and in words what was taken for it."""

    dataset: Dataset
    told: str


@contextmanager
def open_side(name: str, workspace: Workspace) -> Iterator[Side]:
    """The graph that ``name`` stands for, as long as the context lasts.

    A folder with a workspace, the folder or file of a built graph, or a revision of the
    git repository that ``workspace`` lies in.  What is there as a path is never looked up
    as a revision.  A built graph is judged by the checks of ``workspace``.

    Raises:
        InputError: it stands for nothing, or cannot be read.
        RecordError: the records have faults; those of a revision are named as git names its files.
    """
    path = Path(name)
    if name and _exists(path):
        also = " (a revision has this name too)" if _is_revision(name, workspace) else ""
        yield Side(_of_path(path, workspace), _told(path) + also)
        return
    try:
        commit = commit_of(workspace, name)
    except InputError as error:
        raise InputError(
            f"'{name}' is no file or folder here, and as a revision it cannot be looked up: {error}"
        ) from None
    if commit is None:
        raise InputError(
            f"'{name}' is neither a file or folder here nor a revision of the git repository around {workspace.root}."
        )
    with tempfile.TemporaryDirectory(prefix="evigraph-diff-") as folder:
        old = check_out(workspace, name, commit, Path(folder))
        yield Side(_of_revision(old, name), f"revision {name} (commit {commit[:12]})")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _is_revision(name: str, workspace: Workspace) -> bool:
    try:
        return commit_of(workspace, name) is not None
    except InputError:
        return False


def _told(path: Path) -> str:
    if path.is_file():
        return f"the exported graph {path}"
    return f"the built graph {path}" if _is_cache(path) else f"the workspace in the folder {path}"


def _of_path(path: Path, workspace: Workspace) -> Dataset:
    if path.is_file():
        return _of_file(path, workspace)
    if _is_cache(path):
        return _of_cache(path, workspace)
    try:
        return open_dataset(find_workspace(path))
    except WorkspaceError as error:
        raise InputError(f"{error} A revision of the same name is refs/heads/{path} or refs/tags/{path}.") from None


def _is_cache(path: Path) -> bool:
    return (path / "CURRENT").is_file()


def _of_cache(path: Path, workspace: Workspace) -> Dataset:
    try:
        store = ox.Store.read_only(str(path.resolve()))
        quads = list(store)
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{path} cannot be opened as a built graph: {error}") from None
    return _dataset(quads, workspace, path)


def _of_file(path: Path, workspace: Workspace) -> Dataset:
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise InputError(f"{path} is no graph that can be compared; those end in {', '.join(FORMATS)}.")
    whole = ox.NamedNode("urn:evigraph:whole")
    try:
        quads = [
            ox.Quad(
                q.subject, q.predicate, q.object, whole if isinstance(q.graph_name, ox.DefaultGraph) else q.graph_name
            )
            for q in ox.parse(path=path, format=kind)
        ]
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{path} cannot be read as {kind.name}: {error}") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from None
    return _dataset(quads, workspace, path)


def _dataset(quads: list[ox.Quad], workspace: Workspace, path: Path) -> Dataset:
    store = ox.Store()
    store.bulk_extend(quads)
    article = store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(f"{EV}SourceArticle"))
    if next(iter(article), None) is None:
        raise InputError(f"{path} holds no graph of evigraph: no source article is in it.")
    return Dataset(store, workspace, base_of(store), held=True)


def _of_revision(workspace: Workspace, revision: str) -> Dataset:
    quads, findings = check_workspace(workspace)
    if any(finding.severity == "error" for finding in findings):
        places = (replace(f, place=replace(f.place, file=f"{revision}:{f.place.file}")) for f in findings)
        raise RecordError(places)
    store = ox.Store()
    store.bulk_extend(quads)
    return Dataset(store, workspace, base_of(store), held=True)
