"""Printed percentages against whole counts of patients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from evigraph.audit.compute.row import Row
from evigraph.audit.compute.share import EARLIER, Group, Share, printed_percentage, shares, unrepeated
from evigraph.feasible import decimals, feasible_counts, share_text

MOST_FEASIBLE = 3
"""So many groups that would give a percentage are told, the largest."""


def percentage_not_feasible(rows: Sequence[Row]) -> Iterator[Row]:
    """Percentages that no whole count of any group they may be counted in gives."""
    seen = set()
    for share in shares(unrepeated(rows)):
        row = share.row
        if row.get("numerator") is not None:
            continue  # a count beside the percentage is the matter of another check
        key = (row["study"], row["outcome"], share.percent, str(share.groups))
        if not share.groups or key in seen or any(map(share.feasible, share.groups)):
            continue
        seen.add(key)
        tried = ", and ".join(map(share.told, share.groups))
        if share.groups[0].kind == "any":
            tried = f"no group of up to {share.groups[0].sizes[-1]} patients gives it"
        yield {
            "number": share.node,
            "cohort": row["cohort"],
            "study": share.name,
            "label": row["label"],
            "percentage": f"{share.percent}%",
            "tried": tried,
            "feasible": " ".join(filter(None, (_feasible(share), _of_all(share)))),
        }


def count_and_percentage(rows: Sequence[Row]) -> Iterator[Row]:
    """Counts printed with a percentage, and whether the two agree."""
    for row in unrepeated(rows):
        count, group, value = row["numerator"], row["denominator"], row["value"]
        if not isinstance(value, int | Decimal) or not 0 <= count <= group or group < 1:
            continue  # counts above their group are the matter of another check
        percent = printed_percentage(value, row["printed"])
        yield {
            "number": row["number"],
            "source": str(row["source"]).rstrip("."),
            "label": row["label"],
            "numerator": count,
            "denominator": group,
            "percentage": f"{percent}%",
            "share": f"{share_text(count, group, decimals(percent) + 1)}%",
            "holds": count in feasible_counts(percent, group),
        }


def column_mixes_denominators(rows: Sequence[Row]) -> Iterator[Row]:
    """Columns whose rows cannot all be counted in one kind of group, and those whose rows can."""
    columns: dict[str, list[Share]] = {}
    for share in shares(rows):
        columns.setdefault(str(share.row["column"]), []).append(share)
    for column, found in columns.items():
        told = _column(found)
        if told is not None:
            first = found[0].row
            yield {"column": column, "table": first["tableNumber"], "header": first["header"], **told}


def denominators_reconcile(rows: Sequence[Row]) -> Iterator[Row]:
    """Different percentages of one outcome in the same patients, and whether one count gives both."""
    places: dict[tuple[str, ...], dict[Decimal, Share]] = {}
    for share in sorted(shares(rows), key=lambda share: (share.row.get("numerator") is None, share.node)):
        row = share.row
        same = row.get("whole") and row.get("n") is not None and row["n"] == row.get("wholeN")
        key = (row["whole"] if same else row["cohort"], row["outcome"], str(row.get("time")))
        places.setdefault(key, {}).setdefault(Decimal(share.percent), share)
    for values in places.values():
        first, *others = values.values()
        for other in others:
            told = _reconciled(first, other)
            if told is not None:
                yield told


def _feasible(share: Share) -> str:
    """The largest groups, no larger than the patients there are, of which some count gives the percentage."""
    kinds = [group for group in share.groups if group.kind != "any"]
    most = max((size for group in kinds for size in group.sizes), default=0)
    found: list[str] = []
    for size in range(most, 0, -1):
        counts = share.fits(Group("any", "{}", (size,))).get(size)
        if counts:
            found.append(f"{counts[0]} of {size}")
        if len(found) == MOST_FEASIBLE:
            break
    if not found:
        return "No smaller group gives it either." if most else "How many patients it counts is not known."
    return f"It would be feasible, for example, with {_listed(found, 'or')} patients."


def _of_all(share: Share) -> str:
    """The count of all patients that would give a percentage stated of some of them; empty where none would."""
    n = share.row.get("n")
    if n is None or any(group.kind != "among" for group in share.groups) or not feasible_counts(share.percent, n):
        return ""
    return f"Counted otherwise, {share.told(Group('all', 'all {} patients', (n,)))}."


def _listed(words: Sequence[str], last: str = "and") -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def _all_and_among(share: Share) -> tuple[Group, Group] | None:
    """All patients and those with the outcome that comes first, whatever is stated; None where not known."""
    n = share.row.get("n")
    return None if n is None or share.among is None else (Group("all", "all {} patients", (n,)), share.among)


def _column(shares: Sequence[Share]) -> Row | None:
    """What a column says: None where nothing can be told from it."""
    found = [(share, groups) for share in shares if (groups := _all_and_among(share))]
    kinds: dict[tuple[bool, bool], list[Share]] = {}
    for share, groups in found:
        if not share.row.get("mixed"):
            whole, among = (share.feasible(group) for group in groups)
            kinds.setdefault((whole, among), []).append(share)
    judged = [share for kind in kinds.values() for share in kind]
    holds = len(judged) > 1 and (all(whole for whole, _ in kinds) or all(among for _, among in kinds))
    if not holds and not {(True, False), (False, True)} <= kinds.keys():
        return None
    before = found[0][1][1].words.replace("the {}", "patients")
    told = {
        "Feasible only among all patients": kinds.get((True, False)),
        f"Feasible only among {before}": kinds.get((False, True)),
        "Feasible in either group": kinds.get((True, True)),
        "Feasible in neither group": kinds.get((False, False)),
        "Doubtful, for the row mixes disease settings": [share for share, _ in found if share.row.get("mixed")],
        f"Not judged, for the number of {before} is not known": [s for s in shares if not _all_and_among(s)],
    }
    return {
        "numbers": [share.node for share, _ in found],
        "groups": ". ".join(
            f"{words}: {_listed([_row_name(share) + _too_many(share) for share in rows])}"
            for words, rows in told.items()
            if rows
        ),
        "arithmetic": "; ".join(
            f"{_row_name(share)}: {share.percent}%, " + ", ".join(map(share.told, groups)) for share, groups in found
        ),
        "holds": holds,
    }


def _too_many(share: Share) -> str:
    """The count of all patients that would print as the percentage, were it not above those it is counted among."""
    groups = _all_and_among(share)
    counts = feasible_counts(share.percent, groups[0].sizes[0]) if groups else ()
    if groups is None or not counts or counts[0] <= groups[1].sizes[-1]:
        return ""
    size, most = groups[0].sizes[0], groups[1].sizes[-1]
    told = f"{counts[0]} of all {size} would also give {share.percent}%, but {'is' if counts[0] == 1 else 'are'}"
    return f" [{told} more than the {groups[1].named(most).removeprefix('the ')}]"


def _row_name(share: Share) -> str:
    numbers = ", ".join(map(str, sorted(share.row["references"])))
    name = str(share.row.get("rowName") or share.row["studyLabel"])
    return f"{name} ({numbers})" if numbers else name


def _reconciled(first: Share, other: Share) -> Row | None:
    """One count behind two percentages of the same patients; None where their denominators are not known."""
    counts, others = _counts(first), _counts(other)
    bases = {share.row.get("basis") for share in (first, other)}
    stated = {str(basis).rsplit("#", 1)[-1] for basis in bases} - {"None", "unstated", *EARLIER}
    if counts is None or others is None or len(stated) > 1:
        return None
    both = sorted(counts.keys() & others.keys())
    row = first.row
    return {
        "numbers": [first.node, other.node],
        "study": first.row["studyLabel"],
        "label": row["label"],
        "one": f"{first.percent}% ({_place(first)})",
        "two": f"{other.percent}% ({_place(other)})",
        "count": both[0] if both else None,
        "arithmetic": _arithmetic(first, other, counts, others, both),
        "holds": bool(both),
    }


def _arithmetic(first: Share, other: Share, counts: dict[int, str], others: dict[int, str], both: Sequence[int]) -> str:
    if both:
        return _listed([counts[both[0]], others[both[0]]])
    return ", against ".join(map(_tried, (first, other)))


def _tried(share: Share) -> str:
    count, group = share.row.get("numerator"), share.row.get("denominator")
    if count is not None and group:
        return f"{count} of {group} is {share.text(count, group)}"
    return " or ".join(map(share.told, share.groups))


def _counts(share: Share) -> dict[int, str] | None:
    """The counts behind a percentage, each with its arithmetic; None where the denominator is not known."""
    count, group = share.row.get("numerator"), share.row.get("denominator")
    if count is not None and group:
        return {count: f"{count} of {group} is {share.text(count, group)}"}
    if not share.groups or any(group.kind == "any" for group in share.groups):
        return None
    found: dict[int, str] = {}
    for group in share.groups:
        for size, counts in share.fits(group).items():
            for count in counts:
                found.setdefault(count, f"{count} of {group.named(size)} is {share.text(count, size)}")
    return found


def _place(share: Share) -> str:
    table = share.row.get("tableNumber")
    return f"Table {table}" if table is not None else "in the text"
