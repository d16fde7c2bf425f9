"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from evigraph.errors import InputError


class WriteError(InputError):
    """A file cannot be written there; what stood there before is unchanged."""


_REASONS = {
    errno.EACCES: "permission is denied. Choose a folder you may write to",
    errno.EPERM: "permission is denied. Choose a folder you may write to",
    errno.EROFS: "the disk is read-only. Choose another place",
    errno.ENOSPC: "the disk is full. Make room, or choose another place",
    errno.EDQUOT: "your quota is used up. Make room, or choose another place",
    errno.ENOENT: "the folder does not exist. Make it first, or choose another place",
    errno.ENOTDIR: "its parent is not a folder. Choose another place",
    errno.ENAMETOOLONG: "the name is too long. Choose a shorter one",
}


def write_atomically(path: Path, data: bytes, *, overwrite: bool, durable: bool = True) -> None:
    """Makes ``data`` the content of ``path``: a reader sees the old file or the new one, never a part.

    The data goes to a new file in the same folder, is forced to disk and renamed into
    place.  A symbolic link is followed: its target is replaced, the link stays.  Without
    ``durable`` nobody waits for the disk: a killed run does no harm, a power cut may.

    Raises:
        WriteError: the file exists and ``overwrite`` is not set, ``path`` is a folder or
            a device, or the system refuses.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise WriteError(f"{path} is a folder. Name a file in it.")
        if target.exists() and not target.is_file():
            raise WriteError(f"{path} is not a plain file and cannot be replaced. Choose another place.")
        if target.exists() and not overwrite:
            raise WriteError(f"{path} exists already. Use --force to replace it, or choose another name.")
        _replace(target, data, durable)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise WriteError(f"{path} cannot be written: {reason}.") from None
    except ValueError as error:
        raise WriteError(f"{str(path)!r} cannot be a file name: {error}.") from None


def write_together(changes: Mapping[Path, tuple[bytes | None, bytes]]) -> None:
    """Makes several files what they shall be, or leaves all of them as they were.

    ``changes`` gives what each file holds now (None: there is none) and what it shall hold.
    Folders that are missing are made.

    Raises:
        WriteError: a file holds something else meanwhile, or the system refuses; nothing is changed.
    """
    for path, (old, _) in changes.items():
        if (path.read_bytes() if path.is_file() else None) != old:
            raise WriteError(f"{path} was changed by another program meanwhile. Run the command again.")
    done: list[Path] = []
    made: list[Path] = []
    try:
        for path, (old, new) in changes.items():
            if old != new:
                made += _missing(path.parent)
                path.parent.mkdir(parents=True, exist_ok=True)
                done.append(path)
                write_atomically(path, new, overwrite=True)
    except BaseException as error:
        for path in reversed(done):
            before = changes[path][0]
            if path.is_file() and before is None:
                path.unlink()
            elif path.is_file() and before is not None and path.read_bytes() != before:
                write_atomically(path, before, overwrite=True)
        for folder in reversed(made):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        if isinstance(error, OSError):
            raise WriteError(f"{error.filename} cannot be written: {error.strerror or error}.") from None
        raise


def _missing(folder: Path) -> list[Path]:
    """The folders that have to be made for this one to be there, outermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    return missing[::-1]


def within(folder: Path, name: str) -> Path:
    """The path of a file in ``folder``.

    Raises:
        WriteError: the name, or a link that stands there, leads out of the folder.
    """
    path = folder / name
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise WriteError(f"{path} leads out of {folder}. Name the file itself.")
    return path


def _replace(target: Path, data: bytes, durable: bool) -> None:
    temporary = target.with_name(f".evigraph-{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            if target.exists():
                temporary.chmod(target.stat().st_mode & 0o7777)
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    if durable and os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
