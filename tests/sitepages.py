"""A site read as a browser and a crawler read it: links, places on pages, data for machines."""

from __future__ import annotations

import json
import posixpath
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The links, ids, inline scripts and structured data of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.ids: list[str] = []
        self.sources: list[str] = []
        self.inline: list[tuple[str, str]] = []
        self.attributes: Counter[str] = Counter()
        self.words: list[str] = []
        self._script: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes.update(list(given))
        if "id" in given:
            self.ids.append(given["id"] or "")
        if tag == "a" and given.get("href") and "download" not in given:
            self.hrefs.append(given["href"] or "")
        if tag in ("script", "link", "img", "iframe"):
            self.sources += [value for key in ("src", "href") if (value := given.get(key))]
        if tag in ("script", "style") and "src" not in given:
            self._script = given.get("type") or tag

    def handle_data(self, data: str) -> None:
        if self._script:
            self.inline.append((self._script, data))
        else:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._script = None

    @property
    def structured(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(next(data for kind, data in self.inline if kind == "application/ld+json"))
        return found


@dataclass
class Crawled:
    """Every internal link of a site as (page, target, place), and the addresses that lead out of it."""

    pages: dict[str, Page]
    links: set[tuple[str, str, str]] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)

    def broken(self) -> list[tuple[str, str, str]]:
        """Links to a page or a place that is not there; a place like "claim=x" is told to the script of a picture."""
        return [
            link
            for link in sorted(self.links)
            if link[1] not in self.pages or (link[2] and "=" not in link[2] and link[2] not in self.pages[link[1]].ids)
        ]

    def to(self, target: str) -> set[str]:
        """The pages that lead to ``target``."""
        return {page for page, found, _ in self.links if found == target}


def crawl(files: Mapping[str, bytes]) -> Crawled:
    """Reads every page, and every link of it."""
    found = Crawled({name: Page(data.decode()) for name, data in files.items() if name.endswith(".html")})
    for name, page in found.pages.items():
        for href in page.hrefs:
            parts = urlsplit(href)
            if parts.scheme or parts.netloc:
                found.outside.add(href)
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
            found.links.add((name, path if parts.path else name, unquote(parts.fragment)))
    return found
