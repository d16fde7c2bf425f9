"""The lists of references in a graph: which number and key a work has, and in what order it is cited."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from evigraph.errors import NotFound, did_you_mean
from evigraph.ns import EV, FABIO, PREFIXES, local_name
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes

_NO_LIST = 10**9
_DOI = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*|pmid:\s*)", re.IGNORECASE)


@dataclass(frozen=True)
class Listed:
    """A work under one of its numbers; ``entry`` and ``number`` are None when no list holds it."""

    work: str
    key: str
    article: str = ""
    entry: str | None = None
    number: int | None = None

    @property
    def place(self) -> tuple[str, int, str]:
        """Its place among all references: by article and number, those in no list last."""
        unlisted = self.number is None
        return ("\U0010ffff" if unlisted else self.article, _NO_LIST if unlisted else self.number or 0, self.key)


class Lists:
    """Every work and every list entry of one graph."""

    def __init__(self, dataset: Dataset) -> None:
        self.nodes = nodes = Nodes(dataset)
        self.known = frozenset(nodes.of_type(f"{FABIO}Expression"))
        self.entries: dict[str, Listed] = {}
        self._of_work: dict[str, list[Listed]] = {work: [] for work in self.known}
        for entry in nodes.of_type(f"{PREFIXES['biro']}BibliographicReference"):
            work = nodes.one(entry, "biro:references") or ""
            number = int(nodes.one(entry, "ev:number") or 0)
            article = nodes.short(nodes.one(entry, "ev:listedIn") or "")
            found = Listed(work, nodes.one(entry, "ev:key") or self._key(work), article, entry, number)
            self.entries[entry] = found
            self._of_work.setdefault(work, []).append(found)
        for listed in self._of_work.values():
            listed.sort(key=lambda each: each.place)

    def all(self) -> list[Listed]:
        """The whole bibliography, entries that repeat a work too."""
        alone = [self._alone(work) for work, listed in self._of_work.items() if not listed]
        return sorted([*self.entries.values(), *alone], key=lambda each: each.place)

    def works(self, nodes: Iterable[str]) -> set[str]:
        """The works that works and entries stand for."""
        return {self.entries[node].work if node in self.entries else node for node in nodes}

    def of(self, works: Iterable[str], met: Collection[str]) -> list[Listed]:
        """Each work once, under an entry in ``met`` if there is one, else under its first number."""
        found = []
        for work in works:
            listed = self._of_work.get(work) or [self._alone(work)]
            found.append(next((each for each in listed if each.entry in met), listed[0]))
        return sorted(found, key=lambda each: each.place)

    def in_article(self, name: str) -> set[str]:
        """The entries of the list of one article.

        Raises:
            NotFound: no article with a list is called so.
        """
        found = {entry for entry, each in self.entries.items() if each.article == name}
        if not found:
            articles = {each.article for each in self.entries.values()}
            raise NotFound(f"No article '{name}' has a list of references. {did_you_mean(name, articles)}".strip())
        return found

    def numbered(self, numbers: Collection[int], article: object = None) -> set[str]:
        """The entries with these numbers, in the article of this name if one is given."""
        names = {
            each.article: self.nodes.label(self.nodes.dataset.base + each.article) for each in self.entries.values()
        }
        return {
            entry
            for entry, each in self.entries.items()
            if each.number in numbers and (article is None or names[each.article] == article)
        }

    def named(self, name: str) -> set[str]:
        """The entries that a person means by a list number, key, DOI or PMID.

        Raises:
            NotFound: there is none.
        """
        text = _DOI.sub("", name.strip())
        found = {entry for entry, each in self.entries.items() if text in (each.key, str(each.number), each.entry)}
        if not found:
            for prop in ("prism:doi", "fabio:hasPubMedId"):
                works = {w for w in self.known if text.casefold() in map(str.casefold, self.nodes.all(w, prop))}
                found |= {entry for entry, each in self.entries.items() if each.work in works}
        if not found:
            raise NotFound(f"No reference has the list number, key, DOI or PMID '{name}'.")
        return found

    def first_citations(self) -> dict[str, tuple[int, ...]]:
        """Where each entry is first cited, as a tuple to sort by: in the prose by offset, then in tables by row.

        Numbers printed together count in their order there.
        """
        nodes = self.nodes
        first: dict[str, tuple[int, ...]] = {}
        for group in nodes.of_type(f"{EV}CitationGroup"):
            passage = next(iter(nodes.into("ev:hasCitationGroup", group)), "")
            starts = [int(nodes.one(part, "ev:start") or 0) for part in nodes.all(passage, "ev:segment")]
            table = nodes.one(passage, "ev:table")
            where = (
                (int(nodes.one(table, "ev:number") or 0), int(nodes.one(passage, "ev:row") or 0)) if table else (0, 0)
            )
            among = nodes.all(passage, "ev:hasCitationGroup").index(group)
            for entry in nodes.all(group, "ev:expandsTo"):
                listed = self.entries[entry]
                place = (*where, min(starts, default=0), among, listed.number or 0)
                first[entry] = min(first.get(entry, place), place)
        return first

    def _alone(self, work: str) -> Listed:
        return Listed(work, self._key(work))

    def _key(self, work: str) -> str:
        return local_name(work)
