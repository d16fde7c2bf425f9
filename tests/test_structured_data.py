"""What pages tell machines: one block of JSON-LD each, in terms that schema.org has, about what the graph holds."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest

from evigraph.audit import Audit, audit
from evigraph.load.workspace import Workspace, package_data
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.serve.pages.addresses import address_of
from evigraph.serve.pages.live import live_page
from evigraph.view import argument_page, claim_page
from evigraph.view.audit import audit_page
from evigraph.view.graph import Wanted, graph_page
from evigraph.view.plots import KINDS, view
from evigraph.view.site import Site, names, page_path, site_files
from sitepages import Page
from test_argument import hostile

VOCABULARY = json.loads((Path(__file__).parent / "schemaorg.json").read_text("utf-8"))
"""The terms of schema.org 30.0 that our pages use: types with wider ones; what has a property, and what it takes."""

TYPES: dict[str, list[str]] = VOCABULARY["types"]
PROPERTIES: dict[str, dict[str, list[str]]] = VOCABULARY["properties"]
CONTEXT = "https://schema.org"

Told = dict[str, Any]


def told_by(page: str | bytes) -> Told:
    """The one block of JSON-LD of a page."""
    parsed = Page(page if isinstance(page, str) else page.decode())
    blocks = [text for kind, text in parsed.inline if kind == "application/ld+json"]
    assert len(blocks) == 1 and not set("<>&") & set(blocks[0])
    told: Told = json.loads(blocks[0])
    assert told.pop("@context") == CONTEXT
    return told


def above(name: str) -> set[str]:
    """A type with everything it is a kind of."""
    return {name}.union(*(above(wider) for wider in TYPES[name]))


def parts(value: Any) -> Iterator[Told]:
    """A thing and every thing in it."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(inner)


def faults(told: Told) -> list[str]:
    """What schema.org would not understand: unknown terms, properties of other types, values of other kinds."""
    found = []
    for thing in parts(told):
        properties = thing.keys() - {"@id", "@type"}
        kinds = above(thing["@type"]) if thing.get("@type") in TYPES else set()
        if properties and not kinds:
            found.append(f"{thing.get('@type')} is no type")
        for name in sorted(properties):
            known = PROPERTIES.get(name, {"on": [], "is": []})
            if not kinds & set(known["on"]):
                found.append(f"{name} of {thing.get('@type')}")
            values = thing[name] if isinstance(thing[name], list) else [thing[name]]
            found += [f"{name}: {value!r}" for value in values or [None] if not fits(value, set(known["is"]))]
    return found


def fits(value: Any, wanted: set[str]) -> bool:
    """Whether a value is of a kind that the property takes; a bare identifier stands for any thing."""
    if isinstance(value, dict):
        return value.keys() == {"@id"} or bool(above(value["@type"]) & wanted)
    if isinstance(value, int):
        return "Integer" in wanted
    if not isinstance(value, str) or "Text" in wanted:
        return isinstance(value, str) and bool(value)
    if "Date" in wanted:
        return bool(re.fullmatch(r"\d{4}(-\d\d){0,2}", value))
    return "URL" in wanted


def addresses(told: Told) -> Iterator[str]:
    """Every address that a reader might follow."""
    for thing in parts(told):
        for name, found in thing.items():
            kinds = PROPERTIES[name]["is"] if name in PROPERTIES else []
            if "URL" in kinds and "Text" not in kinds:
                yield from (each for each in (found if isinstance(found, list) else [found]) if isinstance(each, str))


def standalone(dataset: Dataset, audited: Audit) -> Iterator[tuple[str, str]]:
    """Every page that stands alone, by what it shows."""
    nodes = Nodes(dataset)
    claims = nodes.of_type(f"{EV}Claim")
    yield from (("Claim", claim_page(dataset, claim, audited)) for claim in claims)
    yield "Dataset", argument_page(dataset, audited=audited)
    yield "Dataset", argument_page(dataset, claims[0], audited=audited)
    yield "Dataset", graph_page(dataset)
    yield "Dataset", graph_page(dataset, Wanted(types=("claim",)))
    yield "Report", audit_page(dataset, audited)
    yield from (("Dataset", view(dataset, name).html) for name in KINDS if name not in ("forest", "audit"))
    yield "Dataset", view(dataset, "audit", audited=audited).html
    outcomes = {term for result in nodes.of_type(f"{EV}Result") for term in nodes.all(result, "ev:outcome")}
    yield from (("Dataset", view(dataset, "forest", outcome=nodes.short(term)).html) for term in sorted(outcomes))


@pytest.fixture(scope="module")
def audited(toy: Dataset) -> Audit:
    return audit(toy)


@pytest.fixture(scope="module")
def site(toy: Dataset) -> dict[str, bytes]:
    return dict(site_files(toy))


@pytest.fixture(scope="module")
def pages(site: dict[str, bytes]) -> dict[str, Told]:
    """What every page of the site tells."""
    return {name: told_by(text) for name, text in site.items() if name.endswith(".html")}


@pytest.fixture(scope="module")
def alone(toy: Dataset, audited: Audit) -> list[Told]:
    """What every page that stands alone tells; each says what it is."""
    found = [(kind, told_by(page)) for kind, page in standalone(toy, audited)]
    assert [kind for kind, _ in found] == [told["@type"] for _, told in found]
    return [told for _, told in found]


def test_every_page_speaks_of_itself_in_terms_of_schema_org(pages: dict[str, Told], alone: list[Told]) -> None:
    assert len(pages) > 90 and len(alone) > 25
    for name, told in [*pages.items(), *((told["@type"], told) for told in alone)]:
        assert faults(told) == [], name
    used = [thing for told in [*pages.values(), *alone] for thing in parts(told)]
    assert PROPERTIES.keys() - {"license"} == {name for thing in used for name in thing if name[0] != "@"}
    assert {name for thing in used if "@type" in thing for name in above(thing["@type"])} == TYPES.keys()


def test_every_kind_of_page_says_what_it_is(pages: dict[str, Told]) -> None:
    types: dict[str, set[str]] = {}
    for name, told in pages.items():
        types.setdefault(name.partition("/")[0], set()).add(told["@type"])
    lists = {f"{name}.html": {"CollectionPage"} for name in ("claims", "references", "studies", "terms", "findings")}
    assert types == lists | {
        "index.html": {"Dataset"},
        "about.html": {"AboutPage"},
        "search.html": {"SearchResultsPage"},
        "picture": {"Dataset"},
        "claim": {"Claim"},
        "reference": {"ScholarlyArticle"},
        "study": {"MedicalTrial", "MedicalObservationalStudy"},
        "term": {"DefinedTerm"},
        "finding": {"Comment"},
    }


@pytest.mark.parametrize("name", ["claim", "reference", "study", "term", "finding"])
def test_a_list_names_every_page_in_order(pages: dict[str, Told], name: str) -> None:
    listed = pages[{"study": "studies"}.get(name, f"{name}s") + ".html"]["mainEntity"]
    items = [entry["item"] for entry in listed["itemListElement"]]
    assert [entry["position"] for entry in listed["itemListElement"]] == list(range(1, listed["numberOfItems"] + 1))
    assert {item["url"] for item in items} == {page for page in pages if page.startswith(f"{name}/")}
    for item in items:
        there = pages[item["url"]]
        assert (item["@id"], item["@type"]) == (there["@id"], there["@type"])


def test_identifiers_are_those_of_the_graph(
    toy: Dataset, audited: Audit, pages: dict[str, Told], alone: list[Told]
) -> None:
    nodes = Nodes(toy)
    findings = {f"{toy.base}finding/{found.id}" for found in (*audited.findings, *audited.passed)}
    known = {thing["@id"] for told in [*pages.values(), *alone] for thing in parts(told) if "@id" in thing}
    assert findings <= known and toy.base in known
    unknown = {name for name in known - findings - {toy.base} if not nodes.exists(name)}
    assert unknown == set() and len(known) > 100


def test_addresses_lead_to_pages_or_the_web(pages: dict[str, Told], alone: list[Told]) -> None:
    inside = 0
    for name, told in pages.items():
        for address in addresses(told):
            inside += leads(address, name, pages)
    assert inside > 100
    outside = {address for told in alone for address in addresses(told)}
    assert len(outside) > 5 and not any(leads(address, "", {}) for address in outside)


def leads(address: str, page: str, pages: Mapping[str, Told]) -> bool:
    """Whether an address leads to another page of the site; else it has to lead to the web."""
    found = urlsplit(address)
    if found.scheme:
        assert found.scheme in ("http", "https") and found.hostname, address
        return False
    assert posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(found.path))) in pages, address
    return True


def test_what_a_picture_tells(toy: Dataset, pages: dict[str, Told]) -> None:
    forest = pages["picture/forest/complete-remission.html"]
    assert forest["about"] == {
        "@type": "DefinedTerm",
        "@id": f"{toy.base}term/complete-remission",
        "name": "complete remission",
    }
    assert {"n", "As printed", "95% interval"} <= {column["name"] for column in forest["variableMeasured"]}
    assert [each["sameAs"] for each in forest["isBasedOn"]] == [["https://doi.org/10.5555/toy.2024"]]
    assert "31% to 75%" in forest["image"][0]["caption"]
    claims = pages["picture/argument.html"]["hasPart"]
    assert {leads(claim["url"], "picture/argument.html", pages) for claim in claims} == {True}
    assert len(claims) == len(Nodes(toy).of_type(f"{EV}Claim"))
    assert "claims" in pages["picture/graph.html"]["keywords"]


def test_the_license_is_that_of_the_data(toy: Dataset, article: Dataset, pages: dict[str, Told]) -> None:
    assert "license" not in pages["index.html"], "a workspace of someone else says its own"
    carried = Dataset(article.store, Workspace(package_data()), article.base)
    told = told_by(view(carried, "ages").html)
    assert faults(told) == [] and told["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_a_server_tells_the_same_with_its_own_addresses(toy: Dataset, pages: dict[str, Told]) -> None:
    paths = {page_path(kind, name): address_of(kind, name) for kind, name in names(Site(toy))}
    live = {
        name: told_by(live_page(toy, path, {})[0]) for name, path in paths.items() if not name.startswith("picture/")
    }
    assert live.keys() == {name for name in pages if not name.startswith("picture/")}
    for name, told in live.items():
        assert faults(told) == [] and told["@type"] == pages[name]["@type"]
        inside = {address for address in addresses(told) if not urlsplit(address).scheme}
        assert inside <= set(paths.values())
    assert told_by(live_page(toy, "/impact", {})[0])["@type"] == "WebPage"
    whole, some = live["claims.html"], told_by(live_page(toy, "/claims", {"text": ["remission"]})[0])
    assert 0 < some["mainEntity"]["numberOfItems"] < whole["mainEntity"]["numberOfItems"] == 18


def test_hostile_words_stay_inside(toy: Dataset) -> None:
    spoiled = hostile(toy)
    site = [told_by(text) for name, text in site_files(spoiled) if name.endswith(".html")]
    told = [*site, *(told_by(page) for _, page in standalone(spoiled, audit(spoiled)))]
    assert len(told) > 115
    text = json.dumps(told, ensure_ascii=False)
    assert "</script>" in text and "x" * 10_000 in text
    assert not re.search("[\u0000-\u0008\u202a-\u202e\u2066-\u2069]", text)
    assert [fault for each in told for fault in faults(each)] == []
    assert all(re.match(r"https?://|[a-z./]", address) for each in told for address in addresses(each))


def test_an_empty_graph_tells_that_much(toy: Dataset) -> None:
    empty = Dataset(ox.Store(), toy.workspace, toy.base)
    told = [told_by(text) for name, text in site_files(empty) if name.endswith(".html")]
    assert len(told) == 15 and [fault for each in told for fault in faults(each)] == []
    assert [each["mainEntity"]["numberOfItems"] for each in told if each["@type"] == "CollectionPage"] == [0] * 5
