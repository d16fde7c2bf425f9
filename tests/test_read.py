"""Reading YAML: everything is text with its place, and what would lose data is refused."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from evigraph import read
from evigraph.errors import Place
from evigraph.read import Items, Record, Text, each, parse_yaml, read_yaml

REFUSED = {
    # case: (text, findings as line:column code)
    "duplicate key": ("a: 1\nb: 2\na: 3\n", ["3:1 yaml-duplicate-key"]),
    "duplicate key, nested": ("t:\n- a: 1\n  a: {b: c, b: d}\n", ["3:3 yaml-duplicate-key"]),
    "duplicate key in a flow mapping": ("t: {a: 1, a: 2}\n", ["1:11 yaml-duplicate-key"]),
    "duplicate key, written in two ways": ('"a": 1\na: 2\n', ["2:1 yaml-duplicate-key"]),
    "alias": ("a: &x 1\nb: *x\n", ["2:4 yaml-alias"]),
    "alias of a list": ("a: &x [1]\nb: [*x, *x]\n", ["2:5 yaml-alias", "2:9 yaml-alias"]),
    "alias of itself": ("a: &x [*x]\n", ["1:8 yaml-alias"]),
    "alias of a key": ("&x a: 1\nb: *x\n", ["2:4 yaml-alias"]),
    "alias as key": ("a: &x 1\n*x : 2\n", ["2:1 yaml-bad-key"]),
    "merge key": ("a: &x {b: c}\nd:\n  <<: *x\n", ["3:3 yaml-merge-key"]),
    "tab": ("a:\n\tb: c\n", ["2:1 yaml-syntax"]),
    "tab after spaces": ("a:\n  - b: c\n  \t  d: e\n", ["3:3 yaml-syntax"]),
    "empty file": ("", ["0:0 yaml-empty"]),
    "only comments": ("# nothing yet\n\n", ["0:0 yaml-empty"]),
    "empty value": ("a:\n  b:\n  c: 1\n", ["2:5 yaml-empty-value"]),
    "blank value": ("a: '  '\n", ["1:4 yaml-empty-value"]),
    "empty item": ("a:\n- b\n-\n", ["3:2 yaml-empty-value"]),
    "empty list": ("a: []\n", ["1:4 yaml-empty-value"]),
    "list as key": ("? [a, b]\n: c\n", ["1:3 yaml-bad-key"]),
    "empty key": ("'': a\n", ["1:1 yaml-bad-key"]),
    "list at the top": ("- a\n", ["1:1 yaml-not-a-mapping"]),
    "text at the top": ("a\n", ["1:1 yaml-not-a-mapping"]),
    "two documents": ("a: 1\n---\nb: 2\n", ["2:1 yaml-several-documents"]),
    "unclosed bracket": ("a: [b\nc: d\n", ["2:2 yaml-syntax"]),
    "unclosed quote": ('a: "b\n', ["2:1 yaml-syntax"]),
    "colon in a plain value": ("a: b: c\n", ["1:5 yaml-syntax"]),
    "outdented": ("a:\n    b: 1\n  c: 2\n", ["3:3 yaml-syntax"]),
    "percent at the start": ("a: 1\nb: %2\n", ["2:4 yaml-syntax"]),
    "at-sign at the start": ("a: @b\n", ["1:4 yaml-syntax"]),
    "control character": ("a: 1\nb: x\x07y\n", ["2:5 yaml-control-character"]),
    "null character": ("a: \x00\n", ["1:4 yaml-control-character"]),
    "half a character": ('a: "\\ud800"\n', ["1:7 yaml-syntax"]),
    "several faults": ("a: 1\na: 2\nb:\nc: *x\n", ["2:1 yaml-duplicate-key", "3:3 yaml-empty-value", "4:4 yaml-alias"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    text, expected = REFUSED[case]
    _, findings = parse_yaml(text, "f.yaml")
    assert [f"{f.place.line}:{f.place.column} {f.code}" for f in findings] == expected
    assert all(finding.place.file == "f.yaml" and finding.message and finding.hint for finding in findings)


def test_the_number_of_refusals() -> None:
    assert len(REFUSED) == 33


def test_what_has_a_fault_is_left_out_and_the_rest_is_kept() -> None:
    tree, findings = parse_yaml("a: 1\nb: [x, *y, z]\na: 2\nc: {d: , e: f}\n", "f.yaml")
    assert tree == {"a": "1", "b": ["x", "z"], "c": {"e": "f"}}
    assert len(findings) == 3


@pytest.mark.parametrize(
    "written",
    ["NO", "no", "off", "true", "12:30", "010", "0o17", "0x1F", "0.80", "1_000", "1e3", ".inf", ".nan", "~", "null",
     "=", "2024-05-01", "+5", "-0", "!!int 7", "!!float 7.50"],
)  # fmt: skip
def test_values_stay_as_written(written: str) -> None:
    tree, findings = parse_yaml(f"a: {written}\nb: [{written}]\n", "f.yaml")
    expected = written.rpartition(" ")[2]
    assert (tree, findings) == ({"a": expected, "b": [expected]}, [])


def test_places() -> None:
    tree, findings = parse_yaml("# head\na:\n- b: é x\n  'c': {d: [1,  \"2\"]}\n", "f.yaml")
    assert tree is not None and not findings
    [first] = tree["a"]
    assert (tree.place, tree.key_places["a"]) == (Place("f.yaml", 2, 1), Place("f.yaml", 2, 1))
    assert tree["a"].place == Place("f.yaml", 3, 1)
    assert first.place == Place("f.yaml", 3, 3)
    assert first["b"].place == Place("f.yaml", 3, 6)
    assert first.key_places["c"] == Place("f.yaml", 4, 3)
    assert first["c"].place == Place("f.yaml", 4, 8)
    assert [item.place.column for item in first["c"]["d"]] == [13, 17]
    assert isinstance(first["b"], Text) and isinstance(first["c"]["d"], Items) and isinstance(first, Record)


def test_block_text_and_folding() -> None:
    tree, _ = parse_yaml("a: |\n  one\n  two\nb: >-\n  one\n  two\n", "f.yaml")
    assert tree == {"a": "one\ntwo\n", "b": "one two"}


def test_windows_files_read_like_others(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes("\ufeffa: 1\r\nb:\r\n- \u00e9\r\n- |\r\n  x\r\n  y\r\n".encode())
    tree, findings = read_yaml(path)
    assert (tree, findings) == ({"a": "1", "b": ["\u00e9", "x\ny\n"]}, [])
    assert tree is not None
    assert tree["b"][0].place == Place("f.yaml", 3, 3)
    assert tree.key_places["a"] == Place("f.yaml", 1, 1)


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text('Mu\u0308ller: Mu\u0308ller\nb: "u\\u0308"\n', "utf-8")
    assert read_yaml(path)[0] == {"M\u00fcller": "M\u00fcller", "b": "\u00fc"}


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [(b"a: 1\nb: \xff\n", 2, 4), (b"\xe9", 1, 1), ("é: ".encode() + b"\xe9", 1, 4), (b"\xef\xbb\xbfa\xc3(", 1, 2),
     (b"\xff\xfea\x00", 1, 1)],
)  # fmt: skip
def test_other_encodings_are_refused_at_their_first_byte(tmp_path: Path, data: bytes, line: int, column: int) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(data)
    tree, [finding] = read_yaml(path, "graph/f.yaml")
    assert (tree, finding.code, finding.place) == (None, "yaml-not-utf8", Place("graph/f.yaml", line, column))
    assert finding.hint == "Save the file as UTF-8."


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    tree, [finding] = read_yaml(tmp_path, "graph/terms.yaml")
    assert (tree, finding.code, str(finding.place)) == (None, "yaml-not-a-file", "graph/terms.yaml")


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    tree, [finding] = read_yaml(tmp_path / "none.yaml")
    assert (tree, finding.code) == (None, "yaml-unreadable")
    assert "No such file" in finding.message


def test_a_file_without_permission_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    _, [finding] = read_yaml(tmp_path / "f.yaml")
    assert (finding.code, "Permission denied" in finding.message) == ("yaml-unreadable", True)


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 5)
    path = tmp_path / "f.yaml"
    path.write_text("a: 12\n")
    _, [finding] = read_yaml(path)
    assert (finding.code, "6 bytes" in finding.message) == ("yaml-too-large", True)
    path.write_text("a: 1\n")
    assert read_yaml(path)[1] == []


DEEP = ["'[' * {n}", "'{{a: ' * {n}", "'- ' * {n} + 'a'", "'? ' * {n} + 'a'", "'- ? ' * {n} + 'a'",
        "''.join(' ' * i + 'a:\\n' for i in range(min({n}, 5000)))", "'[' * {n} + ']' * {n}"]  # fmt: skip


@pytest.mark.parametrize("levels", [10_000, 25_000])
@pytest.mark.parametrize("text", DEEP)
def test_a_deep_file_is_refused_and_kills_nothing(text: str, levels: int) -> None:
    """In a process of its own: the C parser of PyYAML dies of such text."""
    code = (
        f"from evigraph.read import parse_yaml; print(parse_yaml('a:\\n' + {text.format(n=levels)}, 'f')[1][-1].code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() in ("yaml-too-deep", "yaml-syntax"), done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize(("levels", "fine"), [(read.MAX_DEPTH, True), (read.MAX_DEPTH + 1, False)])
def test_the_depth_that_is_read(levels: int, fine: bool) -> None:
    tree, findings = parse_yaml("a: " + "[" * (levels - 1) + "b" + "]" * (levels - 1), "f.yaml")
    assert (tree is not None) is fine
    assert [finding.code for finding in findings] == ([] if fine else ["yaml-too-deep"])


def test_each() -> None:
    tree, _ = parse_yaml("a: 1\nb: [1, 2]\nc: {d: e}\n", "f.yaml")
    assert tree is not None
    assert list(each(tree["a"])) == ["1"]
    assert list(each(tree["b"])) == ["1", "2"]
    assert list(each(tree["c"])) == [{"d": "e"}]


# Without the line breaks that only YAML 1.1 knows (PyYAML folds them), and the merge key.
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029")
WORDS = st.text(LETTERS, min_size=1, max_size=30).filter(lambda text: text.strip() not in ("", "<<"))
VALUES = st.recursive(
    WORDS, lambda some: st.lists(some, min_size=1, max_size=4) | st.dictionaries(WORDS, some, max_size=4), max_leaves=12
)


def composed(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [composed(item) for item in value]
    assert isinstance(value, dict)
    return {composed(key): composed(item) for key, item in value.items()}


@given(st.dictionaries(WORDS, VALUES, min_size=1, max_size=5), st.booleans(), st.sampled_from([None, '"', "'", "|"]))
@example({"a": "x: #y", "<": "NO", "0.80": "'"}, True, None)
@example({"a\n b": "  leading", "c": "trailing \n\n"}, True, "|")
def test_what_is_dumped_reads_back_equal(mapping: dict[str, object], wide: bool, style: str | None) -> None:
    expected = composed(mapping)
    text = yaml.safe_dump(expected, allow_unicode=wide, default_style=style)
    assert isinstance(expected, dict)
    tree, findings = parse_yaml(text, "f.yaml")
    assert findings == []
    assert tree == expected


@given(st.text(max_size=200))
@example("\ufeff")
@example("%YAML 9.9\n---\na")
def test_any_text_gives_a_tree_or_a_finding(text: str) -> None:
    tree, findings = parse_yaml(text, "f.yaml")
    assert tree is not None or findings


@given(st.binary(max_size=200))
def test_any_bytes_give_a_tree_or_a_finding(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "f.yaml"
    path.write_bytes(data)
    tree, findings = read_yaml(path)
    assert tree is not None or findings
