"""What stands before the text: title, people, institutions, identifiers, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from evigraph.article.metadata import Affiliation, Author, Date, Journal, License
from evigraph.bib.exchange.dates import read_date
from evigraph.bib.printed import read_entry
from evigraph.text.headings import HASHES, UNDERLINE, heading_level, is_marked
from evigraph.text.inline import RAISED, read_inline
from evigraph.text.lines import Line, Run, is_finished, joined
from evigraph.text.people import affiliations_of, is_mark, people_of, split_marks
from evigraph.text.rows import row_at
from evigraph.text.words import form, kind_of_heading, table

_KEY = re.compile(r"^([A-Za-z][\w-]{0,30})\s*:\s*(.*)$")
_DOI = re.compile(r"10\.\d{4,9}/\S*[^\s.,;)\]]")
_ISO = re.compile(
    r"(\d{1,2}\s[A-Z][a-z]{2,8}\s\d{4}|[A-Z][a-z]{2,8}\s\d{1,2},\s\d{4}|\d{4}-\d\d-\d\d|[A-Z][a-z]{2,8}\s\d{4})"
)
_LICENSE = re.compile(r"https?://creativecommons\.org/[^\s)>\]]+[^\s)>\].,;]")
_CITES = re.compile(rf"[.,;]\s?(?:[{RAISED}]|\^)|\[\d")
_LONG = 400
_TITLE = 400
_REMARK = 200


@dataclass
class Front:
    """What the front says; ``runs`` are its lines as printed, ``end`` is the first line behind it."""

    title: Run | None = None
    runs: list[Run] = field(default_factory=list)
    layout: set[int] = field(default_factory=set)
    said: dict[str, Any] = field(default_factory=dict)
    end: int = 0


def read_front(lines: Sequence[Line], wrapped: bool, words: frozenset[str]) -> Front:
    """The front of a text; ``said`` are fields of an article."""
    front = Front()
    at = _keyed(lines, front)
    at = _title(lines, at, front, wrapped, words)
    marked = is_marked(lines)
    kinds: list[tuple[str, Run]] = []
    while at < len(lines):
        line = lines[at]
        if not line.bare:
            at += 1
            continue
        end = _chunk(lines, at, wrapped)
        run = joined(lines[at:end], words)
        kind = _kind(run, [each for each, _ in kinds])
        if _begins_text(lines, at, end, run, kind, marked) or not (kind or _is_remark(run, kinds)):
            break
        kinds.append((kind, run))
        front.runs.append(run)
        at = end
    front.end = at
    _understand(kinds, front.said)
    return front


def _keyed(lines: Sequence[Line], front: Front) -> int:
    """Fields between two lines of dashes at the top, as Markdown has them."""
    first = next((at for at, line in enumerate(lines) if line.bare), 0)
    if not lines or lines[first].bare != "---":
        return first
    end = next((at for at in range(first + 1, min(first + 60, len(lines))) if lines[at].bare in ("---", "...")), 0)
    if not end:
        return first
    front.layout |= {lines[first].number, lines[end].number}
    for line in lines[first + 1 : end]:
        found = _KEY.match(line.bare)
        if found and found[1].lower() == "title" and found[2]:
            value = found[2].strip("\"'")
            start = line.text.find(value)
            front.title = joined([Line(line.number, " " * start + value)])
        elif line.bare:
            front.runs.append(joined([line]))
            if found and found[1].lower() == "doi" and (doi := _DOI.search(found[2])):
                front.said.setdefault("identifiers", {})["doi"] = doi.group()
            elif found and found[1].lower() in ("author", "authors"):
                people = people_of(read_inline(found[2].strip("[]\"'"), is_mark))
                front.said["authors"] = tuple(author for author, _ in people)
    return end + 1


def _title(lines: Sequence[Line], at: int, front: Front, wrapped: bool, words: frozenset[str]) -> int:
    """Read the title, where the text begins with one; the line behind it."""
    while at < len(lines) and not lines[at].bare:
        at += 1
    if at >= len(lines) or front.title is not None or lines[at].code:
        return at
    hashes = HASHES.match(lines[at].bare)
    if hashes:
        if kind_of_heading(lines[at].bare) or not lines[at].bare.startswith("# "):
            return at
        start = lines[at].text.find(hashes[2])
        front.title = joined([Line(lines[at].number, " " * start + hashes[2])])
        return at + 1
    end = _chunk(lines, at, wrapped)
    run = joined(lines[at:end], words)
    alone = any(line.bare for line in lines[end:])
    if not alone or len(run.text) > _TITLE or kind_of_heading(run.text) or row_at(lines, at) or _is_prose(run):
        return at
    if end < len(lines) and lines[end - 1].bare and UNDERLINE.match(lines[end - 1].bare) and end - at > 1:
        front.layout.add(lines[end - 1].number)
        run = joined(lines[at : end - 1], words)
    elif end < len(lines) and UNDERLINE.match(lines[end].bare):
        front.layout.add(lines[end].number)
        end += 1
    front.title = run
    return end


def _chunk(lines: Sequence[Line], at: int, wrapped: bool) -> int:
    """The line behind the lines that belong together."""
    end = at + 1
    while wrapped and end < len(lines) and lines[end].bare and not _labels_itself(lines[end].bare):
        end += 1
    return end


def _labels_itself(bare: str) -> bool:
    """Whether a line of the front begins with what it is about."""
    names = ("doi", "pmid", "pmcid", "source", "keywords", "dates", "correspondence")
    return any(form(name).match(bare) for name in names)


def _is_prose(run: Run) -> bool:
    """Whether a run is a paragraph: it is long, or several sentences."""
    return len(run.text) > _LONG or (run.finished and len(re.findall(r"[a-z)\]][.!?]\s+[A-Z]", run.text)) > 1)


def _kind(run: Run, before: Sequence[str]) -> str:
    """What a line of the front is about; "" where that is not known."""
    text = run.text.strip("*_ ")
    for name in ("doi", "pmid", "pmcid", "source", "keywords", "dates"):
        if form(name).search(text) and len(text) < _LONG:
            return name
    plain = read_inline(run.text, is_mark)
    if plain.raised and plain.raised[0][0] == 0 and not _is_prose(run):
        return "affiliation"
    if "authors" not in before and len(text) < 3000 and list(people_of(plain)):
        return "authors"
    if len(text) < _LONG:
        for name in ("correspondence", "orcid", "license"):
            if form(name).search(text):
                return name
    words = {word.lower().strip(".,;()") for word in text.split()}
    inside = bool(words & set(table()["institutions"])) and "," in text and "authors" in before
    return "affiliation" if inside and not (is_finished(text) and len(text) > _LONG) else ""


def _begins_text(lines: Sequence[Line], at: int, end: int, run: Run, kind: str, marked: bool) -> bool:
    """Whether the front ends before a run."""
    if HASHES.match(run.text) or kind_of_heading(lines[at].bare) or row_at(lines, at):
        return True
    if kind:
        return False
    if form("table-caption").match(run.text) or form("figure-caption").match(run.text) or _is_prose(run):
        return True
    if heading_level(lines, at, marked):
        return True
    return len(run.text) > _REMARK or end >= len(lines)


def _is_remark(run: Run, before: Sequence[tuple[str, Run]]) -> bool:
    """Whether a run that is about nothing in particular is a remark among lines of the front."""
    return bool(before) and _CITES.search(run.text) is None


def _understand(kinds: Sequence[tuple[str, Run]], said: dict[str, Any]) -> None:
    """Fields of an article from the lines of its front."""
    identifiers = dict(said.get("identifiers", {}))
    people: list[tuple[Author, list[str]]] = []
    affiliations: list[Affiliation] = []
    dates: list[Date] = []
    for kind, run in kinds:
        text = run.text
        if kind == "authors":
            people = list(people_of(read_inline(text, is_mark)))
        elif kind == "affiliation":
            affiliations += affiliations_of(read_inline(text, is_mark), len(affiliations))
        elif kind == "keywords":
            words = re.split(r"[;,•·]", text.partition(":")[2] or text)
            said["keywords"] = tuple(word.strip(" .*_") for word in words if word.strip(" .*_"))
        elif kind == "dates":
            dates += _dates(text)
        elif kind == "license":
            address = _LICENSE.search(text)
            said["license"] = License(address.group() if address else "", "", text)
        elif kind == "source":
            said |= _source(text)
        for scheme, value in identified(kind, text).items():
            identifiers.setdefault(scheme, value)
    if identifiers:
        said["identifiers"] = identifiers
    if dates:
        said["dates"] = tuple(dates) + said.get("dates", ())
    if affiliations:
        said["affiliations"] = tuple(affiliations)
    labels = {each.label: each.id for each in affiliations if each.label}
    with_marks = [
        replace(author, affiliations=tuple(labels[mark] for mark in split_marks(marks, labels)))
        for author, marks in people
    ]
    if len(affiliations) == 1 and not labels:
        with_marks = [replace(author, affiliations=(affiliations[0].id,)) for author in with_marks]
    said["authors"] = tuple(with_marks) or said.get("authors", ())


def identified(kind: str, text: str) -> dict[str, str]:
    """The identifiers of the article that a line of its front or back gives."""
    if kind == "doi" and (found := _DOI.search(text)):
        return {"doi": found.group()}
    if kind == "pmid" and (number := re.search(r"\d{4,9}", text)):
        return {"pmid": number.group()}
    if kind == "pmcid" and (number := re.search(r"PMC\d+", text)):
        return {"pmcid": number.group()}
    return {}


def kind_of_identifier(text: str) -> str:
    """``doi``, ``pmid`` or ``pmcid`` for a line that is nothing else; "" for any other."""
    return next((name for name in ("doi", "pmid", "pmcid") if form(name).match(text.strip())), "")


def _dates(text: str) -> Iterator[Date]:
    for match in _ISO.finditer(text):
        date = read_date(match[1])
        if date:
            parts = date["date-parts"][0]
            word = re.findall(r"[a-z]+", text[: match.start()].lower())
            kind = "pub" if "published" in word[-3:] or "online" in word[-3:] else (word[-1] if word else "")
            yield Date(kind, "-".join(f"{part:02}" for part in parts), match[1])


def _source(text: str) -> dict[str, Any]:
    """Journal, year, volume and pages of a line that says how to cite the article."""
    item, _ = read_entry(text.partition(":")[2].strip())
    said: dict[str, Any] = {}
    if journal := item.get("container-title"):
        said["journal"] = Journal(str(journal))
    if parts := item.get("issued", {}).get("date-parts"):
        said["dates"] = (Date("pub", "-".join(f"{part:02}" for part in parts[0])),)
    names = {"volume": "volume", "issue": "issue", "page": "pages"}
    return said | {field: str(item[name]) for name, field in names.items() if name in item}
