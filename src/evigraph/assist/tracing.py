"""The evidence ladder of a claim."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evigraph.assist.answer import Answer, Told
from evigraph.assist.inputs import TraceArguments
from evigraph.assist.window import Page, window
from evigraph.query.dataset import Dataset
from evigraph.trace import Trace, find_claim, ladder_text, trace


@dataclass(frozen=True, kw_only=True)
class Traced(Answer):
    """The ladder of a claim; of works cited and of claims above and below, those of the page."""

    ladder: Trace


def trace_claim(dataset: Dataset, given: TraceArguments) -> Told:
    """What a claim says, where it is printed, what it cites and what those studies found.

    Raises:
        Ambiguous: several claims match.
        NotFound: none does.
    """
    whole = trace(dataset, find_claim(dataset, given.claim))
    lists = (whole.citations, whole.towards_thesis, whole.supported_by)
    longest = max(map(len, lists))
    works, page = window(whole.citations, given.offset, given.limit)
    shown = given.limit if page.next_offset is None else len(works)
    span = slice(given.offset, given.offset + shown)
    ladder = replace(
        whole, citations=tuple(works), towards_thesis=whole.towards_thesis[span], supported_by=whole.supported_by[span]
    )
    end = given.offset + shown
    page = Page(longest, given.offset, min(shown, max(longest - given.offset, 0)), end if end < longest else None)
    return Told(Traced(page=page, ladder=ladder), _words(ladder, page))


def _words(ladder: Trace, page: Page) -> str:
    told = page.words("works cited, and of the claims above and below,")
    return "\n".join(filter(None, [ladder_text(ladder), told]))
