"""The look of the pages: one palette for picture and text, and the files of ``web/``."""

from __future__ import annotations

import json
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


def _declarations(colors: dict[str, Any]) -> str:
    found = {name: color for name, color in colors.items() if isinstance(color, str)}
    for name, color in colors.items():
        if not isinstance(color, str):
            found |= {f"{name}-fill": color[0], f"{name}-edge": color[1], f"{name}-ink": color[2]}
    return "".join(f"--{name}:{color};" for name, color in found.items())
