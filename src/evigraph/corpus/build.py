"""Articles to a corpus: read in pieces, joined, written in shards, loaded into a store."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from evigraph.corpus import documents, report
from evigraph.corpus.differing import number_quads
from evigraph.corpus.entry import Attributed, Entry
from evigraph.corpus.folder import LOCK, NEXT, OLD, PARTS, PIECES, require_place
from evigraph.corpus.index import Index
from evigraph.corpus.manifest import MANIFEST, Settings, write_manifest, write_settings
from evigraph.corpus.most_cited import MostCited
from evigraph.corpus.piece import Done, Recipe, made_by, read_record
from evigraph.corpus.shards import Written, article_shards, single, statements, work_shards
from evigraph.corpus.standing import standing_quads
from evigraph.corpus.store import MANY, load_store, merge_store
from evigraph.corpus.terms import Terms
from evigraph.corpus.together import MOST, pair_quads
from evigraph.corpus.workers import make_pieces
from evigraph.corpus.works import works
from evigraph.locks import locked_file
from evigraph.standing.lists import read_list
from evigraph.standing.told import Listed
from evigraph.version import __version__
from evigraph.write import WriteError

T = TypeVar("T")

_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
"""What a file system says that cannot lock; there two builds in one folder are not told from each other."""


class Watch(Protocol):
    """Is told how far a build is."""

    def __call__(self, stage: str, items: Iterable[T], total: int) -> Iterator[T]:
        """The items of a stage one by one, ``total`` of them (0: nobody knows)."""


class Readers(Protocol):
    """Deals with documents, somewhere."""

    def __call__(self, found: Iterable[documents.Document], recipe: Recipe) -> Iterator[Done]:
        """What became of each of them, in any order."""


@dataclass(frozen=True)
class Built:
    """What a build did with documents, how many other files it passed over, and the manifest.

    Every document was ``read`` now, is the same as one that was (``twice``), was ``kept`` from an earlier build, or
    is ``refused``.
    """

    read: int
    twice: int
    kept: int
    refused: int
    passed: int
    manifest: dict[str, Any]


def unwatched(stage: str, items: Iterable[T], total: int) -> Iterator[T]:
    """Tells nobody."""
    return iter(items)


def in_this_process(found: Iterable[documents.Document], recipe: Recipe) -> Iterator[Done]:
    """Deals with documents one after the other."""
    return make_pieces(found, recipe, 1)


def build(
    folder: Path,
    settings: Settings,
    terms: Terms,
    readers: Readers = in_this_process,
    watch: Watch = unwatched,
) -> Built:
    """Builds the corpus of a folder; what stood there stays until the new one is whole.

    Whatever was read before, by a build that was finished or not, is not read again.

    Raises:
        InputError: a source or the list of retractions cannot be read, or the folder holds something else.
        WriteError: the folder cannot be written, or another build is going on there.
    """
    try:
        return _build(folder, settings, terms, readers, watch)
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        raise WriteError(f"{folder} cannot be written: {reason.lower()}. Then go on with --resume.") from None


def _build(folder: Path, settings: Settings, terms: Terms, readers: Readers, watch: Watch) -> Built:
    require_place(folder)
    listed = read_list(Path(settings.base) / settings.retracted) if settings.retracted else None
    with contextlib.closing(documents.files(settings.sources, settings.base)) as sources, _alone(folder):
        next_ = folder / NEXT
        _begin(folder, next_, settings)
        recipe = Recipe(str((folder / PIECES).resolve()), made_by(), terms.labels)
        with Index(folder / f".index-{secrets.token_hex(4)}.sqlite", settings.shards) as index:
            passed, fates = sources.passed, Counter[str]()
            found = readers(documents.documents(sources), recipe)
            for done in watch("Reading", found, documents.count(sources)):
                passed += done.passed
                if not done.passed:
                    index.add_document(done)
            counts, written = _joined(index, Path(recipe.folder), next_, terms, listed, watch, fates)
            _tidy(index, Path(recipe.folder))
        shards = [next_ / "shards" / name for name in sorted(written)]
        watched = watch("Loading" if settings.store else "Counting", shards, len(shards))
        counts["statements"] = load_store(watched, next_ / "store") if settings.store else statements(watched)
        if settings.store and counts["statements"] > MANY:
            for store in watch("Merging", [next_ / "store"], 1):
                merge_store(store)
        manifest = _manifest(settings, counts, written)
        write_manifest(next_ / MANIFEST, manifest)
        _finish(folder, next_)
    return Built(fates["read"], fates["twice"], fates["kept"], counts["documents refused"], passed, manifest)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Makes a folder and keeps every other build out of it; of other machines where its file system can."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = None
    try:
        lock = locked_file(folder / LOCK)
    except BlockingIOError:
        raise WriteError(f"{folder}: another build is going on there. Wait for it, or build elsewhere.") from None
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def _joined(
    index: Index,
    pieces: Path,
    next_: Path,
    terms: Terms,
    listed: Listed | None,
    watch: Watch,
    fates: Counter[str],
) -> tuple[Counter[str], Written]:
    """Writes the report and all shards of what was read; what there is of each kind."""
    index.choose()
    counts = _take_stock(index, pieces, next_ / "report.tsv", watch, fates)
    index.join_works()
    written = article_shards(index, pieces, next_ / "shards")
    written |= _of_all(index, next_ / "shards", terms, listed, watch, counts)
    return counts, written


def _begin(folder: Path, next_: Path, settings: Settings) -> None:
    for left in (*folder.glob(".index-*.sqlite"), *folder.glob(".evigraph-*.tmp")):
        left.unlink(missing_ok=True)
    shutil.rmtree(next_, ignore_errors=True)
    (next_ / "shards").mkdir(parents=True)
    (folder / PIECES).mkdir(exist_ok=True)
    write_settings(folder, settings)


def _take_stock(index: Index, pieces: Path, path: Path, watch: Watch, fates: Counter[str]) -> Counter[str]:
    """Writes the report, gives the index what the articles say of works, and counts; also ``fates`` of documents."""
    counts: Counter[str] = Counter({"articles": 0, "documents": 0})
    with path.open("wb") as stream:
        stream.write(report.header())
        for done in watch("Taking stock", index.documents(), index.count()):
            record = read_record(pieces, done.hash) if done.hash else {"articles": [], "faults": []}
            if record is None:
                raise WriteError(f"What was read of {done.file} is gone from {pieces}. Go on with --resume.")
            faults = list(record["faults"])
            if done.fault is not None:
                place = done.fault.place
                told = {"code": done.fault.code, "message": done.fault.message, "refused": True}
                faults.append({"line": place.line, "column": place.column, **told})
            articles = []
            for number, article in enumerate(record["articles"]):
                chosen = index.is_chosen(article["key"], done.file, number)
                articles.append((article, "" if chosen else index.chosen_file(article["key"])))
                counts["articles" if chosen else "articles repeated"] += 1
                if chosen:
                    entries = [Entry(each[0], tuple(each[1]), *each[2:]) for each in article["entries"]]
                    index.add_entries(article["key"], entries)
                    index.add_numbers(article["key"], (Attributed(*each) for each in article["numbers"]))
                    counts.update(article["counts"])
            counts["documents"] += 1
            refused = any(fault.get("refused") for fault in faults)
            counts["documents refused"] += refused
            fates[done.fate] += not refused
            counts["losses in report.tsv"] += sum(not fault.get("refused") for fault in faults)
            stream.write(report.rows(done.file, articles, faults))
    return counts


def _of_all(
    index: Index, folder: Path, terms: Terms, listed: Listed | None, watch: Watch, counts: Counter[str]
) -> Written:
    """Writes and counts what is known only of all articles together."""
    most_cited = MostCited()
    found = watch("Joining works", most_cited.passing(works(index.mentions())), 0)
    written, counts["faults in lists"] = work_shards(found, index.shards, folder)
    counts["works"] = sum(each["works"] for each in written.values())
    parts: dict[str, Iterable[bytes]] = {"most-cited": [most_cited.quads()]}
    quads, counts["pairs cited together"] = pair_quads(index.together(MOST))
    parts["pairs"] = [quads]
    if listed is not None:
        quads, counts["works with a standing"] = standing_quads(listed, index)
        parts["standing"] = [quads]
    if terms:
        counts["terms"] = len(terms)
        parts["terms"] = [terms.quads]
    for name, each in parts.items():
        written |= single(folder / f"{name}.nq.gz", each)[0]
    numbers, counts["numbers that differ"] = single(folder / "numbers.nq.gz", number_quads(index.differing()))
    return written | numbers


def _tidy(index: Index, pieces: Path) -> None:
    """Removes the pieces of documents that are no longer among the sources, or that another program made."""
    for folder in pieces.glob("??"):
        used = index.hashes(folder.name)
        for path in folder.iterdir():
            if path.name.partition(".")[0] not in used:
                path.unlink(missing_ok=True)


def _manifest(settings: Settings, counts: Counter[str], written: Written) -> dict[str, Any]:
    return {
        "evigraph": __version__,
        "made by": made_by(),
        "shards": settings.shards,
        "counts": dict(sorted(counts.items())),
        "files": dict(sorted(written.items())),
    }


def _finish(folder: Path, next_: Path) -> None:
    """Puts the new corpus in the place of the old one; without a manifest there is none to be asked."""
    old = folder / OLD
    shutil.rmtree(old, ignore_errors=True)
    old.mkdir()
    for part in reversed(PARTS):
        with contextlib.suppress(FileNotFoundError):
            (folder / part).rename(old / part)
    for part in PARTS:
        if (next_ / part).exists():  # all but a store that was not wanted
            (next_ / part).rename(folder / part)
    shutil.rmtree(old, ignore_errors=True)
    next_.rmdir()
