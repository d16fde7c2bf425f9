"""Which references are one work, which may be, and which only look so."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from effort import bounded
from evigraph.bib import Csl
from evigraph.bib.library.duplicates import compare, duplicates, work
from evigraph.bib.library.likeness import candidates, content, likeness, sharing, words
from evigraph.bib.records import Reference
from evigraph.errors import Place

BASE: Csl = {
    "id": "a",
    "type": "article-journal",
    "title": "Blinatumomab for minimal residual disease in adults with leukemia",
    "author": [{"family": "Gökbuget", "given": "N"}, {"family": "Dombret", "given": "H"}],
    "container-title": "Blood",
    "volume": "131",
    "issue": "14",
    "page": "1522-1531",
    "issued": {"date-parts": [[2018]]},
}


def like(**changes: Any) -> Csl:
    """The base item with changes; None takes a variable away."""
    return {variable: value for variable, value in (BASE | changes).items() if value is not None}


def book(**changes: Any) -> Csl:
    """A work without pages, of which editions, volumes and addresses tell."""
    return {**like(page=None, volume=None, issue=None, type="book"), **changes}


def verdict(one: Csl, other: Csl) -> tuple[str, str] | None:
    found, back = compare(work(one), work(other)), compare(work(other), work(one))
    assert (found and found.level) == (back and back.level)
    return (found.level, found.why) if found else None


OTHER = {"title": "Sugar in the blood of horses", "page": "1-2", "author": [{"family": "Roe"}]}


@pytest.mark.parametrize(
    ("one", "other", "level", "why"),
    [
        (like(DOI="10.1182/Blood-1"), like(DOI="https://doi.org/10.1182/bLOOD-1"), "doi", "DOI 10.1182/blood-1"),
        (
            like(DOI="10.1000/x"),
            like(URL="http://dx.doi.org/10.1000/X", title="A translation"),
            "near",
            "another title",
        ),
        (like(DOI="10.1000/x"), like(DOI="10.1000/x", title=None), "doi", "10.1000/x"),
        (like(PMID="0012"), like(PMID="PMID: 12", page=None), "pmid", "PubMed number 12"),
        (like(PMCID="PMC7"), like(PMCID="7", page=None), "pmcid", "PMC7"),
        (like(PMID="12"), like(PMID="12", **OTHER), "near", "PubMed number 12, but another title"),
        (like(), like(), "title", "the same title, first author, year and first page"),
        (
            like(),
            like(
                title="BLINATUMOMAB, for minimal residual disease in <i>adults</i> with leukemia.",
                author=[{"family": "Gokbuget", "given": "Nicola"}],
                page="1522-31",
            ),
            "title",
            "first page",
        ),
        (like(page=None), like(page=None), "title", "and source"),
        (
            like(page=None, **{"container-title": None}),
            like(page=None, **{"container-title": None}),
            "title",
            "author and year",
        ),
        (like(), like(page="30"), "near", "the same title, but not the same first page"),
        (like(), like(page=None), "near", "first page"),
        (like(), like(issued={"date-parts": [[2019, 2]]}), "near", "not the same year"),
        (like(), like(issue="15"), "near", "not the same issue"),
        (like(DOI="10.1000/x"), like(DOI="10.1000/y"), "near", "not the same DOI"),
        (like(title=None), like(title=None, id="b", custom={"crossref": "c"}), "all", "the same in all they say"),
        ({"id": "a", "URL": "https://e.org/b"}, {"id": "b", "URL": "https://e.org/b"}, "all", "and no title"),
        (book(edition="13"), book(edition="14"), "near", "not the same edition"),
        (book(edition="2nd ed."), book(edition="2"), "title", "source"),
        (book(edition="2"), book(), "title", "source"),
        (book(**{"chapter-number": "3"}), book(**{"chapter-number": "4"}), "near", "not the same chapter"),
        (book(type="report", number="7"), book(type="report", number="8"), "near", "not the same number"),
        (book(volume="1"), book(volume="2"), "near", "not the same volume"),
        (book(), book(type="thesis"), "near", "not the same type"),
        (book(), book(type="document"), "title", "source"),
        (book(URL="https://e.org/a"), book(URL="https://e.org/b"), "near", "not the same address"),
        (book(URL="https://e.org/a"), book(URL="http://www.e.org/a/"), "title", "source"),
        (book(URL="https://e.org/a"), book(URL="https://doi.org/10.1000/x"), "title", "source"),
        (like(URL="https://e.org/a"), like(URL="https://e.org/b"), "title", "first page"),
        (like(), like(type="article-magazine"), "title", "first page"),
        (like(PMID="1"), like(PMID="2", page="3"), "near", "not the same PubMed number or first page"),
        (like(), like(title=BASE["title"] + " or lymphoma"), "near", "% of the words of their titles"),
    ],
)
def test_alike(one: Csl, other: Csl, level: str, why: str) -> None:
    found = verdict(one, other)
    assert found is not None
    assert found[0] == level
    assert why in found[1], found[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (like(), like(**OTHER)),
        (like(), like(author=[{"family": "Topp"}])),
        (like(), like(issued={"date-parts": [[2015]]})),
        (like(title="Editorial"), like(title="Editorial", page="7")),
        (like(title="Letters to the editor"), like(title="Letters to the editor", page="7", issue="2")),
        (like(title="Survival after CAR T cells, part 1"), like(title="Survival after CAR T cells, part 2", page="9")),
        (like(title=None), like(title=None, volume="9")),
        (like(title="???"), like(title="!!!")),
        (like(), {"id": "b", "type": "document"}),
    ],
)
def test_not_alike(one: Csl, other: Csl) -> None:
    assert verdict(one, other) is None


def references(*items: Csl) -> list[Reference]:
    return [Reference(item | {"id": f"k{line}"}, Place("x.ris", line)) for line, item in enumerate(items, 1)]


def test_groups_and_near_pairs_with_their_reasons() -> None:
    listed = references(
        like(DOI="10.1000/x"),
        like(**OTHER),
        like(DOI="10.1000/x", PMID="5", page=None),
        like(PMID="5", title="Other words here"),
        like(**OTHER, DOI="10.1/none"),
        like(page="77"),
    )
    groups = duplicates(listed)
    assert [([r.item["id"] for r in group.references], group.level) for group in groups] == [
        (["k1", "k3"], "doi"),
        (["k2", "k5"], "title"),
        (["k1", "k6"], "near"),
        (["k3", "k4"], "near"),
        (["k3", "k6"], "near"),
    ]
    assert groups[0].why == "the same DOI 10.1000/x"
    assert "but another title" in groups[3].why


def test_a_chain_is_one_group() -> None:
    listed = references(like(PMID="5"), like(PMID="5", DOI="10.1000/x"), like(DOI="10.1000/x", page=None))
    (group,) = duplicates(listed)
    assert (len(group.references), group.why) == (3, "the same PubMed number 5; the same DOI 10.1000/x")


def test_nothing_and_hostile_values() -> None:
    assert duplicates([]) == []
    odd: list[Csl] = [
        {"author": [], "editor": []},
        {},
        {"title": 3, "author": None, "issued": {"date-parts": []}, "DOI": ["x"], "page": 4},
        {"issued": None},
    ]
    assert duplicates(references(*odd)) == []


def test_many_references_in_seconds() -> None:
    """20,000, among them 500 twice and 500 that share one title."""
    items = [
        like(
            title=f"Effect {word(n)} of {word(n + 70_000)} on {word(n % 900)} in {word(n % 77)}",
            page=str(n),
            DOI=f"10.1000/{n}",
        )
        for n in range(19_000)
    ]
    items += [item | {"id": "again"} for item in items[:500]]
    items += [like(title="Editorial", page=str(n), volume=str(n)) for n in range(500)]
    with bounded(20):
        groups = duplicates(references(*items))
    assert len([group for group in groups if group.level == "doi"]) == 500
    assert len(groups) < 700


def word(number: int) -> str:
    """A made-up word for a number."""
    return "".join("bcdfglmnprstvz"[int(digit)] + "aeiou"[int(digit) % 5] for digit in str(number))


def test_words_and_likeness() -> None:
    assert words("Gökbuget N: B-cell ALL²") == ["gokbuget", "n", "b", "cell", "all2"]
    assert content("The cost of a cure") == {"cost", "cure"}
    assert likeness(content("Cost of cure"), content("The cost of care")) == 33
    assert likeness(content("Phase 1 trial"), content("Phase 2 trial")) == 0
    assert likeness(set(), set()) == 0


def test_candidates_share_two_rare_words() -> None:
    titles = [content(text) for text in ("Rare birds of prey", "Prey of rare birds", "Birds of paradise", "Prey")]
    assert candidates(titles) == {(0, 1)}


def test_sharing_joins_through_others() -> None:
    assert sharing([["a"], ["b"], ["a", "c"], ["c"], []]) == [[0, 2, 3]]
    chain = [[one, other] for one, other in pairwise(range(50))]
    assert sharing(chain) == [list(range(49))]
