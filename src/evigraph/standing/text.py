"""An update in words, and as rows of a table."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from evigraph.standing.records import NAME
from evigraph.standing.told import WORDS
from evigraph.standing.update import Row, Update
from evigraph.standing.works import Work

WIDTH = 100
COLUMNS = ("outcome", "work", "references", "status", "date", "doi", "pmid", "title", "notice", "place", "why")
_MOST = 20
_LONGEST = 300
"""Characters of a reason that are shown."""
_HOW = {"by-doi": "DOI", "by-pmid": "PubMed identifier", "by-title": "title"}


def update_rows(update: Update) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Columns, and a row for each record of the list and each work that it does not mention."""
    rows: list[tuple[object, ...]] = []
    for row in update.rows:
        told = row.told
        outcome = f"{row.outcome} ({row.change})" if row.change else row.outcome
        facts = (told.status, told.date, told.doi, told.pmid, told.title, told.notice, str(told.place), row.why)
        rows.append((outcome, " ".join(work.key for work in row.works), _numbers(row.works), *facts))
    for work in update.unmentioned:
        facts = ("", "", work.doi, work.pmid, work.title, "", "", "")
        rows.append(("not mentioned", work.key, _numbers([work]), *facts))
    return COLUMNS, rows


def update_text(update: Update, written: bool) -> str:
    """The update in plain text; ``written`` says whether the file was written, if there was need to."""
    return "\n".join(line for part in _parts(update, written) for line in part) + "\n"


def _parts(update: Update, written: bool) -> Iterator[list[str]]:
    rows = len(update.rows)
    counts = {name: len(update.of(name)) for name in ("matched", "nothing told", "other", "doubtful", "unreadable")}
    yield _wrap(
        f"{update.source}, as of {update.as_of}. {_count(rows, 'record')}: {counts['matched']} of works here, "
        f"{counts['nothing told']} of works here with nothing told, {counts['other']} of other works, "
        f"{counts['doubtful']} doubtful, {counts['unreadable']} not readable. {update.remark}"
    )
    yield from _listed("MATCHED", map(_matched, update.of("matched")), counts["matched"])
    for outcome, title in (("doubtful", "DOUBTFUL, NOT TAKEN OVER"), ("unreadable", "NOT READABLE")):
        lines = (f"{row.told.place}: {_named(row)}{_short(row.why)}" for row in update.of(outcome))
        yield from _listed(title, lines, _MOST)
    if counts["other"] <= _MOST:
        lines = (f"{row.told.place}: {_short(row.told.name)}" for row in update.of("other"))
        yield from _listed("OF OTHER WORKS", lines, _MOST)
    if update.unmentioned:
        yield ["", f"WORKS HERE THAT IT DOES NOT MENTION: {len(update.unmentioned)}"]
        yield _wrap(f"  {_runs(update.unmentioned)}", 2)
    yield ["", *_wrap(_file(update, written))]


def _file(update: Update, written: bool) -> str:
    if not update.changes:
        return f"{NAME} is up to date; nothing was written." if update.after else "There is nothing to write."
    return f"Wrote {NAME}." if written else f"{NAME} would change; nothing was written."


def _matched(row: Row) -> str:
    told = row.told
    names = " and ".join(work.name for work in row.works)
    when = f" on {told.date}" if told.date else ", date not told"
    notice = f"; notice {told.notice}" if told.notice else ""
    reason = f"; {_short(told.reason)}" if told.reason else ""
    status = WORDS.get(told.status, told.status)
    return f"{row.change}  {names}: {status}{when}, known by {_HOW[row.how]} ({told.place}){notice}{reason}"


def _named(row: Row) -> str:
    names = " and ".join(work.name for work in row.works) or _short(row.told.name)
    return f"{names}: " if names else ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _listed(title: str, lines: Iterator[str], most: int) -> Iterator[list[str]]:
    found = list(lines)
    if found:
        yield ["", title, *(part for line in found[:most] for part in _wrap(f"  {line}", 4))]
    if len(found) > most:
        yield [f"  and {len(found) - most} more; --format csv lists them all"]


def _runs(works: Sequence[Work]) -> str:
    """Works by their numbers, runs of numbers as ranges; those without number by key."""
    numbers = sorted(work.numbers[0] for work in works if work.numbers)
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in parts]
    head = f"references {', '.join(shown)}" if shown else ""
    return ", ".join([*([head] if head else []), *(work.key for work in works if not work.numbers)])


def _numbers(works: Sequence[Work]) -> str:
    return ", ".join(str(number) for work in works for number in work.numbers)


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _wrap(text: str, hang: int = 0) -> list[str]:
    return textwrap.wrap(
        text.rstrip(), WIDTH, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False
    )
