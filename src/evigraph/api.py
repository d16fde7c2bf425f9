"""The graph for Python users: ``g = evigraph.open()``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from evigraph.audit import Audit, audit
from evigraph.bibliography import Numbered, Wanted, export_references, references
from evigraph.build import open_dataset
from evigraph.errors import UsageError, did_you_mean
from evigraph.export import export
from evigraph.impact import Impact, impact
from evigraph.load.workspace import Workspace, find_workspace
from evigraph.network import to_networkx
from evigraph.query import Answer, Dataset, find_question, questions
from evigraph.trace import Hits, Ladder, find, find_claim, trace
from evigraph.view.pages import Page, Pages, view
from evigraph.view.plots import View

if TYPE_CHECKING:
    import networkx as nx
    import rdflib
    from pyvis.network import Network


_Plot = Literal["forest", "map", "timeline", "ages", "citations", "audit"]


@dataclass(frozen=True)
class Graph:
    """A built, checked evidence graph."""

    dataset: Dataset

    @classmethod
    def open(cls, path: Path | str | None = None) -> Graph:
        """The graph of the workspace at or above ``path``; see :func:`evigraph.open`.

        Unless it is very large it is held in memory, because whoever opens it here will ask more than once.
        """
        dataset = open_dataset(find_workspace(path))
        return cls(dataset.at_hand())

    @classmethod
    def at(cls, store: str, path: Path | str | None = None, timeout: float = 10) -> Graph:
        """The graph that the SPARQL endpoint ``store`` holds; see :func:`evigraph.open`."""
        from evigraph.remote import open_store

        return cls(open_store(store, find_workspace(path), timeout))

    @property
    def workspace(self) -> Workspace:
        """The workspace the graph was built from."""
        return self.dataset.workspace

    @property
    def rdf(self) -> rdflib.Dataset:
        """The graph as an ``rdflib.Dataset`` over the same store; changes to it are not kept."""
        return self.dataset.rdf

    def questions(self) -> list[str]:
        """Names of the questions that :meth:`query` knows."""
        return sorted(questions(self.workspace))

    def query(self, question: str, **parameters: str | int | Iterable[str]) -> Answer:
        """The answer to a question by name, or to SPARQL.

        A SELECT gives a :class:`~evigraph.query.Table`, CONSTRUCT gives
        :class:`~evigraph.query.Triples`, ASK gives True or False.  Parameters are those of the
        named question, as text or numbers.

        Raises:
            QueryError: no such question or parameter, or the SPARQL cannot be answered.
        """
        if not any(char.isspace() or char in "{}" for char in question.strip()):
            values = {
                name: value if isinstance(value, str) else str(value) if isinstance(value, int) else list(value)
                for name, value in parameters.items()
            }
            return find_question(self.workspace, question).ask(self.dataset, values)
        return self.dataset.query(question)

    def trace(self, claim: str) -> Ladder:
        """The evidence ladder of a claim, named by identifier or described in words.

        Raises:
            Ambiguous: several claims match; ``.candidates`` lists them.
            NotFound: none does.
        """
        return trace(self.dataset, find_claim(self.dataset, claim))

    def find(self, text: str, kind: str | None = None, limit: int = 20) -> Hits:
        """Claims, references, studies and terms that speak of ``text``, best match first."""
        return find(self.dataset, text, kind, limit)

    def audit(self, *checks: str, claim: str | None = None, severity: str = "note") -> Audit:
        """What the audit finds: ``.findings`` to look at, gravest first, and what ``.passed``.

        ``checks`` are names (default: all); ``claim`` narrows it to one claim, named as for
        :meth:`trace`; ``severity`` to checks at least as grave (error, warning, note).

        Raises:
            QueryError: there is no such check.
            NotFound: there is no such claim.
        """
        iri = find_claim(self.dataset, claim) if claim else None
        return audit(self.dataset, checks, iri, severity)

    def impact(self, *names: str) -> Impact:
        """What falls when these fall: references, works, studies or claims, as people name them.

        Raises:
            NotFound: one of them names nothing here.
        """
        return impact(self.dataset, names)

    def references(self, *, numbering: str = "list", evidence: bool = False, **wanted: Iterable[str]) -> list[Numbered]:
        """References by what they support, each with its number and its CSL-JSON ``item``.

        ``wanted`` are the fields of :class:`~evigraph.bibliography.Wanted`: ``claims``,
        ``sections``, ``studies``, ``roles``, ``cited_with``, ``queries``, ``checks``,
        ``articles``, each a list; none of them means all references.

        Raises:
            NotFound: one of them names nothing here.
            UsageError: there is no such field, role or numbering.
        """
        return references(self.dataset, _wanted(wanted), numbering, evidence)

    def bibliography(
        self,
        form: str = "bibtex",
        *,
        style: str | None = None,
        numbering: str = "list",
        evidence: bool = False,
        **wanted: Iterable[str],
    ) -> bytes:
        """The same as a file: a format of reference managers, or a list in a ``style``.

        ``form`` is ``bibtex biblatex ris csl-json enw nbib csv``, or ``text html markdown docx``.

        Raises:
            NotFound: one of the things in ``wanted`` names nothing here.
            UsageError: there is no such form, style, numbering or field.
        """
        return export_references(self.dataset, _wanted(wanted), form, style, numbering, evidence)

    @overload
    def view(self, name: _Plot, **options: Any) -> View: ...
    @overload
    def view(self, name: Literal["claim", "argument", "graph", "findings"], **options: Any) -> Page: ...
    @overload
    def view(self, name: Literal["site"], **options: Any) -> Pages: ...
    @overload
    def view(self, name: str, **options: Any) -> View | Page | Pages: ...

    def view(self, name: str, **options: Any) -> View | Page | Pages:
        """A picture, a page or the site, which shows itself in a notebook.

        Plots are ``forest`` (with ``outcome=``), ``map``, ``timeline``, ``ages``, ``citations`` and
        ``audit``; they have ``.html``, ``.svg`` and ``.csv`` and save themselves with ``.save("x.pdf")``.
        Pages are ``claim`` (with ``claim=``, its evidence ladder), ``argument`` (``claim=``, ``article=``),
        ``graph`` (``types=``, ``around=``, ``hops=``, ``question=`` with its parameters) and ``findings``,
        the audit with its arithmetic (``severity=``); they have ``.html`` and ``.save("x.html")``.
        ``site`` is all of it as a folder, ``.save("folder")``.  Options are those of the command
        ``evigraph view NAME``; claims are named as for :meth:`trace`.

        Raises:
            UsageError: there is no such view, or it has no such option.
            NotFound: an option names something that is not in the graph.
            Ambiguous: several claims match ``claim``.
        """
        return view(self.dataset, name, **options)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The graph as a typed ``networkx.MultiDiGraph``."""
        return to_networkx(self.dataset)

    def to_pyvis(
        self,
        types: Iterable[str] = (),
        around: Iterable[str] = (),
        hops: int | None = None,
        question: str | None = None,
        everything: bool = False,
        **parameters: str | Iterable[str],
    ) -> Network:
        """The graph, or a part of it, as a ``pyvis.network.Network`` with fixed positions.

        ``types`` are kinds or classes (``claim``, ``Therapy``); ``around`` are identifiers, with
        everything up to ``hops`` steps away; ``question`` names one whose answer is drawn,
        asked with ``parameters``; ``everything`` adds the housekeeping records.  Nodes have
        ``label``, ``title``, ``shape``, ``color``, ``group``, ``x`` and ``y``; edges have ``predicate``.

        Raises:
            NotFound: a type, a node or the answer is not there.
        """
        from evigraph.view.graph import Wanted, to_pyvis

        choice = Wanted(tuple(types), tuple(around), hops, question, parameters)
        return to_pyvis(self.dataset, choice, everything)

    def export(self, form: str) -> bytes:
        """The whole graph as ``trig ttl nq nt jsonld graphml gexf node-link csv``."""
        return export(self.dataset, form)

    def __repr__(self) -> str:
        return f"<evigraph.Graph of {self.dataset.origin}>"


def _wanted(fields: Mapping[str, Iterable[str]]) -> Wanted:
    """The choice that keyword arguments stand for; one text is a list of one."""
    known = {field.name for field in dataclass_fields(Wanted)} - {"parameters"}
    for name in fields:
        if name not in known:
            hint = did_you_mean(name, known) or f"There are {', '.join(sorted(known))}."
            raise UsageError(f"References cannot be chosen by '{name}'. {hint}")
    chosen: dict[str, Any] = {name: (each,) if isinstance(each, str) else tuple(each) for name, each in fields.items()}
    return replace(Wanted(), **chosen)
