"""One document of a .zip file on this machine, read where it stands by whoever is to read it.

The list of the archive is read once, by whoever gives the documents out; nobody else needs it.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from evigraph.article.xml import MAX_BYTES

_HEADER = struct.Struct("<4s22xHH")
_ENCRYPTED = 1


class Span(NamedTuple):
    """Where a document stands in an archive and what the archive's list says of it."""

    offset: int
    packed: int
    size: int
    crc: int
    method: int


def span_of(entry: zipfile.ZipInfo) -> Span | None:
    """The span of an entry; None where it takes the whole archive to read it, or where it is not to be read."""
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return None
    if max(entry.file_size, entry.compress_size) > MAX_BYTES:
        return None
    return Span(entry.header_offset, entry.compress_size, entry.file_size, entry.CRC, entry.compress_type)


def read_span(path: Path, span: Span) -> bytes:
    """The bytes of a document.

    Raises:
        OSError, zlib.error: the file cannot be read.
        BadZipFile: the bytes are not those that the archive lists.
    """
    with path.open("rb") as raw:
        raw.seek(span.offset)
        header = raw.read(_HEADER.size)
        if len(header) < _HEADER.size or not header.startswith(b"PK\x03\x04"):
            raise zipfile.BadZipFile("the document is not where the archive says")
        _, name, extra = _HEADER.unpack(header)
        raw.seek(name + extra, 1)
        data = raw.read(span.packed)
    if span.method == zipfile.ZIP_DEFLATED:
        data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, span.size + 1)
    if len(data) != span.size or zlib.crc32(data) != span.crc:
        raise zipfile.BadZipFile("the document is not the one that the archive lists")
    return data
