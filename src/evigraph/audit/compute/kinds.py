"""Kinds of patients: what sets those of some studies apart from those of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from evigraph.audit.compute.hierarchy import Hierarchy, having
from evigraph.audit.compute.populations import apart
from evigraph.audit.compute.row import Row, natural

Key = tuple[int, str]
"""What patients are known by: a number to order them by, and a node."""

Measure = tuple[object, ...]


@dataclass
class Patients:
    """Some patients as the record knows them: states of their disease, and diseases in the titles of their studies."""

    settings: set[str] = field(default_factory=set)
    diseases: set[str] = field(default_factory=set)


def set_apart(
    patients: Mapping[Key, Patients], terms: Hierarchy, diseases: Iterable[str], asked: Iterable[str]
) -> dict[str, set[Key]]:
    """Terms, and the patients whom they set apart from the others; most specific to most of them first.

    A state of disease sets apart those who are not in the one that most are in; a disease those
    whose titles name only narrower ones than those ``asked`` about, or others.
    """
    held = {key: {wide for term in one.settings for wide in terms.over(term)} for key, one in patients.items()}
    known = [key for key in patients if held[key]]
    count = Counter(term for key in known for term in held[key])
    common = {term for term, number in count.items() if 2 * number > len(known)}
    found: dict[str, set[Key]] = {}
    if common:
        left = {key for key in known if not held[key] & common}
        shared = Counter(term for key in left for term in patients[key].settings)
        while left:
            term = min((term for key in left for term in patients[key].settings), key=lambda t: (-shared[t], t))
            found[term] = {key for key in left if term in patients[key].settings}
            left -= found[term]
    names = list(diseases)
    for key, one in patients.items():
        own = {d for d in one.diseases if not any(d != other and d in terms.over(other) for other in one.diseases)}
        if all(_other(term, list(asked), terms, names) for term in own):
            for term in sorted(own):
                found.setdefault(term, set()).add(key)
    return found


def _other(disease: str, asked: Sequence[str], terms: Hierarchy, names: Sequence[str]) -> bool:
    """Whether a disease is a kind of what is asked about, or apart from all of it."""
    narrower = any(one != disease and one in terms.over(disease) for one in asked)
    return narrower or (bool(asked) and all(apart(disease, one, terms, names) for one in asked))


def side_by_side(rows: Sequence[Row]) -> Iterator[Row]:
    """Tables some of whose rows give patients of another kind than the others.

    The columns are those of ``queries/checks/patients-side-by-side.rq``.
    """
    terms = Hierarchy(having(rows, "term"))
    names = {row["named"]: row["name"] for row in having(rows, "named")}
    diseases = {row["named"] for row in having(rows, "named") if row["sort"] == "disease"}
    asked: dict[str, set[str]] = {}
    for row in having(rows, "argued"):
        asked.setdefault(row["article"], set()).add(row["argued"])
    sheets: dict[str, dict[Key, Patients]] = {}
    first: dict[str, Row] = {}
    labels: dict[Key, str] = {}
    for row in having(rows, "sheet"):
        key = (row["number"], row["row"])
        first.setdefault(row["sheet"], row)
        labels[key] = row["label"]
        one = sheets.setdefault(row["sheet"], {}).setdefault(key, Patients())
        one.settings |= {row["setting"]} if row["setting"] else set()
        one.diseases |= {row["disease"]} if row["disease"] else set()
    values: dict[str, dict[Measure, dict[str, list[Row]]]] = {}
    for row in having(rows, "value"):
        measure = (row["order"], row["header"], row["outcome"], row["statistic"], row["unit"], row["time"])
        values.setdefault(row["of"], {}).setdefault(measure, {}).setdefault(row["row"], []).append(row)
    for sheet, members in sheets.items():
        found = set_apart(members, terms, diseases, asked.get(first[sheet]["article"], ()))
        odd = {row for keys in found.values() for _, row in keys}
        told = []
        for term, keys in sorted(found.items(), key=lambda item: (min(item[1]), item[0])):
            by_title = ", by the title of the report," if term in diseases else ""
            words = f"{names[term]}{by_title} in {len(keys)} of {len(members)} rows"
            rest = {row for _, row in members if row not in odd}
            shown = _values(values.get(sheet, {}), {row for _, row in keys}, rest)
            told.append(f"{words} ({'; '.join(labels[key] for key in sorted(keys))}){shown}")
        if told:
            yield {"sheet": sheet, "table": first[sheet]["table"], "kinds": ". ".join(told)}


def _values(measures: Mapping[Measure, Mapping[str, Sequence[Row]]], own: set[str], rest: set[str]) -> str:
    """The columns in which the values of these rows, of one measure, all lie outside those of the others."""
    told = []
    for _, by_row in sorted(measures.items(), key=lambda item: (item[0][0], str(item[0]))):
        here, there = ([value for row in rows for value in by_row.get(row, ())] for rows in (own, rest))
        if not here or len(there) < 2:
            continue
        low, high = min(there, key=_value), max(there, key=_value)
        if all(not _value(low) <= _value(value) <= _value(high) for value in here):
            printed = " and ".join(sorted({str(value["printed"]) for value in here}, key=natural))
            told.append(f"'{here[0]['header']}' {printed} beside {low['printed']} to {high['printed']}")
    return f", with {'; '.join(told)}" if told else ""


def _value(row: Row) -> Decimal:
    return Decimal(row["value"])
