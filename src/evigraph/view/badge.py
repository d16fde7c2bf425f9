"""A mark as a small inline picture, and the legend of the marks of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evigraph.view.marks import Marks
from evigraph.view.style import palette

if TYPE_CHECKING:
    from markupsafe import Markup


def badge(severity: str, look: str = "here", number: int | None = None) -> Markup:
    """The shape of a severity with a number in it; a picture for the eye alone, words stand beside it."""
    from markupsafe import Markup

    shape = palette()["marks"][severity]
    text = Markup('<text y="{}">{}</text>').format(shape["text"], number) if number else ""
    return Markup('<svg class="badge {} {}" viewBox="-12 -12 24 24" aria-hidden="true"><path d="{}"/>{}</svg>').format(
        severity, look, shape["path"], text
    )


def legend(marks: Marks) -> list[tuple[str, str, str, str, int]]:
    """Key, severity and look of the picture, words and number, for each kind of mark there is."""
    return [
        (key, "note" if key == "answered" else key, "answered" if key == "answered" else "here", words, count)
        for key, words, count in marks.counts()
    ]
