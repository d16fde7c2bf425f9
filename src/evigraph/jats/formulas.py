"""Formulas as a line of text: from MathML, else TeX, else the words that stand for the picture."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml.etree import _Element

from evigraph.article.words import content, letters, tidy

MATHML = "{http://www.w3.org/1998/Math/MathML}"
FORMULAS = frozenset({"inline-formula", "disp-formula", "chem-struct", "tex-math", f"{MATHML}math", "math"})
PLACEHOLDER = "[formula]"
_BODY = re.compile(r"\\begin\{document\}(.*?)\\end\{document\}", re.DOTALL)


def formula(element: _Element) -> tuple[str, str]:
    """A formula as text and its TeX, "" where it has none."""
    tex = element if element.tag == "tex-math" else next(element.iter("tex-math"), None)
    source = _tex(tex) if tex is not None else ""
    tag = element.tag
    math = element if tag in ("math", f"{MATHML}math") else next(element.iter(f"{MATHML}math", "math"), None)
    if math is not None and (text := tidy(_linear(math))):
        return text, source
    if source:
        return source, source
    plain = tidy("".join(_loose(element)))
    if plain:
        return plain, ""
    alternative = next(element.iter("alt-text"), None)
    return content(alternative) or PLACEHOLDER, ""


def _tex(element: _Element) -> str:
    text = letters(element)
    found = _BODY.search(text)
    return tidy(found[1] if found else text).strip("$ ")


def _loose(element: _Element) -> list[str]:
    """The text of a formula written in ordinary letters, without labels and words for pictures."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag not in ("label", "alt-text", "long-desc", "object-id", "graphic", "tex-math"):
            pieces += _loose(child)
        pieces.append(child.tail or "")
    return pieces


def _linear(element: _Element) -> str:
    """MathML on one line: a fraction with its bar, powers and indices with theirs."""
    name = element.tag.removeprefix(MATHML)
    if name in ("annotation", "annotation-xml"):
        return ""
    if len(element) == 0:
        text = (element.text or "").strip(" \t\r\n")
        return " " if name == "mspace" else text
    parts = [_linear(child) for child in element]
    write = _WRITTEN.get(name)
    if write and len(parts) == write[0]:
        return write[1](parts)
    if name == "mfenced":
        marks = (element.get("separators") or ",")[:1]
        return f"{element.get('open', '(')}{f'{marks} '.join(parts)}{element.get('close', ')')}"
    if name in ("mtr", "mlabeledtr"):
        return ", ".join(parts)
    return ("; " if name == "mtable" else "").join(parts)


def _grouped(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() else f"({text})"


_WRITTEN: dict[str, tuple[int, Callable[[list[str]], str]]] = {
    "mfrac": (2, lambda part: f"{_grouped(part[0])}/{_grouped(part[1])}"),
    "msup": (2, lambda part: f"{part[0]}^{_grouped(part[1])}"),
    "msub": (2, lambda part: f"{part[0]}_{_grouped(part[1])}"),
    "msubsup": (3, lambda part: f"{part[0]}_{_grouped(part[1])}^{_grouped(part[2])}"),
    "munder": (2, lambda part: f"{part[0]}_{_grouped(part[1])}"),
    "munderover": (3, lambda part: f"{part[0]}_{_grouped(part[1])}^{_grouped(part[2])}"),
    "msqrt": (1, lambda part: f"√{_grouped(part[0])}"),
    "mroot": (2, lambda part: f"√[{part[1]}]{_grouped(part[0])}"),
}
