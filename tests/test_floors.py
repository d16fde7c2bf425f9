"""The architecture: who may import whom, and the budgets that keep the code readable."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "evigraph"

FLOORS = {
    "errors": 0,
    "feasible": 0,
    "intervals": 0,
    "locks": 0,
    "ns": 0,
    "separated": 0,
    "version": 0,
    "article": 1,
    "bib": 1,
    "read": 1,
    "write": 1,
    "jats": 2,
    "tei": 2,
    "reader": 3,
    "library": 2,
    "load": 2,
    "text": 2,
    "query": 3,
    "audit": 4,
    "check": 4,
    "coverage": 4,
    "listing": 4,
    "network": 4,
    "remote": 4,
    "standing": 4,
    "trace": 4,
    "bibliography": 5,
    "build": 5,
    "export": 5,
    "impact": 5,
    "receipt": 5,
    "scaffold": 5,
    "diff": 6,
    "corpus": 6,
    "ingest": 6,
    "inbox": 7,
    "view": 6,
    "api": 7,
    "assist": 7,
    "publish": 7,
    "serve": 7,
    "__init__": 8,
    "cli": 8,
    "__main__": 9,
}
"""Module or package of evigraph -> its floor; an import goes to a lower floor or stays in its package."""

MAX_FILE_LINES = 320
MAX_FUNCTION_LINES = 60

SOURCES = sorted(PACKAGE.rglob("*.py"))
NAMES = [path.relative_to(PACKAGE).as_posix() for path in SOURCES]

_SPARQL = re.compile(r"\b(?:SELECT|CONSTRUCT|ASK|DESCRIBE|INSERT|DELETE)\b.*[?{]|\bVALUES\s*\?", re.DOTALL)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), path.name)


def unit_of(name: str) -> str:
    """The module or package of evigraph that a file belongs to."""
    return name.split("/", maxsplit=1)[0].removesuffix(".py")


def imported(tree: ast.Module, name: str) -> Iterator[str]:
    """Units of evigraph that a file imports, wherever in the file the import stands."""
    package = ["evigraph", *name.split("/")[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            modules = [f"{origin}.{alias.name}" for alias in node.names]
        else:
            continue
        for module in modules:
            parts = module.split(".")
            if parts[0] == "evigraph":
                yield parts[1] if len(parts) > 1 and parts[1] in FLOORS else "__init__"


def upward(tree: ast.Module, name: str) -> list[str]:
    """Imports of a file that leave its package without going down."""
    unit = unit_of(name)
    return [to for to in imported(tree, name) if to != unit and FLOORS[to] >= FLOORS[unit]]


def swallowed(tree: ast.Module) -> list[int]:
    """Lines of handlers that catch everything and do not raise it again."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)} if node.type else {""}
            reraised = any(isinstance(part, ast.Raise) and part.exc is None for part in ast.walk(node))
            if caught & {"", "Exception"} or (caught & {"BaseException"} and not reraised):
                lines.append(node.lineno)
    return lines


def built_sparql(tree: ast.Module) -> list[int]:
    """Lines where a query is put together from strings: f-string, format, ``%`` or ``+``."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values]
            text = "".join(parts)
            composed = "\0" in text
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            sides = (node.left, node.right)
            text = "".join(str(side.value) for side in sides if isinstance(side, ast.Constant))
            composed = not all(isinstance(side, ast.Constant) for side in sides)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            text = str(node.func.value.value) if isinstance(node.func.value, ast.Constant) else ""
            composed = True
        else:
            continue
        if composed and _SPARQL.search(text):
            lines.append(node.lineno)
    return lines


def long_functions(tree: ast.Module) -> list[str]:
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [node.name for node in functions if (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION_LINES]


def test_the_package_was_found() -> None:
    assert len(SOURCES) > 30
    assert {"errors.py", "ns.py", "load/dataset.py", "query/dataset.py", "export/__init__.py"} <= set(NAMES)


def test_every_module_has_a_floor() -> None:
    assert {unit_of(name) for name in NAMES} - FLOORS.keys() == set()


def test_some_imports_go_down() -> None:
    edges = {(unit_of(n), to) for n, p in zip(NAMES, SOURCES, strict=True) for to in imported(tree_of(p), n)}
    assert {("load", "bib"), ("query", "load"), ("build", "check"), ("export", "network")} <= edges
    assert len(edges) > 30


@pytest.mark.parametrize(("name", "path"), list(zip(NAMES, SOURCES, strict=True)), ids=NAMES)
def test_module(name: str, path: Path) -> None:
    tree = tree_of(path)
    assert upward(tree, name) == [], "imports upward or sideways"
    assert swallowed(tree) == [], "catches everything"
    assert built_sparql(tree) == [], "builds SPARQL from strings"
    assert long_functions(tree) == [], f"functions over {MAX_FUNCTION_LINES} lines"
    assert len(path.read_text("utf-8").splitlines()) < MAX_FILE_LINES


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ns.py", "from evigraph.read import read_yaml"),
        ("read.py", "import evigraph.bib"),
        ("load/cache.py", "def f():\n    from evigraph.query.dataset import Dataset"),
        ("load/cache.py", "from ..query import Dataset"),
        ("load/cache.py", "from .. import network"),
        ("check/links.py", "from evigraph import build"),
        ("cli/ask.py", "import evigraph"),
        ("api.py", "if TYPE_CHECKING:\n    from evigraph import open"),
    ],
)
def test_upward_imports_are_seen(name: str, code: str) -> None:
    assert len(upward(ast.parse(code), name)) == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("load/cache.py", "from evigraph.load.workspace import Workspace"),
        ("load/cache.py", "from .workspace import Workspace"),
        ("load/cache.py", "from evigraph import ns"),
        ("cli/ask.py", "from evigraph.api import Graph\nimport evigraphic"),
    ],
)
def test_downward_imports_are_allowed(name: str, code: str) -> None:
    assert upward(ast.parse(code), name) == []


@pytest.mark.parametrize(
    "code",
    [
        "try: pass\nexcept: pass",
        "try: pass\nexcept Exception: pass",
        "try: pass\nexcept (OSError, Exception) as error: raise",
        "try: pass\nexcept BaseException: pass",
    ],
)
def test_swallowed_exceptions_are_seen(code: str) -> None:
    assert len(swallowed(ast.parse(code))) == 1


def test_cleaning_up_before_raising_again_is_allowed() -> None:
    assert swallowed(ast.parse("try: pass\nexcept BaseException:\n    tidy()\n    raise")) == []
    assert swallowed(ast.parse("try: pass\nexcept OSError: pass")) == []


@pytest.mark.parametrize(
    "code",
    [
        'f"SELECT ?s WHERE {{ ?s ?p {o} }}"',
        'f"VALUES ?v {{ {v} }}"',
        '"CONSTRUCT WHERE { ?s ?p " + o',
        '"ASK { ?s ?p %s }" % o',
        '"SELECT * {{ ?s ?p {} }}".format(o)',
    ],
)
def test_built_sparql_is_seen(code: str) -> None:
    assert len(built_sparql(ast.parse(code))) == 1


def test_messages_about_sparql_are_allowed() -> None:
    assert built_sparql(ast.parse('f"{form} is for CONSTRUCT; a SELECT takes {other}."')) == []
    assert built_sparql(ast.parse('"SELECT ?s WHERE { ?s ?p ?o }"')) == []


def test_long_functions_are_seen() -> None:
    body = "    pass\n" * MAX_FUNCTION_LINES
    assert long_functions(ast.parse(f"def f():\n{body}")) == ["f"]
    assert long_functions(ast.parse(f"def f():\n{body[:-9]}")) == []
