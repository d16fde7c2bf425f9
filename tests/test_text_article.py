"""How far the rules go from plain text: the text of the curated article read, drafted, and held against the graph.

Needs EVIGRAPH_ARTICLE (see ``plugins/article.py``).  Each line of the table in docs/ingest.md is held here: how many
there are in the curated graph, how many the draft gives, and how many of these are right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evigraph.article.lexicon import with_abbreviations
from evigraph.article.printed import expand_cluster
from evigraph.article.reading import Reading
from evigraph.bib import Csl, read_bib, to_csl
from evigraph.ingest.abbreviations import abbreviations
from evigraph.ingest.claims import claims
from evigraph.ingest.passages import passages
from evigraph.ingest.references import list_references
from evigraph.ingest.sections import Sections
from evigraph.ingest.source import lay_out
from evigraph.ingest.studies import studies
from evigraph.ingest.tables import tables
from evigraph.ingest.terms import read_lexicon
from evigraph.load.workspace import Workspace
from evigraph.read import read_yaml
from evigraph.reader import read_article

pytestmark = pytest.mark.article

ROOT = Path(__file__).resolve().parent.parent
CURATED = ROOT / "graph" / "articles" / "molina-2021"
PAGE = (ROOT / "docs" / "ingest.md").read_text("utf-8")
VALUES = ("value", "low", "high")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")

Counts = tuple[int, int, int]
"""Curated, given, right."""


@dataclass
class Draft:
    """What is drafted from the text."""

    reading: Reading
    keys: list[str]
    passages: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    studies: list[dict[str, Any]]
    names: dict[str, str]
    """The name of a drafted sentence -> that of the curated one with the same words."""


def records(path: Path, name: str) -> Any:
    tree, findings = read_yaml(path, path.name)
    assert tree is not None and not findings
    return tree[name]


@pytest.fixture(scope="module")
def article() -> dict[str, Any]:
    found: dict[str, Any] = records(CURATED / "article.yaml", "article")
    return found


@pytest.fixture(scope="module")
def sentences(text: str) -> dict[str, dict[str, Any]]:
    """The curated sentences by name, with their words."""
    found = {}
    for sentence in records(CURATED / "passages.yaml", "sentences"):
        words = " ".join(text[int(part["start"]) : int(part["end"])] for part in sentence["segments"])
        name = f"{sentence['section']}.{sentence['paragraph']}.{sentence['sentence']}"
        found[name] = {**sentence, "words": plain(words)}
    return found


def many(value: Any) -> list[Any]:
    """The values of a field, of which it may have one or a list."""
    return list(value) if isinstance(value, list) else [value]


def plain(words: str) -> str:
    """Words as both sides have them: citations in plain digits, no stars of italics, single spaces."""
    words = re.sub(r"\^\{([\d,\s-]+)\}", r"\1", words.translate(RAISED)).replace("*", "")
    return " ".join(words.split())


@pytest.fixture(scope="module")
def draft(source: Path, sentences: dict[str, dict[str, Any]]) -> Draft:
    reading = read_article(source)
    laid = lay_out(reading.article)
    sections = Sections(laid)
    defined = abbreviations(block.text for block in reading.article.blocks if block.kind != "row")
    lexicon = with_abbreviations(read_lexicon(Workspace(ROOT)), defined)
    listed = list_references(laid, (ROOT / "references.bib").read_text("utf-8"), "draft")
    told = passages(laid, sections, lexicon, "draft")
    drawn = tables(laid, lexicon, "draft")
    made = claims(laid, sections, lexicon, told, listed.works, "draft")
    known = {sentence["words"]: name for name, sentence in sentences.items()}
    names = {
        f"{each['section']}.{each['paragraph']}.{each['sentence']}": known.get(plain(each["draft"]["text"]), "")
        for each in told
    }
    return Draft(reading, listed.keys, told, drawn, made, studies(drawn, listed.works, "draft", {}, lexicon), names)


def counted(curated: Iterable[Any], given: Iterable[Any]) -> Counts:
    """Curated, given, right: what stands on both sides as often."""
    wanted, found = Counter(curated), Counter(given)
    return wanted.total(), found.total(), (wanted & found).total()


def holds(what: str, counts: Counts) -> None:
    """That the table of the page has this line."""
    line = f"| {what} | {counts[0]} | {counts[1]} | {counts[2]} |"
    assert line in PAGE, f"docs/ingest.md should say: {line}"


def names_of(item: Csl) -> str:
    people = item.get("author", [])
    said = [" ".join(filter(None, map(person.get, ("family", "given", "suffix", "literal")))) for person in people]
    particles = [person.get("non-dropping-particle", "") for person in people]
    return repr((said, particles, item.get("custom", {}).get("etal", "")))


FIELDS: dict[str, Callable[[Csl], str]] = {
    "authors": names_of,
    "title": lambda item: item.get("title", ""),
    "journal": lambda item: item.get("container-title", ""),
    "year": lambda item: str(item["issued"]["date-parts"][0][0]) if "issued" in item else "",
    "volume": lambda item: item.get("volume", ""),
    "issue": lambda item: item.get("issue", ""),
    "pages": lambda item: item.get("page", ""),
}


@pytest.mark.parametrize("field", FIELDS)
def test_references(draft: Draft, article: dict[str, Any], field: str) -> None:
    entries, findings = read_bib(ROOT / "references.bib", "references.bib")
    assert not findings
    curated = {entry.key: to_csl(entry) for entry in entries}
    of = FIELDS[field]
    wanted = [(number, said) for number, key in enumerate(article["references"], 1) if (said := of(curated[key]))]
    given = [(each.number, said) for each in draft.reading.article.references if (said := of(each.items[0]))]
    holds(f"references: {field}", counted(wanted, given))


def test_works_are_known_again(draft: Draft, article: dict[str, Any]) -> None:
    wanted = [(number, str(key)) for number, key in enumerate(article["references"], 1)]
    same = {number: key.partition("-repeated")[0] for number, key in wanted}
    right = sum(1 for number, key in enumerate(draft.keys, 1) if key.startswith(same[number]))
    holds("references: known as works of `references.bib`", (len(wanted), len(draft.keys), right))


def test_sentences(draft: Draft, sentences: dict[str, dict[str, Any]]) -> None:
    told = [plain(each["draft"]["text"]) for each in draft.passages if each["section"] != "notes"]
    holds("sentences", counted((each["words"] for each in sentences.values()), told))


def test_clusters(draft: Draft, sentences: dict[str, dict[str, Any]]) -> None:
    """A cluster is right in the right sentence or row, with all numbers that it stands for."""

    def of(place: str, record: dict[str, Any]) -> list[tuple[str, tuple[int, ...]]]:
        return [(place, tuple(expand_cluster(group["cluster"]))) for group in record.get("citations", [])]

    wanted = [group for name, sentence in sentences.items() for group in of(name, sentence)]
    given = []
    for each_ in draft.passages:
        name = f"{each_['section']}.{each_['paragraph']}.{each_['sentence']}"
        given += of(draft.names[name] or name, each_)
    for curated, drafted in zip(records(CURATED / "tables.yaml", "tables"), draft.tables, strict=True):
        for record, into in ((curated, wanted), (drafted, given)):
            for row in record["rows"]:
                into.extend(of(f"{record['number']}/{cells_of(row).get('study', '')}", row))
    holds("citation clusters", counted(wanted, given))


def cells_of(row: dict[str, Any]) -> dict[str, str]:
    return {cell["column"]: str(cell["text"]) for cell in row["cells"]}


Placed = tuple[str, str, str, str]
"""Table, row, heading and what stands there."""


def placed(table: dict[str, Any]) -> tuple[list[Placed], list[Placed]]:
    """The cells of a table, and the marks of notes on them and on its headings."""
    headers = {column["id"]: column["header"] for column in table["columns"]}
    marks = {note["id"]: note["mark"] for note in table.get("footnotes", [])}
    number = table["number"]
    cells, noted = [], []
    for column in table["columns"]:
        noted += [(number, "", column["header"], marks[mark]) for mark in many(column.get("marks", []))]
    for row in table["rows"]:
        name = cells_of(row).get("study", "")
        for cell in row["cells"]:
            cells.append((number, name, headers[cell["column"]], str(cell["text"])))
            noted += [(number, name, headers[cell["column"]], marks[mark]) for mark in many(cell.get("marks", []))]
    return cells, noted


def test_tables(draft: Draft) -> None:
    sides = []
    for side in (records(CURATED / "tables.yaml", "tables"), draft.tables):
        both = [placed(table) for table in side]
        sides.append(([cell for cells, _ in both for cell in cells], [mark for _, marks in both for mark in marks]))
    (cells, marks), (given_cells, given_marks) = sides
    assert len(cells) > 100
    holds("cells of tables, with row and column", counted(cells, given_cells))
    holds("notes on cells and headings", counted(set(marks), set(given_marks)))


def test_claims(draft: Draft, sentences: dict[str, dict[str, Any]]) -> None:
    curated: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((CURATED / "claims").glob("*.yaml")):
        for claim in records(path, "claims"):
            for name in many(claim["statedIn"]):
                if name in sentences and not name.startswith("title."):
                    curated.setdefault(name, []).append(claim)
    drafted = {draft.names[each_["statedIn"][0]] or each_["statedIn"][0]: each_ for each_ in draft.claims}
    both = [name for name in drafted if name in curated]
    holds("sentences with claims", (len(curated), len(drafted), len(both)))
    for what, key in (("certainty of these", "certainty"), ("kind of these", "claimType")):
        agreed = [name for name in both if drafted[name][key] in {claim[key] for claim in curated[name]}]
        holds(what, (len(both), sum(1 for name in both if drafted[name][key]), len(agreed)))

    def numbers(quantities: Iterable[dict[str, str]]) -> set[str]:
        return {quantity[key] for quantity in quantities for key in VALUES if key in quantity}

    wanted = {(n, v) for n in curated for claim in curated[n] for v in numbers(claim.get("quantities", []))}
    given = {(n, v) for n, each_ in drafted.items() for v in numbers(each_["quantities"])}
    holds("numbers of claims", counted(wanted, given))


def test_terms(draft: Draft, sentences: dict[str, dict[str, Any]]) -> None:
    wanted = {(name, str(term)) for name, each_ in sentences.items() for term in many(each_.get("mentions", []))}
    given = {
        (draft.names[name] or name, term)
        for each_ in draft.passages
        for name in [f"{each_['section']}.{each_['paragraph']}.{each_['sentence']}"]
        for term in each_["mentions"]
        if each_["section"] != "notes"
    }
    holds("terms named in sentences", counted(wanted, given))


COHORT = ("n", "medianAge", "minAge", "maxAge", "agePrinted")
RESULT = ("outcome", "statistic", "value", "unit", "timePoint", "reportingStatus", "asPrinted")


def test_studies(draft: Draft) -> None:
    """A study is known by its row; the values of the cohort that the row as a whole is about are compared."""
    rows = {
        f"molina-2021/passage/table-{table['number']}.{row['row']}": f"{table['number']}/{cells_of(row)['study']}"
        for table in records(CURATED / "tables.yaml", "tables")
        for row in table["rows"]
    }
    drafted_rows = {
        f"draft/passage/table-{table['number']}.{row['row']}": f"{table['number']}/{cells_of(row).get('study', '')}"
        for table in draft.tables
        for row in table["rows"]
    }
    wanted: dict[str, list[Any]] = {"studies": [], "cohorts": [], "results": []}
    given: dict[str, list[Any]] = {"studies": [], "cohorts": [], "results": []}
    curated = [
        study
        for study in records(ROOT / "graph" / "studies.yaml", "studies")
        if any("tableRow" in cohort for cohort in study.get("cohorts", []))
    ]
    for side, known, into in ((curated, rows, wanted), (draft.studies, drafted_rows, given)):
        for study in side:
            first = next(cohort for cohort in study["cohorts"] if "tableRow" in cohort)
            row = known[str(first["tableRow"])]
            into["studies"].append((row, sorted(map(str, many(study["reportedIn"])))))
            into["cohorts"] += [(row, key, str(first[key])) for key in COHORT if key in first]
            for result in first.get("results", []):
                into["results"].append((row, *(str(result.get(key, "")) for key in RESULT)))
    assert len(wanted["studies"]) == 17
    holds("studies in rows, with their works", tuple_of(wanted["studies"], given["studies"]))
    holds("size and ages of their cohorts", tuple_of(wanted["cohorts"], given["cohorts"]))
    holds("results of their cohorts, part by part", tuple_of(wanted["results"], given["results"]))


def tuple_of(wanted: Iterable[Any], given: Iterable[Any]) -> Counts:
    return counted(map(repr, wanted), map(repr, given))


def test_nothing_is_lost(draft: Draft) -> None:
    losses = draft.reading.losses
    assert losses.complete and losses.findings == ()
    assert losses.kept == {"lines": 114, "references": 52, "tables": 2, "citations": 78}
