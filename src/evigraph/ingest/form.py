"""Plain records as the YAML that people author, the same bytes for the same records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

_WHOLE = re.compile(r"0|[1-9][0-9]*")


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes texts; those that are whole numbers stand without quotes."""


def _text(dumper: Any, text: str) -> Any:
    kind = "int" if _WHOLE.fullmatch(text) else "str"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


_Dumper.add_representer(str, _text)


def written(records: Mapping[str, Any]) -> str:
    """A file with these records; what is empty is left out.

    Raises:
        yaml.representer.RepresenterError: a value is neither text nor a mapping or sequence of it.
    """
    said = {key: kept for key, value in records.items() if (kept := pruned(value)) is not None}
    return "\n".join(_dumped({key: value}) for key, value in said.items())


def listed(records: Sequence[Mapping[str, Any]], indent: int = 0) -> str:
    """Records as items of a list that can be put behind others; ``indent`` is where their dashes stand."""
    text = _dumped([pruned(record) for record in records])
    return "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in text.splitlines())


def single(record: Mapping[str, Any]) -> str:
    """One record, its keys at the margin."""
    return _dumped(pruned(record) or {}, flow=False)


def pruned(value: Any) -> Any:
    """The value without what is empty; None where nothing is left."""
    if isinstance(value, Mapping):
        kept = {str(key): inner for key, each in value.items() if (inner := pruned(each)) is not None}
        return kept or None
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [inner for each in value if (inner := pruned(each)) is not None] or None
    text = None if value is None else str(value)
    return text if text and text.strip() else None


def _dumped(value: Any, flow: bool | None = None) -> str:
    """The value as YAML: what holds no further records on one line, or with ``flow=False`` nothing."""
    text: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=1_000_000
    )
    return text
