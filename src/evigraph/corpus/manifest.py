"""What a corpus is made of and by, in a file beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evigraph.errors import InputError
from evigraph.write import write_atomically

MANIFEST = "manifest.json"
SETTINGS = "settings.json"


@dataclass(frozen=True)
class Settings:
    """What was asked for, so that an interrupted build can go on; ``base`` is the folder that names begin in.

    Without ``workspace`` no terms are looked for; without ``store`` there is nothing to ask, only shards.
    """

    sources: tuple[str, ...]
    base: str = ""
    shards: int = 16
    retracted: str = ""
    workspace: str = ""
    store: bool = True


def write_settings(folder: Path, settings: Settings) -> None:
    """Notes what a build is asked to do."""
    write_atomically(folder / SETTINGS, _json(asdict(settings)), overwrite=True)


def read_settings(folder: Path) -> Settings:
    """What the last build in a folder was asked to do.

    Raises:
        InputError: none was begun there.
    """
    found = _read(folder / SETTINGS)
    if found is None:
        raise InputError(f"{folder}: no build was begun here. Give the articles: evigraph corpus build SRC --out DIR.")
    try:
        return Settings(**{**found, "sources": tuple(found["sources"])})
    except (TypeError, KeyError):
        raise InputError(f"{folder / SETTINGS} is damaged. Give the articles again.") from None


def write_manifest(path: Path, manifest: Mapping[str, Any]) -> None:
    """Writes what a corpus is made of."""
    write_atomically(path, _json(manifest), overwrite=True)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the corpus in a folder is made of.

    Raises:
        InputError: there is no finished corpus.
    """
    found = _read(folder / MANIFEST)
    if found is not None:
        return found
    if (folder / SETTINGS).exists():
        raise InputError(f"{folder}: the corpus is not finished. Go on with: evigraph corpus build --resume --out DIR.")
    raise InputError(f"{folder}: no corpus here. Make one with: evigraph corpus build SRC --out DIR.")


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
