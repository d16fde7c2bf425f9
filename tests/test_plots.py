"""The numbers behind the plots: equal to an independent library's, and each to a row of the graph."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from evigraph.audit import audit
from evigraph.build import build
from evigraph.errors import NotFound, UsageError
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.trace import trace
from evigraph.trace.share import IF_ALL_COUNT
from evigraph.view.filename import safe_name
from evigraph.view.plots import FORMS, KINDS, View, view
from evigraph.view.plots.ages import spans
from evigraph.view.plots.auditing import findings
from evigraph.view.plots.citing import citing
from evigraph.view.plots.coverage import spots
from evigraph.view.plots.exhibit import csv_of
from evigraph.view.plots.forest import result_words
from evigraph.view.plots.forest_exhibits import panel_name
from evigraph.view.plots.results import Panel, Row, days, panels
from evigraph.view.plots.scale import scale
from evigraph.view.plots.timeline import events
from evigraph.view.rows import groups
from evigraph.view.rungs import Argument, rungs
from evigraph.view.words import NO_NUMBER, counted_words
from sample import STUDIES, Edit, workspace

OUTCOMES = ("complete-remission", "relapse", "survival", "toxicity", "quality-adjusted-life-years")

# Written apart from the code: the results of an outcome and of narrower ones, straight from the graph.
RESULTS = """
SELECT ?result ?printed ?value ?n ?status ?statistic ?numerator ?denominator ?study ?table ?row ?header WHERE {
  VALUES ?asked { <%s> }
  ?outcome skos:broader* ?asked . ?result ev:outcome ?outcome ; ev:asPrinted ?printed ;
    ev:reportingStatus ?status ; ev:statistic ?statistic .
  ?cohort ev:hasResult ?result . ?s ev:hasCohort ?cohort ; rdfs:label ?study .
  OPTIONAL { ?cohort ev:n ?n }
  OPTIONAL { ?result ev:value ?value }
  OPTIONAL { ?result ev:numerator ?numerator }
  OPTIONAL { ?result ev:denominator ?denominator }
  OPTIONAL { ?result ev:cell ?cell . ?cell ev:inRow ?r ; ev:inColumn ?c . ?r ev:row ?row ; ev:table/ev:number ?table .
             ?c ev:header ?header }
}
"""


def rows(dataset: Dataset, outcome: str, **options: str) -> list[Row]:
    return [row for panel in panels(dataset, outcome, **options) for row in panel.rows]


def shares(dataset: Dataset, **options: str) -> Iterator[Row]:
    for outcome in OUTCOMES:
        yield from (row for row in rows(dataset, outcome, **options) if row.interval.endswith("computed"))


def stated(row: Row) -> tuple[float, int]:
    """The share and the number of patients, read from the words: "69% of 36, if ..." or "14/70"."""
    words = row.computed_from.partition(",")[0]
    if "/" in words:
        count, _, of = words.partition("/")
        return int(count) / int(of), int(of)
    percent, _, of = words.partition("% of ")
    return float(percent) / 100, int(of)


def test_wilson_intervals_equal_those_of_statsmodels(article: Dataset) -> None:
    from statsmodels.stats.proportion import proportion_confint

    compared = 0
    for row in shares(article):
        value, of = stated(row)
        low, high = proportion_confint(value * of, of, method="wilson")
        assert row.interval_low == pytest.approx(100 * low, abs=1e-9)
        assert row.interval_high == pytest.approx(100 * high, abs=1e-9)
        assert 0 <= (row.interval_low or 0) <= (row.value or 0) <= (row.interval_high or 0) <= 100
        compared += 1
    assert compared >= 18


def test_exact_intervals_equal_those_of_statsmodels(article: Dataset) -> None:
    from statsmodels.stats.proportion import proportion_confint

    compared = 0
    for row in shares(article, interval="exact"):
        counts, _, of = row.computed_from.split(", if")[0].partition(" of ")
        first, last = int(counts.split(" ")[0]), int(counts.split(" ")[-1])
        assert row.interval_low == pytest.approx(
            100 * proportion_confint(first, int(of), method="beta")[0], abs=1e-9, nan_ok=first == 0
        )
        assert row.interval_high == pytest.approx(
            100 * proportion_confint(last, int(of), method="beta")[1], abs=1e-9, nan_ok=last == int(of)
        )
        compared += 1
    assert compared >= 18


def test_an_exact_interval_needs_a_whole_count(article: Dataset) -> None:
    """91% of 13 is no whole number of patients; a large group may hold several that print alike."""
    from evigraph.trace.share import Share
    from evigraph.view.plots.results import _computed

    row = next(row for row in rows(article, "CR") if row.reported)
    impossible = _computed(row, Share(0.91, 13, "91% of 13", True, range(12, 12)), "exact")
    assert (impossible.interval, impossible.interval_low) == ("", None)
    assert impossible.computed_from == "no whole count of 13 gives it"
    several = {row.result: row for row in rows(article, "CR", interval="exact")}
    assert several["study/tower/all/complete-remission.proportion"].computed_from.startswith("118 or 119")


def test_a_share_counted_among_others_gets_no_interval_of_the_whole_cohort(article: Dataset) -> None:
    """Relapse is counted among those in remission: where the source does not say so, n is not its denominator."""
    for outcome in ("relapse", "MRD-CR"):
        unstated = [row for row in rows(article, outcome) if row.reported and row.basis == "not given"]
        assert len(unstated) >= 10 and all(row.interval_low is None for row in unstated), outcome


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_row_is_a_result_of_the_graph_and_every_result_a_row(article: Dataset, outcome: str) -> None:
    asked = article.select(RESULTS % f"{article.base}term/{outcome}").records()
    drawn = {row.result: row for row in rows(article, outcome)}
    assert len(rows(article, outcome)) == len(drawn) == len(asked) > 0
    for record in asked:
        row = drawn[str(record["result"]).removeprefix(article.base)]
        assert (row.printed, row.study) == (record["printed"], record["study"])
        assert row.n == record["n"]
        assert row.statistic == str(record["statistic"]).rpartition("#")[2]
        assert row.status == str(record["status"]).rpartition("#")[2].replace("-", " ")
        if record["value"] is not None:
            assert row.value == float(str(record["value"]))
        elif record["numerator"] is not None:
            assert row.value == 100 * int(str(record["numerator"])) / int(str(record["denominator"]))
        else:
            assert row.value is None and not row.reported
        if record["table"] is not None:
            assert row.place == f"Table {record['table']}, row {record['row']}, column “{record['header']}”"
        else:
            assert ", paragraph " in row.place or row.place.startswith("Table ")


def test_complete_remission_reads_like_the_printed_tables(article: Dataset) -> None:
    """Checked by eye against both tables of the article."""
    panel = panels(article, "CR")[0]
    printed = {row.place: (row.n, result_words(row)) for row in panel.rows if row.place.startswith("Table")}
    assert len(printed) == 17
    column = "column “CR, %”"
    assert [printed[f"Table 1, row {row}, {column}"] for row in range(1, 9)] == [
        (20, "not available"),
        (116, "not available"),
        (36, "69% (53 to 82)"),
        (189, "43% (36 to 50)"),
        (45, "36% (24 to 51)"),
        (271, "44% (38 to 50)"),
        (70, "39% (28 to 51)"),
        (65, "51% (39 to 63)"),
    ]
    assert [printed[f"Table 2, row {row}, {column}"][1][:4].strip("% (") for row in range(1, 10)] == [
        "90", "83", "81", "67", "93", "85", "90", "100", "86",
    ]  # fmt: skip


def test_what_cannot_share_an_axis_does_not(article: Dataset) -> None:
    found = [panel for outcome in OUTCOMES for panel in panels(article, outcome)]
    for panel in found:
        assert {row.outcome for row in panel.rows} == {panel.outcome}
        assert {row.statistic for row in panel.rows} == {panel.statistic}
        assert {row.unit_ucum for row in panel.rows if row.reported} <= {panel.unit}
    kinds = {(panel.outcome, panel.statistic, panel.unit) for panel in found}
    assert {("overall survival", "median", "mo"), ("overall survival", "landmark", "%")} <= kinds
    assert len(kinds) == len(found)


def test_a_rate_from_a_survival_curve_has_no_interval_of_ours(article: Dataset) -> None:
    found = [row for row in rows(article, "survival") if row.statistic in ("median", "landmark")]
    assert len(found) > 30 and not any(row.interval for row in found)


def test_units_are_words(article: Dataset) -> None:
    assert result_words(rows(article, "quality-adjusted-life-years")[0]) == "2.25 QALY"
    assert {result_words(row) for row in rows(article, "OS") if row.value == 36.5} == {"36.5 months"}


def test_narrower_outcomes_follow_and_say_so(article: Dataset) -> None:
    found = panels(article, "CR")
    assert [(panel.outcome, panel.narrower) for panel in found] == [
        ("complete remission", False),
        ("MRD-negative remission", True),
    ]
    assert found[1].counted_among == "complete remission"
    for name in ("CR", "complete remission", "complete-remission", "cr rate"):
        assert panels(article, name) == found
    with pytest.raises(NotFound, match="complete remission"):
        panels(article, "complete remision")


def test_the_basis_of_a_share_is_told(article: Dataset) -> None:
    basis = {row.result: row.basis for row in rows(article, "CR")}
    assert basis["study/phase-2-pilot/all/complete-remission.proportion"] == "not stated"
    assert basis["study/phase-2-pilot/all/mrd-negative-remission.proportion"] == "not given"
    older = next(row for row in rows(article, "CR") if row.study.startswith("Earlier Fred"))
    assert (older.basis, older.computed_from, older.value) == ("stated", "4/4", 100)


def test_a_footnote_that_changes_the_endpoint_is_marked(article: Dataset) -> None:
    changed = {row.study: row for row in rows(article, "survival") if row.changed}
    assert {row.changed for row in changed.values()} == {"relapse-free survival", "event-free survival"}
    tower = changed["Phase 3 trial of blinatumomab against chemotherapy (TOWER)"]
    assert tower.outcome == "event-free survival" and tower.footnotes == ("The figure is event-free survival.",)
    assert not any("Stands for" in note for row in rows(article, "survival") for note in row.footnotes)


def test_groups_are_ordered_and_parts_stand_below_their_whole(article: Dataset) -> None:
    panel = panels(article, "CR")[0]
    assert [name for name, _ in panel.groups] == ["bispecific T-cell engager", "CD19 CAR T cells"]
    for _, members in panel.groups:
        tops = [row for row in members if not row.part_of and row.reported]
        assert [row.value for row in tops] == sorted((row.value or 0 for row in tops), reverse=True)
        silent = [row.reported for row in members if not row.part_of]
        assert silent == sorted(silent, reverse=True), "what reports nothing comes last"
    for index, row in enumerate(panel.rows):
        if row.part_of and any(other.whose == row.part_of for other in panel.rows):
            above = panel.rows[index - 1]
            assert row.part_of in (above.whose, above.part_of)
    assert len(panel.rows) == 23


def test_rows_can_be_grouped_otherwise(article: Dataset) -> None:
    groups = {by: {row.group for row in rows(article, "CR", by=by)} for by in ("age", "design", "none")}
    assert "adult" in groups["age"] and "retrospective series" in groups["design"] and groups["none"] == {" "}


@pytest.mark.parametrize("interval", ["wilson", "exact"])
def test_the_interval_of_the_source_wins(tmp_path: Path, interval: str) -> None:
    edit: Edit = {
        "file": STUDIES,
        "old": '      value: "75"\n      unit: "%"\n',
        "new": '      value: "75"\n      unit: "%"\n      ciLow: "62.1"\n      ciHigh: "85.3"\n',
    }
    dataset = build(workspace(tmp_path / "w", [edit])).dataset
    reported, ours = (
        next(row for row in rows(dataset, "independent-walking", interval=interval) if row.value == value)
        for value in (75, 50)
    )
    assert (reported.interval_low, reported.interval_high, reported.interval) == (62.1, 85.3, "as reported")
    assert ours.interval.endswith("computed")
    assert result_words(reported) == "75% (62 to 85), as reported at 30 days"
    assert "those of the source" in view(dataset, "forest", outcome="independent-walking").svg


def test_a_range_is_drawn_as_a_range(tmp_path: Path) -> None:
    edit: Edit = {
        "file": STUDIES,
        "old": '      value: "75"\n      unit: "%"\n',
        "new": '      low: "70"\n      high: "80"\n      unit: "%"\n',
    }
    dataset = build(workspace(tmp_path / "w", [edit])).dataset
    row = next(row for row in rows(dataset, "independent-walking") if row.low is not None)
    assert (row.value, row.low, row.high, row.interval) == (None, 70, 80, "")
    assert result_words(row) == "70 to 80% at 30 days"
    assert "range as printed" in view(dataset, "forest", outcome="independent-walking").svg


def test_map_counts_patients_once(article: Dataset) -> None:
    found = {(spot.therapy, spot.outcome): spot for spot in spots(article)}
    remission = found["blinatumomab", "complete remission"]
    asked = article.select("""
        SELECT (SUM(?n) AS ?all) (COUNT(?cohort) AS ?cohorts) WHERE { SELECT DISTINCT ?cohort ?n WHERE {
          ?cohort ev:hasResult ?r ; ev:n ?n ; ev:receives/skos:prefLabel "blinatumomab" .
          ?r ev:outcome/skos:prefLabel "complete remission" ; ev:value ?v .
          FILTER NOT EXISTS { ?cohort ev:subCohortOf ?whole } } }""").records()
    assert [(remission.n, remission.cohorts)] == [(row["all"], row["cohorts"]) for row in asked]
    assert (remission.not_reported, remission.design) == (2, "trial, not known to be randomized")
    fred = found["FHCRC CD19 CAR T cells", "complete remission"]
    assert (fred.n, fred.cohorts) == (53, 1), "two studies that may share patients count once"
    burden = found["MSKCC CD19 CAR T cells", "severe cytokine release syndrome"]
    assert (burden.n, burden.unsized) == (0, 2)
    by_class = {spot.therapy for spot in spots(article, "class")}
    assert {"bispecific T-cell engager", "CD19 CAR T cells"} <= by_class


def test_map_has_every_pair_with_a_result(article: Dataset) -> None:
    asked = article.select("""
        SELECT DISTINCT ?cohort ?outcome WHERE { ?cohort ev:hasResult/ev:outcome/skos:prefLabel ?outcome }""")
    assert {str(record["outcome"]) for record in asked.records()} == {spot.outcome for spot in spots(article)}
    assert all(spot.places for spot in spots(article))


def test_timeline_has_every_listed_work_and_every_dated_claim(article: Dataset) -> None:
    found, links = events(article)
    asked = article.select("""
        SELECT DISTINCT ?work ?year WHERE { ?e biro:references ?work . ?work fabio:hasPublicationYear ?year }""")
    sources = {(event.id, event.year) for event in found if event.kind == "source"}
    assert sources == {(str(r["work"]).removeprefix(article.base), int(str(r["year"]))) for r in asked.records()}
    assert [(event.year, event.id) for event in found if event.kind == "event"] == [
        (2014, "molina-2021/claim/fda-approved-blinatumomab-in-2014")
    ]
    assert sum(event.abstract for event in found) == 5 and len(links) == len(sources)


def test_ages_keep_their_printed_form(article: Dataset) -> None:
    found = spans(article)
    asked = article.select("""
        SELECT ?cohort ?low ?high ?median WHERE { ?s ev:hasCohort ?cohort OPTIONAL { ?cohort ev:minAge ?low }
          OPTIONAL { ?cohort ev:maxAge ?high } OPTIONAL { ?cohort ev:medianAge ?median } }""")

    def number(value: Any) -> float | None:
        return None if value is None else float(value)

    assert {(span.cohort, span.lowest, span.highest, span.median) for span in found} == {
        (str(r["cohort"]).removeprefix(article.base), number(r["low"]), number(r["high"]), number(r["median"]))
        for r in asked.records()
    }
    children = next(span for span in found if span.printed == "<1-17")
    assert children.below and children.words == "8 (<1-17)" and children.place == "Table 1, row 7"


def test_citations_equal_the_passages_that_cite(article: Dataset) -> None:
    (found,), _ = citing(article)
    asked = article.select("""
        SELECT ?number (COUNT(DISTINCT ?p) AS ?times) (COUNT(DISTINCT ?c) AS ?rests) WHERE {
          ?e ev:number ?number ; biro:references ?work .
          OPTIONAL { ?p cito:cites ?e } OPTIONAL { ?c ev:restsOn ?work } } GROUP BY ?number""")
    assert {(use.number, use.times, use.rests) for use in found.uses} == {
        (r["number"], r["times"], r["rests"]) for r in asked.records()
    }
    assert len(found.uses) == 52
    kinds = Counter(use.use for use in found.uses)
    assert kinds["in a table only"] == 3 and kinds["never cited"] == 0
    assert found.parts[0] == "Introduction" and found.parts[-1] == "Table 2"


def test_audit_overview_counts_what_the_audit_finds(article: Dataset) -> None:
    made = audit(article)
    counted = Counter(row.severity for row in findings(article, made))
    expected = {state: count for state, count in made.counts().items() if state != "passed"}
    assert {state: counted[state] for state in expected} == expected and sum(expected.values()) > 50
    (exhibit, by_part) = view(article, "audit").exhibits
    assert exhibit.lines[0].cells[0].lines[0] == "error", "the gravest first"
    for row in findings(article, made):
        assert row.parts
    assert sum(int(line.cells[-1].lines[0]) for line in by_part.lines) >= len(made.findings)
    read = list(csv.DictReader(io.StringIO(csv_of([by_part]))))
    assert [list(line.values()) for line in read] == [[c.lines[0] for c in line.cells] for line in by_part.lines]
    assert len(read) > 5


def test_the_audit_overview_leads_to_the_whole_audit(article: Dataset) -> None:
    made = audit(article)
    found = view(article, "audit", audited=made, page="audit.html")
    assert found.ways[0][1] == "audit.html" and 'href="audit.html"' in found.html
    leads = [line.cells[0].links[0][1] for line in found.exhibits[0].lines]
    assert leads == [f"audit.html#{row.id}" for row in findings(article, made)] and len(leads) > 50
    assert "audit.html" not in view(article, "audit", audited=made).html


def test_the_ladder_and_the_forest_plot_say_the_same_of_every_share(article: Dataset) -> None:
    """Whom a share counts, and the condition of its interval: the same words on both, for every proportion."""
    counted = Counter[str]()
    outcomes = {o for result in Nodes(article).of_type(f"{EV}Result") for o in Nodes(article).all(result, "ev:outcome")}
    drawn = {row.result: row for outcome in outcomes for row in rows(article, outcome) if row.basis}
    for claim in Nodes(article).of_type(f"{EV}Claim"):
        found = trace(article, claim)
        nodes = rungs(found, Argument()).nodes
        cells = {row[-4].about: row for group in groups(found) for row in group if len(row) >= 4 and row[-4].about}
        for citation in found.citations:
            for study in citation.studies:
                for number in (number for cohort in study.cohorts for number in cohort.results):
                    row = drawn.get(number.id)
                    assert (row.basis if row else "") == number.counted
                    told = " ".join(cells[number.id][-2].lines)
                    assert (IF_ALL_COUNT in nodes[number.id].text) == (number.counted == "not stated")
                    assert (IF_ALL_COUNT in told) == (number.counted == "not stated")
                    if row:
                        assert ("Whom it counts", counted_words(row.basis)) in nodes[number.id].facts
                        assert row.basis != "not given" or counted_words(row.basis) in told
                    counted[number.counted] += 1
    assert counted["not stated"] >= 40 and all(counted[word] for word in ("stated", "not given", "")), counted
    key = view(article, "forest", outcome="CR").svg
    assert all(counted_words(word) in key for word in ("stated", "not stated", "not given"))


@pytest.mark.parametrize("name", KINDS)
def test_csv_holds_every_field_of_every_record(article: Dataset, name: str) -> None:
    found = made(article, name)
    read = list(csv.DictReader(io.StringIO(found.csv)))
    every = [record for exhibit in found.exhibits for record in exhibit.records]
    records = [record for record in every if type(record) is type(every[0])]
    assert len(read) == len(records) > 0
    for line, record in zip(read, records, strict=True):
        for item in fields(record):
            value = getattr(record, item.name)
            shown = "; ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
            assert line[item.name.replace("_", " ")] in (shown, f"'{shown}")


def test_values_that_are_formulas_stay_text() -> None:
    from evigraph.view.plots.exhibit import Exhibit, csv_of
    from evigraph.view.plots.sheet import Drawing

    row = replace(blank(), study="=HYPERLINK(1)", notes=("@x", "y"))
    exhibit = Exhibit("h", Drawing("n", 1, 1, "t", "a", lambda _: None), (), (), (row,))
    assert "'=HYPERLINK(1)" in csv_of([exhibit]) and "'@x; y" in csv_of([exhibit])


def blank() -> Row:
    texts = {item.name: "" for item in fields(Row)}
    numbers = dict.fromkeys(("n", "value", "low", "high", "interval_low", "interval_high"))
    several = dict.fromkeys(("references", "works", "footnotes", "notes"), ())
    return Row(**{**texts, **numbers, **several})  # type: ignore[arg-type]


def test_scales_hold_every_value() -> None:
    for values in ([], [0.0], [36.5, 6.1], [0.0004], [1e9], [-3.0, 4.0], [float("inf"), 2.0]):
        found = scale(values, 10, 110)
        assert found.ticks[0] == found.low and found.ticks[-1] == found.high and len(found.ticks) <= 12
        assert all(10 <= found(value) <= 110 for value in values)


def test_times_are_put_in_order_and_told_in_words(article: Dataset) -> None:
    """A time of years and months, which is how 18 months are kept, does not count as none."""
    assert days("P12M") == days("P1Y") < days("P1Y6M") == days("P18M") < days("P5Y")
    assert days("day 28") == days("PT5H") == days("") == 0.0
    panel = next(found for found in panels(article, "relapse-free survival") if found.statistic == "landmark")
    for _, members in panel.groups:
        lasting = [days(row.time_point_iso) for row in members if not row.part_of and row.reported]
        assert lasting == sorted(lasting) and all(lasting)
    told = {row.time_point_iso: row.time_point for row in rows(article, "survival") if row.time_point_iso}
    assert told == {
        "P5M": "5 months", "P6M": "6 months", "P10M": "10 months", "P1Y": "12 months", "P1Y6M": "18 months",
        "P5Y": "5 years",
    }  # fmt: skip


@pytest.mark.parametrize("outcome", ["OS", "survival"])
def test_every_median_and_rate_says_its_unit_or_its_time(article: Dataset, outcome: str) -> None:
    checked = 0
    for exhibit in view(article, "forest", outcome=outcome).exhibits:
        timed = "Time point" in exhibit.columns
        for row, line in zip(exhibit.records, exhibit.lines, strict=True):
            cells = dict(zip(exhibit.columns, line.cells, strict=True))
            assert timed == (row.statistic == "landmark")
            if row.statistic == "landmark":
                assert cells["Time point"].lines == (row.time_point or "a time not stated",)
                assert not row.reported or result_words(row).endswith(f" at {cells['Time point'].lines[0]}")
            elif row.reported:
                assert cells["Value"].lines[0].endswith(" months")
            checked += row.reported
    assert checked >= 13


def test_numbers_for_people_and_for_programs_stand_side_by_side(article: Dataset) -> None:
    read = list(csv.DictReader(io.StringIO(view(article, "forest", outcome="OS").csv)))
    assert {(line["time point"], line["time point iso"]) for line in read} == {
        ("", ""), ("6 months", "P6M"), ("10 months", "P10M"), ("12 months", "P1Y"),
    }  # fmt: skip
    assert {(line["unit"], line["unit ucum"]) for line in read} == {("", ""), ("months", "mo"), ("%", "%")}


def test_panels_and_their_files_have_names_of_their_own(article: Dataset) -> None:
    """By outcome, measure and grouping; the same whatever else the graph holds, and safe on every file system."""
    seen: set[str] = set()
    for outcome in ("complete-remission", "survival", "toxicity"):
        for options in ({}, {"by": "age"}, {"by": "none"}, {"interval": "exact"}):
            names = [exhibit.drawing.name for exhibit in view(article, "forest", outcome=outcome, **options).exhibits]
            assert not seen & set(names) and len(set(names)) == len(names) > 0
            assert all(safe_name(name) == name for name in names)
            seen |= set(names)
    assert "forest-complete-remission-proportion-by-therapy" in seen
    assert {"forest-overall-survival-median-by-age", "forest-overall-survival-landmark-ungrouped"} <= seen
    assert "forest-complete-remission-proportion-by-therapy-exact" in seen
    panel = Panel("x", "median", "mo", False, "", (), "term/Überleben 日本")
    assert re.fullmatch(r"forest-uberleben-[0-9a-f]{10}-median-mo-by-therapy", panel_name(panel, with_unit=True))
    assert [e.drawing.name for e in view(article, "map", by="class").exhibits] == ["map-by-class"]


def made(dataset: Dataset, name: str) -> View:
    return view(dataset, name, **({"outcome": "complete-remission"} if name == "forest" else {}))


def test_a_view_refuses_what_it_does_not_know(article: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="timeline"):
        view(article, "timelin")
    with pytest.raises(UsageError, match="options"):
        view(article, "ages", outcome="CR")
    with pytest.raises(UsageError, match="wilson"):
        view(article, "forest", outcome="CR", interval="wald")
    with pytest.raises(UsageError, match=r"\.svg"):
        made(article, "ages").save(tmp_path / "x.docx")
    assert FORMS == ("html", "svg", "png", "pdf", "csv")


@pytest.mark.parametrize("outcome", ["b-cell-aplasia", "remision", "cost"])
def test_an_outcome_without_results_is_refused_with_those_that_have_some(article: Dataset, outcome: str) -> None:
    asked = article.select("SELECT DISTINCT ?label { ?r a ev:Result ; ev:outcome/skos:prefLabel ?label }").records()
    measured = {row["label"] for row in asked}
    with pytest.raises(NotFound) as told:
        view(article, "forest", outcome=outcome)
    assert len(measured) > 10 and all(str(name) in str(told.value) for name in measured)


def test_a_graph_without_results_says_so(toy: Dataset) -> None:
    import pyoxigraph as ox

    with pytest.raises(NotFound, match="holds no results"):
        view(Dataset(ox.Store(), toy.workspace, toy.base), "forest", outcome="relapse")
    found = view(Dataset(ox.Store(), toy.workspace, toy.base), "map")
    assert found.exhibits == () and found.csv == "" and "nothing to draw" in found.svg
    assert found.bytes("png").startswith(b"\x89PNG")


def test_a_panel_is_hashable_and_named(article: Dataset) -> None:
    assert isinstance(panels(article, "CR")[0], Panel) and "42 rows" in repr(made(article, "forest"))


def test_a_number_that_is_not_reported_is_said_in_words(article: Dataset) -> None:
    assert NO_NUMBER in " ".join(told_in(view(article, "ages").svg).split())
    assert "n not reported" in " ".join(told_in(view(article, "map").svg).split())


def told_in(svg: str) -> str:
    return " ".join(re.findall(r">([^<>]+)<", svg))
