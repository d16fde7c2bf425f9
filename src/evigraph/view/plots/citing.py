"""How the article uses each reference: how often, where and for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.view.links import Link
from evigraph.view.plots.exhibit import Exhibit, Line, cell
from evigraph.view.plots.sheet import SIZE, SMALL, Drawing, Sheet
from evigraph.view.plots.source import Sources
from evigraph.view.words import plain, wrap

_ROW, _LEFT, _CELL, _TOTAL = 24.0, 330.0, 92.0, 60.0
_COLUMNS = ("Reference", "Use", "Times cited", "Claims that rest on it", "Claims that cite it", "Cited in", "Title")


@dataclass(frozen=True)
class Use:
    """One entry of a printed list; ``where`` are its citing passages, by section or table."""

    number: int
    work: str
    name: str
    title: str
    role: str
    use: str
    times: int
    rests: int
    cites: int
    where: tuple[str, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Article:
    """A source article with its sections (and tables) in order and its references."""

    id: str
    title: str
    parts: tuple[str, ...]
    uses: tuple[Use, ...]


def citing(dataset: Dataset) -> tuple[list[Article], dict[str, tuple[Link, ...]]]:
    """Every article with the use it makes of its list, and the links of each work."""
    nodes = Nodes(dataset)
    sources = Sources(nodes)
    links: dict[str, tuple[Link, ...]] = {}
    articles = []
    order = _order(nodes)
    for article in nodes.of_type(f"{EV}SourceArticle"):
        uses = [_use(nodes, sources, entry) for entry in nodes.into("ev:listedIn", article)]
        for use in uses:
            links[use.work] = sources.of(dataset.base + use.work).links
        parts = {part for use in uses for part in use.where}
        ordered = sorted(parts, key=lambda part: (order.get(part, (1, 0)), part))
        title = plain(nodes.one(article, "dcterms:title") or nodes.label(article))
        used = tuple(sorted(uses, key=lambda use: (use.number, use.work)))
        articles.append(Article(nodes.short(article), title, tuple(ordered), used))
    return articles, links


def _order(nodes: Nodes) -> dict[str, tuple[int, int]]:
    """Sections in their order, tables after them."""
    found = {}
    for section in nodes.of_type("http://purl.org/spar/doco/Section"):
        found[plain(nodes.label(section))] = (0, int(nodes.one(section, "ev:order") or 0))
    for table in nodes.of_type(f"{EV}Table"):
        found[f"Table {nodes.one(table, 'ev:number')}"] = (2, int(nodes.one(table, "ev:number") or 0))
    return found


def _use(nodes: Nodes, sources: Sources, entry: str) -> Use:
    work = next(iter(nodes.all(entry, "biro:references")), entry)
    source = sources.of(work)
    counts = Counter(_part(nodes, passage) for passage in nodes.into("cito:cites", entry))
    claims = [claim for claim in nodes.into("cito:cites", work) if f"{EV}Claim" in nodes.types(claim)]
    rests = nodes.into("ev:restsOn", work)
    tables = all(part.startswith("Table ") for part in counts)
    use = "never cited" if not counts else "rested on" if rests else "in a table only" if tables else "cited"
    return Use(
        number=int(nodes.one(entry, "ev:number") or 0),
        work=source.id,
        name=" ".join(filter(None, (source.author, str(source.year or "")))),
        title=source.title,
        role=source.role + (", meeting abstract" if source.abstract else ""),
        use=use,
        times=sum(counts.values()),
        rests=len(rests),
        cites=len(claims),
        where=tuple(sorted(counts)),
        counts=tuple(counts[part] for part in sorted(counts)),
    )


def _part(nodes: Nodes, passage: str) -> str:
    section, table = nodes.one(passage, "ev:section"), nodes.one(passage, "ev:table")
    return plain(nodes.label(section)) if section else f"Table {nodes.one(table, 'ev:number') if table else ''}".strip()


def citing_exhibit(article: Article, name: str, links: dict[str, tuple[Link, ...]]) -> Exhibit:
    """The profile of one article with its table."""
    anchors = [f"{name}-{index}" for index in range(1, len(article.uses) + 1)]
    lines = tuple(_line(use, anchor, links) for use, anchor in zip(article.uses, anchors, strict=True))
    return Exhibit(f"References of “{article.title}”", _drawing(article, name, anchors), _COLUMNS, lines, article.uses)


def _drawing(article: Article, name: str, anchors: Sequence[str]) -> Drawing:
    heads = [wrap(part, _CELL - 10, SMALL, 5) for part in article.parts]
    top = 14.0 * max(map(len, heads), default=1) + 24
    kinds = Counter(use.use for use in article.uses)
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    alt = (
        f"Citation profile of {len(article.uses)} references over {len(article.parts)} sections and tables: {told}. "
        "The table below holds the same numbers."
    )
    width = _LEFT + _TOTAL + _CELL * len(article.parts) + 16
    height = top + _ROW * len(article.uses) + 60
    draw = partial(_draw, article, anchors, heads, top)
    return Drawing(name, max(width, 760.0), height, "Citation profile", alt, draw)


def _draw(article: Article, anchors: Sequence[str], heads: Sequence[Sequence[str]], top: float, sheet: Sheet) -> None:
    sheet.text(0, top - 16, "Reference", bold=True)
    sheet.text(_LEFT + 36, top - 16, "cited", bold=True, anchor="right")
    for index, lines in enumerate(heads):
        for number, line in enumerate(reversed(lines)):
            sheet.text(_at(index), top - 16 - 14 * number, line, size=SMALL, anchor="center")
    sheet.line([(0, top - 6), (sheet.width, top - 6)], "ink")
    for row, (use, anchor) in enumerate(zip(article.uses, anchors, strict=True)):
        y = top + _ROW * row
        words = f"[{use.number}] {use.name}: {use.use}, {use.times} times"
        sheet.target(0, y, sheet.width, _ROW, anchor, words)
        sign(sheet, use.use, 8, y + 12)
        sheet.text(44, y + 16, str(use.number), anchor="right", ink="muted")
        sheet.text(54, y + 16, "".join(wrap(use.name, _LEFT - 70, SIZE, 1)))
        sheet.text(_LEFT + 36, y + 16, str(use.times), anchor="right")
        for part, count in zip(use.where, use.counts, strict=True):
            x = _at(article.parts.index(part))
            deep = min(count, 4)
            sheet.rect(x - 20, y + 3, 40, _ROW - 6, "claim-edge" if deep > 2 else "argument-fill", "claim-edge", 1)
            sheet.text(x, y + 16, str(count), size=SMALL, ink="paper" if deep > 2 else "ink", anchor="center")
        sheet.line([(0, y + _ROW), (sheet.width, y + _ROW)], "line", 0.7)
    _key(sheet, top + _ROW * len(article.uses) + 34)


def _at(index: int) -> float:
    return _LEFT + _TOTAL + _CELL * (index + 0.5)


def sign(sheet: Sheet, use: str, x: float, y: float) -> None:
    """The mark of what a reference is used for."""
    if use == "rested on":
        sheet.circle(x, y, 5.5, "claim-edge", "claim-edge")
    elif use == "cited":
        sheet.circle(x, y, 5.5, "paper", "claim-edge", 1.6)
    elif use == "in a table only":
        sheet.rect(x - 5, y - 5, 10, 10, "paper", "reference-edge", 1.6)
    else:
        sheet.polygon([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)], "paper", "result-edge", 1.6)


def _key(sheet: Sheet, y: float) -> None:
    x = 8.0
    meanings = {
        "rested on": "a claim rests on it",
        "cited": "cited, nothing rests on it",
        "in a table only": "cited in a table only",
        "never cited": "never cited",
    }
    for use, words in meanings.items():
        sign(sheet, use, x, y - 4)
        sheet.text(x + 14, y, words, size=SMALL, ink="muted")
        x += 46 + 5.6 * len(words)


def _line(use: Use, anchor: str, links: dict[str, tuple[Link, ...]]) -> Line:
    where = tuple(f"{part}: {count}" for part, count in zip(use.where, use.counts, strict=True))
    return Line(
        anchor,
        (
            cell(f"[{use.number}] {use.name}", use.role, order=use.number, links=links.get(use.work, ())),
            cell(use.use),
            cell(str(use.times), order=use.times),
            cell(str(use.rests), order=use.rests),
            cell(str(use.cites), order=use.cites),
            cell(*where, missing="nowhere"),
            cell(use.title),
        ),
        use.work,
    )
