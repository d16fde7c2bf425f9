"""The pictures of the site that belong to an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from evigraph.serve.pages.asked import Asked, Entry
from evigraph.view.site.claims import claim_picture
from evigraph.view.site.links import Links
from evigraph.view.site.pictures import pictures
from evigraph.view.site.site import Site

if TYPE_CHECKING:
    from markupsafe import Markup

_SLOT = re.compile(r"\{(\w+)\}")
_MOST = 3


@dataclass(frozen=True)
class Figure:
    """A picture: as an element of the page, or the address of its image; and where there is more of it."""

    title: str
    more: str
    element: Markup | None = None
    image: str = ""
    alt: str = ""


def figures_of(site: Site, links: Links, asked: Asked) -> tuple[Figure, ...]:
    """The pictures that the question names, one for each value; none where the site has no such picture."""
    pattern = asked.question.picture
    if not pattern:
        return ()
    slot = _SLOT.search(pattern)
    if slot is None:
        names: list[tuple[str, Entry | None]] = [(pattern, None)]
    else:
        entries = next((field.entries for field in asked.fields if field.name == slot[1]), ())
        names = [(pattern.replace(slot[0], entry.text), entry) for entry in entries[:_MOST]]
    return tuple(found for name, entry in names for found in _picture(site, links, name, entry))


def _picture(site: Site, links: Links, name: str, entry: Entry | None) -> Iterator[Figure]:
    if name.startswith("claim/"):
        node = entry.meant.node if entry and entry.meant else site.dataset.base + name
        ref = site.ref(node)
        if ref and ref.kind == "claim":
            there = links.to(ref.kind, ref.name)
            yield Figure(f"Evidence ladder: {ref.words}", there, element=claim_picture(site, node, links))
        return
    known = {each.name: each for each in pictures(site)}.get(name)
    if known is None:
        return
    image = "" if name in ("argument", "graph") else f"/api/pictures/{quote(name)}"
    yield Figure(known.title, links.to("picture", name), image=image, alt=f"{known.title}. {known.lead}")
