"""Every sentence of title, abstract, running text, captions and notes, and whatever else cites."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from evigraph.article.citation import Cluster
from evigraph.article.lexicon import Lexicon, mentions
from evigraph.article.text import Block
from evigraph.ingest.citations import compressed
from evigraph.ingest.draft import draft
from evigraph.ingest.sections import TITLE, Sections
from evigraph.ingest.source import Source, place_of


def passages(source: Source, sections: Sections, lexicon: Lexicon, article: str) -> list[dict[str, Any]]:
    """A record for each sentence, in the order of the text."""
    by_sentence: dict[tuple[int, int], list[Cluster]] = defaultdict(list)
    for cluster in source.article.clusters:
        by_sentence[cluster.block, cluster.sentence].append(cluster)
    citing = {cluster.block for cluster in source.article.clusters if cluster.references}
    paragraphs: dict[str, int] = defaultdict(int)
    records = []
    for index in sorted(source.starts, key=lambda block: source.starts[block]):
        block = source.article.blocks[index]
        if not _told(source, index, block, index in citing):
            continue
        section = sections.of(block)
        paragraphs[section] += 1
        paragraph = 0 if section == TITLE else paragraphs[section]
        for number, (start, end) in enumerate(block.sentences, 1):
            if block.text[start:end].strip():
                where = (section, paragraph, 0 if section == TITLE else number)
                span = source.at(index, start), source.at(index, end)
                clusters = by_sentence[index, number]
                records.append(_record(source, lexicon, article, where, span, clusters))
    return records


def _told(source: Source, index: int, block: Block, cites: bool) -> bool:
    """Whether the sentences of a block are passages: headings and rows are none, unless a heading cites."""
    place = place_of(source.article, block)
    if place == "title":
        return index == next(i for i, b in enumerate(source.article.blocks) if b.kind == "title" and b.section < 0)
    if block.kind == "row":
        return False
    if block.kind == "title" or place == "behind":
        return cites
    return True


def _record(
    source: Source,
    lexicon: Lexicon,
    article: str,
    where: tuple[str, int, int],
    span: tuple[int, int],
    clusters: list[Cluster],
) -> dict[str, Any]:
    section, paragraph, sentence = where
    start, end = span
    words = source.words(start, end)
    found = mentions(lexicon, words)
    name = f"{section}.{paragraph}.{sentence}"
    at = f"{name}, offsets {start}-{end}"
    return {
        "section": section,
        "paragraph": str(paragraph),
        "sentence": str(sentence),
        "segments": [{"start": str(start), "end": str(end)}],
        "textHash": source.digest(start, end),
        "citations": [{"cluster": compressed(cluster.references)} for cluster in clusters if cluster.references],
        "mentions": list(dict.fromkeys(mention.term for mention in found)),
        "draft": draft(
            f"{article}/passage/{name}",
            "sentences",
            at,
            words,
            named=[{"term": mention.term, "text": mention.text, "by": mention.by} for mention in found],
        ),
    }
