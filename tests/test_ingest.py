"""An article becomes a draft in the inbox; nothing else of the workspace changes."""

from __future__ import annotations

import os
import re
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from evigraph import reader
from evigraph.article.lexicon import Lexicon, mentions, with_abbreviations
from evigraph.article.reading import Reading
from evigraph.bib import parse_bib
from evigraph.build import open_dataset
from evigraph.cli.main import main
from evigraph.coverage import coverage
from evigraph.errors import InputError
from evigraph.inbox import accept, open_inbox
from evigraph.ingest import FILES, Ingested, ingest
from evigraph.ingest.abbreviations import abbreviations
from evigraph.ingest.citations import compressed
from evigraph.ingest.sections import slug
from evigraph.ingest.source import Source, lay_out
from evigraph.ingest.tables import spelled_out, told_apart
from evigraph.jats import read_article
from evigraph.load.workspace import Workspace
from evigraph.scaffold import init
from evigraph.text import parse_article

TESTS = Path(__file__).parent
REVIEW = TESTS / "ingest" / "review.xml"
ODD = TESTS / "jats" / "odd.xml"
CORPUS = os.environ.get("EVIGRAPH_CORPUS")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    init(tmp_path / "w")
    return Workspace(tmp_path / "w")


def drafted(workspace: Workspace, path: Path = REVIEW, force: bool = False) -> Ingested:
    return ingest(workspace, read_article(path), "0" * 64, force=force)


def records(made: Ingested, file: str) -> Any:
    return yaml.load((made.folder / file).read_text("utf-8"), yaml.BaseLoader)[FILES[file]]  # noqa: S506


def state(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and "inbox" not in path.parts]
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_only_the_inbox_changes_and_the_loader_does_not_see_it(workspace: Workspace) -> None:
    before, digest = state(workspace.root), workspace.digest()
    made = drafted(workspace)
    assert made.folder == workspace.root / "graph" / "inbox" / "ostby-2023"
    assert state(workspace.root) == before
    assert workspace.digest() == digest
    assert not [source for source in workspace.sources() if "inbox" in source.name]


def test_the_same_article_gives_the_same_bytes(workspace: Workspace, tmp_path: Path) -> None:
    made = drafted(workspace)
    init(tmp_path / "other")
    again = drafted(Workspace(tmp_path / "other"))
    files = sorted(path.name for path in made.folder.iterdir())
    assert len(files) >= 6
    assert {name: (made.folder / name).read_bytes() for name in files} == {
        name: (again.folder / name).read_bytes() for name in files
    }


def test_every_record_says_where_it_comes_from(workspace: Workspace) -> None:
    made = drafted(workspace)
    seen = 0
    for file in FILES:
        if (made.folder / file).exists():
            found = records(made, file)
            for record in found if isinstance(found, list) else [found]:
                assert {"id", "by", "version", "confidence", "at", "text", "state"} <= record["draft"].keys()
                assert record["draft"]["state"] == "open"
                seen += 1
    assert seen >= 22


def test_the_article_is_described(workspace: Workspace) -> None:
    record = records(drafted(workspace), "article.yaml")
    assert (record["id"], record["label"], record["year"], record["pages"]) == (
        "ostby-2023",
        "Østby & Lee 2023",
        "2023",
        "11-19",
    )
    assert (record["doi"], record["pmid"]) == ("10.9999/rim.7", "99999907")
    assert record["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert [section["heading"] for section in record["sections"]] == [
        *("Title", "Background", "Benefit", "Safety", "Captions and notes")
    ]
    said = record["draft"]
    assert said["authors"][0]["orcid"] == "0000-0002-1825-0097"
    assert said["registrations"] == [{"registry": "ClinicalTrials.gov", "number": "NCT01234567"}]
    assert said["funding"] == "Paid by the Toy Fund."
    assert said["pictures"] == ["Table 2"]
    assert said["generatedBy"]["fileHash"] == "0" * 64
    assert {"short": "EW", "long": "early walking"} in said["abbreviations"]


def test_offsets_and_hashes_lead_into_the_text(workspace: Workspace) -> None:
    made = drafted(workspace)
    text = (made.folder / "source.txt").read_text("utf-8")
    assert sha256(text.encode()).hexdigest() == records(made, "article.yaml")["textHash"]
    checked = 0
    rows = [row for table in records(made, "tables.yaml") for row in table["rows"]]
    for record in [*records(made, "passages.yaml"), *rows]:
        ((start, end),) = [(int(part["start"]), int(part["end"])) for part in record["segments"]]
        words = " ".join(text[start:end].split())
        assert sha256(words.encode()).hexdigest() == record["textHash"]
        assert record.get("draft", {"text": words})["text"] == words
        checked += 1
    assert checked == 20


def test_citations_become_clusters_of_numbers(workspace: Workspace) -> None:
    found = {
        f"{record['section']}.{record['paragraph']}.{record['sentence']}": [
            group["cluster"] for group in record["citations"]
        ]
        for record in records(drafted(workspace), "passages.yaml")
        if "citations" in record
    }
    assert found == {
        "benefit.1.1": ["1"],
        "benefit.1.2": ["1,2"],
        "benefit.1.3": ["2-4"],
        "safety.1.1": ["5"],
    }


def test_works_that_are_there_keep_their_key_and_repeated_ones_say_so(workspace: Workspace) -> None:
    made = drafted(workspace)
    listed = records(made, "references.yaml")
    keys = [record["key"] for record in listed]
    assert keys[:2] == ["walker-2020", "rise-2021"]
    assert [record.get("sameWork") for record in listed] == ["walker-2020", None, None, None, None]
    assert keys == records(made, "article.yaml")["references"]
    entries, faults = parse_bib((made.folder / "references.bib").read_text("utf-8"))
    assert not faults
    assert [entry.key for entry in entries] == keys
    fields = {entry.key: entry.fields for entry in entries}
    assert fields[keys[3]]["sameas"] == "rise-2021"
    assert "doi 10.9999/toy.2" in listed[3]["draft"]["why"].lower()
    assert fields[keys[2]]["note"] == "Untagged A. Something. J Toys 1999;1:2."
    assert fields[keys[4]]["pubstate"] == "in press"
    assert [record["draft"]["by"] for record in listed] == [
        *("references.tagged", "references.tagged", "references.loose", "references.tagged", "references.loose")
    ]


def test_terms_are_found_by_label_synonym_and_abbreviation(workspace: Workspace) -> None:
    found = {
        record["draft"]["id"].partition("/passage/")[2]: record
        for record in records(drafted(workspace), "passages.yaml")
    }
    assert found["abstract-background.1.1"]["mentions"] == ["early-walking"]
    assert found["safety.1.2"]["mentions"] == ["early-walking", "fall"]
    assert {"term": "early-walking", "text": "EW", "by": "abbreviation"} in found["safety.1.2"]["draft"]["named"]
    assert "mentions" not in found["safety.1.5"]


def test_tables_have_their_columns_notes_and_cells(workspace: Workspace) -> None:
    (table,) = records(drafted(workspace), "tables.yaml")
    columns = {column["header"]: column for column in table["columns"]}
    walking = columns["Independent walking, %"]
    assert (walking["outcome"], walking["statistic"], walking["unit"], walking["marks"]) == (
        *("independent-walking", "proportion", "%"),
        ["a"],
    )
    assert columns["Follow-up, months"]["unit"] == "mo"
    assert table["footnotes"] == [
        {"id": "a", "mark": "a", "label": "At discharge."},
        {"id": "nr", "mark": "NR", "label": "Stands for: not reported."},
        {"id": "na", "mark": "NA", "label": "Stands for: not available."},
    ]
    assert "note" not in table
    rows = {row["cells"][0]["text"]: row for row in table["rows"]}
    assert list(rows) == ["Randomized trials", "Walker et al", "NCT01234567", "Series", "Sample"]
    assert rows["NCT01234567"]["note"] == "Under: Randomized trials"
    assert [cell["text"] for cell in rows["Walker et al"]["cells"]] == [
        *("Walker et al", "37", "82 (65–99)", "43", "NR", "6")
    ]
    assert [cell.get("marks") for cell in rows["Walker et al"]["cells"]] == [None, None, None, None, ["nr"], None]
    assert rows["Sample"]["citations"] == [{"cluster": "5"}]


@pytest.mark.parametrize(
    ("note", "spelled"),
    [
        ("IV: Intravenous; NA: Not available.", {"IV": "Intravenous", "NA": "Not available"}),
        ("NR, not reported", {"NR": "not reported"}),
        ("Refs: [23–29]", {}),
        ("Doses: see text; NA: Not available.", {}),
        ("Values are means; NA: Not available.", {}),
        ("Data from 2011, as reported.", {}),
    ],
)
def test_notes_that_spell_out_abbreviations(note: str, spelled: dict[str, str]) -> None:
    assert spelled_out(note) == spelled


def test_a_note_that_spells_an_abbreviation_otherwise_is_kept() -> None:
    told = told_apart(["CR: Cure rate.", "Doses vary.", "CR: Case report."])
    assert told == ({"CR": "Cure rate"}, ["Doses vary.", "CR: Case report."])


def test_an_article_is_drafted_once(workspace: Workspace) -> None:
    made = drafted(workspace)
    assert made.fresh
    assert not drafted(workspace).fresh
    with pytest.raises(InputError, match="in the inbox already"):
        ingest(workspace, read_article(REVIEW), "1" * 64)
    assert drafted(workspace, force=True).fresh
    accept(open_inbox(workspace), [made.article], "Ann", "2024-05-01")
    with pytest.raises(InputError, match="in the graph already"):
        drafted(workspace)


def test_an_odd_article_is_covered_both_ways(workspace: Workspace) -> None:
    made = drafted(workspace, ODD)
    accept(open_inbox(workspace), [made.article], "Ann", "2024-05-01")
    found = coverage(open_dataset(workspace), made.folder / "source.txt", made.article)
    said = [problem.message.partition(" there")[0] for problem in found.problems]
    assert said == ["6-8 is cited here, but the graph has 6"]  # one link that prints a range, whose rest is lost
    article = read_article(ODD).article
    assert found.clusters_total == sum(bool(cluster.references) for cluster in article.clusters)
    assert found.clusters_total > 15


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("extramedullary disease (EMD) is rare", {"EMD": "extramedullary disease"}),
        ("cytokine release syndrome (CRS; any grade)", {"CRS": "cytokine release syndrome"}),
        ("CRS (cytokine release syndrome) is common", {"CRS": "cytokine release syndrome"}),
        ("two T-cell lines (A and B)", {}),
        ("in patients (n = 37)", {}),
        ("complete remission (CR) and overall survival (OS)", {"CR": "complete remission", "OS": "overall survival"}),
        ("In multiple myeloma (MM) it helps.", {"MM": "multiple myeloma"}),
        ("laser scanning spectral confocal apparatus (Leica)", {}),
        ("septal and ventricular septal defects (ASD)", {}),
        ("seen in the “wild type” (WT) and ±standard error (SE)", {"WT": "wild type", "SE": "standard error"}),
        ("of creatinine (Cr)", {"Cr": "creatinine"}),
    ],
)
def test_abbreviations_are_resolved_by_their_letters(sentence: str, expected: dict[str, str]) -> None:
    assert abbreviations([sentence]) == expected


def lexicon() -> Lexicon:
    made = Lexicon({"cr": "Outcome", "all": "Disease", "b-all": "Disease", "cart": "TherapyClass"})
    for name, term in [
        ("complete remission", "cr"),
        ("CR", "cr"),
        ("ALL", "all"),
        ("B-ALL", "b-all"),
        ("CAR T cells", "cart"),
        ("S. Typhi", "typhi"),
    ]:
        made.add(name, term, "label")
    return made


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("all patients", []),
        ("ALL patients", ["all"]),
        ("B-ALL is a kind of ALL", ["b-all", "all"]),
        ("complete remissions", ["cr"]),
        ("CRS", []),
        ("scar", []),
        ("CAR T-cell", ["cart"]),
        ("CAR, T cells", []),
        ("remission was complete. Remission", []),
        ("Of complete. Remission followed", []),
        ("isolates of S. Typhi.", ["typhi"]),
        ("S typhi in blood", ["typhi"]),
        ("group S.. Typhi", []),
    ],
)
def test_short_names_need_their_capitals_and_the_longest_name_counts(text: str, terms: list[str]) -> None:
    assert [mention.term for mention in mentions(lexicon(), text)] == terms


def test_an_abbreviation_of_the_text_stands_for_a_term() -> None:
    wider = with_abbreviations(lexicon(), {"CRem": "complete remission", "XY": "nothing known"})
    assert [mention[0::4] for mention in mentions(wider, "CRem, XY")] == [("cr", "abbreviation")]


@pytest.mark.parametrize(
    ("date", "year", "doubt"),
    [
        ("4–6 April 1993", "1993", "The year is taken from '4–6 April 1993'."),
        ("spring of 2016 to 2017", "", "No year can be read from 'spring of 2016 to 2017'."),
    ],
)
def test_the_year_inside_a_date_is_taken(workspace: Workspace, date: str, year: str, doubt: str) -> None:
    changed = workspace.root / "changed.xml"
    changed.write_text(REVIEW.read_text("utf-8").replace("<year>2021</year>", f"<year>{date}</year>"), "utf-8")
    made = drafted(workspace, changed)
    assert records(made, "references.yaml")[1]["draft"]["doubts"] == [doubt]
    assert ("year = {1993}" in (made.folder / "references.bib").read_text("utf-8")) is bool(year)


def test_names_of_columns_end_with_a_word() -> None:
    assert slug("Study type (duration of the study)/location", 40) == "study-type-duration-of-the-study"


def test_clusters_are_written_in_plain_digits() -> None:
    assert compressed([4, 2, 3, 9, 11, 12]) == "2-4,9,11,12"
    assert compressed([]) == ""


def test_names_are_followed_by_their_numbers_in_the_text() -> None:
    text = lay_out(read_article(ODD).article).text
    assert "Park, 2018^{1,2}) agree, Kim (2019)^{3} does not" in text.replace("Lee et al., 2015; ", "")
    assert "has ^{1,3,5}. One is missing [99]" in text


def _of_list(body: str, numbers: str = "1 2 3") -> Source:
    listed = "".join(f"{n}. Doe J. Toys {i}. J Toys. 2001;1:1-2.\n" for i, n in enumerate(numbers.split()))
    reading = parse_article(f"A title\n\nResults\n\n{body}\n\nReferences\n\n{listed}".encode(), "a.txt")
    return lay_out(reading.article)


@pytest.mark.parametrize("cluster", ["[1-2, 7]", "[1-9]", "[3-1, 9]"])
def test_a_citation_of_an_entry_that_is_not_there_stays_as_printed(cluster: str) -> None:
    source = _of_list(f"Rest helps {cluster}. Toys help [2;3].")
    assert f"Rest helps {cluster}. Toys help [2,3]." in source.text
    assert [f"{each.place.line} {each.code}" for each in source.findings] == ["5 ingest-citation-kept"]


@pytest.mark.parametrize(("numbers", "printed", "written"), [("1 2 5", "[5]", "[3]"), ("1 2 2 3", "[1-3]", "[1-4]")])
def test_numbers_that_are_not_the_order_of_the_list_are_said_once(numbers: str, printed: str, written: str) -> None:
    source = _of_list(f"Rest helps {printed}. Toys help {printed}, sleep [2].", numbers)
    assert f"Rest helps {written}. Toys help {written}, sleep [2]." in source.text
    (finding,) = source.findings
    assert finding.code == "ingest-renumbered"
    assert f"'{printed}' stands as '{written}'" in finding.message


def test_links_without_a_target_add_no_numbers(tmp_path: Path) -> None:
    file = tmp_path / "a.tei.xml"
    listed = "".join(f'<biblStruct xml:id="b{n}"><monogr><title>Toys</title></monogr></biblStruct>' for n in range(3))
    linked = '<ref type="bibr" target="#b0">[1]</ref><ref type="bibr">[2,3]</ref>'
    file.write_text(
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Toys</title></titleStmt>'
        f"</fileDesc></teiHeader><text><body><div><p>Rest helps {linked} a lot.</p></div></body><back><div>"
        f"<listBibl>{listed}</listBibl></div></back></text></TEI>",
        "utf-8",
    )
    source = lay_out(reader.read_article(file).article)
    assert "Rest helps [1][2,3] a lot." in source.text
    assert [each.code for each in source.findings] == ["ingest-citation-kept"]


def test_a_year_in_brackets_is_followed_by_its_number(tmp_path: Path) -> None:
    changed = tmp_path / "a.xml"
    link = '<xref ref-type="bibr" rid="r3">Kim (2019)</xref>'
    text = ODD.read_text("utf-8")
    assert link in text
    changed.write_text(text.replace(link, f"Kim [{link.replace('Kim (2019)', '2019')}]"), "utf-8")
    assert "Kim [2019]^{3} does not" in lay_out(read_article(changed).article).text


@pytest.mark.skipif(CORPUS is None, reason="needs articles in JATS: EVIGRAPH_CORPUS")
def test_articles_of_a_corpus_are_drafted_accepted_and_covered(workspace: Workspace) -> None:
    files = sorted((Path(CORPUS or "") / "jats").glob("*.xml"))[::50]
    assert len(files) == 5
    for path in files:
        reading: Reading = read_article(path)
        made = ingest(workspace, reading, "0" * 64)
        accept(open_inbox(workspace), [made.article], "Ann", "2024-05-01")
        found = coverage(open_dataset(workspace), made.folder / "source.txt", made.article)
        missing = [
            problem for problem in found.problems if problem.kind not in ("cluster-unknown", "cluster-uncovered")
        ]
        assert not missing, path.name
        assert found.passages_found == found.passages_total > 50
        shutil.rmtree(workspace.root / "graph" / "articles" / made.article)


LISTED = "References\n\n1. Doe J. Toys. J Toys. 2001;1:1-2.\n"
PLAIN = f"A title of words\n\nAnn Lee\n\nResults\n\nRest helps [1], toys [7].\n\n{LISTED}"


def _taken(workspace: Workspace, text: str, file_hash: str, force: bool = False) -> Ingested:
    return ingest(workspace, parse_article(text.encode(), "a.txt"), file_hash, force=force)


def test_a_date_of_which_nothing_is_said_is_that_of_the_article(workspace: Workspace, tmp_path: Path) -> None:
    text = REVIEW.read_text("utf-8")
    bare = re.sub(r"<pub-date[^>]*>", '<pub-date publication-format="online">', text)
    bare = bare.replace("</contrib>", '<aff id="a1">University of Toys</aff></contrib>', 1)
    assert bare != text
    (tmp_path / "a.xml").write_text(bare, "utf-8")
    record = records(drafted(workspace, tmp_path / "a.xml"), "article.yaml")
    assert (record["id"], record["year"]) == ("ostby-2023", "2023")
    assert record["draft"]["authors"][0]["affiliations"] == ["University of Toys"]


def test_a_heading_over_rows_stands_without_its_references(workspace: Workspace, tmp_path: Path) -> None:
    text = REVIEW.read_text("utf-8")
    cited = text.replace("<bold>Randomized trials</bold>", 'Randomized trials <xref ref-type="bibr" rid="r1">1</xref>')
    assert cited != text
    (tmp_path / "a.xml").write_text(cited, "utf-8")
    (table,) = records(drafted(workspace, tmp_path / "a.xml"), "tables.yaml")
    rows = {row["cells"][0]["text"]: row for row in table["rows"]}
    assert rows["NCT01234567"]["note"] == "Under: Randomized trials"


def test_an_article_without_a_doi_is_known_by_its_file(workspace: Workspace) -> None:
    first = _taken(workspace, PLAIN, "1" * 64)
    assert (first.fresh, first.findings) == (True, 1)
    again = _taken(workspace, PLAIN, "1" * 64)
    assert (again.article, again.fresh) == (first.article, False)
    assert _taken(workspace, PLAIN, "1" * 64, force=True).article == first.article
    other = PLAIN.replace("A title of words", "Another title")  # another article of the same file
    assert _taken(workspace, other, "1" * 64).article != first.article
    accept(open_inbox(workspace), [first.article], "Ann", "2024-05-01")
    with pytest.raises(InputError, match="in the graph already"):
        _taken(workspace, PLAIN, "1" * 64, force=True)


def test_an_article_without_a_doi_is_known_by_title_author_and_year(workspace: Workspace, tmp_path: Path) -> None:
    text = REVIEW.read_text("utf-8")
    bare = re.sub(r'<article-id pub-id-type="(?:doi|pmid|pmcid?|pmc)">[^<]*</article-id>', "", text)
    assert bare != text
    file = tmp_path / "a.xml"
    file.write_text(bare, "utf-8")
    first = ingest(workspace, read_article(file), "1" * 64)
    with pytest.raises(InputError, match="in the inbox already"):
        ingest(workspace, read_article(file), "2" * 64)
    assert ingest(workspace, read_article(file), "2" * 64, force=True).article == first.article
    file.write_text(bare.replace("Østby", "Other"), "utf-8")
    assert ingest(workspace, read_article(file), "3" * 64).article != first.article


def test_how_much_was_not_read_is_said(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace.root / "a.txt").write_text(PLAIN, "utf-8")
    with pytest.raises(SystemExit, match="0"):
        main(["-C", str(workspace.root), "ingest", str(workspace.root / "a.txt")])
    said = capsys.readouterr().err
    assert "a.txt: 1 finding about what was not read as it stands; see draft.losses in graph/inbox/" in said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<article/>", "jats-empty"),
        ("<article><front><article-meta/></front><body/><back/></article>", "jats-empty"),
        ('<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text/></TEI>', "tei-empty"),
    ],
)
def test_an_article_that_holds_nothing_is_refused(
    workspace: Workspace, text: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = workspace.root / "a.xml"
    file.write_text(text, "utf-8")
    with pytest.raises(SystemExit, match="3"):
        main(["-C", str(workspace.root), "ingest", str(file)])
    said = f"{file}:1:1: {code}: Expected a title, text or references, found none of them."
    assert said in capsys.readouterr().err.splitlines()
    assert not (workspace.root / "graph" / "inbox").exists()
