"""A site as a folder of files: whole or not at all, and never in place of anything that is not one."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from evigraph.query.dataset import Dataset
from evigraph.version import __version__
from evigraph.view.site.links import FileLinks, page_path
from evigraph.view.site.render import assets, names, page
from evigraph.view.site.site import Site
from evigraph.write import WriteError

MARKER = "evigraph-site.json"
"""The file by which a folder is known to be a site, with the names of all its files."""

_LISTED = 5
Progress = Callable[[Sequence[tuple[str, str]]], Iterable[tuple[str, str]]]
"""What looks on while the pages are made, e.g. a progress bar."""


def site_files(dataset: Dataset, progress: Progress = iter) -> Iterator[tuple[str, bytes]]:
    """Every file of the site, relative to its folder; the same graph gives the same bytes."""
    site = Site(dataset.at_hand())
    made = [(f"assets/{name}", text.encode()) for name, text in assets().items()]
    yield from made
    files = [name for name, _ in made]
    for kind, name in progress(list(names(site))):
        path = page_path(kind, name)
        files.append(path)
        yield path, page(site, kind, name, FileLinks(path)).encode()
    if len({path.casefold() for path in files}) < len(files):
        raise WriteError("Two pages would be one file. Give every record an identifier of its own.")
    told = {"made by": f"evigraph {__version__}", "files": sorted(files)}
    yield MARKER, (json.dumps(told, indent=1) + "\n").encode()


def write_site(dataset: Dataset, folder: Path, force: bool = False, progress: Progress = iter) -> int:
    """Makes ``folder`` a site of ``dataset``; the number of its files.

    The files are written beside it and moved there when complete.  A folder that is there may be
    replaced with ``force`` when it is a site that holds nothing but what was made for it; an
    empty one always.

    Raises:
        WriteError: something else stands there, or the system refuses.
    """
    target = folder.absolute()
    _refuse(target, folder, force)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".evigraph-site-", dir=target.parent))
        try:
            count = _write(beside / "new", site_files(dataset, progress))
            _refuse(target, folder, force)
            _move(beside, target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise WriteError(f"{folder} cannot be written: {error.strerror or error}.") from None
    return count


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    count = 0
    for name, data in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        count += 1
    return count


def _move(beside: Path, target: Path) -> None:
    """Puts the new folder in its place; what stood there comes back when that fails."""
    if not target.exists():
        (beside / "new").rename(target)
        return
    mode = target.stat().st_mode & 0o7777
    target.rename(beside / "old")
    try:
        (beside / "new").rename(target)
    except OSError:
        (beside / "old").rename(target)
        raise
    target.chmod(mode)


def _refuse(target: Path, folder: Path, force: bool) -> None:
    """Raises when something stands at ``target`` that must stay."""
    try:
        if target.is_symlink():
            raise WriteError(f"{folder} is a link. Name the folder itself.")
        if not target.exists():
            return
        if not target.is_dir():
            raise WriteError(f"{folder} is a file. Name a folder.")
        there = _files(target)
        if not there and not any(target.iterdir()):
            return
        ours = _known(target)
    except OSError as error:
        raise WriteError(f"{folder} cannot be read: {error.strerror or error}.") from None
    if ours is None:
        raise WriteError(f"{folder} is there already and is no site made by evigraph. Name another folder.")
    if not force:
        raise WriteError(f"{folder} exists already. Use --force to replace it, or name another folder.")
    if extra := sorted(there - ours):
        more = f" and {len(extra) - _LISTED} more" if len(extra) > _LISTED else ""
        kept = ", ".join(extra[:_LISTED])
        raise WriteError(f"{folder} holds files that are not part of the site: {kept}{more}. Move them away first.")


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}


def _known(folder: Path) -> set[str] | None:
    """The files that the marker of a site names; None when there is no marker, or it is none of ours."""
    try:
        told = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        files = told["files"]
        made = str(told["made by"]).startswith("evigraph ")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError, KeyError, TypeError):
        return None
    return {MARKER, *map(str, files)} if made and isinstance(files, list) else None


__all__ = ["MARKER", "site_files", "write_site"]
