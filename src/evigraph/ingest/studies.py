"""Studies that rows of a table tell of; every value points to the cell that it was read from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from evigraph.article.metadata import Registration
from evigraph.article.registries import registrations
from evigraph.article.text import Block
from evigraph.ingest.claims import cited_numbers
from evigraph.ingest.draft import draft
from evigraph.ingest.quantities import number
from evigraph.ingest.sections import slug
from evigraph.load.workspace import Workspace
from evigraph.read import Record, each, read_yaml

_NUMBER = r"(?:\d+(?:,\d{3})*(?:[.·]\d+)?)"
_RANGE = re.compile(rf"([<>≤≥]?)\s?({_NUMBER})\s*(?:[-‐‑–—−]|to)\s*({_NUMBER})")
_VALUE = re.compile(
    rf"([<>≤≥~∼≈]?)\s?({_NUMBER})(?!\.?\d|[-‐‑][A-Za-z])\s?(%|mo\b|months?\b|y\b|years?\b|d\b|days?\b)?"
)
_SHARE = re.compile(rf"({_NUMBER})\s?(?:/\s?({_NUMBER})\s?)?[(\[]\s?({_NUMBER})\s?%?\s?[)\]]")
_COUNT = re.compile(r"(\d+)\s?/\s?(\d+)")
_NAMED = re.compile(r"(median|mean)\s?[=:,]?\s+(?=[<>≤≥~∼≈]?\s?\d)", re.IGNORECASE)
_AT = re.compile(rf"({_NUMBER})[- ]?(y|yr|years?|mo|months?|d|days?)\s?[=:]\s?({_NUMBER})\s?%")
_SIGNS = {"<": "less-than", ">": "more-than", "≤": "at-most", "≥": "at-least", "~": "approximately"}
_SIGNS |= {"∼": "approximately", "≈": "approximately"}
_OLDEST = 120
_CLUSTER = re.compile(r"[\[(^{\d\s,;)\]}‐‑–-]+")
_UNREAD = {"reportingStatus": "reported", "note": "unread"}
_PERIODS = {"y": "P{}Y", "m": "P{}M", "d": "P{}D"}
_UNITS = {"%": "%", "m": "mo", "y": "a", "d": "d"}


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / "studies.json").read_text("utf-8"))
    return found


def studies(
    tables: Sequence[Mapping[str, Any]], works: Sequence[str], article: str, known: Mapping[str, str]
) -> list[dict[str, Any]]:
    """A record for each row of the tables that list studies; ``works`` are the keys of the list by number.

    ``known`` gives the curated study that a work reports or that has a registry number.
    """
    made = []
    for table in tables:
        roles = _roles(table)
        if "study" in roles and ("n" in roles.values() or any("outcome" in column for column in table["columns"])):
            rows = [row for row in table.get("rows", []) if _tells(row, roles["study"])]
            named = any(not _CLUSTER.fullmatch(_name(row, roles["study"])) for row in rows)
            # Where references stand for names, any table may have them; one of studies counts patients.
            if (named or "n" in roles.values()) and any(row.get("citations") or _registered(row) for row in rows):
                reached = bool(re.search(_table()["not-reached"], str(_notes(table)), re.IGNORECASE))
                made += [_record(table, row, roles, works, article, reached) for row in rows]
    used: set[str] = set()
    for record in made:
        record["id"] = _free(record, used)
        marks = [*record["reportedIn"], *record["registryId"]]
        record["draft"]["mayBe"] = list(dict.fromkeys(known[mark] for mark in marks if mark in known))
    return made


def _free(record: Mapping[str, Any], used: set[str]) -> str:
    """An identifier that no other study of the draft has: of its name, else of the work that reports it."""
    wishes = [slug(record["label"])[:40].strip("-"), *record["reportedIn"], "study"]
    wishes += [f"{wishes[0] or 'study'}-{count}" for count in range(2, len(used) + 3)]
    name: str = next(wish for wish in wishes if wish and wish not in used)
    used.add(name)
    return name


def known_studies(workspace: Workspace) -> dict[str, str]:
    """Key of a work or number in a registry -> the curated study that it belongs to."""
    tree, _ = read_yaml(workspace.root / "graph" / "studies.yaml")
    found: dict[str, str] = {}
    for record in each(tree["studies"]) if tree is not None and "studies" in tree else ():
        if isinstance(record, Record):
            for key in ("reportedIn", "registryId"):
                marks = each(record[key]) if key in record else ()
                found |= {str(mark): str(record.get("id", "")) for mark in marks}
    return found


def _roles(table: Mapping[str, Any]) -> dict[str, str]:
    """``study`` -> the column of names; every other column that has a part -> that part."""
    forms = _table()
    roles: dict[str, str] = {}
    for column in table["columns"]:
        header = column["header"].rpartition(" > ")[2]
        if "study" not in roles and re.search(forms["study"], header, re.IGNORECASE):
            roles["study"] = column["id"]
            continue
        for role in ("n", "age", "phase"):
            if role not in roles.values() and re.search(forms[role], header, re.IGNORECASE):
                roles[column["id"]] = role
                break
    return roles


def _notes(table: Mapping[str, Any]) -> list[str]:
    return [str(table.get("note", "")), *(str(note["label"]) for note in table.get("footnotes", []))]


def _tells(row: Mapping[str, Any], study: str) -> bool:
    return len(row["cells"]) > 1 and any(cell["column"] == study for cell in row["cells"])


def _name(row: Mapping[str, Any], study: str) -> str:
    return next((str(cell["text"]) for cell in row["cells"] if cell["column"] == study), "")


def _text(row: Mapping[str, Any]) -> str:
    return " ".join(cell["text"] for cell in row["cells"])


def _registered(row: Mapping[str, Any]) -> tuple[Registration, ...]:
    text = _text(row)
    return registrations([Block("row", -1, 1, text, 0)])


def _record(
    table: Mapping[str, Any],
    row: Mapping[str, Any],
    roles: Mapping[str, str],
    works: Sequence[str],
    article: str,
    reached: bool,
) -> dict[str, Any]:
    cells = {cell["column"]: cell["text"] for cell in row["cells"]}
    name = cells[roles["study"]]
    numbers = [n for group in row.get("citations", []) for n in cited_numbers(group["cluster"])]
    keys = list(dict.fromkeys(works[n - 1] for n in numbers if n <= len(works)))
    place = f"{article}/table/{table['number']}/cell/{row['row']}"
    unnamed = _CLUSTER.fullmatch(name) is not None
    cohort: dict[str, Any] = {"id": "all", "label": "All patients" if unnamed else f"All of {name}"}
    for column, text in cells.items():
        if roles.get(column) == "n" and (count := re.fullmatch(r"(\d[\d,]*)(?:\s?\([^\d()]*\))?", text)):
            cohort["n"] = number(count[1])
        elif roles.get(column) == "age":
            cohort |= _age(text)
    columns = {column["id"]: column for column in table["columns"]}
    cohort["tableRow"] = f"{article}/passage/table-{table['number']}.{row['row']}"
    outcomes = _outcomes(table, row)
    cohort["results"] = list(_distinct(_results(cells, columns, outcomes, place, keys, reached)))
    return {
        "id": "",
        "label": "" if unnamed else name,
        "reportedIn": keys,
        "phase": _phase(cells, roles),
        "registryId": [each.number for each in _registered(row)],
        "cohorts": [cohort],
        "draft": draft(
            f"{article}/study/table-{table['number']}.{row['row']}",
            "studies.row",
            f"table {table['number']}, row {row['row']}",
            " | ".join(cells.values()),
        ),
    }


def _age(text: str) -> dict[str, str]:
    """Median and range of ages as a cell prints them: ``47 (20-77)``."""
    said: dict[str, str] = {}
    ages = _RANGE.search(text)
    if ages:
        said |= {"minAge": number(ages[2]), "maxAge": number(ages[3]), "agePrinted": ages[0].strip()}
        if ages[1] in ("<", ">"):
            said["minAgeRelation"] = _SIGNS[ages[1]]
    before = text[: ages.start()] if ages else text
    if middle := re.match(rf"\s*({_NUMBER})\b", before):
        said["medianAge"] = number(middle[1])
    printed = [float(said[key]) for key in ("minAge", "maxAge", "medianAge") if key in said]
    return said if all(age <= _OLDEST for age in printed) else {}


def _phase(cells: Mapping[str, str], roles: Mapping[str, str]) -> str:
    forms = _table()
    column = next((cells[column] for column, role in roles.items() if role == "phase" and column in cells), "")
    text = " ".join(cells.values())
    found = re.search(forms["phase-in-row"], f"phase {column}" if column else text, re.IGNORECASE)
    if not found:
        return ""
    parts = [forms["roman"].get(part.upper(), part) for part in found.groups() if part]
    return "/".join(parts)


def _outcomes(table: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, str]:
    """The columns in which a note on the cell of this row names another outcome than the heading."""
    told = {note["id"]: note.get("draft", {}).get("outcome", "") for note in table.get("footnotes", [])}
    return {
        cell["column"]: outcome
        for cell in row["cells"]
        for outcome in [next(filter(None, (told.get(mark, "") for mark in cell.get("marks", []))), "")]
        if outcome
    }


def _results(
    cells: Mapping[str, str],
    columns: Mapping[str, Mapping[str, Any]],
    outcomes: Mapping[str, str],
    place: str,
    keys: Sequence[str],
    reached: bool,
) -> Iterator[dict[str, Any]]:
    """A result for each cell under an outcome that prints a number, or that there is none."""
    for column, text in cells.items():
        about = columns[column]
        if "outcome" in about:
            result: dict[str, Any] = {
                "outcome": outcomes.get(column, about["outcome"]),
                "statistic": about.get("statistic", ""),
            }
            result |= _status(text, reached) or _read(text, about)
            if not result["statistic"] and (result.get("unit") == "%" or "denominator" in result):
                result["statistic"] = "proportion"
            if not result["statistic"] or result.get("note") == _UNREAD["note"]:
                continue
            if result["statistic"] in ("proportion", "landmark") and result["reportingStatus"] == "reported":
                result["denominatorBasis"] = "unstated"
            yield {**result, "cell": f"{place}.{column}", "attributedTo": list(keys), "asPrinted": text}


def _status(text: str, reached: bool) -> dict[str, str]:
    forms = _table()
    if text in forms["not-reported"]:
        if text in ("NR", "nr") and reached:
            return {"reportingStatus": "reported", "note": "The table says that it was not reached."}
        return {"reportingStatus": "not-reported"}
    return {"reportingStatus": "not-available"} if text in forms["not-available"] else {}


def _read(text: str, about: Mapping[str, Any]) -> dict[str, str]:
    """The numbers of a cell."""
    unit = {"unit": about["unit"]} if "unit" in about else {}
    said: dict[str, str] = {"reportingStatus": "reported"}
    if at := _AT.search(text):
        period = _PERIODS[at[2][0]].format(at[1])
        return {**said, "statistic": "landmark", "value": number(at[3]), "unit": "%", "timePoint": period}
    counted = about.get("statistic") == "proportion" or about.get("unit") == "%"
    if counted and (share := _SHARE.match(text)) and _is_share(share, about["header"]):
        said |= {"numerator": number(share[1]), "value": number(share[3]), "unit": "%"}
        return said | ({"denominator": number(share[2])} if share[2] else {})
    if count := _COUNT.match(text):
        return {**said, "numerator": count[1], "denominator": count[2]}
    if named := _NAMED.match(text):
        said["statistic"], text = named[1].lower(), text[named.end() :]
    value = _VALUE.match(text)
    if value is None:
        return dict(_UNREAD)
    span = _RANGE.match(text)
    if span:
        return {**said, "comparison": "range", "low": number(span[2]), "high": number(span[3]), **unit}
    said["value"] = number(value[2])
    said |= unit or ({"unit": _UNITS[value[3][0]]} if value[3] else {})
    if value[3]:
        said["unit"] = _UNITS[value[3][0]]
    if value[1]:
        said["comparison"] = _SIGNS[value[1]]
    if interval := _RANGE.search(text, value.end()):
        said |= {"ciLow": number(interval[2]), "ciHigh": number(interval[3])} if _ci(text, about) else {}
    return said


def _is_share(share: re.Match[str], header: str) -> bool:
    """Whether a cell prints a count and its percentage, not a percentage and its interval."""
    whole = re.fullmatch(r"\d+", share[1]) is not None
    return whole and (bool(re.search(r"\bn\b|no\.|%\s*\)", header, re.IGNORECASE)) or "%" in share[0])


def _ci(text: str, about: Mapping[str, Any]) -> bool:
    return bool(re.search(r"\bCI\b|confidence", f"{about['header']} {text}"))


def _distinct(results: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Results that differ in outcome, statistic and time, by which they are known; the first of each."""
    seen = set()
    for result in results:
        name = (result["outcome"], result["statistic"], result.get("timePoint"))
        if name not in seen:
            seen.add(name)
            yield result
