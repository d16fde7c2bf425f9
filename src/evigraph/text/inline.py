"""What stands within a line: emphasis, links, raised and lowered letters, in Markdown and in plain signs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from evigraph.article.text import Mark

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SIGNS = str.maketrans("˒⸴⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", ",,0123456789+-=()abcdefghijklmnoprstuvwxyz")
_UP = str.maketrans("0123456789+-−–=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾")
_FORMS = re.compile(
    r"(?<![`\w])`(?P<code>(?=\S)[^`]{1,300}(?<=\S))`(?![`\w])"
    rf"|\\(?P<escaped>[\\`*_{{}}\[\]()#+.!|~^<>-])"
    rf"|!?\[(?P<shown>[^\[\]]{{0,300}})\]\((?P<target>[^\s()]{{1,500}}(?:\([^\s()]*\))?)(?:\s\"[^\"]{{0,200}}\")?\)"
    rf"|<(?P<tag>sup|sub|i|em|b|strong)>(?P<tagged>[^<>]{{1,300}})</(?P=tag)>"
    rf"|\^\{{(?P<braced>[^{{}}]{{1,60}})\}}"
    rf"|_\{{(?P<lowered>[^{{}}]{{1,60}})\}}"
    rf"|\^(?P<caret>[\w,;*†‡§¶+–-]{{1,20}})\^"
    rf"|(?<=[^\s^])\^(?P<open>\d{{1,3}}(?:[,;–-]\d{{1,3}}){{0,9}}[*†‡§¶]?)(?![\w^])"
    rf"|(?P<raised>[{RAISED}⁺⁻ᵃ-ᶻᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ](?:[,;˒⸴–-]?[{RAISED}⁺⁻ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ])*)"
    r"|(?<![\w*])\*\*(?P<bold>(?=\S)[^*]{1,400}?(?<=\S))\*\*(?![\w*])"
    r"|(?<![\w*])\*(?P<italic>(?=\S)[^*]{1,400}?(?<=\S))\*(?![\w*])"
    r"|(?<![\w_])__(?P<bold2>(?=\S)[^_]{1,400}?(?<=\S))__(?![\w_])"
    r"|(?<![\w_])_(?P<italic2>(?=\S)[^_]{1,400}?(?<=\S))_(?![\w_])"
)
_INNER = {"bold": "bold", "italic": "italic", "bold2": "bold", "italic2": "italic"}
_TAGS = {"i": "italic", "em": "italic", "b": "bold", "strong": "bold", "sup": "sup", "sub": "sub"}


@dataclass
class Inline:
    """Text without its markup, what was marked, and where each stretch came from.

    ``raised`` are the stretches that the caller takes for something that is cited or noted: they stand
    in plain letters, with a mark.  Nothing in ``code`` is markup or cites.
    """

    marks: list[Mark] = field(default_factory=list)
    raised: list[tuple[int, int]] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0
    _pieces: list[str] = field(default_factory=list)
    _origins: list[tuple[int, int]] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """The text."""
        return "".join(self._pieces)

    def add(self, piece: str, origin: int) -> None:
        """Add letters that stood at a place before."""
        if piece:
            self._origins.append((self.length, origin))
            self._pieces.append(piece)
            self.length += len(piece)

    def last(self, size: int) -> str:
        """The last letters so far."""
        found = ""
        for piece in reversed(self._pieces):
            found = piece[-size:] + found
            if len(found) >= size:
                break
        return found[-size:]

    def is_code(self, offset: int) -> bool:
        """Whether a letter stands in code."""
        before = bisect_right(self.code, (offset, self.length))
        return before > 0 and offset < self.code[before - 1][1]

    def origin(self, offset: int) -> int:
        """Where a letter stood before its markup was taken away."""
        if not self._origins:
            return offset
        at, origin = self._origins[max(0, bisect_right(self._origins, (offset, 10**9)) - 1)]
        return origin + offset - at


def read_inline(text: str, is_told: Callable[[str, str, str], bool]) -> Inline:
    """A line without its markup.

    ``is_told`` says of raised letters, with what stands before and behind them, whether they are a citation
    or the mark of a note; others keep the look of raised letters, as in 10⁶ and CD19⁺.
    """
    made = Inline()
    _read(text, 0, made, is_told)
    return made


def _read(text: str, base: int, made: Inline, is_told: Callable[[str, str, str], bool]) -> None:
    done = 0
    for found in _FORMS.finditer(text):
        made.add(text[done : found.start()], base + done)
        _form(found, text, base, made, is_told)
        done = found.end()
    made.add(text[done:], base + done)


def _form(found: re.Match[str], text: str, base: int, made: Inline, is_told: Callable[[str, str, str], bool]) -> None:
    start = made.length
    said = found.groupdict()
    if said["code"] is not None:
        made.add(said["code"], base + found.start("code"))
        made.code.append((start, made.length))
    elif said["escaped"] is not None:
        made.add(said["escaped"], base + found.start("escaped"))
    elif said["target"] is not None:
        _read(said["shown"], base + found.start("shown"), made, is_told)
        made.marks.append(Mark(start, made.length, "graphic" if found[0][0] == "!" else "link", said["target"]))
    elif name := next((name for name in _INNER if said[name] is not None), ""):
        _read(said[name], base + found.start(name), made, is_told)
        made.marks.append(Mark(start, made.length, _INNER[name]))
    elif said["lowered"] is not None or said["tag"] in ("sub", "i", "em", "b", "strong"):
        name = "lowered" if said["lowered"] is not None else "tagged"
        _read(said[name], base + found.start(name), made, is_told)
        made.marks.append(Mark(start, made.length, _TAGS.get(said["tag"] or "sub", "sub")))
    else:
        kind = next(name for name in ("tagged", "braced", "caret", "open", "raised") if said[name] is not None)
        plain = said[kind].translate(_SIGNS).strip()
        if is_told(made.last(12), plain, text[found.end() : found.end() + 2]):
            made.add(plain, base + found.start(kind))
            made.marks.append(Mark(start, made.length, "sup"))
            made.raised.append((start, made.length))
        elif kind == "raised":
            made.add(said[kind], base + found.start(kind))
        elif (up := plain.translate(_UP)) and not any(char.isascii() for char in up):
            made.add(up, base + found.start(kind))
        else:
            made.add(plain, base + found.start(kind))
            made.marks.append(Mark(start, made.length, "sup"))
