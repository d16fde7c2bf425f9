"""LaTeX in a field value, decoded piece by piece.

One pattern finds the pieces that mean something else than they are: commands, accents, braces,
ligatures, mathematics.  What a command stands for is looked up in ``formats/latex.json``, then
asked of bibtexparser's decoder, once for each distinct command.  A command that nobody knows
stays as it was written, or gives way to its argument: to drop it would change what was said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from evigraph.bib.bibtex.quiet import quiet
from evigraph.bib.tables import table

if TYPE_CHECKING:
    from bibtexparser.middlewares import LatexDecodingMiddleware

_GROUP = r"\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{[^{}]*\})*\})*\}"
_MATH = r"(?:[^$\\]|\\.)+?"
_PIECE = re.compile(
    rf"""
      (?P<address> \b(?:https?|ftp)://[^\s{{}}\\$]+ )
    | \\(?P<raised> textsuperscript | textsubscript | ap | sb )\s*(?P<script> {_GROUP} )
    | \\href\s*(?P<target> {_GROUP} )\s*(?P<shown> {_GROUP} )
    | \\(?: frac | nicefrac | tfrac )\s*(?P<dividend> {_GROUP} )\s*(?P<divisor> {_GROUP} )
    | \\(?: begin | end )(?P<block> \{{[A-Za-z]+\*?\}} )
    | \\footnote\s*(?P<note> {_GROUP} )
    | \\(?P<accent> [`'^"~=.] | [uvHcdbkrt](?![A-Za-z]) ) \s*
      (?P<base> {_GROUP} | \\[ij](?:math)?\s* | \\[A-Za-z]+ | [^\W\d_] )
    | \\(?P<word> [A-Za-z]+ ) \*? (?: \{{\}} | \s+ )?
    | \\(?P<symbol> [^A-Za-z] )
    | (?P<brace> [{{}}] )
    | \$\$? (?= [^$]* [\\^_<>] ) (?P<formula> (?! \s ) {_MATH} ) (?<! \s )\$\$?
    | \$\$? (?P<math> (?! \s ) {_MATH} ) (?<! \s )\$\$? (?! \d )
    | (?P<ligature> ---? | `` | '' | [?!]` | ~ )
    """,
    re.VERBOSE | re.DOTALL,
)
_SCRIPT = re.compile(rf"([\^_])\s*({_GROUP}|\\[A-Za-z]+|[^\s{{}}])", re.DOTALL)
_DOTLESS = str.maketrans("ıȷ", "ij")


def decode(text: str) -> str:
    """The text with its LaTeX as Unicode."""
    return _PIECE.sub(_meaning, text)


def _meaning(found: re.Match[str]) -> str:
    """What one piece stands for."""
    kind = found.lastgroup
    if kind is None or kind not in _MEANINGS:
        raise TypeError(f"no meaning for the piece {kind}")
    return _MEANINGS[kind](found, found[kind])


@lru_cache(maxsize=4096)
def _sign(word: str, written: str) -> str:
    """The sign that a command stands for, or nothing for one that only dresses its text, or ``written``."""
    latex = table("latex")
    if word in latex["signs"]:
        return str(latex["signs"][word])
    if word in latex["silent"]:
        return ""
    return _by_library(f"\\{word}{{}}") or written


@lru_cache(maxsize=4096)
def _accented(accent: str, base: str) -> str:
    letters = decode(base).strip().translate(_DOTLESS)
    if not letters:
        return accent
    if not letters[0].isalpha():
        return f"\\{accent}{letters}"
    marked = _by_library(f"\\{accent}{{{letters[0]}}}")
    return unicodedata.normalize("NFC", marked) + letters[1:]


def _mathematics(text: str) -> str:
    """Mathematics on one line: raised and lowered signs where Unicode has them, else ``^`` and ``_``."""
    return decode(_SCRIPT.sub(lambda found: _script(*found.groups(), alone=not found.start()), text))


def _script(mark: str, group: str, *, alone: bool) -> str:
    signs = table("latex")["superscripts" if mark == "^" else "subscripts"]
    text = decode(group).strip()
    if text and all(char in signs for char in text):
        return "".join(signs[char] for char in text)
    return text if alone else mark + text


@lru_cache(maxsize=4096)
def _by_library(fragment: str) -> str:
    """A fragment of LaTeX as bibtexparser decodes it; empty where it knows nothing to say."""
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    holder = Entry("misc", "holder", [Field("value", fragment)])
    with quiet("pylatexenc.latex2text"):
        _decoder().transform_entry(holder, Library())
    return str(holder["value"])


_MEANINGS: dict[str, Callable[[re.Match[str], str], str]] = {
    "address": lambda _, said: said,
    "block": lambda _found, _said: "",
    "brace": lambda _found, _said: "",
    "ligature": lambda _, said: str(table("latex")["ligatures"][said]),
    "symbol": lambda found, said: str(table("latex")["symbols"].get(said, found.group())),
    "word": lambda found, said: _sign(said, "" if found.string.startswith("{", found.end()) else found.group()),
    "base": lambda found, said: _accented(found["accent"], said),
    "math": lambda _, said: _mathematics(said),
    "formula": lambda _, said: _mathematics(said),
    "script": lambda found, said: _script("_" if found["raised"] in {"textsubscript", "sb"} else "^", said, alone=True),
    "shown": lambda found, said: f"{decode(said)} ({decode(found['target'])})",
    "divisor": lambda found, said: f"{decode(found['dividend'])}/{decode(said)}",
    "note": lambda _, said: f" [{decode(said)}]",
}


@cache
def _decoder() -> LatexDecodingMiddleware:
    from bibtexparser.middlewares import LatexDecodingMiddleware

    return LatexDecodingMiddleware(keep_math_mode=True)
