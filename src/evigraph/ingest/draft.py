"""What a machine-made record says of itself: which rule made it, from which words, how sure it is."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from evigraph.version import __version__


@cache
def rules() -> dict[str, dict[str, str]]:
    """Every rule by name: what it does (``says``) and how far it can be relied on (``confidence``, 0 to 1)."""
    found: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "rules.json").read_text("utf-8"))
    return found


def draft(identifier: str, rule: str, at: str, text: str, **more: Any) -> dict[str, Any]:
    """The ``draft`` of a record; ``more`` is what else a person should see of it.

    Raises:
        KeyError: there is no such rule.
    """
    return {
        "id": identifier,
        "by": rule,
        "version": __version__,
        "confidence": rules()[rule]["confidence"],
        "at": at,
        "text": " ".join(text.split()),
        **more,
        "state": "open",
    }
