"""Changes as people and programs take them: text, JSON, CSV, Markdown."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable

from evigraph.diff.model import GROUPS, Changes
from evigraph.separated import separated
from evigraph.version import __version__

COLUMNS = ("level", "group", "kind", "node", "message", "old", "new")
WIDTH = 100

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def document(changes: Changes, form: str, sides: tuple[str, str]) -> str:
    """The changes in one of :data:`FORMS`; ``sides`` says in words what was compared."""
    return FORMS[form](changes, sides)


def summary(changes: Changes) -> str:
    """How many changes of each level, in a line."""
    counts = ", ".join(f"{number} {level}" for level, number in changes.counts().items())
    return f"{len(changes)} {'change' if len(changes) == 1 else 'changes'}: {counts}."


def _text(changes: Changes, sides: tuple[str, str]) -> str:
    lines: list[str] = []
    for group, found in changes.groups().items():
        lines += [*([""] if lines else []), GROUPS[group].upper()]
        for change in found:
            first = f"  {change.level:<12}"
            lines += textwrap.wrap(change.message, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
    return "\n".join(lines or ["Nothing changed."]) + "\n"


def _json(changes: Changes, sides: tuple[str, str]) -> str:
    data = {"version": __version__, "old": sides[0], "new": sides[1], **changes.to_dict()}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _separated(delimiter: str) -> Callable[[Changes, tuple[str, str]], str]:
    def write(changes: Changes, sides: tuple[str, str]) -> str:
        return separated(COLUMNS, [tuple(change.to_dict().values()) for change in changes], delimiter)

    return write


def _markdown(changes: Changes, sides: tuple[str, str]) -> str:
    lines = [f"From {_escaped(sides[0])} to {_escaped(sides[1])}: {summary(changes)}"]
    for group, found in changes.groups().items():
        lines += ["", f"## {GROUPS[group]}", ""]
        lines += [f"- **{change.level}** {_escaped(change.message)}" for change in found]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


FORMS: dict[str, Callable[[Changes, tuple[str, str]], str]] = {
    "table": _text,
    "json": _json,
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "md": _markdown,
}
