"""What the functions of checks take and give."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Row = dict[str, Any]
"""Column name -> value: nodes as IRIs, numbers as int or Decimal, several as a list."""

Function = Callable[[Sequence[Row]], Iterable[Row]]


def natural(text: str) -> list[tuple[int, float, str]]:
    """A key that puts 9 before 10 and words in their order."""
    parts = re.split(r"(\d+(?:\.\d+)?)", text)
    return [(0, float(part), "") if part[:1].isdigit() else (1, 0.0, part.casefold()) for part in parts if part]
