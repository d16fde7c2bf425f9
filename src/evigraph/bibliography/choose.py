"""Which references are wanted: by what they support, where they are cited, what was asked or found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evigraph.audit import audit
from evigraph.bibliography.listed import Listed, Lists
from evigraph.errors import UsageError, did_you_mean
from evigraph.ns import EV, local_name
from evigraph.query import Table, find_question, read_question, resolve
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.trace import find_claim

_CITING = {  # class -> properties that lead from its nodes to works or list entries
    "Claim": ("cito:cites",),
    "Quantity": ("^ev:hasQuantity",),
    "Passage": ("cito:cites",),
    "CitationGroup": ("ev:expandsTo",),
    "Study": ("ev:reportedIn",),
    "Cohort": ("^ev:hasCohort",),
    "Result": ("ev:attributedTo", "^ev:hasResult"),
    "Standing": ("ev:standingOf",),
    "Cell": ("ev:inRow",),
}
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True)
class Wanted:
    """A subset of the references, as people ask for it.

    Several values of one field widen the choice, several fields narrow it; nothing at all
    means the whole bibliography.  ``parameters`` belong to the questions in ``queries``.
    """

    articles: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    studies: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    cited_with: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    parameters: Mapping[str, list[str]] = field(default_factory=dict)


def choose(dataset: Dataset, wanted: Wanted) -> list[Listed]:
    """The references that are wanted, by article and list number; those in no list last, by key.

    A work that a list holds twice comes once, under the number that was met, else its first;
    the whole bibliography keeps both entries.

    Raises:
        NotFound: a claim, section, study or reference is called otherwise.
        QueryError: no such question or check, or one that cannot be asked.
        UsageError: no such evidence role; parameters without a question.
    """
    if wanted.parameters and not wanted.queries:
        raise UsageError("Parameters belong to a question; name it with --query.")
    chooser = _Chooser(dataset, wanted)
    rules: list[tuple[tuple[str, ...], Callable[[str], set[str]]]] = [
        (wanted.articles, chooser.lists.in_article),
        (wanted.claims, chooser.of_claim),
        (wanted.sections, chooser.of_section),
        (wanted.studies, chooser.of_study),
        (wanted.roles, chooser.of_role),
        (wanted.cited_with, chooser.cited_with),
        (wanted.queries, chooser.of_query),
        (wanted.checks, chooser.of_check),
    ]
    asked = [(values, rule) for values, rule in rules if values]
    if not asked:
        return chooser.lists.all()
    chosen = [{node for value in values for node in rule(value)} for values, rule in asked]
    works = set.intersection(*(chooser.lists.works(nodes) for nodes in chosen))
    return chooser.lists.of(works, met={node for nodes in chosen for node in nodes})


class _Chooser:
    """Each method gives the works and list entries that one value of one rule stands for."""

    def __init__(self, dataset: Dataset, wanted: Wanted) -> None:
        self.dataset = dataset
        self.nodes = Nodes(dataset)
        self.lists = Lists(dataset)
        self._parameters = wanted.parameters

    def of_claim(self, name: str) -> set[str]:
        return set(self.nodes.all(find_claim(self.dataset, name), "cito:cites"))

    def of_section(self, name: str) -> set[str]:
        section = resolve.node(self.dataset, "section", name)
        passages = self.nodes.into("ev:section", section)
        return {entry for passage in passages for entry in self.nodes.all(passage, "cito:cites")}

    def of_study(self, name: str) -> set[str]:
        return set(self.nodes.all(resolve.node(self.dataset, "study", name), "ev:reportedIn"))

    def of_role(self, name: str) -> set[str]:
        roles = {local_name(role): role for role in self.nodes.of_type(f"{EV}EvidenceRole")}
        roles |= {
            local_name(role): role for work in self.lists.known for role in self.nodes.all(work, "ev:evidenceRole")
        }
        if name not in roles:
            hint = did_you_mean(name, roles) or f"There are: {', '.join(sorted(roles))}."
            raise UsageError(f"No work here has the evidence role '{name}'. {hint}")
        return set(self.nodes.into("ev:evidenceRole", roles[name]))

    def cited_with(self, name: str) -> set[str]:
        mine = self.lists.named(name)
        groups = {group for entry in mine for group in self.nodes.into("ev:expandsTo", entry)}
        return {entry for group in groups for entry in self.nodes.all(group, "ev:expandsTo")} - mine

    def of_query(self, name: str) -> set[str]:
        workspace = self.dataset.workspace
        question = read_question(Path(name)) if name.endswith(".rq") else find_question(workspace, name)
        answer = question.ask(self.dataset, self._parameters)
        if not isinstance(answer, Table):
            raise UsageError(f"'{question.name}' gives no rows; only a SELECT names references.")
        rows = answer.records()
        cells = {str(cell) for row in rows for cell in row.values() if isinstance(cell, str)}
        direct = {cell for cell in cells if cell in self.lists.known or cell in self.lists.entries}
        if direct:
            return direct
        numbered = [name for name in question.references if name in answer.columns]
        if numbered:
            return {
                entry for row in rows for entry in self.lists.numbered(_numbers(row, numbered), row.get("article_name"))
            }
        return self._behind(cells)

    def of_check(self, name: str) -> set[str]:
        findings = audit(self.dataset, [name]).findings
        return self._behind(node for finding in findings for node in finding.nodes)

    def _behind(self, nodes: Iterable[str]) -> set[str]:
        """The works and entries that stand behind nodes of any kind."""
        found: set[str] = set()
        waiting, seen = list(nodes), set[str]()
        while waiting:
            node = waiting.pop()
            if node in seen or not node.startswith(self.dataset.base):
                continue
            seen.add(node)
            if node in self.lists.known or node in self.lists.entries:
                found.add(node)
                continue
            for kind in {local_name(kind) for kind in self.nodes.types(node)} & _CITING.keys():
                for path in _CITING[kind]:
                    inverse = path.startswith("^")
                    waiting += self.nodes.into(path[1:], node) if inverse else self.nodes.all(node, path)
        return found


def _numbers(row: Mapping[str, object], columns: Iterable[str]) -> set[int]:
    """The list numbers in some cells of a row: "9" or "5; 7; 8"."""
    return {int(number) for name in columns for number in _NUMBERS.findall(str(row.get(name) or ""))}
