"""Locks that the system lets go of when the process that holds them ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def locked_file(path: Path) -> int:
    """A descriptor that holds the lock on a file, which is made where it is missing; close it to let go.

    Raises:
        BlockingIOError: another process holds it.
        OSError: it cannot be opened, or its file system has no locks.
    """
    return _locked(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666))


def locked_folder(path: Path) -> int:
    """A descriptor that holds the lock on a folder itself, where the system can lock one.

    Raises:
        BlockingIOError: another process holds it.
        OSError: it is no folder, is gone, or cannot be locked.
    """
    return _locked(os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW))


def _locked(descriptor: int) -> int:
    try:
        _lock(descriptor)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(*error.args) from None
else:

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
