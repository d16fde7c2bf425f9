"""Object storage, and whatever else fsspec reaches, as files that fail as files do.

Only what a person names as an address comes here.  What is found there is named by paths within the same storage,
which are never read as addresses, whatever they hold.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from types import TracebackType
from typing import IO, Any, Literal, cast

from evigraph.errors import EvigraphError, InputError, UsageError

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:://|::)")
_SECRET = re.compile(r"://[^/@]*:[^/@]*@")
_MAGIC = re.compile(r"[*?\[]")


def is_address(name: str) -> bool:
    """Whether a name that a person gave is an address: a scheme of two letters or more, then ``://`` or ``::``."""
    return _ADDRESS.match(name) is not None


def paths(address: str) -> list[str]:
    """The files at an address: itself, those that match it as a pattern, or all below it.

    Raises:
        UsageError: fsspec or what it needs for the address is not installed, or the address holds a password.
        InputError: it cannot be reached or may not be read.
    """
    with _told(address):
        system, path = _system(address)
        with _AsFiles():
            if system.isfile(path):
                return [path]
            return sorted(_below(system, path))


def _below(system: Any, path: str) -> list[str]:
    """The files in a folder or, where the path is a pattern, those that match it.

    A storage without a list of its own is walked through; left to itself, fsspec then passes over the folders that it
    may not read, and says nothing.
    """
    from fsspec import AbstractFileSystem
    from fsspec.asyn import AsyncFileSystem
    from fsspec.utils import glob_translate

    magic = _MAGIC.search(path)
    fixed = path[: magic.start()].rpartition("/")[0] if magic else path
    kind, options = type(system), {}
    if getattr(kind, "_find", None) is AsyncFileSystem._find or kind.find is AbstractFileSystem.find:
        rest = path.removeprefix(fixed).strip("/")
        options = {"on_error": "raise", "maxdepth": rest.count("/") + 1 if magic and "**" not in rest else None}
    wanted = re.compile(glob_translate(path)) if magic else None
    return [each for each in system.find(fixed, **options) if not wanted or wanted.match(each)]


def is_file(address: str, path: str) -> bool:
    """Whether the address is that of this one file, not of a folder or a pattern."""
    return _system(address)[1] == path


def called(address: str, path: str) -> str:
    """How a file found at an address is written: as the address is.

    >>> called("zip://*.xml::s3://bucket/a.zip", "one.xml")
    'zip://one.xml::s3://bucket/a.zip'
    """
    head, rest = address, ""
    begin = ""
    while "://" not in head.partition("::")[0]:
        first, _, head = head.partition("::")
        begin += f"{first}::"
    head, mark, rest = head.partition("::")
    scheme, _, given = head.partition("://")
    slash = "/" if given.startswith("/") else ""
    return f"{begin}{scheme}://{slash}{path.lstrip('/')}{mark}{rest}"


def opened_for_reading(address: str, path: str) -> IO[bytes]:
    """A file of the storage that an address leads to.

    Raises:
        OSError: whatever is amiss with it.
    """
    system, _ = _system(address)
    with _AsFiles():
        return cast(IO[bytes], _Remote(system.open(path, "rb")))


@contextlib.contextmanager
def written(address: str, overwrite: bool) -> Iterator[IO[bytes]]:
    """A file to be written at an address, which stands there when all is written, and else as before.

    Raises:
        UsageError, InputError: as for :func:`paths`.
        FileExistsError: there is one already.
        OSError: it cannot be written.
    """
    with _told(address):
        system, path = _system(address)
    with _AsFiles():
        if system.exists(path) and not overwrite:
            raise FileExistsError(f"{address} exists already")
        with system.transaction, system.open(path, "wb") as stream:
            yield stream
        system.invalidate_cache()


@lru_cache(maxsize=16)
def _system(address: str) -> tuple[Any, str]:
    """The file system that an address names, and the path in it."""
    if _SECRET.search(address):
        raise UsageError("A password does not belong into an address, which is written down; configure it in fsspec.")
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise UsageError("fsspec is not installed: pip install 'evigraph[corpus]'.") from None
    try:
        with _AsFiles():
            system, path = url_to_fs(address)
    except ImportError as error:
        raise UsageError(f"{address}: {_words(error)}.") from None
    return system, path


@contextlib.contextmanager
def _told(address: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{address}: there is no such file or folder.") from None
    except OSError as error:
        raise InputError(f"{address} cannot be read: {_words(error)}.") from None


class _AsFiles:
    """Turns whatever a storage raises into the error that a file would raise.

    Each storage has exceptions of its own, of libraries that are imported only where they are used; they share no
    base.  So this is no ``except`` clause that names them, but stands around calls of fsspec and nothing else.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        if isinstance(error, Exception) and not isinstance(error, OSError | ImportError | EvigraphError):
            raise OSError(_words(error)) from None
        return False


class _Remote(io.RawIOBase):
    """A file in a storage."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always: fsspec asks for the part that is wanted."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        with _AsFiles():
            return cast(bytes, self._file.read(size))

    def seek(self, offset: int, whence: int = 0) -> int:
        """Goes to a place."""
        with _AsFiles():
            return cast(int, self._file.seek(offset, whence))

    def tell(self) -> int:
        """The place."""
        return cast(int, self._file.tell())

    def close(self) -> None:
        """Closes it there too."""
        if not self.closed:
            super().close()
            with contextlib.suppress(OSError), _AsFiles():
                self._file.close()


def _words(error: BaseException) -> str:
    """What an error says, on one line."""
    strerror = getattr(error, "strerror", None)
    return " ".join(str(strerror or error).split()).rstrip(".") or type(error).__name__
