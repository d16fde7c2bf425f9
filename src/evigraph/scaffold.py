"""A new workspace: one worked example of each kind of record, ready to be changed.

The files stand in ``start/`` beside this module.  A new workspace has no copy of the
schema or of the standard questions; those come from the package.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from evigraph.errors import InputError, WorkspaceError

_START = Path(__file__).with_name("start")
_LISTED = 5


def init(folder: Path) -> list[Path]:
    """Makes a new workspace in ``folder``, which must not exist or be empty; the files made, sorted.

    All or nothing: the files are written beside ``folder`` and moved there when complete.

    Raises:
        InputError: something is in the way.
        WorkspaceError: the folder cannot be written.
    """
    folder = folder.resolve()
    _refuse_occupied(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".evigraph-init-", dir=folder.parent))
        try:
            complete = beside / "workspace"
            _write(complete)
            _move(complete, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be written: {error.strerror or error}.") from None
    return [folder / name for name in _names()]


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


def _names() -> list[Path]:
    """The files of a new workspace, relative to it."""
    files = (path.relative_to(_START) for path in sorted(_START.rglob("*")) if path.is_file())
    return [name for name in files if not any(part.startswith((".", "__")) for part in name.parts)]


def _write(folder: Path) -> None:
    for name in _names():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write((_START / name).read_bytes())
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
