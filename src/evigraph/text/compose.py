"""The parts of a text put together as an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evigraph.article.article import Article
from evigraph.article.clusters import Cited
from evigraph.article.later import later
from evigraph.article.registries import registrations
from evigraph.text.cited import citing
from evigraph.text.emit import Emitter, Fault, never
from evigraph.text.front import Front, identified, kind_of_identifier, read_front
from evigraph.text.inline import read_inline
from evigraph.text.lines import Line, are_wrapped, joined, vocabulary
from evigraph.text.listing import Listing, read_list
from evigraph.text.outline import Outline, Part, outline
from evigraph.text.people import with_orcids
from evigraph.text.region import Region, find_list
from evigraph.text.sections import SectionsOf
from evigraph.text.words import form


@dataclass
class Composed:
    """An article, the lines of its file that are said and those that were taken, and what went wrong."""

    article: Article
    said: set[int]
    taken: set[int]
    faults: list[Fault]
    left_out: list[Line]
    highest: int = 0


def compose(lines: Sequence[Line], file: str) -> Composed:
    """The article that numbered lines are."""
    return _Composer(lines, file).composed()


class _Composer(Emitter):
    """Puts the parts of a text into a flow, one after the other."""

    def __init__(self, lines: Sequence[Line], file: str) -> None:
        super().__init__()
        self.lines, self.file = lines, file
        self.sections = SectionsOf(self.flow)
        self.texts: list[str] = []

    def composed(self) -> Composed:
        words = vocabulary(self.lines)
        region = find_list([Line(line.number, "") if line.code else line for line in self.lines])
        body, behind, listing = self._divided(region, words)
        wrapped = are_wrapped(body)
        front = read_front(body, wrapped, words)
        main = outline(body[front.end :], wrapped, words)
        after = outline([*behind, *listing.rest], wrapped, words)
        parts = [*main.parts, *after.parts]
        self.citing = citing(_prose(parts), listing.references)
        self._front(front)
        for part in main.parts:
            self._part(part)
        if region is not None and region.heading >= 0:
            self._list_heading(region, words)
        elif after.parts:
            self.sections.back()
        for part in after.parts:
            self._part(part)
        return self._article(front, listing, region, (main, after))

    def _divided(self, region: Region | None, words: frozenset[str]) -> tuple[list[Line], list[Line], Listing]:
        if region is None:
            return list(self.lines), [], Listing()
        start = region.heading if region.heading >= 0 else region.first
        inside = self.lines[region.first : region.end]
        listing = read_list(inside, are_wrapped(inside), words)
        return list(self.lines[:start]), list(self.lines[region.end :]), listing

    def _list_heading(self, region: Region, words: frozenset[str]) -> None:
        line = self.lines[region.heading]
        self.taken |= {each.number for each in self.lines[region.heading : region.first]}
        bare = line.bare.lstrip("# ")
        self._part(Part("heading", joined([Line(line.number, " " * line.text.find(bare) + bare)]), 1, line=line.number))

    # The front

    def _front(self, front: Front) -> None:
        self.taken |= front.layout
        if front.title is not None:
            self.block(front.title, "title", -1, cites=False)
        else:
            self.faults.append((0, 0, "text-no-title", "No title is recognized before the text."))
        if front.runs:
            section = self.sections.front()
            for run in front.runs:
                self.texts.append(run.text)
                self.block(run, "paragraph", section, cites=False)

    # Parts

    def _part(self, part: Part) -> None:
        if part.kind == "heading":
            made = read_inline(part.run.text, self.citing.is_told)
            section = self.sections.enter(made.text.strip(), part.level, part.line)
            self.block(part.run, "title", section)
        elif part.kind == "table":
            self.table(part, self.sections.here())
        elif part.kind == "figure":
            self.figure(part, self.sections.here())
        elif part.kind == "code":
            self.code(part, self.sections.here())
        else:
            section = self.sections.here()
            self.block(part.run, part.kind, section)
            if self.sections.is_back:
                self.texts.append(part.run.text)

    # The whole

    def _article(self, front: Front, listing: Listing, region: Region | None, outlines: Sequence[Outline]) -> Composed:
        references = tuple(listing.references)
        for own in listing.lines.values():
            self.taken |= set(own)
        for each in outlines:
            self.taken |= each.layout
        blocks = tuple(self.flow.blocks)
        numbers = {reference.id: reference.number for reference in references}
        labels: dict[str, int] = {}
        for reference in references:
            labels.setdefault(reference.label or str(reference.number), reference.number)
        cited = Cited(self.flow.links, blocks, numbers, labels)
        article = Article(
            file=self.file,
            sections=tuple(self.flow.sections),
            blocks=blocks,
            tables=tuple(self.tables),
            figures=tuple(self.figures),
            references=references,
            citations=cited.citations(),
            clusters=later(_clusters, cited),
            registrations=later(_registrations),
            format="text",
            **self._said(front),
        )
        self._of_list(article, region, listing)
        said = {line.number for line in self.lines if line.bare}
        left_out = [line for each in outlines for line in each.left_out]
        highest = max((int(each.label) for each in references if each.label.isdecimal()), default=0)
        return Composed(article, said, self.taken, sorted(self.faults), left_out, min(highest, 10_000))

    def _said(self, front: Front) -> dict[str, Any]:
        """Fields of the article from its front, and from lines behind its text that say what they are."""
        said = dict(front.said)
        if front.title is not None:
            said["title"] = read_inline(front.title.text, never).text.strip()
        identifiers = dict(said.get("identifiers", {}))
        for text in self.texts:
            for scheme, value in identified(kind_of_identifier(text), text).items():
                identifiers.setdefault(scheme, value)
        said["identifiers"] = identifiers
        said["authors"] = with_orcids(said.get("authors", ()), self.texts)
        if "keywords" not in said:
            for block in self.flow.blocks:
                if form("keywords").match(block.text) and len(block.text) < 600:
                    words = re.split(r"[;,•·]", block.text.partition(":")[2])
                    said["keywords"] = tuple(word.strip(" .") for word in words if word.strip(" ."))
        return said

    def _of_list(self, article: Article, region: Region | None, listing: Listing) -> None:
        """What there is to say of the list of references."""
        self.faults += [(line, 1, code, message) for line, code, message in listing.faults]
        if region is None:
            self.faults.append((0, 0, "text-no-list", "No list of references is recognized."))
            return
        if region.heading < 0:
            line = self.lines[region.first].number
            message = "The list of references has no heading; it was taken to begin here."
            self.faults.append((line, 1, "text-list-without-heading", message))
        cited = {number for cluster in article.clusters for number in cluster.references}
        uncited = [each for each in article.references if each.number not in cited]
        if uncited:
            shown = ", ".join(each.label or str(each.number) for each in uncited[:20])
            more = f" and {len(uncited) - 20} more" if len(uncited) > 20 else ""
            message = f"{len(uncited)} of {len(article.references)} entries are cited nowhere: {shown}{more}."
            self.faults.append((uncited[0].line, 1, "text-not-cited", message))


def _prose(parts: Sequence[Part]) -> Iterator[str]:
    """The texts in which something may be cited."""
    for part in parts:
        if part.kind != "code":
            yield part.run.text
        if part.drawn:
            yield from (cell.text for _, cells in part.drawn.rows for cell in cells)
        yield from (note.text for note in part.notes)


def _clusters(cited: Cited, article: Article) -> Any:
    return cited.clusters(article.citations)


def _registrations(article: Article) -> Any:
    return registrations(article.blocks)
