"""Where the pages of a site are: names of files that are safe everywhere, and addresses from page to page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from evigraph.view.filename import safe_name

NODES = ("claim", "reference", "study", "term", "finding")
"""Kinds of pages that there is one of for each node."""

MENU = (
    ("list", "claims", "Claims"),
    ("list", "references", "References"),
    ("list", "studies", "Studies"),
    ("list", "terms", "Terms"),
    ("list", "findings", "Findings"),
)
"""The lists, as every menu names them."""


@dataclass(frozen=True)
class Ref:
    """A page to lead to: its kind, the name it has among them, the words of the link, and a place on it."""

    kind: str
    name: str
    words: str = ""
    anchor: str = ""


class Links(Protocol):
    """Turns what a page wants to lead to into an address; a server has another way than a folder."""

    @property
    def policy(self) -> str:
        """The content security policy that the pages state of themselves."""

    @property
    def sheets(self) -> Sequence[str]:
        """The style sheets of every page, as :meth:`asset` knows them."""

    @property
    def menu(self) -> Sequence[tuple[str, str, str]]:
        """What every page leads to: kind, name, words."""

    def to(self, kind: str, name: str = "", anchor: str = "") -> str:
        """The address of the page of this kind and name, at ``anchor``."""

    def asset(self, name: str) -> str:
        """The address of a style sheet or a script."""


class FileLinks:
    """Links between files of one folder, relative to the page that stands at ``here``."""

    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    sheets = ("site.css",)
    menu = (*MENU, ("page", "search", "Search"), ("page", "about", "About"))

    def __init__(self, here: str) -> None:
        self.folder = posixpath.dirname(here) or "."

    def to(self, kind: str, name: str = "", anchor: str = "") -> str:
        """The address of a page from here."""
        return self._relative(page_path(kind, name)) + (f"#{quote(anchor, safe='/=')}" if anchor else "")

    def asset(self, name: str) -> str:
        """The address of a file of ``assets/`` from here."""
        return self._relative(f"assets/{name}")

    def _relative(self, path: str) -> str:
        return quote(posixpath.relpath(path, self.folder))


def page_path(kind: str, name: str) -> str:
    """The file of a page, below the folder of the site: "claim/molina-2021/x.html", "claims.html".

    The same name always gives the same file, whatever else the site holds.
    """
    parts = [safe_name(part) for part in name.split("/") if part]
    return "/".join([kind, *parts] if kind in (*NODES, "picture") else parts) + ".html"


def anchor_name(text: str) -> str:
    """``text`` as a place on a page that needs no escaping."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-") or "x"
