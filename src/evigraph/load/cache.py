"""The built graph on disk: made once, found by its content, never half written.

A cache is a folder named after a hash of everything it was built from.  It is made
beside its final place and renamed into it, so that a killed build leaves nothing that
could be mistaken for a whole one, and two builds at once both end well.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from evigraph.load.workspace import Workspace

KEPT = 3
_SIZES = "sizes.txt"
_STALE_SECONDS = 3600


def cache_folders(workspace: Workspace) -> list[Path]:
    """Folders that may hold caches of ``workspace``, the preferred one first."""
    own = (
        [] if workspace.carried and not (workspace.root / "pyproject.toml").exists() else [workspace.root / ".evigraph"]
    )
    return [*own, *_user_cache()]


def open_cached(workspace: Workspace, digest: str) -> tuple[ox.Store, Path] | None:
    """The store built from exactly these sources and its folder, or None when there is none to be read."""
    for folder in cache_folders(workspace):
        path = folder / digest
        if _whole(path):
            with contextlib.suppress(OSError, ValueError, RuntimeError):
                store = ox.Store.read_only(str(path))
                list(store.named_graphs())
                return store, path
    return None


def write_cache(workspace: Workspace, digest: str, quads: Iterable[ox.Quad]) -> Path | None:
    """Builds the store under its hash; None when no folder can be written.

    The old state stays whole until the new one is complete.
    """
    quads = list(quads)
    for folder in cache_folders(workspace):
        try:
            return _write(folder, digest, quads)
        except OSError:
            continue
    return None


def _write(folder: Path, digest: str, quads: list[ox.Quad]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError), (folder / ".gitignore").open("x") as ignore:
        ignore.write("*\n")
    final = folder / digest
    temporary = folder / f".building-{secrets.token_hex(8)}"
    try:
        temporary.mkdir(mode=0o700)
        store = ox.Store(str(temporary))
        store.bulk_extend(quads)
        store.flush()
        del store
        _note_sizes(temporary)
        if not _whole(final):
            _remove(final)
        try:
            temporary.rename(final)
        except OSError:
            if not _whole(final):
                raise
            os.utime(final)
    finally:
        _remove(temporary)
    _sync(folder)
    _tidy(folder, final)
    return final


def _note_sizes(path: Path) -> None:
    """Notes the sizes of the files of a finished store: the engine opens a cut-off one as if it were empty."""
    with (path / _SIZES).open("w", encoding="utf-8") as stream:
        stream.write(_sizes(path))
        stream.flush()
        os.fsync(stream.fileno())


def _whole(path: Path) -> bool:
    """Whether the files of a store are all there at full length."""
    try:
        return (path / _SIZES).read_text("utf-8") == _sizes(path)
    except (OSError, ValueError):
        return False


def _sizes(path: Path) -> str:
    files = [file for pattern in ("*.sst", "MANIFEST-*", "CURRENT") for file in sorted(path.glob(pattern))]
    return "".join(f"{file.stat().st_size} {file.name}\n" for file in files)


def _sync(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _tidy(folder: Path, keep: Path) -> None:
    """Removes all but ``keep`` and the newest other caches, and what killed builds left behind."""
    built = [path for path in folder.iterdir() if path.is_dir() and (path / "CURRENT").exists()]
    others = sorted((p for p in built if not p.name.startswith(".") and p != keep), key=_age, reverse=True)
    left = [path for path in folder.glob(".building-*") if time.time() - _age(path) > _STALE_SECONDS]
    for path in others[KEPT - 1 :]:
        # Put aside first: a run that is killed while it removes must not leave half a cache under its name.
        aside = folder / f".building-{secrets.token_hex(8)}"
        try:
            with contextlib.suppress(OSError):
                path.rename(aside)
            _remove(aside)
        finally:
            _remove(aside)  # what an interrupt left of it
    for path in left:
        _remove(path)


def _remove(path: Path) -> None:
    import shutil

    shutil.rmtree(path, ignore_errors=True)


def _age(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _user_cache() -> list[Path]:
    """The cache folder of the user, if there is one: an account without a home has none."""
    variable = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    if named := os.environ.get(variable):
        return [Path(named) / "evigraph"]
    with contextlib.suppress(RuntimeError):
        return [Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "evigraph"]
    return []
