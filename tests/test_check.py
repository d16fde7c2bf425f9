"""Checking: each mistake gives exactly the findings it should, with its place and a way to mend it.

A case is a file in ``invalid/`` or ``valid/``: edits to the example workspace, and for an
invalid one every finding in full.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from evigraph.check import check_quads, check_workspace
from evigraph.errors import Finding, RecordError
from evigraph.load.dataset import load_quads
from evigraph.load.schema import read_schema
from evigraph.ns import EV, RDF, local_name
from evigraph.read import Record, each, read_yaml
from sample import ARTICLE, BENEFIT, PASSAGES, STRUCTURE, STUDIES, workspace

HERE = Path(__file__).parent
INVALID = sorted((HERE / "invalid").glob("*.yaml"))
VALID = sorted((HERE / "valid").glob("*.yaml"))


def case(path: Path) -> tuple[list[Any], list[str]]:
    """The edits of a case and the findings expected of it."""
    tree, faults = read_yaml(path)
    assert tree is not None and not faults, faults
    assert {"title"} < tree.keys() <= {"title", "edits", "findings"} or tree.keys() == {"title"}
    return list(each(tree["edits"])) if "edits" in tree else [], list(tree.get("findings", []))


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid(path: Path, tmp_path: Path) -> None:
    edits, expected = case(path)
    _, findings = check_workspace(workspace(tmp_path / "w", edits))
    assert [str(finding) for finding in findings] == expected
    assert expected
    assert all(finding.message and finding.hint for finding in findings)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", finding.code) for finding in findings)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid(path: Path, tmp_path: Path) -> None:
    edits, expected = case(path)
    _, findings = check_workspace(workspace(tmp_path / "w", edits))
    assert [str(finding) for finding in findings] == expected == []


def test_the_number_of_cases() -> None:
    assert (len(INVALID), len(VALID)) == (79, 9)


def test_the_cases_cover_every_code_of_loading_and_checking() -> None:
    """Codes of unreadable files and of the schema are tested with the reader and below."""
    source = HERE.parent / "src" / "evigraph"
    text = "".join(path.read_text("utf-8") for folder in ("load", "check") for path in (source / folder).glob("*.py"))
    text += (source / "check" / "messages.yaml").read_text("utf-8")
    codes = set(re.findall(r"\"([a-z]+(?:-[a-z]+)+)\", (?:f?\"|message)", text)) | set(
        re.findall(r"code: ([a-z-]+)\n", text)
    )
    codes |= {"undeclared-type", "undeclared-property", "undeclared-value", "argument-circle", "hierarchy-circle"}
    seen = {line.split(": ")[1] for path in INVALID for line in case(path)[1]}
    missing = {code for code in codes - seen if not code.startswith("schema-")}
    assert missing <= {"wrong-record", "bib-unknown-field"}, missing
    assert len(seen) >= 30


def test_warnings_are_marked(tmp_path: Path) -> None:
    [finding] = check_workspace(workspace(tmp_path / "w", case(HERE / "invalid" / "bib-unknown-field.yaml")[0]))[1]
    assert finding.severity == "warning"


def test_findings_come_in_file_order_and_once(tmp_path: Path) -> None:
    _, findings = check_workspace(workspace(tmp_path / "w", case(HERE / "invalid" / "several-files.yaml")[0]))
    assert findings == sorted(set(findings))
    assert len({finding.place.file for finding in findings}) == 4


EXTENSION = [
    {"file": "graph/schema/own.jsonld", "new": '{"@context": {"zzz": {"@id": "ev:zzz"}}}'},
    {
        "file": "graph/schema/own.ttl",
        "new": f"<{EV}zzz> a <{RDF}Property> ; <http://www.w3.org/2000/01/rdf-schema#label> 'zzz' .",
    },
    *STRUCTURE,
]
OPEN = {"Therapy"}
"""Shapes that only add to another one, which is closed."""


def shapes(closed: bool) -> dict[str, str]:
    """Name -> target class of the closed node shapes, or of the open ones."""
    sh = "http://www.w3.org/ns/shacl#"
    store = ox.Store()
    for path in sorted((HERE.parent / "graph" / "schema").glob("*.ttl")):
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    found = store.query(
        f"PREFIX sh: <{sh}> SELECT ?s ?c ?closed WHERE {{ "
        "?s a sh:NodeShape ; sh:targetClass ?c . OPTIONAL { ?s sh:closed ?closed } }"
    )
    assert isinstance(found, ox.QuerySolutions)
    return {
        local_name(row["s"].value): row["c"].value
        for row in found
        if (row["closed"] is not None and row["closed"].value == "true") is closed
    }


def test_closed_shapes_are_closed(tmp_path: Path) -> None:
    """A declared key that belongs to no record is refused in one record of every kind."""
    extended = workspace(tmp_path / "w", EXTENSION)
    quads, findings = load_quads(extended)
    assert findings == check_quads(extended, quads) == []
    assert shapes(closed=False).keys() == OPEN
    classes = shapes(closed=True)
    assert len(classes) >= 20
    property_ = ox.NamedNode(f"{EV}zzz")
    for name, class_ in sorted(classes.items()):
        typed = [quad for quad in quads if quad.predicate.value == f"{RDF}type" and quad.object == ox.NamedNode(class_)]
        assert typed, f"the example has no {name}"
        added = ox.Quad(typed[0].subject, property_, ox.Literal("1"), typed[0].graph_name)
        found = check_quads(extended, [*quads, added])
        assert [finding.code for finding in found] == ["misplaced-key"], name
        assert "'zzz' does not belong to" in found[0].message


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("own.jsonld", "{", "own.jsonld:1:2: schema-context: Not a JSON-LD context: Expecting property name"),
        ("own.jsonld", "[]", "own.jsonld: schema-context: Not a JSON-LD context: "),
        ("own.jsonld", "{}", "own.jsonld: schema-context: Not a JSON-LD context: '@context'"),
        ("own.jsonld", '{"@context": "https://example.org/c"}', "own.jsonld: schema-context: Not a JSON-LD context: "),
        ("own.jsonld", '{"@context": {"label": "ev:other"}}', "own.jsonld: schema-conflict: 'label' has a meaning"),
        ("own.ttl", "ev:x a rdf:Property .", "own.ttl:1:1: schema-turtle: Not valid Turtle: "),
        ("own.yaml", "kinds:\n  notes: {id: x}\n", "own.yaml:2:10: schema-kind: The kind of record 'notes' needs"),
        ("own.yaml", "kinds:\n  notes: x\n", "own.yaml:2:10: schema-kind: The kind of record 'notes' needs"),
        ("own.yaml", "kinds: [x]\n", "own.yaml:1:1: schema-conflict: 'kinds' has a meaning"),
        ("own.yaml", "kinds:\n  terms: {id: x}\n", "own.yaml:2:11: schema-conflict: 'id' has a meaning"),
        ("own.yaml", "kinds:\n\t", "own.yaml:2:1: yaml-syntax: "),
    ],
)  # fmt: skip
def test_a_broken_schema_is_reported_before_anything_else(tmp_path: Path, file: str, text: str, expected: str) -> None:
    broken = workspace(tmp_path / "w", [{"file": f"graph/schema/{file}", "new": text}])
    with pytest.raises(RecordError) as caught:
        check_workspace(broken)
    [finding] = caught.value.findings
    assert str(finding).startswith(expected)


def test_an_own_kind_of_record(tmp_path: Path) -> None:
    """Extending the rules adds to them: the standard kinds and fields stay."""
    own = "kinds:\n  remarks: {id: 'remark/{id}', type: Remark}\nfiles:\n  graph/terms.yaml: [remarks]\n"
    own += "bibtex:\n  fields: {remark: note}\n"
    extended = workspace(tmp_path / "w", [{"file": "graph/schema/own.yaml", "new": own}])
    schema = read_schema(extended)
    assert schema.files["graph/terms.yaml"] == ("terms", "remarks")
    assert schema.kinds["remarks"].types == ("Remark",)
    assert (schema.bibtex["fields"]["remark"], schema.bibtex["fields"]["title"]) == ("note", "title")
    assert "claims" in schema.kinds
    assert check_workspace(extended)[1] == []


ODD: list[Any] = [
    "@id",
    "_:b",
    "%zz",
    "http://[",
    "a b",
    "a:b",
    "../../x",
    "\\",
    "é\u200b",
    "x" * 3000,
    {"a": "b"},
    ["x", ["y"]],
]


def visit(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values in a tree; of a long list only the first two."""
    found = [path]
    children = (
        value.items() if isinstance(value, Record) else list(enumerate(value))[:2] if isinstance(value, list) else []
    )
    for key, child in children:
        found += visit(child, (*path, key))
    return found


@pytest.mark.parametrize("file", [STUDIES, ARTICLE, PASSAGES, BENEFIT])
def test_no_odd_value_brings_loading_down(tmp_path: Path, file: str) -> None:
    """Each value in a file replaced in turn by odd ones: loading reports, or takes it as text."""
    import yaml

    odd = workspace(tmp_path / "w")
    path = odd.root / file
    text = path.read_text("utf-8")
    tree, _ = read_yaml(path)
    paths = visit(tree)[1:]
    assert len(paths) > 15
    for number, where in enumerate(paths):
        changed = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
        target = changed
        for step in where[:-1]:
            target = target[step]
        target[where[-1]] = ODD[number % len(ODD)]
        path.write_text(yaml.safe_dump(changed, allow_unicode=True), "utf-8")
        quads, findings = load_quads(odd)
        assert quads
        assert all(isinstance(finding, Finding) for finding in findings)
