"""What the pages of a site share: every node that has a page, and what is worked out once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from evigraph.audit import Audit, Finding, audit
from evigraph.audit.check import Check
from evigraph.bib import Csl
from evigraph.bib.formatted import FormattedEntry, format_entries
from evigraph.bibliography import Entries
from evigraph.bibliography.listed import Lists
from evigraph.impact.evidence import Evidence
from evigraph.ns import EV, SKOS
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.view.argument.claims import Claims, claims_of
from evigraph.view.argument.tree import forest
from evigraph.view.plots.cohort import Groups
from evigraph.view.plots.source import Source, Sources
from evigraph.view.site.links import Ref, anchor_name
from evigraph.view.things import Things
from evigraph.view.words import plain

_STYLE = "ama"


class Site:
    """A graph as pages; ``audited`` is the audit of it where that has been run already.

    Everything is worked out when it is first asked for, so that a server can hold one of these
    and make any single page from it.
    """

    def __init__(self, dataset: Dataset, audited: Audit | None = None) -> None:
        self.dataset = dataset
        self.nodes = Nodes(dataset)
        self.things = Things(self.nodes)
        self.sources = Sources(self.nodes)
        self.groups = Groups(self.nodes)
        self._audited = audited
        self._refs: dict[str, Ref | None] = {}

    @cached_property
    def audit(self) -> Audit:
        """The audit of the graph."""
        return self._audited or audit(self.dataset)

    @cached_property
    def checks(self) -> dict[str, Check]:
        """The checks of the audit by name."""
        return {check.name: check for check in self.audit.checks}

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """Everything the audit says by identifier, findings first, then what holds."""
        return {finding.id: finding for finding in (*self.audit.findings, *self.audit.passed)}

    @cached_property
    def concerning(self) -> dict[str, list[Finding]]:
        """Node to the findings about it."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.findings.values():
            for node in finding.nodes:
                found[node].append(finding)
        return dict(found)

    @cached_property
    def claims(self) -> Claims:
        """Every claim, in reading order."""
        return claims_of(self.dataset)

    @cached_property
    def argued(self) -> frozenset[str]:
        """The claims that have a place in the argument, by identifier."""
        return frozenset(branch.claim.id for branch in forest(self.claims.by_id).branches)

    @cached_property
    def evidence(self) -> Evidence:
        """What the claims rest on."""
        return Evidence(self.dataset)

    @cached_property
    def works(self) -> list[str]:
        """Every work that is cited, in the order of the lists."""
        lists = Lists(self.dataset)
        return list(dict.fromkeys([listed.work for listed in lists.all()] + sorted(lists.known)))

    @cached_property
    def studies(self) -> list[str]:
        """Every study, by name."""
        return sorted(self.nodes.of_type(f"{EV}Study"), key=lambda study: (self.label(study).casefold(), study))

    @cached_property
    def terms(self) -> list[str]:
        """Every term of the workspace, by name."""
        found = [term for term in self.nodes.of_type(f"{SKOS}Concept") if self.short(term).startswith("term/")]
        return sorted(found, key=lambda term: (self.label(term).casefold(), term))

    @cached_property
    def measured(self) -> list[str]:
        """Outcomes for which there is a result, by name."""
        nodes = self.nodes
        outcomes = {o for result in nodes.of_type(f"{EV}Result") for o in nodes.all(result, "ev:outcome")}
        known = {outcome for kind in ("Outcome", "Toxicity") for outcome in nodes.of_type(f"{EV}{kind}")}
        return [term for term in self.terms if term in outcomes & known]

    @cached_property
    def articles(self) -> list[str]:
        """The source articles."""
        return self.nodes.of_type(f"{EV}SourceArticle")

    @cached_property
    def name(self) -> str:
        """What the site is called: its article, or how many there are."""
        if len(self.articles) == 1:
            return self.label(self.articles[0])
        return f"{len(self.articles)} articles" if self.articles else "Evidence graph"

    def items(self, kind: str) -> list[str]:
        """The names of all pages of a kind of node, in order."""
        nodes = {"reference": self.works, "study": self.studies, "term": self.terms}
        if kind == "claim":
            return [self._name(kind, claim) for claim in self.claims.by_id]
        return list(self.findings) if kind == "finding" else [self._name(kind, self.short(n)) for n in nodes[kind]]

    def iri(self, kind: str, name: str) -> str | None:
        """The node whose page has this kind and name; None when there is none."""
        return self._by_name.get((kind, name))

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], str]:
        base = self.dataset.base
        nodes = {"claim": [base + claim for claim in self.claims.by_id], "reference": self.works}
        nodes |= {"study": self.studies, "term": self.terms}
        return {(kind, self._name(kind, self.short(node))): node for kind, found in nodes.items() for node in found}

    @cached_property
    def _pages(self) -> dict[str, tuple[str, str]]:
        return {node: page for page, node in self._by_name.items()}

    def ref(self, node: str, words: str = "") -> Ref | None:
        """The way to what says most about ``node``: its page, or its place on another; None when there is none."""
        if node not in self._refs:
            self._refs[node] = self._find(node)
        found = self._refs[node]
        return found and Ref(found.kind, found.name, words or found.words, found.anchor)

    def refs(self, nodes: Iterable[str]) -> list[Ref]:
        """The ways to those of ``nodes`` that have one."""
        return [found for node in nodes if (found := self.ref(node))]

    def _find(self, node: str) -> Ref | None:
        nodes = self.nodes
        if node in self._pages:
            kind, name = self._pages[node]
            return Ref(kind, name, self.sources.of(node).short if kind == "reference" else self.label(node))
        for holder, prop in (("study", "ev:hasCohort"), ("cohort", "ev:hasResult"), ("claim", "ev:hasQuantity")):
            for owner in nodes.into(prop, node):
                if above := self.ref(owner):
                    place = "" if holder == "claim" else self.place(node)
                    return Ref(above.kind, above.name, self.things.of(node).name, place)
        works = [work for work in nodes.all(node, "biro:references") if work in self._pages]
        return self.ref(works[0]) if works else None

    def place(self, node: str) -> str:
        """The place of a cohort or a result on the page of its study."""
        return anchor_name(self.short(node).partition("/")[2])

    def label(self, node: str) -> str:
        """What a node is called, clean."""
        return plain(self.nodes.label(node))

    def short(self, node: str) -> str:
        """The identifier of a node without the base."""
        return self.nodes.short(node)

    def about(self, *nodes: str) -> list[Finding]:
        """The findings about any of ``nodes``, gravest first."""
        found = {finding.id: finding for node in nodes for finding in self.concerning.get(node, ())}
        return sorted(found.values(), key=lambda finding: self._order[finding.id])

    @cached_property
    def _order(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.findings)}

    def source(self, work: str) -> Source:
        """A work in few words."""
        return self.sources.of(work)

    @cached_property
    def formatted(self) -> dict[str, FormattedEntry]:
        """Every work as medical journals print it in their lists."""
        items = list(self.records.values())
        entries = format_entries(items, _STYLE, [1] * len(items)).entries if items else ()
        return dict(zip(self.records, entries, strict=True))

    @cached_property
    def records(self) -> dict[str, Csl]:
        """The bibliographic record of every work."""
        entries = Entries(self.dataset)
        return {work: entries.csl(work, self.short(work).removeprefix("work/")) for work in self.works}

    def _name(self, kind: str, short: str) -> str:
        """The name of a page: the identifier without the word that says what it is."""
        word = {"claim": "/claim/", "reference": "work/", "study": "study/", "term": "term/"}[kind]
        return short.replace(word, "/", 1) if kind == "claim" else short.removeprefix(word)
