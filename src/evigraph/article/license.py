"""Licenses in what is printed."""

from __future__ import annotations

import re

_LICENSE = re.compile(r"(?:https?://)?(?:www\.)?creativecommons\.org/[^\s)>\]]+")


def license_in(text: str) -> str:
    """The address of the Creative Commons license that a text gives; "" for none."""
    found = _LICENSE.search(text)
    return found.group().rstrip(".,;") if found else ""
