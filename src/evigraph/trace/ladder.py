"""Collecting the ladder: claim, passages, works, studies, cohorts, results, argument."""

from __future__ import annotations

from evigraph.intervals import wilson
from evigraph.ns import CITO, EV, local_name
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.query.where import cell_place, passage_place
from evigraph.trace.model import Citation, Cohort, Interval, Number, Step, Study
from evigraph.trace.share import Share, counted_of, share_of
from evigraph.trace.text import Ladder

_PARTS = ("subject", "predicate", "object", "population", "comparator", "disease")


def trace(dataset: Dataset, claim: str) -> Ladder:
    """The evidence ladder of the claim with this IRI."""
    return _Collector(dataset).trace(claim)


def number(dataset: Dataset, node: str, n: int | None = None) -> Number:
    """A result or stated quantity with its interval; ``n`` is the size of its cohort."""
    return _Collector(dataset).number(node, n)


class _Collector:
    def __init__(self, dataset: Dataset) -> None:
        self.nodes = Nodes(dataset)

    def trace(self, claim: str) -> Ladder:
        nodes = self.nodes
        proposition = nodes.one(claim, "ev:proposition") or ""
        outcomes = self._outcomes(claim, proposition)
        works = nodes.all(claim, "cito:cites")
        citations = [self._citation(claim, work, outcomes) for work in works]
        return Ladder(
            id=nodes.short(claim),
            iri=claim,
            label=nodes.label(claim),
            kind=_word(nodes.one(claim, "ev:claimType")),
            certainty=_word(nodes.one(claim, "ev:certainty")),
            favours=tuple(map(nodes.label, nodes.all(claim, "ev:favours"))),
            stated_in=tuple(self._passage(passage) for passage in nodes.all(claim, "ev:statedIn")),
            authored_at=nodes.one(claim, "ev:definedAt"),
            proposition={
                part: tuple(map(nodes.label, nodes.all(proposition, f"ev:{part}")))
                for part in _PARTS
                if proposition and nodes.all(proposition, f"ev:{part}")
            },
            quantities=tuple(self.number(item, None) for item in nodes.all(claim, "ev:hasQuantity")),
            citations=tuple(sorted(citations, key=lambda citation: (citation.numbers, citation.key))),
            towards_thesis=tuple(self._climb(claim)),
            supported_by=tuple(
                Step(nodes.short(node), nodes.label(node), relation, 1)
                for relation in ("supports", "concedes")
                for node in nodes.into(f"ev:{relation}", claim)
            ),
            outside_argument=nodes.one(claim, "ev:outsideArgument"),
            thesis=bool(nodes.into("ev:thesis", claim)),
            note=nodes.one(claim, "skos:note"),
        )

    def _outcomes(self, claim: str, proposition: str) -> set[str]:
        """Outcomes that matter to a claim, with all narrower ones; empty when it speaks of none.

        They are the outcomes it gives numbers for, those in its proposition, and those its
        predicate is about (``skos:related``).
        """
        nodes = self.nodes
        found = {o for item in nodes.all(claim, "ev:hasQuantity") for o in nodes.all(item, "ev:outcome")}
        for part in ("subject", "object"):
            found |= set(nodes.all(proposition, f"ev:{part}")) if proposition else set()
        for predicate in nodes.all(proposition, "ev:predicate") if proposition else []:
            found |= set(nodes.all(predicate, "skos:related"))
        found = {term for term in found if {f"{EV}Outcome", f"{EV}Toxicity"} & set(nodes.types(term))}
        waiting = list(found)
        while waiting:
            narrower = set(nodes.into("skos:broader", waiting.pop())) - found
            found |= narrower
            waiting += narrower
        return found

    def _passage(self, passage: str) -> str:
        return f"{passage_place(self.nodes, passage)} ({self.nodes.short(passage).rsplit('/', 1)[-1]})"

    def _citation(self, claim: str, work: str, outcomes: set[str]) -> Citation:
        nodes = self.nodes
        entries = nodes.into("biro:references", work)
        relations = [
            local_name(prop)
            for prop, value, _ in nodes.facts(claim)
            if value == work and prop.startswith(CITO) and prop != f"{CITO}cites"
        ]
        identifiers = {"doi": "prism:doi", "pmid": "fabio:hasPubMedId", "pmcid": "fabio:hasPubMedCentralId"}
        return Citation(
            id=nodes.short(work),
            numbers=tuple(sorted(int(nodes.one(entry, "ev:number") or 0) for entry in entries)),
            key=nodes.short(work).rsplit("/", 1)[-1],
            authors=nodes.one(work, "ev:authorList") or "",
            year=nodes.one(work, "fabio:hasPublicationYear"),
            title=nodes.label(work),
            journal=nodes.one(work, "prism:publicationName"),
            identifiers={name: value for name, prop in identifiers.items() if (value := nodes.one(work, prop))},
            search=nodes.one(work, "ev:searchLink"),
            role=_word(nodes.one(work, "ev:evidenceRole")),
            abstract=f"{EV}MeetingAbstract" in nodes.types(work),
            relations=tuple(relations),
            rests_on=work in nodes.all(claim, "ev:restsOn"),
            studies=tuple(self._study(study, outcomes) for study in nodes.into("ev:reportedIn", work)),
        )

    def _study(self, study: str, outcomes: set[str]) -> Study:
        nodes = self.nodes
        kinds = [kind for kind in nodes.types(study) if kind.startswith(EV) and kind != f"{EV}Study"]
        design = nodes.one(study, "ev:design")
        name = _word(design) if design else _spaced(local_name(kinds[0])) if kinds else "study"
        cohorts = [self._cohort(cohort, outcomes) for cohort in nodes.all(study, "ev:hasCohort")]
        return Study(
            nodes.short(study),
            nodes.label(study),
            name,
            tuple(nodes.all(study, "ev:registryId")),
            tuple(cohorts),
        )

    def _cohort(self, cohort: str, outcomes: set[str]) -> Cohort:
        nodes = self.nodes
        n = nodes.one(cohort, "ev:n")
        size = int(n) if n else None
        results = [
            self.number(result, size)
            for result in nodes.all(cohort, "ev:hasResult")
            if not outcomes or set(nodes.all(result, "ev:outcome")) & outcomes
        ]
        median, span = nodes.one(cohort, "ev:medianAge"), nodes.one(cohort, "ev:agePrinted")
        age = " ".join(part for part in (f"median {median}" if median else "", f"({span})" if span else "") if part)
        name = nodes.label(cohort)
        return Cohort(
            nodes.short(cohort),
            "all patients" if name == nodes.short(cohort) else name,
            size,
            tuple(map(nodes.label, nodes.all(cohort, "ev:receives"))),
            f"{age} y" if age else None,
            tuple(results),
        )

    def number(self, node: str, n: int | None) -> Number:
        nodes = self.nodes

        def one(name: str) -> str | None:
            return nodes.one(node, name)

        outcome = one("ev:outcome")
        cell = one("ev:cell")
        column = nodes.one(cell, "ev:inColumn") if cell else None
        footnotes = [f for place in (cell, column) if place for f in nodes.all(place, "ev:hasFootnote")]
        found = one("ev:foundIn")
        about = one("ev:about")
        share = share_of(nodes, node, n)
        return Number(
            id=nodes.short(node),
            outcome=nodes.label(outcome) if outcome else "",
            statistic=_word(one("ev:statistic")),
            as_printed=one("ev:asPrinted") or "",
            status=_word(one("ev:reportingStatus")) or "reported",
            value=one("ev:value"),
            unit=one("ev:unit"),
            time_point=one("ev:timePoint"),
            basis=_word(one("ev:denominatorBasis")) or None,
            where=cell_place(nodes, cell) if cell else self._passage(found) if found else None,
            about=nodes.label(about) if about else None,
            notes=tuple([nodes.label(footnote) for footnote in footnotes] + nodes.all(node, "skos:note")),
            interval=_interval(share) if share else None,
            counted=counted_of(nodes, node, share),
        )

    def _climb(self, claim: str) -> list[Step]:
        """Claims that this one supports or concedes against, level by level up to the thesis."""
        nodes = self.nodes
        steps: list[Step] = []
        seen = {claim}
        level = [claim]
        depth = 0
        while level:
            depth += 1
            above = []
            for node in level:
                for relation in ("supports", "concedes"):
                    for target in nodes.all(node, f"ev:{relation}"):
                        if target not in seen:
                            seen.add(target)
                            above.append(target)
                            steps.append(Step(nodes.short(target), nodes.label(target), relation, depth))
            level = above
        return steps


def _interval(share: Share) -> Interval:
    """The Wilson interval of a share, in percent, and what it was computed from."""
    low, high = wilson(share.part, share.of)
    return Interval(round(100 * low, 1), round(100 * high, 1), "Wilson 95%, computed", share.source)


def _word(iri: str | None) -> str:
    return local_name(iri) if iri else ""


def _spaced(name: str) -> str:
    return "".join(f" {char.lower()}" if char.isupper() else char for char in name).strip()
