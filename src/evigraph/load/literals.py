"""Whether a text has the form that a datatype demands, more strictly than libraries see it."""

from __future__ import annotations

import contextlib
import re
from datetime import date

_FORMS = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"),
    "boolean": re.compile(r"true|false"),
    "gYear": re.compile(r"[0-9]{4}"),
    "duration": re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?", re.ASCII),
}


def well_formed(datatype: str, text: str) -> bool:
    """Whether a literal has the form of its datatype: Python, and so rdflib, reads '1_000' and 'NaN' as numbers.

    ``datatype`` is the local name of one of XSD's; of any other every text is well formed.
    """
    if datatype == "date":
        return _is_date(text)
    form = _FORMS.get(datatype)
    return form is None or form.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    """Whether the calendar has this day; rdflib would tell of the 31st of June with a traceback."""
    with contextlib.suppress(ValueError):
        return date.fromisoformat(text).isoformat() == text
    return False
