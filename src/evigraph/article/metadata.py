"""What an article says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Author:
    """A person or a group that wrote, edited or is thanked by name; ``role`` as given ("author", "editor")."""

    family: str = ""
    given: str = ""
    prefix: str = ""
    suffix: str = ""
    collective: str = ""
    role: str = "author"
    orcid: str = ""
    email: str = ""
    corresponding: bool = False
    equal: bool = False
    affiliations: tuple[str, ...] = ()
    degrees: str = ""


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An institution as printed; ``identifiers`` are its ROR, GRID, Ringgold or Funder numbers."""

    id: str
    label: str
    text: str
    institution: str = ""
    country: str = ""
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Journal:
    """Where the article appeared."""

    title: str = ""
    abbreviation: str = ""
    issn: tuple[str, ...] = ()
    publisher: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Date:
    """A date with the parts that are known: "2018", "2018-05" or "2018-05-03"; ``kind`` as given."""

    kind: str
    date: str
    printed: str = ""


@dataclass(frozen=True, slots=True)
class License:
    """Who may do what with the article."""

    url: str = ""
    type: str = ""
    text: str = ""
    copyright: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """Money behind the work: the funder, its identifiers, the numbers of the awards, who received them."""

    funder: str = ""
    identifiers: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registration:
    """The number of a study in a registry, and every place (block, start, end) where it is printed."""

    registry: str
    number: str
    places: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """Another article that this one corrects, retracts, comments on or accompanies; ``type`` as given."""

    type: str
    identifier: str = ""
    scheme: str = ""
    text: str = ""
    line: int = 0
