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

    The color of a kind is [fill, border, ink]; every other color is one value.
    """
    loaded: dict[str, Any] = json.loads(asset("palette.json"))
    return loaded


def variables() -> str:
    """The palette as CSS custom properties, light first, dark where the reader prefers it."""
    light, dark = (_declarations(palette()[scheme]) for scheme in ("light", "dark"))
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"


def _declarations(colors: dict[str, Any]) -> str:
    plain = {name: color for name, color in colors.items() if isinstance(color, str)}
    kinds = {
        f"{name}-{part}": color[index]
        for name, color in colors.items()
        if not isinstance(color, str)
        for index, part in enumerate(("fill", "edge"))
    }
    return "".join(f"--{name}:{color};" for name, color in {**plain, **kinds}.items())
