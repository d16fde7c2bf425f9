"""The elements of a style, as citeproc-py has them, with what it gets wrong mended.

Every element of a style's XML tree renders itself.  Here they render to marked strings
(:mod:`~evigraph.bib.formatted.marks`), count the variables they ask for, so that a group
vanishes exactly when none of its variables has a value, and look terms, macros and
children up once for a style instead of once for each item.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from citeproc import model

from evigraph.bib.formatted import marks
from evigraph.bib.formatted.dates import Date
from evigraph.bib.formatted.lettercase import cased
from evigraph.bib.formatted.marks import FIELD, marked
from evigraph.bib.formatted.node import Cite, Node
from evigraph.bib.formatted.people import NameForm, NameList, Substitute

_LINKS = {"DOI": marks.DOI, "URL": marks.URL, "PMID": marks.PMID, "PMCID": marks.PMCID}
_SEVERAL = re.compile(r"\d\s*[-–,&]\s*[A-Za-z]*\d")
_NUMERIC = re.compile(r"\s*[A-Za-z]*\d+[A-Za-z]*(?:\s*[-–,&]\s*[A-Za-z]*\d+[A-Za-z]*)*\s*", re.ASCII)
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
        strict=True,
    )
)
_LARGEST_ROMAN = 3999


class Text(Node, model.Text):  # type: ignore[misc]
    """A variable, macro, term or fixed text."""

    def render(self, item: Cite, **context: Any) -> str | None:
        """Its text for the item; None where it has nothing to say."""
        variable, macro = self.get("variable"), self.get("macro")
        if variable:
            text = self._variable_text(item, variable)
        elif macro:
            text = self.style.macros[macro].render_children(item)
        elif self.get("term"):
            text = self.term(self.get("term"), self.get("form"), self.get("plural") == "true")
        else:
            text = self.get("value")
        return self._dressed(text, item, variable) if text else None

    def _dressed(self, text: str, item: Cite, variable: str | None) -> str | None:
        if self.get("strip-periods") == "true":
            text = text.replace(".", "")
        if case := self.get("text-case"):
            text = cased(text, case, item.reference.get("language") or self.style.language)
        if variable:
            text = marked(FIELD, text)
            if variable in _LINKS:
                text = marked(_LINKS[variable], text)
        text = self.format(text)
        if self.get("quotes") == "true":
            text = f"{self.term('open-quote')}{text}{self.term('close-quote')}"
        return self.wrap(text)

    def _variable_text(self, item: Cite, variable: str) -> str | None:
        if variable == "citation-number":
            item.called += 1
            return item.number
        if self.get("form") == "short" and item.reference.get(f"{variable}-short"):
            variable = f"{variable}-short"
        text: str | None = item.value(variable)
        if not text:
            return None
        ranged: str = self.style.pages(text) if variable == "page" else self.style.number_range(text, variable)
        return ranged


class Number(Node, model.Number):  # type: ignore[misc]
    """A number as digits, ordinal or Roman; what is no number is printed as it is."""

    def render(self, item: Cite, **context: Any) -> str | None:
        """Its text for the item; None where it has nothing to say."""
        variable = self.get("variable")
        text: str | None = item.value(variable)
        if not text:
            return None
        form = self.get("form", "numeric")
        if text.isascii() and text.isdigit() and len(text) < 7:
            text = self._formed(int(text), form)
        elif variable == "page":
            text = self.style.pages(text)
        else:
            text = self.style.number_range(text, variable)
        if self.get("strip-periods") == "true":
            text = text.replace(".", "")
        return self.markup(marked(FIELD, cased(text, self.get("text-case"), self.style.language)))

    def _formed(self, number: int, form: str) -> str:
        if form == "long-ordinal" and number <= 10 and (term := self.term(f"long-ordinal-{number:02}")):
            return term
        if form in ("ordinal", "long-ordinal"):
            return self.ordinal(number)
        if form == "roman" and 0 < number <= _LARGEST_ROMAN:
            return _roman(number)
        return str(number)


class Label(Node, model.Label):  # type: ignore[misc]
    """The term for a variable or a role, in the number that its value asks for."""

    def render(self, item: Cite, **context: Any) -> str | None:
        """Its text for the item; None where it has nothing to say."""
        variable = self.get("variable")
        value = item.reference.get(variable)
        if not value:
            return None
        counts = variable.startswith("number-of") and value.isdigit()
        return self.labelled(variable, int(value) > 1 if counts else _SEVERAL.search(value) is not None)

    def labelled(self, term: str, several: bool) -> str | None:
        """The term, dressed."""
        rule = self.get("plural", "contextual")
        plural = rule == "always" or (rule == "contextual" and several)
        text = self.term(term, self.get("form"), plural)
        if self.get("strip-periods") == "true":
            text = text.replace(".", "")
        return self.markup(cased(text, self.get("text-case"), self.style.language))


class Group(Node, model.Group):  # type: ignore[misc]
    """Its children, unless it asked for variables and none had a value."""

    def render(self, item: Cite, **context: Any) -> str | None:
        """Its text for the item; None where it has nothing to say."""
        called, printed = item.called, len(item.printed)
        text = self.render_children(item, self.get("delimiter", ""))
        if item.called > called and len(item.printed) == printed and not self._numbers:
            return None
        if text:  # to the group around it, a group with a text is as good as a variable with a value
            item.called += 1
            item.printed.append("")
        return self.markup(text)

    @cached_property
    def _numbers(self) -> bool:
        """Whether it prints the number of the entry, which always has a value."""
        return any(each.get("variable") == "citation-number" for each in self.iter())


class Choose(Node, model.Choose):  # type: ignore[misc]
    """The first branch whose condition holds."""

    def render(self, item: Cite, delimiter: str = "", **context: Any) -> str | None:
        """Its text for the item; None where it has nothing to say."""
        for branch in self.children:
            if branch.holds(item):
                text: str | None = branch.render_children(item, delimiter)
                return text
        return None


class If(Node, model.If):  # type: ignore[misc]
    """A branch with conditions."""

    def holds(self, item: Cite) -> bool:
        """Whether its conditions hold for the item."""
        results = [test(item.reference, name) for test, names in self._tests for name in names]
        match = self.get("match", "all")
        if match == "none":
            return not any(results)
        return any(results) if match == "any" else all(results)

    @cached_property
    def _tests(self) -> list[tuple[Any, list[str]]]:
        return [(test, self.get(name).split()) for name, test in _CONDITIONS.items() if self.get(name)]


class ElseIf(If, model.Else_If):  # type: ignore[misc]
    """A further branch with conditions."""


class Else(Node, model.Else):  # type: ignore[misc]
    """The branch that is left."""

    def holds(self, item: Cite) -> bool:
        """It always does."""
        return True


_CONDITIONS: dict[str, Any] = {
    "type": lambda values, name: values.get("type") == name,
    "variable": lambda values, name: bool(values.get(name)),
    "is-numeric": lambda values, name: _NUMERIC.fullmatch(str(values.get(name, ""))) is not None,
    "is-uncertain-date": lambda values, name: bool((values.get(name) or {}).get("circa")),
    "locator": lambda values, name: False,
    "position": lambda values, name: False,
    "disambiguate": lambda values, name: False,
}


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out


def element_classes() -> dict[str, type]:
    """The class for each element of a style, by its name."""
    mended = (Text, Number, Label, Group, Choose, If, Else, Date, NameForm, NameList, Substitute)
    classes: dict[str, type] = {}
    for plain in model.CitationStylesElement.__subclasses__():
        better = next((each for each in (*mended, ElseIf) if each.__bases__[-1] is plain), None)
        name = plain.__name__.replace("_", "-").lower()
        classes[name] = better or type(plain.__name__, (Node, plain), {})
    return classes
