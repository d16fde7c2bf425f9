"""What a corpus is built from: files, folders, patterns and archives as single documents."""

from __future__ import annotations

import glob
import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from evigraph.article.opened import SUFFIXES, Member, opened
from evigraph.errors import Finding, InputError, RecordError

_PACKED = (".gz", ".zip", ".tar", ".tgz")
_HEAD = 512


class Document(NamedTuple):
    """A document to be read: its name, and its bytes where they come out of an archive.

    ``data`` is None for a plain file, which whoever reads it opens; ``fault`` says why there is none.
    """

    file: str
    data: bytes | None = None
    fault: Finding | None = None


def files(sources: Iterable[str]) -> list[str]:
    """The files that these sources name, each once, sorted.

    A folder stands for every .xml, .nxml and archive in it, at any depth.

    Raises:
        InputError: a source names nothing.
    """
    found: set[str] = set()
    for source in sources:
        named = [source] if Path(source).exists() else sorted(glob.glob(source, recursive=True))  # noqa: PTH207  a pattern may be absolute
        if not named:
            raise InputError(f"{source}: there is no such file or folder.")
        for each in named:
            found.update(_within(Path(each)) if Path(each).is_dir() else [each])
    if not found:
        raise InputError(f"No .xml, .nxml or archive in {', '.join(sources)}.")
    return sorted(found)


def _within(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.name.lower().endswith((*SUFFIXES, *_PACKED)) and path.is_file():
            yield str(path)


def documents(names: Sequence[str]) -> Iterator[Document]:
    """The documents of these files, one at a time; an archive is read through, a plain file is not opened here."""
    for name in names:
        if not _is_packed(name):
            yield Document(name)
            continue
        for member in opened(Path(name)):
            yield from _of(member)


def load(document: Document) -> Document:
    """The document with its bytes."""
    if document.data is not None or document.fault is not None:
        return document
    for member in opened(Path(document.file)):
        return next(_of(member))
    return document


def count(names: Sequence[str]) -> int:
    """How many documents these files hold, as far as that is told without reading them: 0 where it is not."""
    total = 0
    for name in names:
        if not _is_packed(name):
            total += 1
        elif zipfile.is_zipfile(name):
            try:
                with zipfile.ZipFile(name) as archive:
                    total += sum(each.lower().endswith(SUFFIXES) for each in archive.namelist())
            except (OSError, zipfile.BadZipFile):
                total += 1
        else:
            return 0
    return total


def _of(member: Member | RecordError) -> Iterator[Document]:
    if isinstance(member, RecordError):
        yield Document(member.findings[0].place.file, None, member.findings[0])
    else:
        yield Document(member.file, member.data)


def _is_packed(name: str) -> bool:
    """Whether a file holds other files; its first bytes tell."""
    try:
        with Path(name).open("rb") as stream:
            head = stream.read(_HEAD)
        if head.startswith(b"\x1f\x8b"):
            with gzip.open(name) as unpacked:
                head = unpacked.read(_HEAD)
            return head[257:262] == b"ustar"
    except (OSError, EOFError, zlib.error, tarfile.TarError):
        return False
    return head.startswith(b"PK\x03\x04") or head[257:262] == b"ustar"
