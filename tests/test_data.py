"""The curated article as data: what must hold of it without its text at hand.

``test_article.py`` and ``test_wording.py`` compare it with the text itself.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import networkx as nx
import pytest

from evigraph.article.printed import expand_cluster
from evigraph.network import to_networkx
from evigraph.ns import EV, FABIO
from evigraph.query import Dataset
from evigraph.query.nodes import Nodes

ARTICLE = "molina-2021"
EXPRESSION = f"{FABIO}Expression"
FIRST_HAND = {"primary", "preclinical", "economic", "regulatory"}
IDENTIFIERS = {
    "prism:doi": r"10\.\d{4,9}/[^\s\"<>]+",
    "fabio:hasPubMedId": r"[1-9]\d{0,7}",
    "fabio:hasPubMedCentralId": r"PMC[1-9]\d{3,8}",
}

# Claims that cite less than the clusters they are carried by stand for: claim -> which of
# the works are left out, and why.
OTHER_PART = "the cluster serves two statements, and this work belongs to the other"
NOT_MYELOMA = "by its title this work is on B-cell leukemia, not on myeloma"
CITES_LESS = {
    "all-older-fhcrc-patients-reached-cr": ({"park-2018"}, OTHER_PART),
    "mskcc-response-rate-75-percent-over-age-60": ({"turtle-2016"}, OTHER_PART),
    "blinatumomab-remission-29-in-high-burden-adults": ({"von-stackelberg-2016"}, OTHER_PART),
    "blinatumomab-remission-33-in-high-burden-children": ({"aldoss-2017"}, OTHER_PART),
    "optimal-car-therapy-depends-on-antigen-density": ({"pillai-2019"}, OTHER_PART),
    "bcma-targeted-in-multiple-myeloma": ({"taraseviciute-2020"}, NOT_MYELOMA),
    "cd38-targeted-in-multiple-myeloma": ({"taraseviciute-2020"}, NOT_MYELOMA),
    "cd138-targeted-in-multiple-myeloma": ({"taraseviciute-2020"}, NOT_MYELOMA),
    "many-bites-emerging-for-multiple-myeloma": (
        {"mikkilineni-2020", "taraseviciute-2020"},
        "by their titles these works are on CAR T cells",
    ),
    "many-car-t-emerging-for-multiple-myeloma": (
        {"caraccio-2020"},
        "by its title this work is on bispecific antibodies",
    ),
}


@pytest.fixture(scope="module")
def nodes(article: Dataset) -> Nodes:
    return Nodes(article)


@pytest.fixture(scope="module")
def claims(nodes: Nodes) -> list[str]:
    return nodes.of_type(f"{EV}Claim")


@pytest.fixture(scope="module")
def works(nodes: Nodes) -> list[str]:
    return nodes.of_type(EXPRESSION)


def last(iri: str | None) -> str:
    return (iri or "").replace("#", "/").rpartition("/")[2]


def number(nodes: Nodes, node: str, name: str) -> Decimal | None:
    value = nodes.one(node, name)
    return None if value is None else Decimal(value)


def test_the_list_is_numbered_without_a_gap_and_names_known_works(nodes: Nodes, works: list[str]) -> None:
    entries = nodes.of_type("http://purl.org/spar/biro/BibliographicReference")
    assert sorted(int(nodes.one(entry, "ev:number") or 0) for entry in entries) == list(range(1, 53))
    assert {work for entry in entries for work in nodes.all(entry, "biro:references")} == set(works)
    assert len(works) == 51


def test_the_one_work_listed_twice(nodes: Nodes, works: list[str]) -> None:
    twice = {last(work): nodes.into("biro:references", work) for work in works}
    assert {work: sorted(map(last, entries)) for work, entries in twice.items() if len(entries) > 1} == {
        "shah-2020": ["34", "49"]
    }


def test_every_reference_is_cited_by_a_passage(nodes: Nodes) -> None:
    groups = nodes.of_type(f"{EV}CitationGroup")
    cited = set()
    for group in groups:
        numbers = expand_cluster(nodes.one(group, "ev:clusterText") or "")
        assert sorted(int(last(entry)) for entry in nodes.all(group, "ev:expandsTo")) == sorted(numbers), group
        passage = group.rpartition("/group/")[0]
        assert set(nodes.all(group, "ev:expandsTo")) <= set(nodes.all(passage, "cito:cites"))
        cited |= set(numbers)
    assert cited == set(range(1, 53))
    assert len(groups) == 59


def test_every_cluster_of_a_sentence_carries_a_claim(nodes: Nodes) -> None:
    groups = [group for group in nodes.of_type(f"{EV}CitationGroup") if "/passage/table-" not in group]
    assert [group for group in groups if not nodes.into("ev:carriedBy", group)] == []
    assert len(groups) == 42


def test_claims_cite_what_the_clusters_that_carry_them_stand_for(nodes: Nodes, claims: list[str]) -> None:
    carried = 0
    for claim in claims:
        groups = nodes.all(claim, "ev:carriedBy")
        entries = {entry for group in groups for entry in nodes.all(group, "ev:expandsTo")}
        expected = {last(work) for entry in entries for work in nodes.all(entry, "biro:references")}
        left_out, _ = CITES_LESS.get(last(claim), (set[str](), ""))
        assert left_out <= expected, claim
        assert set(map(last, nodes.all(claim, "cito:cites"))) == expected - left_out, claim
        assert {group.rpartition("/group/")[0] for group in groups} <= set(nodes.all(claim, "ev:statedIn")), claim
        carried += bool(groups)
    assert carried > 50
    assert set(CITES_LESS) <= set(map(last, claims))


def test_claims_rest_only_on_what_they_cite(nodes: Nodes, claims: list[str]) -> None:
    resting = [claim for claim in claims if nodes.all(claim, "ev:restsOn")]
    for claim in resting:
        assert set(nodes.all(claim, "ev:restsOn")) <= set(nodes.all(claim, "cito:cites")), claim
    assert len(resting) > 50


def test_every_claim_leads_to_the_thesis_or_says_why_not(article: Dataset, nodes: Nodes, claims: list[str]) -> None:
    graph = to_networkx(article)
    thesis = nodes.short(nodes.one(f"{article.base}{ARTICLE}", "ev:thesis") or "")
    argument = nx.DiGraph(
        (source, target)
        for source, target, name in graph.edges(data="predicate")
        if name in ("ev:supports", "ev:concedes")
    )
    assert nx.is_directed_acyclic_graph(argument)
    leading = {thesis} | nx.ancestors(argument, thesis)
    outside = {nodes.short(claim) for claim in claims if nodes.one(claim, "ev:outsideArgument")}
    assert {nodes.short(claim) for claim in claims} - leading == outside
    assert argument.out_degree(thesis) == 0
    assert len(claims) > 100
    assert len(leading) > 50


def test_no_identifier_dangles(article: Dataset) -> None:
    known = {quad.subject.value for quad in article.store}
    named = [quad.object.value for quad in article.store if str(quad.object).startswith(f"<{article.base}")]
    assert [iri for iri in named if iri not in known] == []
    assert len(named) > 3000


def test_passages_stand_in_order_and_do_not_overlap(article: Dataset, nodes: Nodes) -> None:
    length = int(nodes.one(f"{article.base}{ARTICLE}", "ev:textLength") or 0)
    spans = []
    passages = nodes.of_type(f"{EV}Passage")
    for passage in passages:
        segments = sorted(nodes.all(passage, "ev:segment"), key=lambda segment: int(last(segment)))
        own = [(number(nodes, one, "ev:start") or 0, number(nodes, one, "ev:end") or 0) for one in segments]
        assert own and own == sorted(own), passage
        spans += own
    spans.sort()
    assert all(start < end <= length for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert len({nodes.one(passage, "ev:textHash") for passage in passages}) == len(passages) == 76
    assert len(nodes.of_type(f"{EV}TableRow")) == 17


def test_sentences_and_paragraphs_count_from_one_without_a_gap(nodes: Nodes) -> None:
    places = [last(passage).rsplit(".", 2) for passage in nodes.of_type("http://purl.org/spar/doco/Sentence")]
    paragraphs: dict[str, Counter[int]] = {}
    for section, paragraph, _ in places:
        paragraphs.setdefault(section, Counter())[int(paragraph)] += 1
    assert paragraphs.pop("title") == {0: 1}
    for section, counted in paragraphs.items():
        assert sorted(counted) == list(range(1, len(counted) + 1)), section
        for one, sentences in counted.items():
            numbers = {int(place[2]) for place in places if place[:2] == [section, str(one)]}
            assert numbers == set(range(1, sentences + 1)), (section, one)
    assert len(places) == 59
    assert len(paragraphs) == 6


def test_every_work_that_reports_first_hand_has_a_study(nodes: Nodes, works: list[str]) -> None:
    first_hand = [work for work in works if last(nodes.one(work, "ev:evidenceRole")) in FIRST_HAND]
    assert [last(work) for work in first_hand if not nodes.into("ev:reportedIn", work)] == []
    assert len(first_hand) == 37
    assert len(nodes.of_type(f"{EV}Study")) == 35


def test_identifiers_are_well_formed_and_name_one_work(nodes: Nodes, works: list[str]) -> None:
    identified = set()
    for name, pattern in IDENTIFIERS.items():
        values = [(value, work) for work in works for value in nodes.all(work, name)]
        assert [value for value, _ in values if not re.fullmatch(pattern, value)] == []
        assert len({value.lower() for value, _ in values}) == len(values)
        assert values, name
        identified |= {work for _, work in values}
    for work in works:
        link = nodes.one(work, "ev:searchLink")
        assert (link is None) == (work in identified), work
        assert link is None or link.startswith("https://pubmed.ncbi.nlm.nih.gov/?term=")
    assert 0 < len(identified) < len(works)


def test_registry_numbers_are_well_formed_and_name_one_study(nodes: Nodes) -> None:
    numbers = [value for study in nodes.of_type(f"{EV}Study") for value in nodes.all(study, "ev:registryId")]
    assert [value for value in numbers if not re.fullmatch(r"NCT\d{8}", value)] == []
    assert len(set(numbers)) == len(numbers) > 5


def test_cohorts_of_a_table_row_have_its_size_and_ages(nodes: Nodes) -> None:
    sized, aged = set(), 0
    for cohort in nodes.of_type(f"{EV}Cohort"):
        for row in nodes.all(cohort, "ev:tableRow"):
            cells = {
                last(nodes.one(cell, "ev:inColumn")): nodes.one(cell, "ev:text") for cell in nodes.into("ev:inRow", row)
            }
            if size := nodes.one(cohort, "ev:n"):
                assert size == cells["n"], cohort
                sized.add(row)
            if median := nodes.one(cohort, "ev:medianAge"):
                printed = f"{median} ({nodes.one(cohort, 'ev:agePrinted')})"
                assert printed in (cells["age"], cells.get("age-mrd")), cohort
                assert ages(nodes, cohort) == nodes.one(cohort, "ev:agePrinted")
                aged += 1
    assert sized == set(nodes.of_type(f"{EV}TableRow"))
    assert aged == 18


def ages(nodes: Nodes, cohort: str) -> str:
    below = "<" if nodes.one(cohort, "ev:minAgeRelation") == f"{EV}less-than" else ""
    return f"{below}{nodes.one(cohort, 'ev:minAge')}-{nodes.one(cohort, 'ev:maxAge')}"


def test_every_outcome_cell_has_a_result(nodes: Nodes) -> None:
    cells = nodes.of_type(f"{EV}Cell")
    outcomes = [cell for cell in cells if nodes.one(nodes.one(cell, "ev:inColumn") or "", "ev:outcome")]
    assert [nodes.short(cell) for cell in outcomes if len(nodes.into("ev:cell", cell)) != 1] == []
    assert (len(cells), len(outcomes)) == (137, 17 * 5)


def test_numbers_are_those_printed_beside_them(nodes: Nodes) -> None:
    checked = 0
    for node in [*nodes.of_type(f"{EV}Result"), *nodes.of_type(f"{EV}Quantity")]:
        printed = set(re.findall(r"\d+(?:\.\d+)?", nodes.one(node, "ev:asPrinted") or ""))
        for name in ("ev:value", "ev:low", "ev:high"):
            if value := nodes.one(node, name):
                assert Decimal(value) in set(map(Decimal, printed)), nodes.short(node)
                checked += 1
    assert checked > 100


def test_counts_and_ranges_agree_with_themselves(nodes: Nodes) -> None:
    counted = 0
    for node in [*nodes.of_type(f"{EV}Result"), *nodes.of_type(f"{EV}Quantity")]:
        low, high = number(nodes, node, "ev:low"), number(nodes, node, "ev:high")
        assert (low is None) == (high is None) and (low is None or high is None or low < high), node
        part, whole = number(nodes, node, "ev:numerator"), number(nodes, node, "ev:denominator")
        value = number(nodes, node, "ev:value")
        if part is not None and whole is not None and value is not None:
            assert abs(100 * part / whole - value) <= Decimal("0.5"), node
            counted += 1
        status = last(nodes.one(node, "ev:reportingStatus")) or "reported"
        assert (status == "reported") == any(one is not None for one in (low, value, part)), nodes.short(node)
    assert counted > 2
