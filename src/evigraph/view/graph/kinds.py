"""The kinds of things and relations that the picture of a whole graph tells apart: data of ``web/graph.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from evigraph.errors import NotFound, did_you_mean
from evigraph.ns import local_name
from evigraph.view.style import asset, palette
from evigraph.view.words import spaced


@dataclass(frozen=True)
class Kind:
    """A kind of node: its words, where it stands, how wide its cell is, and whether walks go through it.

    ``where`` is ``path`` (a column of the evidence path), ``terms``, or ``behind``:
    housekeeping that is shown on request.  ``natural`` keeps the order of the article:
    of the clusters (``blocks``), or of their members too (``members``).  ``cell`` is the width it
    needs among many, ``few`` among few.  ``unsaid`` heads those of no class of their own.
    """

    name: str
    one: str
    many: str
    classes: tuple[str, ...]
    where: str
    glyph: str
    cell: float
    color: str
    few: float = 0
    band: int = 0
    through: bool = True
    natural: str = ""
    unsaid: str = ""


@cache
def described() -> dict[str, Any]:
    """The file itself."""
    loaded: dict[str, Any] = json.loads(asset("graph.json"))
    return loaded


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name, in the order of the evidence path."""
    found = {}
    for data in described()["kinds"]:
        values = {"color": data["name"], **data, "classes": tuple(data["classes"])}
        found[data["name"]] = Kind(**values)
    return found


@cache
def kind_of(types: str) -> Kind:
    """The kind of a node whose classes are ``types``, as the network joins them."""
    classes = set(types.split(" | "))
    return next((kind for kind in kinds().values() if classes & set(kind.classes)), kinds()["other"])


def wanted(words: Iterable[str]) -> tuple[set[str], set[str]]:
    """Kinds and classes that people name: "claim", "studies", "ev:Antigen".

    A class written as in the vocabulary ("Therapy") is the class, not the wider kind ("therapy").

    Raises:
        NotFound: there is no kind or class of this name.
    """
    names = {word.casefold(): kind.name for kind in kinds().values() for word in (kind.name, kind.many, kind.one)}
    classes = {name.casefold(): name for kind in kinds().values() for name in kind.classes}
    classes |= {name.partition(":")[2]: full for name, full in classes.items() if ":" in name}
    exact = {full.partition(":")[2] for full in classes.values()}
    of_kind, of_class = set(), set()
    for word in words:
        text = word.strip().casefold()
        if text in names and word.strip() not in exact:
            of_kind.add(names[text])
        elif text in classes:
            of_class.add(classes[text])
        else:
            known = [kind.name for kind in kinds().values()]
            hint = did_you_mean(text, [*known, *classes])
            raise NotFound(f"There is no type '{word}'. {hint} Types: {', '.join(known)}.".replace("  ", " "))
    return of_kind, of_class


def called(word: str) -> str:
    """What people call the records of a kind or class that :func:`wanted` knows: "studies", "therapy classes"."""
    of_kind, of_class = wanted([word])
    for name in of_kind:
        return kinds()[name].many
    return _plural(spaced(local_name(of_class.pop())).lower())


def _plural(noun: str) -> str:
    if noun.endswith("ss"):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if re.search("[^aeiou]y$", noun) else f"{noun}s"


@cache
def verb(predicate: str) -> tuple[str, str, str]:
    """How a relation reads forwards and backwards, and the family it belongs to."""
    known = described()["predicates"].get(predicate)
    if known:
        forwards, backwards, family = known
        return forwards, backwards, family
    words = spaced(predicate.rpartition(":")[2])
    return words, f"is at the other end of “{words}”", "path" if predicate.startswith("cito:") else "other"


def colors(scheme: str) -> dict[str, Any]:
    """The colors of a scheme, those of the other pages included."""
    return {**palette()[scheme], **described()[scheme]}
