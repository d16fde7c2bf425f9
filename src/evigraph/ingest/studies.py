"""Studies that rows of a table tell of; every value points to the cell that it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evigraph.article.lexicon import Lexicon
from evigraph.article.metadata import Registration
from evigraph.article.registries import registrations
from evigraph.article.text import Block
from evigraph.ingest.arms import Arms, Part
from evigraph.ingest.cell import age, cells_of, forms, results, size
from evigraph.ingest.claims import cited_numbers
from evigraph.ingest.draft import draft
from evigraph.ingest.sections import numbered, slug
from evigraph.load.workspace import Workspace
from evigraph.read import Record, each, read_yaml

_CLUSTER = re.compile(r"[\[(^{\d\s,;)\]}‐‑–-]+")
_ROLES = ("n", "age", "phase", "arm")
Row = Mapping[str, Any]


def studies(
    tables: Sequence[Mapping[str, Any]], works: Sequence[str], article: str, known: Mapping[str, str], lexicon: Lexicon
) -> list[dict[str, Any]]:
    """A record for each study of the tables that list studies; ``works`` are the keys of the list by number.

    ``known`` gives the curated study that a work reports or that has a registry number.
    """
    made = [record for table in tables for record in _Table(table, Arms(lexicon), works, article).records()]
    used: set[str] = set()
    numbers: dict[str, int] = {}
    for record in made:
        record["id"] = _free(record, used, numbers)
        marks = [*record["reportedIn"], *record["registryId"]]
        record["draft"]["mayBe"] = list(dict.fromkeys(known[mark] for mark in marks if mark in known))
    return made


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


def _free(record: Mapping[str, Any], used: set[str], numbers: dict[str, int]) -> str:
    """An identifier that no other study of the draft has: of its name, else of the work that reports it."""
    wishes = [slug(record["label"])[:40].strip("-"), *record["reportedIn"], "study"]
    free = (wish for wish in wishes if wish and wish not in used)
    name: str = next(free, "") or numbered(wishes[0] or "study", used, numbers)
    used.add(name)
    return name


@dataclass
class _Group:
    """The rows of a study, and those behind them of which nothing says what they are.

    ``name`` is what names the study, ``arms`` are the names in the column of arms, "" where a row has none.
    """

    name: str
    rows: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)
    arms: set[str] = field(default_factory=set)

    def add(self, row: Row, arm: str) -> None:
        """Take a row for one of the study."""
        self.rows.append(row)
        self.arms.add(arm)

    def is_told_again(self, name: str, arm: str) -> bool:
        """Whether a row repeats the name of the study, and names another arm."""
        same = name == self.name and not self.others and _CLUSTER.fullmatch(name) is None
        return same and bool(arm) and "" not in self.arms and arm not in self.arms


class _Table:
    """A table that may list studies: which column names them, and the part that other columns have."""

    def __init__(self, table: Mapping[str, Any], arms: Arms, works: Sequence[str], article: str) -> None:
        self._table, self._arms, self._works, self._article = table, arms, works, article
        self._columns = {column["id"]: column for column in table["columns"]}
        self._study, self._roles = "", {}
        for name, column in self._columns.items():
            header = column["header"].rpartition(" > ")[2]
            if not self._study and re.search(forms()["study"], header, re.IGNORECASE):
                self._study = name
            elif role := self._role(header):
                self._roles[name] = role
        self._noted = _noted(table)
        notes = [str(table.get("note", "")), *(str(note["label"]) for note in table.get("footnotes", []))]
        self._reached = re.search(forms()["notes-not-reached"], str(notes), re.IGNORECASE) is not None

    def _role(self, header: str) -> str:
        taken = self._roles.values()
        fits = (r for r in _ROLES if r not in taken and re.search(forms()[r], header, re.IGNORECASE))
        return next(fits, "")

    def records(self) -> list[dict[str, Any]]:
        """The studies; none where the table lists something else."""
        counts = "n" in self._roles.values()
        if not self._study or not (counts or any("outcome" in column for column in self._columns.values())):
            return []
        grouped = self._grouped()
        named = any(not _CLUSTER.fullmatch(cells_of(group.rows[0])[self._study]) for group in grouped)
        cited = any(row.get("citations") or _registered(row) for group in grouped for row in group.rows)
        # Where references stand for names, any table may have them; one of studies counts patients.
        if not (named or counts) or not cited:
            return []
        made = [self._record(group.rows) for group in grouped]
        self._tell_unread(grouped, made)
        return made

    def _grouped(self) -> list[_Group]:
        """The rows of each study: the one that names it, those below that go on with it, and others behind these."""
        naming, groups = self._column("arm"), list[_Group]()
        for row in self._table.get("rows", []):
            cells, covered = cells_of(row), self._study in row.get("draft", {}).get("covered", ())
            name, arm = cells.get(self._study, ""), cells.get(naming, "")
            summed = re.search(forms()["no-arm"], arm, re.IGNORECASE) is not None
            if groups and not summed and groups[-1].is_told_again(name, arm):
                groups[-1].add(row, arm)
            elif len(cells) > 1 and _is_name(name):
                groups.append(_Group(name))
                groups[-1].add(row, arm)
            elif groups and (covered or len(cells) > 1):
                goes_on = not groups[-1].others and not summed and (covered or (not name and bool(arm)))
                groups[-1].add(row, arm) if goes_on else groups[-1].others.append(row)
        return groups

    def _column(self, role: str) -> str:
        return next((column for column, each in self._roles.items() if each == role), "")

    def _record(self, rows: Sequence[Row]) -> dict[str, Any]:
        name, number = cells_of(rows[0])[self._study], self._table["number"]
        cited = [n for row in rows for group in row.get("citations", []) for n in cited_numbers(group["cluster"])]
        keys = list(dict.fromkeys(self._works[n - 1] for n in cited if n <= len(self._works)))
        unnamed = _CLUSTER.fullmatch(name) is not None
        valued = [
            column for column in self._columns if self._roles.get(column) in ("n", "age") or self._outcome(column)
        ]
        whole, *arms = self._arms.parts(rows, self._column("arm"), valued)
        cohorts = [{"id": "all", "label": "All patients" if unnamed else f"All of {name}"} | self._cohort(whole, keys)]
        cohorts += [_arm(arm, name) | self._cohort(arm, keys) for arm, name in zip(arms, _names(arms), strict=True)]
        first, last = rows[0]["row"], rows[-1]["row"]
        return {
            "id": "",
            "label": "" if unnamed else name,
            "reportedIn": keys,
            "phase": self._phase(cells_of(rows[0])),
            "registryId": list(dict.fromkeys(each.number for row in rows for each in _registered(row))),
            "cohorts": cohorts,
            "draft": draft(
                f"{self._article}/study/table-{number}.{first}",
                "studies.row",
                f"table {number}, row {first}" if first == last else f"table {number}, rows {first} to {last}",
                " | ".join(text for row in rows for text in cells_of(row).values()),
            ),
        }

    def _cohort(self, part: Part, keys: Sequence[str]) -> dict[str, Any]:
        """What is said of the patients of a part: their number, ages and results."""
        told: dict[str, Any] = {}
        found = []
        for said in part.said:
            role = self._roles.get(said.column, "")
            if role == "n" or not said.column:
                told |= size(said.text)
            elif role == "age":
                told |= age(said.text, self._columns[said.column]["header"])
            elif outcome := said.outcome or self._outcome(said.column, said.row):
                cell = {"cell": self._cell(said.row, said.column), "attributedTo": list(keys), "asPrinted": said.text}
                read = results(said.text, outcome, self._columns[said.column], self._reached)
                found += [{**value, **cell} for value in read]
        told["tableRow"] = f"{self._article}/passage/table-{self._table['number']}.{part.row}"
        told["results"] = list(_distinct(found))
        return told

    def _cell(self, row: str, column: str) -> str:
        return f"{self._article}/table/{self._table['number']}/cell/{row}.{column}"

    def _outcome(self, column: str, row: str = "") -> str:
        """The outcome of a column, or another that a note on its cell in a row names."""
        outcome = str(self._columns[column].get("outcome", ""))
        return self._noted.get((row, column), outcome) if outcome else ""

    def _phase(self, cells: Mapping[str, str]) -> str:
        column = cells.get(self._column("phase"), "")
        text = f"phase {column}" if column else " ".join(cells.values())
        found = re.search(forms()["phase-in-row"], text, re.IGNORECASE)
        return "/".join(forms()["roman"].get(part.upper(), part) for part in found.groups() if part) if found else ""

    def _tell_unread(self, grouped: Sequence[_Group], made: Sequence[dict[str, Any]]) -> None:
        """Name in each draft the cells, by row and column, from which nothing was read though others give results."""
        results = [{each["cell"] for cohort in record["cohorts"] for each in cohort["results"]} for record in made]
        read = set[str]().union(*results)
        giving = {column for column in self._columns if self._outcome(column)}
        giving |= {cell.rpartition(".")[2] for cell in read}
        for group, record in zip(grouped, made, strict=True):
            rows = (*group.rows, *group.others)
            cells = ((row["row"], column) for row in rows for column in cells_of(row) if column in giving)
            record["draft"]["unread"] = [
                f"{row}.{column}" for row, column in cells if self._cell(row, column) not in read
            ]


def _is_name(text: str) -> bool:
    """Whether a cell names a study: by words, or by its number in the list; values of the article's own do not."""
    return any(map(str.isalpha, text)) or _CLUSTER.fullmatch(text) is not None


def _names(arms: Sequence[Part]) -> list[str]:
    """An identifier for each arm, none of them that of all patients."""
    used, numbers, names = {"all"}, dict[str, int](), []
    for arm in arms:
        wish = arm.key[:40].strip("-") or "arm"
        names.append(numbered(wish, used, numbers) if wish in used else wish)
        used.add(names[-1])
    return names


def _arm(arm: Part, name: str) -> dict[str, Any]:
    told = re.search(forms()["arm-word"], arm.name, re.IGNORECASE) is not None
    label = arm.name if told else f"{arm.name} arm"
    return {"id": name, "label": label, "subCohortOf": "all", "receives": arm.receives}


def _noted(table: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Row and column of each cell on which a note names an outcome."""
    told = {note["id"]: note.get("draft", {}).get("outcome", "") for note in table.get("footnotes", [])}
    return {
        (row["row"], cell["column"]): outcome
        for row in table.get("rows", [])
        for cell in row["cells"]
        if (outcome := next(filter(None, (told.get(mark, "") for mark in cell.get("marks", []))), ""))
    }


def _registered(row: Row) -> tuple[Registration, ...]:
    return registrations([Block("row", -1, 1, " ".join(cells_of(row).values()), 0)])


def _distinct(results: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Results that differ in outcome, statistic and time, by which they are known; the first of each."""
    seen = set()
    for told in results:
        name = (told["outcome"], told["statistic"], told.get("timePoint"))
        if name not in seen:
            seen.add(name)
            yield told
