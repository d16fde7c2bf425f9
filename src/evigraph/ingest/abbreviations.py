"""Abbreviations that a text defines, by the algorithm of Schwartz and Hearst (2003).

A. S. Schwartz, M. A. Hearst: A simple algorithm for identifying abbreviation definitions in
biomedical text. Pacific Symposium on Biocomputing 8:451-462.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_IN_BRACKETS = re.compile(r"\(([^()]{2,80})\)")
_ENDS = re.compile(r"[,;]")
_REACH = 300
"""No long form is longer."""
_SHORT = re.compile(r"[^\W_][\w\-‐‑+’']{1,9}")
_WORD = re.compile(r"[^\W\d_][^\W\d_]{4,}")
_BEFORE = frozenset({"and", "or", "the", "by", "with", "for", "of", "to", "as", "at", "from"})
"""Words that no long form begins with."""
_QUOTES = re.compile('["“”„‘«»]')
_NO_WORDS = re.compile(r"[(),;:]")


def abbreviations(sentences: Iterable[str]) -> dict[str, str]:
    """Short form -> long form, of the first definition of each.

    >>> abbreviations(["Patients with extramedullary disease (EMD) relapse."])
    {'EMD': 'extramedullary disease'}
    """
    found: dict[str, str] = {}
    for sentence in sentences:
        for short, long in _defined(sentence):
            found.setdefault(short, long)
    return found


def _defined(sentence: str) -> Iterator[tuple[str, str]]:
    for match in _IN_BRACKETS.finditer(sentence):
        inside, before = match[1].strip(), sentence[max(0, match.start() - _REACH) : match.start()].rstrip()
        short = _ENDS.split(inside)[0].strip()
        if _is_short(short):
            words = before.split()
            reach = min(len(short) + 5, 2 * len(short))
            if long := _long_form(short, " ".join(words[-reach:])):
                yield short, long
        elif words_before := before.split():
            short = words_before[-1].strip("“”\"'")
            if _is_short(short) and (long := _long_form(short, inside)):
                yield short, long


def _is_short(text: str) -> bool:
    """Whether a word may be a short form: it has a capital, and is no name or other word that begins with one."""
    if _SHORT.fullmatch(text) is None or not any(map(str.isupper, text)):
        return False
    return not (_WORD.fullmatch(text) and text[1:].islower())


def _long_form(short: str, words: str) -> str:
    """The shortest end of ``words`` that has the letters of ``short`` in order, its first at the start of a word.

    Words that begin with these letters, one each, come first: "multiple myeloma (MM)".
    """
    initials = words.split()[-len(short) :]
    if short.isalpha() and [word[0].lower() for word in initials] == list(short.lower()):
        return " ".join(initials)
    at = len(words) - 1
    for place in range(len(short) - 1, -1, -1):
        letter = short[place].lower()
        if not letter.isalnum():
            continue
        while at >= 0 and (words[at].lower() != letter or (place == 0 and at > 0 and words[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
        at -= 1
    long = words[words.rfind(" ", 0, at + 2) + 1 :]
    long = _QUOTES.sub("", long).strip("±~=+*-–—'’ ")
    if long.partition(" ")[0].lower() in _BEFORE:
        return ""
    good = len(long) > len(short) and short not in long.split() and len(long.split()) <= 2 * len(short)
    return long if good and not _NO_WORDS.search(long) else ""
