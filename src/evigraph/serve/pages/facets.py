"""Lists narrowed by what their records are: for each list its facets, and how many records each choice leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evigraph.ns import EV
from evigraph.serve.pages.addresses import Fields
from evigraph.view.site.parts import told
from evigraph.view.site.site import Site
from evigraph.view.site.terms import term_kinds
from evigraph.view.words import plain, spaced

Values = Iterable[tuple[str, str]]
"""What a record is by one facet: keys with their words."""


@dataclass(frozen=True)
class Facet:
    """A way to narrow a list; ``values`` says of a node what it is."""

    name: str
    title: str
    values: Callable[[Site, str], Values]


@dataclass(frozen=True)
class Choice:
    """A facet as a form shows it: key, words and count of each option, and the key chosen."""

    name: str
    title: str
    options: Sequence[tuple[str, str, int]]
    chosen: str


@lru_cache(maxsize=16)
def _keys(site: Site, name: str, nodes: tuple[str, ...]) -> dict[str, dict[str, dict[str, str]]]:
    """Facet -> node -> key -> words, for all the records of a list."""
    return {facet.name: {node: dict(facet.values(site, node)) for node in nodes} for facet in FACETS[name]}


def narrow(site: Site, name: str, nodes: Sequence[str], fields: Fields) -> tuple[set[str], tuple[Choice, ...]]:
    """Those of the records of a list that fit all that was chosen, and its facets.

    Each option comes with the number of records it would leave.  A key that no record has leaves
    nothing, and stays visible as what was chosen.
    """
    facets = FACETS[name]
    keys = _keys(site, name, tuple(nodes))
    chosen = {facet.name: fields.get(facet.name, [""])[-1] for facet in facets}

    def left(but: str = "") -> list[str]:
        wanted = [(name, key) for name, key in chosen.items() if key and name != but]
        return [node for node in nodes if all(key in keys[name][node] for name, key in wanted)]

    return set(left()), tuple(
        _choice(facet, keys[facet.name], left(facet.name), chosen[facet.name]) for facet in facets
    )


def _choice(facet: Facet, keys: Mapping[str, Mapping[str, str]], left: Sequence[str], chosen: str) -> Choice:
    words = {key: shown for found in keys.values() for key, shown in found.items()}
    counts = Counter(key for node in left for key in keys[node])
    if chosen:
        words.setdefault(chosen, chosen)
    options = [(key, shown, counts[key]) for key, shown in words.items() if counts[key] or key == chosen]
    if facet.name not in _IN_ORDER:
        options.sort(key=lambda option: (option[1].casefold(), option[0]))
    return Choice(facet.name, facet.title, options, chosen)


_IN_ORDER = ("section", "weight")
"""Facets whose options stand in the order of the records."""


def _sections(site: Site, claim: str) -> Values:
    return ((section, section) for section in site.claims.by_id[site.short(claim)].sections)


def _kind(site: Site, claim: str) -> Values:
    kind = site.claims.by_id[site.short(claim)].kind
    return [(kind, kind)] if kind else []


def _direction(site: Site, claim: str) -> Values:
    favoured = _with_class(site, site.nodes.all(claim, "ev:favours"))
    return [_term(site, node) for node in favoured] or [("neither", "neither side")]


def _certainty(site: Site, claim: str) -> Values:
    certainty = site.claims.by_id[site.short(claim)].certainty
    return [(certainty, certainty)] if certainty else []


def _therapies(site: Site, claim: str) -> Values:
    kinds = ("Therapy", "TherapyClass")
    about = _parts(site, claim, ("subject", "object", "comparator")) + site.nodes.all(claim, "ev:favours")
    return (_term(site, node) for node in _with_class(site, about) if _is_a(site, node, kinds))


def _outcomes(site: Site, claim: str) -> Values:
    nodes = site.nodes
    about = _parts(site, claim, ("subject", "object"))
    about += [o for quantity in nodes.all(claim, "ev:hasQuantity") for o in nodes.all(quantity, "ev:outcome")]
    broader = [above for node in about for above in nodes.all(node, "skos:broader")]
    found = dict.fromkeys(about + broader)
    return (_term(site, node) for node in found if _is_a(site, node, ("Outcome", "Toxicity")))


def _checks(site: Site, node: str) -> Values:
    found = (finding.check for finding in site.about(node) if not finding.holds)
    return ((name, plain(site.checks[name].text("title"))) for name in found)


def _parts(site: Site, claim: str, names: Iterable[str]) -> list[str]:
    nodes = site.nodes
    return [
        node
        for proposition in nodes.all(claim, "ev:proposition")
        for name in names
        for node in nodes.all(proposition, f"ev:{name}")
    ]


def _with_class(site: Site, therapies: Iterable[str]) -> list[str]:
    found = list(therapies)
    return list(dict.fromkeys(found + [above for node in found for above in site.nodes.all(node, "ev:therapyClass")]))


def _term(site: Site, node: str) -> tuple[str, str]:
    return site.short(node).removeprefix("term/"), site.label(node)


def _is_a(site: Site, node: str, kinds: Iterable[str]) -> bool:
    return not {f"{EV}{kind}" for kind in kinds}.isdisjoint(site.nodes.types(node))


def _role(site: Site, work: str) -> Values:
    role = site.source(work).role
    return [(role, role)] if role else []


def _rested_on(site: Site, work: str) -> Values:
    rests = bool(site.nodes.into("ev:restsOn", work))
    return [("yes", "a claim rests on it") if rests else ("no", "cited only")]


def _design(site: Site, study: str) -> Values:
    design = spaced(site.groups.design(study) or "not reported")
    return [(design, design)]


def _received(site: Site, study: str) -> Values:
    nodes = site.nodes
    received = [therapy for cohort in nodes.all(study, "ev:hasCohort") for therapy in nodes.all(cohort, "ev:receives")]
    return (_term(site, node) for node in _with_class(site, received))


def _measured(site: Site, study: str) -> Values:
    nodes = site.nodes
    results = [result for cohort in nodes.all(study, "ev:hasCohort") for result in nodes.all(cohort, "ev:hasResult")]
    return (_term(site, outcome) for result in results for outcome in nodes.all(result, "ev:outcome"))


def _term_kind(site: Site, term: str) -> Values:
    kinds = term_kinds([kind for kind in site.nodes.types(term) if kind.startswith(EV)])
    return ((kind, kind) for kind in kinds)


def _weight(site: Site, finding: str) -> Values:
    return ((item.state, item.words) for item in told(site, [site.findings[finding]]))


def _check(site: Site, finding: str) -> Values:
    name = site.findings[finding].check
    return [(name, plain(site.checks[name].text("title")))]


def _group(site: Site, finding: str) -> Values:
    group = plain(site.checks[site.findings[finding].check].text("group"))
    return [(group, group)]


FACETS: dict[str, tuple[Facet, ...]] = {
    "claims": (
        Facet("section", "Section", _sections),
        Facet("type", "Kind", _kind),
        Facet("direction", "Speaks for", _direction),
        Facet("certainty", "Certainty", _certainty),
        Facet("therapy", "Therapy", _therapies),
        Facet("outcome", "Outcome", _outcomes),
        Facet("finding", "Finding", _checks),
    ),
    "references": (
        Facet("role", "Kind of evidence", _role),
        Facet("used", "Use", _rested_on),
        Facet("finding", "Finding", _checks),
    ),
    "studies": (
        Facet("design", "Design", _design),
        Facet("therapy", "Therapy", _received),
        Facet("outcome", "Outcome", _measured),
        Facet("finding", "Finding", _checks),
    ),
    "terms": (Facet("kind", "Kind", _term_kind),),
    "findings": (
        Facet("weight", "Weight", _weight),
        Facet("group", "About", _group),
        Facet("check", "Check", _check),
    ),
}
"""The facets of every list, in the order of the form."""
