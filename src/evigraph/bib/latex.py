"""LaTeX in field values: decoded when it is there, written when it is needed.

Most values are plain UTF-8 and pass through untouched; the decoder is loaded only for
a value that holds a backslash or a brace.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bibtexparser.middlewares import LatexDecodingMiddleware

_LATEX = re.compile(r"[\\{}]")
_ESCAPED_OR_SPECIAL = re.compile(r"\\.|[%&$]", re.DOTALL)
# Commands whose meaning the decoder gets wrong or drops.
_MENDED = {
    "textasciicircum": r"\string^",
    "textbraceleft": r"\{",
    "textbraceright": r"\}",
    "textquotedbl": '"',
}
_MENDABLE = re.compile(r"\\(" + "|".join(_MENDED) + r")(?![A-Za-z])(?:\{\}|[ \t]+)?")
_VERBATIM_ESCAPE = re.compile(r"\{?\\([_%&#$~])\}?")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {special: "\\" + special for special in "%&#_$"}
_ESCAPABLE = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")
# Neighbours that TeX would melt into one sign: -- `` '' << >> ,, !` ?`
_LIGATURE = re.compile(r"(?<=[-`'<>,!?])(?=[-`'<>,])")


def one_line(text: str) -> str:
    """The text with every run of white space a single space, and without control characters."""
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text
    return " ".join(_CONTROL.sub("", text).split())


def plain(text: str) -> str:
    """What a field value says, as plain Unicode on one line."""
    if not _LATEX.search(text):
        return one_line(text)
    return one_line(_decode(text))


def verbatim(text: str) -> str:
    """The value of a field that holds an identifier or address, where ``%`` and ``~`` mean themselves."""
    return one_line(_VERBATIM_ESCAPE.sub(r"\1", text).replace("{", "").replace("}", ""))


def escaped(text: str) -> str:
    """Plain text as a BibTeX value: :func:`plain` gives it back, and its braces balance.

    Braces become commands, because BibTeX counts ``\\{`` as an opening brace.
    """
    commands = _ESCAPABLE.sub(lambda found: _ESCAPES[found.group()], one_line(text))
    return _LIGATURE.sub("{}", commands)


def _decode(text: str) -> str:
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    mended = _MENDABLE.sub(lambda found: _MENDED[found.group(1)], text)
    holder = Entry("misc", "holder", [Field("value", _literal_specials(mended))])
    # A value that cannot be decoded stays as it was written.
    _decoder().transform_entry(holder, Library())
    return str(holder["value"])


@cache
def _decoder() -> LatexDecodingMiddleware:
    from bibtexparser.middlewares import LatexDecodingMiddleware

    return LatexDecodingMiddleware(keep_math_mode=True)


def _literal_specials(text: str) -> str:
    """Escape what the decoder would obey: a bare ``%`` cuts the text, ``&`` becomes blanks.

    A dollar sign keeps its meaning only where dollars come in pairs; "$100,000" has no partner.
    """
    specials = [found.group() for found in _ESCAPED_OR_SPECIAL.finditer(text)]
    literal = "%&$" if specials.count("$") % 2 else "%&"
    return _ESCAPED_OR_SPECIAL.sub(
        lambda found: f"\\{found.group()}" if found.group() in literal else found.group(), text
    )
