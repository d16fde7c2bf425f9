"""A question as a form: its parameters with what was typed, or with the values that the file holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evigraph.errors import InputError, did_you_mean
from evigraph.ns import PREFIXES
from evigraph.query import Parameter, Question, values_in
from evigraph.query.question import term_of
from evigraph.serve.pages.addresses import Fields, address_of
from evigraph.serve.pages.options import KINDS, Option, by_node, near, options
from evigraph.view.site.links import Ref
from evigraph.view.site.site import Site
from evigraph.view.words import plain

_EXAMPLES = 3


@dataclass(frozen=True)
class Entry:
    """One value of a parameter as it stands in its field; ``meant`` is what it names, ``problem`` why it is none."""

    text: str
    meant: Option | None = None
    ref: Ref | None = None
    problem: str = ""
    near: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Field:
    """A parameter with its values; ``foreign`` are values of the file that this graph does not hold."""

    name: str
    kind: str
    about: str
    entries: tuple[Entry, ...]
    given: bool
    foreign: tuple[str, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()

    @property
    def plural(self) -> str:
        """What the kind of the parameter is called; "" where anything can be typed."""
        return KINDS.get(self.kind, "")

    @property
    def wrong(self) -> bool:
        """Whether a value is none."""
        return any(entry.problem for entry in self.entries)

    @property
    def words(self) -> str:
        """The values as people call them."""
        return ", ".join(plain(entry.meant.label if entry.meant else entry.text) for entry in self.entries)


@dataclass(frozen=True)
class Asked:
    """A question with the fields of its form; ``problem`` is what is wrong with the form as a whole."""

    question: Question
    fields: tuple[Field, ...]
    problem: str = ""

    @property
    def wrong(self) -> bool:
        """Whether it cannot be asked."""
        return bool(self.problem) or any(field.wrong for field in self.fields)

    @property
    def foreign(self) -> list[Field]:
        """The fields whose values of the file mean nothing here."""
        return [field for field in self.fields if field.foreign]

    @property
    def given(self) -> Fields:
        """The values that were given, as :meth:`Question.bind` takes them."""
        return {field.name: [entry.text for entry in field.entries] for field in self.fields if field.given}

    @property
    def values(self) -> Fields:
        """All values, also those that the file holds: what a lasting address names."""
        found = {field.name: [entry.text for entry in field.entries] for field in self.fields}
        return {name: texts for name, texts in found.items() if texts}


def asked(site: Site, question: Question, given: Mapping[str, Sequence[str]]) -> Asked:
    """``question`` with the values that a form sent."""
    known = [parameter.name for parameter in question.parameters]
    problem = ""
    if unknown := [name for name in given if name not in known]:
        listed = f"It has: {', '.join(known)}." if known else "It has none."
        problem = f"The question has no field '{plain(unknown[0])}'. {listed} {did_you_mean(unknown[0], known)}".strip()
    reader = _Reader(site, question, given)
    return Asked(question, tuple(map(reader.field, question.parameters)), problem)


@dataclass(frozen=True)
class _Reader:
    """Reads what a form sent, parameter by parameter."""

    site: Site
    question: Question
    given: Mapping[str, Sequence[str]]

    def field(self, parameter: Parameter) -> Field:
        """The field of a parameter."""
        name, kind, about = parameter.name, parameter.type, parameter.about
        if name in self.given:
            typed = [entry for text in self.given[name] for entry in self._typed(parameter, text)]
            return Field(name, kind, about, tuple(dict.fromkeys(typed)), given=True)
        if kind not in KINDS:
            return Field(name, kind, about, tuple(map(Entry, parameter.defaults)), given=False)
        known = by_node(self.site, kind)
        defaults = list(map(_expanded, parameter.defaults))
        entries = tuple(self._meant(known[value]) for value in defaults if value in known)
        foreign = tuple(plain(self.site.short(value)) for value in defaults if value not in known)
        first = options(self.site, kind)[:_EXAMPLES] if foreign else ()
        examples = tuple(self._link(name, option, "") for option in first)
        return Field(name, kind, about, entries, given=False, foreign=foreign, examples=examples)

    def _typed(self, parameter: Parameter, text: str) -> list[Entry]:
        """What a typed text stands for; a key or a DOI may be several numbers of the list."""
        kind = parameter.type
        try:
            values = values_in(term_of(self.site.dataset, parameter, text))
        except InputError as error:
            return [self._problem(parameter, text, str(error))]
        if kind not in KINDS:
            return [Entry(text if kind == "text" else text.strip())]
        known = by_node(self.site, kind)
        if lost := [value for value in values if value not in known]:
            return [self._problem(parameter, text, f"There is no {kind} '{self.site.short(lost[0])}'.")]
        return [self._meant(known[value]) for value in values]

    def _meant(self, option: Option) -> Entry:
        return Entry(option.value, option, self.site.ref(option.node))

    def _problem(self, parameter: Parameter, text: str, message: str) -> Entry:
        found = near(self.site, parameter.type, text) if parameter.type in KINDS else []
        links = tuple(self._link(parameter.name, option, text) for option in found)
        return Entry(text, problem=plain(message), near=links)

    def _link(self, name: str, option: Option, instead: str) -> tuple[str, str]:
        """A choice in words, and the address that asks with it in place of what was typed."""
        texts = [option.value if text == instead else text for text in self.given.get(name, [instead])]
        fields = {other: list(values) for other, values in self.given.items()} | {name: texts}
        return option.label, address_of("question", self.question.name, fields)


def _expanded(value: str) -> str:
    """An identifier in full, where the file gives it with a prefix that everybody knows."""
    prefix, colon, local = value.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else value
