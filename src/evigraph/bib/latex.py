"""LaTeX in field values: decoded when it is there, written when it is needed.

Most values are plain UTF-8 and pass through untouched.
"""

from __future__ import annotations

import re

from evigraph.bib.decode import decode

_LATEX = re.compile(r"[\\{}$~]|--|``|''|[?!]`")
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
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return " ".join(_CONTROL.sub("", text).split())


def plain(text: str) -> str:
    """What a field value says, as plain Unicode on one line."""
    return one_line(decode(text) if _LATEX.search(text) else text)


def verbatim(text: str) -> str:
    """The value of a field that holds an identifier or address, where ``%`` and ``~`` mean themselves."""
    if "\\" in text or "{" in text or "}" in text:
        text = _VERBATIM_ESCAPE.sub(r"\1", text).replace("{", "").replace("}", "")
    return one_line(text)


def escaped(text: str) -> str:
    """Plain text as a BibTeX value: :func:`plain` gives it back, and its braces balance.

    Braces become commands, because BibTeX counts ``\\{`` as an opening brace.
    """
    commands = _ESCAPABLE.sub(lambda found: _ESCAPES[found.group()], one_line(text))
    return _LIGATURE.sub("{}", commands)
