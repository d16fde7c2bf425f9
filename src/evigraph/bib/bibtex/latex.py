"""LaTeX in field values: decoded when it is there, written when it is needed.

Most values are plain UTF-8 and pass through untouched.
"""

from __future__ import annotations

import html
import re
import unicodedata

from evigraph.bib.bibtex.decode import decode
from evigraph.bib.tables import table

_LATEX = re.compile(r"[\\{}$~]|--|``|''|[?!]`")
_VERBATIM_ESCAPE = re.compile(r"\{?\\([_%&#$~])\}?")
_VERBATIM_COMMAND = re.compile(r"\\(text[a-z]+|slash|backslash)(?![A-Za-z])(?:\{\}|[ \t]+)?")
_MATHEMATICAL = re.compile(r"\$([<>])\$")
# Percent signs that stand for a sign which is not itself in a file, and one that must not be taken for such.
_ENCODED = re.compile(r"%(7B|7D|5C|20|24|25(?=(?:25)*(?:7B|7D|5C|20|24)))", re.IGNORECASE)
_UNSAFE_IN_IDENTIFIER = re.compile(r"[{}\\\s]|\$(?=[<>]\$)|%(?=(?:25)*(?:7B|7D|5C|20|24))", re.IGNORECASE)
# Braces, and a backslash that :func:`verbatim` would take for the beginning of a command or that would end the value.
_UNSAFE_VERBATIM = re.compile(r"[{}]|\\(?=[\s_%&#$~{}]|text[a-z]|slash|backslash|\\*$)")
_DEEP_GROUP = r"\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.)*\})*\})*\}"
# A group as a whole; or, outside all groups: a tie that some program escaped ("H.\~P."), an accent
# with what it stands on, a command in letters, a command that is a sign.
_OUTSIDE = re.compile(
    rf"{_DEEP_GROUP}"
    rf"|\.\\~(?=[A-Z])"
    rf"|\\(?:[`'^\"~=.]|[uvHcdbkrt](?![A-Za-z]))\s*(?:{_DEEP_GROUP}|\\[A-Za-z]+\s*|[^\W\d_])"
    rf"|\\[A-Za-z]+(?![A-Za-z])(?:\{{\}}|\s+|(?!\{{))"
    rf"|\\[^A-Za-z]",
    re.DOTALL,
)
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


def with_letters(text: str) -> str:
    """The text with each command outside braces that stands for a letter, or for space, as what it stands for.

    Whoever looks for words must ask for this first: the tilde of ``Mu\\~noz`` is no tie, nor is
    the space in ``\\O rsted`` one between words.
    """
    return _OUTSIDE.sub(_letters, text) if "\\" in text else text


def _letters(found: re.Match[str]) -> str:
    written = found.group()
    if written.startswith("{") or written == "\\\\":
        return written
    if written == ".\\~":
        return ". "
    meant = decode(written)
    return meant if meant.isspace() or all(unicodedata.category(char)[0] in "LM" for char in meant) else written


def verbatim(text: str) -> str:
    """The value of a field that holds an identifier or address, where ``%`` and ``~`` mean themselves."""
    if "\\" in text or "{" in text or "}" in text:
        text = _VERBATIM_COMMAND.sub(_sign, _VERBATIM_ESCAPE.sub(r"\1", text)).replace("{", "").replace("}", "")
    return one_line(text)


def _sign(found: re.Match[str]) -> str:
    return str(table("latex")["signs"].get(found[1], found[0]))


def identifier(text: str) -> str:
    """The value of a field that holds an identifier: signs that a BibTeX file cannot hold as they are come back."""
    value = verbatim(_MATHEMATICAL.sub(r"\1", text))
    if "&" in value:
        value = html.unescape(value)
    return _ENCODED.sub(lambda found: chr(int(found[1], 16)), value) if "%" in value else value


def verbatim_written(text: str) -> str:
    """A verbatim text as a value; what would break an entry is percent-encoded, what is encoded already stays."""
    return _UNSAFE_VERBATIM.sub(_percent, one_line(text))


def identifier_written(text: str) -> str:
    """An identifier as a value from which :func:`identifier` reads it."""
    meant = text.replace("&", "&amp;") if html.unescape(text) != text else text
    return _UNSAFE_IN_IDENTIFIER.sub(_percent, one_line(meant))


def _percent(found: re.Match[str]) -> str:
    return f"%{ord(found.group()):02X}"


def escaped(text: str) -> str:
    """Plain text as a BibTeX value: :func:`plain` gives it back, and its braces balance.

    Braces become commands, because BibTeX counts ``\\{`` as an opening brace.
    """
    commands = _ESCAPABLE.sub(lambda found: _ESCAPES[found.group()], one_line(text))
    return _LIGATURE.sub("{}", commands)
