"""A new workspace: one worked example of each kind of record, ready to be changed, or next to nothing.

The files stand in ``start/`` and ``bare/`` beside this module.  A new workspace has no copy of the
schema or of the standard questions; those come from the package.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from evigraph.errors import InputError, WorkspaceError

_START, _BARE = Path(__file__).with_name("start"), Path(__file__).with_name("bare")
_LISTED = 5


def init(folder: Path, *, bare: bool = False) -> list[Path]:
    """Makes a new workspace in ``folder``, which must not exist or be empty; the files made, sorted.

    A ``bare`` one has no worked example: for an article that is drafted first.

    All or nothing: the files are written beside ``folder`` and moved there when complete.

    Raises:
        InputError: something is in the way.
        WorkspaceError: the folder cannot be written.
    """
    folder, files = folder.resolve(), _BARE if bare else _START
    _refuse_occupied(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".evigraph-init-", dir=folder.parent))
        try:
            complete = beside / "workspace"
            _write(files, complete)
            _move(complete, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be written: {error.strerror or error}.") from None
    return [folder / name for name in _names(files)]


def _refuse_occupied(folder: Path) -> None:
    try:
        there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be read: {error.strerror or error}.") from None
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file. Name a folder that does not exist yet, or an empty one.")
    if there:
        rest = f" and {len(there) - _LISTED} more" if len(there) > _LISTED else ""
        names = ", ".join(there[:_LISTED])
        raise InputError(f"{folder} is not empty; it holds {names}{rest}. Name a new or an empty folder.")


def _names(start: Path) -> list[Path]:
    """The files of a new workspace, relative to it."""
    files = (path.relative_to(start) for path in sorted(start.rglob("*")) if path.is_file())
    return [name for name in files if not any(part.startswith((".", "__")) for part in name.parts)]


def _write(start: Path, folder: Path) -> None:
    for name in _names(start):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write((start / name).read_bytes())
            stream.flush()
            os.fsync(stream.fileno())


def _move(complete: Path, folder: Path) -> None:
    """Moves the finished files to their place.

    An empty folder that is there already is filled rather than replaced: it may be the one
    its user stands in.
    """
    if not folder.exists():
        complete.rename(folder)
        return
    moved: list[Path] = []
    try:
        for path in sorted(complete.iterdir()):
            moved.append(path.rename(folder / path.name))
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
