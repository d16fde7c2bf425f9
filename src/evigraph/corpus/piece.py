"""One document as its piece of the corpus: read once, kept under a hash of what it was made from.

A piece is a record of what was found (``<hash>.json.gz``) and the statements of each article
(``<hash>.<n>.nq.gz``).  The record is written last: where it stands, the piece is whole.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from evigraph.article.lexicon import Lexicon
from evigraph.article.reading import Reading, nothing_in
from evigraph.corpus.article import Described, describe
from evigraph.corpus.documents import Document, load
from evigraph.errors import Finding
from evigraph.reader import parse_articles
from evigraph.version import __version__
from evigraph.write import write_atomically

_LEVEL = 3
"""Statements repeat themselves so much that more costs a third of the time for a seventh of the size."""
_CODE = ("article", "bib", "corpus", "jats", "reader.py", "tei")
_DEFECTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a slip in our own reader raises; it costs one article and is reported, it does not end the run."""


@cache
def made_by() -> str:
    """The version of evigraph and a hash of what reads, so that what another program made is made anew."""
    total = hashlib.sha256()
    package = Path(__file__).parent.parent
    for path in sorted(path for part in _CODE for path in _files(package / part) if path.suffix != ".pyc"):
        if path.is_file():
            total.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{__version__} {total.hexdigest()[:16]}"


def _files(part: Path) -> Iterator[Path]:
    return iter([part]) if part.is_file() else part.rglob("*")


@dataclass(frozen=True)
class Recipe:
    """What decides, with the document, what a piece is: where it goes, the program, the terms looked for."""

    folder: str
    version: str
    labels: tuple[tuple[str, str], ...] = ()

    @cached_property
    def lexicon(self) -> Lexicon:
        """Finds the terms in sentences."""
        lexicon = Lexicon()
        for name, term in self.labels:
            lexicon.add(name, term, "label")
        return lexicon

    @cached_property
    def digest(self) -> bytes:
        """A hash of it all but the folder."""
        return hashlib.sha256(json.dumps([self.version, self.labels]).encode()).digest()


@dataclass(frozen=True)
class Done:
    """A document that was dealt with: the hash of its piece ("" where it has none), and whether it was read now.

    ``articles`` are the key of each and how much of it was kept.  With ``passed`` it is no document, but tells how
    many files of an archive are none.  ``fate`` (read, twice, kept) is known when
    all were dealt with.
    """

    file: str
    hash: str = ""
    articles: tuple[tuple[str, int], ...] = ()
    read: bool = False
    fault: Finding | None = None
    passed: int = 0
    fate: str = ""


def make_pieces(document: Document, recipe: Recipe) -> list[Done]:
    """Makes the piece of a document, unless it is there already; those of all its documents, if it is an archive."""
    return [_make_piece(loaded, recipe) for loaded in load(document)]


def _make_piece(document: Document, recipe: Recipe) -> Done:
    if document.data is None:
        return Done(document.file, fault=document.fault, passed=document.passed)
    hash_ = hashlib.sha256(recipe.digest + document.data).hexdigest()[:40]
    folder = Path(recipe.folder)
    if (record := read_record(folder, hash_)) is not None and _whole(folder, hash_, record):
        return Done(document.file, hash_, _told(record))
    record_path(folder, hash_).parent.mkdir(parents=True, exist_ok=True)
    articles: list[dict[str, Any]] = []
    faults: list[Mapping[str, Any]] = []
    for described, found in _read(document, recipe.lexicon):
        faults += found
        if described is not None:
            packed = _packed(described.quads)
            write_atomically(quads_path(folder, hash_, len(articles)), packed, overwrite=True, durable=False)
            articles.append({**_account(described), "size": len(packed)})
    record = {"articles": articles, "faults": faults}
    data = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    write_atomically(record_path(folder, hash_), _packed(data), overwrite=True, durable=False)
    return Done(document.file, hash_, _told(record), read=True)


def _told(record: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """The articles of a record by key, with the number of their entries and citations."""
    return tuple(
        (article["key"], article["counts"]["references"] + article["counts"]["citations"])
        for article in record["articles"]
    )


def _whole(folder: Path, hash_: str, record: Mapping[str, Any]) -> bool:
    """Whether the statements of every article of a record are there in full."""
    try:
        sizes = [quads_path(folder, hash_, number).stat().st_size for number in range(len(record["articles"]))]
    except OSError:
        return False
    return sizes == [article["size"] for article in record["articles"]]


def _read(document: Document, lexicon: Lexicon) -> Iterator[tuple[Described | None, list[Mapping[str, Any]]]]:
    """Every article of a document described, with what was lost of it; None for what was refused."""
    data = document.data or b""
    try:
        for number, reading in enumerate(parse_articles(data, document.file), 1):
            fault = nothing_in(reading.article) if isinstance(reading, Reading) else reading.finding
            if isinstance(reading, Reading) and fault is None:
                fallback = f"file:{hashlib.sha256(data).hexdigest()[:20]}.{number}"
                described = describe(reading.article, fallback, lexicon)
                described.counts.update(_lost(reading))
                yield described, [_fault(finding) for finding in reading.losses.findings]
            elif fault:
                yield None, [{**_fault(fault), "refused": True}]
    except _DEFECTS as error:
        message = f"evigraph itself failed here ({type(error).__name__}: {error}). Please report it with the file."
        yield None, [{"line": 0, "column": 0, "code": "defect", "message": message, "refused": True}]


def _lost(reading: Reading) -> dict[str, int]:
    losses = reading.losses
    return {f"lost {kind}": losses.present[kind] - losses.kept[kind] for kind in losses.present}


def _fault(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {"line": place.line, "column": place.column, "code": finding.code, "message": finding.message}


def _account(described: Described) -> dict[str, Any]:
    return {
        "key": described.key,
        "counts": described.counts,
        "entries": described.entries,
        "numbers": described.numbers,
    }


def read_record(folder: Path, hash_: str) -> dict[str, Any] | None:
    """The record of a piece; None where it is missing or damaged."""
    try:
        record = json.loads(gzip.decompress(record_path(folder, hash_).read_bytes()))
    except (OSError, EOFError, ValueError, zlib.error):
        return None
    return record if isinstance(record, dict) else None


def record_path(folder: Path, hash_: str) -> Path:
    """Where the record of a piece stands."""
    return folder / hash_[:2] / f"{hash_}.json.gz"


def quads_path(folder: Path, hash_: str, number: int) -> Path:
    """Where the statements of an article of a piece stand."""
    return folder / hash_[:2] / f"{hash_}.{number}.nq.gz"


def _packed(data: bytes) -> bytes:
    """Compressed, the same for the same data."""
    return gzip.compress(data, _LEVEL, mtime=0)
