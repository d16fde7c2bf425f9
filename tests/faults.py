"""The sound workspace, in which the audit finds nothing: with edits, loaded, audited, and with faults put in."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from evigraph.audit import Finding, find_checks, run_check
from evigraph.check.links import link_faults
from evigraph.check.places import Places
from evigraph.load.dataset import load_quads
from evigraph.load.schema import read_schema
from evigraph.load.workspace import Workspace
from evigraph.ns import PREFIXES
from evigraph.query import Dataset
from evigraph.query.nodes import Nodes

SOUND = Path(__file__).parent / "sound"
SOUND_BASE = "https://sound.example/id/"
ARTICLE = "graph/articles/sound-2024"

Edit = Mapping[str, str]
"""``file``, and what stands there ``old`` and ``new``: no ``new`` removes it, no ``old`` makes a new file."""


def workspace(folder: Path, edits: Sequence[Edit] = (), start: Path = SOUND) -> Workspace:
    """A copy of a workspace in ``folder`` with ``edits`` made; each must change exactly one place."""
    shutil.copytree(start, folder, ignore=shutil.ignore_patterns(".evigraph"), dirs_exist_ok=True)
    for edit in edits:
        path = folder / edit["file"]
        text = edit.get("new", "")
        if "old" in edit:
            before = path.read_text("utf-8")
            assert before.count(edit["old"]) == 1, f"{edit['old']!r} stands {before.count(edit['old'])} times in {path}"
            text = before.replace(edit["old"], text)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Workspace(folder)


def loaded(space: Workspace, base: str = SOUND_BASE) -> tuple[Dataset, list[str]]:
    """The graph of a workspace and its faults, but for those that only the shapes see: they take long."""
    quads, findings = load_quads(space)
    schema = read_schema(space)
    findings += link_faults(schema, quads, Places(space, schema, quads))
    store = ox.Store()
    store.bulk_extend(quads)
    return Dataset(store, space, base), [str(finding) for finding in sorted(set(findings))]


def found(dataset: Dataset, names: list[str] | None = None) -> list[Finding]:
    """What the checks of these names, or all, give: findings and what holds."""
    return [finding for check in find_checks(dataset.workspace, names) for finding in run_check(dataset, check)]


def told(findings: Sequence[Finding]) -> list[str]:
    """Each finding as "check: message", in a fixed order."""
    return sorted(f"{finding.check}: {finding.message}" for finding in findings)


class Scratch(Nodes):
    """A graph to put faults into, which can be put back as it was."""

    def __init__(self, dataset: Dataset) -> None:
        super().__init__(dataset)
        self._undo: list[tuple[bool, ox.Quad]] = []
        self._graph = ox.NamedNode(f"{dataset.base}source/fault")

    def set(self, node: str, name: str, *values: str) -> None:
        """Gives ``node`` these values of a property in place of those it has; each is a node or of the old datatype."""
        subject, predicate = ox.NamedNode(node), _iri(name)
        old = list(self.dataset.store.quads_for_pattern(subject, predicate, None))
        like = old[0].object if old else None
        for quad in old:
            self._change(False, quad)
        for value in values:
            literal = isinstance(like, ox.Literal) or (like is None and "://" not in value)
            datatype = like.datatype if isinstance(like, ox.Literal) else None
            term = ox.Literal(value, datatype=datatype) if literal else ox.NamedNode(value)
            self._change(True, ox.Quad(subject, predicate, term, self._graph))

    def drop(self, node: str) -> None:
        """Removes everything said of ``node`` and everything that points to it."""
        term = ox.NamedNode(node)
        for quad in [
            *self.dataset.store.quads_for_pattern(term, None, None),
            *self.dataset.store.quads_for_pattern(None, None, term),
        ]:
            self._change(False, quad)

    def restore(self) -> None:
        """Takes every change back."""
        for added, quad in reversed(self._undo):
            (self.dataset.store.remove if added else self.dataset.store.add)(quad)
        self._undo.clear()

    def number(self, work: str) -> str:
        """The number of a work in the printed list."""
        return next(number for entry in self.into("biro:references", work) for number in self.all(entry, "ev:number"))

    def entry(self, number: str) -> str:
        """The entry of the printed list with this number."""
        return f"{self.dataset.base}sound-2024/ref/{number}"

    def cite(self, group: str, *numbers: str) -> None:
        """Prints these reference numbers in a citation group, and nothing else."""
        passage = group.rpartition("/group/")[0]
        self.set(group, "ev:clusterText", ",".join(sorted(numbers, key=int)))
        self.set(group, "ev:expandsTo", *map(self.entry, numbers))
        entries = {entry for one in self.all(passage, "ev:hasCitationGroup") for entry in self.all(one, "ev:expandsTo")}
        self.set(passage, "cito:cites", *sorted(entries))
        if not numbers:
            self.drop(group)

    def uncite(self, entry: str, *groups: str) -> None:
        """Takes an entry out of the citation groups."""
        number = self.one(entry, "ev:number")
        for group in groups:
            rest = [n for one in self.all(group, "ev:expandsTo") for n in self.all(one, "ev:number") if n != number]
            self.cite(group, *rest)

    def rest(self, claim: str, *works: str) -> None:
        """Makes a claim rest on these works instead of its own, and its citation group print their numbers."""
        for name in ("citesAsAuthority", "obtainsBackgroundFrom", "obtainsSupportFrom", "citesForInformation"):
            self.set(claim, f"cito:{name}")
        for name in ("cito:citesAsEvidence", "cito:cites", "ev:restsOn"):
            self.set(claim, name, *works)
        for place, group in enumerate(self.all(claim, "ev:carriedBy")):
            self.cite(group, *sorted({self.number(work) for work in works if place == 0}))

    def reprint(self, number: str, value: str, name: str = "ev:value") -> None:
        """Gives a result or quantity another value, in its cell too."""
        before, printed = self.one(number, name), self.one(number, "ev:asPrinted")
        assert before and printed and before in printed, number
        self.set(number, name, value)
        self.set(number, "ev:asPrinted", printed.replace(before, value, 1))
        for cell in self.all(number, "ev:cell"):
            self.set(cell, "ev:text", printed.replace(before, value, 1))

    def pick(self, rng: random.Random, sparql: str) -> dict[str, str]:
        """One random solution of a query, by its variables."""
        table = self.dataset.select(f"SELECT DISTINCT * WHERE {{ {sparql} }}")
        rows = sorted(tuple(str(term.value) for term in row if term is not None) for row in table.rows)
        return dict(zip(table.columns, rng.choice(rows), strict=True))

    def _change(self, add: bool, quad: ox.Quad) -> None:
        store = self.dataset.store
        if add != (quad in store):
            (store.add if add else store.remove)(quad)
            self._undo.append((add, quad))


def _iri(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)
