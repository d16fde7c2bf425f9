"""What the elements of TEI are to a reader, by ``elements.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_TABLE: dict[str, Any] = json.loads((Path(__file__).parent / "elements.json").read_text("utf-8"))

RAISED: dict[str, str] = _TABLE["raised"]
"""How letters are set apart (``rend``), and the kind of mark that is."""
SECTIONS: dict[str, str] = _TABLE["sections"]
"""Elements that are sections or hold them, and their kind; "" for that of the section around."""
KINDS: dict[str, str] = _TABLE["kinds"]
"""The kind of section that a type of ``div`` is."""
PROSE: dict[str, str] = _TABLE["prose"]
"""Elements whose paragraphs are blocks of a kind of their own."""
PARAGRAPHS = frozenset(_TABLE["paragraphs"])
PASSED = frozenset(_TABLE["passed"])
"""Elements without prose of their own: read elsewhere, or nothing that is printed."""
FLOATS = frozenset(_TABLE["floats"])
"""Elements that stand beside the paragraph they are in: it goes on after them."""
SPLITS = frozenset(_TABLE["splits"])
"""Elements within a paragraph that are blocks themselves."""
PARTED = frozenset(_TABLE["parted"])
"""Elements that a space parts from what stands around them."""
LABELS = frozenset(_TABLE["labels"])
"""Words before the number of a figure or table."""
UNREAD = frozenset(_TABLE["unread"])
"""Elements within a paragraph that are no part of it."""
HOLDERS = frozenset(_TABLE["holders"])
"""Elements that are too large to be a block."""
