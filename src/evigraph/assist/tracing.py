"""The evidence ladder of a claim."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evigraph.assist.answer import Answer, Told
from evigraph.assist.inputs import TraceArguments
from evigraph.assist.window import Page, windows
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
    others = (whole.towards_thesis, whole.supported_by)
    works, span, page = windows(whole.citations, others, given.offset, given.limit)
    ladder = replace(
        whole, citations=tuple(works), towards_thesis=whole.towards_thesis[span], supported_by=whole.supported_by[span]
    )
    return Told(Traced(page=page, ladder=ladder), _words(ladder, page))


def _words(ladder: Trace, page: Page) -> str:
    told = page.words("works cited, and of the claims above and below,")
    return "\n".join(filter(None, [ladder_text(ladder), told]))
