"""What falls without a work, a study or a claim: against sets counted by hand and by other means."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
from collections import Counter
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest

from evigraph.audit import Finding, audit
from evigraph.cli.main import main
from evigraph.errors import Ambiguous, NotFound, UsageError
from evigraph.impact import Impact, findings, impact, impact_rows, impact_text
from evigraph.impact.argument import (
    FALLS_BACK,
    INHERITS,
    LOSES_ALL,
    STATUSES,
    UNCHANGED,
    WEAKENED,
    footings,
    gathered,
)
from evigraph.impact.cohorts import Groups, count, top_cohorts
from evigraph.impact.evidence import Evidence
from evigraph.impact.findings import cluster, without
from evigraph.impact.text import headline
from evigraph.load.workspace import Workspace
from evigraph.ns import PREFIXES
from evigraph.query import Dataset
from evigraph.query.nodes import Nodes

Sets = dict[str, set[int]]


def below_of(claim: str, below: dict[str, list[str]]) -> set[str]:
    """The claim and everything that supports it, step by step."""
    found, waiting = set(), [claim]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += below.get(one, [])
    return found


def naive_status(claim: str, direct: Sets, below: dict[str, list[str]], works: set[int], claims: set[str]) -> str:
    """The definition of docs/impact.md word by word."""
    before = set().union(*(direct[one] for one in below_of(claim, below)))
    left_below = {c: [o for o in lower if o not in claims] for c, lower in below.items() if c not in claims}
    own, own_left = direct[claim], direct[claim] - works
    after = set().union(*(direct[one] - works for one in below_of(claim, left_below)))
    if before and not after:
        return LOSES_ALL
    if own and not own_left:
        return FALLS_BACK
    if own != own_left:
        return WEAKENED
    return INHERITS if before != after else UNCHANGED


def mask(works: set[int]) -> int:
    return sum(1 << work for work in works)


def random_argument(chance: random.Random) -> tuple[Sets, dict[str, list[str]], set[int], set[str]]:
    """A small argument, cycles and claims that support themselves among them, and what is taken away."""
    claims = [f"c{index}" for index in range(chance.randint(1, 9))]
    works = range(chance.randint(1, 5))
    direct = {claim: {work for work in works if chance.random() < 0.25} for claim in claims}
    below = {claim: [other for other in claims if chance.random() < 0.2] for claim in claims}
    gone = {work for work in works if chance.random() < 0.4}
    return direct, below, gone, {claim for claim in claims if chance.random() < 0.15}


def test_statuses_are_those_of_the_definition_on_random_arguments() -> None:
    chance = random.Random(7)
    seen: Counter[str] = Counter()
    for _ in range(1500):
        direct, below, gone, claims = random_argument(chance)
        masks = {claim: mask(works) for claim, works in direct.items()}
        found = footings(masks, below, mask(gone), claims)
        assert found.keys() == direct.keys() - claims
        for claim, footing in found.items():
            assert footing.status == naive_status(claim, direct, below, gone, claims)
            seen[footing.status] += 1
        shuffled = list(masks.items())
        chance.shuffle(shuffled)
        turned = {claim: lower[::-1] for claim, lower in reversed(below.items())}
        assert footings(dict(shuffled), turned, mask(gone), claims) == found
    assert set(seen) == set(STATUSES)
    assert min(seen.values()) > 50


def test_long_chains_and_rings_are_gathered_without_recursion() -> None:
    size = 5000
    direct = {str(index): 1 << index for index in range(size)}
    chain = {str(index): [str(index + 1)] for index in range(size - 1)}
    whole = (1 << size) - 1
    assert gathered(direct, chain)["0"] == whole
    assert set(gathered(direct, {**chain, str(size - 1): ["0"]}).values()) == {whole}


def test_groups_are_the_same_in_every_order() -> None:
    pairs = [("a", "b"), ("c", "d"), ("b", "c"), ("e", "e"), ("f", "g")]
    chance = random.Random(1)
    for _ in range(20):
        chance.shuffle(pairs)
        groups = Groups("gfedcba")
        for one, other in pairs:
            groups.join(one, other)
        assert [groups.of(member) for member in "abcdefg"] == list("aaaaeff")


@pytest.mark.parametrize(
    ("studies", "counted"),
    [
        (["tarn-1"], (1, 61, 0)),
        (["tarn-1", "tarpelimab-registry"], (1, 140, 0)),  # the registry took in patients of the trial
        (["tarpelimab-registry", "pedtarn"], (2, 164, 0)),
        (["more"], (1, 96, 0)),  # two of its three cohorts are parts of the third
        (["more", "more"], (1, 96, 0)),
        ([], (0, 0, 0)),
    ],
)
def test_cohorts_that_share_patients_count_once(
    toy: Dataset, studies: list[str], counted: tuple[int, int, int]
) -> None:
    evidence = Evidence(toy)
    found = count(evidence.cohorts, [f"{toy.base}study/{study}" for study in studies])
    assert (found.cohorts, found.patients, found.unstated) == counted


def test_updates_of_one_trial_are_one_cohort_in_the_article(article: Dataset) -> None:
    cohorts = top_cohorts(
        Nodes(article), [f"{article.base}study/{name}" for name in ("eliana", "fhcrc", "turtle-fhcrc")]
    )
    eliana, fhcrc, turtle = (cohorts[f"{article.base}study/{name}"] for name in ("eliana", "fhcrc", "turtle-fhcrc"))
    assert len({cohort.group for cohort in eliana}) == 1 < len(eliana)
    assert {cohort.group for cohort in fhcrc} == {cohort.group for cohort in turtle}


def test_a_number_of_patients_goes_with_the_works_that_state_it(article: Dataset) -> None:
    found = impact(article, "15")
    change = next(c for c in found.claims if c.id.endswith("/car-t-response-more-durable"))
    assert (change.total.patients, change.total.unstated) == (492, 0)
    assert (change.total_left.patients, change.total_left.unstated) == (417, 1)
    assert "5 independent cohorts, at least 417 patients" in " ".join(str(found).split())
    assert found.audit is not None
    [update] = [f for f in found.audit.changed if "strong-wording" in f.check and "tisagenlecleucel" in f.message]
    assert update.message.endswith("patients: not stated.") and "75" not in update.message


def statuses(found: Impact) -> dict[str, str]:
    return {change.id.rsplit("/", 1)[-1]: change.status for change in found.claims}


TARN = {
    "tarpelimab-remission-rate-in-adults": LOSES_ALL,
    "serious-infection-more-frequent-with-tarpelimab": WEAKENED,
    "tarpelimab-gives-more-remissions": INHERITS,
    "b-cell-depletion-before-complement-blockade": INHERITS,
}


@pytest.mark.parametrize(
    "name",
    [
        *("9", "3", "003", "brandt-2018", "brandt-2018-repeated", "work/brandt-2018", "toy-2024/ref/9"),
        *("10.5555/toy.3", "https://doi.org/10.5555/TOY.3", "doi:10.5555/toy.3"),
        "https://toy.example/id/work/brandt-2018",
    ],
)
def test_a_work_listed_twice_is_one_work_however_it_is_named(toy: Dataset, name: str) -> None:
    found = impact(toy, name, audit=False)
    assert statuses(found) == TARN
    assert [removed.label for removed in found.removed] == ["reference 3, listed again as 9 (Brandt 2018)"]
    assert found.references[0].numbers == (3, 9)
    assert impact(toy, [name, "3", "9"], audit=False) == found
    assert (found.results, found.rows, found.cells, found.studies) == (
        ("study/tarn-1/all/serious-infection.proportion",),
        (),
        (),
        (),
    )


def test_support_is_counted_before_and_after(toy: Dataset) -> None:
    changes = {change.id.rsplit("/", 1)[-1]: change for change in impact(toy, "9", audit=False).claims}
    fallen = changes["tarpelimab-remission-rate-in-adults"]
    assert (fallen.direct.works, fallen.direct.cohorts, fallen.direct.patients) == (1, 1, 61)
    assert (fallen.total_left.works, fallen.total_left.cohorts, fallen.total_left.patients) == (0, 0, 0)
    assert fallen.loses_first_hand
    assert not fallen.left
    harm = changes["serious-infection-more-frequent-with-tarpelimab"]
    assert (harm.direct.works, harm.direct.patients, harm.direct_left.works, harm.direct_left.patients) == (
        2,
        157,
        1,
        96,
    )
    assert [reference.numbers for reference in harm.left_directly] == [(6,)]
    assert harm.studies_left == ("MORE trial",)
    assert not harm.loses_first_hand
    thesis = changes["b-cell-depletion-before-complement-blockade"]
    assert thesis.thesis
    # The follow-up of the same trial stays, and with it its patients.
    assert (thesis.total.works, thesis.total_left.works) == (7, 6)
    assert (thesis.total.cohorts, thesis.total_left.cohorts) == (4, 4)


def test_without_a_study_the_works_that_report_only_it_go(toy: Dataset) -> None:
    found = impact(toy, "tarn-1", audit=False)
    assert statuses(found) == {
        **TARN,
        "tarpelimab-remissions-hold-three-years": LOSES_ALL,
        "tarpelimab-remissions-last-longer": INHERITS,
    }
    assert [reference.key for reference in found.references] == ["brandt-2018", "brandt-2020"]
    assert found.studies == ("TARN-1 trial",)
    assert found.rows == ("toy-2024/passage/table-1.1",)
    assert found.cells == tuple(f"toy-2024/table/1/cell/1.{column}" for column in ("cr", "relapse", "rfs"))
    assert len(found.results) == 4
    for other in ("study/tarn-1", "TARN-1 trial", "tarn-1 TRIAL"):
        assert impact(toy, other, audit=False) == found
    assert statuses(impact(toy, ["3", "4"], audit=False)) == statuses(found)


def test_without_a_claim_what_it_supports_loses_its_works(toy: Dataset) -> None:
    found = impact(toy, "tarpelimab-remissions-last-longer", audit=False)
    assert statuses(found) == {"b-cell-depletion-before-complement-blockade": INHERITS}
    (thesis,) = found.claims
    lost = {reference.key for reference in Evidence_of(toy, thesis.id)} - {reference.key for reference in thesis.left}
    assert lost == {"brandt-2020", "sato-2016"}  # the third work below it, on morvecopan, has other ways up
    assert found.total == 17
    assert impact(toy, "A remission reached on tarpelimab outlasts one reached on morvecopan.", audit=False) == found


def Evidence_of(dataset: Dataset, claim: str) -> tuple:  # type: ignore[type-arg]  # noqa: N802
    """The works below a claim."""
    evidence = Evidence(dataset)
    return evidence.references(gathered(evidence.direct, evidence.below)[dataset.base + claim])


def test_several_at_once_are_more_than_their_sum(toy: Dataset) -> None:
    name = "high-activity-predicts-poor-response-to-morvecopan"
    assert statuses(impact(toy, "6", audit=False))[name] == WEAKENED
    assert statuses(impact(toy, "7", audit=False))[name] == WEAKENED
    both = impact(toy, ["lakeside", "6", "7"], audit=False)
    assert statuses(both)[name] == LOSES_ALL
    assert impact(toy, ["7", "6", "lakeside"], audit=False) == both


def test_claims_that_only_cite_are_apart(toy: Dataset) -> None:
    found = impact(toy, "halloran-2017", audit=False)
    assert found.claims == ()
    assert found.counts()[UNCHANGED] == 18
    assert [claim.rsplit("/", 1)[-1] for claim, _ in found.context] == [
        "adults-often-relapse-after-steroids",
        "combination-might-free-patients-from-steroids",
        "targeted-therapy-changed-the-course",
    ]


def plus(dataset: Dataset, *triples: tuple[str, str, str]) -> Dataset:
    """A copy with more statements; nodes are written without the base."""
    copy = dataset.in_memory()
    for subject, name, value in triples:
        prefix, local = name.split(":")
        nodes = (ox.NamedNode(dataset.base + subject), ox.NamedNode(PREFIXES[prefix] + local))
        copy.store.add(ox.Quad(*nodes, ox.NamedNode(dataset.base + value), ox.NamedNode(f"{dataset.base}source/x")))
    return copy


def test_a_claim_may_fall_back_on_argument(toy: Dataset) -> None:
    above = "toy-2024/claim/tarpelimab-gives-more-remissions"
    found = impact(plus(toy, (above, "ev:restsOn", "work/working-group-2021")), "2", audit=False)
    change = next(change for change in found.claims if change.id == above)
    assert change.status == FALLS_BACK
    assert (change.direct.works, change.direct_left.works, change.total_left.works) == (1, 0, 4)
    assert "nothing of that is left" in str(found)


def test_a_work_of_two_studies_stays_with_fewer_patients(toy: Dataset) -> None:
    results = Nodes(toy).all(f"{toy.base}study/pedtarn/all", "ev:hasResult")
    tells = [(result.removeprefix(toy.base), "ev:attributedTo", "work/lindqvist-2020") for result in results]
    again = ("study/pedtarn", "ev:reportedIn", "work/lindqvist-2020")
    found = impact(plus(toy, again, *tells), "more", audit=False)
    assert found.references == ()
    change = next(c for c in found.claims if c.id.endswith("/morvecopan-remission-rate-in-adults"))
    assert change.status == UNCHANGED
    assert (change.total.works, change.total_left.works) == (1, 1)
    assert (change.total.patients, change.total_left.patients) == (120, 24)
    assert "KEEPS ITS REFERENCES" in str(found)
    assert found.counts()[UNCHANGED] == found.total == 18


def test_supports_in_a_ring_are_told_once_each(toy: Dataset) -> None:
    low, high = "toy-2024/claim/tarpelimab-remission-rate-in-adults", "toy-2024/claim/tarpelimab-gives-more-remissions"
    found = impact(plus(toy, (high, "ev:supports", low)), "3", audit=False)
    text = str(found)
    # Each now rests on all works of the ring, so that nothing falls whole.
    assert statuses(found)["tarpelimab-remission-rate-in-adults"] == FALLS_BACK
    for change in found.claims:
        assert text.count(f"    {change.id}\n") == 1


def test_every_work_of_the_article_as_sparql_counts_it(article: Dataset) -> None:
    table = article.select(
        "SELECT DISTINCT ?claim ?work ?own { ?claim a ev:Claim . ?lower ev:supports* ?claim . ?lower ev:restsOn ?work "
        "BIND (EXISTS { ?claim ev:restsOn ?work } AS ?own) }"
    )
    total: dict[str, set[str]] = {}
    own: dict[str, set[str]] = {}
    for row in table:
        claim, work = row["claim"].value, row["work"].value
        total.setdefault(claim, set()).add(work)
        if row["own"].value == "true":
            own.setdefault(claim, set()).add(work)
    works = sorted({work for found in total.values() for work in found})
    assert len(works) == 42
    for work in works:
        expected = {}
        for claim, below in total.items():
            mine = own.get(claim, set())
            if work in below:
                alone, shrank = below == {work}, work in mine
                status = LOSES_ALL if alone else FALLS_BACK if mine == {work} else WEAKENED if shrank else INHERITS
                expected[claim.removeprefix(article.base)] = status
        found = impact(article, work.removeprefix(article.base), audit=False)
        assert {change.id: change.status for change in found.claims} == expected
        assert found.total == sum(found.counts().values()) == 192


def test_every_claim_of_the_article_as_its_removal_from_the_graph_shows(article: Dataset) -> None:
    evidence = Evidence(article)
    before = gathered(evidence.direct, evidence.below)
    supporting = [claim for claim in evidence.claims if evidence.supports[claim]]
    assert len(supporting) > 120
    for claim in supporting[::4]:
        copy, _ = without(article, [claim])
        left = Evidence(copy)
        after = gathered(left.direct, left.below)
        changed = {article.base + change.id for change in impact(article, claim, audit=False).claims}
        assert changed == {other for other in after if before[other] != after[other]}


def test_reference_9_of_the_article(article: Dataset) -> None:
    found = impact(article, "9", audit=False)
    assert found.counts() == {LOSES_ALL: 8, FALLS_BACK: 0, WEAKENED: 4, INHERITS: 9, UNCHANGED: 171}
    fallen = {change.id.rsplit("/", 1)[-1] for change in found.claims if change.status == LOSES_ALL}
    assert "blinatumomab-not-recommended-for-active-cns-disease" in fallen
    assert "no-evidence-blinatumomab-crosses-blood-brain-barrier" in fallen
    assert statuses(found)["emd-predicts-poor-blinatumomab-response"] == WEAKENED
    assert found.studies == ("City of Hope retrospective series of blinatumomab",)
    assert found.rows == ("molina-2021/passage/table-1.8",)
    first = str(found).splitlines()[0]
    assert first.startswith("Without reference 9 (Aldoss 2017): 8 claims lose all support, 4 are weakened and 9")


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("99", NotFound, "No reference, study or claim is called '99'."),
        ("brandt-2081", NotFound, "Did you mean 'brandt-2018'?"),
        ("pedtarm", NotFound, "Did you mean 'pedtarn'?"),
        ("", NotFound, "is called ''"),
        ("10.5555/toy.99", NotFound, "is called '10.5555/toy.99'"),
        ("tarpelimab remission", Ambiguous, "Several claims match"),
        ("infection <script> unheard", Ambiguous, "No claim holds all the words"),
    ],
)
def test_names_that_stand_for_nothing_or_several(toy: Dataset, name: str, error: type[NotFound], words: str) -> None:
    with pytest.raises(error, match=words.replace("?", r"\?")):
        impact(toy, ["3", name], audit=False)


def test_names_of_two_kinds_are_told_apart(toy: Dataset) -> None:
    both = plus(toy, ("study/okoye-2019", "rdf:type", "x"))
    type_, study = ox.NamedNode(f"{PREFIXES['rdf']}type"), ox.NamedNode(f"{PREFIXES['ev']}Study")
    both.store.add(ox.Quad(ox.NamedNode(f"{toy.base}study/okoye-2019"), type_, study))
    with pytest.raises(Ambiguous, match="stands for several things") as caught:
        impact(both, "okoye-2019", audit=False)
    assert [candidate for candidate, _ in caught.value.candidates] == ["work/okoye-2019", "study/okoye-2019"]
    assert impact(both, "work/okoye-2019", audit=False).claims
    with pytest.raises(UsageError, match="Name what to take away"):
        impact(toy, [], audit=False)


def test_a_pmid_names_a_work(article: Dataset) -> None:
    found = impact(article, "31010660", audit=False)
    assert [reference.key for reference in found.references] == ["gaudichon-2019"]
    assert impact(article, "PMID:31010660", audit=False) == found


def test_what_is_taken_out_leaves_nothing_behind(toy: Dataset) -> None:
    size = len(toy.store)
    work, claim = f"{toy.base}work/brandt-2018", f"{toy.base}toy-2024/claim/tarpelimab-remission-rate-in-adults"
    copy, removed = without(toy, [work, claim])
    assert len(toy.store) == size
    assert {f"{toy.base}toy-2024/ref/3", f"{toy.base}toy-2024/ref/9", f"{claim}/adult-rate"} <= removed
    nodes = Nodes(copy)
    for node in removed:
        assert not nodes.exists(node)
        assert not list(nodes.backlinks(node))
    printed = {group: nodes.one(group, "ev:clusterText") for group in nodes.of_type(f"{PREFIXES['ev']}CitationGroup")}
    assert len(printed) > 5
    for group, text in printed.items():
        numbers = [int(nodes.one(entry, "ev:number") or 0) for entry in nodes.all(group, "ev:expandsTo")]
        assert text == cluster(numbers)


@pytest.mark.parametrize(
    ("numbers", "printed"), [([5], "5"), ([6, 5], "5,6"), ([9, 7, 8, 5], "5,7-9"), ([1, 2, 4, 5, 6, 9], "1,2,4-6,9")]
)
def test_clusters_are_printed_as_they_are_read(numbers: list[int], printed: str) -> None:
    assert cluster(numbers) == printed


CHECK = """\
#+ title: Few works
#+ group: citations
#+ looks_for: Claims that rest on one or two works.
#+ why: For the test.
#+ advice: None.
#+ false_alarms: None.
#+ columns:
#+   claim: the claim
#+   works: how many works it rests on
#+ concerns: [claim]
#+ compared: [works]
#+ finding: "rests on {works}"
PREFIX ev: <https://w3id.org/evigraph/ns#>
SELECT ?claim (COUNT(DISTINCT ?work) AS ?works) { ?claim ev:restsOn ?work }
GROUP BY ?claim HAVING (COUNT(DISTINCT ?work) < 3)
"""


@pytest.fixture
def counted(toy: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """The toy, with a claim that rests on three works, audited by one check of its own."""
    folder = tmp_path / "queries" / "checks"
    folder.mkdir(parents=True)
    (folder / "few-works.rq").write_text(CHECK, "utf-8")
    (folder / "severity.tsv").write_text("check\tseverity\nfew-works\tnote\n", "utf-8")
    monkeypatch.setattr(findings, "audit", partial(audit, names=["few-works"]))
    claim = "toy-2024/claim/registry-agrees-with-trials"
    rests = [(claim, "ev:restsOn", f"work/{key}") for key in ("okoye-2019", "sato-2016", "lindqvist-2020")]
    copy = plus(toy, *rests)
    return Dataset(copy.store, Workspace(tmp_path), toy.base)


def test_the_audit_changes_with_the_evidence(counted: Dataset) -> None:
    changed = impact(counted, "6").audit
    assert changed is not None

    def told(found: tuple[Finding, ...]) -> set[tuple[str, str]]:
        return {(node.rsplit("/", 1)[-1], finding.message) for finding in found for node in finding.nodes}

    assert told(changed.new) == {("registry-agrees-with-trials", "rests on 2")}
    assert told(changed.changed) == {
        ("high-activity-predicts-poor-response-to-morvecopan", "rests on 1"),
        ("serious-infection-more-frequent-with-tarpelimab", "rests on 1"),
    }
    assert told(changed.gone) == {
        ("morvecopan-remission-rate-in-adults", "rests on 1"),
        ("morvecopan-median-relapse-free-survival", "rests on 1"),
    }
    text = str(impact(counted, "6"))
    assert text.count("new note  few-works: rests on 2") == 1
    assert "changed: 2 notes" in text
    assert "gone: 2 notes" in text
    assert impact(counted, "6", audit=False).audit is None


def test_a_finding_that_only_loses_what_is_gone_is_the_same(counted: Dataset) -> None:
    path = counted.workspace.root / "queries/checks/few-works.rq"
    listed = CHECK.replace("concerns: [claim]", "concerns: [claim, list]")
    listed = listed.replace("#+   works:", "#+   list: the works\n#+   works:")
    path.write_text(listed.replace("?claim (", '?claim (GROUP_CONCAT(STR(?work); separator=" ") AS ?list) ('), "utf-8")
    changed = impact(counted, "7").audit
    assert changed is not None
    assert (changed.new, len(changed.changed), len(changed.gone)) == ((), 1, 0)
    both = impact(counted, ["6", "7"]).audit
    assert both is not None
    assert (len(both.new), len(both.changed), len(both.gone)) == (1, 1, 3)


def test_findings_about_what_is_taken_away_are_no_news(counted: Dataset) -> None:
    both = impact(counted, ["6", "registry-agrees-with-trials"]).audit
    assert both is not None
    assert both.new == ()


def test_the_whole_audit_is_run_on_what_is_left(toy: Dataset) -> None:
    for name in ("9", "tarn-1", "more", "tarpelimab-remissions-last-longer"):
        found = impact(toy, name).audit
        assert found is not None
        for finding in (*found.new, *found.changed):
            assert not finding.holds
            assert f"{toy.base}study/{name}" not in finding.nodes


def test_text_is_wrapped_and_tells_every_claim(article: Dataset) -> None:
    for name in ("9", "eliana", "car-t-more-effective-in-emd", "slaney-2018"):
        found = impact(article, name, audit=False)
        lines = impact_text(found).splitlines()
        assert all(len(line) <= 100 or len(line.split()) <= 2 for line in lines)
        for change in found.claims:
            assert sum(line.strip() == change.id for line in lines) == 1
        assert impact_text(found) == str(impact(article, name, audit=False))


def test_rows_and_plain_data_hold_everything(toy: Dataset) -> None:
    found = impact(toy, ["3", "1"])
    columns, rows = impact_rows(found)
    assert len(rows) == len(found.claims) + len(found.context) == 7
    assert {len(row) for row in rows} == {len(columns)}
    data = json.loads(json.dumps(found.to_dict()))
    assert [change["id"] for change in data["claims"]] == [change.id for change in found.claims]
    assert data["counts"][UNCHANGED] == 14
    assert set(data["audit"]) == {"new", "gone", "changed"}
    assert len(data["context"]) == 3
    assert "<pre>" in found._repr_html_()


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A copy of the toy, so that nothing is built in the checkout."""
    place = tmp_path / "space"
    shutil.copytree(Path(__file__).parent / "toy", place, ignore=shutil.ignore_patterns(".evigraph"))
    return str(place)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_the_command_prints_every_form(capsys: pytest.CaptureFixture[str], folder: str, tmp_path: Path) -> None:
    base = ("-C", folder, "impact", "--without", "9")
    status, tree, _ = run(capsys, *base)
    assert status == 0
    assert tree.startswith("Without reference 3, listed again as 9 (Brandt 2018): 1 claim loses all support, 1 is")
    assert run(capsys, *base, "--format", "tree")[1] == tree
    assert len(json.loads(run(capsys, *base, "--format", "json")[1])["claims"]) == 4
    table = list(csv.DictReader(io.StringIO(run(capsys, *base, "--format", "csv")[1])))
    assert [row["status"] for row in table] == [LOSES_ALL, WEAKENED, INHERITS, INHERITS]
    assert run(capsys, *base, "--format", "tsv")[1].splitlines()[0].startswith("status\tclaim\tstatement\treferences\t")
    assert run(capsys, *base, "--format", "table")[1].splitlines()[1].startswith("-----")
    path = tmp_path / "fall.txt"
    assert run(capsys, *base, "-o", str(path))[0] == 0
    assert path.read_text("utf-8") == tree
    assert run(capsys, *base, "-o", str(path))[0] == 3
    assert run(capsys, *base, "-o", str(path), "--force")[0] == 0
    status, _, error = run(capsys, "-C", folder, "impact", "--without", "brandt-2081")
    assert (status, error.count("Did you mean 'brandt-2018'?")) == (3, 1)
    assert run(capsys, "-C", folder, "impact")[0] == 2


def test_a_claim_that_loses_only_a_reason_is_named(article: Dataset) -> None:
    found = impact(article, "emd-predicts-poor-blinatumomab-response", audit=False)
    assert [claim for claim, _ in found.reasons] == sorted(claim for claim, _ in found.reasons) != []
    assert "claim that supports" in headline(found)
    assert all(label in " ".join(impact_text(found, 1000).split()) for _, label in found.reasons)
    assert found.to_dict()["reasons"] == [{"id": claim, "label": label} for claim, label in found.reasons]
    assert impact(article, "9", audit=False).reasons == ()


def test_asking_for_every_reference_reads_the_graph_once(article: Dataset) -> None:
    """A site asks for each of its references: what holds for all of them is not gathered again for each."""
    evidence = Evidence(article)
    first = impact(article, "9", audit=False, evidence=evidence)
    read = {name: id(found) for name, found in evidence._pairs.items()}
    assert len(read) > 8
    for number in range(1, 53):
        impact(article, str(number), audit=False, evidence=evidence)
    assert {name: id(found) for name, found in evidence._pairs.items() if name in read} == read
    assert impact(article, "9", audit=False, evidence=evidence) == first == impact(article, "9", audit=False)
