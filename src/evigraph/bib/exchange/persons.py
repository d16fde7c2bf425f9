"""Names as reference managers write them, family name first: "von Stackelberg, A", "Lee, DW, III"."""

from __future__ import annotations

import re
from dataclasses import replace

from evigraph.bib.names import Name, is_degree
from evigraph.bib.tables import table

_SUFFIX = re.compile(r"(jr|sr|junior|senior|esq|2nd|3rd|4th|5th|ii|iii|iv|vi|vii|viii)\.?", re.IGNORECASE)
# What is no part of a family name ("Silva Junior" is one) and what no initials are.
_SURE_SUFFIX = re.compile(r"(?:jr|sr|[2-5](?:nd|rd|th))\.?|(?-i:II|Ii|III|Iii|IV|VI{1,3})", re.IGNORECASE)
_NO_INITIALS = re.compile(r"[Jj]r\.?|[Ss]r\.?|JR\.|SR\.|[2-5](?:nd|rd|th)|III|VII|VIII")
_INITIALS = re.compile(r"[A-ZÀ-ÖØ-Þ]{1,4}")
_LEADING_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+")
_ET_AL = r"(?:(?:and|&)\s+)?(?:et(?:\.\s*|\s+)al(?:ii|ia)?\.*|\.{3}|…)"
_OTHERS = re.compile(rf"(?:(?:and\s+)?others|{_ET_AL})[\s,]*", re.IGNORECASE)
_ENDS_OTHERS = re.compile(rf"(?:\s*[,;]\s*|\s+)(?:and\s+others\.?|{_ET_AL})[\s,]*$", re.IGNORECASE)


def is_others(text: str) -> bool:
    """Whether an author line says only that the list goes on."""
    return len(text) < 16 and _OTHERS.fullmatch(text) is not None


def without_others(text: str) -> str:
    """The author line without an "et al" at its end."""
    return _ENDS_OTHERS.sub("", text)


def is_suffix(text: str) -> bool:
    """Whether the text is what follows a name: "Jr.", "III", "MD, PhD"."""
    return _SUFFIX.fullmatch(text) is not None or is_degree(text)


def inverted(name: Name) -> str:
    """The name with its family name first; a group ends with the comma that keeps it whole in EndNote."""
    if name.literal:
        return f"{name.literal},"
    family = f"{name.particle} {name.family}" if name.particle else name.family
    if name.suffix:
        return f"{family}, {name.given}, {name.suffix}"
    return f"{family}, {name.given}" if name.given else family


def medline(name: Name) -> str:
    """The name as MEDLINE has it in full: "Lee, Daniel W 3rd"; a group stands by itself."""
    if name.literal:
        return name.literal
    family = f"{name.particle} {name.family}" if name.particle else name.family
    given = f"{name.given} {name.suffix}".strip()
    return f"{family}, {given}" if given else family


def short_medline(name: Name) -> str:
    """The name with initials only: "Lee DW 3rd"."""
    initials = name.given
    if not (initials.isupper() and initials.isalpha() and len(initials) <= 4):
        initials = "".join(word[0].upper() for word in re.split(r"[\s.\-‐]+", initials) if word)
    return " ".join(filter(None, (name.particle, name.family, initials, name.suffix)))


def read_name(text: str) -> Name:
    """The name that one author line says.

    >>> read_name("Lee, Daniel W 3rd")
    Name(family='Lee', given='Daniel W', particle='', suffix='3rd', literal='')
    """
    family, comma, rest = text.partition(",")
    if not comma:
        return _without_comma(text)
    family, rest = family.strip(), rest.strip()
    given, comma, suffix = rest.partition(",")
    if not rest or not family:
        return Name(literal=f"{family}{rest}")
    if comma:
        given, suffix = given.strip(), suffix.strip()
        if _SUFFIX.fullmatch(given) and not _SUFFIX.fullmatch(suffix):
            given, suffix = suffix, given
        if not is_suffix(suffix):
            return Name(literal=text)
    elif _NO_INITIALS.fullmatch(given):  # "Martin Luther King, Jr."
        name = person(family, "") if family[0].islower() else _without_comma(family)
        return replace(name, suffix=given) if name.family and not name.suffix else Name(literal=text)
    elif " " in given:
        before, _, last = given.rpartition(" ")
        if _SUFFIX.fullmatch(last):
            given, suffix = before.strip(), last
    return person(family, given, suffix)


def person(family: str, given: str, suffix: str = "") -> Name:
    """The lower-case words that lead a family name are its particle, "Jr." or "III" after it is its suffix."""
    before, _, last = family.rpartition(" ")
    if before and not suffix and _SURE_SUFFIX.fullmatch(last):
        family, suffix = before, last
    particle = ""
    if family[0].islower() and " " in family:
        words = family.split(" ")
        count = next((index for index, word in enumerate(words[:-1]) if not word[:1].islower()), len(words) - 1)
        particle, family = " ".join(words[:count]), " ".join(words[count:])
    return Name(family, given, particle, suffix)


def _without_comma(text: str) -> Name:
    """A group, a single name, "Smith JA", or a given name and a family name."""
    words = text.split()
    sure = len(words) == 2 and _NO_INITIALS.fullmatch(words[1])
    suffix = words.pop() if sure or (len(words) > 2 and _SUFFIX.fullmatch(words[-1])) else ""
    if len(words) == 1:
        return Name(family=words[0], suffix=suffix)
    if not words or len(words) > 4 or _says_group(words):
        return Name(literal=text)
    if _INITIALS.fullmatch(re.sub(r"[.-]", "", words[-1])) and not words[-2].isupper():
        return person(" ".join(words[:-1]), words[-1], suffix)
    if found := _LEADING_INITIALS.match(text):
        rest = text[found.end() :].strip().removesuffix(suffix).strip()
        if rest and " " not in rest:
            return person(rest, found.group().strip(), suffix)
    split = next((index for index, word in enumerate(words) if index and word[0].islower()), len(words) - 1)
    return person(" ".join(words[split:]), " ".join(words[:split]), suffix)


def _says_group(words: list[str]) -> bool:
    groups = set(table("names")["group-words"])
    return any(
        word.lower().strip(".()&") in groups or not word[0].isalpha() or any(map(str.isdigit, word)) for word in words
    )


def is_plain(text: str) -> bool:
    """Whether no word of "Family, G" means more than it shows, a suffix or the end of a list."""
    words = text.replace(",", " ").split()
    return not any(map(_SUFFIX.fullmatch, words)) and not _ENDS_OTHERS.search(text)
