"""What people call the nodes of a graph: by label, printed number and place, never by identifier alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evigraph.diff.facts import ENTRY, REFERENCES, Facts, Value
from evigraph.ns import EV, FABIO, PREFIXES, SKOS, local_name
from evigraph.trace.text import duration

_LABELS = (f"{SKOS}prefLabel", "http://www.w3.org/2000/01/rdf-schema#label", "http://purl.org/dc/terms/title")
_VOCABULARIES = tuple(PREFIXES.values())
_ROLES = {"review": "reviews", "guideline": "guidelines", "economic": "economic evaluations"}
_ROLES |= {"regulatory": "regulatory accounts", "preclinical": "laboratory work", "primary": "first-hand reports"}


class Words:
    """The names of one graph's nodes."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def name(self, node: str) -> str:
        """What people call ``node``."""
        named = {
            f"{EV}Claim": self.quoted,
            ENTRY: self.source,
            f"{FABIO}Expression": self.source,
            f"{EV}Cohort": self.cohort,
            f"{EV}Result": self.number,
            f"{EV}Quantity": self.number,
            f"{EV}Cell": self.cell,
            f"{EV}Passage": self.passage,
            f"{EV}Table": lambda table: f"Table {self.facts.one(table, 'number')}",
            f"{EV}Response": lambda answer: f"the answer to finding {self.facts.one(answer, 'answers')}",
            f"{SKOS}Concept": self.quoted,
        }
        return next((name for iri, name in named.items() if self.facts.is_a(node, iri)), self.label)(node)

    def quoted(self, node: str) -> str:
        """The label in quotation marks."""
        return f"'{self.label(node)}'"

    def number(self, node: str) -> str:
        """A result or quantity by what it measures and whose it is."""
        return f"{self.measure(node)} in {self.whose(node)}"

    def cell(self, node: str) -> str:
        """A cell by its row and column."""
        facts = self.facts
        return f"{self.passage(facts.one(node, 'inRow'))}, column “{facts.one(facts.one(node, 'inColumn'), 'header')}”"

    def label(self, node: str) -> str:
        """The label, title, heading or header of ``node``, else the last part of its name in words."""
        for prop in (*_LABELS, "heading", "header"):
            if text := self.facts.one(node, prop):
                return text
        return spaced(local_name(node)) if node.startswith(_VOCABULARIES) else node

    def source(self, node: str) -> str:
        """A work or list entry: "reference 9 (Aldoss 2017)"."""
        where, who = self.cited(node)
        return f"{where} ({who})" if where and who else where or who

    def cited(self, node: str) -> tuple[str, str]:
        """A work or list entry in two parts: "reference 9", "Aldoss 2017"."""
        facts = self.facts
        entries = [node] if facts.is_a(node, ENTRY) else facts.into(REFERENCES, node)
        work = facts.one(node, REFERENCES) or node
        numbers = sorted(int(text) for entry in entries for text in facts.all(entry, "number") if text.isdigit())
        word = "reference" if len(numbers) == 1 else "references"
        where = f"{word} {' and '.join(map(str, numbers))}" if numbers else ""
        first = facts.one(work, "authorList").split(",")[0]
        author = re.sub(r"\s+[A-Z]{1,4}$", "", first) or facts.one(work, _LABELS[2]) or local_name(work)
        return where, f"{author} {facts.one(work, f'{FABIO}hasPublicationYear')}".strip()

    def sources(self, nodes: Iterable[str]) -> str:
        """Several works in the order of the list, joined for a sentence."""
        return joined(sorted((self.source(node) for node in nodes), key=natural))

    def roles(self, works: Iterable[str]) -> str:
        """The kinds of evidence of some works: "reviews and guidelines"."""
        kinds = {local_name(self.facts.one(work, "evidenceRole")) for work in works}
        return joined(sorted(_ROLES.get(kind, "works of unknown kind") for kind in kinds))

    def cohort(self, node: str) -> str:
        """The study and the cohort: "ALCANTARA, all patients"."""
        name = self.label(node)
        return f"{self.label(self.facts.owner(node))}, {'all patients' if name == node else name}"

    def measure(self, node: str) -> str:
        """What a number measures: "complete remission", "overall survival (median) at 6 months"."""
        facts = self.facts
        statistic = spaced(local_name(facts.one(node, "statistic")))
        outcome = self.label(facts.one(node, "outcome")) if facts.one(node, "outcome") else statistic
        kind = f" ({statistic})" if statistic not in ("proportion", "landmark", outcome, "") else ""
        point = facts.one(node, "timePoint")
        return f"{outcome}{kind}{f' at {duration(point)}' if point else ''}"

    def whose(self, node: str) -> str:
        """The cohort a result belongs to, or the claim that states a quantity."""
        return self.name(self.facts.owner(node))

    def passage(self, node: str) -> str:
        """Where a passage stands: "Efficacy, paragraph 4, sentence 1"."""
        facts = self.facts
        if table := facts.one(node, "table"):
            return f"Table {facts.one(table, 'number')}, row {facts.one(node, 'row')}"
        if facts.one(node, "paragraph") == "0":
            return "the title"
        section = self.label(facts.one(node, "section"))
        return f"{section}, paragraph {facts.one(node, 'paragraph')}, sentence {facts.one(node, 'sentence')}"

    def proposition(self, node: str) -> str:
        """A proposition as one line."""
        parts = []
        for name, word in (("subject", ""), ("predicate", ""), ("object", ""), ("population", "in "),
                           ("comparator", "compared with "), ("disease", "in ")):  # fmt: skip
            if values := self.facts.all(node, name):
                parts.append(word + " and ".join(map(self.label, values)))
        return " ".join(parts)

    def value(self, prop: str, value: Value) -> str:
        """A value of a property as people read it."""
        if value.kind != "@id":
            return duration(value.text) if prop == f"{EV}timePoint" else value.text
        if prop == f"{EV}proposition":
            return f"'{self.proposition(value.text)}'"
        return self.name(value.text).strip("'") if value.text in self.facts.said else self.label(value.text)


def joined(parts: Iterable[str]) -> str:
    """Words for a sentence: "a", "a and b", "a, b and c"."""
    *most, last = list(parts) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def natural(text: str) -> list[tuple[int, int, str]]:
    """A key that puts 9 before 10."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", text) if part]


def spaced(name: str) -> str:
    """A name of the vocabulary in words: ``citesAsEvidence`` is "cites as evidence"."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f" {found[1].lower()}", name).replace("-", " ")
