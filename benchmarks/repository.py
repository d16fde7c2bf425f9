"""The commands and the data that are measured: a copy of this repository's workspace."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
EVIGRAPH = str(Path(sys.executable).with_name("evigraph"))
CACHE = ".evigraph"


@contextmanager
def workspace_copy() -> Iterator[Path]:
    """The repository's records in a folder of their own, not built yet.

    Schema and questions are left out, as in any workspace but the package's own: they
    come from the package.  The user's cache folder is put aside, because it may hold the
    graph of the same records already.
    """
    with tempfile.TemporaryDirectory(prefix="evigraph-benchmark-") as name:
        folder = Path(name)
        shutil.copy(ROOT / "references.bib", folder)
        shutil.copytree(ROOT / "graph", folder / "graph", ignore=shutil.ignore_patterns("schema", "inbox"))
        (folder / "graph" / "schema").mkdir()
        os.environ["XDG_CACHE_HOME"] = str(folder / CACHE / "user")
        yield folder


def store_of(workspace: Path) -> Path:
    """The folder of the one store that building ``workspace`` has made."""
    (path,) = {found.parent for found in (workspace / CACHE).glob("*/CURRENT")}
    return path
