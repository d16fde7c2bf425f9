"""What the page of a claim is made of: words, addresses and colors."""

from __future__ import annotations

import pytest

from evigraph.trace.model import Number
from evigraph.view.links import safe
from evigraph.view.style import palette
from evigraph.view.words import duration, printed, wrap

NO_LINKS = [
    "javascript:alert(1)",
    "javascript://a.b/%0aalert(1)",
    "ftp://a.b",
    " https://a.b",
    "https://a b",
    "data:x",
    "//a.b",
    "https://",
]


@pytest.mark.parametrize("address", [*NO_LINKS, "http://[", ""])
def test_other_addresses_are_no_links(address: str) -> None:
    assert safe(address) is None
    assert safe("https://pubmed.ncbi.nlm.nih.gov/?term=a%20b") is not None


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colors_reach_wcag_aa(scheme: str) -> None:
    colors = palette()[scheme]
    for kind in palette()["kinds"]:
        fill, border, ink = colors[kind]
        assert contrast(fill, ink) >= 4.5 and contrast(border, colors["paper"]) >= 3, kind
    for text in ("ink", "muted", "link", "edge", "strong"):
        assert contrast(colors[text], colors["paper"]) >= 4.5, text
    assert contrast(colors["ink"], colors["wash"]) >= 4.5


def test_words() -> None:
    assert [duration(text) for text in ("P12M", "P1Y", "P28D", "PT5H")] == ["12 months", "12 months", "28 days", "PT5H"]
    assert [duration(text) for text in ("P1M", "P1Y6M", "P2Y", "P3Y", "P1DT2H", "P", "")] == [
        "1 month", "18 months", "24 months", "3 years", "P1DT2H", "P", "",
    ]  # fmt: skip
    assert wrap("one two three", 50, 12, 9) == ["one two", "three"]
    assert wrap("word " * 50, 60, 12, 3)[-1].endswith("…") and len(wrap("word " * 50, 60, 12, 3)) == 3
    assert "".join(wrap("x" * 30, 60, 12, 9)) == "x" * 30
    absent = Number("r", "relapse", "proportion", "NR", status="not-reported")
    assert printed(absent) == "not reported"
    assert printed(Number("r", "relapse", "proportion", "69", unit="%")) == "69%"
