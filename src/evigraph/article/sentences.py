"""Where sentences end in the prose of clinical articles.

A full stop before a capital ends a sentence unless the word before it says otherwise; such
words are data (``abbreviations.txt``, ``starters.txt``).  A citation printed after the full stop
belongs to the sentence before it, whether it is raised, in brackets or bare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from evigraph.article.text import Mark

# A mark that may end a sentence, with what closes after it; a space, a bracket, a digit or a raised mark follows.
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*")
_NEXT = re.compile(r"[\s\"'“‘«(\[{¿¡]*")
_OPENING = " \"'“‘«([{¿¡"
_BARE = re.compile(r"\d{1,3}(?:\s?[,–-]\s?\d{1,3})*(?=\s+[\"“(\[]?[A-Z])")
_UNLINKED = re.compile(r"\s?\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\](?=\s+[\"“(\[]?[A-Z]|\.?$)|\s?\(\d{1,3}\)$")
"""What is no link, but belongs to the sentence before: a citation in brackets, the number of a formula at the end."""
_YEAR = re.compile(r"[(\[](?:1[89]|20)\d\d[a-z]?[)\]]")
"""A year behind the people that it is of: "Center for Toys (U.S.) (2001) tells"."""
_NUMBERS = re.compile(r"[\d\s,;–‐‑—−*-]+")
_BETWEEN = re.compile(r"[\s,;–‐‑—−\-\[\]()]*")
_CLOSES = re.compile(r"[)\]]*\.?")
_WORD = re.compile(r"[^\s(\[{\"“‘/,;:=<>–—]*$")
_FOLLOWING = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
_MIXED = re.compile(r"(?:[a-z]{1,4}[A-Z]|p\d\d|[a-z]-[A-Z]|[αβγδκ]-)")
_COUNTED = re.compile(r"[:;,]\s\(?\d{1,2}$")
_LABEL = re.compile(r"(?:Fig(?:ure|\.)?|Table|Box|Scheme|Video|Movie)\s+[A-Z]?\d+[A-Za-z]?$")
_LETTERED = re.compile(
    r"(?:vitamins?|hepatitis|groups?|types?|class|factors?|panels?|grade|arms?|cohorts?|stages?|proteins?|part|phase|"
    r"case|form|region|site|cluster|strain|subtype|influenza|immunoglobulin|step|level|category|appendix)\s$",
    re.IGNORECASE,
)
_MOST_IN_BRACKETS = 300
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u202f"), " ")
"""Spaces of other widths, which part words and sentences as well."""


@cache
def _words() -> tuple[dict[str, str], frozenset[str]]:
    """Abbreviations with what may follow them, and the words that begin sentences."""
    kinds: dict[str, str] = {}
    for line in _lines("abbreviations.txt"):
        kind, *words = line.split()
        kinds |= dict.fromkeys(words, kind)
    return kinds, frozenset(word for line in _lines("starters.txt") for word in line.split())


def _lines(name: str) -> list[str]:
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def sentences(
    text: str, links: Sequence[tuple[int, int]] = (), marks: Sequence[Mark] = ()
) -> Iterator[tuple[int, int]]:
    """The sentences of a block as half-open spans, without the white space between them.

    ``links`` are the citations in it, ``marks`` tell what is raised.
    """
    start, size = 0, len(text)
    if not size:
        return
    text = text if text.isascii() else text.translate(_SPACES)
    cited = _cited(text, links, marks)
    for found in _STOP.finditer(text):
        stop, end = found.span()
        if end <= start or end >= size:
            continue
        closed, following = end, text[end]
        if following != " ":
            if end not in cited and (following.isalpha() or (following.isdecimal() and not text[stop - 1].isalpha())):
                continue  # within a number, an abbreviation, an address
            end = _behind_citations(text, end, cited)
        elif end + 1 in cited or text[end + 1 : end + 2] in ("[", "("):
            end = _behind_citations(text, end, cited)
        if end >= size:
            break
        if text[end] == " " and _ends(text, start, stop, closed, end):
            yield start, end
            start = end + 1
    if start < size:
        yield start, size


def _cited(text: str, links: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> dict[int, int]:
    """Where a citation begins that can stand behind a full stop, and where it ends; none that prints nothing."""
    cited = {
        mark.start: mark.end for mark in marks if mark.kind == "sup" and _NUMBERS.fullmatch(text, mark.start, mark.end)
    }
    for start, end in links:
        cited[start] = max(end, cited.get(start, 0))
    return {start: end for start, end in cited.items() if end > start}


def _behind_citations(text: str, end: int, cited: dict[int, int]) -> int:
    """The end of a sentence with the citations that are printed behind its full stop."""
    place = _next_cited(text, end, cited)
    direct = place == end or text[end] != " "
    if place in cited and (direct or text[place - 1] in "[(" or text[place].isdecimal() or text[place] in "[("):
        while place in cited:
            behind = cited[place]
            place = _next_cited(text, behind, cited)
        closed = _CLOSES.match(text, behind)
        behind = closed.end() if closed else behind
        following = text[behind + 1 : behind + 2]
        opens = behind >= len(text) or (text[behind] == " " and not following.islower())
        return behind if opens else end
    for form in (_BARE, _UNLINKED):
        if (found := form.match(text, end)) and (
            form is _UNLINKED or text[end - 2].isalpha() or text[end - 2] in ")]%"
        ):
            return found.end()
    return end


def _next_cited(text: str, place: int, cited: dict[int, int]) -> int:
    """Where the next citation begins, with nothing but signs before it; the brackets may be of the link."""
    between = _BETWEEN.match(text, place)
    last = between.end() if between else place
    return next((at for at in range(place, last) if at in cited), last)


def _ends(text: str, start: int, stop: int, closed: int, end: int) -> bool:
    """Whether the mark at ``stop`` ends the sentence that began at ``start``; ``end`` is behind its citations."""
    place = end + 1
    following = text[place : place + 1]
    if (year := _YEAR.match(text, place)) and not text[year.end() : year.end() + 2].strip().isupper():
        return False
    if following in _OPENING:
        opening = _NEXT.match(text, end)
        place = opening.end() if opening else end
        following = text[place : place + 1]
    if not following:
        return True
    if not following.isalnum() or (following.islower() and not _MIXED.match(text, place)):
        return False
    if text[stop] != "." or text[stop : stop + 2] == "..":
        return not _within_brackets(text, start, stop, closed)
    if closed == stop + 1 and end == closed and not _ends_word(text, start, stop, place, following):
        return False
    return not _within_brackets(text, start, stop, closed)


def _ends_word(text: str, start: int, stop: int, place: int, following: str) -> bool:
    """Whether the word before a full stop leaves it to end the sentence."""
    found = _WORD.search(text, max(start, stop - 40), stop)
    word = found.group() if found else ""
    kinds, starters = _words()
    begins = _FOLLOWING.match(text, place)
    starter = begins is not None and begins.group() in starters
    if kind := kinds.get(word):
        numbered = following.isdecimal()
        bracketed = text[place - 1] in "([" and text[text.find(")", place) - 1] != "."
        goes_on = {
            "any": True,
            "number": numbered,
            "bracket": numbered or bracketed,
            "name": not starter,
        }
        return not goes_on[kind]
    if len(word) == 1 and word.isupper():
        return starter or _LETTERED.search(text, max(start, stop - 20), stop - 1) is not None
    if word[-2:-1] in (".", "-") and word[-1].isupper() and not any(map(str.isdigit, word)):  # "J.R.", "J.-P."
        return starter
    counted = word.isdecimal() and len(word) < 3
    if counted and (stop - start < 3 or _COUNTED.search(text, max(start, stop - 6), stop)):
        return False
    return not (stop - start < 14 and _LABEL.fullmatch(text, start, stop))


def _within_brackets(text: str, start: int, stop: int, closed: int) -> bool:
    """Whether a mark stands in brackets that close later on, so that the sentence around them goes on."""
    opened = text.rfind("(", max(start, stop - _MOST_IN_BRACKETS), stop)
    if opened < 0 or text.find(")", opened, closed) >= 0:
        return False
    closing = text.find(")", closed, closed + _MOST_IN_BRACKETS)
    return closing >= 0 and text.find("(", closed, closing) < 0
