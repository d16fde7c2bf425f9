"""What a corpus is made of and by, in a file beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
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
        InputError: none was begun there, or the note of it is damaged.
    """
    if not (folder / SETTINGS).exists():
        raise InputError(f"{folder}: no build was begun here. Give the articles: evigraph corpus build SRC --out DIR.")
    found = _read(folder / SETTINGS) or {}
    kinds = {field.name: type(field.default) for field in fields(Settings) if field.name != "sources"}
    sources = found.get("sources")
    if (
        not (isinstance(sources, list) and sources and all(isinstance(each, str) for each in sources))
        or not found.keys() <= {"sources", *kinds}
        or not all(type(value) is kinds.get(name, list) for name, value in found.items())
    ):
        raise InputError(
            f"{folder / SETTINGS} is damaged: it does not say what to go on with. "
            f"Give the articles again instead of --resume: evigraph corpus build SRC --out {folder}."
        )
    return Settings(**{**found, "sources": tuple(sources)})


def write_manifest(path: Path, manifest: Mapping[str, Any]) -> None:
    """Writes what a corpus is made of."""
    write_atomically(path, _json(manifest), overwrite=True)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the corpus in a folder is made of.

    Raises:
        InputError: there is no finished corpus, or its manifest is damaged.
    """
    found = _read(folder / MANIFEST)
    if found is not None and _is_whole(found):
        return found
    if (folder / MANIFEST).exists():
        raise InputError(f"{folder / MANIFEST} is damaged. Build again: evigraph corpus build --resume --out {folder}.")
    if (folder / SETTINGS).exists():
        raise InputError(f"{folder}: the corpus is not finished. Go on with: evigraph corpus build --resume --out DIR.")
    raise InputError(f"{folder}: no corpus here. Make one with: evigraph corpus build SRC --out DIR.")


def _is_whole(found: dict[str, Any]) -> bool:
    counts, files = found.get("counts"), found.get("files")
    return (
        isinstance(counts, dict)
        and isinstance(files, dict)
        and all(isinstance(told, dict) and isinstance(told.get("sha256"), str) for told in files.values())
    )


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
