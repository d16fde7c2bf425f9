"""Units of headings, numbers of registries, formulas as text."""

from __future__ import annotations

import pytest
from lxml import etree

from evigraph.article.registries import registrations
from evigraph.article.text import Block
from evigraph.article.units import unit_of
from evigraph.jats.formulas import formula

UNITS = {
    "Dose (mg/kg)": "mg/kg",
    "Age, years": "years",
    "Age at infusion, median (years)": "years",
    "WBC (×10⁹/L)": "×10⁹/L",
    "Cells [10^6/kg]": "10^6/kg",
    "BMI (kg/m²)": "kg/m²",
    "Patients (all)": "",
    "OS (95% CI)": "",
    "Response (see note)": "",
    "Women, n (%)": "n (%)",
    "%": "%",
    "": "",
}
REGISTERED = {
    "ClinicalTrials.gov": "NCT01234567",
    "EudraCT": "2010-012345-67",
    "ISRCTN": "ISRCTN12345678",
    "ChiCTR": "ChiCTR-OIC-17011310",
    "UMIN": "UMIN000012345",
    "ANZCTR": "ACTRN12612000123456",
    "JapicCTI": "JapicCTI-152879",
    "jRCT": "jRCT2031200001",
    "JMA": "JMA-IIA00123",
    "CTRI": "CTRI/2012/05/002663",
    "DRKS": "DRKS00012345",
    "NTR": "NTR1234",
    "OMON": "NL-OMON12345",
    "IRCT": "IRCT2013020112345N1",
    "CRIS": "KCT0001234",
    "PACTR": "PACTR201301000456789",
    "ReBec": "RBR-6qk2fx",
    "SLCTR": "SLCTR/2012/003",
    "TCTR": "TCTR20150101001",
    "RPCEC": "RPCEC00000123",
    "LBCTR": "LBCTR2019010101",
    "CTIS": "2023-501234-12-00",
    "PROSPERO": "CRD42018123456",
}
MATH = 'xmlns:m="http://www.w3.org/1998/Math/MathML"'


@pytest.mark.parametrize("heading", UNITS)
def test_units(heading: str) -> None:
    assert unit_of(heading) == UNITS[heading]


def blocks(*texts: str) -> list[Block]:
    found, start = [], 0
    for text in texts:
        found.append(Block("paragraph", 0, 1, text, start))
        start += len(text) + 1
    return found


@pytest.mark.parametrize("registry", REGISTERED)
def test_registrations(registry: str) -> None:
    number = REGISTERED[registry]
    found = registrations(blocks("Nothing here.", f"It was registered ({number}), see {number}."))
    assert [(each.registry, each.number) for each in found] == [(registry, number)]
    start = len("It was registered (")
    second = start + len(number) + len("), see ")
    assert found[0].places == ((1, start, start + len(number)), (1, second, second + len(number)))


@pytest.mark.parametrize(
    "text", ["XNCT01234567", "NCT012345678", "2010-012345-678", "12010-012345-67", "NTRA", "page 2010-11"]
)
def test_what_only_looks_like_a_registration(text: str) -> None:
    assert registrations(blocks(text)) == ()


def test_a_registration_in_an_address_only() -> None:
    (found,) = registrations(blocks("See the registry."), ["https://clinicaltrials.gov/study/NCT01234567"])
    assert (found.number, found.places) == ("NCT01234567", ())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"<f {MATH}><m:math><m:msub><m:mi>k</m:mi><m:mn>12</m:mn></m:msub></m:math></f>", ("k_12", "")),
        (f"<f {MATH}><m:math><m:msqrt><m:mi>x</m:mi></m:msqrt></m:math></f>", ("√x", "")),
        (
            f"<f {MATH}><alternatives><tex-math>$a+b$</tex-math><m:math><m:mi>a</m:mi></m:math></alternatives></f>",
            ("a", "a+b"),
        ),
        ("<f><tex-math>$$a_1$$</tex-math></f>", ("a_1", "a_1")),
        ("<f><graphic/><alt-text>a sum</alt-text></f>", ("a sum", "")),
        ("<f><graphic/></f>", ("[formula]", "")),
        ("<f><italic>p</italic> = 1</f>", ("p = 1", "")),
    ],
)
def test_formulas(written: str, expected: tuple[str, str]) -> None:
    assert formula(etree.fromstring(written)) == expected
