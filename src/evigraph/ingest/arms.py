"""The arms of a study: in the rows that follow its first, or in cells that print a value for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from evigraph.article.lexicon import Lexicon, mentions
from evigraph.ingest.cell import TIME, VERSUS, cells_of, forms
from evigraph.ingest.headings import outcome_of
from evigraph.ingest.sections import slug

_MOST = 4
_LONGEST = 100
_IS = re.compile(r"\s[-‐‑–—]\s|(?<=[^\W\d_])[–—](?=\d)|\s?[:=]\s?")
"""What stands between the name of an arm and its value."""
_ONE = r"\d(?:[\d.,·]*\d)?"
_PRINTED = re.compile(
    rf"(?P<value>(?:[<>≤≥~∼≈]\s?)?{_ONE}(?:\s?[/–-]\s?{_ONE})?(?:\s?%|\s{TIME})?"
    r"(?:\s?[(\[][^()\[\]]*[)\]])?|N/?A|NR)(?:[;,.]?\s+|[;,.]?$)(?P<rest>(?:\d+[-‐‑ ])?[^\W\d_].*)?",
    re.DOTALL,
)
_NAME = re.compile(r"(?:\d+[-‐‑ ])?[^\W\d_]")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_SIZE = re.compile(r"[(\[]\s?[nN]\s?=\s?(\d[\d,]*)\s?[)\]]")


class Said(NamedTuple):
    """A cell or part of one: the row and column it stands in, its words, and the outcome a heading in it names."""

    row: str
    column: str
    text: str
    outcome: str = ""


@dataclass
class Part:
    """All patients of a study (``name`` is "") or an arm of it, the row that tells of it, and what it says.

    ``key`` is the term of the arm, else its name as an identifier; ``words`` are those that it is named by, and
    ``receives`` the therapies among them.
    """

    name: str
    row: str
    key: str = ""
    words: str = ""
    receives: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


class Arms:
    """Tells the arms of studies by the therapies that the workspace knows."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def parts(self, rows: Sequence[Mapping[str, Any]], naming: str, valued: Sequence[str]) -> list[Part]:
        """All of a study, and its arms if it has any.

        ``rows`` are the rows of one study; ``naming`` is the column that names arms, "" for none; ``valued`` are the
        columns that give values.
        """
        return self._by_row(rows, naming) if len(rows) > 1 else self._by_cell(rows[0], valued)

    def _by_row(self, rows: Sequence[Mapping[str, Any]], naming: str) -> list[Part]:
        """An arm for each row where all have a name; a cell that reaches down over all the rows is about all of it.

        Without names a cell that has none below it is.
        """
        cells = [cells_of(row) for row in rows]
        named = all(naming in each for each in cells)
        shared = set(cells[0]).intersection(*(row.get("draft", {}).get("covered", ()) for row in rows[1:]))
        if not named:
            shared = set(cells[0]).difference(*cells[1:])
        whole = Part("", rows[0]["row"])
        whole.said = [Said(whole.row, column, text) for column, text in cells[0].items() if column in shared]
        if not named:
            return [whole]
        arms = _apart([self._arm(each[naming], row["row"]) for row, each in zip(rows, cells, strict=True)])
        for arm, each in zip(arms, cells, strict=False):
            own = {column: text for column, text in each.items() if column not in shared and column != naming}
            arm.said += [Said(arm.row, column, text) for column, text in own.items()]
        return [whole, *arms]

    def _by_cell(self, row: Mapping[str, Any], valued: Sequence[str]) -> list[Part]:
        """The arms that cells print values for, where the row says what they are."""
        cells, place = cells_of(row), row["row"]
        told = self._told([text for column, text in cells.items() if column not in valued], place)
        arms = {arm.key: arm for arm in told}
        whole = Part("", place)
        for column, text in cells.items():
            found = list(self._split(text, told, place))
            known = column in valued or all(outcome for _, _, outcome in found)
            if not found or not known or not (told or all(self._is_arm(arm) for arm, _, _ in found)):
                whole.said.append(Said(place, column, text))
                continue
            for arm, value, outcome in found:
                arms.setdefault(arm.key, arm).said.append(Said(place, column, value, outcome))
        if len(arms) == 1:  # one arm is all of the study
            whole.said += [said for arm in arms.values() for said in arm.said]
            return [whole]
        return [whole, *(arm for arm in arms.values() if arm.said)]

    def _told(self, texts: Sequence[str], row: str) -> list[Part]:
        """The arms that a cell of the row compares: ``Azithromycin vs ceftriaxone``."""
        compared = (names for text in texts if 1 < len(names := VERSUS.split(text)) <= _MOST)
        named = (names for names in compared if all(map(_is_name, names)))
        return next(filter(None, (_apart([self._arm(name, row) for name in names]) for names in named)), [])

    def _split(self, text: str, told: Sequence[Part], row: str) -> Iterator[tuple[Part, str, str]]:
        """Arm, value and outcome for each value that a cell prints; none where it prints anything else."""
        values = VERSUS.split(text)
        if len(values) > 1:
            if len(values) == len(told) and all(map(_is_value, values)):
                yield from ((arm, value, "") for arm, value in zip(told, values, strict=True))
            return
        known = {arm.key for arm in told}
        found = [(self._arm(name, row), value, heading) for heading, name, value in _named(text)]
        outcomes = {heading: outcome_of(self._lexicon, heading) for _, _, heading in found if heading}
        if all(outcomes.values()) and (not known or all(arm.key in known for arm, _, _ in found)):
            yield from ((arm, value, outcomes.get(heading, "")) for arm, value, heading in found)

    def _arm(self, name: str, row: str) -> Part:
        bare = " ".join(_BRACKETS.sub("", name).split()) or name
        therapies = [m.term for m in mentions(self._lexicon, bare) if self._lexicon.types.get(m.term) == "Therapy"]
        receives = list(dict.fromkeys(therapies))
        known = receives[0] if len(receives) == 1 else ""
        arm = Part(self._lexicon.labels.get(known, bare), row, known or slug(bare), bare, receives)
        if counted := _SIZE.search(name):
            arm.said.append(Said(row, "", counted[1]))
        return arm

    def _is_arm(self, arm: Part) -> bool:
        return bool(arm.receives) or re.search(forms()["arm-name"], arm.name, re.IGNORECASE) is not None


def _apart(arms: list[Part]) -> list[Part]:
    """Arms of which each has a key of its own: doses of one drug have their words; none where two have the same."""
    keys = Counter(arm.key for arm in arms)
    for arm in arms:
        if keys[arm.key] > 1:
            arm.name, arm.key = arm.words, slug(arm.words)
    return arms if len({arm.key for arm in arms}) == len(arms) else []


def _is_name(text: str) -> bool:
    return _NAME.match(text) is not None and len(text) <= _LONGEST


def _is_value(text: str) -> bool:
    printed = _PRINTED.fullmatch(text)
    return printed is not None and not printed["rest"]


def _named(text: str) -> list[tuple[str, str, str]]:
    """Heading, name and value, where a cell prints nothing but names with their values.

    >>> _named("Azithromycin – 4.1 Ceftriaxone – 3.9")
    [('', 'Azithromycin', '4.1'), ('', 'Ceftriaxone', '3.9')]
    >>> _named("Clinical failure: Azithromycin – 0 Microbiological failure: Azithromycin – 15.5%")
    [('Clinical failure', 'Azithromycin', '0'), ('Microbiological failure', 'Azithromycin', '15.5%')]
    >>> _named("Median (range): 4.1"), _named("Ceftriaxone – 3.9 later"), _named("83")
    ([('', 'Median (range)', '4.1')], [], [])
    """
    name, *others = _IS.split(text)
    found, heading = [], ""
    for each in others:
        if not _is_name(name):
            return []
        if printed := _PRINTED.fullmatch(each):
            found.append((heading, name, printed["value"]))
            name = printed["rest"] or ""
        else:
            heading, name = name, each
    return found if not name else []
