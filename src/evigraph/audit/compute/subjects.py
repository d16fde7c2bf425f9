"""How well a work fits the sentence that cites it, by the terms that both speak of.

A term counts by its rarity over all sentences and works; a term one step away (more general,
related, or the target of a therapy) counts half.  Fit is the cosine of the two weighted
lists, from 0 to 1.  A term is specific when at most one in five sentences and works speaks of
it, directly or one step away.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum, log, sqrt
from typing import Any

from evigraph.audit.compute.row import Row

STEP = 0.5
SPECIFIC = 0.2
TIMES = 3
"""How many times better than here a work must fit elsewhere."""
ENOUGH = 0.15
"""How well, at least, it must fit there."""
TERMS = 2
"""How many terms each must have before sharing none says anything: one may be understood."""
CANDIDATES = 100
"""Rarer terms are followed to sentences until there are so many."""
NAMED = 4
"""How many shared terms are named, the rarest first."""

DISEASE, ANTIGEN = "Disease", "Antigen"


def no_shared_subject(rows: Sequence[Row]) -> Iterator[Row]:
    """One row for each citation whose work shares nothing specific with its sentence, and fits another.

    A row of the query is about one ``node`` of a ``kind``: a ``term`` with its label, class and
    the ``terms`` one step away; a ``sentence`` with its article, its place as label and the
    ``terms`` it speaks of; a ``work`` likewise, with its title; or a ``citation`` of an entry
    by a sentence in a citation group.
    """
    subjects = Subjects(rows)
    groups: dict[str, list[Row]] = defaultdict(list)
    citations = [row for row in rows if row["kind"] == "citation"]
    for row in citations:
        groups[row["group"]].append(row)
    cited = {(row["work"], row["node"]) for row in citations}
    seen = set()
    for row in citations:
        work, sentence = row["work"], row["node"]
        if (row["entry"], sentence) in seen or not subjects.strange(work, sentence):
            continue
        seen.add((row["entry"], sentence))
        here, (there, other) = subjects.fit(work, sentence), subjects.best(work, sentence)
        if other and there >= max(ENOUGH, TIMES * here):
            differ = subjects.conflict(work, sentence) or "they have no term in common, however general"
            yield {
                "entry": row["entry"],
                "passage": sentence,
                "other": other,
                "number": row["number"],
                "cluster": row["cluster"],
                "title": subjects.labels[work],
                "place": subjects.labels[sentence],
                "differ": differ,
                "told": f"{differ}.{_beside(subjects, row, groups[row['group']])}",
                "shared": subjects.named(subjects.specific(work, other), other),
                "better": subjects.labels[other] + (", which cites it too" if (work, other) in cited else ""),
                "here": f"{here:.2f}",
                "there": f"{there:.2f}",
            }


def _beside(subjects: Subjects, row: Row, group: Sequence[Row]) -> str:
    """What the other members of the group share with the sentence, in words; empty if nothing."""
    fitting = {mate["number"]: subjects.specific(mate["work"], row["node"]) for mate in group}
    fitting = {number: terms for number, terms in fitting.items() if terms}
    if not fitting:
        return ""
    common = set.intersection(*fitting.values())
    who = f"references {_and(sorted(fitting))} share" if len(fitting) > 1 else f"reference {_and(fitting)} shares"
    return f" Beside it, {who} {subjects.named(common, row['node']) if common else 'subjects'} with the sentence."


@dataclass
class Terms:
    """The terms, and what each leads to in one step."""

    labels: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    steps: dict[str, set[str]] = field(default_factory=dict)

    def reach(self, spoken: Iterable[str], same_class: bool = False) -> set[str]:
        """The terms and all that they lead to in any number of steps."""
        found: set[str] = set()
        waiting = list(spoken)
        while waiting:
            term = waiting.pop()
            if term not in found:
                found.add(term)
                steps = self.steps.get(term, ())
                waiting += [
                    step for step in steps if not same_class or self.classes.get(step) == self.classes.get(term)
                ]
        return found

    def of(self, spoken: Iterable[str], kind: str) -> set[str]:
        """Terms of a class among those spoken of, and those that terms of other classes lead to."""
        direct = {term for term in spoken if self.classes.get(term) == kind}
        others = (step for term in spoken if self.classes.get(term) != kind for step in self.steps.get(term, ()))
        return direct | {step for step in others if self.classes.get(step) == kind}

    def compared(self, one: set[str], other: set[str], rooted: bool) -> bool | None:
        """Whether two sets of diseases or antigens agree somewhere; None if they cannot be compared.

        Two terms agree when one is a kind of the other.  With ``rooted`` they can be compared
        only where both are kinds of one thing, as two cancers are.
        """
        pairs = [
            (self.reach([first], True), self.reach([second], True), first, second) for first in one for second in other
        ]
        if any(second in first_up or first in second_up for first_up, second_up, first, second in pairs):
            return True
        return False if any(not rooted or up & other_up for up, other_up, _, _ in pairs) else None


class Subjects:
    """What sentences and works speak of."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.terms = Terms()
        self.spoken: dict[str, set[str]] = {}
        self.labels: dict[str, str] = {}
        self.articles: dict[str, str] = {}
        for row in rows:
            node, terms = row["node"], set((row["terms"] or "").split())
            if row["kind"] == "term":
                self.terms.labels[node], self.terms.classes[node] = row["label"], row["class"] or ""
                self.terms.steps[node] = terms
            elif row["kind"] != "citation":
                self.spoken[node], self.labels[node] = terms, row["label"]
            if row["kind"] == "sentence":
                self.articles[node] = row["article"]

    @cached_property
    def profiles(self) -> dict[str, dict[str, float]]:
        """Sentence or work -> term -> 1 where it is spoken of, less where it is one step away."""
        return {
            node: {step: STEP for term in spoken for step in self.terms.steps.get(term, ())}
            | dict.fromkeys(spoken, 1.0)
            for node, spoken in self.spoken.items()
        }

    @cached_property
    def frequency(self) -> Counter[str]:
        """In how many profiles each term is."""
        return Counter(term for profile in self.profiles.values() for term in profile)

    @cached_property
    def sentences(self) -> dict[tuple[str, str], list[str]]:
        """(article, term) -> the sentences with that term in their profile."""
        found = defaultdict(list)
        for node in sorted(self.articles):
            for term in self.profiles[node]:
                found[self.articles[node], term].append(node)
        return found

    @cached_property
    def _weighted(self) -> dict[str, dict[str, float]]:
        """The profiles with each term weighed by rarity, as vectors of length 1."""
        found = {}
        for node, profile in self.profiles.items():
            weights = {
                term: weight * log(len(self.profiles) / self.frequency[term]) for term, weight in profile.items()
            }
            length = sqrt(fsum(weight * weight for weight in weights.values())) or 1.0
            found[node] = {term: weight / length for term, weight in weights.items()}
        return found

    def fit(self, work: str, sentence: str) -> float:
        """How much the work and the sentence speak of the same, from 0 to 1."""
        one, other = self._weighted[work], self._weighted[sentence]
        return fsum(weight * other[term] for term, weight in one.items() if term in other)

    def specific(self, work: str, sentence: str) -> set[str]:
        """Specific terms that both speak of."""
        shared = self.profiles.get(work, {}).keys() & self.profiles.get(sentence, {}).keys()
        return {term for term in shared if self._is_specific(term)}

    def strange(self, work: str, sentence: str) -> bool:
        """Nothing specific is shared, and the two are about different things, or nothing however general is."""
        if work not in self.profiles or sentence not in self.profiles or self.specific(work, sentence):
            return False
        if self.conflict(work, sentence):
            return True
        one, other = self.spoken[work], self.spoken[sentence]
        enough = min(len(one), len(other)) >= TERMS
        return enough and self.terms.reach(one).isdisjoint(self.terms.reach(other))

    def conflict(self, work: str, sentence: str) -> str:
        """Which diseases or antigens the two differ in, in words; empty if in none or if they agree in one."""
        differing = []
        for kind in (DISEASE, ANTIGEN):
            one, other = (self.terms.of(self.spoken[node], kind) for node in (work, sentence))
            agree = self.terms.compared(one, other, rooted=kind == DISEASE)
            if agree:
                return ""
            if agree is False:
                differing.append(f"the work is about {self.named(one)}, the sentence about {self.named(other)}")
        return ", and ".join(differing)

    def best(self, work: str, sentence: str) -> tuple[float, str]:
        """The other sentence of the article that the work fits best, and how well; the first of several."""
        article = self.articles[sentence]
        found: set[str] = set()
        for term in sorted(filter(self._is_specific, self.profiles[work]), key=self._rarity):
            found.update(self.sentences.get((article, term), ()))
            if len(found) >= CANDIDATES:
                break
        return max(
            ((self.fit(work, other), other) for other in sorted(found - {sentence})),
            default=(0.0, ""),
            key=lambda fit: fit[0],
        )

    def named(self, terms: set[str], sentence: str = "") -> str:
        """The rarest few of the terms, in words; those that the sentence itself mentions where there are any."""
        told = terms & self.spoken.get(sentence, terms) or terms
        return _and(self.terms.labels.get(term, term) for term in sorted(told, key=self._rarity)[:NAMED])

    def _rarity(self, term: str) -> tuple[int, str]:
        return self.frequency[term], term

    def _is_specific(self, term: str) -> bool:
        return self.frequency[term] <= SPECIFIC * len(self.profiles)


def _and(items: Iterable[Any]) -> str:
    *most, last = map(str, items)
    return f"{', '.join(most)} and {last}" if most else last
