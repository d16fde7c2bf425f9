"""Views by name for Python users: plots, whole pages, and the site; each shows itself in a notebook."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from evigraph.audit import audit
from evigraph.errors import UsageError, did_you_mean
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.trace import find_claim
from evigraph.view.argument import argument_page
from evigraph.view.audit import audit_page
from evigraph.view.graph import Wanted, graph_page
from evigraph.view.page import claim_page
from evigraph.view.plots import KINDS, View
from evigraph.view.plots import view as plot
from evigraph.view.plots.kinds import articles
from evigraph.view.plots.view import frame
from evigraph.view.shell import render
from evigraph.view.site import Site, names, write_site
from evigraph.view.words import plain
from evigraph.write import write_atomically


@dataclass(frozen=True)
class Page:
    """A self-contained page: ``html`` is all of it; a notebook shows it in a frame that can reach nothing."""

    name: str
    title: str
    html: str

    def save(self, path: Path | str, overwrite: bool = False) -> Path:
        """Writes the page to a file whose name ends in ``.html``.

        Raises:
            UsageError: it ends otherwise.
            WriteError: the file exists and ``overwrite`` is False, or it cannot be written.
        """
        target = Path(path)
        if target.suffix.lower() not in (".html", ".htm"):
            raise UsageError(f"'{target.name}' should end in .html: this view is a page.")
        write_atomically(target, self.html.encode(), overwrite=overwrite)
        return target

    def _repr_html_(self) -> str:
        return frame(self.html, self.title, height=840)

    def __repr__(self) -> str:
        return f"<Page {self.name}: {self.title}, {len(self.html):,} characters>"


@dataclass(frozen=True)
class Pages:
    """The site: a folder of pages that lead to one another.  A notebook shows what it holds."""

    dataset: Dataset
    name: str = "site"

    @cached_property
    def site(self) -> Site:
        """What the pages share."""
        return Site(self.dataset.at_hand())

    @property
    def title(self) -> str:
        """What the site is about."""
        return f"The evidence behind {self.site.name}"

    @property
    def html(self) -> str:
        """A page that says what the site holds, to look at before it is saved."""
        counts = Counter(kind for kind, _ in names(self.site))
        rows = [(_WORDS.get(kind, kind), f"{count:,}") for kind, count in counts.items()]
        total = f"{counts.total():,}"
        return render("contents.html", ("base.css",), {}, title=self.title, rows=rows, total=total)

    def save(self, folder: Path | str, overwrite: bool = False) -> Path:
        """Writes the site into a folder; begin with its ``index.html``.

        Raises:
            WriteError: the folder is there already (and is no site, or ``overwrite`` is False), or it cannot be
                written.
        """
        target = Path(folder)
        write_site(self.dataset, target, force=overwrite)
        return target

    def _repr_html_(self) -> str:
        return frame(self.html, self.title, height=480)

    def __repr__(self) -> str:
        return f"<Pages {self.name}: {self.title}>"


_WORDS = {
    "page": "the first page, search, about",
    "list": "lists",
    "picture": "pictures",
    "claim": "claims",
    "reference": "references",
    "study": "studies",
    "term": "terms",
    "finding": "findings of the audit",
}


def view(dataset: Dataset, name: str, **options: Any) -> View | Page | Pages:
    """The view called ``name``: a plot, a page or the site; ``options`` are those of its command.

    Raises:
        UsageError: there is no such view, or it has no such option.
        NotFound: an option names something that is not in the graph.
        Ambiguous: several claims match ``claim``.
    """
    if name in KINDS:
        return plot(dataset, name, **options)
    if name not in PAGES:
        known = [*KINDS, *PAGES]
        hint = did_you_mean(name, known)
        raise UsageError(f"There is no view '{name}'; there are: {', '.join(known)}. {hint}".strip())
    try:
        inspect.signature(PAGES[name]).bind(dataset, **options)
    except TypeError as error:
        raise UsageError(f"The view '{name}' does not take these options: {error}.") from None
    return PAGES[name](dataset, **options)


def ladder(dataset: Dataset, claim: str) -> Page:
    """The evidence ladder of a claim, named by identifier or described in words."""
    iri = find_claim(dataset, claim)
    return Page("claim", plain(Nodes(dataset).label(iri)), claim_page(dataset, iri))


def argument(dataset: Dataset, claim: str | None = None, article: str | None = None) -> Page:
    """How claims support and concede one another; around ``claim``, or of one ``article``."""
    iri = find_claim(dataset, claim) if claim else None
    source = article and dataset.base + article.removeprefix(dataset.base)
    return Page("argument", _of("Argument map", dataset), argument_page(dataset, iri, source or None))


def graph(
    dataset: Dataset,
    types: Iterable[str] = (),
    around: Iterable[str] = (),
    hops: int | None = None,
    question: str | None = None,
    **parameters: str | Iterable[str],
) -> Page:
    """The whole graph, or the part that these ask for; one name may stand for a list of one."""
    chosen = Wanted(_several(types), _several(around), hops, question, parameters)
    return Page("graph", _of("The evidence graph", dataset), graph_page(dataset, chosen))


def findings(dataset: Dataset, severity: str = "note") -> Page:
    """Every finding of the audit at least as grave as ``severity``, with its arithmetic."""
    return Page("findings", _of("Audit", dataset), audit_page(dataset, audit(dataset, severity=severity)))


def _several(names: Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _of(what: str, dataset: Dataset) -> str:
    return " of ".join([what, *articles(dataset)[:1]])


PAGES: dict[str, Callable[..., Page | Pages]] = {
    "claim": ladder,
    "argument": argument,
    "graph": graph,
    "findings": findings,
    "site": Pages,
}
