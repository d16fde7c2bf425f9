"""Names of people and groups: their order, initials, "and" and "et al"."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from citeproc import model

from evigraph.bib.formatted.lettercase import cased
from evigraph.bib.formatted.marks import marked
from evigraph.bib.formatted.node import Cite, Node, formatting

_Names = list[dict[str, str]]
_OPTIONS = {
    "and": "",
    "delimiter": ", ",
    "delimiter-precedes-et-al": "contextual",
    "delimiter-precedes-last": "contextual",
    "et-al-min": "0",
    "et-al-use-first": "1",
    "et-al-use-last": "false",
    "form": "long",
    "initialize": "true",
    "initialize-with": None,
    "initialize-with-hyphen": "true",
    "name-as-sort-order": "",
    "sort-separator": ", ",
    "demote-non-dropping-particle": "display-and-sort",
}
_ABOVE = {"form": "name-form", "delimiter": "name-delimiter"}  # what the style as a whole calls them
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


class NameForm(Node, model.Name):  # type: ignore[misc]
    """How the names of one variable are written."""

    @cached_property
    def options(self) -> dict[str, Any]:
        """Each option, from the element itself, the bibliography or the style."""
        places = [self.style.first("bibliography"), self.style]
        found: dict[str, Any] = {}
        for name, default in _OPTIONS.items():
            values = [self.get(name), *(place.get(_ABOVE.get(name, name)) for place in places if place is not None)]
            found[name] = next((value for value in values if value is not None), default)
        return found

    @cached_property
    def _parts(self) -> dict[str, dict[str, str]]:
        return {part.get("name"): dict(part.attrib) for part in self.children}

    @cached_property
    def et_al(self) -> str:
        """The words that follow a list which goes on."""
        element = self.getparent().first("et-al")
        if element is None:
            return self.term("et-al")
        marked_up: str | None = element.markup(self.term(element.get("term", "et-al")))
        return marked_up or ""

    def people(self, names: _Names, goes_on: bool) -> str:
        """The names as a list; ``goes_on`` says that more authors follow whom nobody named."""
        options = self.options
        least, first = int(options["et-al-min"]), int(options["et-al-use-first"])
        cut = bool(least) and len(names) + goes_on >= max(least, 2) and len(names) > first
        last = cut and not goes_on and options["et-al-use-last"] == "true" and first <= least - 2
        if options["form"] == "count":
            return str(first if cut else len(names))
        shown = names[:first] if cut else names
        texts = [self._name(name, index) for index, name in enumerate(shown)]
        delimiter: str = options["delimiter"]
        if last:
            return f"{delimiter.join(texts)}{delimiter}… {self._name(names[-1], len(names) - 1)}"
        if cut or goes_on:
            joined = delimiter.join(texts)
            if not self.et_al:
                return joined
            return joined + (delimiter if self._precedes("et-al", len(texts), 2) else " ") + self.et_al
        and_ = {"text": self.term("and"), "symbol": "&"}.get(options["and"], "")
        if not and_ or len(texts) < 2:
            return delimiter.join(texts)
        before = delimiter if self._precedes("last", len(texts), 3) else " "
        return f"{delimiter.join(texts[:-1])}{before}{and_} {texts[-1]}"

    def _precedes(self, what: str, count: int, least: int) -> bool:
        """Whether the delimiter stands before the last name or "et al"."""
        rule = self.options[f"delimiter-precedes-{what}"]
        if rule == "after-inverted-name":
            order = self.options["name-as-sort-order"]
            names_before = count - 1 if what == "last" else count
            return order == "all" or (order == "first" and names_before == 1)
        return rule == "always" or (rule == "contextual" and count >= least)

    def _name(self, name: dict[str, str], index: int) -> str:
        if "literal" in name:
            return self._part("family", name["literal"])
        options = self.options
        family, suffix = name.get("family", ""), name.get("suffix", "")
        if options["initialize-with"] is not None and "." not in options["initialize-with"]:  # "Topp MS Jr", not "Jr."
            suffix = suffix.replace(".", "")
        particle, dropping = name.get("non-dropping-particle", ""), name.get("dropping-particle", "")
        if options["form"] == "short":
            return self._part("family", _spaced(particle, family))
        given = self.initials(name.get("given", ""))
        if _EAST_ASIAN.fullmatch(family) and _EAST_ASIAN.fullmatch(name.get("given", "")):
            return self._part("family", family) + self._part("given", name["given"])
        if options["name-as-sort-order"] not in ("all", "first" if index == 0 else "all"):
            return _spaced(
                self._part("given", given), dropping, self._part("family", _spaced(particle, family)), suffix
            )
        if options["demote-non-dropping-particle"] == "display-and-sort":
            given = _spaced(given, dropping, particle)
        else:
            given, family = _spaced(given, dropping), _spaced(particle, family)
        parts = (self._part("family", family), self._part("given", given), suffix)
        return str(options["sort-separator"]).join(filter(None, parts))

    def _part(self, name: str, text: str) -> str:
        attributes = self._parts.get(name)
        if not attributes or not text:
            return text
        text = cased(text, attributes.get("text-case"), "")
        for mark in formatting(attributes):
            text = marked(mark, text)
        return f"{attributes.get('prefix', '')}{text}{attributes.get('suffix', '')}"

    def initials(self, given: str) -> str:
        """The given name with every capitalised word its initial, where the style asks for initials."""
        mark = self.options["initialize-with"]
        if mark is None or not given:
            return given
        whole = self.options["initialize"] == "false"
        hyphen = "-" if self.options["initialize-with-hyphen"] == "true" else ""
        out = ""
        for word in given.replace(".-", "-").replace(".", " ").split():
            pieces = [piece for piece in re.split(r"[-‐]", word) if piece]
            if not pieces:
                continue
            if not word[0].isupper() or (whole and len(word) > 1):
                out = f"{out.rstrip()} {word} ".lstrip()
                continue
            letters = [piece[0].upper() for piece in pieces]
            out += (mark.rstrip() + hyphen if hyphen else mark).join(letters) + mark
        return out.strip()


class NameList(Node, model.Names):  # type: ignore[misc]
    """The names of one or more roles, with their labels, or what is printed in their place."""

    def render(self, item: Cite, form: NameList | None = None, **context: Any) -> str | None:
        """Its text for the item; None where it has nothing to say."""
        shape = form if form is not None else self
        texts = [self._role(item, role, shape) for role in self._roles(item)]
        text: str | None = self.join(texts, self._delimiter)
        if not text and (substitute := self.first("substitute")) is not None:
            text = substitute.render(item, shape)
        return self.markup(text)

    @cached_property
    def _delimiter(self) -> str:
        places = (self.style.first("bibliography"), self.style)
        return next((place.get("names-delimiter") for place in places if place.get("names-delimiter")), "")

    def _roles(self, item: Cite) -> list[str]:
        roles = str(self.get("variable")).split()
        values = item.reference
        if set(roles) == {"editor", "translator"} and values.get("editor") and self.term("editortranslator"):
            return ["editortranslator"] if values["editor"] == values.get("translator") else roles
        return roles

    def _role(self, item: Cite, role: str, shape: NameList) -> str | None:
        variable = "editor" if role == "editortranslator" else role
        names = item.value(variable)
        if not names:
            return None
        goes_on = variable in item.et_al
        text: str | None = shape.first("name").markup(shape.first("name").people(names, goes_on))
        label = shape.first("label")
        if label is None or not text:
            return text
        said = label.labelled(role, len(names) > 1 or goes_on) or ""
        return said + text if shape.children[0] is label else text + said


class Substitute(Node, model.Substitute):  # type: ignore[misc]
    """The first of its children that prints anything; what it printed is printed nowhere else."""

    def render(self, item: Cite, shape: NameList | None = None, **context: Any) -> str | None:
        """Its text for the item; None where it has nothing to say."""
        for child in self.children:
            start = len(item.printed)
            inherits = isinstance(child, NameList) and child.first("name") is None
            text: str | None = child.render(item, shape) if inherits else child.render(item)
            if text:
                item.suppressed.update(item.printed[start:])
                return text
        return None


def _spaced(*words: str) -> str:
    return " ".join(filter(None, words)).replace("’ ", "’").replace("' ", "'")
