"""Where a text cites its list: by raised numbers, numbers in brackets, or names and years."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import normalize

from evigraph.article.printed import numbers_of
from evigraph.article.reference import Reference
from evigraph.bib.exchange.dates import month_number
from evigraph.text.inline import Inline, read_inline

_DASHES = "-‐‑‒–—−⁻"
_RAISED = re.compile(rf"\d{{1,4}}(?:\s?[{_DASHES},;]\s?\d{{1,4}})*")
_EXPONENT = re.compile(r"(?:(?:^|[^\d.,])10|(?:^|[\s/\d.(·])(?:[kcdmnµμ]?m|[kmµμ]?[gsLl]|d[Ll]|min|h|mol|kPa|Pa|IU))$")
_SYMBOL = re.compile(r"(?:^|[\s(=,])[A-Za-zχηωρ]$")
_FORMS = {
    "bracketed": re.compile(rf"\[\^?\s?\d{{1,4}}(?:\s?[{_DASHES},;]\s?\^?\d{{1,4}})*\s?\]"),
    "round": re.compile(rf"\(\s?\d{{1,3}}(?:\s?[{_DASHES},;]\s?\d{{1,3}})*\s?\)"),
}
_LETTER = r"[^\W\d_]"
_NAME = (
    r"(?:(?:van|von|der|den|de|del|della|di|da|la|le|el|al|ten|ter|dos|du|y)\s|[dDO]['’]){0,3}"
    rf"(?=[^\W\d_a-z]){_LETTER}[\w'’‐-]{{0,40}}"
)
_NAMES = rf"{_NAME}(?:\s{_NAME}){{0,2}}(?:(?:,\s|,?\s(?:and|&|und|et|y)\s){_NAME}(?:\s{_NAME})?){{0,5}}"
_YEAR = r"(?:1[6-9]|20)\d\d(?:[a-h](?:\s?[,;]\s?[a-h](?![\w.]))*)?(?!\w)"
_YEARS = re.compile(rf"(?<![\w.-]){_YEAR}(?:\s?[,;&]\s?(?:and\s)?{_YEAR})*")
_BEFORE_YEARS = re.compile(
    rf"(?<![\w'’‐-])(?P<names>{_NAMES})(?P<others>,?\s(?:et\.?\sal\b\.?|and\s(?:colleagues|co-?workers|others)))?"
    r"(?:['’]s)?(?P<open>\s?,?\s?[(\[]|,?\s)\Z"
)
_MOST_NAMES = 160
"""So many letters before a year are looked at for names."""

_LEADING = re.compile(rf"(?<![\w'’‐-]){_NAME}(?<=[a-zß-öø-ÿ])(?![\w'’‐-])")
_MOST_LEADING = 200
"""So many letters of an entry may hold its names."""

_DATED = re.compile(r"(?<![\d.-])((?:1[6-9]|20)\d\d)([a-h]?)(?!\w)")
_WHOLE_YEAR = re.compile(r"((?:1[6-9]|20)\d\d)([a-z]?)|([a-z])")
_SEPARATOR = re.compile(r",?\s(?:and|&|und|et|y)\s|,\s")


class Aim(NamedTuple):
    """A stretch of a text that cites, and what it aims at: keys of entries, or words that lead to none."""

    start: int
    end: int
    targets: tuple[str, ...]


def may_cite(before: str, plain: str, behind: str) -> bool:
    """Whether raised letters look like a citation and not like an exponent, an isotope or a charge.

    >>> may_cite("disease.", "1-3", " T"), may_cite("up to 10", "6", " c"), may_cite("with ", "18", "F-")
    (True, False, False)
    """
    if not _RAISED.fullmatch(plain) or not before.strip():
        return False
    if behind[:1] in ("⁺", "⁻", "+") or (behind[:1].isalpha() and not before[-1:].strip()):
        return False
    alone = plain.isdecimal()
    return not (alone and (_EXPONENT.search(before) or (plain in ("2", "3") and _SYMBOL.search(before))))


@dataclass(frozen=True)
class Citing:
    """How a text cites; ``keys`` are the entries by the number that is printed."""

    style: str
    keys: Mapping[int, str]
    people: _People

    def is_told(self, before: str, plain: str, behind: str) -> bool:
        """Whether raised letters are a citation."""
        return self.style == "superscript" and may_cite(before, plain, behind)

    def aims(self, made: Inline) -> list[Aim]:
        """What a text cites, in its order."""
        if self.style == "superscript":
            return [aim for start, end in made.raised for aim in self._numbers(made.text, start, end)]
        if self.style in _FORMS:
            return [aim for match in _printed(self.style, made) for aim in self._numbers(made.text, *match.span())]
        named = self.people.aims(made.text) if self.style == "names" else ()
        return [aim for aim in named if not made.is_code(aim.start)]

    def unsure(self, made: Inline) -> Iterator[tuple[int, int]]:
        """What looks like a citation of another style than the text's."""
        if self.keys and self.style == "superscript":
            for match in _printed("bracketed", made):
                if self._known(match.group()):
                    yield match.span()

    def _numbers(self, text: str, start: int, end: int) -> Iterator[Aim]:
        for match in re.finditer(r"\d+", text[start:end]):
            number = int(match.group())
            yield Aim(start + match.start(), start + match.end(), (self.keys.get(number, str(number)),))

    def _known(self, cluster: str) -> bool:
        numbers = numbers_of(cluster)
        return bool(numbers) and all(number in self.keys for number in numbers)


def citing(texts: Iterable[str], references: Sequence[Reference]) -> Citing:
    """How these texts cite a list: the style whose clusters name the most of its entries."""
    keys: dict[int, str] = {}
    for reference in references:
        if reference.label.isdecimal():
            keys.setdefault(int(reference.label), reference.id)
    people = _People(references)
    if not references:
        return Citing("", keys, people)
    named: dict[str, set[int]] = defaultdict(set)
    inside: dict[str, int] = defaultdict(int)
    outside: dict[str, int] = defaultdict(int)
    cited = 0
    for text in texts:
        for style, cluster in _clusters(text):
            numbers = numbers_of(cluster)
            known = {number for number in numbers if number in keys}
            named[style] |= known
            inside[style] += bool(known)
            outside[style] += not known
        cited += sum(1 for aim in people.aims(text) if aim.targets[0] in people.known)
    style = max(("superscript", "bracketed"), key=lambda name: len(named[name]))
    if not named[style]:
        many = len(named["round"]) >= 0.3 * len(keys) and inside["round"] >= 4 * outside["round"]
        style = "round" if keys and many and named["round"] and len(named["round"]) > cited else "names"
    elif cited > 2 * inside[style]:
        style = "names"
    return Citing(style, keys, people)


def _clusters(text: str) -> Iterator[tuple[str, str]]:
    """What looks like a cluster, of any style."""
    raised: list[str] = []

    def told(before: str, plain: str, behind: str) -> bool:
        if may_cite(before, plain, behind):
            raised.append(plain)
        return False

    made = read_inline(text, told)
    yield from (("superscript", plain) for plain in raised)
    for style in _FORMS:
        yield from ((style, match.group()) for match in _printed(style, made))


def _printed(style: str, made: Inline) -> Iterator[re.Match[str]]:
    """Numbers in brackets of this style, but for those in code."""
    return (match for match in _FORMS[style].finditer(made.text) if not made.is_code(match.start()))


class _Known(NamedTuple):
    """An entry by its names; ``sure`` says that these were recognized as such."""

    key: str
    families: list[str]
    letter: str
    sure: bool

    def has(self, names: list[str]) -> bool:
        """Whether these may be the names that it is cited by."""
        return self.families[: len(names)] == names if self.sure else set(names) <= set(self.families)


class _People:
    """The entries of a list by name and year."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self._entries: dict[tuple[str, str], list[_Known]] = defaultdict(list)
        self.known = {reference.id for reference in references}
        for reference in references:
            item = reference.items[0] if reference.items else {}
            names = item.get("author") or item.get("editor") or []
            families = [_folded(_family(name)) for name in names]
            year = str((item.get("issued", {}).get("date-parts") or [[""]])[0][0])
            if families and year:
                known = _Known(reference.id, families, item.get("custom", {}).get("year-suffix", ""), True)
                self._entries[families[0], year].append(known)
            else:
                self._loose(reference)

    def _loose(self, reference: Reference) -> None:
        """An entry whose names or year were not recognized, by every name and year that may be one of it."""
        names = list(_LEADING.finditer(reference.printed[:_MOST_LEADING]))
        if names and names[0].start() == 0:
            families = [_folded(name.group()) for name in names]
            for year, letter in dict.fromkeys(_DATED.findall(reference.printed)):
                self._entries[families[0], year].append(_Known(reference.id, families, letter, False))

    def aims(self, text: str) -> Iterator[Aim]:
        """Names with a year; those that plainly cite and lead to no entry, or to several, aim at themselves."""
        for years in _YEARS.finditer(text) if self.known else ():
            first = max(0, years.start() - _MOST_NAMES)
            if names := _BEFORE_YEARS.search(text[first : years.start()]):
                yield from self._aims(text, first, names, years)

    def _aims(self, text: str, base: int, match: re.Match[str], years: re.Match[str]) -> Iterator[Aim]:
        words, year, first = match["names"], "", True
        opened = match["open"].strip(" ,") in ("(", "[")
        plain = bool(match["others"]) or opened or _opens(text, base + match.start())
        for found in _WHOLE_YEAR.finditer(years.group()):
            year, letter = found[1] or year, found[2] or found[3] or ""
            place, keys = self._entries_of(words, bool(match["others"]), year, letter)
            start = base + match.start() + place if first else years.start() + found.start()
            end = years.start() + found.end()
            end += first and opened and text[end : end + 1] in (")", "]")
            if len(keys) == 1:
                yield Aim(start, end, (keys[0],))
            elif plain and not month_number(words.split()[-1].lower()[:9]):
                yield Aim(start, end, (f"{words}{' et al.' if match['others'] else ''} {year}{letter}",))
            first = False

    def _entries_of(self, words: str, others: bool, year: str, letter: str) -> tuple[int, list[str]]:
        """The entries that names and a year may mean, and where the names begin."""
        place = 0
        while True:
            names = [_folded(name) for name in _SEPARATOR.split(words[place:])]
            found = [
                known
                for known in self._entries.get((names[0], year), ())
                if known.has(names)
                and (not letter or not known.letter or letter == known.letter)
                and (others or len(names) > 1 or len(known.families) == 1 or place == 0)
            ]
            if exact := [each for each in found if not others and each.sure and len(each.families) == len(names)]:
                found = exact
            following = words.find(" ", place)
            if found or following < 0:
                return (place if found else 0), [known.key for known in found]
            place = following + 1


def _opens(text: str, start: int) -> bool:
    """Whether a bracket or a semicolon in brackets stands before a place."""
    before = text[max(0, start - 200) : start]
    return before.rstrip()[-1:] in ("(", "[", ";") and before.rfind("(") > before.rfind(")")


def _family(name: Mapping[str, str]) -> str:
    particle = name.get("non-dropping-particle", "")
    return f"{particle} {name.get('family', '') or name.get('literal', '')}".strip()


def _folded(text: str) -> str:
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", plain)
