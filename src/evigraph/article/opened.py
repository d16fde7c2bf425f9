"""Files and archives as the documents in them, read within bounds.

What a file is is told by its first bytes, not by its name.  Nothing is unpacked to disk.
"""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from evigraph.article.xml import MAX_BYTES, refused
from evigraph.errors import RecordError

SUFFIXES = (".xml", ".nxml")
"""What the documents in an archive are called; everything else in it is passed over."""

_OFFICE = frozenset({"[Content_Types].xml", "META-INF/manifest.xml"})
"""What only the files of word processors have in them, be they Word's or LibreOffice's."""
MAX_RATIO = 200
_FREE = 16 * 1024 * 1024
"""So much may come out of a packed file whatever its ratio."""
_CHUNK = 1024 * 1024
DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Member:
    """A document: the file it came from, with its name in the archive behind a "!", and its bytes."""

    file: str
    data: bytes


def unheard(name: str) -> None:
    """Tells nobody."""


def opened(path: Path, passed_over: Callable[[str], None] = unheard) -> Iterator[Member | RecordError]:
    """The documents of a file: itself, or those of a .gz, .zip, .tar or .tar.gz file.

    A document that cannot be had is an error in its place; the next ones follow where the archive allows.
    ``passed_over`` hears the name of everything else in an archive.
    """
    return members(lambda: path.open("rb"), str(path), passed_over)


def members(
    open_: Callable[[], IO[bytes]], name: str, passed_over: Callable[[str], None] = unheard
) -> Iterator[Member | RecordError]:
    """The same for a file that is somewhere else, with the function that opens it."""
    try:
        with open_() as raw:
            head = raw.read(512)
            raw.seek(0)
            if head.startswith(b"PK\x03\x04"):
                yield from _zipped(raw, name, passed_over)
            elif head.startswith(b"\x1f\x8b"):
                yield from _gzipped(raw, name, passed_over)
            elif head[257:262] == b"ustar":
                yield from _tarred(_Bounded(raw, raw, name), name, passed_over)
            else:
                yield Member(name, _whole(raw, name))
    except RecordError as error:
        yield error
    except FileNotFoundError:
        yield refused(name, "file-missing", "There is no such file.")
    except DAMAGE as error:
        yield unreadable(name, error)


def unreadable(name: str, error: BaseException) -> RecordError:
    """The error for a file of which this is said, one of :data:`DAMAGE`."""
    return refused(name, "file-unreadable", f"The file cannot be read: {_reason(error)}.")


class _Bounded(io.RawIOBase):
    """What comes out of a packed file, until it is out of proportion to what was put in."""

    def __init__(self, unpacked: IO[bytes] | gzip.GzipFile, packed: IO[bytes], file: str) -> None:
        self._unpacked, self._packed, self._file = unpacked, packed, file
        self._given = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, never more than a megabyte."""
        data = self._unpacked.read(_CHUNK if size < 0 else min(size, _CHUNK))
        self._given += len(data)
        if self._given > _FREE and self._given > MAX_RATIO * max(self._packed.tell(), 1):
            raise refused(self._file, "archive-bomb", f"It unpacks to more than {MAX_RATIO} times its size.")
        return data


def _whole(stream: IO[bytes] | _Bounded, name: str) -> bytes:
    """All bytes of one document."""
    pieces, size = [], 0
    while piece := stream.read(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_BYTES:
            raise refused(name, "xml-too-large", f"More than {MAX_BYTES // 2**20} MB; no article is that large.")
    return b"".join(pieces)


def _gzipped(raw: IO[bytes], name: str, passed_over: Callable[[str], None]) -> Iterator[Member | RecordError]:
    with gzip.open(raw) as unpacked:
        head = unpacked.read(512)
    raw.seek(0)
    with gzip.open(raw) as unpacked:
        bounded = _Bounded(unpacked, raw, name)
        if head[257:262] == b"ustar":
            yield from _tarred(bounded, name, passed_over)
        else:
            yield Member(name, _whole(bounded, name))


def _tarred(stream: _Bounded, name: str, passed_over: Callable[[str], None]) -> Iterator[Member | RecordError]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for entry in archive:
            if entry.isdir():
                continue
            if not (entry.isfile() and entry.name.lower().endswith(SUFFIXES)):
                passed_over(entry.name)
                continue
            member = f"{name}!{entry.name}"
            if entry.size > MAX_BYTES:
                yield refused(member, "xml-too-large", f"More than {MAX_BYTES // 2**20} MB; no article is that large.")
            elif extracted := archive.extractfile(entry):
                yield Member(member, _whole(extracted, member))


def _zipped(raw: IO[bytes], name: str, passed_over: Callable[[str], None]) -> Iterator[Member | RecordError]:
    with zipfile.ZipFile(raw) as archive:
        if _OFFICE.intersection(archive.namelist()):
            yield refused(name, "archive-of-a-document", "This is a word processor's file; save it as text (.txt).")
            return
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            if not entry.filename.lower().endswith(SUFFIXES):
                passed_over(entry.filename)
            else:
                yield _unzipped(archive, entry, f"{name}!{entry.filename}")


def _unzipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Member | RecordError:
    if entry.file_size > _FREE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        return refused(name, "archive-bomb", f"It unpacks to more than {MAX_RATIO} times its size.")
    try:
        with archive.open(entry) as stream:
            return Member(name, _whole(stream, name))
    except RecordError as error:
        return error
    except (*DAMAGE, RuntimeError) as error:  # RuntimeError: encrypted
        return unreadable(name, error)


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
