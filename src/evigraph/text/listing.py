"""The list of references: where it stands, its entries, and how they are numbered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from evigraph.article.reference import Reference
from evigraph.bib.printed import read_entry
from evigraph.text.inline import RAISED, read_inline
from evigraph.text.lines import Line, Run, is_finished, joined

_LABEL = re.compile(
    r"\s*(?:[-*•]\s+)?(?:\[\^?(?P<square>\d{1,4})\]:?|\((?P<round>\d{1,4})\)|(?P<dotted>\d{1,4})[.)](?=\s|[^\W\d_])"
    rf"|(?P<spaced>\d{{1,4}})(?=\t|\s{{2,}}|\s[^\W\d_])|(?P<raised>[{RAISED}]{{1,4}})|\^\{{(?P<braced>\d{{1,4}})\}})\s*"
)
_BULLET = re.compile(r"\s*[-*•–]\s+")
_SAME_AUTHORS = re.compile(r"^[—–_-]{2,}[.,]?\s*")
_BEGINS = re.compile(r"[^\W\d_a-z][\w'’‐-]+(?:[ ,]+[^\W\d_a-z][\w'’‐.-]*){0,3}[,.:( ]")
_PARTICLE = re.compile(r"(?:van|von|de|der|den|du|da|dos|del|della|di|la|le|el|al|ten|ter)\s+[^\W\d_a-z]|[dl]['’]")
_LAST_LINES = 6
_MOST_REMARKS = 12
_MOST_LABELLED = 0.8
_MOST_SKIPPED = 4
_DIGITS = str.maketrans(RAISED, "0123456789")
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_ENDS = re.compile(r"(?:[.)\]\d]|https?://\S+|10\.\d{4,9}/\S+)\s*$")


@dataclass
class Listing:
    """The list: its references, the lines they came from, lines that are none, and what is wrong with it."""

    references: list[Reference] = field(default_factory=list)
    lines: dict[int, list[int]] = field(default_factory=dict)
    rest: list[Line] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    """Line, code and message of each."""


@dataclass
class _Entry:
    label: str
    lines: list[Line]


def label_of(line: str) -> tuple[str, str, int]:
    """The number that a line begins with, the form it has, and where it ends; "" where there is none."""
    found = _LABEL.match(line)
    if not found:
        return "", "", 0
    form = next(name for name, said in found.groupdict().items() if said is not None)
    return str(int(found[form].translate(_DIGITS))), form, found.end()


def read_list(lines: Sequence[Line], wrapped: bool, words: frozenset[str]) -> Listing:
    """The references that lines hold."""
    listing = Listing()
    first = _first_number(lines)
    numbered = first is not None
    entries = _numbered(lines[first:], wrapped, listing) if numbered else _unnumbered(lines, wrapped)
    listing.rest[:0] = [line for line in lines[: first or 0] if line.bare]
    for number, entry in enumerate(entries, 1):
        _keep(listing, number, entry, words)
    if numbered:
        listing.faults += _order(listing.references)
    return listing


def _first_number(lines: Sequence[Line]) -> int | None:
    """Where the first numbered entry begins; None where the list is not numbered.

    Lines before it are a remark, where 1, 2 and 3 follow.
    """
    said = [at for at, line in enumerate(lines) if line.bare]
    labels = [label_of(lines[at].text)[0] for at in said]
    if labels and labels[0] and (len([label for label in labels if label]) > 1 or len(labels) < 4):
        return said[0]
    for place, label in enumerate(labels[:_MOST_REMARKS]):
        following = [each for each in labels[place:] if each]
        if label == "1" and following[:3] == ["1", "2", "3"]:
            return said[place]
    return None


def _numbered(lines: Sequence[Line], wrapped: bool, listing: Listing) -> list[_Entry]:
    entries: list[_Entry] = []
    form, blank = "", True
    each_labelled = _is_each_labelled(lines)
    for line in lines:
        if not line.bare:
            blank = True
            continue
        label, own, end = label_of(line.text)
        form = form or own
        expected = not entries or label == str(int(entries[-1].label or 0) + 1)
        own_line = blank or not wrapped or own == "square" or not entries
        if own == "spaced":
            own_line = False
        if label and own == form and (expected or own_line or _goes_on(label, own, entries, each_labelled)):
            entries.append(_Entry(label, [Line(line.number, " " * end + line.text[end:])]))
        elif listing.rest or (blank and _is_apart(line, entries)):
            listing.rest.append(line)
        else:
            bullet = _BULLET.match(line.text)
            at = bullet.end() if bullet else 0
            entries[-1].lines.append(Line(line.number, " " * at + line.text[at:]))
        blank = False
    return entries


def _is_each_labelled(lines: Sequence[Line]) -> bool:
    """Whether the lines that may begin an entry, those behind a blank one where entries are parted so, have labels.

    Such a line begins an entry whatever its number is, else a number that is skipped takes all behind it along.
    """
    said = [line for line in lines if line.bare]
    form = label_of(said[0].text)[1] if said else ""
    behind = [below for above, below in pairwise(lines) if below.bare and not above.bare]

    def labelled(some: Sequence[Line]) -> int:
        return sum(1 for line in some if label_of(line.text)[1] == form)

    if 2 * len(behind) >= labelled(said):
        return labelled(said) <= labelled(behind) + 1 and labelled(behind) >= _MOST_LABELLED * len(behind)
    return labelled(said) >= _MOST_LABELLED * len(said)


def _goes_on(label: str, form: str, entries: Sequence[_Entry], each_labelled: bool) -> bool:
    """Whether a number that is not the expected one begins an entry.

    It is the one before or little higher, behind an entry that is complete or where each line has a label; where a
    full stop or a bracket marks these, any number will do.
    """
    near = 0 <= int(label) - int(entries[-1].label or 0) <= _MOST_SKIPPED
    if each_labelled:
        return near or form != "spaced"
    before = " ".join(each.bare for each in entries[-1].lines[-_LAST_LINES:])
    complete = _ENDS.search(before) and (_YEAR.search(before) or "10." in before)
    return near and form != "spaced" and bool(complete)


def _is_apart(line: Line, entries: Sequence[_Entry]) -> bool:
    """Whether a line behind a numbered entry that is complete is no part of the list."""
    before = " ".join(each.bare for each in entries[-1].lines[-_LAST_LINES:])
    goes_on = line.bare[:1].islower() or _BULLET.match(line.text)
    return bool(_ENDS.search(before) and _YEAR.search(before)) and not goes_on


def _unnumbered(lines: Sequence[Line], wrapped: bool) -> list[_Entry]:
    said = [line for line in lines if line.bare]
    if not said:
        return []
    bulleted = sum(1 for line in said if _BULLET.match(line.text)) > len(said) // 3
    least = min(line.indent for line in said)
    hanging = wrapped and any(line.indent > least for line in said) and not bulleted
    blanks = sum(1 for above, below in pairwise(lines) if below.bare and not above.bare)
    parted = wrapped and blanks >= max(1, len(said) // 8)
    entries: list[_Entry] = []
    blank = True
    for line in lines:
        if not line.bare:
            blank = True
            continue
        bullet = _BULLET.match(line.text) if bulleted else None
        before = entries[-1].lines[-1].bare if entries else ""
        if bulleted:
            begins = bullet is not None
        elif not wrapped:
            goes_on = line.bare[:1].islower() and not _PARTICLE.match(line.bare) and not is_finished(before)
            begins = not goes_on
        elif hanging:
            begins = line.indent == least
        elif parted:
            begins = blank
        else:
            begins = is_finished(before) and _BEGINS.match(line.bare) is not None
        at = bullet.end() if bullet else 0
        if begins or not entries:
            entries.append(_Entry("", []))
        entries[-1].lines.append(Line(line.number, " " * at + line.text[at:]))
        blank = False
    return entries


def _keep(listing: Listing, number: int, entry: _Entry, words: frozenset[str]) -> None:
    """Read an entry as printed."""
    run: Run = joined(entry.lines, words)
    made = read_inline(run.text, _never)
    printed = made.text.strip()
    first = len(made.text) - len(made.text.lstrip())
    italics = [(mark.start - first, mark.end - first) for mark in made.marks if mark.kind == "italic"]
    item, doubts = read_entry(printed, [span for span in italics if span[0] >= 0])
    if (same := _SAME_AUTHORS.match(printed)) and listing.references:
        item, doubts = read_entry(printed[same.end() :])
        doubts = [doubt for doubt in doubts if "names" not in doubt]
        above = listing.references[-1].items[0]
        item |= {role: above[role] for role in ("author", "editor") if role in above}
        doubts.append("Its authors are those of the entry before it.")
    if not printed:
        doubts = ["It is empty."]
        listing.faults.append(
            (entry.lines[0].number, "text-empty-reference", f"Entry {entry.label or number} is empty.")
        )
    key = entry.label or str(number)
    identifier = f"{key}-{number}" if key in listing.keys else key
    listing.keys.add(identifier)
    item = {"id": identifier, **item}
    line = entry.lines[0].number
    listing.references.append(Reference(number, identifier, entry.label, (item,), printed, tuple(doubts), line))
    listing.lines[number] = [each.number for each in entry.lines]


def _never(_before: str, _plain: str, _behind: str) -> bool:
    return False


def _order(references: Sequence[Reference]) -> list[tuple[int, str, str]]:
    """What is wrong with the numbers of a list."""
    faults = []
    seen: dict[str, int] = {}
    highest = 0
    for reference in references:
        number = int(reference.label)
        if reference.label in seen:
            before = f"the first, in line {seen[reference.label]}"
            message = f"The list has two entries {number}; citations of it mean {before}."
            faults.append((reference.line, "text-number-twice", message))
        elif number > highest + 1:
            lost = f"{highest + 1}" if number == highest + 2 else f"{highest + 1} to {number - 1}"
            message = f"Expected entry {highest + 1}, found {number}: {lost} is not here."
            faults.append((reference.line, "text-number-left-out", message))
        elif number < highest:
            message = f"Entry {number} stands behind entry {highest}."
            faults.append((reference.line, "text-number-out-of-order", message))
        seen.setdefault(reference.label, reference.line)
        highest = max(highest, number)
    return faults
