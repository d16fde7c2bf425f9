"""What the functions of checks take and give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Row = dict[str, Any]
"""Column name -> value: nodes as IRIs, numbers as int or Decimal, several as a list."""

Function = Callable[[Sequence[Row]], Iterable[Row]]
