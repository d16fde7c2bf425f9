"""Title and container of a printed reference: what stands between the names and the place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from evigraph.bib.printed.people import leading_people

_EDGE = " .,;:\t"
_QUOTED = re.compile(
    r"[\s.,:]*[\"“‘](?P<title>.{8,}?)(?:(?:(?P<mark>[?!])|[.,])[\"”’][.,]?|[\"”’][.,])\s*(?P<rest>.*)$", re.DOTALL
)
_SENTENCE = re.compile(r"(?<=[.?!])[\"”’)]?\s+(?=[^a-z\s])")
_IN = re.compile(r"(?:(?:^|(?<=[.,?!]\s))(?:In|in):?|(?<=\s)In:)\s(?=[A-Z0-9\"“])")
_EDITED = re.compile(r"[\s,.(]*\b(?:[Ee]ds?|[Ee]ditors?)\b\.?\)?[.,:]?\s*")
_ABBREVIATED_WORD = r"(?:[A-ZÀ-Þ][\w&/-]{0,9}\.?|of|and|&|the|in|for|fur|für|de)"
_ABBREVIATED = re.compile(rf"{_ABBREVIATED_WORD}(?:\s{_ABBREVIATED_WORD}){{0,3}}")
_SMALL = frozenset(
    {
        "of",
        "and",
        "the",
        "in",
        "for",
        "on",
        "&",
        "de",
        "la",
        "des",
        "du",
        "der",
        "und",
        "für",
        "et",
        "a",
        "an",
        "to",
        "at",
    }
)
_LONGEST_CONTAINER = 120


@dataclass
class Titles:
    """What was found."""

    title: str = ""
    container: str = ""
    kind: str = ""
    editors: list[dict[str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def titles(
    text: str, start: int, end: int, italics: Sequence[tuple[int, int]], *, comma: bool, placed: bool, ahead: bool
) -> Titles:
    """Title and container in ``text[start:end]``.

    ``comma`` says that a comma parts the names from it, as it then parts title and container;
    ``placed`` that a volume or pages follow, so that there is a container; ``ahead`` that it may have appeared
    before it had any.
    """
    inside = text[start:end]
    if quoted := _QUOTED.match(inside):
        return _of_quoted(quoted)
    if within := _part_in(inside):
        return _chapter(inside, within)
    if found := _by_italics(text, start, end, italics, placed):
        return found
    pieces = [piece for piece in _SENTENCE.split(inside.strip()) if piece.strip(_EDGE)]
    if not placed and not (ahead and len(pieces) > 1 and _names_journal(pieces[-1].strip(_EDGE))):
        return Titles(_trimmed(inside.strip(_EDGE)))
    if comma and len(pieces) == 1 and ", " in inside.strip(_EDGE):
        title, _, container = inside.strip(_EDGE).rpartition(", ")
        return Titles(_trimmed(title), container.strip(_EDGE))
    return _by_sentences(pieces)


def _by_sentences(pieces: list[str]) -> Titles:
    if not pieces:
        return Titles()
    if len(pieces) == 1:
        alone = pieces[0].strip(_EDGE)
        if _names_journal(alone):
            return Titles("", alone)
        if ", " in alone and _names_journal(alone.rpartition(", ")[2]):
            title, _, container = alone.rpartition(", ")
            return Titles(_trimmed(title), container)
        return Titles(_trimmed(alone), "", doubts=["Title and journal cannot be told apart."])
    first = len(pieces) - 1
    while first > 1 and _continues(pieces[first - 1]) and pieces[first - 1].rstrip().endswith("."):
        first -= 1
    container = " ".join(pieces[first:]).strip(" ,;:\t")
    container = _undotted(container)
    title = _trimmed(" ".join(pieces[:first]))
    doubts = [] if len(container) <= _LONGEST_CONTAINER else ["Title and journal cannot be told apart."]
    return Titles(title, container.strip(), doubts=doubts)


def _continues(piece: str) -> bool:
    """Whether a piece that ends with a full stop may be an abbreviated word of a journal's name."""
    return _ABBREVIATED.fullmatch(piece.strip()) is not None and len(piece) <= 24


def _undotted(container: str) -> str:
    """The name of a journal without the full stop behind it, but with those of its abbreviated words."""
    return container[:-1] if container.endswith(".") and "." not in container[:-1] else container


def _names_journal(text: str) -> bool:
    words = text.replace(".", " ").split()
    capital = [word for word in words if word[:1].isupper()]
    return 0 < len(words) <= 8 and all(word[:1].isupper() or word in _SMALL for word in words) and bool(capital)


def _trimmed(title: str) -> str:
    """A title without the full stop that ends it."""
    title = " ".join(title.split()).strip(" ,;:\t").lstrip(". ")
    return title[:-1].rstrip() if title.endswith(".") and not title.endswith("..") else title


def _of_quoted(quoted: re.Match[str]) -> Titles:
    title, rest = quoted["title"] + (quoted["mark"] or ""), quoted["rest"].strip(_EDGE)
    rest = re.sub(r"^(?:In|in):?\s", "", rest)
    return Titles(_trimmed(title), rest)


def _part_in(inside: str) -> re.Match[str] | None:
    """Where "In: ..." begins, behind a title."""
    found = None
    for match in _IN.finditer(inside):
        sure = ":" in match.group() or _EDITED.search(inside, match.end())
        if match.start() > 3 and sure:
            found = match
    return found


def _chapter(inside: str, within: re.Match[str]) -> Titles:
    title, book = _trimmed(inside[: within.start()]), inside[within.end() :].strip()
    people = leading_people(book)
    if people.names and not people.editors and (edited := _EDITED.match(book, people.end)):
        people.editors, people.end = True, edited.end()
    if people.names and people.editors:
        return Titles(title, _trimmed(book[people.end :]), "chapter", people.csl())
    return Titles(title, _trimmed(book), "chapter")


def _by_italics(text: str, start: int, end: int, italics: Sequence[tuple[int, int]], placed: bool) -> Titles | None:
    """Title and container where one of them is printed in italics up to the end."""
    for low, high in reversed(italics):
        inner = low >= start and high <= end + 1
        if inner and not text[high:end].strip(_EDGE) and len(text[low:high].strip()) > 1:
            before = text[start:low].strip(_EDGE)
            if before:
                return Titles(_trimmed(text[start:low]), _undotted(text[low:high].strip(" ,;:\t")))
            return Titles(_trimmed(text[low:high]), "", "") if not placed else Titles("", text[low:high].strip(_EDGE))
    return None
