"""What checks need beyond SPARQL: functions from the rows of a query to the rows of findings.

A check names one in its header as ``compute: module.function``, a public function of a
module of this package; there is no table to keep.  Every function is pure: it sees the
rows, nothing else, and returns rows with the columns that the header describes, ``holds``
among them when the check also reports what is well.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from evigraph.audit.compute.row import Function, Row

_MODULES = {path.stem for path in Path(__file__).parent.glob("*.py")} - {"__init__", "row"}


def function(name: str) -> Function | None:
    """The function that ``name`` (``module.function``) stands for, or None; only this package is looked at."""
    found = re.fullmatch(r"([a-z][a-z_]*)\.([a-z][a-z_]*)", name)
    if found is None or found[1] not in _MODULES:
        return None
    module = import_module(f"{__name__}.{found[1]}")
    candidate = getattr(module, found[2], None)
    own = getattr(candidate, "__module__", None) == module.__name__
    return candidate if own and callable(candidate) else None


__all__ = ["Function", "Row", "function"]
