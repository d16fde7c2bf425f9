"""The outcome of each number of a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from effort import MOST, growth, processor_time
from evigraph.article.lexicon import Lexicon, mentions
from evigraph.ingest.quantities import Numbers, quantities

TERMS = {
    "cr": ("Outcome", "complete remission", "CR", "remission"),
    "os": ("Outcome", "overall survival", "OS"),
    "orr": ("Outcome", "objective response", "ORR"),
    "relapse": ("Outcome", "relapse", "relapsed"),
    "nrm": ("Outcome", "non-relapse mortality", "NRM"),
    "engraftment": ("Outcome", "engraftment"),
    "gvhd": ("Toxicity", "graft-versus-host disease", "GVHD"),
    "crs": ("Toxicity", "cytokine release syndrome", "CRS"),
    "neutropenia": ("Toxicity", "neutropenia"),
}


def lexicon() -> Lexicon:
    made = Lexicon(
        {term: kind for term, (kind, *_) in TERMS.items()}, {term: name for term, (_, name, *_) in TERMS.items()}
    )
    for term, (_, *names) in TERMS.items():
        for name in names:
            made.add(name, term, "label")
    return made


def found(text: str) -> Numbers:
    return quantities(text, lexicon(), mentions(lexicon(), text))


SHARES = [
    # Named behind the number, in the main clause.
    ("In 14 of 30 patients, a complete remission was achieved.", "cr"),
    ("In 14 of 30 patients (47%), a complete remission was achieved.", "cr"),
    ("Of 44 patients, 23 (52%), including 9 with extramedullary disease, achieved a CR.", "cr"),
    ("Among 30 evaluable patients, 43%, all of them adults, had a CR.", "cr"),
    ("In 26%, severe CRS was seen.", "crs"),
    ("At 83%, the CR rate was the highest seen.", "cr"),
    ("In 20%, 30% (n = 12; all men) and 40% a CR was seen.", "cr cr cr"),
    ("A total of 37 (77%, 95% CI: 63, 88) patients had a CR.", "cr"),
    ("Overall, 70% had CRS and 45% had neutropenia.", "crs neutropenia"),
    ("Of 53 patients, 44 (83%) had a complete remission and 13 (26%) had severe CRS.", "cr crs"),
    ("The ORR was 75%; 50% of patients achieved CR.", "orr cr"),
    ("81% of patients were in CR, and 19% had relapsed.", "cr relapse"),
    ("An objective response came in 54% and a CR in 12%.", "orr cr"),
    ("ORR 80% (66% CR, 14% relapse)", "orr cr relapse"),
    ("Infections were seen in 64% of patients, with 41% achieving CR.", "? cr"),
    # In the next clause, or with a number of its own.
    ("Resections came in 71%, and relapse was rare.", "?"),
    ("Resections came in 71%, limiting relapse.", "?"),
    ("It failed in 5%; relapse was rare.", "?"),
    ("It failed in between 5 and 10%, relapse rates of 3–6% were seen.", "? relapse"),
    ("It failed in 30%, with a CR rate of 40%.", "? cr"),
    # Whom the number is of.
    ("In elderly patients the CR rate was 45%, 50% and 62% in the three cohorts.", "cr cr cr"),
    ("In adult patients OS at 1, 3 and 5 years was 90%, 70% and 50%.", "os os os"),
    ("In children CR was seen in 80%, in adults in 60%.", "cr cr"),
    ("In our patients neutropenia was the main toxicity, seen in 62%.", "neutropenia"),
    ("In that era more patients proceeded to engraftment, namely 44 out 51 patients (86%).", "engraftment"),
    ("Among all patients who had a CR, 39% went on.", "?"),
    ("Among all patients who had a CR or PR in TRIAL-6, 39% went on.", "?"),
    ("In patients with neutropenia the CR was better, 45%.", "cr"),
    ("In patients with CRS, a CR was seen in 39%.", "cr"),
    (
        "In all, 51% of patients in the first arm showed neutropenia, whereas it was 70% before.",
        "neutropenia neutropenia",
    ),
    ("They had a 29% ongoing CR rate at 24 months.", "cr"),
    ("In patients with neutropenia the CR rate was 45%, more than before.", "cr"),
    # Another measure between.
    ("A CR was seen, and resection rates were 87%.", "?"),
    ("OS and resection rates were good (87% vs 67%).", "? ?"),
    ("A CR (10%) or PR (15%) was seen.", "cr ?"),
    ("Of all, OS was best while PFS was 40%.", "?"),
    ("CR was seen; those who discontinued were 12%.", "?"),
    ("OS, 59% vs 30%; EFS, 45% vs 27%.", "os os ? ?"),
    ("CR, 40%; VGPR, 30%; PR, 20%.", "cr ? ?"),
    ("The 2-year OS of patients in CR was 67%.", "os"),
    ("The CR rate in patients with GVHD was 45%.", "cr"),
    ("The ORR was 25% and included four patients with CR (10%) and two with PR (5%).", "orr cr ?"),
    ("OS was 60% and the rate of relapse was 20%.", "os relapse"),
    ("OS after relapse was 20%.", "os"),
    # Its own rate.
    ("The CR rate was 87%.", "cr"),
    ("OS was better with a 5-year rate of 61%.", "os"),
    ("NRM with a 2-year incidence of 21% was told.", "nrm"),
    ("The CRS occurrence rate was 20%.", "crs"),
    ("CR occurred with high rates (35%).", "cr"),
    ("CR was observed at the highest rate (90%).", "cr"),
    ("The CR plus CRi rate was 56%.", "cr"),
    ("CRS was the most frequent adverse event (77%).", "crs"),
    ("Overall survival (OS) was 16%.", "os"),
    # Another survival, or none of it.
    ("The exacerbation-free OS was 30%.", "?"),
    ("The disease free OS was 30%.", "?"),
    ("Non-CR was seen in 30%.", "?"),
    # Far away.
    (f"A CR is what all of them hope for.{' It is told again and again.' * 4} There were 12% of them.", "?"),
]
TIMES = [
    ("Median time from transplantation to relapse was 9.2 months.", "relapse"),
    ("The median interval between infusion and CRS was 3 days.", "crs"),
    ("The median duration of the first CR was 14 months.", "cr"),
    ("The median time to neutrophil and platelet engraftment was 14 days.", "engraftment"),
    ("Relapse was diagnosed at a median of 7 months.", "relapse"),
    ("CRS appeared at a median of 3 days and resolved after a median of 7 days.", "crs crs"),
    ("CR was maintained for a median of 12 months.", "cr"),
    ("The latency to relapse was 11 months.", "relapse"),
    ("The time from diagnosis to CR was 8 months.", "cr"),
    ("The delay between transplant and GVHD was 90 days.", "gvhd"),
    ("Median OS after CR was 24 months.", "os"),
    ("Median OS from relapse was 4.5 months.", "os"),
    ("The median OS of relapsed patients was 9 months.", "os"),
    ("Median OS in patients achieving a CR was 30 months.", "os"),
    ("Median OS was 20 months for CR, 6 months for relapse.", "os os"),
    ("OS after a CR was 16 months.", "os"),
    ("Median survival after relapse was 9 months.", "?"),
    ("Patients who achieved CR received 12 months of maintenance.", ""),
    ("At 5 years there was no OS of 12 months.", "os"),
    ("With a median follow up of 36 months, a CR was rare.", "?"),
    ("They were in CR at the time of the last visit (19 weeks later).", ""),
    ("Overall survival (OS) was 16.2 months.", "os"),
    ("OS was 16 months after a CR.", "os"),
    ("In 271 adults OS was 7.7 months with one drug, 4.0 months with the other.", "os os"),
    ("The median follow-up was 72 months with a median OS of 48 months.", "? os"),
    ("After 9 months she had a relapse.", ""),
    ("There was no CR 12 months later.", ""),
    ("Toys for 7–9-year-old children with OS", ""),
    ("OS in children under 5 years of age", ""),
    ("A median of 5.4 months was seen, and OS was 4.7 months.", "? os"),
    ("Median OS was good: PFS 16.2 months.", ""),
]
LISTS = [
    ("Two-year OS, relapse, and NRM were 70%, 25%, and 15%, respectively.", "os relapse nrm"),
    ("OS and NRM were 70% and 15%, respectively.", "os nrm"),
    ("OS and NRM were 70%, 15%, 60% and 20% in the arms, respectively.", "? ? ? ?"),
    ("NRM was 4% at day 100 and 12% at 2 years.", "nrm nrm"),
    ("OS was 50% in cycle 2 and 30% in cycle 4.", "os os"),
]
RANGES = [
    ("Median OS 3 months, range 2–6 months", "os"),
    ("Median OS was 3 months (range, 2–6 months).", "os"),
    ("CR came in 84% (n = 12, range 15%–100%).", "cr"),
    ("CR rates in the range of 20–40% are told.", "cr"),
    ("ORR was 70%; CR rates in registries range from 20% to 40%.", "orr cr"),
    ("CRS occurred in 77% of adults, and the range of 20% to 60% was given for neutropenia.", "crs neutropenia"),
    ("After 6 months of therapy, OS was in the range of 12-20 months.", "os"),
]
NONE = ["CR with a CDK 4/6 drug", "CR with a 4/6 inhibitor", "CR in 3 of 5 studies"]


@pytest.mark.parametrize(("text", "expected"), [*SHARES, *TIMES, *LISTS, *RANGES])
def test_the_outcome_that_a_number_can_be_of(text: str, expected: str) -> None:
    assert [quantity.get("outcome", "?") for quantity in found(text).quantities] == expected.split()


@pytest.mark.parametrize("text", NONE)
def test_names_with_numbers_measure_nothing(text: str) -> None:
    assert found(text).quantities == []


def test_the_number_of_cases() -> None:
    assert (len(SHARES), len(TIMES), len(LISTS), len(RANGES), len(NONE)) == (57, 31, 5, 7, 3)


def test_a_slip_of_the_pen_is_counted_as_it_is_meant() -> None:
    (quantity,) = found("CR in 44 out 51 patients (86%)").quantities
    assert (quantity["numerator"], quantity["denominator"], quantity["value"]) == ("44", "51", "86")


def test_the_range_around_a_value_stands_apart() -> None:
    assert found("Median OS 3 months, range 2–6 months").apart == ["2–6 months"]


def test_lists_of_thousands_are_gone_through_once() -> None:
    def listed(size: int) -> Callable[[], object]:
        text = f"{'CR and OS, ' * size}were {'5%, ' * size}respectively."
        return lambda: found(text)

    assert growth(listed, 1000, processor_time) < MOST
