"""A corpus as one file of N-Quads, to be loaded elsewhere."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from pathlib import Path

from evigraph.corpus.manifest import read_manifest
from evigraph.corpus.shards import unpacked
from evigraph.errors import InputError
from evigraph.write import WriteError


def export(folder: Path, output: Path, overwrite: bool = False) -> int:
    """Writes every shard into one file, compressed where its name ends in .gz; how many bytes it has.

    Raises:
        InputError: there is no finished corpus, or a shard is missing.
        WriteError: the file exists already, or cannot be written.
    """
    shards = [folder / "shards" / name for name in sorted(read_manifest(folder)["files"])]
    if missing := [shard for shard in shards if not shard.is_file()]:
        raise InputError(f"{missing[0]} is missing. Build the corpus again.")
    if output.exists() and not overwrite:
        raise WriteError(f"{output} exists already. Use --force to replace it, or choose another name.")
    beside = output.with_name(f".evigraph-{secrets.token_hex(8)}.tmp")
    try:
        with beside.open("xb") as stream:
            for shard in shards:
                with shard.open("rb") if output.suffix == ".gz" else unpacked(shard) as source:
                    shutil.copyfileobj(source, stream, 1 << 20)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(output)
    except OSError as error:
        raise WriteError(f"{output} cannot be written: {(error.strerror or str(error)).lower()}.") from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    return output.stat().st_size
