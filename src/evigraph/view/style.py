"""The look of the pages: one palette for picture and text, and the files of ``web/``."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

_WEB = Path(__file__).parent.parent / "web"


@cache
def asset(name: str) -> str:
    """The text of a file of ``web/``."""
    return (_WEB / name).read_text(encoding="utf-8")


@cache
def palette() -> dict[str, Any]:
    """``kinds`` (word, shape, column, width and padding in pixels) and the colors of both schemes.

    The color of a kind is [fill, border, ink]; every other color is one value.  ``marks`` are the
    shapes of findings: a path around 0,0 within 12 units, and where the number's line stands.
    """
    loaded: dict[str, Any] = json.loads(asset("palette.json"))
    return loaded


def variables() -> str:
    """The palette as CSS custom properties, light first, dark where the reader prefers it."""
    light, dark = (_declarations(palette()[scheme]) for scheme in ("light", "dark"))
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"


def on_paper(css: str) -> str:
    """CSS for a file of its own: the colors of light paper in place of variables, without comments."""
    colors = _flat(palette()["light"])
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda found: colors[found[1]], re.sub(r"/\*.*?\*/\n?", "", css))


def _declarations(colors: dict[str, Any]) -> str:
    return "".join(f"--{name}:{color};" for name, color in _flat(colors).items())


def _flat(colors: dict[str, Any]) -> dict[str, str]:
    """Every color by the name of its variable."""
    found = {name: color for name, color in colors.items() if isinstance(color, str)}
    for name, color in colors.items():
        if not isinstance(color, str):
            found |= {f"{name}-fill": color[0], f"{name}-edge": color[1], f"{name}-ink": color[2]}
    return found
