"""What every element of a style does alike, and the item it renders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from citeproc import model

from evigraph.bib.formatted.marks import BOLD, ITALIC, SMALL_CAPS, SUBSCRIPT, SUPERSCRIPT, marked

NAMESPACE = "{http://purl.org/net/xbiblio/csl}"
_FORMATTING = {
    ("font-style", "italic"): ITALIC,
    ("font-style", "oblique"): ITALIC,
    ("font-weight", "bold"): BOLD,
    ("font-variant", "small-caps"): SMALL_CAPS,
    ("vertical-align", "sup"): SUPERSCRIPT,
    ("vertical-align", "sub"): SUBSCRIPT,
}
_NEXT_FORM = {"verb-short": "verb", "symbol": "short", "verb": None, "short": None}
_NO_TERM = ("", "")

Terms = dict[tuple[str, str | None], tuple[str, str]]
"""(term, form) -> singular and plural."""


def formatting(attributes: Mapping[str, str]) -> list[str]:
    """The marks for what an element's attributes ask for."""
    return [_FORMATTING[item] for item in attributes.items() if item in _FORMATTING]


class Cite:
    """One item while it is rendered: its values, its number, and which variables were asked for and printed."""

    has_locator = False

    def __init__(self, values: dict[str, Any], number: str, et_al: frozenset[str]) -> None:
        self.reference = values
        self.number = number
        self.et_al = et_al  # name variables whose list goes on with "et al"
        self.called = 0
        self.printed: list[str] = []
        self.suppressed: set[str] = set()

    def __contains__(self, variable: str) -> bool:
        return variable in self.reference

    def value(self, variable: str) -> Any:
        """The variable's value for printing; None where there is none or a substitute has printed it already."""
        self.called += variable != "year-suffix"  # a group does not wait for one
        found = self.reference.get(variable)
        if not found or variable in self.suppressed:
            return None
        self.printed.append(variable)
        return found


class Node:
    """Mixed into every element; see :mod:`~evigraph.bib.formatted.elements`."""

    get: Any
    find: Any
    attrib: Any
    getroottree: Any
    iterchildren: Any

    @cached_property
    def style(self) -> Any:
        """The root of the style, also for an element of a locale file."""
        root = self.getroottree().getroot()
        return root.style if isinstance(root, model.Locale) else root

    @cached_property
    def children(self) -> list[Any]:
        """The elements directly below."""
        return list(self.iterchildren())

    @cached_property
    def _affixes(self) -> tuple[str, str]:
        return self.get("prefix", ""), self.get("suffix", "")

    @cached_property
    def _formatting(self) -> list[str]:
        return formatting(self.attrib)

    def first(self, tag: str) -> Any:
        """The first child of that name, or None."""
        return self.find(NAMESPACE + tag)

    def format(self, text: str) -> str:
        """The text in the formatting that the element asks for."""
        for mark in self._formatting:
            text = marked(mark, text)
        return text

    def wrap(self, text: str | None) -> str | None:
        """The text between its prefix and suffix; nothing stays nothing."""
        prefix, suffix = self._affixes
        return f"{prefix}{text}{suffix}" if text else None

    def join(self, texts: Iterable[str | None], default: str = "") -> str:
        """The texts that are there, with the element's delimiter between them."""
        return str(self.get("delimiter", default)).join(filter(None, texts))

    def render_children(self, item: Cite, delimiter: str = "", **context: Any) -> str | None:
        """The children's texts; a choice hands the delimiter on to what it chooses."""
        texts = [
            child.render(item, delimiter=delimiter) if isinstance(child, model.Choose) else child.render(item)
            for child in self.children
        ]
        return delimiter.join(filter(None, texts)) or None

    def markup(self, text: str | None) -> str | None:
        """Formatting, then affixes."""
        return self.wrap(self.format(text)) if text else None

    def term(self, name: str, form: str | None = None, plural: bool = False) -> str:
        """A term of the locale, in the form asked for or the nearest that there is."""
        terms: Terms = self.style.terms
        wanted: str | None = None if form == "long" else form
        while (name, wanted) not in terms and wanted is not None:
            wanted = _NEXT_FORM.get(wanted)
        return terms.get((name, wanted), _NO_TERM)[plural]

    def ordinal(self, number: int) -> str:
        """The number with the ending of an ordinal: "2nd"."""
        for name in (f"ordinal-{number % 100:02}", f"ordinal-{number % 10:02}", "ordinal"):
            fits = number % 100 > 9 or name != f"ordinal-{number % 100:02}" or number < 10
            if fits and (ending := self.term(name)):
                return f"{number}{ending}"
        return str(number)
