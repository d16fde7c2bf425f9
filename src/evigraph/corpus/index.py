"""What a build knows while it runs, in a database on disk, so that its memory does not grow with the corpus."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from evigraph.corpus.entry import Attributed, Entry
from evigraph.corpus.piece import Done
from evigraph.errors import Finding, Place

_HERE = Path(__file__).parent
_RANKS = {"pmid": 1, "pmcid": 2, "title": 3}
_OWN = 1000
"""What an article says of itself counts as much as so many lists."""


class Chosen(NamedTuple):
    """An article of the corpus, and where its statements are."""

    key: str
    hash: str
    number: int


class Mention(NamedTuple):
    """A work as one article names it; ``work`` is the key that all its keys are joined under."""

    work: str
    key: str
    article: str
    number: int
    type: str
    title: str
    year: str
    author: str
    journal: str
    sentences: int


class Differing(NamedTuple):
    """A number that one article attributes to a work, where another article has another value."""

    work: str
    measure: str
    unit: str
    value: str
    node: str
    article: str


class Together(NamedTuple):
    """Two works, and how many articles cite both."""

    first: str
    second: str
    articles: int


class Index:
    """The database of a build."""

    def __init__(self, path: Path, shards: int) -> None:
        path.unlink(missing_ok=True)
        self.path, self.shards = path, shards
        self._db = sqlite3.connect(path)
        self._db.executescript((_HERE / "index.sql").read_text("utf-8"))
        _sort_in(self._db, path.parent)

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _sort_in(self._db, None)
        self._db.close()
        self.path.unlink(missing_ok=True)

    def add_document(self, done: Done) -> None:
        """A document that was dealt with, and the articles in it."""
        fault = _packed(done.fault) if done.fault is not None else None
        self._db.execute(
            "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?)", (done.file, done.hash, fault, done.read)
        )
        rows = [
            (key, done.file, done.hash, number, kept, shard_of(key, self.shards))
            for number, (key, kept) in enumerate(done.articles)
        ]
        insert = "INSERT OR REPLACE INTO article (key, file, hash, number, kept, shard) VALUES (?, ?, ?, ?, ?, ?)"
        self._db.executemany(insert, rows)

    def choose(self) -> None:
        """Chooses one of several articles with the same key."""
        self._db.execute("CREATE INDEX document_hash ON document (hash)")
        self._db.executescript((_HERE / "choose.sql").read_text("utf-8"))

    def count(self) -> int:
        """How many documents there are."""
        return int(self._db.execute("SELECT count(*) FROM document").fetchone()[0])

    def hashes(self, prefix: str) -> set[str]:
        """The hashes of pieces that begin so."""
        query = "SELECT hash FROM document WHERE hash >= ? AND hash < ?"
        return {hash_ for (hash_,) in self._db.execute(query, (prefix, f"{prefix}g"))}

    def documents(self) -> Iterator[Done]:
        """Every document by name."""
        for file, hash_, fault, fate in self._db.execute((_HERE / "documents.sql").read_text("utf-8")):
            yield Done(file, hash_, fault=_unpacked(fault) if fault else None, fate=fate)

    def is_chosen(self, key: str, file: str, number: int) -> bool:
        """Whether this article is the one of its key."""
        query = "SELECT chosen FROM article WHERE (key, file, number) = (?, ?, ?)"
        return bool(self._db.execute(query, (key, file, number)).fetchone()[0])

    def chosen_file(self, key: str) -> str:
        """The document that the article of this key was taken from."""
        found = self._db.execute("SELECT file FROM article WHERE key = ? AND chosen", (key,))
        return str(found.fetchone()[0])

    def chosen(self, shard: int) -> Iterator[Chosen]:
        """The articles of a shard, by their keys."""
        query = "SELECT key, hash, number FROM article WHERE shard = ? AND chosen ORDER BY key"
        return map(Chosen._make, self._db.execute(query, (shard,)))

    def add_entries(self, article: str, entries: Iterable[Entry]) -> None:
        """What an article says of works: its own keys, and its list."""
        aliases: dict[tuple[int, str, str], int] = {}
        rows = []
        for entry in entries:
            rows.append((entry.keys[0], article, entry.number, *_printed(entry), entry.sentences))
            for lesser in entry.keys[1:]:
                alias = (_RANKS[lesser.partition(":")[0]], lesser, entry.keys[0])
                aliases[alias] = max(aliases.get(alias, 0), 1 if entry.number else _OWN)
        self._db.executemany("INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._db.executemany("INSERT INTO alias VALUES (?, ?, ?, ?)", [(*key, n) for key, n in aliases.items()])

    def add_numbers(self, article: str, numbers: Iterable[Attributed]) -> None:
        """Numbers that an article attributes to the entries of its list."""
        rows = [(each.node, article, each.entry, each.measure, each.unit, each.value) for each in numbers]
        self._db.executemany("INSERT INTO number VALUES (?, ?, ?, ?, ?, ?)", rows)

    def join_works(self) -> None:
        """Finds the keys that stand for one work, the surest first."""
        same = (_HERE / "same.sql").read_text("utf-8")
        for rank in sorted(_RANKS.values()):
            self._db.execute(same, {"rank": rank})
        self._db.execute("INSERT OR IGNORE INTO same SELECT DISTINCT key, key FROM mention")
        self._db.execute("CREATE INDEX mention_entry ON mention (article, number)")

    def mentions(self) -> Iterator[Mention]:
        """Every mention of every work, those of one work together."""
        query = (
            "SELECT same.work, mention.* FROM mention JOIN same ON same.key = mention.key "
            "ORDER BY same.work, mention.article, mention.number, mention.key"
        )
        return map(Mention._make, self._db.execute(query))

    def differing(self) -> Iterator[Differing]:
        """The numbers that articles attribute to one work and that differ, those to be compared together."""
        return map(Differing._make, self._db.execute((_HERE / "differing.sql").read_text("utf-8")))

    def together(self, most: int) -> Iterator[Together]:
        """The pairs of works that most articles cite."""
        query = (_HERE / "together.sql").read_text("utf-8")
        return map(Together._make, self._db.execute(query, {"most": most}))

    def work_of(self, key: str) -> str:
        """The key that a work is joined under; "" where no article names it."""
        found = self._db.execute("SELECT work FROM same WHERE key = ?", (key,)).fetchone()
        return str(found[0]) if found else ""


def _sort_in(database: sqlite3.Connection, folder: Path | None) -> None:
    """Has what is sorted on disk lie in a folder: that of the system may be small, or itself in memory.

    It holds for the whole process until it is taken back.
    """
    where = str(folder.resolve()).replace("'", "''") if folder is not None else ""
    database.execute(f"PRAGMA temp_store_directory = '{where}'")


def shard_of(key: str, shards: int) -> int:
    """The shard that holds what has this key."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % shards


def _printed(entry: Entry) -> tuple[str, ...]:
    return entry.type, entry.title, entry.year, entry.author, entry.journal


def _packed(finding: Finding) -> str:
    place = finding.place
    return json.dumps([place.file, place.line, place.column, finding.code, finding.message])


def _unpacked(text: str) -> Finding:
    file, line, column, code, message = json.loads(text)
    parts: Any = (Place(file, line, column), code, message)
    return Finding(*parts)
