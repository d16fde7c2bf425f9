"""What reading a file gives: the article, and an account of what did not come with it."""

from __future__ import annotations

from dataclasses import dataclass

from evigraph.article.article import Article
from evigraph.article.later import waiting
from evigraph.errors import Finding, Place


@dataclass(frozen=True, slots=True)
class Losses:
    """How much the file has and how much was kept, by kind; ``findings`` name every loss with its line."""

    present: dict[str, int]
    kept: dict[str, int]
    findings: tuple[Finding, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether as much was kept as there is, of every kind."""
        return self.present == self.kept


@waiting("losses")
@dataclass(frozen=True, slots=True)
class Reading:
    """An article that was read."""

    article: Article
    losses: Losses


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not read, and why, in one line."""

    file: str
    finding: Finding


def nothing_in(article: Article) -> Finding | None:
    """The fault of an article that holds nothing to be used; None where it holds anything."""
    if article.title or article.blocks or article.references or article.tables or article.figures:
        return None
    message = "Expected a title, text or references, found none of them."
    return Finding(Place(article.file, 1), f"{article.format}-empty", message)
