"""What the lines of a text are: headings, paragraphs, tables, captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from evigraph.text.headings import BULLET, HASHES, UNDERLINE, heading_level, is_marked
from evigraph.text.lines import FENCE, Line, Run, joined, runs_joined
from evigraph.text.rows import Drawn, draw, row_at
from evigraph.text.words import form

_RULE = re.compile(r"^(?:[-*_=~]\s?){3,}$|^```\w*$|^~~~\w*$")
_COMMENT = re.compile(r"^<!--.*-->$")
_QUOTE = re.compile(r"^>\s?")
_LONGEST_CAPTION = 12


@dataclass
class Part:
    """A part of a text; ``kind`` is ``heading``, ``paragraph``, ``item``, ``figure``, ``table`` or ``code``.

    ``label`` is that of a caption, ``drawn`` the rows of a table, ``notes`` what stands under them.
    """

    kind: str
    run: Run
    level: int = 0
    label: str = ""
    drawn: Drawn | None = None
    notes: list[Run] = field(default_factory=list)
    line: int = 0


@dataclass
class Outline:
    """The parts in their order; lines that are only layout; lines that no part takes."""

    parts: list[Part] = field(default_factory=list)
    layout: set[int] = field(default_factory=set)
    left_out: list[Line] = field(default_factory=list)


def outline(lines: Sequence[Line], wrapped: bool, words: frozenset[str]) -> Outline:
    """The parts of a text without its front and its list of references."""
    scan = _Scan(lines, wrapped, words)
    while scan.at < len(scan.lines):
        scan.step()
    scan.found.parts = _whole(scan.found.parts)
    return scan.found


class _Scan:
    """Goes through lines part by part."""

    def __init__(self, lines: Sequence[Line], wrapped: bool, words: frozenset[str]) -> None:
        self.lines, self.wrapped, self.words = lines, wrapped, words
        self.marked = is_marked(lines)
        self.found = Outline()
        self.at = 0

    def step(self) -> None:
        line = self.lines[self.at]
        bare = line.bare
        if not bare:
            self.at += 1
        elif line.code:
            self._code()
        elif _COMMENT.match(bare):
            self.found.left_out.append(line)
            self.at += 1
        elif self._table() or self._figure():
            return
        elif _RULE.match(bare):
            self.found.layout.add(line.number)
            self.at += 1
        elif level := heading_level(self.lines, self.at, self.marked):
            self._heading(level)
        else:
            self._paragraph()

    def _heading(self, level: int) -> None:
        line = self.lines[self.at]
        below = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else None
        found = HASHES.match(line.bare)
        shown = found[2] if found else line.bare
        start = line.text.find(shown)
        run = joined([Line(line.number, " " * start + shown)])
        self.found.parts.append(Part("heading", run, level, line=line.number))
        self.at += 1
        if below is not None and not found and below.bare and UNDERLINE.match(below.bare):
            self.found.layout.add(below.number)
            self.at += 1

    def _code(self) -> None:
        """A line of code by itself: what it means may hang on where lines end."""
        line = self.lines[self.at]
        if FENCE.fullmatch(line.bare):
            self.found.layout.add(line.number)
        else:
            self.found.parts.append(Part("code", joined([line]), line=line.number))
        self.at += 1

    def _paragraph(self) -> None:
        first = self.lines[self.at]
        quoted = _QUOTE.match(first.bare)
        bullet = BULLET.match(first.bare)
        taken = [first]
        self.at += 1
        while self.at < len(self.lines) and self._goes_on(taken):
            taken.append(self.lines[self.at])
            self.at += 1
        if quoted:
            taken = [Line(each.number, _QUOTE.sub("", each.bare)) for each in taken]
        run = joined(taken, self.words)
        if bullet and bullet.group()[0] in "-*•‣▪–":
            run = run.cut(bullet.end())
        self.found.parts.append(Part("item" if bullet else "paragraph", run, line=first.number))

    def _goes_on(self, taken: list[Line]) -> bool:
        """Whether the paragraph goes on in the next line."""
        line = self.lines[self.at]
        if not line.bare or line.code or not self.wrapped:
            return False
        stops = BULLET.match(line.bare) and not BULLET.match(line.bare)[0][0].isdigit()  # type: ignore[index]
        if stops or row_at(self.lines, self.at) or _RULE.match(line.bare):
            return False
        indented = line.indent > taken[-1].indent + 1 and len(taken) > 1 and len(taken[-1].text) < len(taken[0].text)
        caption = form("table-caption").match(line.bare) and self._caption_ends() is not None
        return not (caption or indented or heading_level(self.lines, self.at, self.marked))

    def _figure(self) -> bool:
        line = self.lines[self.at]
        caption = form("figure-caption").match(line.bare)
        if not caption or not (caption["mark"] or not caption["caption"]):
            return False
        self.at += 1
        taken = [line]
        while self.wrapped and self.at < len(self.lines) and self.lines[self.at].bare:
            taken.append(self.lines[self.at])
            self.at += 1
        run = joined(taken, self.words)
        whole = form("figure-caption").match(run.text)
        run = run.cut(whole.start("caption")) if whole else run
        self.found.parts.append(Part("figure", run, label=caption["label"], line=line.number))
        return True

    def _table(self) -> bool:
        """A table: a caption with rows, a caption alone, or rows alone."""
        line = self.lines[self.at]
        caption = form("table-caption").match(line.bare)
        end = self._caption_ends() if caption else None
        if caption is None or end is None:
            if not row_at(self.lines, self.at):
                return False
            drawn, self.at = draw(self.lines, self.at, False)
            self._keep(Run("", []), "", drawn, line.number)
            return True
        run = joined(self.lines[self.at : end], self.words)
        whole = form("table-caption").match(run.text)
        run = run.cut(whole.start("caption")) if whole else run
        rows = end
        while rows < len(self.lines) and not self.lines[rows].bare:
            rows += 1
        drawn, self.at = draw(self.lines, rows, True)
        if not drawn.rows:
            self.at = end
        self._keep(run, caption["label"], drawn, line.number)
        return True

    def _keep(self, caption: Run, label: str, drawn: Drawn, line: int) -> None:
        self.found.layout |= drawn.layout
        part = Part("table", caption, label=label, drawn=drawn if drawn.rows else None, line=line)
        part.notes = self._notes(drawn.letters) if drawn.rows else []
        self.found.parts.append(part)

    def _caption_ends(self) -> int | None:
        """Where the caption of a table ends that begins here; None where it is no caption."""
        line = self.lines[self.at]
        caption = form("table-caption").match(line.bare)
        at = self.at + 1
        while at < len(self.lines) and self.lines[at].bare and not row_at(self.lines, at, True):
            if not self.wrapped or at - self.at > _LONGEST_CAPTION:
                break
            at += 1
        end = at
        while at < len(self.lines) and not self.lines[at].bare:
            at += 1
        if at < len(self.lines) and row_at(self.lines, at, True):
            return end
        if caption and not caption["caption"] and at < len(self.lines):  # "Table 1" above its caption
            last = at
            while last < min(at + 4, len(self.lines)) and self.lines[last].bare and not row_at(self.lines, last, True):
                last += 1
            behind = last
            while behind < len(self.lines) and not self.lines[behind].bare:
                behind += 1
            if behind < len(self.lines) and last - at < 4 and row_at(self.lines, behind, True):
                return last
        sure = (
            caption is not None and caption["mark"].strip() in (".", ":", "|") and not caption["caption"][:1].islower()
        )
        return end if sure else None

    def _notes(self, letters: frozenset[str]) -> list[Run]:
        """The notes that stand under a table; ``letters`` are those that cells end with."""
        notes: list[Run] = []
        while True:
            at = self.at
            while at < len(self.lines) and not self.lines[at].bare:
                at += 1
            if at >= len(self.lines) or not is_note(self.lines[at].bare, letters):
                return notes
            taken = [self.lines[at]]
            at += 1
            while (
                self.wrapped
                and at < len(self.lines)
                and self.lines[at].bare
                and not is_note(self.lines[at].bare, letters)
            ):
                taken.append(self.lines[at])
                at += 1
            notes.append(joined(taken, self.words))
            self.at = at


_MARKED = re.compile(
    r"^(?:\\?[*†‡§¶#‖∥]+\s?(?=[^\W_]|[(\"“<>≥≤])|[⁰¹²³⁴-⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ]+\s?\S|\^\{?[a-z\d*†‡§¶,]{1,3}[}^]\s?\S"
    r"|<sup>[^<>]{1,5}</sup>|[a-z]\)\s|[a-z](?=[A-Z][a-z]))"
)
_SHORT_FORM = re.compile(r"\s*[^\W_][\w/+%&.’'-]{0,11}(?:\s[\w/+%&.-]{1,8})?\s?(?:,|:|=|\s[-–—])\s?[^\W\d_]")


def is_note(bare: str, letters: frozenset[str] = frozenset()) -> bool:
    """Whether a line under a table is a note: it begins with a mark, or tells what short forms mean."""
    if bare[:1] in letters and re.match(r"[a-z]\s[^\W\d_a-z]", bare):
        return True
    if _MARKED.match(bare) or form("note-openings").match(bare):
        return True
    pieces = [piece for piece in re.split(r"[;.]\s", bare) if piece.strip()]
    short = [piece for piece in pieces if _SHORT_FORM.match(piece) and any(map(str.isupper, piece.split()[0]))]
    return ";" in bare[:200] + ";" * (len(pieces) == 1) and len(short) >= max(1, 0.6 * len(pieces)) and len(bare) < 3000


def _whole(parts: Sequence[Part]) -> list[Part]:
    """Paragraphs that a page or a float had parted, as one again."""
    found: list[Part] = []
    pieces: dict[int, list[Run]] = {}
    open_ = -1
    for part in parts:
        if part.kind in ("heading", "item"):
            open_ = -1
        elif part.kind == "paragraph":
            if open_ >= 0 and not pieces[open_][-1].finished and part.run.text[:1].islower():
                pieces[open_].append(part.run)
                continue
            open_ = len(found)
            pieces[open_] = [part.run]
        found.append(part)
    for at, runs in pieces.items():
        found[at].run = runs_joined(runs) if len(runs) > 1 else runs[0]
    return found
