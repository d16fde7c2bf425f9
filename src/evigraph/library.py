"""A bibliography file that is changed in its place: references added, layout made canonical.

What is to be written is worked out and proved by :mod:`evigraph.bib`; here it meets the disk.
The old file or the new one stands there at any moment, whatever happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evigraph.bib.bibtex.source import read_source
from evigraph.bib.exchange.detect import detect
from evigraph.bib.library.addition import Addition, Choice, addition, appended
from evigraph.bib.library.layout import format_library
from evigraph.bib.records import Library
from evigraph.errors import Finding, InputError, Place, RecordError
from evigraph.write import WriteError, write_atomically


def add(
    target: Path,
    libraries: Sequence[Library],
    *,
    dry_run: bool = False,
    duplicates: Choice = "skip",
    name: str | None = None,
) -> Addition:
    """Append the references that ``target`` has not yet; tells what became of each.

    Every byte that stands in the file stays; it is written only if something is added, and
    made if it is not there.  ``name`` is what findings call the file.  See
    :func:`evigraph.bib.library.addition.addition` for what counts as a duplicate.

    Raises:
        RecordError: the file has entries that cannot be read, or is no text.
        WriteError: the file cannot be written there; nothing is changed.
    """
    name = target.name if name is None else name
    data = _bytes(target)
    text = _text(data, target, name)
    result = addition(text, libraries, duplicates=duplicates, name=name)
    if result.text and not dry_run:
        more = appended(text, result.text)[len(text) :]
        _replace(target, data, data + _with_line_ends_of(data, more))
    return result


def format_file(target: Path, *, sort: str = "", dry_run: bool = False, name: str | None = None) -> bool:
    """Give the file the canonical layout; whether that changes it.  A file that has it is not written.

    See :func:`evigraph.bib.library.layout.format_library`, and for what would change
    :func:`evigraph.bib.library.layout.unformatted`.

    Raises:
        RecordError: the file is not there, is no text, or has entries that cannot be read.
        InputError: the file is none of BibTeX.
        UsageError: there is no such order.
        WriteError: the file cannot be written there; nothing is changed.
    """
    name = target.name if name is None else name
    data = _bytes(target)
    if not target.exists():
        raise RecordError([Finding(Place(name), "bib-not-found", "There is no such file.")])
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = _text(data, target, name)
    _refuse_other_formats(text, target, name)
    new = mark + _with_line_ends_of(data, format_library(text, sort=sort, name=name))
    if new != data and not dry_run:
        _replace(target, data, new)
    return new != data


def _refuse_other_formats(text: str, target: Path, name: str) -> None:
    """Raises InputError for what is no BibTeX: all of it would count as comments, and be laid out as such."""
    found = detect(text, target.name)
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("%")]
    if (found or lines) and found not in ("bibtex", "biblatex"):
        said = f"of the format {found}" if found else "no bibliography that can be read"
        raise InputError(f"{name} is {said}; only BibTeX can be given a layout.")


def _bytes(target: Path) -> bytes:
    """What stands in the file; nothing where there is no file yet."""
    try:
        if not target.resolve().is_relative_to(target.parent.resolve()):
            raise WriteError(f"{target} is a link that leads out of its folder. Name the file it leads to.")
        if target.is_dir():
            raise WriteError(f"{target} is a folder. Name a file in it.")
        if target.exists() and not target.is_file():
            raise WriteError(f"{target} is not a plain file and cannot be changed. Choose another.")
        return target.read_bytes() if target.exists() else b""
    except OSError as error:
        raise WriteError(f"{target} cannot be read: {error.strerror or error}.") from None
    except (ValueError, RuntimeError) as error:  # a NUL in the name; links that lead in a circle
        raise WriteError(f"{str(target)!r} cannot be a file name: {error}.") from None


def _text(data: bytes, target: Path, name: str) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        found = read_source(target, name)
        raise RecordError([found] if isinstance(found, Finding) else []) from None


def _with_line_ends_of(data: bytes, text: str) -> bytes:
    return text.replace("\n", "\r\n" if b"\r\n" in data else "\n").encode()


def _replace(target: Path, old: bytes, new: bytes) -> None:
    """Write the file, unless another program has changed it since it was read."""
    if _bytes(target) != old:
        raise WriteError(f"{target} was changed by another program meanwhile. Run the command again.")
    write_atomically(target, new, overwrite=True)
