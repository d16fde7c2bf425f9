"""The files that a corpus is handed on in: N-Quads, compressed, the same for the same articles."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from evigraph.corpus.index import Index, shard_of
from evigraph.corpus.piece import quads_path
from evigraph.corpus.works import Work

_BLOCK = 1 << 20
Written = dict[str, dict[str, Any]]
"""What was written, file by file: its SHA-256, its size, and what is in it."""


def article_shards(index: Index, pieces: Path, folder: Path) -> Written:
    """The graphs of all articles; a shard is the compressed pieces of its articles one behind the other."""
    written: Written = {}
    for shard in range(index.shards):
        path = folder / f"articles-{shard:03}.nq.gz"
        articles = 0
        with path.open("wb") as stream:
            for chosen in index.chosen(shard):
                stream.write(quads_path(pieces, chosen.hash, chosen.number).read_bytes())
                articles += 1
            if not articles:
                stream.write(gzip.compress(b"", mtime=0))
        written |= _account(path, {"articles": articles})
    return written


def work_shards(works: Iterable[Work], shards: int, folder: Path) -> tuple[Written, int]:
    """The works, sorted by their keys in each shard, and how many faults of lists they tell of."""
    counts, faults = [0] * shards, 0
    paths = [folder / f"works-{shard:03}.nq.gz" for shard in range(shards)]
    with ExitStack() as stack:
        streams = [stack.enter_context(packed(path)) for path in paths]
        for work in works:
            shard = shard_of(work.key, shards)
            streams[shard].write(work.quads)
            counts[shard] += 1
            faults += work.faults
    written: Written = {}
    for path, count in zip(paths, counts, strict=True):
        written |= _account(path, {"works": count})
    return written, faults


def single(path: Path, quads: Iterable[bytes]) -> tuple[Written, int]:
    """One file of its own, and of how many parts it was made."""
    parts = 0
    with packed(path) as stream:
        for part in quads:
            stream.write(part)
            parts += 1
    return _account(path, {}), parts


def packed(path: Path) -> gzip.GzipFile:
    """A file to be written compressed: no name and no time in it, so that the same data gives the same bytes."""
    return _Packed(path)


class _Packed(gzip.GzipFile):
    def __init__(self, path: Path) -> None:
        self._raw = path.open("wb")
        super().__init__(filename="", mode="wb", compresslevel=6, fileobj=self._raw, mtime=0)

    def close(self) -> None:
        super().close()
        self._raw.close()


def unpacked(path: Path) -> io.BufferedReader:
    """A shard as N-Quads."""
    return io.BufferedReader(gzip.open(path), _BLOCK)


def statements(shards: Iterable[Path]) -> int:
    """How many statements there are in shards; each has a line of its own."""
    total = 0
    for shard in shards:
        with unpacked(shard) as stream:
            total += sum(block.count(b"\n") for block in iter(partial(stream.read, _BLOCK), b""))
    return total


class Chained:
    """Shards as one stream of N-Quads; each ends where a statement ends."""

    def __init__(self, shards: Iterable[Path]) -> None:
        self._blocks = self._unpacked(shards)
        self._block, self._at = b"", 0

    def read(self, size: int) -> bytes:
        """Some of the next bytes, at most so many; none at the end.  It is asked for a few at a time."""
        data = self._block[self._at : self._at + size]
        if not data:
            self._block, self._at = next(self._blocks, b""), 0
            data = self._block[:size]
        self._at += len(data)
        return data

    @staticmethod
    def _unpacked(shards: Iterable[Path]) -> Iterator[bytes]:
        for shard in shards:
            with unpacked(shard) as stream:
                yield from iter(partial(stream.read, _BLOCK), b"")


def blocks(path: Path) -> Iterator[bytes]:
    """A file block by block."""
    with path.open("rb") as stream:
        read: Callable[[], bytes] = lambda: stream.read(_BLOCK)  # noqa: E731
        yield from iter(read, b"")


def _account(path: Path, counts: dict[str, int]) -> Written:
    total, size = hashlib.sha256(), 0
    for block in blocks(path):
        total.update(block)
        size += len(block)
    return {path.name: {"sha256": total.hexdigest(), "bytes": size, **counts}}
