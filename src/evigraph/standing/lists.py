"""A file to the list it holds; what format it has shows in its content."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

from evigraph.errors import InputError, Place
from evigraph.standing import crossref, plain, pubmed, retraction_watch
from evigraph.standing.told import Listed
from evigraph.standing.values import clean

MAX_BYTES = 500_000_000


def read_list(path: Path) -> Listed:
    """The list in a file.

    Raises:
        InputError: it cannot be read, is none of the formats, or holds no record.
    """
    text, remark = _text(path)
    listed = _read(text, path)
    if not listed.told:
        raise InputError(f"{path} holds no record.")
    return Listed(listed.source, listed.told, listed.as_of, remark)


def _read(text: str, path: Path) -> Listed:
    name = path.name
    if text.lstrip()[:1] in ("{", "["):
        return _json(text, name)
    if char := retraction_watch.delimiter(text):
        return retraction_watch.read(text, name, char)
    if plain.looks_so(text):
        return plain.read(text, name, clean(path.stem))
    first = clean(text.lstrip()[:60])
    raise InputError(
        f"{path} is no list that can be read; it begins with '{first}'. Expected a Retraction Watch CSV (with a "
        "column RetractionNature), JSON of Crossref or PubMed, or lines such as 10.1000/xyz 2020-01-31 retracted."
    )


def _text(path: Path) -> tuple[str, str]:
    """The text of a file, and a remark when it had to be read as other than UTF-8."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(f"{path} has {size:,} bytes; at most {MAX_BYTES:,} are read.")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise InputError(f"{str(path)!r} cannot be a file name.") from error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace"), "It was read as UTF-16."
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if b"\0" in data:
            raise InputError(
                f"{path} is no list that can be read: it is not UTF-8 (line {line}) nor other text."
            ) from None
        remark = f"It is not UTF-8 (line {line}), so it was read as Windows-1252; accents may be off."
        return data.decode("cp1252", errors="replace"), remark


def _json(text: str, name: str) -> Listed:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{name}:{error.lineno}:{error.colno}: not valid JSON from here on. Is the file whole?"
        ) from None
    except RecursionError:
        raise InputError(f"{name} is nested too deep to be such a list.") from None
    except ValueError:
        raise InputError(f"{name} holds a number too long to be of such a list.") from None
    if (found := pubmed.summaries(data)) is not None:
        return pubmed.read(found, _places(text, name, found, "uid"))
    if (works := crossref.works(data)) is not None:
        return crossref.read(works, _places(text, name, works, "DOI"))
    raise InputError(
        f"{name}: neither works of Crossref (with a 'DOI', alone, in 'message' or in 'message.items') "
        "nor summaries of PubMed ('result' with 'uids')."
    )


def _places(text: str, name: str, items: list[Any], key: str) -> list[Place]:
    """The lines where records begin to name themselves; the parser does not tell."""
    places = []
    position = line = 0
    for item in items:
        at = text.find(json.dumps(item.get(key), ensure_ascii=False), position) if key in item else -1
        if at >= 0:
            line += text.count("\n", position, at)
            position = at
        places.append(Place(name, line + 1 if at >= 0 else 0))
    return places
