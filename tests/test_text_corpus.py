"""Texts made of open-access articles, read back; and the references that these print, read by rules.

Needs the articles: a folder in ``EVIGRAPH_CORPUS`` with the files in ``jats/``.  The figures stand in docs/ingest.md.
Every fourth article is taken.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from evigraph.article.article import Article
from evigraph.article.xml import parse_xml
from evigraph.bib import Csl
from evigraph.bib.exchange.normal import page_range
from evigraph.bib.printed import read_entry
from evigraph.ingest.source import lay_out, place_of
from evigraph.jats import read_article
from evigraph.text import parse_article

CORPUS = Path(os.environ["EVIGRAPH_CORPUS"]) if os.environ.get("EVIGRAPH_CORPUS") else None
pytestmark = pytest.mark.skipif(CORPUS is None, reason="needs articles in JATS: EVIGRAPH_CORPUS")
PAGE = " ".join((Path(__file__).resolve().parent.parent / "docs" / "ingest.md").read_text("utf-8").split())


@pytest.fixture(scope="module")
def articles() -> dict[Path, Article]:
    assert CORPUS is not None
    return {path: read_article(path).article for path in sorted((CORPUS / "jats").iterdir())[1::4]}


def test_texts_of_articles_are_read_back(articles: dict[Path, Article]) -> None:
    counts: Counter[str] = Counter()
    for article in articles.values():
        again = parse_article(lay_out(article).text.encode(), "source.txt").article
        counts["articles"] += 1
        counts["references"] += len(article.references)
        both = zip(article.references, again.references, strict=False)
        counts["references back"] += sum(" ".join(a.printed.split()) == " ".join(b.printed.split()) for a, b in both)
        here = Counter(cluster.references for cluster in article.clusters if cluster.references)
        there = Counter(cluster.references for cluster in again.clusters if cluster.references)
        counts["clusters"] += here.total()
        counts["clusters back"] += (here & there).total()
        counts["clusters given"] += there.total()
    assert counts["articles"] > 50
    said = (
        f"Of {counts['articles']} open-access articles as plain text, {counts['references back']:,} of "
        f"{counts['references']:,} references come back letter by letter and {counts['clusters back']:,} of "
        f"{counts['clusters']:,} clusters with all their numbers, among {counts['clusters given']:,} found."
    )
    assert said in PAGE, said


def test_names_with_years_are_resolved_without_numbers(articles: dict[Path, Article]) -> None:
    """Articles that cite by names: their prose and their list without any number, and what each citation then means."""
    counts: Counter[str] = Counter()
    for article in articles.values():
        named = [each for each in article.clusters if re.search(r"[A-Z].*(?:19|20)\d\d", each.text)]
        if len(named) < 15 or 10 * len(named) < 7 * len(article.clusters):
            continue
        kept = {
            index: block.text
            for index, block in enumerate(article.blocks)
            if block.kind != "row" and place_of(article, block) in ("text", "abstract")
        }
        parts = [article.title, "Introduction", *kept.values(), "References", *(r.printed for r in article.references)]
        again = parse_article("\n\n".join(parts).encode(), "source.txt").article
        assert len(again.references) == len(article.references)
        here = Counter(number for each in article.citations if each.block in kept for number in each.references)
        there = Counter(number for each in again.citations for number in each.references)
        counts += Counter(articles=1, cited=here.total(), given=there.total(), right=(here & there).total())
        counts["named"] += sum(1 for each in again.citations if each.missing)
    said = (
        f"In the {counts['articles']} of them that cite by names, {counts['right']} of {counts['cited']} citations are "
        f"resolved without any number, among {counts['given']} that are; {counts['named']} are named as unresolved."
    )
    assert said in PAGE, said


def printed(path: Path, article: Article) -> Iterator[tuple[Csl, str]]:
    """The references that are tagged part by part with what is printed between the parts."""
    root, _ = parse_xml(path.read_bytes(), path.name)
    for reference, element in zip(article.references, root.iter("ref"), strict=True):
        citation = element.find(".//mixed-citation")
        between = "" if citation is None else "".join(child.tail or "" for child in citation)
        if set(between) & set(".,;:") and reference.sure and len(reference.items) == 1:
            yield reference.items[0], reference.printed


def folded(text: object) -> str:
    return re.sub(r"[\W_]+", "", normalize("NFKD", str(text or "")).encode("ascii", "ignore").decode().lower())


def families(item: Csl) -> str:
    names: list[dict[str, str]] = item.get("author") or item.get("editor") or []
    particles = ("non-dropping-particle", "dropping-particle")
    return "; ".join(
        folded("".join(name.get(part, "") for part in particles) + (name.get("family") or name.get("literal", "")))
        for name in names
    )


def pages(item: Csl) -> str:
    """Pages with the last one whole: 517-28 is 517-528."""
    said = page_range(item.get("page", "")).lower()
    ends = re.fullmatch(r"([a-z]*)(\d+)-([a-z]*)(\d+)", said)
    if not ends:
        return said
    last = ends[4] if len(ends[4]) >= len(ends[2]) else ends[2][: len(ends[2]) - len(ends[4])] + ends[4]
    return f"{ends[1]}{ends[2]}-{ends[1]}{last}"


def year(item: Csl) -> str:
    parts: Any = item.get("issued", {}).get("date-parts")
    return str(parts[0][0]) if parts else ""


FIELDS: dict[str, Callable[[Csl], str]] = {
    "names": families,
    "title": lambda item: folded(item.get("title")),
    "journal": lambda item: folded(item.get("container-title")),
    "year": year,
    "volume": lambda item: folded(item.get("volume")),
    "issue": lambda item: folded(item.get("issue")),
    "pages": pages,
    "DOI": lambda item: str(item.get("DOI", "")).lower(),
}


def test_printed_references_are_read_as_their_publishers_tag_them(articles: dict[Path, Article]) -> None:
    wanted: Counter[str] = Counter()
    given: Counter[str] = Counter()
    right: Counter[str] = Counter()
    entries = sure = whole = 0
    for path, article in articles.items():
        for item, text in printed(path, article):
            found, doubts = read_entry(text)
            entries += 1
            sure += not doubts
            agreed = True
            for name, field in FIELDS.items():
                there, here = field(item), field(found)
                wanted[name] += bool(there)
                given[name] += bool(here)
                right[name] += bool(there) and there == here
                agreed &= there == here
            whole += agreed and not doubts
    assert entries > 500
    assert f"{entries:,} references that their publishers tag part by part" in PAGE, entries
    for name in FIELDS:
        line = f"| {name} | {wanted[name]} | {given[name]} | {right[name]} |"
        assert line in PAGE, f"docs/ingest.md should say: {line}"
    said = f"{sure:,} of them are read without a doubt, and {whole:,} of these agree in every field"
    assert said in PAGE, said
