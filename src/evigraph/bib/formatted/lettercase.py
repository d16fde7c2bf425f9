"""Letter case as styles ask for it, in text that holds marks."""

from __future__ import annotations

import re

from evigraph.bib.formatted.marks import MARK
from evigraph.bib.tables import table

_WORD = re.compile(r"[^\s\-–—/]+")
_ENDS_SENTENCE = re.compile(r"[:.?!]\W*$")


def cased(text: str, case: str | None, language: str) -> str:
    """The text in a CSL ``text-case``; title case is for English alone, other words keep their capitals."""
    if case in ("lowercase", "uppercase"):
        return text.lower() if case == "lowercase" else text.upper()
    if case == "capitalize-first":
        return _capitalized(text)
    if case == "capitalize-all":
        return re.sub(r"\S+", lambda found: _capitalized(found.group()), text)
    if case == "title" and language.lower().startswith("en"):
        return _title(text)
    if case == "sentence":
        return _capitalized(text.lower() if MARK.sub("", text).isupper() else text)
    return text


def _capitalized(text: str) -> str:
    """The first letter a capital; marks and quotes before it are passed over."""
    for index, char in enumerate(text):
        if char.isalnum():
            return text[:index] + char.upper() + text[index + 1 :] if char.islower() and not _is_symbol(char) else text
        if char.isspace():
            break
    return text


def _is_symbol(char: str) -> bool:
    """Whether a letter is a Greek one: "β-catenin" has no capital."""
    return "\u0370" <= char <= "\u03ff"


def _title(text: str) -> str:
    small = frozenset(table("styles")["small words"])
    shouted = MARK.sub("", text).isupper()
    words = list(_WORD.finditer(text))
    last = words[-1].start() if words else 0

    def word(found: re.Match[str]) -> str:
        bare = MARK.sub("", found.group())
        if shouted:
            bare = bare.lower()
        elif not bare.islower():
            return found.group()
        before = text[: found.start()]
        inside = before.strip() and not _ENDS_SENTENCE.search(MARK.sub("", before)) and found.start() != last
        if inside and bare.strip("\"'“”‘’()[],;:") in small:
            return found.group().lower()
        return _capitalized(found.group().lower() if shouted else found.group())

    return _WORD.sub(word, text)
