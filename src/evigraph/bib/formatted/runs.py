"""A formatted entry as runs of text, from the marked string that the processor made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from evigraph.bib.formatted.marks import (
    BOLD,
    BREAK,
    CLOSING,
    DOI,
    FIELD,
    ITALIC,
    MARK,
    OPENING,
    PMCID,
    PMID,
    SMALL_CAPS,
    SUBSCRIPT,
    SUPERSCRIPT,
    URL,
)

# The second of two marks of punctuation that meet where a field ends or begins, by the first.
_SWALLOWED = {
    ".": ".",
    ",": ",",
    ";": ";.:",
    ":": ":.",
    "?": "?.:",
    "!": "!.:",
}
# Where the second one wins.
_YIELDS = {":": "?!", ";": "?!", ",": ""}
_ADDRESSES = {
    DOI: "https://doi.org/{}",
    PMID: "https://pubmed.ncbi.nlm.nih.gov/{}/",
    PMCID: "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
}
_IDENTIFIER = {DOI: re.compile(r"10\.\S+"), PMID: re.compile(r"\d+"), PMCID: re.compile(r"PMC\d+")}
_AFTER_NUMBER = re.compile(r"[.,:;)\]]*\s+")
_HANGING = re.compile(r"\s*[,;:]$")
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_BEFORE_IDENTIFIER = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s?|PMID:\s?|PMCID:\s?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Run:
    """Text that is formatted alike; ``link`` is the address it leads to, or empty."""

    text: str
    italic: bool = False
    bold: bool = False
    superscript: bool = False
    subscript: bool = False
    small_caps: bool = False
    link: str = ""


@dataclass(frozen=True)
class FormattedEntry:
    """One entry of a formatted list: its number as the style prints it ("5.", "[5]" or nothing), and its text.

    ``note`` is what is said of the reference beneath it, if anything.
    """

    label: str
    runs: tuple[Run, ...]
    note: str = ""

    @property
    def text(self) -> str:
        """The entry without its number and without formatting."""
        return "".join(run.text for run in self.runs)


@dataclass
class _Piece:
    text: str
    open: tuple[str, ...]
    field: int  # which field it stands in; 0 for what the style adds


def entry_of(marked: str, in_quotes: bool = False) -> FormattedEntry:
    """The entry that a marked string stands for; ``in_quotes`` moves a full stop or comma into closing quotes."""
    label, _, body = marked.rpartition(BREAK)
    if label and (found := _AFTER_NUMBER.match(body)):  # the delimiter of a group around both
        label, body = label + found.group(), body[found.end() :]
    runs = _linked(_tidied(list(_pieces(body)), in_quotes))
    return FormattedEntry(MARK.sub("", label).strip(), tuple(_merged(runs)))


def _pieces(marked: str) -> Iterator[_Piece]:
    stack: list[str] = []
    field = fields = start = 0
    for found in MARK.finditer(marked):
        if found.start() > start:
            yield _Piece(marked[start : found.start()], tuple(stack), field)
        start = found.end()
        mark = found.group()
        if mark in OPENING:
            stack.append(mark)
            if mark == FIELD:
                fields += 1
                field = fields
        elif CLOSING[mark] in stack:
            del stack[len(stack) - 1 - stack[::-1].index(CLOSING[mark])]
            field = field if FIELD in stack else 0
    if start < len(marked):
        yield _Piece(marked[start:], tuple(stack), field)


def _tidied(pieces: list[_Piece], in_quotes: bool) -> list[_Piece]:
    """The pieces without doubled spaces and punctuation where they meet; what a field says is left alone."""
    for piece in pieces:
        if not piece.field:
            piece.text = _within(piece.text)
    pieces = [piece for piece in pieces if piece.text]
    kept: list[_Piece] = []
    for piece in pieces:
        while kept and piece.text:
            last = kept[-1]
            if piece.field and piece.field == last.field:
                break
            left, right = last.text[-1], piece.text[0]
            if right in _YIELDS.get(left, ""):
                last.text = last.text[:-1]
                if not last.text:
                    kept.pop()
                continue
            if right in _SWALLOWED.get(left, "") or (left == right == " "):
                piece.text = piece.text[1:]
                continue
            if in_quotes and right in ".," and left in "”’" and not piece.field:
                inside = last.text.rstrip("”’")
                closing = last.text[len(inside) :]
                before = inside[-1:] or (kept[-2].text[-1:] if len(kept) > 1 else "")
                last.text = inside + ("" if right in _SWALLOWED.get(before, "") else right) + closing
                piece.text = piece.text[1:]
                continue
            break
        if piece.text:
            kept.append(piece)
    return _stripped(kept)


def _within(text: str) -> str:
    """What a style adds, with doubled spaces and punctuation reduced as between fields."""
    tidy: list[str] = []
    for char in text:
        left = tidy[-1] if tidy else ""
        if left and (char in _SWALLOWED.get(left, "") or (left == char == " ")):
            continue
        tidy.append(char)
    return "".join(tidy)


def _stripped(pieces: list[_Piece]) -> list[_Piece]:
    while pieces and not pieces[0].text.lstrip():
        pieces.pop(0)
    while pieces and not pieces[-1].text.rstrip():
        pieces.pop()
    if pieces:
        pieces[0].text = pieces[0].text.lstrip()
        pieces[-1].text = pieces[-1].text.rstrip()
        if not pieces[-1].field:  # "Example Press;" where a style had a date in mind
            pieces[-1].text = _HANGING.sub(".", pieces[-1].text)
    return pieces


def _linked(pieces: list[_Piece]) -> Iterator[Run]:
    """Runs with addresses; the "doi:" before an identifier belongs to its link."""
    runs: list[Run] = []
    for piece in pieces:
        run = Run(
            piece.text,
            italic=piece.open.count(ITALIC) % 2 == 1,
            bold=piece.open.count(BOLD) % 2 == 1,
            superscript=SUPERSCRIPT in piece.open,
            subscript=SUBSCRIPT in piece.open,
            small_caps=SMALL_CAPS in piece.open,
            link=_address(piece),
        )
        if run.link and runs and (found := _BEFORE_IDENTIFIER.search(runs[-1].text)):
            before = runs.pop()
            runs += [replace(before, text=before.text[: found.start()])] if found.start() else []
            run = replace(run, text=found.group() + run.text)
        runs.append(run)
    return iter(runs)


def _address(piece: _Piece) -> str:
    for mark, pattern in _IDENTIFIER.items():
        if mark in piece.open and pattern.fullmatch(piece.text):
            return _ADDRESSES[mark].format(quote(piece.text, safe="/:;().-_"))
    if URL in piece.open and _WEB.fullmatch(piece.text):
        return quote(piece.text, safe="/:;().-_~?#[]@!$&'*+,=%")
    return ""


def _merged(runs: Iterator[Run]) -> Iterator[Run]:
    held: Run | None = None
    for run in runs:
        if held and replace(held, text="") == replace(run, text=""):
            held = replace(held, text=held.text + run.text)
        else:
            if held:
                yield held
            held = run
    if held:
        yield held
