"""An answer twice: as typed data for programs, and in words for readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from evigraph.assist.window import Page

NOT_WRONG = "“Not reproducible from the cited rows” says what the graph can show; it does not say “wrong”."


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What every answer has; the notice says when the graph is not that of the files as they are now."""

    page: Page
    notice: str = ""


class Told(NamedTuple):
    """An answer and its words."""

    data: Answer
    text: str
