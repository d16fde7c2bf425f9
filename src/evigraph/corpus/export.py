"""A corpus as one file of N-Quads, to be loaded elsewhere."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from evigraph.corpus.manifest import read_manifest
from evigraph.corpus.shards import unpacked
from evigraph.corpus.storage import is_address, written
from evigraph.errors import InputError
from evigraph.write import WriteError

_BLOCK = 1 << 20


def export(folder: Path, output: Path | str, overwrite: bool = False) -> int:
    """Writes every shard into one file, compressed where its name ends in .gz; how many bytes it has.

    ``output`` is a path, or an address that fsspec knows (``s3://bucket/corpus.nq.gz``).

    Raises:
        InputError: there is no finished corpus, or a shard is missing.
        UsageError: what an address needs is not installed.
        WriteError: the file exists already, or cannot be written.
    """
    shards = [folder / "shards" / name for name in sorted(read_manifest(folder)["files"])]
    if missing := [shard for shard in shards if not shard.is_file()]:
        raise InputError(f"{missing[0]} is missing. Build the corpus again.")
    try:
        if isinstance(output, str) and is_address(output):
            with written(output, overwrite) as stream:
                return _copied(shards, stream, output.endswith(".gz"))
        with _replaced(Path(output), overwrite) as stream:
            return _copied(shards, stream, Path(output).suffix == ".gz")
    except FileExistsError:
        message = f"{output} exists already. Use --force to replace it, or choose another name."
        raise WriteError(message) from None
    except OSError as error:
        raise WriteError(f"{output} cannot be written: {(error.strerror or str(error)).lower()}.") from None


def _copied(shards: Iterable[Path], stream: IO[bytes], packed: bool) -> int:
    """Writes the shards one behind the other; how many bytes they have."""
    size = 0
    for shard in shards:
        with shard.open("rb") if packed else unpacked(shard) as source:
            while block := source.read(_BLOCK):
                stream.write(block)
                size += len(block)
    return size


@contextlib.contextmanager
def _replaced(output: Path, overwrite: bool) -> Iterator[IO[bytes]]:
    """A file beside its place, which is renamed into it when all is written."""
    if output.exists() and not overwrite:
        raise FileExistsError(output)
    beside = output.with_name(f".evigraph-{secrets.token_hex(8)}.tmp")
    try:
        with beside.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(output)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
