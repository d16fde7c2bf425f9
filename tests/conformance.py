"""Reading the W3C SPARQL 1.1 suite, and comparing answers as it means them."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
BASE = "http://suite.example/"
PARTS = (
    *("aggregates", "bind", "bindings", "cast", "construct", "exists", "functions", "grouping", "negation"),
    *("project-expression", "property-path", "subquery", "csv-tsv-res", "json-res", "syntax-query"),
)
RESULT_FORMS = {
    "srx": ox.QueryResultsFormat.XML,
    "srj": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
}


def suite() -> Path | None:
    """The folder of the suite, if there is one."""
    folder = Path(os.environ.get("EVIGRAPH_SUITES", "")) / "w3c-sparql11"
    return folder if os.environ.get("EVIGRAPH_SUITES") and folder.is_dir() else None


@dataclass(frozen=True)
class Case:
    """One case of a manifest: a query, the graphs it is asked of, and the file of the expected answer."""

    name: str
    kind: str
    query: str
    base: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    result: Path | None


class Manifest:
    """A manifest file as triples."""

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        self.base = f"{BASE}{path.parent.name}/"
        self.store = ox.Store()
        self.store.load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=f"{self.base}manifest.ttl")

    def values(self, subject: object, name: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        """The objects of a property."""
        if subject is None:
            return []
        found = self.store.quads_for_pattern(subject, ox.NamedNode(name), None)  # type: ignore[arg-type]
        return [quad.object for quad in found if not isinstance(quad.object, ox.Triple)]

    def value(self, subject: object, name: str) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
        """The object of a property that has at most one."""
        return next(iter(self.values(subject, name)), None)

    def path(self, node: object) -> Path:
        """The file that an IRI of the manifest means."""
        return self.folder / str(getattr(node, "value", "")).removeprefix(self.base)

    def of_type(self, name: str) -> list[ox.NamedNode | ox.BlankNode]:
        """The subjects of a class."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), ox.NamedNode(name))
        return [quad.subject for quad in found if not isinstance(quad.subject, ox.Triple)]


def cases(folder: Path) -> Iterator[Case]:
    """Every query case: evaluation and syntax."""
    for part in PARTS:
        manifest = Manifest(folder / part / "manifest.ttl")
        for kind in ("QueryEvaluationTest", "CSVResultFormatTest", "PositiveSyntaxTest11", "NegativeSyntaxTest11"):
            for node in manifest.of_type(MF + kind):
                yield _case(manifest, node, kind, part)


def _case(manifest: Manifest, node: ox.NamedNode | ox.BlankNode, kind: str, part: str) -> Case:
    action = manifest.value(node, f"{MF}action")
    query = manifest.value(action, f"{QT}query") or action
    result = manifest.value(node, f"{MF}result")
    return Case(
        f"{part}/{node.value.rpartition('#')[2]}",
        kind,
        manifest.path(query).read_text("utf-8"),
        str(query.value) if query else "",
        tuple(str(each.value) for each in manifest.values(action, f"{QT}data")),
        tuple(str(each.value) for each in manifest.values(action, f"{QT}graphData")),
        manifest.path(result) if result else None,
    )


def load(store: ox.Store, folder: Path) -> None:
    """All the data that the cases name, each file in a graph of its name."""
    for iri in sorted({iri for case in cases(folder) for iri in (*case.default, *case.named)}):
        load_file(store, folder, iri, ox.NamedNode(iri))


def store_of(case: Case, folder: Path) -> ox.Store:
    """A store with nothing but the data of a case, where the suite says it is."""
    store = ox.Store()
    for iri in case.default:
        load_file(store, folder, iri, ox.DefaultGraph())
    for iri in case.named:
        load_file(store, folder, iri, ox.NamedNode(iri))
    return store


def load_file(store: ox.Store, folder: Path, iri: str, graph: ox.NamedNode | ox.DefaultGraph) -> None:
    """The data of one file in one graph."""
    path = folder / iri.removeprefix(BASE)
    kind = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}[path.suffix]
    store.load(path=str(path), format=kind, base_iri=iri, to_graph=graph)


def canonical(found: object, ordered: bool = False) -> object:
    """An answer so that two that mean the same are equal: blank nodes have no names, rows no order."""
    if isinstance(found, ox.QueryBoolean | bool):
        return bool(found)
    quads: list[ox.Quad] = []
    if isinstance(found, ox.QuerySolutions):
        columns = sorted(variable.value for variable in found.variables)
        for number, row in enumerate(found):
            node = ox.BlankNode()
            quads.append(ox.Quad(node, ox.NamedNode("row:is"), ox.Literal(number if ordered else 0)))
            quads += [
                ox.Quad(node, ox.NamedNode(f"row:{name}"), row[name]) for name in columns if row[name] is not None
            ]
    else:
        quads = [ox.Quad(t.subject, t.predicate, t.object) for t in found]  # type: ignore[attr-defined]
    return _same(quads)


def _same(quads: list[ox.Quad]) -> object:
    # A store writes equal numbers the same way, which is all that the suite asks for.
    store = ox.Store()
    store.extend(quads)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(map(str, dataset))


def expected(case: Case) -> object:
    """What the suite says the answer is."""
    assert case.result is not None
    kind = case.result.suffix[1:]
    if kind == "ttl":
        base = BASE + str(case.result.relative_to(case.result.parent.parent))
        quads = list(ox.parse(path=str(case.result), format=ox.RdfFormat.TURTLE, base_iri=base))
        return _same(_rows_of(quads)) if _RESULT_SET in quads_types(quads) else canonical([q.triple for q in quads])
    if kind == "csv":
        return cells(case.result.read_text("utf-8"))
    return canonical(ox.parse_query_results(path=str(case.result), format=RESULT_FORMS[kind]))


RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RESULT_SET = f"{RS}ResultSet"


def quads_types(quads: list[ox.Quad]) -> set[str]:
    """The classes that are named."""
    return {str(quad.object.value) for quad in quads if quad.predicate.value == f"{RDF}type"}  # type: ignore[union-attr]


def _rows_of(quads: list[ox.Quad]) -> list[ox.Quad]:
    """The rows of a result set that is written as triples, as :func:`canonical` has them."""
    about: dict[tuple[str, str], list[ox.Quad]] = {}
    for quad in quads:
        about.setdefault((str(quad.subject), quad.predicate.value), []).append(quad)
    found = []
    for solution in (quad.object for quad in quads if quad.predicate.value == f"{RS}solution"):
        row = ox.BlankNode()
        found.append(ox.Quad(row, ox.NamedNode("row:is"), ox.Literal(0)))
        for binding in about.get((str(solution), f"{RS}binding"), []):
            name = about[str(binding.object), f"{RS}variable"][0].object
            value = about[str(binding.object), f"{RS}value"][0].object
            found.append(ox.Quad(row, ox.NamedNode(f"row:{name.value}"), value))  # type: ignore[union-attr]
    return found


def cells(text: str) -> object:
    """The cells of a CSV answer: blank nodes without names, numbers by value, columns and rows in any order."""
    rows = csv.DictReader(io.StringIO(text))
    return sorted(sorted((name, _cell(cell)) for name, cell in row.items()) for row in rows)


def _cell(cell: str) -> str:
    if cell.startswith("_:"):
        return "_:"
    with contextlib.suppress(ValueError):
        return str(float(cell))
    return cell


HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"


@dataclass(frozen=True)
class Exchange:
    """One request of the protocol suite, and the answer that is expected."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: frozenset[str]
    form: str
    truth: str

    @property
    def updates(self) -> bool:
        """Whether it is an update."""
        kinds = [value for name, value in self.headers if name == "content-type"]
        return "update=" in self.target or b"update=" in self.body or any("sparql-update" in kind for kind in kinds)


def exchanges(folder: Path) -> Iterator[tuple[str, list[Exchange]]]:
    """Every case of the protocol manifest: its name, and its requests in order."""
    manifest = Manifest(folder / "protocol" / "manifest.ttl")
    for node in sorted(manifest.of_type(f"{MF}ProtocolTest"), key=str):
        requests = manifest.value(manifest.value(node, f"{MF}action"), f"{HT}requests")
        yield node.value.rpartition("#")[2], [_exchange(manifest, each) for each in _list(manifest, requests)]


def _list(manifest: Manifest, head: object) -> Iterator[object]:
    while first := manifest.value(head, f"{RDF}first"):
        yield first
        head = manifest.value(head, f"{RDF}rest")


def _exchange(manifest: Manifest, node: object) -> Exchange:
    def text(subject: object, name: str) -> str:
        found = manifest.value(subject, name) if subject else None
        return str(found.value) if found else ""

    body, answer = manifest.value(node, f"{HT}body"), manifest.value(node, f"{HT}resp")
    headers = _list(manifest, manifest.value(node, f"{HT}headers"))
    encoding = text(body, f"{CNT}characterEncoding") or "utf-8"
    return Exchange(
        text(node, f"{HT}methodName"),
        text(node, f"{HT}absolutePath"),
        tuple((text(each, f"{HT}fieldName").lower(), text(each, f"{HT}fieldValue")) for each in headers),
        text(body, f"{CNT}chars").encode(encoding),
        frozenset(
            str(status.value).rpartition("StatusCode")[2][:1]
            for status in manifest.values(answer, f"{MF}expectedStatus")
        ),
        text(answer, f"{MF}expectedFormat"),
        text(answer, f"{MF}expectedBoolean"),
    )
