"""A thousand references in AMA against citeproc-py's own processor on the same items, in one process."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator

from benchmarks.measure import Line, Pairs, in_turn, ratio_line
from benchmarks.repository import ROOT
from evigraph.bib import Csl, read_bib, to_csl
from evigraph.bib.formatted import FORMS, format_list

COUNT = 1_000
STYLE, NAMED = "ama", "american-medical-association"


def lines() -> Iterator[Line]:
    """Each form, style and imports loaded."""
    items = thousand()
    for form in FORMS:
        ours, peer = in_turn(
            lambda form=form: seconds(lambda: format_list(items, STYLE, form)),  # type: ignore[misc]
            lambda: seconds(lambda: by_citeproc_py(items)),
            3,
        )
        yield ratio_line(f"1,000 references in AMA, {form} : citeproc-py", Pairs(ours, peer), "s", 2)


def thousand() -> list[Csl]:
    """The references of the article again and again, each time with a title of its own."""
    entries, _ = read_bib(ROOT / "references.bib", "references.bib")
    items = [to_csl(entry) for entry in entries]
    return [
        items[index % len(items)] | {"id": f"item-{index}", "title": f"{items[index % len(items)]['title']} {index}"}
        for index in range(COUNT)
    ]


def by_citeproc_py(items: list[Csl]) -> list[str]:
    """The entries as citeproc-py makes them by itself; what it warns of is left out of what it is given."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    unknown = ("custom", "supplement-number")
    known = [{name: value for name, value in item.items() if name not in unknown} for item in items]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle(NAMED, validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(known), formatter.plain)
        for item in known:
            bibliography.register(Citation([CitationItem(item["id"])]))
        return [str(entry) for entry in bibliography.bibliography()]


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
