"""The files that a corpus is built from, each once and in order, however many there are."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from evigraph.corpus import storage


class Source(NamedTuple):
    """A file as it was named, and where it is: a path here, or in the storage that an address leads to."""

    name: str
    path: str
    address: str = ""

    def open(self) -> IO[bytes]:
        """The file, to be read.

        Raises:
            OSError: it cannot be.
        """
        return storage.opened_for_reading(self.address, self.path) if self.address else Path(self.path).open("rb")


class Sources:
    """Files by their names, in a database that lies on disk when it is large; of one name the first stays."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")
        self._db.execute("CREATE TABLE source (name TEXT PRIMARY KEY, path BLOB, address TEXT) WITHOUT ROWID")
        self._db.execute("CREATE TABLE other (name TEXT PRIMARY KEY) WITHOUT ROWID")

    def add(self, sources: Iterable[Source]) -> bool:
        """Takes files in; whether there were any."""
        rows = ((printable(each.name), os.fsencode(each.path), each.address) for each in sources)
        return self._db.executemany("INSERT OR IGNORE INTO source VALUES (?, ?, ?)", rows).rowcount > 0

    def pass_over(self, name: str) -> None:
        """Counts a file that is none to be read."""
        self._db.execute("INSERT OR IGNORE INTO other VALUES (?)", (printable(name),))

    @property
    def passed(self) -> int:
        """How many files there were that are none to be read."""
        return int(self._db.execute("SELECT count(*) FROM other").fetchone()[0])

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM source").fetchone()[0])

    def __iter__(self) -> Iterator[Source]:
        for name, path, address in self._db.execute("SELECT name, path, address FROM source ORDER BY name"):
            yield Source(name, os.fsdecode(path), address)

    def close(self) -> None:
        """Throws the database away."""
        self._db.close()


def printable(name: str) -> str:
    r"""The name of a file as text: bytes that are no text are written as numbers.

    >>> printable("a\udcff.xml")
    'a\\xff.xml'
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace")
