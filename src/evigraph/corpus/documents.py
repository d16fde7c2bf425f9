"""What a corpus is built from: files, folders, patterns and archives as single documents."""

from __future__ import annotations

import glob
import gzip
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from evigraph.article.opened import SUFFIXES, Member, opened
from evigraph.errors import Finding, InputError, RecordError

_PACKED = (".gz", ".tgz", ".tar", ".zip")
_HEAD = 512


class Source(NamedTuple):
    """A file as it was named, and where it is."""

    name: str
    path: str


class Document(NamedTuple):
    """A document to be read: what to call it, and its bytes where they come out of an archive.

    A plain file has a ``path`` instead, for whoever reads it to open; ``fault`` says why there is neither.
    """

    file: str
    path: str = ""
    data: bytes | None = None
    fault: Finding | None = None


def files(sources: Iterable[str], base: str = "") -> list[Source]:
    """The files that these sources name, each once, sorted; relative ones are looked for in ``base``.

    A folder stands for every .xml, .nxml and archive in it, at any depth.

    Raises:
        InputError: a source names nothing.
    """
    found: dict[str, Source] = {}
    for source in sources:
        paths = [source] if (Path(base) / source).exists() else _matching(source, base)
        if not paths:
            raise InputError(f"{source}: there is no such file or folder.")
        for name in paths:
            whole = Path(base) / name
            inner = _within(whole) if whole.is_dir() else [whole]
            for path in inner:
                called = (Path(name) / path.relative_to(whole)).as_posix()
                found.setdefault(called, Source(called, str(path)))
    if not found:
        raise InputError(f"No .xml, .nxml or archive in {', '.join(sources)}.")
    return sorted(found.values())


def _matching(pattern: str, base: str) -> list[str]:
    return sorted(glob.glob(pattern, root_dir=base or None, recursive=True))  # noqa: PTH207  it may be absolute


def _within(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.name.lower().endswith((*SUFFIXES, *_PACKED)) and path.is_file():
            yield path


def documents(sources: Sequence[Source]) -> Iterator[Document]:
    """The documents of these files, one at a time; an archive is read through, a plain file is not opened here."""
    for source in sources:
        if _is_archive(source.path):
            for member in opened(Path(source.path)):
                yield _document(member, source)
        else:
            yield Document(source.name, source.path)


def load(document: Document) -> Document:
    """The document with its bytes, or with the fault that stands against it."""
    if document.data is not None or document.fault is not None:
        return document
    source = Source(document.file, document.path)
    return next(_document(member, source) for member in opened(Path(document.path)))


def count(sources: Sequence[Source]) -> int:
    """How many documents these files hold; 0 where only reading them through would tell."""
    total = 0
    for source in sources:
        if not _is_archive(source.path):
            total += 1
        elif (members := _zipped(source.path)) is not None:
            total += members
        else:
            return 0
    return total


def _zipped(path: str) -> int | None:
    """How many documents a .zip lists; None for any other file."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(name.lower().endswith(SUFFIXES) for name in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return None


def _document(member: Member | RecordError, source: Source) -> Document:
    """A member as a document that is called as its file was named."""
    if isinstance(member, RecordError):
        fault = member.findings[0]
        name = source.name + fault.place.file.removeprefix(source.path)
        return Document(name, fault=replace(fault, place=replace(fault.place, file=name)))
    return Document(source.name + member.file.removeprefix(source.path), data=member.data)


def _is_archive(path: str) -> bool:
    """Whether a file holds other files; its first bytes tell."""
    try:
        with Path(path).open("rb") as stream:
            head = stream.read(_HEAD)
        if head.startswith(b"\x1f\x8b"):
            with gzip.open(path) as unpacked:
                head = unpacked.read(_HEAD)
    except (OSError, EOFError, zlib.error):
        return False
    return head.startswith(b"PK\x03\x04") or head[257:262] == b"ustar"
