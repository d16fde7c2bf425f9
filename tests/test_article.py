"""The curated article against its own text, read anew: list, tables, citations, numbers, wording.

Needs EVIGRAPH_ARTICLE (see ``plugins/article.py``); ``test_data.py`` does without the text.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from evigraph.bib import Entry, parse_names, plain, read_bib
from evigraph.coverage import coverage, passage_text
from evigraph.coverage.clusters import printed_clusters
from evigraph.ns import EV
from evigraph.query import Dataset
from evigraph.query.nodes import Nodes
from plugins.printed import PrintedEntry, PrintedTable, printed_entries, printed_tables

pytestmark = pytest.mark.article

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "molina-2021"
ENTRIES, CELLS, PASSAGES, CLUSTERS = 52, 64 + 73, 76, 59

# Results that stand in a footnote of the table whose row is named: result -> the footnote's mark.
IN_FOOTNOTE = {
    "study/hebei/after-hsct/leukemia-free-survival.landmark.P6M": "§",
    "study/hebei/after-hsct/relapse.proportion.P6M": "§",
}


@pytest.fixture(scope="module")
def nodes(article: Dataset) -> Nodes:
    return Nodes(article)


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    found, faults = read_bib(ROOT / "references.bib", "references.bib")
    assert not faults
    return {entry.key: entry for entry in found}


def part(nodes: Nodes, text: str, name: str) -> str:
    """The body or the reference list, where ``article.yaml`` says it stands."""
    iri = f"{nodes.dataset.base}{ARTICLE}/text/{name}"
    start, end = nodes.one(iri, "ev:start"), nodes.one(iri, "ev:end")
    assert start and end
    return text[int(start) : int(end)]


@pytest.fixture(scope="module")
def body(nodes: Nodes, text: str) -> str:
    return part(nodes, text, "body")


@pytest.fixture(scope="module")
def printed(nodes: Nodes, text: str) -> list[PrintedEntry]:
    return printed_entries(part(nodes, text, "reference-list"))


@pytest.fixture(scope="module")
def tables(body: str) -> list[PrintedTable]:
    return printed_tables(body)


def test_text_and_graph_bear_each_other_out(article: Dataset, source: Path) -> None:
    found = coverage(article, source)
    assert found.problems == ()
    assert found.same_text
    assert found.complete
    assert (found.passages_found, found.passages_total) == (PASSAGES, PASSAGES)
    assert (found.clusters_found, found.clusters_total) == (CLUSTERS, CLUSTERS)


def test_text_length_is_that_of_the_text(nodes: Nodes, text: str) -> None:
    assert nodes.one(nodes.dataset.base + ARTICLE, "ev:textLength") == str(len(text))


def test_every_list_number_is_printed_and_cited(printed: list[PrintedEntry], body: str) -> None:
    numbers = list(range(1, ENTRIES + 1))
    assert [entry.number for entry in printed] == numbers
    cited = {number for cluster in printed_clusters(body, 0, len(body), "superscript") for number in cluster.numbers}
    assert sorted(cited) == numbers


def test_every_list_entry_is_printed_as_the_bibliography_has_it(
    nodes: Nodes, entries: dict[str, Entry], printed: list[PrintedEntry]
) -> None:
    differing = []
    for one in printed:
        key = nodes.one(f"{nodes.dataset.base}{ARTICLE}/ref/{one.number}", "ev:key")
        assert key, one.number
        pairs = zip(facts(one), known(entries[key]), strict=True)
        differing += [(one.number, *pair) for pair in pairs if pair[0] != pair[1]]
    assert differing == []
    assert len(printed) == ENTRIES


def facts(one: PrintedEntry) -> list[str | None]:
    where = one.where
    online = one.remark if one.remark and "online" in one.remark else None
    return [
        one.authors,
        one.title,
        one.journal,
        where.get("year") or (online.split()[-1] if online else None),
        where.get("volume"),
        where.get("issue"),
        where.get("supplement"),
        where.get("locator"),
        where.get("abstract"),
        "yes" if one.remark == "abstract" else None,
        online,
    ]


def known(entry: Entry) -> list[str | None]:
    fields = {name: plain(value) for name, value in entry.fields.items() if name != "author"}
    names = parse_names(entry.fields["author"])
    shown = [" ".join(filter(None, (n.particle, n.family, n.given, n.suffix))) for n in names]
    online = None
    if "pubstate" in fields:
        day = date.fromisoformat(fields["pubdate"])
        online = f"{fields['pubstate']} {day.day} {month_name[day.month]} {day.year}"
    return [
        ", ".join([*shown, *(["et al"] if names.others else [])]),
        fields["title"],
        fields["journal"],
        fields["year"],
        fields.get("volume"),
        fields.get("number"),
        fields.get("issuesupplement"),
        fields.get("pages", fields.get("articlenumber")),
        fields.get("abstractnumber"),
        fields.get("labelledabstract"),
        online,
    ]


def test_an_identifier_printed_in_the_list_is_on_its_entry(
    nodes: Nodes, entries: dict[str, Entry], printed: list[PrintedEntry]
) -> None:
    dois = {one.number: one.doi for one in printed if one.doi}
    assert dois
    for number, doi in dois.items():
        key = nodes.one(f"{nodes.dataset.base}{ARTICLE}/ref/{number}", "ev:key")
        assert key and entries[key].fields["doi"] == doi


def test_every_table_cell_is_as_printed(nodes: Nodes, tables: list[PrintedTable]) -> None:
    expected = {place: cell for table in tables for place, cell in printed_cells(nodes, table)}
    assert len(expected) == CELLS
    assert curated_cells(nodes) == expected


def test_every_table_header_is_as_printed(nodes: Nodes, tables: list[PrintedTable]) -> None:
    headers = 0
    for table in tables:
        marks = table_marks(nodes, table.number)
        curated = curated_columns(nodes, table.number)
        for header in table.header:
            text, found = unmarked(header, marks)
            found |= {word for word in re.findall(r"[A-Z]+", text) if word in marks and "-" not in text}
            columns = [column for column in curated if nodes.one(column, "ev:header") == text]
            assert columns, (table.number, header)
            assert {m for f in nodes.all(columns[0], "ev:hasFootnote") for m in nodes.all(f, "ev:mark")} == found
            headers += 1
    assert headers == 8 + 8


def test_every_footnote_mark_of_the_graph_is_printed(nodes: Nodes, tables: list[PrintedTable]) -> None:
    for table in tables:
        for mark in table_marks(nodes, table.number):
            assert any(re.search(rf"(?:^|; ){re.escape(mark)}", note) for note in table.notes), (table.number, mark)
    assert [len(table_marks(nodes, number)) for number in (1, 2)] == [6, 5]


def test_every_table_row_cites_what_is_printed(nodes: Nodes, tables: list[PrintedTable]) -> None:
    rows = 0
    for table in tables:
        for number, row in enumerate((row for row in table.rows if row[0]), 1):
            passage = f"{nodes.dataset.base}{ARTICLE}/passage/table-{table.number}.{number}"
            cited = {int(nodes.one(entry, "ev:number") or 0) for entry in nodes.all(passage, "cito:cites")}
            clusters = printed_clusters(row[0], 0, len(row[0]), "superscript")
            assert cited == {n for cluster in clusters for n in cluster.numbers}, passage
            rows += 1
    assert rows == 17


Cell = tuple[str, frozenset[str]]
Place = tuple[int, int, str]


def printed_cells(nodes: Nodes, table: PrintedTable) -> Iterator[tuple[Place, Cell]]:
    """(table, row, column) and (text, marks) of each cell that is not blank.

    A line whose first cell is blank continues the row above: its cells belong to the next
    column of the same header.
    """
    marks = table_marks(nodes, table.number)
    by_header: dict[str, list[str]] = {}
    for column in curated_columns(nodes, table.number):
        by_header.setdefault(nodes.one(column, "ev:header") or "", []).append(column)
    row = 0
    for line in table.rows:
        row += bool(line[0])
        for header, printed in zip(table.header, line, strict=True):
            if printed:
                column = by_header[unmarked(header, marks)[0]][0 if line[0] else 1]
                text, found = unmarked(printed, marks)
                clusters = printed_clusters(text, 0, len(text), "superscript")
                text = text[: clusters[0].start].rstrip() if clusters else text
                found |= {text} & marks
                yield (table.number, row, column.rpartition("/")[2]), (text, frozenset(found))


def curated_cells(nodes: Nodes) -> dict[Place, Cell]:
    found = {}
    for cell in nodes.of_type(f"{EV}Cell"):
        row, column = nodes.one(cell, "ev:inRow") or "", nodes.one(cell, "ev:inColumn") or ""
        table = nodes.one(nodes.one(row, "ev:table") or "", "ev:number")
        marks = {mark for note in nodes.all(cell, "ev:hasFootnote") for mark in nodes.all(note, "ev:mark")}
        place = (int(table or 0), int(nodes.one(row, "ev:row") or 0), column.rpartition("/")[2])
        found[place] = (nodes.one(cell, "ev:text") or "", frozenset(marks))
    return found


def curated_columns(nodes: Nodes, table: int) -> list[str]:
    columns = nodes.all(f"{nodes.dataset.base}{ARTICLE}/table/{table}", "ev:hasColumn")
    return sorted(columns, key=lambda column: int(nodes.one(column, "ev:order") or 0))


def table_marks(nodes: Nodes, table: int) -> set[str]:
    notes = nodes.all(f"{nodes.dataset.base}{ARTICLE}/table/{table}", "ev:definesFootnote")
    return {mark for note in notes for mark in nodes.all(note, "ev:mark")}


def unmarked(printed: str, marks: set[str]) -> tuple[str, set[str]]:
    """What is printed without the symbols that are footnote marks, and those symbols."""
    found = {mark for mark in marks if not mark.isalnum() and mark in printed}
    for mark in found:
        printed = printed.replace(mark, "")
    return printed.strip(), found


def test_every_number_a_claim_states_is_printed_where_it_is_stated(
    article: Dataset, nodes: Nodes, source: Path
) -> None:
    quantities = 0
    for claim in nodes.of_type(f"{EV}Claim"):
        sentences = [passage_text(article, source, passage) for passage in nodes.all(claim, "ev:statedIn")]
        for quantity in nodes.all(claim, "ev:hasQuantity"):
            printed = nodes.one(quantity, "ev:asPrinted") or ""
            assert any(stands_in(printed, sentence) for sentence in sentences), nodes.short(quantity)
            quantities += 1
    assert quantities == len(nodes.of_type(f"{EV}Quantity")) > 30


def test_every_result_is_printed_where_it_is_found(
    article: Dataset, nodes: Nodes, source: Path, tables: list[PrintedTable]
) -> None:
    results = nodes.of_type(f"{EV}Result")
    for result in results:
        name, printed = nodes.short(result), nodes.one(result, "ev:asPrinted") or ""
        cell, passages = nodes.one(result, "ev:cell"), nodes.all(result, "ev:foundIn")
        assert bool(cell) != bool(passages), f"{name}: either a cell or passages"
        if cell:
            assert nodes.one(cell, "ev:text") == printed, name
        elif mark := IN_FOOTNOTE.get(name):
            number = int(nodes.one(nodes.one(passages[0], "ev:table") or "", "ev:number") or 0)
            notes = [note for table in tables if table.number == number for note in table.notes]
            assert any(note.startswith(mark) and stands_in(printed, note) for note in notes), name
        else:
            assert any(stands_in(printed, passage_text(article, source, one)) for one in passages), name
    assert len(results) > 100
    assert set(IN_FOOTNOTE) <= {nodes.short(result) for result in results}


def stands_in(printed: str, sentence: str) -> bool:
    """True when ``printed`` stands in the sentence and is not a piece of a longer number or word."""
    return re.search(rf"(?<![\w.]){re.escape(printed)}(?![^\W_]|\.\d)", raised_apart(sentence)) is not None


def raised_apart(sentence: str) -> str:
    """The sentence with a space before raised numbers, which are letters to the regular expression."""
    return re.sub(r"(?=[⁰¹²³⁴-⁹])", " ", sentence)


def test_cut_offs_and_ages_of_the_first_sentence_are_numbers_of_their_own() -> None:
    assert stands_in("5%", "(5% vs 41%)")
    assert stands_in("9.8 mo", "at 9.8 mo²³ or")
    assert not stands_in("5%", "15% of adults")
    assert not stands_in("8 mo", "9.8 mo")
    assert not stands_in("39 mo", "39 months")
