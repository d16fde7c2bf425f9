"""What a corpus is built from: files, folders, patterns, archives and addresses as single documents."""

from __future__ import annotations

import glob
import gzip
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from evigraph.article.opened import DAMAGE, SUFFIXES, members, unreadable
from evigraph.article.span import Span, read_span, span_of
from evigraph.corpus import storage
from evigraph.corpus.folder import is_corpus, is_own, lies_in_corpus
from evigraph.corpus.sources import Source, Sources
from evigraph.errors import Finding, InputError, RecordError

_PACKED = (".gz", ".tgz", ".tar", ".zip")
_OWN = (".nq.gz", ".json.gz")
"""What a corpus writes, wherever a copy of it lies."""
_HEAD = 512


class Document(NamedTuple):
    """A document to be read: what to call it, and where it is.

    It is a ``source``, for whoever reads it to open, or a ``span`` of it; it is ``data`` where only reading an archive
    through leads to it.  ``fault`` says why there is none of them.
    With ``passed`` it is no document, but tells how many others an archive holds, which are not read.
    """

    file: str
    source: Source | None = None
    span: Span | None = None
    data: bytes | None = None
    fault: Finding | None = None
    passed: int = 0


def files(sources: Sequence[str], base: str = "") -> Sources:
    """The files that these sources name, each once, sorted; relative ones are looked for in ``base``.

    A folder stands for every .xml, .nxml and archive in it, at any depth; so does an address (``s3://bucket/folder``).
    Other files in it are counted.  What a corpus consists of is left out wherever it lies.

    Raises:
        InputError: a source names nothing, or cannot be reached.
        UsageError: what an address needs is not installed.
    """
    found = Sources()
    try:
        for source in sources:
            found.add(_at_address(source, found) if storage.is_address(source) else _here(source, base, found))
        if not len(found):
            raise InputError(f"No .xml, .nxml or archive in {', '.join(sources)}.")
    except BaseException:
        found.close()
        raise
    return found


def _here(source: str, base: str, found: Sources) -> Iterator[Source]:
    paths = iter([source]) if (Path(base) / source).exists() else _matching(source, base)
    if (first := next(paths, None)) is None:
        raise InputError(f"{source}: there is no such file or folder.")
    for name in chain([first], paths):
        whole = Path(base) / name
        if lies_in_corpus(whole):
            continue
        within = whole.is_dir()
        for path in _within(whole) if within else [whole]:
            each = Source((Path(name) / path.relative_to(whole)).as_posix(), str(path))
            if not within or _is_wanted(path.name):
                yield each
            else:
                found.pass_over(each.name)


def _at_address(address: str, found: Sources) -> Iterator[Source]:
    paths = storage.paths(address)
    if not paths:
        raise InputError(f"{address}: there is no such file or folder.")
    for path in paths:
        if _is_wanted(path) or storage.is_file(address, path):
            yield Source(storage.called(address, path), path, address)
        else:
            found.pass_over(storage.called(address, path))


def _matching(pattern: str, base: str) -> Iterator[str]:
    return glob.iglob(pattern, root_dir=base or None, recursive=True)  # noqa: PTH207  it may be absolute


def _within(folder: Path) -> Iterator[Path]:
    """The files in a folder at any depth, without those that a corpus there consists of."""
    for name, folders, names in os.walk(folder, onerror=_raised):
        here = Path(name)
        if is_corpus(here):
            folders[:] = [each for each in folders if not is_own(each)]
        wanted = (each for each in names if not (is_corpus(here) and is_own(each)))
        yield from (here / each for each in wanted if _is_file(here / each))


def _is_file(path: Path) -> bool:
    """Whether there is a file, or a link to one that is gone: that is for whoever reads it to say."""
    return path.is_file() or (path.is_symlink() and not path.exists())


def _raised(error: OSError) -> None:
    raise InputError(f"{error.filename} cannot be listed: {(error.strerror or str(error)).lower()}.")


def _is_wanted(name: str) -> bool:
    return name.lower().endswith((*SUFFIXES, *_PACKED)) and not name.lower().endswith(_OWN)


def documents(sources: Iterable[Source]) -> Iterator[Document]:
    """The documents of these files, one at a time.

    Whoever calls this does as little as can be: a plain file is not opened, of a .zip file the list is read; any other
    archive, or one that is far away, is read through.
    """
    for source in sources:
        if source.name.lower().endswith(SUFFIXES) or not (kind := _archive(source)):
            yield Document(source.name, source)
        elif kind == "zip" and not source.address:
            yield from _spans(source)
        else:
            yield from _members(source)


def load(document: Document) -> Iterator[Document]:
    """The document with its bytes, or with the fault that stands against it; all of them, if it is an archive."""
    if document.data is not None or document.fault is not None or document.source is None:
        yield document
    elif document.span is not None:
        try:
            yield document._replace(data=read_span(Path(document.source.path), document.span))
        except DAMAGE as error:
            yield _failed(document.file, unreadable(document.file, error))
    else:
        yield from _members(document.source)


def count(sources: Iterable[Source]) -> int:
    """How many documents these files hold; 0 where only reading them through would tell."""
    total = 0
    for source in sources:
        if source.name.lower().endswith(SUFFIXES) or not (kind := _archive(source)):
            total += 1
        elif kind == "zip" and (listed := _list(source)) is not None:
            total += sum(map(_is_document, listed))
        else:
            return 0
    return total


def _spans(source: Source) -> Iterator[Document]:
    """The documents of a .zip file by their places; read through where its list, or an entry, needs more."""
    listed = _list(source)
    spans = [(entry, span_of(entry)) for entry in listed or () if _is_document(entry)]
    if listed is None or not all(span for _, span in spans):
        yield from _members(source)
        return
    for entry, span in spans:
        yield Document(f"{source.name}!{entry.filename}", source, span)
    if passed := sum(not entry.is_dir() for entry in listed) - len(spans):
        yield Document(source.name, passed=passed)


def _is_document(entry: zipfile.ZipInfo) -> bool:
    return not entry.is_dir() and entry.filename.lower().endswith(SUFFIXES)


def _list(source: Source) -> list[zipfile.ZipInfo] | None:
    """What a .zip file lists; None where it has no list."""
    try:
        with source.open() as raw, zipfile.ZipFile(raw) as archive:
            return archive.infolist()
    except DAMAGE:
        return None


def _members(source: Source) -> Iterator[Document]:
    """The documents of a file, called as it was named."""
    passed: list[str] = []
    for member in members(source.open, source.name, passed.append):
        if isinstance(member, RecordError):
            yield _failed(member.findings[0].place.file, member)
        else:
            yield Document(member.file, data=member.data)
    if passed:
        yield Document(source.name, passed=len(passed))


def _failed(name: str, error: RecordError) -> Document:
    fault = error.findings[0]
    return Document(name, fault=replace(fault, place=replace(fault.place, file=name)))


def _archive(source: Source) -> str:
    """What kind of file that holds other files this is, "" for none; its first bytes tell."""
    try:
        with source.open() as stream:
            head = stream.read(_HEAD)
            if head.startswith(b"\x1f\x8b"):
                stream.seek(0)
                with gzip.open(stream) as unpacked:
                    head = unpacked.read(_HEAD)
    except (OSError, EOFError, zlib.error):
        return ""
    return "zip" if head.startswith(b"PK\x03\x04") else "tar" if head[257:262] == b"ustar" else ""
