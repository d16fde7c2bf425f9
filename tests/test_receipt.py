"""The evidence receipt: complete, sealed, verifiable offline, and readable by people and machines."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from conftest import CHECKOUT
from evigraph.build import build
from evigraph.cli.main import evigraph
from evigraph.errors import Ambiguous, EvigraphError, InputError, NotFound, QueryError
from evigraph.export import export
from evigraph.load.workspace import Workspace
from evigraph.ns import EV
from evigraph.query import questions
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.receipt import Outcome, find_asked, read_receipt, receipt, text_of, verify
from evigraph.receipt.context import CONTEXT
from evigraph.receipt.files import files
from evigraph.receipt.seal import intact, sealed
from evigraph.view.receipt import receipt_page
from test_view import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TOY = Path(__file__).parent / "toy"
CLAIM = "high-activity-predicts-poor-response-to-morvecopan"
STUDIES = "graph/studies.yaml"
PARTS = ("digest", "version", "page", "files", "graph", "answer", "evidence", "findings")

Document = dict[str, Any]


def made(dataset: Dataset, subject: str = CLAIM, date: str = "", **values: str) -> Document:
    asked, path = find_asked(dataset, subject, {name: [value] for name, value in values.items()})
    return receipt(dataset, asked, path, date)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the toy that no test changes."""
    return copied(tmp_path_factory.mktemp("receipt") / "toy")


@pytest.fixture(scope="module")
def dataset(folder: Path) -> Dataset:
    return build(Workspace(folder)).dataset


@pytest.fixture(scope="module")
def document(dataset: Dataset) -> Document:
    return made(dataset)


def copied(folder: Path) -> Path:
    shutil.copytree(TOY, folder, ignore=shutil.ignore_patterns(".evigraph"))
    return folder


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def broken(outcomes: tuple[Outcome, ...]) -> set[str]:
    """The names of what does not hold."""
    return {outcome.name for outcome in outcomes if outcome.holds is False}


def names(items: list[Document]) -> list[str]:
    return [item["id"].rsplit("/", 1)[-1] for item in items]


# What it holds


def test_a_claim_has_everything_it_stands_on(document: Document) -> None:
    assert document["question"]["name"] == "what-a-claim-rests-on"
    assert document["question"]["title"].startswith("Whatever their age")
    assert len(document["answer"]["rows"]) == 4
    (claim,) = document["claims"]
    assert claim["id"] == document["question"]["claim"] and claim["certainty"] == "asserted"
    (passage,) = claim["passages"]
    assert passage["label"] == "Control of disease: remission and how long it lasts, paragraph 1, sentence 5"
    assert (passage["paragraph"], passage["sentence"]) == (1, 5)
    assert passage["segments"][0]["end"] > passage["segments"][0]["start"] > 0
    assert names(document["references"]) == ["lindqvist-2020", "pereira-2021"]
    assert [work["entries"][0]["number"] for work in document["references"]] == [6, 7]
    assert document["references"][0]["citation"].startswith("Lindqvist")
    assert names(document["studies"]) == ["lakeside", "more"]
    printed = {
        (cohort["id"].rsplit("/", 1)[-1], number["outcome"]["prefLabel"], number["asPrinted"])
        for study in document["studies"]
        for cohort in study["cohorts"]
        for number in cohort["results"]
    }
    assert ("high-activity", "complete remission", "31%") in printed
    assert all(row["speaksOf"] == [claim["id"]] for row in document["answer"]["rows"])


def test_every_file_is_named_with_its_hash(folder: Path, document: Document) -> None:
    import hashlib

    kinds = {file["kind"] for file in document["files"]}
    assert kinds == {"source", "schema", "question", "check"}
    own = {file["name"]: file["sha256"] for file in document["files"] if file["kind"] == "source"}
    assert {"references.bib", "graph/studies.yaml", "graph/terms.yaml"} < own.keys()
    for name, digest in own.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    others = {file["name"] for file in document["files"]} - own.keys()
    assert "evigraph/queries/what-a-claim-rests-on.rq" in others
    assert all(name.startswith("evigraph/") for name in others)


def test_the_graph_digest_is_that_of_the_sorted_export(dataset: Dataset, document: Document) -> None:
    import hashlib

    lines = sorted(export(dataset, "nt").splitlines(keepends=True))
    assert document["graph"]["sha256"] == hashlib.sha256(b"".join(lines)).hexdigest()
    assert document["graph"]["statements"] == len(lines)


@pytest.mark.parametrize(
    ("question", "values", "claims", "studies"),
    [
        ("what-depends-on-a-reference", {"reference": "6"}, True, True),
        ("numbers-of-a-study", {"study": "lakeside"}, True, True),
        ("claims-per-section", {}, False, False),
        ("results-of-an-outcome", {"asked": "relapse"}, True, True),
        ("reference-list", {}, True, True),
        ("table-as-printed", {"number": "1"}, False, False),
    ],
)
def test_a_question_draws_in_what_its_rows_speak_of(
    dataset: Dataset, question: str, values: dict[str, str], claims: bool, studies: bool
) -> None:
    found = made(dataset, question, **values)
    assert "claim" not in found["question"]
    assert bool(found["claims"]) == claims and bool(found["studies"]) == studies
    assert [p["text"] for p in found["question"]["parameters"]] == [
        {"lakeside": "Lakeside series"}.get(value, value) for value in values.values()
    ]
    told = {claim["id"] for claim in found["claims"]}
    assert {claim for row in found["answer"]["rows"] for claim in row["speaksOf"]} == told
    assert verify(found, dataset, receipt_page(found), receipt_page)
    assert not broken(verify(found, dataset, receipt_page(found), receipt_page))


def test_every_standard_question_has_a_receipt(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evigraph.receipt.document.findings", lambda *_: [])  # the audit takes longer than the rest
    values = {"claim": CLAIM, "reference": "6", "study": "more", "term": "relapse", "therapy": "tarpelimab"}
    values |= {"outcome": "relapse", "section": "control", "integer": "1"}
    asked = 0
    for name, path in questions(dataset.workspace).items():
        from evigraph.query import read_question

        given = {p.name: values[p.type] for p in read_question(path).parameters if p.type in values}
        found = made(dataset, name, **given)
        assert intact(found)
        assert receipt_page(found).endswith("</html>\n")
        asked += 1
    assert asked >= 50


def test_a_query_of_ones_own_has_a_receipt(dataset: Dataset, tmp_path: Path) -> None:
    for name, sparql, rows in (
        ("ask.rq", "ASK { ?c a <https://w3id.org/evigraph/ns#Claim> }", 1),
        ("construct.rq", "CONSTRUCT { ?c a ev:X } WHERE { ?c a ev:Claim }", 18),
        ("select.rq", "SELECT ?c (1.5 AS ?d) ?none WHERE { ?c a ev:Claim }", 18),
    ):
        (tmp_path / name).write_text(sparql)
        found = made(dataset, str(tmp_path / name))
        assert len(found["answer"]["rows"]) == rows
        assert "question" not in {file["kind"] for file in found["files"]}
        assert not broken(verify(found, dataset, receipt_page(found), receipt_page))


def test_findings_come_with_arithmetic_and_answer(tmp_path: Path) -> None:
    folder = copied(tmp_path / "toy")
    edit(folder, STUDIES, 'numerator: "18", denominator: "24"', 'numerator: "28", denominator: "24"')
    (folder / "graph/responses.yaml").write_text(
        "responses:\n- finding: numerator-above-denominator.0000000000\n  decision: explained\n"
        '  reason: A misprint in the source.\n  who: A. Curator\n  when: "2024-05-31"\n  values: "00000000"\n',
        "utf-8",
    )
    first = made(build(Workspace(folder)).dataset, "tarpelimab-remission-rate-in-children")
    (finding,) = (f for f in first["findings"] if f["check"] == "numerator-above-denominator")
    assert finding["severity"] == "error" and finding["arithmetic"].startswith("numerator ≤ denominator")
    assert {"name": "numerator", "text": "28"} in finding["compared"]
    assert "response" not in finding
    name, digest = finding["id"].rsplit("/", 1)[-1], finding["comparedDigest"]
    edit(folder, "graph/responses.yaml", "numerator-above-denominator.0000000000", name)
    edit(folder, "graph/responses.yaml", '"00000000"', f'"{digest}"')
    dataset = build(Workspace(folder)).dataset
    second = made(dataset, "tarpelimab-remission-rate-in-children")
    (finding,) = (f for f in second["findings"] if f["check"] == "numerator-above-denominator")
    assert finding["response"] == {
        "decision": "explained",
        "reason": "A misprint in the source.",
        "who": ["A. Curator"],
        "when": "2024-05-31",
        "current": True,
    }
    page = receipt_page(second)
    assert "28" in page and "explained by A. Curator on 2024-05-31: A misprint in the source." in page
    other = made(dataset, "morvecopan-median-relapse-free-survival")
    assert not [f for f in other["findings"] if f["check"] == "numerator-above-denominator"]


# For machines


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # rdflib's own JSON-LD parser uses both
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_it_is_json_ld_that_two_libraries_read_alike(document: Document) -> None:
    import pyoxigraph as ox
    import rdflib
    from rdflib.compare import isomorphic

    text = text_of(document)
    nquads = ox.serialize(ox.parse(text, format=ox.RdfFormat.JSON_LD), format=ox.RdfFormat.N_QUADS)
    one = rdflib.Graph().parse(data=nquads or b"", format="nt")
    other = rdflib.Graph().parse(data=text, format="json-ld")
    assert len(one) > 300
    assert isomorphic(one, other)
    subject = rdflib.URIRef(document["id"])
    assert (subject, rdflib.RDF.type, rdflib.URIRef(f"{EV}Receipt")) in other
    assert (subject, rdflib.RDF.type, rdflib.PROV.Entity) in other
    assert len(list(other.objects(subject, rdflib.PROV.wasDerivedFrom))) > 10


def test_what_it_says_of_the_graph_is_in_the_graph(dataset: Dataset, document: Document) -> None:
    import pyoxigraph as ox

    graph = {quad.triple for quad in dataset.store}
    said = {quad.triple for quad in ox.parse(text_of(document), format=ox.RdfFormat.JSON_LD)}
    about = {t for t in said if isinstance(t.subject, ox.NamedNode) and t.subject.value.startswith(dataset.base)}
    added = {t for t in about if t not in graph and "/finding/" not in t.subject.value}
    assert len(about - added) > 80
    assert {t.predicate.value.rsplit("/", 1)[-1] for t in added} <= {"rdf-schema#label", "bibliographicCitation"}


def test_every_key_has_its_meaning_in_the_context(dataset: Dataset) -> None:
    keys: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            keys.update(value)
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    for subject in (CLAIM, "reference-list"):
        walk({key: value for key, value in made(dataset, subject).items() if key != "@context"})
    properties = {name.removeprefix(EV) for name in _declared()}
    unknown = {key for key in keys if key not in CONTEXT and key.partition(":")[0] != "cito" and key[0] != "@"}
    assert unknown <= properties
    assert not [iri for iri in CONTEXT.values() if isinstance(iri, dict) and not {"@id", "@reverse"} & iri.keys()]


def _declared() -> set[str]:
    import rdflib

    from evigraph.load.workspace import package_data

    graph = rdflib.Graph().parse(package_data() / "graph/schema/ontology.ttl")
    return {str(subject) for subject in graph.subjects() if str(subject).startswith(EV)}


# The same input, the same bytes


def test_the_same_bytes_in_another_process(folder: Path, document: Document) -> None:
    code = (
        "import sys; from evigraph.build import open_dataset; from evigraph.load.workspace import Workspace;"
        "from pathlib import Path; from evigraph.receipt import *;"
        f"d = open_dataset(Workspace(Path({str(folder)!r}))); a, p = find_asked(d, {CLAIM!r}, {{}});"
        "sys.stdout.buffer.write(text_of(receipt(d, a, p)).encode())"
    )
    for seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent.parent / "src")}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
        assert done.stdout.decode() == text_of(document)


def test_a_date_is_written_only_when_given(dataset: Dataset, document: Document) -> None:
    assert "created" not in document
    dated = made(dataset, date="2024-05-31")
    assert dated["created"] == "2024-05-31" and dated["id"] != document["id"]
    assert "2024-05-31" in receipt_page(dated)


def test_the_ways_to_name_the_same_thing_give_the_same_receipt(dataset: Dataset, document: Document) -> None:
    assert made(dataset, f"toy-2024/claim/{CLAIM}") == document
    assert made(dataset, f"{dataset.base}toy-2024/claim/{CLAIM}") == document


# Verifying


def test_both_forms_are_read_back_and_hold(dataset: Dataset, document: Document, tmp_path: Path) -> None:
    page = receipt_page(document)
    for name, text in (("a.html", page), ("a.jsonld", text_of(document)), ("b.json", json.dumps(document))):
        (tmp_path / name).write_text(text, "utf-8")
        found, seen = read_receipt(tmp_path / name)
        assert found == document and seen == (page if name == "a.html" else "")
        outcomes = verify(found, dataset, seen, receipt_page)
        assert [o.name for o in outcomes] == [part for part in PARTS if seen or part != "page"]
        assert not broken(outcomes) and all(o.holds for o in outcomes)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if items is None:
        yield path
    else:
        for key, item in items:
            yield from leaves(item, (*path, key))


def flipped(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return value[:-1] + ("a" if value[-1:] != "a" else "b")


def test_every_value_is_sealed(dataset: Dataset) -> None:
    document = made(dataset, "results-of-an-outcome", asked="relapse")
    paths = list(leaves(document))
    assert len(paths) > 800 and intact(document)
    for path in paths:
        changed = copy.deepcopy(document)
        *above, last = path
        place: Any = changed
        for key in above:
            place = place[key]
        place[last] = flipped(place[last])
        assert not intact(changed), path
        del place[last]
        assert not intact(changed), path
    for name in document:
        if name != "id":
            assert not intact({key: value for key, value in document.items() if key != name}), name


def test_tampering_is_seen_on_the_command_line(folder: Path, document: Document, tmp_path: Path) -> None:
    page, path = receipt_page(document), tmp_path / "receipt.html"
    path.write_text(page, "utf-8")
    assert run("receipt", "--verify", str(path), folder=folder)[0] == 0
    changed = page.replace("31%", "41%")
    assert changed != page
    for text, parts in (
        (changed, {"digest", "evidence"}),
        (page.replace("<h1", "<h1 hidden", 1), {"page"}),
        (page.replace(">31%<", ">41%<"), {"page"}),
        (page.replace('asPrinted": "31%"', 'asPrinted": "41%"'), {"digest", "page", "evidence"}),
    ):
        path.write_text(text, "utf-8")
        status, out, _ = run("receipt", "--verify", str(path), folder=folder)
        assert status == 1
        assert {line.split()[1] for line in out.splitlines() if line.startswith("FAILS")} >= parts


@pytest.mark.parametrize(
    "key", ["type", "software", "question", "answer", "claims", "references", "studies", "findings"]
)
@pytest.mark.parametrize("value", [None, 7, "text", [], [None, [1]], {"id": []}, [{"id": {}, "bindings": 3}]])
def test_damaged_data_never_crash_verifying(dataset: Dataset, document: Document, key: str, value: Any) -> None:
    damaged = {**document, key: value}
    assert not intact(damaged)
    outcomes = verify(sealed(damaged), dataset, "<html>", receipt_page)
    assert broken(outcomes) & {"digest", "page", "answer", "evidence", "findings"}


@pytest.mark.parametrize(
    "path", [("question", "sparql"), ("question", "columns"), ("graph", "base"), ("answer", "rows")]
)
def test_damage_deeper_down_is_told_too(dataset: Dataset, document: Document, path: tuple[str, str]) -> None:
    values: list[Any] = [None, 5, "}", ["x"], [{}]]
    for value in values:
        damaged = copy.deepcopy(document)
        damaged[path[0]][path[1]] = value
        assert broken(verify(sealed(damaged), dataset, "<html>", receipt_page))


def test_a_forged_receipt_with_a_new_digest_does_not_hold(dataset: Dataset, document: Document) -> None:
    forged = copy.deepcopy(document)
    forged["studies"][1]["cohorts"][0]["results"][0]["asPrinted"] = "99%"
    forged = sealed(forged)
    assert intact(forged)
    assert broken(verify(forged, dataset, receipt_page(forged), receipt_page)) == {"evidence"}
    forged = copy.deepcopy(document)
    forged["answer"]["rows"].pop()
    assert broken(verify(sealed(forged), dataset)) == {"answer"}


def test_the_version_is_told_as_declared_and_no_more(dataset: Dataset, document: Document) -> None:
    for software in ({"name": "evigraph", "version": "9.9.9"}, {}, None):
        forged = sealed({**document, "software": software})
        outcome = {o.name: o for o in verify(forged, dataset)}["version"]
        assert outcome.holds is None and "cannot be told" in outcome.message
    assert {o.name: o.holds for o in verify(document, dataset)}["version"] is True


def test_a_checkout_and_its_copy_name_the_same_files(tmp_path: Path) -> None:
    """Whether the code of the checkout or that of another one reads the same bytes."""
    original, copy = Workspace(CHECKOUT), Workspace(tmp_path)
    shutil.copy(CHECKOUT / "references.bib", tmp_path)
    for folder in ("graph", "queries"):
        shutil.copytree(CHECKOUT / folder, tmp_path / folder)
    assert original.carried and not copy.carried
    question = "what-a-claim-rests-on"
    named = files(original, questions(original)[question])
    assert files(copy, questions(copy)[question]) == named and len(named) > 80
    edit(tmp_path, "graph/schema/records.yaml", "# The kinds of record", "# The sorts of record")
    other = {file["name"] for file in files(copy, questions(copy)[question]) if file not in named}
    assert other == {"graph/schema/records.yaml", "evigraph/graph/schema/records.yaml"}


def test_a_query_that_reaches_outside_is_refused(dataset: Dataset, document: Document) -> None:
    forged = copy.deepcopy(document)
    forged["question"]["sparql"] = "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    outcomes = {o.name: o for o in verify(sealed(forged), dataset)}
    assert outcomes["answer"].holds is False and "SERVICE is not allowed" in outcomes["answer"].message


def test_changed_sources_are_listed(document: Document, tmp_path: Path) -> None:
    folder = copied(tmp_path / "toy")
    edit(folder, STUDIES, 'asPrinted: "31%"', 'asPrinted: "33%"')
    (folder / "graph/responses.yaml").write_text(
        "responses:\n- finding: claim-on-one-source.0000000000\n  decision: accepted\n  reason: x\n  who: y\n"
        '  when: "2024-05-31"\n  values: "00000000"\n'
    )
    drugs = folder / "queries/drugs.rq"
    shutil.copy(drugs, folder / "queries/what-a-claim-rests-on.rq")
    outcomes = {o.name: o for o in verify(document, build(Workspace(folder)).dataset)}
    assert outcomes["files"].details == (
        f"changed: {STUDIES}",
        "missing: evigraph/queries/what-a-claim-rests-on.rq",
        "new: graph/responses.yaml",
        "new: queries/what-a-claim-rests-on.rq",
    )
    assert outcomes["digest"].holds and outcomes["answer"].holds
    assert {"files", "graph", "evidence"} <= broken(tuple(outcomes.values()))


def test_other_rows_and_findings_are_told(dataset: Dataset, tmp_path: Path) -> None:
    document = made(dataset, "tarpelimab-remission-rate-in-children")
    folder = copied(tmp_path / "toy")
    edit(folder, STUDIES, 'numerator: "18", denominator: "24"', 'numerator: "28", denominator: "24"')
    edit(folder, STUDIES, 'n: "24"', 'n: "25"')
    outcomes = {o.name: o for o in verify(document, build(Workspace(folder)).dataset)}
    assert outcomes["answer"].holds is False
    assert [detail.partition(":")[0] for detail in outcomes["answer"].details] == ["gone", "new"]
    assert "n 24" in outcomes["answer"].details[0] and "n 25" in outcomes["answer"].details[1]
    assert any(d.startswith("new: ") and "28 of 24" in d for d in outcomes["findings"].details)


def test_another_version_may_draw_another_page(dataset: Dataset, document: Document) -> None:
    old = copy.deepcopy(document)
    old["software"]["version"] = "0.0.1"
    old = sealed(old)
    outcomes = {o.name: o for o in verify(old, dataset, "<html>other", receipt_page)}
    assert outcomes["page"].holds is None and "0.0.1" in outcomes["page"].message
    assert not broken(tuple(outcomes.values()))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"{",
        b"<html></html>",
        b"\xff\xfe",
        b'{"id": 5, "type": "Receipt"}',
        b'{"id": "urn:sha256:0", "id": "urn:sha256:1"}',
        b'{"id": "urn:sha256:0", "n": NaN}',
        b"[" * 100_000,
        b'<script type="application/ld+json">{}</script>' * 2,
    ],
)
def test_what_is_no_receipt_is_refused(tmp_path: Path, folder: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(InputError, match="is no receipt"):
        read_receipt(path)
    assert run("receipt", "--verify", str(path), folder=folder)[0] == 3


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_receipt(path)


# The command line


def run(*arguments: str, folder: Path) -> tuple[int, str, str]:
    """Exit status, standard output and error of the command line."""
    result = CliRunner().invoke(evigraph, ["-C", str(folder), *arguments], standalone_mode=False)
    if isinstance(result.exception, EvigraphError):
        return result.exception.exit_status, result.stdout, str(result.exception)
    if result.exception is not None and hasattr(result.exception, "exit_code"):
        return int(result.exception.exit_code), result.stdout, str(result.exception)
    assert result.exception is None, result.exception
    return int(result.return_value or 0), result.stdout, result.stderr


def test_the_command_writes_both_forms(folder: Path, document: Document, tmp_path: Path) -> None:
    page, data = tmp_path / "a.html", tmp_path / "a.jsonld"
    assert run("receipt", CLAIM, "-o", str(page), folder=folder)[0] == 0
    assert run("receipt", CLAIM, "-o", str(data), folder=folder)[0] == 0
    assert page.read_text("utf-8") == receipt_page(document) and data.read_text("utf-8") == text_of(document)
    status, out, _ = run("receipt", CLAIM, "--format", "jsonld", folder=folder)
    assert (status, out) == (0, text_of(document))
    status, _, error = run("receipt", CLAIM, "-o", str(page), folder=folder)
    assert status == 3 and "--force" in error
    assert run("receipt", CLAIM, "-o", str(page), "--force", folder=folder)[0] == 0
    status, out, _ = run("receipt", "--verify", str(page), folder=folder)
    assert status == 0 and [line.split()[:2] for line in out.splitlines()] == [["holds", part] for part in PARTS]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 2),
        ([CLAIM, "--verify", "x"], 2),
        ([CLAIM, "--date", "yesterday"], 2),
        (["numbers-of-a-study", "-p", "study"], 2),
        (["numbers-of-a-study", "-p", "study=none"], 3),
        (["numbers-of-a-study", "-p", "other=more"], 3),
        (["numbers-of-a-studi"], 3),
        (["no such claim at all xyzzy"], 3),
        ([CLAIM, "-p", "claim=x"], 3),
        (["missing.rq"], 3),
    ],
)
def test_wrong_usage_and_bad_input(folder: Path, arguments: list[str], status: int) -> None:
    assert run("receipt", *arguments, folder=folder)[0] == status


def test_what_is_meant_is_suggested(dataset: Dataset) -> None:
    with pytest.raises(NotFound, match="Did you mean 'numbers-of-a-study'"):
        find_asked(dataset, "numbers-of-a-studi", {})
    with pytest.raises(QueryError, match="There is no question"):
        find_asked(dataset, CLAIM, {"claim": ["x"]})
    with pytest.raises(Ambiguous):
        find_asked(dataset, "remission", {})


# The page


class Parsed(HTMLParser):
    """The tags of a page, and the text of its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.scripts and self.tags[-1][0] == "script" and self.cdata_elem == "script":
            self.scripts[-1] += data


def hostile(document: Document) -> Document:
    """The receipt with a hostile text for every text that the graph could hold."""
    kept = {"id", "type", "claim", "speaksOf", "restsOn", "cites", "reportedIn", "concerns", "severity", "base"}
    kept |= {"variable", "variables", "@type", "reportingStatus", "unit", "listedIn"}
    turn = iter(range(10**6))

    def spoil(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {name: spoil(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [spoil(item, key) for item in value]
        if isinstance(value, str) and key not in kept:
            return "javascript:alert(9)" if key in ("searchLink", "doi") else HOSTILE[next(turn) % len(HOSTILE)]
        return value

    rest = {key: spoil(value, key) for key, value in document.items() if key != "@context"}
    return sealed({"@context": document["@context"], **rest})


def check_page(page: str, document: Document) -> Parsed:
    parsed = Parsed(page)
    tags = [tag for tag, _ in parsed.tags]
    assert not {"img", "iframe", "link", "object", "embed", "form", "base"} & set(tags)
    assert tags.count("script") == tags.count("style") == 1
    for tag, attributes in parsed.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset")]
        if tag == "a":
            assert re.match(r"https?://|#[a-z]", attributes["href"] or ""), attributes
    assert json.loads(parsed.scripts[0]) == document
    return parsed


def test_the_page_holds_the_very_data_and_nothing_that_runs(document: Document) -> None:
    page = receipt_page(document)
    parsed = check_page(page, document)
    targets = {attributes["id"] for _, attributes in parsed.tags if attributes.get("id")}
    links = {a["href"] for tag, a in parsed.tags if tag == "a" and (a["href"] or "").startswith("#")}
    assert links and {str(link)[1:] for link in links} <= targets
    assert len(targets) == sum(bool(attributes.get("id")) for _, attributes in parsed.tags), "an id stands twice"
    for text in ("31%", "56%", "[6]", "[7]", "paragraph 1, sentence 5", document["graph"]["sha256"]):
        assert text in page


def test_a_hostile_receipt_makes_a_harmless_page(document: Document) -> None:
    spoiled = hostile(document)
    page = receipt_page(spoiled)
    check_page(page, spoiled)
    assert "\u202e" not in page and "\\u202e" in page, "only the data keep what would rearrange the page"
    assert "alert(1)" in page and "<script>alert(1)" not in page
    assert "{{ 7*7 }}" in page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    import os

    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("EVIGRAPH_NO_SKIP") == "1":
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=arguments)
        yield started
        started.close()


@pytest.mark.browser
@pytest.mark.parametrize("spoiled", [False, True])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_page_in_a_browser(
    browser: Browser, document: Document, tmp_path: Path, spoiled: bool, scheme: Any, width: int
) -> None:
    path = tmp_path / "receipt.html"
    path.write_text(receipt_page(hostile(document) if spoiled else document), "utf-8")
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, offline=True)
    context.add_init_script("window.seen = []; for (const n of ['alert', 'open']) window[n] = (t) => seen.push(n);")
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 24, 29)")
    page.click(".counts a >> nth=2")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.counts')).display") == "none"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("seen") == [] and complaints == []
    assert {url.partition("#")[0] for url in requests} == {path.as_uri()}
    context.close()


def test_nodes_of_the_article_have_receipts_too(article: Dataset) -> None:
    claims = Nodes(article).of_type(f"{EV}Claim")
    assert len(claims) > 150
    for claim in claims[::90]:
        found = made(article, claim)
        assert intact(found) and found["claims"][0]["id"] == claim
        assert not broken(verify(found, article, receipt_page(found), receipt_page))
