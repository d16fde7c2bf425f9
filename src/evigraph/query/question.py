"""Question files: SPARQL that runs anywhere, with a header that documents it.

Header lines begin with ``#+ `` and are YAML.  A parameter is one line of the body::

    VALUES ?ref { 9 } # @param reference "List number of the reference"

Its values replace what stands between the braces, serialised as RDF terms, so that no
text of a user ever becomes syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from evigraph.errors import QueryError, did_you_mean
from evigraph.load.workspace import Workspace
from evigraph.ns import XSD
from evigraph.query.dataset import Answer, Dataset
from evigraph.query.resolve import resolve
from evigraph.query.table import Value
from evigraph.read import each, parse_yaml, read_text

TYPES = ("integer", "decimal", "text", "term", "claim", "reference", "study", "therapy", "outcome", "section")
HEADER = ("title", "description", "group", "columns", "answers", "references", "picture")

_TERM = re.compile(r'<([^>]*)>|"((?:[^"\\]|\\.)*)"(?:\^\^<[^>]*>)?|(\S+)')
_PARAM = re.compile(
    r"^(?P<head>[ \t]*VALUES\s+\?(?P<name>\w+)\s*\{)(?P<values>[^}\n]*)(?P<tail>\}[ \t]*#[ \t]*@param\s+"
    r"(?P<type>\w+)\s+\"(?P<about>[^\"\n]*)\"[ \t]*)$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Parameter:
    """A value that a question asks for, with the SPARQL terms that stand there by default."""

    name: str
    type: str
    about: str
    default: str

    @property
    def defaults(self) -> list[str]:
        """The values that stand there by default: identifiers in full, the text of literals."""
        return values_in(self.default)


@dataclass(frozen=True)
class Question:
    """One ``.rq`` file: its query, and its documentation, which is read when it is first wanted.

    Most questions are asked, not documented, and to read YAML takes longer than to answer.
    A malformed header raises :class:`~evigraph.errors.QueryError` at that moment.
    """

    name: str
    path: Path
    parameters: tuple[Parameter, ...]
    sparql: str

    @cached_property
    def header(self) -> Mapping[str, Any]:
        """The fields of the header, as :func:`read_header` gives them."""
        return read_header(self.sparql, self.path.name)

    @property
    def title(self) -> str:
        """What the question is called; its name when the header does not say."""
        return str(self.header.get("title", self.name))

    @property
    def description(self) -> str:
        """What the question answers."""
        return str(self.header.get("description", ""))

    @property
    def columns(self) -> dict[str, str]:
        """The meaning of each column."""
        return {str(key): str(value) for key, value in self.header.get("columns", {}).items()}

    @property
    def answers(self) -> str:
        """A sentence for one row, with ``{column}`` slots."""
        return str(self.header.get("answers", ""))

    @property
    def group(self) -> str:
        """What it asks about, under which lists name it; "" when the header does not say."""
        return str(self.header.get("group", ""))

    @property
    def picture(self) -> str:
        """The picture of the site that shows the answer, with ``{parameter}`` slots: "forest/{outcome}"."""
        return str(self.header.get("picture", ""))

    @property
    def references(self) -> tuple[str, ...]:
        """The columns that hold numbers of the printed list: those the header names, else by their usual names."""
        usual = ("reference", "references")
        return tuple(map(str, each(self.header["references"]))) if "references" in self.header else usual

    def bind(self, dataset: Dataset, values: Mapping[str, str | Iterable[str]]) -> str:
        """The query with ``values`` in place of the defaults.

        Raises:
            QueryError: an unknown parameter, or a value that does not fit its type.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        terms: dict[str, str] = {}
        for name, given in values.items():
            if name not in known:
                listed = ", ".join(known) or "none"
                hint = did_you_mean(name, known)
                raise QueryError(f"'{self.name}' has no parameter '{name}'; it has: {listed}. {hint}".strip())
            several = [given] if isinstance(given, str) else list(given)
            terms[name] = " ".join(term_of(dataset, known[name], value) for value in several)

        def replace(match: re.Match[str]) -> str:
            if match["name"] not in terms:
                return match[0]
            return f"{match['head']} {terms[match['name']]} {match['tail']}"

        return _PARAM.sub(replace, self.sparql)

    def ask(self, dataset: Dataset, values: Mapping[str, str | Iterable[str]] | None = None) -> Answer:
        """The answer for these parameter values (default: those in the file)."""
        sparql = self.bind(dataset, values or {})
        try:
            return dataset.query(sparql)
        except QueryError as error:
            raise QueryError(f"{self.path.name}: {error}") from None

    def sentence(self, record: Mapping[str, Value]) -> str:
        """The answer of one row in words; a slot without a value reads "not stated"."""
        return re.sub(
            r"\{(\w+)\}",
            lambda match: "not stated" if record.get(match[1]) is None else str(record[match[1]]),
            self.answers,
        )


def term_of(dataset: Dataset, parameter: Parameter, value: str) -> str:
    """A user's value as an RDF term in SPARQL syntax, checked against the parameter's type.

    Raises:
        QueryError: the value does not fit.
    """
    kind = parameter.type
    if kind in ("integer", "decimal"):
        pattern = r"[+-]?\d+" if kind == "integer" else r"[+-]?\d+(\.\d+)?"
        if not re.fullmatch(pattern, value.strip()):
            what = "a whole number" if kind == "integer" else "a number with a point, no comma"
            raise QueryError(f"'{parameter.name}' takes {what}, not '{value}'.")
        return str(ox.Literal(value.strip(), datatype=ox.NamedNode(f"{XSD}{kind}")))
    if kind == "text":
        return str(ox.Literal(value))
    return resolve(dataset, kind, value)


def values_in(terms: str) -> list[str]:
    """The values of terms in SPARQL syntax: identifiers in full, the text of literals.

    >>> values_in('<http://a/b> "say \\\\"x\\\\"" 9')
    ['http://a/b', 'say "x"', '9']
    """
    found = []
    for iri, text, other in (match.groups() for match in _TERM.finditer(terms)):
        found.append(re.sub(r"\\(.)", r"\1", text) if text is not None else iri if iri is not None else other)
    return found


def read_question(path: Path) -> Question:
    """The question in ``path``.

    Raises:
        QueryError: the file cannot be read, or a parameter line is malformed.
    """
    text, findings = read_text(path, str(path), "question")
    if text is None:
        raise QueryError("\n".join(str(finding) for finding in findings))
    return Question(path.stem, path, _parameters(text, path.name), text)


def _parameters(text: str, name: str) -> tuple[Parameter, ...]:
    found: dict[str, Parameter] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if "@param" not in line or line.startswith("#"):
            continue
        match = _PARAM.fullmatch(line)
        if match is None:
            form = 'VALUES ?name { default } # @param type "what it is"'
            raise QueryError(
                f"{name}:{number}: A parameter stands on a line of its own: {form}, without braces inside."
            )
        parameter = Parameter(match["name"], match["type"], match["about"], match["values"].strip())
        if parameter.type not in TYPES:
            hint = did_you_mean(parameter.type, TYPES) or f"Types: {', '.join(TYPES)}."
            raise QueryError(f"{name}:{number}: '{parameter.type}' is not a type of parameter. {hint}")
        if parameter.name in found:
            raise QueryError(f"{name}:{number}: The parameter '{parameter.name}' stands here a second time.")
        found[parameter.name] = parameter
    return tuple(found.values())


def read_header(sparql: str, name: str, keys: Sequence[str] = HEADER) -> Mapping[str, Any]:
    """The YAML in the header lines of a question; ``name`` stands in the messages.

    ``keys`` are those it may have.

    Raises:
        QueryError: it is malformed.
    """
    head = "\n".join(line[3:] for line in sparql.splitlines() if line.startswith("#+ "))
    if not head:
        return {}
    tree, findings = parse_yaml(head, name)
    if findings or tree is None:
        raise QueryError("\n".join(str(finding) for finding in findings))
    for key in tree:
        if key not in keys:
            hint = did_you_mean(key, keys) or f"Keys: {', '.join(keys)}."
            raise QueryError(f"{name}: '{key}' is not a key of this header. {hint}")
    if not isinstance(tree.get("columns", {}), Mapping):
        raise QueryError(f"{name}: 'columns' must be a list of `name: meaning` lines.")
    for key in ("group", "picture"):
        if not isinstance(tree.get(key, ""), str):
            raise QueryError(f"{name}: '{key}' must be one line of text.")
    for column in each(tree["references"]) if "references" in tree else ():
        if column not in tree.get("columns", {}):
            raise QueryError(f"{name}: 'references' names '{column}', which 'columns' does not describe.")
    return tree


def questions(workspace: Workspace) -> dict[str, Path]:
    """Every question of a workspace by name; its own files override the standard ones."""
    return {path.stem: path for folder in workspace.query_folders() for path in sorted(folder.glob("*.rq"))}


def find_question(workspace: Workspace, name: str) -> Question:
    """The question called ``name``.

    Raises:
        QueryError: there is none of this name.
    """
    known = questions(workspace)
    if name not in known:
        hint = did_you_mean(name, known)
        listed = "evigraph corpus query --list" if workspace.questions == "queries/corpus" else "evigraph query --list"
        raise QueryError(f"There is no question '{name}'. {hint} `{listed}` lists them.".replace("  ", " "))
    return read_question(known[name])
