"""The folder of a checkpoint, which the next server removes when its own was killed.

A lock on the folder says that its server lives; the system lets go of it with the process.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from evigraph.locks import locked_folder

PREFIX = "evigraph-serve-"


class Folder:
    """A new folder for temporary files, kept as long as this process lives and does not remove it."""

    def __init__(self) -> None:
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
            # Another server that starts just now may have removed it before it was locked.
            with contextlib.suppress(FileNotFoundError, BlockingIOError):
                self._lock = locked_folder(self.path)
                if self.path.exists():
                    return
                os.close(self._lock)

    def remove(self) -> None:
        """Removes the folder and all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def remove_left_behind() -> None:
    """Removes the folders of this user's servers that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if path.lstat().st_uid != os.getuid():
                continue
            lock = locked_folder(path)
            shutil.rmtree(path, ignore_errors=True)
            os.close(lock)
