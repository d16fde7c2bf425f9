"""Findings as RDF: ``ev:Finding`` with what it concerns, compared and was answered."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from evigraph.audit.finding import Finding
from evigraph.audit.run import Audit
from evigraph.ns import EV, RDF, RDFS
from evigraph.query.dataset import Dataset, Triples


def turtle(dataset: Dataset, audit: Audit, show_passed: bool) -> str:
    """The findings as Turtle."""
    return _triples(dataset, audit, show_passed).serialize("ttl")


def jsonld(dataset: Dataset, audit: Audit, show_passed: bool) -> str:
    """The findings as JSON-LD."""
    return _triples(dataset, audit, show_passed).serialize("jsonld") + "\n"


def _triples(dataset: Dataset, audit: Audit, show_passed: bool) -> Triples:
    shown = [*audit.findings, *(audit.passed if show_passed else ())]
    return Triples([triple for finding in shown for triple in finding_triples(finding, dataset.base)])


def finding_triples(finding: Finding, base: str) -> Iterator[ox.Triple]:
    """One finding as triples; its IRI is ``<base>finding/<id>``."""
    node = ox.NamedNode(f"{base}finding/{finding.id}")

    def say(name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(node, ox.NamedNode(EV + name), value)

    yield ox.Triple(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{EV}Finding"))
    yield ox.Triple(node, ox.NamedNode(f"{RDFS}label"), ox.Literal(finding.message))
    yield say("check", ox.Literal(finding.check))
    yield say("severity", ox.Literal("holds" if finding.holds else finding.severity))
    yield say("comparedDigest", ox.Literal(finding.digest))
    for _, concerned in finding.concerns:
        yield say("concerns", ox.NamedNode(concerned))
    for name, value in finding.compared:
        yield say("arithmetic", ox.Literal(f"{name}: {value}"))
    if finding.response is not None:
        yield say("response", ox.NamedNode(f"{base}response/{finding.id}"))
