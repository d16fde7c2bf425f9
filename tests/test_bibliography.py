"""References by what they support: the choice, its order, its evidence, and that graph and file agree."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from evigraph.bib import Csl, escaped, parse_bib, read_bib, to_csl
from evigraph.bibliography import Entries, Gathered, Wanted, choose, references
from evigraph.build import build
from evigraph.errors import NotFound, QueryError, UsageError
from evigraph.load.schema import read_schema
from evigraph.load.workspace import Workspace
from evigraph.ns import as_segment
from evigraph.query.dataset import Dataset

TESTS = Path(__file__).parent
FLAGSHIP = "emd-predicts-poor-blinatumomab-response"
ODD = [
    "a & b",
    "50% of $x$",
    "{braces}",
    "back\\slash",
    "Gökbuget—CD19⁺",
    "=cmd()",
    "<script>",
    "# _ ~ ^",
    "x: y; z",
    "one, two",
    '"q"',
]
KEYS = ["odd-", "Doe:", "müller", "DBLP:journals/x", "10.1000/xyz", "_b'c+", "_:"]
TITLES = ["", "  title = {},\n", *(f"  title = {{{escaped(title)}}},\n" for title in ODD)]
YEARS = ["", *(f"  year = {{{year}}},\n" for year in ("1999", "in press", "c. 1998", "1998--2000", "-0044", "20", ""))]
LINKS = [
    "",
    "  doi = {10.1000/a\\_b&amp;c%2F},\n",
    "  doi = {https://doi.org/10.1000/x},\n",
    "  url = {https://e.org/a\\_b/Annual%20report.pdf},\n",
    "  pubdate = {in March},\n  labelledabstract = {perhaps},\n  evidencerole = {whatever},\n  worktype = {essay},\n",
]


def numbers(dataset: Dataset, **wanted: tuple[str, ...]) -> list[int | None]:
    return [listed.number for listed in choose(dataset, Wanted(**wanted))]  # type: ignore[arg-type]


def bare(item: Csl, annotations: set[str]) -> Csl:
    """A record without what stands in the file for the graph's sake."""
    custom = {name: value for name, value in item.get("custom", {}).items() if name not in annotations}
    rest = {name: value for name, value in item.items() if name != "custom"}
    return rest | ({"custom": custom} if custom else {})


def disagreements(dataset: Dataset) -> tuple[list[str], int]:
    """Keys of the entries that the graph and the file tell differently, and how many there are in all."""
    annotations = set(read_schema(dataset.workspace).bibtex["annotations"])
    found, _ = read_bib(dataset.workspace.root / "references.bib")
    entries = Entries(dataset)
    works = {entry.key: f"{dataset.base}work/{as_segment(entry.fields.get('sameas', entry.key))}" for entry in found}
    differ = [
        entry.key for entry in found if entries.csl(works[entry.key], entry.key) != bare(to_csl(entry), annotations)
    ]
    return differ, len(found)


def test_graph_and_file_give_the_same_record(article: Dataset, toy: Dataset) -> None:
    assert disagreements(article) == ([], 52)
    assert disagreements(toy) == ([], 10)


def test_graph_and_file_agree_on_every_field_whatever_it_holds(tmp_path: Path) -> None:
    """Two hundred entries of the toy's own kind with random fields, each filled with something odd."""
    schema = read_schema(Workspace(TESTS.parent))
    own = {*schema.bibtex["annotations"], "labelledabstract", "doi", "pmid", "pmcid", "url", "year", "pubdate", "title"}
    fields = [*(set(schema.bibtex["fields"]) - own), "school", "file", "urldate"]
    chance = random.Random(20240501)
    entries = []
    for index in range(200):
        names = chance.choice(["Lee, III, DW and others", "van der Berg, A and {The Group}", "Ng", "O'Hara, J.-P."])
        chosen = chance.sample(sorted(fields), chance.randint(0, 9))
        lines = [f"  {field} = {{{escaped(chance.choice(ODD))}}},\n" for field in chosen]
        kind = chance.choice(["article", "book", "inproceedings", "phdthesis", "online"])
        editor = "  editor = {Ed, One},\n" if chance.random() < 0.3 else ""
        entries.append(
            f"@{kind}{{{chance.choice(KEYS)}{index},\n  author = {{{names}}},\n"
            f"{chance.choice(TITLES)}{chance.choice(YEARS)}{chance.choice(LINKS)}{editor}{''.join(lines)}}}\n"
        )
    shutil.copytree(TESTS / "toy", tmp_path / "w", ignore=shutil.ignore_patterns(".evigraph"))
    bib = tmp_path / "w" / "references.bib"
    bib.write_text(bib.read_text("utf-8") + "\n" + "\n".join(entries), "utf-8")
    assert disagreements(build(Workspace(tmp_path / "w")).dataset) == ([], 210)


def test_every_way_to_choose(article: Dataset) -> None:
    everything = numbers(article)
    assert everything == list(range(1, 53))
    assert numbers(article, claims=(FLAGSHIP,)) == [5, 9]
    assert numbers(article, sections=("safety",)) == [14, 24, 35, 36, 37]
    assert numbers(article, studies=("eliana",)) == [15, 28]
    assert numbers(article, roles=("guideline",)) == [3]
    assert numbers(article, cited_with=("9",)) == [5, 6, 7, 8, 10]
    assert numbers(article, queries=("claims-resting-only-on-abstracts",)) == [28]
    assert numbers(article, queries=("references-cited-only-in-tables",)) == [50, 51, 52]
    assert numbers(article, checks=("work-listed-twice",)) == [34]
    assert numbers(article, articles=("molina-2021",)) == [number for number in range(1, 53) if number != 49]


def test_options_of_one_kind_add_up_and_kinds_narrow(article: Dataset) -> None:
    assert numbers(article, claims=(FLAGSHIP,), studies=("eliana",)) == []
    assert numbers(article, studies=("eliana", "tower")) == [8, 15, 28]
    assert numbers(article, sections=("safety",), roles=("review",)) == [35]


def test_a_question_names_references_by_node_by_number_or_by_what_cites_them(article: Dataset) -> None:
    assert len(numbers(article, queries=("references-cited-together",))) == 36
    asked = Wanted(queries=("said-about",), parameters={"topic": ["HSCT"]})
    assert [listed.number for listed in choose(article, asked)] == [9, 16, 18, 19, 29, 30, 31, 32]
    assert numbers(article, queries=("terms-in-other-vocabularies",)) == []


def test_what_cannot_be_chosen_says_why(article: Dataset) -> None:
    with pytest.raises(UsageError, match="Did you mean 'review'"):
        numbers(article, roles=("reviw",))
    with pytest.raises(NotFound, match="99"):
        numbers(article, cited_with=("99",))
    with pytest.raises(NotFound, match="No article 'molina'"):
        numbers(article, articles=("molina",))
    with pytest.raises(QueryError, match="work-listed-twice"):
        numbers(article, checks=("work-listed-twic",))
    with pytest.raises(UsageError, match="--query"):
        choose(article, Wanted(parameters={"topic": ["HSCT"]}))


def test_numbering(article: Dataset) -> None:
    wanted = Wanted(studies=("eliana", "tower"), claims=())
    assert [(each.number, each.item["id"]) for each in references(article, wanted)] == [
        (8, "kantarjian-2017"),
        (15, "maude-2018"),
        (28, "grupp-2018"),
    ]
    by_author = [(each.number, each.item["id"]) for each in references(article, wanted, "alphabetical")]
    assert by_author == [(1, "grupp-2018"), (2, "kantarjian-2017"), (3, "maude-2018")]
    # This article numbers by first citation in the text, but for the references that only tables cite.
    assert [each.item["id"] for each in references(article, numbering="citation")] == [
        listed.key for listed in choose(article, Wanted())
    ]
    with pytest.raises(UsageError, match="There are list, citation, alphabetical"):
        references(article, numbering="roman")


def test_evidence_is_what_the_graph_says(article: Dataset) -> None:
    gathered = Gathered(article)
    topp = gathered.of(f"{article.base}work/topp-2014")
    assert topp.role == "primary"
    assert FLAGSHIP in [support.claim for support in topp.supports if support.rests_on]
    assert topp.studies == (
        (
            "Phase 2 pilot trial of blinatumomab in relapsed or refractory disease",
            ("All patients of the phase 2 pilot: n = 36",),
        ),
    )
    text = topp.text()
    assert "Evidence role: primary." in text and "(cites as evidence)" in text and "n = 36" in text
    assert text.endswith("Standing: no notice recorded.")
    twice = gathered.of(f"{article.base}work/shah-2020")
    assert "finding: work-listed-twice" in twice.keywords()
    assert not any("," in word or ";" in word for word in twice.keywords())


def test_evidence_stands_in_keywords_and_annotation(article: Dataset) -> None:
    [first, _] = references(article, Wanted(claims=(FLAGSHIP,)), evidence=True)
    assert f"supports: {FLAGSHIP}" in first.item["keyword"].split("; ")
    assert first.item["custom"]["annotation"].startswith("Evidence role: primary.")
    [plain, _] = references(article, Wanted(claims=(FLAGSHIP,)))
    assert "keyword" not in plain.item and "annotation" not in plain.item["custom"]


def test_an_entry_that_no_list_holds_comes_last(tmp_path: Path) -> None:
    shutil.copytree(TESTS / "toy", tmp_path / "w", ignore=shutil.ignore_patterns(".evigraph"))
    bib = tmp_path / "w" / "references.bib"
    bib.write_text(bib.read_text("utf-8") + "\n@book{aaa-1999,\n  title = {Unlisted},\n  year = {1999},\n}\n", "utf-8")
    dataset = build(Workspace(tmp_path / "w")).dataset
    found = references(dataset)
    assert found[-1].item["id"] == "aaa-1999"
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert parse_bib("@book{x, title={T}}")[1] == []
