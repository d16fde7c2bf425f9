"""Rows of tables as studies: their arms, and what a cell prints of each."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from evigraph.article.lexicon import Lexicon
from evigraph.inbox.drafts import Article, Draft
from evigraph.inbox.sheet import sheet
from evigraph.ingest import ingest
from evigraph.ingest.studies import studies as drafted
from evigraph.jats import read_article
from evigraph.load.workspace import Workspace
from evigraph.scaffold import init

CHECKOUT = Path(__file__).parents[1]
EXAMPLE = CHECKOUT / "examples" / "typhoid"
ARTICLE = "10.4155_fsoa-2018-0003.xml"


def table(*columns: tuple[str, str, str], rows: list[list[str]], cluster: str = "1") -> dict[str, Any]:
    ids = [identifier for identifier, _, _ in columns]
    return {
        "number": "1",
        "columns": [
            {"id": identifier, "header": header, **({"outcome": outcome} if outcome else {})}
            | ({"statistic": "proportion", "unit": "%"} if "%" in header else {})
            | ({"unit": "mo"} if "months" in header else {})
            for identifier, header, outcome in columns
        ],
        "rows": [
            {
                "row": str(number),
                "citations": [{"cluster": cluster}],
                "cells": [
                    {"column": identifier, "text": text} for identifier, text in zip(ids, row, strict=True) if text
                ],
            }
            for number, row in enumerate(rows, 1)
        ],
    }


def studies(tables: list[dict[str, Any]], works: list[str], lexicon: Lexicon | None = None) -> list[dict[str, Any]]:
    return drafted(tables, works, "a", {}, lexicon or Lexicon())


FOUND = [["Lee", "phase I/II trial", "12", "3 (25)"], ["Lee", "series", "9", "1/9"], ["[4]", "x", "7", "yes"]]
STUDIES = (("s", "Author", ""), ("t", "Study type", ""), ("n", "No. of patients", ""), ("r", "CR, n (%)", "cr"))


def test_names_of_studies_are_distinct_and_never_a_bare_number() -> None:
    made = studies(
        [table(*STUDIES, rows=FOUND)],
        ["lee-2001"],
    )
    assert [(study["id"], study["label"]) for study in made] == [("lee", "Lee"), ("lee-2001", "Lee"), ("study", "")]
    assert [study["phase"] for study in made] == ["1/2", "", ""]
    first, second, third = (study["cohorts"][0] for study in made)
    assert (first["n"], first["results"][0]["numerator"], first["results"][0]["value"]) == ("12", "3", "25")
    assert (second["results"][0]["numerator"], second["results"][0]["denominator"]) == ("1", "9")
    assert third["results"] == []


def test_a_table_without_names_or_numbers_of_studies_tells_of_none() -> None:
    drugs = table(("s", "Drug", ""), ("n", "n", ""), rows=[["A", "12"]])
    bare = table(("s", "Study", ""), ("t", "Country", ""), rows=[["Lee", "Norway"]])
    assert studies([drugs, bare], ["lee-2001"]) == []


def test_a_cell_may_name_its_statistic_and_a_note_its_outcome() -> None:
    made = table(("s", "Trial", ""), ("n", "n", ""), ("r", "EFS", "efs"), rows=[["Lee", "12", "Median = 6.1 mo"]])
    (result,) = studies([made], ["lee-2001"])[0]["cohorts"][0]["results"]
    assert (result["outcome"], result["statistic"], result["value"], result["unit"]) == ("efs", "median", "6.1", "mo")
    made["footnotes"] = [
        {"id": "note-1", "mark": "*", "label": "Note *", "draft": {"outcome": "rfs"}},
        {"id": "note-2", "mark": "†", "label": "Note †", "draft": {"outcome": ""}},
    ]
    made["rows"][0]["cells"][2]["marks"] = ["note-2", "note-1"]
    (result,) = studies([made], ["lee-2001"])[0]["cohorts"][0]["results"]
    assert result["outcome"] == "rfs"


def test_a_table_of_references_is_one_of_studies_where_it_counts_patients() -> None:
    genes = (("c", "Class", ""), ("m", "Resistance, %", "resistance"), ("r", "Ref.", ""))
    trials = (("c", "Drugs", ""), ("n", "No. of patients (n)", ""), ("m", "CR, %", "cr"), ("r", "Ref.", ""))
    assert studies([table(*genes, rows=[["A", "5", "[1]"]])], ["lee-2001"]) == []
    rows = [["A", "108 (children)", "2-day group: 3 3-day group: 4", "[1]"], ["B", "7 (of 9)", "83.", "[1]"]]
    first, second = (study["cohorts"][0] for study in studies([table(*trials, rows=rows)], ["lee-2001"]))
    assert first["n"] == "108" and first["results"] == []
    assert "n" not in second and second["results"][0]["value"] == "83"


def test_not_reached_is_not_not_reported() -> None:
    made = table(*STUDIES, rows=[["Lee", "series", "12", "NR"]])
    plain, reached = (
        studies([made | {"note": note}], ["lee-2001"])[0]["cohorts"][0]["results"][0]
        for note in ("NR, not reported", "NR, not reached")
    )
    assert plain["reportingStatus"] == "not-reported"
    assert reached["reportingStatus"] == "not-reached"


# Arms

KNOWN = {"aza": ("Azamycin", "Therapy"), "cef": ("Cefoxone", "Therapy"), "cr": ("Cure", "Outcome")}
KNOWN |= {"fail": ("Clinical failure", "Outcome"), "late": ("Late failure", "Outcome")}
ARMED: tuple[tuple[str, str, str], ...]
ARMED = (("s", "Ref.", ""), ("d", "Drugs", ""), ("n", "No. of patients", ""), ("r", "Cure, %", "cr"))
ARMED += (("f", "Clinical/late failure (%)", ""),)


def lexicon() -> Lexicon:
    known = Lexicon(
        {term: kind for term, (_, kind) in KNOWN.items()}, {term: name for term, (name, _) in KNOWN.items()}
    )
    for term, (name, _) in KNOWN.items():
        known.add(name, term, "label")
    return known


def armed(*rows: list[str]) -> list[dict[str, Any]]:
    return studies([table(*ARMED, rows=list(rows))], ["lee-2001"], lexicon())


def told(study: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """The values of each cohort, by outcome."""
    return {
        cohort["id"]: [(each["outcome"], each.get("value", each["reportingStatus"])) for each in cohort["results"]]
        for cohort in study["cohorts"]
    }


def test_cells_that_name_arms_give_a_value_for_each() -> None:
    (study,) = armed(["[1]", "Azamycin vs cefoxone (IV)", "108", "Azamycin – 90 cefoxone – 81.5%", "NA"])
    assert told(study) == {"all": [], "aza": [("cr", "90")], "cef": [("cr", "81.5")]}
    whole, first, second = study["cohorts"]
    assert (whole["n"], "n" in first) == ("108", False)
    assert (first["label"], first["receives"], first["subCohortOf"]) == ("Azamycin arm", ["aza"], "all")
    assert second["label"] == "Cefoxone arm"
    assert second["results"][0]["cell"] == "a/table/1/cell/1.r" and second["results"][0]["asPrinted"] == "81.5%"
    assert second["results"][0]["attributedTo"] == ["lee-2001"]


def test_headings_in_a_cell_name_outcomes_of_its_arms() -> None:
    cell = "Clinical failure: Azamycin – 0 Cefoxone – 19 Late failure: Azamycin – 0 Cefoxone – 3"
    first, second = armed(
        ["[1]", "Azamycin vs cefoxone", "108", "Azamycin: 90; cefoxone: NR", cell],
        ["[1]", "Azamycin vs cefoxone", "108", "NA", "Azamycin – 2 Cefoxone – 3"],
    )
    assert told(first)["aza"] == [("cr", "90"), ("fail", "0"), ("late", "0")]
    assert told(first)["cef"] == [("cr", "not-reported"), ("fail", "19"), ("late", "3")]
    assert told(second) == {"all": [("cr", "not-available")]}  # which of two outcomes it is, is not said
    assert [study["draft"]["unread"] for study in (first, second)] == [[], ["2.f"]]


def test_values_of_a_comparison_go_to_the_arms_in_their_order_or_to_none() -> None:
    named, unnamed, three = armed(
        ["[1]", "Azamycin (n = 50) versus cefoxone (n = 58)", "108", "90 vs 81 (70–90)", "NA"],
        ["[1]", "Two drugs", "54 vs 54", "90 vs 81", "NA"],
        ["[1]", "Azamycin vs cefoxone", "108", "90 vs 81 vs 80", "NA"],
    )
    assert told(named) == {"all": [], "aza": [("cr", "90")], "cef": [("cr", "81")]}
    assert [cohort.get("n") for cohort in named["cohorts"]] == ["108", "50", "58"]
    assert told(unnamed) == told(three) == {"all": []}
    assert "n" not in unnamed["cohorts"][0]
    assert (unnamed["draft"]["unread"], three["draft"]["unread"]) == (["2.r"], ["3.r"])


def test_what_a_cell_names_that_is_no_arm_is_not_read() -> None:
    strange, whole, groups = armed(
        ["[1]", "Two drugs", "108", "Men: 90 Women: 81", "NA"],
        ["[1]", "Azamycin", "12", "Azamycin – 83", "Clinical failure: Azamycin – 6 Late failure: Azamycin – 15.5"],
        ["[1]", "Azamycin", "40", "2-day group: 80 3-day group: 85", "NA"],
    )
    assert told(strange) == {"all": []} and strange["draft"]["unread"] == ["1.r", "1.f"]
    assert told(whole) == {"all": [("cr", "83"), ("fail", "6"), ("late", "15.5")]}
    assert told(groups) == {"all": [], "2-day-group": [("cr", "80")], "3-day-group": [("cr", "85")]}
    assert groups["cohorts"][1]["label"] == "2-day group"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("45/30", []),
        ("12.3/8.4", []),
        ("45% (30–60)/30% (20–40)", []),
        ("45; 30", []),
        ("30/45", [("30", "45")]),
        ("45 (30–60)", [("45", None)]),
    ],
)
def test_two_values_in_a_cell_are_not_one(printed: str, read: list[tuple[str, str | None]]) -> None:
    (study,) = armed(["[1]", "Two drugs", "108", printed, "NA"])
    results = study["cohorts"][0]["results"]
    assert [(each.get("numerator", each.get("value")), each.get("denominator")) for each in results] == read


def spanned(*rows: list[str], naming: str = "Treatment") -> list[dict[str, Any]]:
    """Studies of which the first cell reaches down over the rows in which it is empty."""
    columns = (("s", "Study", ""), ("d", naming, ""), ("n", "n", ""), ("r", "Cure, %", "cr"), ("p", "OS, months", "os"))
    drawn = table(*columns, rows=list(rows))
    for row, cells in zip(drawn["rows"], rows, strict=True):
        names = [column for column, *_ in columns]
        row["draft"] = {"covered": [] if cells[0] else [n for n, cell in zip(names, cells, strict=True) if not cell]}
    return studies([drawn], ["lee-2001"], lexicon())


def test_rows_under_one_study_are_its_arms() -> None:
    lee, park = spanned(
        ["Lee", "Azamycin", "50", "90", "12.1"],
        ["", "Placebo", "58", "40", ""],
        ["Park", "Cefoxone", "20", "70", "NR"],
    )
    assert told(lee) == {"all": [("os", "12.1")], "aza": [("cr", "90")], "placebo": [("cr", "40")]}
    assert [cohort.get("n") for cohort in lee["cohorts"]] == [None, "50", "58"]
    assert [cohort["tableRow"].rpartition(".")[2] for cohort in lee["cohorts"]] == ["1", "1", "2"]
    assert lee["cohorts"][2]["results"][0]["cell"] == "a/table/1/cell/2.r"
    assert lee["draft"]["at"] == "table 1, rows 1 to 2"
    assert lee["cohorts"][0]["results"][0]["statistic"] == "duration"  # neither mean nor median is said
    assert told(park) == {"all": [("cr", "70"), ("os", "not-reported")]}


def test_rows_that_repeat_the_name_of_a_study_are_its_arms() -> None:
    lee, park = spanned(
        ["Lee", "Azamycin", "50", "90", ""], ["Lee", "Placebo", "58", "40", ""], ["Park", "X", "9", "1", ""]
    )
    assert told(lee) == {"all": [], "aza": [("cr", "90")], "placebo": [("cr", "40")]}
    assert (park["label"], told(park)) == ("Park", {"all": [("cr", "1")]})
    twice = spanned(["Lee", "Azamycin", "50", "90", ""], ["Lee", "Azamycin", "58", "40", ""])
    assert [study["id"] for study in twice] == ["lee", "lee-2001"], "another report, not another arm"


def test_doses_of_one_drug_are_arms() -> None:
    (lee,) = spanned(["Lee", "Azamycin 5 mg", "50", "90", ""], ["", "Azamycin 10 mg", "58", "40", ""])
    assert told(lee) == {"all": [], "azamycin-5-mg": [("cr", "90")], "azamycin-10-mg": [("cr", "40")]}
    assert [cohort.get("receives") for cohort in lee["cohorts"]] == [None, ["aza"], ["aza"]]
    (study,) = armed(["[1]", "Azamycin 5 mg vs azamycin 10 mg", "108", "90 vs 81", "NA"])
    assert told(study) == {"all": [], "azamycin-5-mg": [("cr", "90")], "azamycin-10-mg": [("cr", "81")]}


def test_a_cell_above_an_empty_one_is_of_its_own_arm() -> None:
    """Only a cell that reaches down is about all of a study; below another there may just be nothing."""
    columns = (("s", "Study", ""), ("d", "Arm", ""), ("n", "n", ""), ("r", "Cure, %", "cr"))
    rows = [["Lee", "Azamycin", "50", "90"], ["", "Placebo", "", "40"]]
    (lee,) = studies([table(*columns, rows=rows)], ["lee-2001"], lexicon())
    assert [cohort.get("n") for cohort in lee["cohorts"]] == [None, "50", None]
    assert told(lee) == {"all": [], "aza": [("cr", "90")], "placebo": [("cr", "40")]}


@pytest.mark.parametrize("name", ["P value", "P", "Difference", "HR", "Total", "All patients", "Day 28", "6 months"])
def test_rows_of_comparisons_and_sums_are_no_arms(name: str) -> None:
    (lee,) = spanned(["Lee", "Azamycin", "50", "90", ""], ["", "Placebo", "48", "40", ""], ["", name, "", "3", ""])
    assert told(lee) == {"all": [], "aza": [("cr", "90")], "placebo": [("cr", "40")]}
    assert lee["draft"]["unread"] == ["3.r"]


@pytest.mark.parametrize(
    ("header", "printed", "read"),
    [
        ("OS, months", "12 weeks", ("12", "wk")),
        ("OS, months", "24 h", ("24", "h")),
        ("OS, months", "2 yr", ("2", "a")),
        ("OS, months", "12.1", ("12.1", "mo")),
        ("OS, months", "28+", None),
        ("OS, months", "10 patients", None),
        ("CR, %", "45% ORR", None),
        ("CR, %", "75 CR, none PR", None),
        ("CR, %", "12 weeks", ("12", "wk")),
        ("CR, %", "150", None),
        ("CR, n (%)", "25", None),
        ("CR, n (%)", "5–7", None),
        ("CR, n (%)", "25%", ("25", "%")),
        ("CR, n (%)", "12 (150)", None),
        ("CR, %", "1" * 5000, None),
        ("CR, %", f"{'1' * 5000}/{'1' * 5000}", None),
        ("CR, %", "Drug X 7 d: 90% Drug Y 5 d: 80%", None),
        ("CR, %", "1.5-year: 45%", None),
        ("CR, %", "", None),
        ("CR, %", "0/0", None),
    ],
)
def test_what_is_left_over_in_a_cell_leaves_it_unread(header: str, printed: str, read: tuple[str, str] | None) -> None:
    columns = (("s", "Study", ""), ("n", "n", ""), ("r", header, "cr"))
    (study,) = studies([table(*columns, rows=[["Lee", "12", printed]])], ["lee-2001"], lexicon())
    results = study["cohorts"][0]["results"]
    assert [(each["value"], each["unit"]) for each in results] == ([read] if read else [])


@pytest.mark.parametrize(
    ("header", "printed", "n"),
    [
        ("No. of patients", "1,204", "1204"),
        ("Number of patients enrolled", "54", "54"),
        ("No. of patients", "54 (children)", "54"),
        ("No. of patients", "43,45", None),
        ("No. of patients", "20 (per arm)", None),
        ("No. of patients", "4 (RCTs)", None),
        ("No. of patients with relapse", "5", None),
        ("No. of subjects screened", "500", None),
        ("Number of patients per arm", "20", None),
    ],
)
def test_how_many_patients_there_are(header: str, printed: str, n: str | None) -> None:
    columns = (("s", "Study", ""), ("n", header, ""), ("r", "Cure, %", "cr"))
    (study,) = studies([table(*columns, rows=[["Lee", printed, "60"]])], ["lee-2001"], lexicon())
    assert study["cohorts"][0].get("n") == n


def test_arms_have_names_of_their_own() -> None:
    (lee,) = spanned(
        ["Lee", "All", "50", "90", ""], ["", "安慰剂", "58", "40", ""], ["", f"{'x' * 44} b", "9", "1", ""]
    )
    assert [cohort["id"] for cohort in lee["cohorts"]] == ["all", "all-2", "arm", "x" * 40]
    assert lee["cohorts"][2]["label"] == "安慰剂 arm"


def test_values_beside_a_reference_are_no_studies() -> None:
    own = table(("m", "Matrix", ""), ("n", "n", ""), ("r", "Reference", ""), rows=[["Bran", "8", "27.4 ± 7.1"]])
    given = table(("m", "Matrix", ""), ("n", "n", ""), ("r", "Reference values", ""), rows=[["Bran", "8", "Lee 4"]])
    assert studies([own, given], ["lee-2001"], lexicon()) == []


@pytest.mark.parametrize(
    ("header", "printed", "read"),
    [
        ("Median age (range), y", "47 (20-77)", ("47", "20", "77")),
        ("Age", "median 47 (20-77)", ("47", "20", "77")),
        ("Age, range", "20-77", (None, "20", "77")),
        ("Age", "47", (None, None, None)),
        ("Mean age", "47.5 ± 8", (None, None, None)),
        ("Age/weight", "4–6 wk/20–25 g", (None, None, None)),
        ("Median age (mo)", "18 (2–60)", (None, None, None)),
        ("Median age", "18 mo (2–60)", (None, None, None)),
        ("Median age", "52 vs 50", (None, None, None)),
        ("Median age", "47 (IQR 40-50)", ("47", None, None)),
        ("Median age (IQR)", "47 (40-50)", ("47", None, None)),
        ("Median age", "65+", (None, None, None)),
        ("Median age", "n=4, 20-30", (None, "20", "30")),
        ("Median age", "18-65 A, 20-70 B", (None, None, None)),
        ("Age >65, %", "40-50", (None, None, None)),
        ("Median age", "1" * 100_000, (None, None, None)),
    ],
)
def test_ages_are_in_years_and_medians_where_they_are_called_so(
    header: str, printed: str, read: tuple[Any, ...]
) -> None:
    columns = (("s", "Study", ""), ("n", "n", ""), ("a", header, ""))
    (study,) = studies([table(*columns, rows=[["Lee", "12 patients", printed]])], ["lee-2001"])
    cohort = study["cohorts"][0]
    assert (cohort["n"], *(cohort.get(key) for key in ("medianAge", "minAge", "maxAge"))) == ("12", *read)


def test_rates_at_several_times_are_several_results() -> None:
    (study,) = armed(["[1]", "Azamycin", "12", "6-mo = 67%; 12-mo = 50%", "NA"])
    results = study["cohorts"][0]["results"]
    assert [(each["timePoint"], each["value"]) for each in results] == [("P6M", "67"), ("P12M", "50")]


def test_rows_that_nothing_names_are_no_arms_and_are_told() -> None:
    (lee,) = spanned(["Lee", "6 months", "50", "90", ""], ["", "12 months", "", "80", ""], naming="Time")
    assert told(lee) == {"all": []}
    assert lee["cohorts"][0]["n"] == "50"
    assert lee["draft"]["unread"] == ["1.r", "2.r"]


def test_what_stands_behind_a_study_without_its_name_is_told() -> None:
    columns = (("s", "Study", ""), ("n", "n", ""), ("r", "Cure, %", "cr"))
    rows = [["Lee", "12", "83"], ["", "30", "70"], ["Park", "18", "60"]]
    lee, park = studies([table(*columns, rows=rows)], ["lee-2001"], lexicon())
    assert (told(lee), lee["cohorts"][0]["n"], lee["draft"]["unread"]) == ({"all": [("cr", "83")]}, "12", ["2.r"])
    assert (told(park), park["draft"]["unread"]) == ({"all": [("cr", "60")]}, [])


def test_a_number_that_a_sentence_goes_on_from_is_not_of_all_patients() -> None:
    (study,) = armed(["[1]", "Azamycin", "12", "68% (13) of patients in the gluten group reported them", "NA"])
    assert study["cohorts"][0]["results"] == []
    assert study["draft"]["unread"] == ["1.r"]


@pytest.mark.parametrize(
    ("header", "printed", "ends"),
    [
        ("Cure, % (95% CI)", "25.8% (21.1; 31.12)", ("21.1", "31.12")),
        ("Cure, % (95% CI)", "25.8 (21.1, 31.12)", ("21.1", "31.12")),
        ("Cure, %", "25.8% (95% CI 21.1–31.12%)", ("21.1", "31.12")),
        ("Cure, % (range)", "25.8% (21.1; 31.12)", (None, None)),
    ],
)
def test_intervals_are_read_where_they_are_said_to_be(header: str, printed: str, ends: tuple[str, str]) -> None:
    columns = (("s", "Study", ""), ("n", "n", ""), ("r", header, "cr"))
    (study,) = studies([table(*columns, rows=[["Lee", "12", printed]])], ["lee-2001"], lexicon())
    (result,) = study["cohorts"][0]["results"]
    assert (result["value"], result.get("ciLow"), result.get("ciHigh")) == ("25.8", *ends)


CORPUS = os.environ.get("EVIGRAPH_CORPUS")


@pytest.mark.skipif(CORPUS is None, reason="needs articles in JATS: EVIGRAPH_CORPUS")
def test_the_arms_of_a_real_table(tmp_path: Path) -> None:
    """The trials of the second workspace, beside what a person read in it; the figures stand in docs/ingest.md."""
    init(tmp_path / "w", bare=True)
    shutil.copy(EXAMPLE / "graph" / "terms.yaml", tmp_path / "w" / "graph" / "terms.yaml")
    made = ingest(Workspace(tmp_path / "w"), read_article(Path(CORPUS or "") / "jats" / ARTICLE), "0" * 64)
    given, wanted = results(made.folder / "studies.yaml"), results(EXAMPLE / "graph" / "studies.yaml")
    right = [value for value in given if value in wanted]
    line = f"of {len(wanted)} values that stand in its cells {len(given)} are drafted, {len(right)} of them right"
    assert line in " ".join((CHECKOUT / "docs" / "ingest.md").read_text("utf-8").split())


def test_the_sheet_tells_arms_apart(tmp_path: Path) -> None:
    (study,) = armed(["[1]", "Azamycin (n = 50) vs cefoxone", "108", "90 vs 81", "NA"])
    told = {"id": "a/article", "by": "article", "version": "1", "confidence": "0.9", "at": "a", "text": "t"}
    about = Draft("article", "article.yaml", {"title": "Toys", "draft": told})
    article = Article("a", tmp_path, {"article.yaml": [about], "studies.yaml": [Draft("study", "studies.yaml", study)]})
    page = " ".join(re.sub(r"<[^>]+>", "", sheet(article)).split())
    assert "n 108; Azamycin arm, n 50; Cefoxone arm" in page
    assert "Cefoxone arm, cr, proportion: 81" in page and not re.search(r"arm,\s*(;|[A-Z]|$)", page)


def results(path: Path) -> list[tuple[str, str, str, str]]:
    """Row, arm, outcome and value of each result that points to a cell."""
    found = []
    for study in yaml.load(path.read_text("utf-8"), yaml.BaseLoader)["studies"]:  # noqa: S506
        for cohort in study.get("cohorts", ()):
            arm = {"two-days": "2-day-group", "three-days": "3-day-group"}.get(cohort["id"], cohort["id"])
            for each in cohort.get("results", ()):
                if "cell" in each:
                    row = each["cell"].rpartition("/")[2].partition(".")[0]
                    found.append((row, arm, each["outcome"], each.get("value", each["reportingStatus"])))
    return found
