"""Sentences as candidate claims, numbers as quantities, rows of tables as studies."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import yaml

from effort import bounded
from evigraph.article.lexicon import Lexicon, mentions
from evigraph.article.table import Column
from evigraph.ingest import ingest
from evigraph.ingest.abbreviations import abbreviations
from evigraph.ingest.claims import certainty, claim_type, claims
from evigraph.ingest.headings import meaning, outcome_of
from evigraph.ingest.quantities import Numbers, quantities
from evigraph.ingest.sections import Sections
from evigraph.ingest.source import Source
from evigraph.jats import read_article
from evigraph.load.workspace import Workspace
from evigraph.scaffold import init

REVIEW = Path(__file__).parent / "ingest" / "review.xml"


def lexicon() -> Lexicon:
    names = {
        "cr": ("Outcome", "complete remission", "CR"),
        "os": ("Outcome", "overall survival", "OS"),
        "crs": ("Toxicity", "cytokine release syndrome", "CRS"),
    }
    made = Lexicon({term: kind for term, (kind, *_) in names.items()}, {term: name[1] for term, name in names.items()})
    for term, (_, *known) in names.items():
        for name in known:
            made.add(name, term, "label")
    return made


def found(text: str) -> Numbers:
    return quantities(text, lexicon(), mentions(lexicon(), text))


SAME = {"statistic": "proportion", "comparison": "equals", "unit": "%"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "CR in 43% (16/37; 95% CI 27–61)",
            [
                SAME
                | {
                    "outcome": "cr",
                    "value": "43",
                    "numerator": "16",
                    "denominator": "37",
                    "ciLow": "27",
                    "ciHigh": "61",
                }
                | {"ciHigh": "61", "asPrinted": "43% (16/37; 95% CI 27–61)"}
            ],
        ),
        (
            "median OS 7.7 months (95% CI, 5.6–9.6)",
            [
                {"outcome": "os", "statistic": "median", "comparison": "equals", "value": "7.7", "unit": "mo"}
                | {"ciLow": "5.6", "ciHigh": "9.6", "asPrinted": "7.7 months (95% CI, 5.6–9.6)"}
            ],
        ),
        (
            "A CR was seen in 14 (20%) of them.",
            [SAME | {"outcome": "cr", "value": "20", "numerator": "14", "asPrinted": "14 (20%)"}],
        ),
        (
            "CRS occurred in 7 of 80 patients.",
            [
                {"outcome": "crs", "statistic": "proportion", "comparison": "equals", "numerator": "7"}
                | {"denominator": "80", "asPrinted": "7 of 80"}
            ],
        ),
        (
            "CR rates of 67% to 100% were seen.",
            [SAME | {"outcome": "cr", "comparison": "range", "low": "67", "high": "100", "asPrinted": "67% to 100%"}],
        ),
        (
            "CR fell from 95% to 75%.",
            [
                SAME | {"outcome": "cr", "value": "95", "asPrinted": "95"},
                SAME | {"outcome": "cr", "value": "75", "asPrinted": "75"},
            ],
        ),
        (
            "CR in up to 30% and, at 3 months, in 12% of them",
            [
                SAME | {"outcome": "cr", "comparison": "at-most", "value": "30", "asPrinted": "30%"},
                SAME | {"outcome": "cr", "value": "12", "timePoint": "P3M", "asPrinted": "12%"},
            ],
        ),
        (
            "The 5-year OS was 50%.",
            [SAME | {"outcome": "os", "statistic": "landmark", "value": "50", "timePoint": "P5Y", "asPrinted": "50%"}],
        ),
        ("A phase 2/3 trial of 3 drugs in grade 3 disease.", []),
        (
            "An overall survival of 1,234 days",
            [
                {
                    "outcome": "os",
                    "statistic": "duration",
                    "comparison": "equals",
                    "value": "1234",
                    "unit": "d",
                    "asPrinted": "1,234 days",
                }
            ],
        ),
        (
            "OS lasted up to 39 months after infusion",
            [
                {"outcome": "os", "statistic": "duration", "comparison": "at-most", "value": "39", "unit": "mo"}
                | {"asPrinted": "39 months"}
            ],
        ),
        ("The 2.5-year OS was 50%.", [SAME | {"outcome": "os", "value": "50", "asPrinted": "50%"}]),
        ("Complete remission in 2020 and 2021.", []),
        (
            "CR is put between 40 and 60%.",
            [SAME | {"outcome": "cr", "comparison": "range", "low": "40", "high": "60", "asPrinted": "40 and 60%"}],
        ),
        (
            "CR in 40 and 60%.",
            [
                SAME | {"outcome": "cr", "value": "40", "asPrinted": "40"},
                SAME | {"outcome": "cr", "value": "60", "asPrinted": "60"},
            ],
        ),
        (
            "CR fell from 26% in 2004 to 1%.",
            [
                SAME | {"outcome": "cr", "value": "26", "asPrinted": "26%"},
                SAME | {"outcome": "cr", "value": "1", "asPrinted": "1%"},
            ],
        ),
        (
            "Median CR and OS were 1.9 and 15.6 months, respectively.",
            [
                {"outcome": outcome, "statistic": "median", "comparison": "equals", "value": value, "unit": "mo"}
                | {"asPrinted": value}
                for outcome, value in (("cr", "1.9"), ("os", "15.6"))
            ],
        ),
        (
            "CR rose from 30% to 45%.",
            [SAME | {"outcome": "cr", "value": value, "asPrinted": value} for value in ("30", "45")],
        ),
        (
            "In 2006–2008 and 41% a CR was seen.",
            [SAME | {"outcome": "cr", "value": "41", "asPrinted": "41%"}],
        ),
        (
            "Approximately 83% had CR.",
            [SAME | {"outcome": "cr", "comparison": "approximately", "value": "83", "asPrinted": "83%"}],
        ),
        (
            "CR in age < 65 years (6/16; 38%)",
            [
                SAME
                | {"outcome": "cr", "value": "38", "numerator": "6", "denominator": "16"}
                | {"asPrinted": "6/16; 38%"}
            ],
        ),
        (
            "With a weight of 70 kg, the majority (87%) had CR.",
            [SAME | {"outcome": "cr", "value": "87", "asPrinted": "87%"}],
        ),
        (
            "CR in 7 of the 80 patients [9%].",
            [
                SAME
                | {"outcome": "cr", "value": "9", "numerator": "7", "denominator": "80"}
                | {"asPrinted": "7 of the 80 patients [9%]"}
            ],
        ),
        (
            "OS was 5.1 ± 2.2 months.",
            [
                {"outcome": "os", "statistic": "duration", "comparison": "equals", "value": "5.1", "unit": "mo"}
                | {"asPrinted": "5.1 ± 2.2 months"}
            ],
        ),
        (
            "CR came in 80% with 5–7 days of therapy.",
            [
                SAME | {"outcome": "cr", "value": "80", "asPrinted": "80%"},
                {"statistic": "duration", "comparison": "range", "low": "5", "high": "7", "unit": "d"}
                | {"asPrinted": "5–7 days"},
            ],
        ),
    ],
)
def test_numbers_are_read_with_what_belongs_to_them(text: str, expected: list[dict[str, str]]) -> None:
    read = [{key: value for key, value in quantity.items() if key != "id"} for quantity in found(text).quantities]
    assert read == expected


def test_p_values_and_ratios_stand_apart() -> None:
    numbers = found("CR was higher (71% vs 52%; P = .003), with a hazard ratio of 0.62 (95% CI, 0.41-0.93) for OS.")
    assert [quantity["value"] for quantity in numbers.quantities] == ["71", "52"]
    assert [quantity["id"] for quantity in numbers.quantities] == ["cr", "cr-2"]
    assert numbers.apart == ["P = .003", "hazard ratio of 0.62 (95% CI, 0.41-0.93"]


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("45% (95% CI 30–60)", "30", "60"),
        ("45% (95% CI, 30% to 60%)", "30", "60"),
        ("45% (95% CI: 30, 60)", "30", "60"),
        ("45% (95% CI: 50%, 70%)", "", ""),
        ("45% (95% CI: 30, NR)", "30", ""),
        ("45% (95% CI: NE–60)", "", "60"),
        ("45% (95% confidence interval [CI], 30% to 60%)", "30", "60"),
        ("45% [95%-CI 30-60]", "30", "60"),
        ("45% (CI 95%: 30-60)", "30", "60"),
        ("45%, 97.5% CI 30–60", "30", "60"),
        ("45% (80% credible interval 30–60)", "30", "60"),
        ("45% (95% CI)", "", ""),
    ],
)
def test_the_level_of_an_interval_is_no_number(printed: str, low: str, high: str) -> None:
    numbers = found(f"The CR rate was {printed}, as told.")
    (quantity,) = numbers.quantities
    assert (quantity["value"], quantity.get("ciLow", ""), quantity.get("ciHigh", "")) == ("45", low, high)
    assert len(numbers.apart) == (not low and not high)


def test_an_interval_goes_to_the_number_that_it_holds() -> None:
    numbers = found("CR was higher (45% vs 30% (95% CI 40 to 50)).")
    assert [quantity.get("ciLow") for quantity in numbers.quantities] == [None, None]
    assert numbers.apart == ["95% CI 40 to 50"]


@pytest.mark.parametrize(
    "text",
    ["CR fell by 45%.", "CR was 23% lower.", "CR: a −5.2% change (95% CI −8.1 to −2.3)", "CR, 20%–30% less often"],
)
def test_a_change_in_percent_is_no_proportion(text: str) -> None:
    numbers = found(text)
    assert numbers.quantities == [] and numbers.apart


@pytest.mark.parametrize(
    "text",
    [
        *("CRS of grade 3/4", "Stage 3/4 CR", "CR in arm 1/2", "CR at week 4/8", "CR in a 1/10 dilution"),
        *(
            "CR in 3 of 5 studies",
            "with 80% power for CR",
            "CR at a significance level of 5%",
            "CR with 95% confidence",
        ),
        f"CR in {'1' * 5000}/{'1' * 5000} and {'2' * 5000}%",
    ],
)
def test_numbers_that_measure_nothing(text: str) -> None:
    assert found(text).quantities == []


def test_a_grade_in_brackets_is_no_count() -> None:
    (quantity,) = found("CRS came in 45% (grades 3/4).").quantities
    assert (quantity["value"], quantity.get("numerator")) == ("45", None)


def test_counts_are_compared_too() -> None:
    (quantity,) = found("CR was seen in less than 5 of 20 patients.").quantities
    assert (quantity["comparison"], quantity["numerator"]) == ("less-than", "5")


def test_heterogeneity_and_ages_are_no_outcomes() -> None:
    assert found("CR varied (I2 = 80.9%) at age: 25–60 years.").quantities == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This may help.", ("hedged", "may")),
        ("It appears that this helps.", ("hedged", "appears")),
        ("This is expected to help.", ("speculative", "expected")),
        ("This helps.", ("asserted", "")),
        ("Dismay is common.", ("asserted", "")),
    ],
)
def test_certainty_is_read_from_cues(text: str, expected: tuple[str, str]) -> None:
    assert certainty(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Treatment should be stopped.", "recommendation"),
        ("It was approved by the FDA.", "regulation"),
        ("It costs more.", "cost"),
        ("Toxicity was rare.", "safety"),
        ("Remission improved.", "efficacy"),
        ("The sky is blue.", ""),
    ],
)
def test_the_kind_of_claim_is_guessed_from_words(text: str, kind: str) -> None:
    assert claim_type(text)[0] == kind


@pytest.mark.parametrize(("kind", "read"), [("Procedure", "safety"), ("Disease", ""), ("Organism", "")])
def test_the_name_of_the_disease_is_no_cue_for_a_kind_of_claim(kind: str, read: str) -> None:
    known = Lexicon({"infection": kind})
    known.add("wound infection", "infection", "label")
    text = "A wound infection calls for the drug of choice [1]."
    passage = {"section": "s", "paragraph": 1, "sentence": 1, "citations": [{"cluster": "1"}], "draft": {"text": text}}
    source = cast(Source, SimpleNamespace(article=SimpleNamespace(tables=())))
    sections = cast(Sections, SimpleNamespace(headings={"s": "Treatment"}))
    assert [made["claimType"] for made in claims(source, sections, known, [passage], ["lee-2001"], "a")] == [read]


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("workspace")
    init(folder / "w")
    made = ingest(Workspace(folder / "w"), read_article(REVIEW), "0" * 64)
    files = ("claims.yaml", "studies.yaml")
    return {file: yaml.load((made.folder / file).read_text("utf-8"), yaml.BaseLoader) for file in files}  # noqa: S506


def test_asserting_sentences_become_claims_without_a_label(drafts: dict[str, Any]) -> None:
    claims = {claim["statedIn"][0]: claim for claim in drafts["claims.yaml"]["claims"]}
    assert list(claims) == ["benefit.1.1", "benefit.1.2", "benefit.1.3", "safety.1.1", "safety.1.2", "safety.1.3"]
    assert not any("label" in claim or "favours" in claim for claim in claims.values())
    compared = claims["benefit.1.3"]
    assert compared["proposition"] == {
        "subject": "early-walking",
        "predicate": "improves",
        "object": "independent-walking",
        "comparator": "bed-rest",
    }
    assert compared["cites"] == ["rise-2021", "untagged-something-1999"]  # 2-4, of which 4 repeats 2
    assert compared["carriedBy"] == ["benefit.1.3/group/1"]
    assert compared["draft"]["apart"] == ["P = .003"]
    assert claims["safety.1.2"]["certainty"] == "hedged"
    assert claims["safety.1.2"]["draft"]["by"] == "claims.uncited"
    assert claims["safety.1.3"]["draft"]["by"] == "claims.numbers"


def test_rows_become_studies_whose_values_point_to_cells(drafts: dict[str, Any]) -> None:
    studies = {study["label"]: study for study in drafts["studies.yaml"]["studies"]}
    assert list(studies) == ["Walker et al", "NCT01234567", "Sample"]
    second = studies["NCT01234567"]
    assert (second["registryId"], second["reportedIn"]) == (["NCT01234567"], ["rise-2021"])
    (cohort,) = second["cohorts"]
    assert [cohort[key] for key in ("n", "medianAge", "minAge", "minAgeRelation", "maxAge", "agePrinted")] == [
        *("120", "79", "60", "less-than", "97", "<60–97")
    ]
    assert cohort["tableRow"] == "ostby-2023/passage/table-1.3"
    walking, falls = cohort["results"]
    assert (walking["value"], walking["unit"], walking["asPrinted"]) == ("71.0", "%", "71.0 (62–79)")
    assert walking["cell"] == "ostby-2023/table/1/cell/3.independent-walking"
    assert (falls["numerator"], falls["value"]) == ("7", "6")
    status = [result["reportingStatus"] for study in studies.values() for result in study["cohorts"][0]["results"]]
    assert status == ["reported", "not-reported", "reported", "reported", "not-available", "reported"]
    assert "medianAge" not in studies["Sample"]["cohorts"][0]


def test_a_study_that_may_be_curated_already_is_named(drafts: dict[str, Any]) -> None:
    studies = drafts["studies.yaml"]["studies"]
    assert [study["draft"].get("mayBe") for study in studies] == [["first-day"], None, None]


def test_a_short_note_names_an_outcome() -> None:
    terms = Lexicon({"efs": "Outcome", "os": "Outcome"})
    for name in ("EFS", "event-free survival"):
        terms.add(name, "efs", "label")
    terms.add("OS", "os", "label")
    assert outcome_of(terms, "EFS (event-free survival).") == "efs"
    assert outcome_of(terms, "EFS and OS.") == ""
    assert outcome_of(terms, "EFS is counted from the day of infusion on.") == ""


@pytest.mark.parametrize(
    ("path", "unit", "expected"),
    [
        (("CR, %",), "%", {"outcome": "cr", "statistic": "proportion", "unit": "%"}),
        (("CR", "% (95% CI)"), "%", {"outcome": "cr", "statistic": "proportion", "unit": "%"}),
        (("CR", "95% CI"), "%", {"unit": "%"}),
        (("CR rate",), "", {"outcome": "cr", "statistic": "proportion"}),
        (("Flow rate",), "mL/min", {}),
        (("Discount rate",), "", {}),
        (("OS, HR (95% CI)",), "", {}),
        (("P value for CR rate",), "", {}),
        (("Difference in CR, %",), "%", {"unit": "%"}),
        (("2-year OS",), "", {"outcome": "os", "statistic": "landmark"}),
        (("Age ≥65 y, %",), "%", {"statistic": "proportion", "unit": "%"}),
        (("30 days",), "", {}),
        (("Early/late CR",), "", {"outcome": "cr"}),
        (("Partial/CR",), "", {}),
    ],
)
def test_what_a_column_measures(path: tuple[str, ...], unit: str, expected: dict[str, str]) -> None:
    column = Column(path, unit)
    assert meaning(lexicon(), column) == expected


def test_a_sentence_without_end_takes_no_long() -> None:
    text = (
        "CR in 43% (16/37; 95% CI 27–61), HR 0.7 (95% CI 0.5-0.9), 12 of 50 (24%) at 3 months, CR rate (CRR), " * 4000
    )
    with bounded(20):
        assert len(found(text).quantities) == 8_000
        assert abbreviations([text]).keys() == {"CRR"}
