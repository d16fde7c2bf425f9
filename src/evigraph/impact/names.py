"""What people type, to the works, studies and claims that they take away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from evigraph.errors import Ambiguous, NotFound, UsageError, did_you_mean
from evigraph.impact.evidence import Evidence
from evigraph.ns import local_name
from evigraph.query import resolve
from evigraph.trace import find_claim


@dataclass(frozen=True)
class Names:
    """Nodes that were named to be taken away."""

    works: frozenset[str]
    studies: frozenset[str]
    claims: frozenset[str]


def named(evidence: Evidence, names: Iterable[str]) -> Names:
    """The works, studies and claims that ``names`` stand for.

    A reference is known by list number, BibTeX key, DOI or PMID, a study by identifier or
    label, a claim by identifier or words that describe it.

    Raises:
        UsageError: nothing is named.
        NotFound: a name stands for nothing.
        Ambiguous: a name stands for several things.
    """
    found: dict[str, set[str]] = {"work": set(), "study": set(), "claim": set()}
    for name in names:
        kind, node = _one(evidence, evidence.nodes.short(name.strip()))
        found[kind].add(node)
    if not any(found.values()):
        raise UsageError("Name what to take away: a reference, a study or a claim.")
    return Names(*(frozenset(found[kind]) for kind in ("work", "study", "claim")))


def _one(evidence: Evidence, name: str) -> tuple[str, str]:
    nodes = evidence.nodes
    found = [("work", work) for work in _works(evidence, name)]
    if not re.fullmatch(r"\d*", name):
        found += [("study", study) for study in evidence.studies if _is(nodes.short(study), "study", name)]
        found += [("claim", claim) for claim in evidence.claims if _is(nodes.short(claim), "claim", name)]
    if not found and name:
        found = _by_label(evidence, name)
    if len(found) == 1:
        return found[0]
    if found:
        candidates = [(nodes.short(node), nodes.label(node)) for _, node in found]
        raise Ambiguous(f"'{name}' stands for several things; write one of these instead.", candidates)
    known = {local_name(node) for node in (*evidence.works, *evidence.studies, *evidence.claims)}
    known |= {key for keys in evidence.pairs("ev:key").values() for key in keys}
    message = f"No reference, study or claim is called '{name}'. {did_you_mean(name, known)}".strip()
    raise NotFound(f"{message} `evigraph find` searches by words.")


def _works(evidence: Evidence, name: str) -> list[str]:
    """Works by number in the list, key or identifier, and by the PMID when no list is that long."""
    entries: set[str] = set()
    if re.fullmatch(r"\d+", name):
        numbers = evidence.pairs("ev:number")
        entries = {entry for entry, found in numbers.items() if name.lstrip("0") in found}
    else:
        keys = evidence.pairs("ev:key")
        entries = {entry for entry, found in keys.items() if name in found or evidence.nodes.short(entry) == name}
    works = {work for entry, found in evidence.pairs("biro:references").items() if entry in entries for work in found}
    works |= {work for work in evidence.works if unquote(evidence.nodes.short(work)) in (name, f"work/{name}")}
    return sorted(works or _identified(evidence, name))


def _identified(evidence: Evidence, name: str) -> set[str]:
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:|pmid:)\s*", "", name, flags=re.IGNORECASE).casefold()
    listed = set(evidence.works)
    found = set()
    for prop in ("prism:doi", "fabio:hasPubMedId"):
        for work, values in evidence.pairs(prop).items():
            if work in listed and bare in {value.casefold() for value in values}:
                found.add(work)
    return found


def _by_label(evidence: Evidence, name: str) -> list[tuple[str, str]]:
    """A study by its label, else a claim by words that describe it; a single word is no description."""
    try:
        return [("study", resolve.node(evidence.dataset, "study", name))]
    except NotFound:
        return [("claim", find_claim(evidence.dataset, name))] if " " in name else []


def _is(short: str, folder: str, name: str) -> bool:
    return f"/{short}".endswith(f"/{name}") and f"/{folder}/" in f"/{short}"
