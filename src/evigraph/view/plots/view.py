"""A view: pictures with their numbers, in whatever form someone wants them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evigraph.errors import UsageError
from evigraph.view import schema
from evigraph.view.filename import safe_name
from evigraph.view.links import Link
from evigraph.view.plots.exhibit import Exhibit, csv_of, stacked
from evigraph.view.plots.page import plots_page
from evigraph.view.plots.sheet import Drawing, picture
from evigraph.view.plots.svg import bare_svg
from evigraph.write import write_atomically

FORMS = ("html", "svg", "png", "pdf", "csv")
_DOTS = 2.0


@dataclass(frozen=True)
class View:
    """A picture of the graph, with its numbers.

    ``html`` is a whole page, ``svg`` the bare figure, ``csv`` the numbers; a notebook shows
    the page in a frame of its own that can reach nothing.  ``nothing`` is what the page says when
    there is nothing to draw; ``about`` is what the view is about, in a name for a file, and
    ``node`` the same as an IRI; ``structured`` is what its page shows, in the terms of schema.org;
    ``ways`` lead to pages that tell more.
    """

    name: str
    kind: str
    title: str
    lead: str
    nothing: str
    exhibits: tuple[Exhibit, ...]
    sources: tuple[str, ...] = ()
    about: str = ""
    node: str = ""
    structured: schema.Thing | None = None
    ways: tuple[Link, ...] = ()

    @property
    def file(self) -> str:
        """A name for a file of it, without an ending: what it is and what it is about."""
        return f"{self.name}-{safe_name(self.about)}" if self.about else self.name

    @property
    def html(self) -> str:
        """One self-contained page: the pictures, their tables, and both as files."""
        return plots_page(self)

    @property
    def svg(self) -> str:
        """All pictures of the view as one SVG, on light paper."""
        return bare_svg(self.drawing).decode()

    @property
    def csv(self) -> str:
        """The numbers behind the pictures."""
        return csv_of(self.exhibits)

    @property
    def drawing(self) -> Drawing:
        """All pictures of the view below one another."""
        return stacked(self.name, self.title, self.exhibits)

    def bytes(self, form: str) -> bytes:
        """The view as ``html svg png pdf csv``; the same graph gives the same bytes.

        Raises:
            UsageError: there is no such form.
        """
        if form not in FORMS:
            raise UsageError(f"A view can be one of {', '.join(FORMS)}, not '{form}'.")
        if form in ("html", "csv"):
            return (self.html if form == "html" else self.csv).encode()
        return self.svg.encode() if form == "svg" else picture(self.drawing, form, _DOTS)[0]

    def save(self, path: Path | str, overwrite: bool = False) -> Path:
        """Writes the view to a file; its ending says in which form.

        Raises:
            UsageError: the ending is none of those.
            WriteError: the file exists and ``overwrite`` is False, or it cannot be written.
        """
        target = Path(path)
        write_atomically(target, self.bytes(form_of(target)), overwrite=overwrite)
        return target

    def _repr_html_(self) -> str:
        return frame(self.html, self.title)

    def __repr__(self) -> str:
        return f"<View {self.name}: {self.title}, {_many(self.exhibits)}>"


def frame(page: str, title: str, height: int = 720) -> str:
    """A page in a frame of a notebook: without an origin of its own, so that it can reach nothing there.

    Its links within the page stay within it: without a base they would lead to the notebook.  The
    base stands before the policy, which allows none.
    """
    page = page.replace("<head>", '<head><base href="about:srcdoc">', 1)
    shown, name = html.escape(page, quote=True), html.escape(title, quote=True)
    return (
        f'<iframe srcdoc="{shown}" title="{name}" sandbox="allow-scripts allow-downloads allow-popups" '
        f'style="width:100%;height:{height}px;border:1px solid #d3dae0"></iframe>'
    )


def form_of(path: Path, forms: Sequence[str] = FORMS) -> str:
    """The form that the ending of a file names.

    Raises:
        UsageError: it names none.
    """
    form = path.suffix.lower().removeprefix(".")
    if form not in forms:
        raise UsageError(f"'{path.name}' should end in one of: {', '.join(f'.{form}' for form in forms)}.")
    return form


def _many(exhibits: Sequence[Exhibit]) -> str:
    rows = sum(len(exhibit.records) for exhibit in exhibits)
    return f"{rows} rows in {len(exhibits)} picture{'' if len(exhibits) == 1 else 's'}"
