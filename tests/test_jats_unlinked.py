"""Numbers of the list that are printed like the citations of an article, without a link."""

from __future__ import annotations

import pytest

from evigraph.jats import parse_article

LINKED = " ".join(f'Toys [<xref ref-type="bibr" rid="r{n}">{n}</xref>] help.' for n in (1, 2, 3))


def unlinked(said: str, linked: str = LINKED) -> list[str]:
    listed = "".join(f'<ref id="r{n}"><mixed-citation>Doe J. Toys {n}.</mixed-citation></ref>' for n in range(1, 9))
    body = f"<body>\n<p>{linked}</p>\n<p>{said}</p>\n</body>"
    text = f"<article><front/>{body}<back><ref-list>{listed}</ref-list></back></article>"
    reading = parse_article(text.encode(), "a.xml")
    assert reading.losses.complete
    found = [each for each in reading.losses.findings if each.code == "jats-unlinked-citation"]
    return [f"{each.place.line} {each.severity} {each.message.split(' is ')[0]}" for each in found]


@pytest.mark.parametrize("cluster", ["[3]", "[1–3]", "[1, 4-6]", "[2;8]"])
def test_a_citation_without_a_link_is_told(cluster: str) -> None:
    assert unlinked(f"Rest helps {cluster}, as told in [4].") == [f"3 warning '{cluster}'", "3 warning '[4]'"]


@pytest.mark.parametrize(
    "said",
    [
        "Rest helped 45 [3-7] people.",
        "The median [2-5] was low, CI [1, 8], IQR: [2-4].",
        "Rest helps [9] and [0] and [5-2].",
        "[1] This begins a list.",
        'Rest helps [<xref ref-type="bibr" rid="r1">1</xref>, <xref ref-type="bibr" rid="r2">2</xref>].',
    ],
)
def test_intervals_and_numbers_without_an_entry_are_none(said: str) -> None:
    assert unlinked(said) == []


def test_an_article_that_cites_otherwise_has_none() -> None:
    assert unlinked("Rest helps [3].", LINKED.replace("[", "").replace("]", "")) == []
