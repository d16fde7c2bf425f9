"""A style, ready to format: its tree, its terms and dates, and one item after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from citeproc import LANGUAGE_NAMES, LOCALES_PATH, PRIMARY_DIALECTS, model
from lxml import etree

from evigraph.bib.formatted.elements import element_classes
from evigraph.bib.formatted.items import ABSTRACT, Ready, prepared, tell_years_apart
from evigraph.bib.formatted.marks import BREAK, FIELD
from evigraph.bib.formatted.node import NAMESPACE, Cite, Node, Terms
from evigraph.bib.formatted.pages import page_range
from evigraph.bib.formatted.runs import FormattedEntry, Run, entry_of
from evigraph.bib.formatted.styles import StyleSource
from evigraph.bib.tables import Csl

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NUMBERS = frozenset(
    ["volume", "issue", "number", "edition", "chapter-number", "collection-number", "number-of-volumes"]
)
_NUMBER = "citation-number"
_RANGE = re.compile(r"\d+-\d+", re.ASCII)
_BEFORE_ABSTRACT = re.compile(f": ?({FIELD}){ABSTRACT}")


class Style(Node, model.Style):  # type: ignore[misc]
    """The root of a style's tree."""

    locales: list[Any]
    language: str

    @cached_property
    def macros(self) -> dict[str, Any]:
        """Macros by name."""
        return {macro.get("name"): macro for macro in self.findall(f"{NAMESPACE}macro")}

    @cached_property
    def terms(self) -> Terms:
        """The terms of all locales, the nearest winning."""
        found: Terms = {}
        for locale in reversed(self.locales):
            for term in locale.iterfind(f"{NAMESPACE}terms/{NAMESPACE}term"):
                single, multiple = term.find(f"{NAMESPACE}single"), term.find(f"{NAMESPACE}multiple")
                one, many = (term.text if each is None else each.text for each in (single, multiple))
                found[term.get("name"), term.get("form")] = one or "", many or ""
        return found

    @cached_property
    def dates(self) -> dict[str, Any]:
        """The locale's dates, by form."""
        return {
            date.get("form"): date for locale in reversed(self.locales) for date in locale.iterfind(f"{NAMESPACE}date")
        }

    def option(self, name: str) -> bool:
        """A yes-or-no option of the nearest locale that has it."""
        for locale in self.locales:
            options = locale.find(f"{NAMESPACE}style-options")
            if options is not None and options.get(name):
                return bool(options.get(name) == "true")
        return False

    @cached_property
    def ordinal_only_first(self) -> bool:
        """Whether only the first day of a month is an ordinal."""
        return self.option("limit-day-ordinals-to-day-1")

    @cached_property
    def _page_delimiter(self) -> str:
        return self.term("page-range-delimiter") or "–"

    def number_range(self, text: str, variable: str) -> str:
        """A range of numbers ("3-4") with the style's dash; any other text as it is."""
        return text.replace("-", self._page_delimiter) if variable in _NUMBERS and _RANGE.fullmatch(text) else text

    def pages(self, text: str) -> str:
        """Pages as the style prints them, and the number of an abstract."""
        pages, mark, abstract = text.partition(ABSTRACT)
        ranged = page_range(pages, self.get("page-range-format"), self._page_delimiter) if pages else ""
        return f"{ranged}. {abstract}" if ranged and abstract else f"{ranged}{mark}{abstract}"


class Processor:
    """Formats items in one style."""

    def __init__(self, source: StyleSource) -> None:
        lookup = etree.ElementNamespaceClassLookup()
        namespace = lookup.get_namespace(NAMESPACE.strip("{}"))
        namespace.update(element_classes() | {"style": Style})
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        parser.set_element_class_lookup(lookup)
        style: Any = etree.fromstring(source.data, parser)
        self._style = style
        self._source = source
        self._style.language = source.language
        self._style.locales = [*_own_locales(self._style, source.language), *_locales(source.language)]
        for names in self._style.iter(f"{NAMESPACE}names"):
            if names.first("name") is None and names.getparent().tag != f"{NAMESPACE}substitute":
                names.insert(0, names.makeelement(f"{NAMESPACE}name"))
        bibliography = self._style.first("bibliography")
        self._layout: Any = bibliography.first("layout")
        number = self._number_part(self._layout)
        if number is not None:
            number.set("suffix", f"{number.get('suffix', '')}{BREAK}")
        # What an element has learned lasts as long as its Python object: keep them all.
        self._elements = list(self._style.iter())
        places = [bibliography, *self._style.macros.values()]
        used = {name for place in places for each in place.iter() for name in str(each.get("variable", "")).split()}
        self.variables = frozenset(used)
        citation = self._style.first("citation")
        self._tells_years_apart = citation is not None and citation.get("disambiguate-add-year-suffix") == "true"
        self._in_quotes = self._style.option("punctuation-in-quote")

    def _called(self, element: Any) -> set[str]:
        """The variables that an element may print, through macros too."""
        names = {name for each in element.iter() for name in str(each.get("variable", "")).split()}
        macros = {each.get("macro") for each in element.iter() if each.get("macro")}
        return names.union(*(self._called(self._style.macros[name]) for name in macros))

    def _number_part(self, element: Any) -> Any:
        """What prints the number of an entry and nothing else, where the element begins with it; else None."""
        called = self._called(element)
        if called == {_NUMBER} and element is not self._layout:
            return element
        inside = self._style.macros[element.get("macro")] if element.get("macro") else element
        if _NUMBER not in called or not inside.children or isinstance(inside, model.Choose):
            return None
        return self._number_part(inside.children[0])

    def ready(self, item: Csl) -> Ready:
        """The item as this style can print it."""
        return prepared(item, self.variables, self._source.unpaged_doi)

    def entries(self, items: Sequence[Ready], numbers: Iterable[int]) -> Iterator[FormattedEntry]:
        """The items formatted, in their order."""
        if self._tells_years_apart:
            tell_years_apart([values for values, _ in items])
        for ready, number in zip(items, numbers, strict=False):
            yield self._entry(ready, number)

    def _entry(self, ready: Ready, number: int) -> FormattedEntry:
        """The item formatted; one that the style has nothing to say about gives its key."""
        values, et_al = ready
        cite = Cite(values, str(number), et_al)
        text = self._layout.markup(self._layout.render_children(cite)) or ""
        text = _BEFORE_ABSTRACT.sub(r". \1", text).replace(ABSTRACT, "")
        entry = entry_of(text, self._in_quotes)
        said = any(char.isalnum() for char in entry.text)
        return entry if said else FormattedEntry(entry.label, (Run(f"[{values['id']}]"),))


def _own_locales(style: Any, language: str) -> Iterator[Any]:
    """The locales that a style brings along, the nearest first."""
    own = {locale.get(_LANG): locale for locale in style.iterfind(f"{NAMESPACE}locale")}
    for name in (language, language.split("-", maxsplit=1)[0], None):
        if name in own:
            yield own.pop(name)


def _locales(language: str) -> list[Any]:
    """The locale files for a language: its own, that of its main dialect, American English."""
    names = dict.fromkeys((language, PRIMARY_DIALECTS.get(language.split("-", maxsplit=1)[0], "en-US"), "en-US"))
    return [_locale(name) for name in names if name in LANGUAGE_NAMES]


@cache
def _locale(name: str) -> Any:
    return etree.parse(Path(LOCALES_PATH) / f"locales-{name}.xml").getroot()
