"""The claims of the argument: what each says, which side it speaks for, what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from evigraph.impact.argument import gathered
from evigraph.impact.evidence import Evidence
from evigraph.impact.model import Reference, Support
from evigraph.ns import EV, local_name
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.query.where import passage_place
from evigraph.view.words import plain, sentence, spaced

RELATIONS = ("supports", "concedes")
NEITHER, OTHER = "neither", "other"
CERTAINTIES = ("asserted", "hedged", "speculative")

_PARTS = ("subject", "predicate", "object", "population", "comparator", "disease")


@dataclass(frozen=True)
class Claim:
    """A claim as the map shows it.

    ``parents`` are the claims it leads to, each with the relation; ``side`` is a key of
    :attr:`Claims.sides`; ``own`` counts what it rests on itself, ``support`` that and what the
    claims that support it rest on.
    """

    id: str
    label: str
    parents: tuple[tuple[str, str], ...]
    thesis: bool
    side: str
    favours: str
    certainty: str
    kind: str
    sections: tuple[str, ...]
    places: tuple[str, ...]
    order: tuple[int, ...]
    proposition: str
    own: Support
    support: Support
    cited: tuple[str, ...]
    outside: str


@dataclass(frozen=True)
class Claims:
    """All claims by identifier, in reading order, and the sides that they speak for: key to name."""

    by_id: Mapping[str, Claim]
    sides: Mapping[str, str]
    sections: tuple[str, ...]


def claims_of(dataset: Dataset, article: str | None = None) -> Claims:
    """The claims of the graph, or of one article (an IRI)."""
    return _Reader(dataset).read(article)


class _Reader:
    def __init__(self, dataset: Dataset) -> None:
        self.nodes = Nodes(dataset)
        # Many claims ask for one term, one passage, the same works.
        self.label = cache(lambda node: plain(self.nodes.label(node)))
        self.place = cache(lambda passage: plain(passage_place(self.nodes, passage)))
        self.section, self.order = cache(self._section), cache(self._order)
        self.evidence = Evidence(dataset)
        self.support = cache(self.evidence.support)
        self.total = gathered(self.evidence.direct, self.evidence.below)

    def read(self, article: str | None) -> Claims:
        nodes = self.nodes
        chosen = [c for c in self.evidence.claims if article is None or article in nodes.all(c, "ev:article")]
        sides = self._sides(chosen)
        found = [self._claim(claim, sides) for claim in chosen]
        found.sort(key=lambda claim: (not claim.thesis, claim.order, claim.id))
        names = dict(sides.values())
        order = ["side1", "side2", OTHER]
        used = {claim.side for claim in found}
        shown = {
            key: names[key] if key != OTHER else "another therapy, or several"
            for key in order
            if key in names and key in used
        }
        sections = dict.fromkeys(section for claim in found for section in claim.sections)
        return Claims({claim.id: claim for claim in found}, {**shown, NEITHER: "neither side"}, tuple(sections))

    def _sides(self, claims: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Therapy class to key and name: the thesis's side first, then the one most often favoured."""
        nodes = self.nodes
        times = Counter(side for claim in claims for side in self._favoured(claim))
        theses = {side for claim in claims if nodes.into("ev:thesis", claim) for side in self._favoured(claim)}
        ordered = sorted(times, key=lambda side: (side not in theses, -times[side], side))
        return {
            side: (f"side{index}" if index < 3 else OTHER, self.label(side)) for index, side in enumerate(ordered, 1)
        }

    def _favoured(self, claim: str) -> list[str]:
        """What a claim favours, a therapy standing for its class."""
        nodes = self.nodes
        return sorted({nodes.one(node, "ev:therapyClass") or node for node in nodes.all(claim, "ev:favours")})

    def _claim(self, claim: str, sides: Mapping[str, tuple[str, str]]) -> Claim:
        nodes = self.nodes
        keys = {sides[side][0] for side in self._favoured(claim)}
        passages = nodes.all(claim, "ev:statedIn")
        proposition = nodes.one(claim, "ev:proposition") or ""
        parts = {part: tuple(map(self.label, nodes.all(proposition, f"ev:{part}"))) for part in _PARTS if proposition}
        direct = self.evidence.direct[claim]
        return Claim(
            id=nodes.short(claim),
            label=self.label(claim),
            parents=tuple(
                (relation, nodes.short(target))
                for relation in RELATIONS
                for target in nodes.all(claim, f"ev:{relation}")
            ),
            thesis=bool(nodes.into("ev:thesis", claim)),
            side=keys.pop() if len(keys) == 1 else OTHER if keys else NEITHER,
            favours=" and ".join(self.label(node) for node in nodes.all(claim, "ev:favours")),
            certainty=spaced(local_name(nodes.one(claim, "ev:certainty") or "")),
            kind=spaced(local_name(nodes.one(claim, "ev:claimType") or "")),
            sections=tuple(dict.fromkeys(self.section(passage) for passage in passages)),
            places=tuple(map(self.place, passages)),
            order=min(map(self.order, passages), default=()),
            proposition=sentence({part: words for part, words in parts.items() if words}),
            own=self.support(direct),
            support=self.support(self.total[claim]),
            cited=tuple(map(_named, self.evidence.references(self.evidence.cites[claim]))),
            outside=plain(nodes.one(claim, "ev:outsideArgument") or ""),
        )

    def _section(self, passage: str) -> str:
        section = self.nodes.one(passage, "ev:section")
        return self.label(section) if section else "Tables"

    def _order(self, passage: str) -> tuple[int, ...]:
        """Where a passage stands in the article, for sorting."""
        section = self.nodes.one(passage, "ev:section")
        numbers = [self.nodes.one(section, "ev:order") if section else "9999"]
        numbers += [self.nodes.one(passage, f"ev:{name}") for name in ("paragraph", "sentence", "row")]
        return tuple(int(number) if number and number.isdecimal() else 0 for number in numbers)


def _named(reference: Reference) -> str:
    numbers = f"[{', '.join(map(str, reference.numbers))}] " if reference.numbers else ""
    return plain(f"{numbers}{reference.name}")


def is_claim(nodes: Nodes, node: str) -> bool:
    """True when the graph has ``node`` as a claim."""
    return f"{EV}Claim" in nodes.types(node)
