"""Where the pages are on a server: the paths of the static site without the ending, and some more."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from evigraph.serve.guards import POLICY
from evigraph.view.site.links import MENU, page_path

Fields = dict[str, list[str]]
"""What a form sends: the values of each field, in the order given."""


class ServerLinks:
    """Links of a server; its root is the root of the addresses.

    ``modified`` is the date of what is served, as far as that is known.
    """

    def __init__(self, modified: str = "") -> None:
        self.modified = modified

    # A page cannot say of itself who may frame it; the header does.
    policy = POLICY.replace("; frame-ancestors 'none'", "")
    sheets = ("site.css", "serve.css", "questions.css")
    menu = (
        ("own", "questions", "Questions"),
        *MENU,
        ("own", "search", "Search"),
        ("own", "ask", "SPARQL"),
        ("page", "about", "About"),
    )

    def to(self, kind: str, name: str = "", anchor: str = "") -> str:
        """The address of a page."""
        return address_of(kind, name) + (f"#{quote(anchor, safe='/=')}" if anchor else "")

    def asset(self, name: str) -> str:
        """The address of a style sheet or a script."""
        return f"/assets/{quote(name)}"


def address_of(kind: str, name: str, fields: Fields | None = None) -> str:
    """The address of a page; ``own`` pages are those that only a server has.

    >>> address_of("claim", "molina-2021/x"), address_of("own", "search", {"text": ["a b"]})
    ('/claim/molina-2021/x', '/search?text=a+b')
    """
    if kind in ("own", "question"):
        path = "/" + quote(name if kind == "own" else f"question/{name}")
    else:
        path = "/" + quote(page_path(kind, name).removesuffix(".html"))
        path = "/" if path == "/index" else path
    return path + (f"?{urlencode(fields, doseq=True)}" if fields else "")
