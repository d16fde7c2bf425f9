"""What checks need beyond SPARQL: functions from the rows of a query to the rows of findings.

A check names one in its header (``compute: name``).  Every function is pure: it sees the
rows, nothing else, and returns rows with the columns that the header describes, ``holds``
among them when the check also reports what is well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Row = dict[str, Any]
"""Column name -> value: nodes as IRIs, numbers as int or Decimal, several as a list."""

Function = Callable[[Sequence[Row]], Iterable[Row]]

FUNCTIONS: dict[str, Function] = {}
