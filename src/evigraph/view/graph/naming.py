"""Names, facts and links of nodes, in words for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from evigraph.bib.links import identifier_links
from evigraph.query.nodes import Nodes
from evigraph.trace.ladder import number
from evigraph.trace.model import Number
from evigraph.view.graph.heading import brief
from evigraph.view.graph.homes import Homes
from evigraph.view.graph.kinds import Kind, described
from evigraph.view.graph.model import Fact, Item
from evigraph.view.links import Link, safe
from evigraph.view.rungs import interval_words
from evigraph.view.things import Things
from evigraph.view.words import MISSING, duration, in_article, outcome, plain, printed, spaced

if TYPE_CHECKING:
    from evigraph.network import Graph

_LONGEST = 600
_PARTS = ("ev:subject", "ev:predicate", "ev:object")


class Naming:
    """Describes the nodes of a graph one by one."""

    def __init__(self, nodes: Nodes, graph: Graph) -> None:
        self.nodes = nodes
        self.graph = graph
        self.things = Things(nodes)
        self.homes = Homes(graph)
        self._facts: dict[str, str] = described()["facts"]

    def item(self, name: str, kind: Kind) -> Item:
        """The node called ``name`` as it is drawn and described."""
        data = self.graph.nodes[name]
        value = self._number(name) if kind.name in ("result", "quantity") else None
        label = cut(self._label(name, kind, data, value)) or plain(name)
        return Item(
            name,
            kind,
            label,
            self._short(name, kind, data, value) or label,
            self._place(name, kind, data),
            tuple(self._told(name, data, value)),
            self._links(name, kind, data),
            self.homes.type(name),
            self.homes.order(name),
            self.homes.cluster(name),
        )

    def _number(self, name: str) -> Number:
        cohorts = self.homes.ends(name, "^ev:hasResult")
        size = self.graph.nodes[cohorts[0]].get("n") if cohorts else None
        return number(self.nodes.dataset, self.nodes.dataset.base + name, size if isinstance(size, int) else None)

    def _label(self, name: str, kind: Kind, data: dict[str, Any], value: Number | None) -> str:
        if value is not None:
            return f"{outcome(value)}: {printed(value)}"
        if kind.name == "proposition":
            parts = (self.homes.ends(name, part) for part in _PARTS)
            return " ".join(plain(str(self.graph.nodes[end]["label"])) for ends in parts for end in ends[:1])
        if kind.name == "segment" and {"ev:start", "ev:end"} <= data.keys():
            return f"characters {data['ev:start']} to {data['ev:end']}"
        if kind.name in ("passage", "reference", "work", "cell", "column", "table", "group", "footnote"):
            if kind.name == "work" and not data.get("authorList"):
                return str(data["label"])
            return self.things.of(self.nodes.dataset.base + name).name
        return str(data["label"])

    def _short(self, name: str, kind: Kind, data: dict[str, Any], value: Number | None) -> str:
        """What stands beside a node where there is little room; nothing when that is its label."""
        if value is not None:
            return cut(printed(value), 30)
        author = plain(str(data.get("authorList") or data["label"])).partition(",")[0]
        last = name.rsplit("/", 1)[-1]
        short = {
            "section": brief(plain(str(data["label"]))),
            "passage": "title" if data.get("paragraph") == 0 else last.partition(".")[2] or last,
            "reference": f"[{data.get('number', '?')}]",
            "work": f"{re.sub(r' [A-Z]{1,4}$', '', author)} {data.get('hasPublicationYear') or ''}".strip(),
            "cohort": f"n = {data['n']}" if "n" in data else "n not reported",
        }
        return cut(short.get(kind.name, ""), 40)

    def _place(self, name: str, kind: Kind, data: dict[str, Any]) -> str:
        """Where the source article says it, else where it is recorded."""
        if kind.name == "passage":
            return self.things.of(self.nodes.dataset.base + name).name
        if kind.name == "claim":
            passages = self.homes.ends(name, "ev:statedIn")
            return "; ".join(self.things.of(self.nodes.dataset.base + passage).name for passage in passages)
        if kind.name == "reference":
            return f"reference {data.get('number', '?')}"
        return "" if kind.name == "external" else plain(str(data.get("definedAt", "")))

    def _told(self, name: str, data: dict[str, Any], value: Number | None) -> list[Fact]:
        facts: list[Fact] = []
        if value is not None:
            facts += [("Outcome", outcome(value)), ("As printed", in_article(value))]
            facts += [("95% interval, computed", interval_words(value) or "none")]
            facts += [("Denominator", spaced(value.basis))] if value.basis else []
            facts += [("Where it is printed", plain(value.where))] if value.where else []
        if data["type"] == "ev:Cohort":
            facts.append(("Patients", str(data.get("n", MISSING))))
        if "authorList" in data:
            facts.append(("Title", plain(str(data["label"]))))
        told = {term for term, _ in facts}
        for key, word in self._facts.items():
            if key in data and word not in told and not (value and key in ("note", "statistic")):
                facts.append((word, _words(key, str(data[key]))))
        if value is not None:
            facts += [("Note", plain(note)) for note in value.notes]
        if "timePoint" in data:
            facts.append(("After", duration(str(data["timePoint"]))))
        return [(term, cut(text, 2000)) for term, text in facts if text]

    def _links(self, name: str, kind: Kind, data: dict[str, Any]) -> tuple[Link, ...]:
        if kind.name == "external":
            return (("open its page", name),) if safe(name) else ()
        if kind.name in ("work", "reference"):
            works = [name] if kind.name == "work" else self.homes.ends(name, "biro:references")
            return tuple(link for work in works for link in self._cited(work))
        registry = str(data.get("registry", "")).split(" | ")
        return tuple(
            (entry, f"https://clinicaltrials.gov/study/{entry}")
            for entry in registry
            if re.fullmatch(r"NCT\d{8}", entry)
        )

    def _cited(self, work: str) -> list[Link]:
        data = self.graph.nodes[work]
        known = {key.upper(): str(data[key]) for key in ("doi", "pmid", "pmcid") if key in data}
        links = [(words, address) for words, address in identifier_links(known) if safe(address)]
        searches = [] if links else self.homes.ends(work, "ev:searchLink")
        return links + [("search PubMed", address) for address in searches if safe(address)]


def cut(text: str, most: int = _LONGEST) -> str:
    """``text`` on one line, its end cut where it is too long to be read."""
    clean = plain(text)
    return clean if len(clean) <= most else f"{clean[: most - 1].rstrip()}…"


def _words(key: str, text: str) -> str:
    """A value as people read it; names of the vocabulary become words."""
    spoken = key in ("certainty", "claimType", "evidenceRole", "design", "ageGroup", "statistic")
    return spaced(text) if spoken else plain(text.replace(" | ", "; "))
