"""Text that has suffered on its way: braces, encodings, entities, capitals, full stops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html.entities import html5

from evigraph.bib.check.record import Record, Remark
from evigraph.bib.library.duplicates import plain_title
from evigraph.bib.tables import table

# What UTF-8 looks like when it is read as Windows-1252: é as Ã©, – as â€“, a mark at the start as ï»¿.
_MOJIBAKE = re.compile(r"ï»¿|â(?:€[^\s\w]|€[œ™˜š¢¦]|ˆ’|„¢)|[ÂÃÅ][\u00a1-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]")
_LOST = "\ufffd"
_ENTITY = re.compile(r"&(#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z][A-Za-z0-9]{1,30});")
_DOUBLE = re.compile(r"\{\{[^{}\\]*\}\}")
_BRACE = re.compile(r"[{}]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CAPITAL_WORDS = 4


def braces(record: Record, _: date) -> Iterator[Remark]:
    """Braces that BibTeX counts otherwise than the eye, and those that protect too much."""
    bibtex = table("bibtex")
    for field, value in record.entry.fields.items() if record.entry else ():
        if value.count("{") != value.count("}") or _closes_first(value):
            message = f"The braces in '{field}' do not balance; BibTeX counts \\{{ and \\}} as well."
            yield Remark(field, "bib-braces", message, "Write \\textbraceleft{} or \\textbraceright{}.", "error")
        elif field == "title" and " " in value.strip() and _is_one_group(value.strip()):
            message = "The whole title is in a second pair of braces, so that no style can change its capitals."
            yield Remark(field, "bib-whole-title-braces", message, "Put braces around names and acronyms only.", "note")
        elif (doubled := _DOUBLE.search(value)) and field in bibtex["text"]:
            message = f"Found double braces in '{field}': '{doubled.group()[:40]}'."
            yield Remark(field, "bib-double-braces", message, "One pair is enough.", "note")


def _closes_first(value: str) -> bool:
    depth = 0
    for sign in _BRACE.findall(value):
        depth += 1 if sign == "{" else -1
        if depth < 0:
            return True
    return False


def _is_one_group(value: str) -> bool:
    return value.startswith("{") and value.endswith("}") and not _closes_first(value[1:-1])


def encoding(record: Record, _: date) -> Iterator[Remark]:
    """Letters read in the wrong encoding, and letters that were lost."""
    for variable, value in record.texts:
        if found := _MOJIBAKE.search(value):
            shown = value[max(0, found.start() - 10) : found.end() + 10]
            message = f"Found '{shown}': text that was read in the wrong encoding."
            hint = (
                f"It was probably '{_mended(shown)}'." if _mended(shown) != shown else "Take the text from its source."
            )
            yield Remark(variable, "bib-encoding", message, hint)
        elif _LOST in value:
            place = value.index(_LOST)
            message = f"A letter is lost: '{value[max(0, place - 10) : place + 10]}'."
            yield Remark(variable, "bib-encoding", message, "Take the text from its source.")


def _mended(text: str) -> str:
    for codec in ("cp1252", "latin-1"):
        try:
            return text.encode(codec).decode("utf-8-sig")
        except UnicodeError:
            continue
    return text


def entities(record: Record, _: date) -> Iterator[Remark]:
    """Signs still written as in a web page."""
    for variable, value in record.texts:
        if variable == "DOI":  # "&lt;" in a DOI is said where DOIs are
            continue
        found = next(
            (one for one in _ENTITY.finditer(value) if one.group(1)[0] == "#" or f"{one.group(1)};" in html5), None
        )
        if found:
            message = f"Found '{found.group()}', a sign as web pages write it."
            yield Remark(variable, "bib-html-entity", message, "Write the sign itself.")


def title(record: Record, _: date) -> Iterator[Remark]:
    """Titles in capitals, and titles that end like sentences."""
    value = plain_title(record.item)
    if value.isupper() and len(_WORD.findall(value)) >= _CAPITAL_WORDS:
        message = f"The title is in capitals: '{value[:40]}'."
        yield Remark(
            "title", "bib-title-capitals", message, "Write it as a sentence; styles can make capitals.", "note"
        )
    last = value.split()[-1] if value.split() else ""
    if last.endswith(".") and "." not in last[:-1] and len(last) > len("etc.") and last[:-1].isalpha():
        message = f"The title ends with a full stop: '{value[-40:]}'."
        yield Remark("title", "bib-title-full-stop", message, "Styles print one; leave it out.", "note")
