"""What the claims of a graph rest on, as sets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from evigraph.impact.argument import gathered
from evigraph.impact.cohorts import Cohort, count, top_cohorts
from evigraph.impact.model import Reference, Support
from evigraph.ns import EV, FABIO, PREFIXES, local_name
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes


class Evidence:
    """Claims, works and studies of a graph; nodes are IRIs."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.nodes = Nodes(dataset)
        self.claims = self.nodes.of_type(f"{EV}Claim")
        self.works = self.nodes.of_type(f"{FABIO}Expression")
        self.studies = self.nodes.of_type(f"{EV}Study")
        self.one_list = len(self.nodes.of_type(f"{EV}SourceArticle")) < 2
        self._known: dict[tuple[str, frozenset[str]], Reference] = {}
        self._pairs: dict[str, dict[str, set[str]]] = {}
        self._bit = {work: 1 << index for index, work in enumerate(self.works)}

    def pairs(self, name: str) -> dict[str, set[str]]:
        """Subject -> objects of a property, all over the graph; read once, for whoever asks for every work."""
        if name in self._pairs:
            return self._pairs[name]
        prefix, _, local = name.partition(":")
        found: dict[str, set[str]] = defaultdict(set)
        for quad in self.dataset.store.quads_for_pattern(None, ox.NamedNode(PREFIXES[prefix] + local), None):
            found[_text(quad.subject)].add(_text(quad.object))
        self._pairs[name] = dict(found)
        return self._pairs[name]

    @cached_property
    def direct(self) -> dict[str, int]:
        """Claim -> the set of works it rests on itself."""
        rests = self.pairs("ev:restsOn")
        return {claim: self.mask(rests.get(claim, ())) for claim in self.claims}

    @cached_property
    def cites(self) -> dict[str, int]:
        """Claim -> the set of works it cites in whatever way."""
        cited = self.pairs("cito:cites")
        return {claim: self.mask(cited.get(claim, ())) for claim in self.claims}

    @cached_property
    def supports(self) -> dict[str, list[str]]:
        """Claim -> the claims it supports."""
        known = set(self.claims)
        found = self.pairs("ev:supports")
        return {claim: sorted(found.get(claim, set()) & known) for claim in self.claims}

    @cached_property
    def below(self) -> dict[str, list[str]]:
        """Claim -> the claims that support it."""
        found: dict[str, list[str]] = {claim: [] for claim in self.claims}
        for claim, above in self.supports.items():
            for target in above:
                found[target].append(claim)
        return found

    @cached_property
    def total(self) -> dict[str, int]:
        """Claim -> the set of works that it and all claims below it rest on."""
        return gathered(self.direct, self.below)

    @cached_property
    def reports(self) -> dict[str, set[str]]:
        """Work -> the studies it reports."""
        found: dict[str, set[str]] = defaultdict(set)
        for study, works in self.pairs("ev:reportedIn").items():
            for work in works:
                found[work].add(study)
        return found

    @cached_property
    def cohorts(self) -> dict[str, list[Cohort]]:
        """Study -> its cohorts that are part of no other."""
        return top_cohorts(self.nodes, self.studies)

    @cached_property
    def first_hand(self) -> int:
        """The set of works that report evidence first hand."""
        roles = self.pairs("ev:evidenceRole")
        return self.mask(work for work in self.works if f"{EV}primary" in roles.get(work, ()))

    def mask(self, works: Iterable[str]) -> int:
        """Works as one set; what is no work of the list is left out."""
        return sum({self._bit[work] for work in works if work in self._bit})

    def listed(self, mask: int) -> list[str]:
        """The works of a set."""
        found = []
        while mask:
            low = mask & -mask
            found.append(self.works[low.bit_length() - 1])
            mask ^= low
        return found

    def reported(self, mask: int, without: frozenset[str] = frozenset()) -> set[str]:
        """The studies that the works of a set report."""
        return {study for work in self.listed(mask) for study in self.reports.get(work, ())} - without

    def support(self, mask: int, without: frozenset[str] = frozenset()) -> Support:
        """The works of a set, counted, with the cohorts behind them and the patients that they state.

        ``without`` are studies that do not count.
        """
        found = count(self.cohorts, self.reported(mask, without), set(self.listed(mask)))
        return Support(mask.bit_count(), found.cohorts, found.patients, found.unstated)

    def references(self, mask: int, without: frozenset[str] = frozenset()) -> tuple[Reference, ...]:
        """The works of a set as people know them, by their number in the list."""
        found = []
        for work in self.listed(mask):
            if (work, without) not in self._known:
                self._known[work, without] = self._reference(work, without)
            found.append(self._known[work, without])
        return tuple(sorted(found, key=lambda reference: (reference.numbers, reference.key)))

    def _reference(self, work: str, without: frozenset[str]) -> Reference:
        """A work as people know it."""
        nodes = self.nodes
        # With several articles a number says nothing without its list; the key then names the work.
        entries = nodes.into("biro:references", work) if self.one_list else []
        numbers = {int(number) for entry in entries for number in nodes.all(entry, "ev:number")}
        first = [a for a in nodes.all(work, "dcterms:creator") if nodes.one(a, "ev:order") == "1"]
        author = nodes.one(first[0], "ev:familyName") or nodes.label(first[0]) if first else ""
        year = nodes.one(work, "fabio:hasPublicationYear") or ""
        key = local_name(nodes.short(work))
        return Reference(
            key=key,
            numbers=tuple(sorted(numbers)),
            name=f"{author} {year}".strip() or key,
            title=nodes.label(work),
            role=local_name(nodes.one(work, "ev:evidenceRole") or ""),
            studies=tuple(nodes.label(study) for study in sorted(self.reports.get(work, set()) - without)),
        )


def _text(term: Any) -> str:
    return str(term.value)
