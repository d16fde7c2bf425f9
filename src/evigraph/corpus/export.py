"""A corpus as one file of N-Quads, to be loaded elsewhere."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import secrets
import zlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO, cast

from evigraph.corpus.manifest import read_manifest
from evigraph.corpus.storage import is_address, written
from evigraph.errors import InputError, UsageError
from evigraph.write import WriteError

SUFFIXES = (".nq", ".nq.gz")
"""What an export may be called, so that who loads it knows what it is."""
_BLOCK = 1 << 20


def export(folder: Path, output: Path | str, overwrite: bool = False) -> int:
    """Writes every shard into one file, compressed where its name ends in .gz; how many bytes it has.

    ``output`` is a path, or an address that fsspec knows (``s3://bucket/corpus.nq.gz``).

    Raises:
        UsageError: it is called neither .nq nor .nq.gz, or what an address needs is not installed.
        InputError: there is no finished corpus, or a shard is missing or not the one that the manifest tells of.
        WriteError: the file exists already, or cannot be written.
    """
    if not str(output).endswith(SUFFIXES):
        raise UsageError(f"{output}: an export is N-Quads; call it FILE.nq, or FILE.nq.gz to have it compressed.")
    shards = {folder / "shards" / name: told["sha256"] for name, told in sorted(read_manifest(folder)["files"].items())}
    if missing := [shard for shard in shards if not shard.is_file()]:
        raise _faulty(missing[0], "is missing")
    packed = str(output).endswith(".gz")
    try:
        if isinstance(output, str) and is_address(output):
            with written(output, overwrite) as stream:
                return _copied(shards, stream, packed)
        with _replaced(Path(output), overwrite) as stream:
            return _copied(shards, stream, packed)
    except FileExistsError:
        message = f"{output} exists already. Use --force to replace it, or choose another name."
        raise WriteError(message) from None
    except OSError as error:
        raise WriteError(f"{output} cannot be written: {(error.strerror or str(error)).lower()}.") from None


def _copied(shards: Mapping[Path, str], stream: IO[bytes], packed: bool) -> int:
    """Writes the shards one behind the other; how many bytes they have."""
    size = 0
    for shard, sha256 in shards.items():
        for block in _checked(shard, sha256, packed):
            stream.write(block)
            size += len(block)
    return size


def _checked(shard: Path, sha256: str, packed: bool) -> Iterator[bytes]:
    """A shard block by block, as it lies there or unpacked.

    Raises:
        InputError: it cannot be read, or its SHA-256 is another one.
    """
    try:
        with shard.open("rb") as raw:
            hashed = _Hashed(raw)
            source = hashed if packed else gzip.GzipFile(fileobj=cast(IO[bytes], hashed), mode="rb")
            yield from iter(partial(source.read, _BLOCK), b"")
    except (OSError, EOFError, zlib.error):
        raise _faulty(shard, "is damaged and does not hold what the manifest says") from None
    if hashed.total.hexdigest() != sha256:
        raise _faulty(shard, "does not hold what the manifest says")


def _faulty(shard: Path, what: str) -> InputError:
    return InputError(f"{shard} {what}. Build again: evigraph corpus build --resume --out {shard.parent.parent}.")


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw, self.total = raw, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._raw.read(size)
        self.total.update(data)
        return data


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
