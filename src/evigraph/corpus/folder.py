"""The folder that a corpus lies in: what tells it, and where one may be built."""

from __future__ import annotations

import re
from pathlib import Path

from evigraph.corpus.manifest import MANIFEST, SETTINGS
from evigraph.errors import InputError

PARTS = ("shards", "store", "report.tsv", MANIFEST)
"""What a finished corpus consists of; the manifest is put in place last."""
NEXT, OLD, LOCK, PIECES = ".next", ".old", ".lock", "pieces"
_OWN = re.compile(r"\.index-\w+\.sqlite(-\w+)?|\.evigraph-\w+\.tmp")


def is_corpus(folder: Path) -> bool:
    """Whether a corpus lies in a folder, or a build was begun there."""
    begun = (folder / SETTINGS).is_file() and (folder / PIECES).is_dir()
    return begun or ((folder / MANIFEST).is_file() and (folder / "shards").is_dir())


def is_own(name: str) -> bool:
    """Whether what is called so in the folder of a corpus was put there by a build."""
    return name in (*PARTS, NEXT, OLD, LOCK, PIECES, SETTINGS) or _OWN.fullmatch(name) is not None


def lies_in_corpus(path: Path) -> bool:
    """Whether a path leads to what a corpus consists of."""
    whole = path.absolute()
    return any(is_own(each.name) and is_corpus(each.parent) for each in (whole, *whole.parents))


def require_place(folder: Path) -> None:
    """Sees that a build in a folder mixes with nothing else: it is new or empty, or a build was begun there.

    Raises:
        InputError: it is something else.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file; --out names the folder that the corpus goes into.")
    if is_corpus(folder):
        return
    if others := sorted(path.name for path in folder.iterdir() if not is_own(path.name)):
        raise InputError(
            f"{folder} holds something else ({others[0]}) and no corpus. "
            f"Name a new or an empty folder: --out {folder / 'corpus'}."
        )
