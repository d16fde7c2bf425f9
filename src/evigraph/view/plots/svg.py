"""What matplotlib writes, made fit for our pages and for people: plain SVG without any inline style.

The policy of the pages refuses style attributes, so looks become attributes; on a page every
color of the palette becomes a class as well, which is how a picture turns dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from evigraph.view.plots.sheet import Drawing, Target, clean, picture
from evigraph.view.style import palette, variables

_SVG = "http://www.w3.org/2000/svg"
FAMILY = "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"
_FONT = re.compile(r"(?P<size>\d+(?:\.\d+)?)px")
_BOLD = re.compile(r"\b(?:bold|[6-9]00)\b")
MARGIN = 20.0
_KEPT = ("stroke-width", "stroke-dasharray", "text-anchor")


@cache
def names() -> dict[str, str]:
    """Color on light paper -> its name; of several names for one color the first."""
    found: dict[str, str] = {}
    for name, value in palette()["light"].items():
        parts = {name: value} if isinstance(value, str) else {f"{name}-fill": value[0], f"{name}-edge": value[1]}
        for part, shade in parts.items():
            found.setdefault(shade, part)
    return found


def color_rules() -> str:
    """The style sheet by which inline pictures follow the colors of the page."""
    return "".join(f".f-{name}{{fill:var(--{name})}}.s-{name}{{stroke:var(--{name})}}" for name in names().values())


def bare_svg(drawing: Drawing) -> bytes:
    """The drawing as an SVG file of its own, on light paper."""
    return _svg(drawing, *picture(drawing, "svg"), inline=False)


def image_svg(drawing: Drawing) -> bytes:
    """The drawing as an SVG file that follows the colors of the page it stands on, where these can be known."""
    return _svg(drawing, *picture(drawing, "svg"), inline=False, style=variables() + color_rules())


def inline_svg(drawing: Drawing) -> str:
    """The drawing as an element of a page, with its targets as links and its colors as classes."""
    return both_svgs(drawing)[0]


def both_svgs(drawing: Drawing) -> tuple[str, bytes]:
    """The drawing inline and as a file of its own with a margin around it, drawn once."""
    drawn = picture(drawing, "svg")
    return _svg(drawing, *drawn, inline=True).decode(), _svg(drawing, *drawn, inline=False, margin=MARGIN)


def _svg(
    drawing: Drawing,
    data: bytes,
    targets: Sequence[Target],
    *,
    inline: bool,
    margin: float = 0.0,
    style: str = "",
) -> bytes:
    """The element on a page (``inline``) or the file; ``style`` are rules for the classes of the colors."""
    from lxml import etree

    width, height = f"{drawing.width + 2 * margin:g}", f"{drawing.height + 2 * margin:g}"
    corner = f"{-margin:g}" if margin else "0"
    title, about = f"{drawing.name}-title", f"{drawing.name}-about"
    root = etree.Element("svg", {} if inline else {"xmlns": _SVG})
    looks = {
        "width": width,
        "height": height,
        "viewBox": f"{corner} {corner} {width} {height}",
        "stroke-linejoin": "round",
    }
    looks |= {"role": "group" if inline else "img", "aria-labelledby": title, "aria-describedby": about}
    looks |= {"font-family": FAMILY} | ({"class": _kind(drawing)} if inline else {})
    for key, value in looks.items():
        root.set(key, value)
    etree.SubElement(root, "title", id=title).text = clean(drawing.title)
    etree.SubElement(root, "desc", id=about).text = clean(drawing.alt)
    if margin:
        paper = f"M{corner} {corner}h{width}v{height}h-{width}z"
        etree.SubElement(root, "path", {"fill": palette()["light"]["paper"], "d": paper})
    if style:
        etree.SubElement(root, "style").text = style
    for tag, attributes, words, target in _shapes(etree.fromstring(data), targets, inline, inline or bool(style)):
        parent = _link(etree, root, target) if target else root
        etree.SubElement(parent, tag, attributes).text = words
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=not inline)) + (b"" if inline else b"\n")


def _kind(drawing: Drawing) -> str:
    """What the style sheet needs to know; A4 across holds about two thirds of its width in height."""
    return "figure tall" if drawing.height > 0.6 * drawing.width else "figure"


def _shapes(
    tree: Any, targets: Sequence[Target], inline: bool, classes: bool
) -> Iterator[tuple[str, dict[str, str], str | None, Target | None]]:
    """(tag, attributes, text, target) of everything drawn, in order; targets only where they can be followed."""
    for element in tree.iter(f"{{{_SVG}}}path", f"{{{_SVG}}}text"):
        group = element.getparent()
        name = group.get("id", "")
        if group.tag in (f"{{{_SVG}}}defs", f"{{{_SVG}}}clipPath"):
            continue
        target = targets[int(name.removeprefix("target-"))] if name.startswith("target-") else None
        if target and not inline:
            continue
        text = element.tag.endswith("text")
        attributes = _look(element.get("style", ""), classes)
        kept = ("x", "y") if text else ("d",)
        attributes |= {key: " ".join(element.get(key, "").split()) for key in kept if element.get(key)}
        yield ("text" if text else "path"), attributes, element.text if text else None, target


def _look(style: str, classed: bool) -> dict[str, str]:
    """Presentation attributes for an inline style; colors of the palette also as classes where ``classed``."""
    given = dict(part.split(":", 1) for part in style.split(";") if ":" in part)
    given = {key.strip(): value.strip() for key, value in given.items()}
    found = {key: given[key] for key in _KEPT if key in given}
    font = given.get("font", given.get("font-size", ""))
    if size := _FONT.search(font):
        found["font-size"] = f"{float(size['size']):g}"
    if _BOLD.search(font) or _BOLD.search(given.get("font-weight", "")):
        found["font-weight"] = "700"
    classes = []
    for key in ("fill", "stroke"):
        value = given.get(key)
        if value:
            found[key] = value
            classes += [f"{key[0]}-{names()[value]}"] if value in names() else []
    if classed and classes:
        found["class"] = " ".join(classes)
    return found


def _link(etree: Any, root: Any, target: Target) -> Any:
    link = etree.SubElement(root, "a", {"href": f"#{target.anchor}"})
    etree.SubElement(link, "title").text = clean(target.label)
    return link
