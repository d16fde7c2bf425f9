"""Where sentences end: in each case "|" stands where one is to end."""

from __future__ import annotations

import re

import pytest

from evigraph.article.sentences import sentences
from evigraph.article.text import Mark

CASES = [
    "Therapy failed.| Patients relapsed early.",
    "As Lee et al. reported, it works.| We agree.",
    "As shown by Lee et al. (2010) and Park et al. [5], it works.",
    "This was first seen by Lee et al.| The cause is unknown.",
    "Blinatumomab vs. chemotherapy was tested.| It won.",
    "See Fig. 2 and Figs. 3A for this.| Then go on.",
    "Infections, e.g. Candida, and others, i.e. Aspergillus, were rare.",
    "The difference was significant (P = .03).| No other was.",
    "The difference was significant at p < .05.| Twelve died.",
    "The dose was 0.5 mg.| It rose to 1.25 mg.",
    "It was due to E. coli and S. Typhimurium.| Both were resistant.",
    "It was resistant to S. Aureus infection.| Both were resistant.",
    "J. R. Smith and W.-P. Lee did it.| Nobody else did.",
    "He lacked vitamin C.| Others lacked vitamin D.",
    "These were in group A.| The others were in group B.",
    "Patients were followed for 5 min.| Then they left.",
    "It was in the U.S. Army that this was seen.",
    "It was in the U.S.| The patients there did well.",
    "Bought from Merck Inc. Darmstadt.| Then used.",
    "It was effective (see below. Not shown here) in adults.| It was not in children.",
    "(It was effective.)| It was safe.",
    "Was it safe?| It was!| We think so.",
    "He said “it is safe.”| We agree.",
    "The product is made by gene transfer.| mRNA levels rose.",
    "It rose.| p53 was mutated.",
    "1. The first aim was this.| The second was that.",
    "The aims were: 1. Safety; 2. Efficacy.| Both were met.",
    "It was seen in 2010.| In 2011 it was gone.",
    "It was 5.| The other was 6.",
    "Figure 1. Overall survival of all patients.| The line is the median.",
    "Found at www.example.org/a.B and in no. 5 of vol. 3.| Then read.",
    "Nothing stops here",
    "... and so on.| The end.",
    "By Ghizoni-Jr. & Azevedo (2006) it was found.",
    "Approx. 10 patients, Dr. Lee said.| All lived.",
    "Zygomycetes (Rhizopus spp.) and Candida spp. were found.",
    "As said by Smith Jr. in 2010.| Then more.",
    "As large as Avahi sp. (SMF-1) and Ceratophrys spp. (Figure 2).| Then more.",
    "As told by the Center for Toys (U.S.) (2001) and others.| Then more.",
    "This follows from a^2 = b^2. (13)",
    "This follows from it (see 12).| (A) Toys.",
    "The trial closed in May.| (2001) Then a second began.",
    "We found 12 Aspergillus spp.| (Table 2 lists them.)| All grew.",
]

CITED = [
    "The response was good.{5-9}| The survival was not.",
    "The response was good.{5},{6}| The survival was not.",
    "The response was good.[{5}–{9}]| The survival was not.",
    "He said “it is good.” {[5]}.| The survival was not.",
    "The response was good. {[5]}| The survival was not.",
    "The response was good. {[5]} {[6]}| The survival was not.",
    "The response was good. {[5]}, {[6]}| The survival was not.",
    "The response was good.{[5]}–{[7]}| The survival was not.",
    "The response was good. [{5}, {6}]| The survival was not.",
    "The response was good.{5}",
    "The response was good {5}.| The survival was not.",
    "The response was good ({Lee et al. 2010}; {Park 2011}).| The survival was not.",
    "The response was good.| {Lee et al. (2010)} saw it.",
    "The response was good.| [{5}] reports it.",
    "In vs.{5} others it was good.",
    "The response was good.”{5}| The survival was not.",
    "The response was good.{5}| (The survival was not.)",
]


def parted(marked: str) -> tuple[str, list[str]]:
    return marked.replace("|", ""), [part.strip() for part in marked.split("|")]


@pytest.mark.parametrize("marked", CASES)
def test_sentences(marked: str) -> None:
    text, expected = parted(marked)
    assert [text[start:end] for start, end in sentences(text)] == expected


@pytest.mark.parametrize("marked", CITED)
@pytest.mark.parametrize("raised", [True, False])
def test_citations_belong_to_the_sentence_before(marked: str, raised: bool) -> None:
    text, expected = parted(re.sub(r"[{}]", "", marked))
    links = []
    for number, found in enumerate(re.finditer(r"\{([^}]*)\}", marked.replace("|", ""))):
        links.append((found.start() - 2 * number, found.end() - 2 * number - 2))
    assert text[links[0][0] : links[0][1]] in marked
    marks = [Mark(start, end, "sup") for start, end in links] if raised else []
    assert [text[start:end] for start, end in sentences(text, links, marks)] == expected


@pytest.mark.parametrize(
    "marked",
    [
        "The response was good.5-9| The survival was not.",
        "It was safe.[5,6]| It was good.",
        "It was safe.5| It was good.",
    ],
)
def test_bare_citations(marked: str) -> None:
    text, expected = parted(marked)
    assert [text[start:end] for start, end in sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "place"), [("It is good.[] The end.", 12), ("It is good.The end.", 11), ("It is good. ", 12), ("A. B.", 0)]
)
def test_a_citation_that_prints_nothing_parts_nothing(text: str, place: int) -> None:
    assert list(sentences(text, [(place, place)])) == list(sentences(text))


def test_nothing_has_no_sentence() -> None:
    assert list(sentences("")) == []


def test_long_text_without_an_end_is_read_in_one_go() -> None:
    text = "a.b(" * 50_000
    assert list(sentences(text)) == [(0, len(text))]


def test_a_space_of_another_width_parts_sentences_too() -> None:
    text = "Bark is valuable.\u00a0Magnolol is in it (Fig.\u00a03).\u2003It helps.\u00a0"
    found = [text[start:end] for start, end in sentences(text)]
    assert found == ["Bark is valuable.", "Magnolol is in it (Fig.\u00a03).", "It helps."]
