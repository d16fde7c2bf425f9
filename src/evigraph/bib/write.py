"""CSL-JSON items as text in any format.

The output depends on the items and their order alone.  Whatever their values hold, each
stays within its field: it is written on one line, escaped as the format asks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial

from evigraph.bib.bibtex.write import write_biblatex, write_bibtex
from evigraph.bib.exchange.sheet import write_csv
from evigraph.bib.exchange.tagged import write_tagged
from evigraph.bib.tables import Csl
from evigraph.errors import UsageError, did_you_mean


def render(csl_items: Sequence[Csl], format: str) -> str:
    """The items as text in one of :data:`FORMATS`, one record for each item, in order.

    Raises :class:`UsageError` for a format that is not there.
    """
    if format not in _WRITERS:
        hint = did_you_mean(format, FORMATS) or f"There are {', '.join(FORMATS)}."
        raise UsageError(f"There is no bibliography format '{format}'. {hint}")
    return _WRITERS[format](csl_items)


def write_csl_json(items: Sequence[Csl]) -> str:
    """The items as they are."""
    return json.dumps(list(items), ensure_ascii=False, indent=2) + "\n"


_WRITERS: dict[str, Callable[[Sequence[Csl]], str]] = {
    "bibtex": write_bibtex,
    "biblatex": write_biblatex,
    "ris": partial(write_tagged, format="ris"),
    "csl-json": write_csl_json,
    "enw": partial(write_tagged, format="enw"),
    "nbib": partial(write_tagged, format="nbib"),
    "csv": write_csv,
}
FORMATS = tuple(_WRITERS)
"""The formats that :func:`render` knows."""
