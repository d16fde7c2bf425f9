"""What a receipt was read from: every file by its SHA-256, and the graph as a whole."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from evigraph.audit import checks
from evigraph.load.dataset import source_hashes
from evigraph.load.workspace import Workspace, package_data
from evigraph.query import questions
from evigraph.query.dataset import Dataset

_PACKAGE = "evigraph/"


def files(workspace: Workspace, question: Path | None) -> list[dict[str, str]]:
    """Sources, schema, checks and the question's file, each with its SHA-256, sorted by name within a kind.

    A question that is none of the workspace's is not among them; a receipt holds its text anyway.
    A file of the package of which the workspace has a copy, byte for byte, is named once, as the
    workspace's: a checkout of the project says the same whether its own code reads it or another's.
    """
    found = [("source", name, digest) for name, digest in sorted(source_hashes(workspace).items())]
    schema = [path for suffix in (".jsonld", ".ttl", ".yaml") for path in workspace.schema_files(suffix)]
    found += _hashed(workspace, "schema", schema)
    if question is not None and questions(workspace).get(question.stem) == question:
        found += _hashed(workspace, "question", [question])
    rated = [folder / "checks" / "severity.tsv" for folder in workspace.query_folders()]
    rated = [path for path in rated if path.is_file()]
    found += _hashed(workspace, "check", [*(check.path for check in checks(workspace).values()), *rated])
    return [{"kind": kind, "name": name, "sha256": digest} for kind, name, digest in found]


def name_of(workspace: Workspace, path: Path) -> str:
    """The name of a file in the workspace, or in the package, with ``evigraph/`` before it."""
    if path.is_relative_to(workspace.root):
        return path.relative_to(workspace.root).as_posix()
    return _PACKAGE + path.relative_to(package_data()).as_posix()


def graph(dataset: Dataset) -> dict[str, Any]:
    """The graph's base, its number of statements, and their SHA-256.

    The digest is that of its N-Triples, one line each, sorted by code point, without where
    records are authored: ``evigraph export --format nt | LC_ALL=C sort | sha256sum``.
    """
    places = ox.NamedNode(f"{dataset.base}source/places")
    triples = {quad.triple for quad in dataset.store if quad.graph_name != places}
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    digest = hashlib.sha256(b"".join(sorted(text.splitlines(keepends=True)))).hexdigest()
    return {"type": ["prov:Entity"], "base": dataset.base, "statements": len(triples), "sha256": digest}


def _hashed(workspace: Workspace, kind: str, paths: list[Path]) -> list[tuple[str, str, str]]:
    named = {name_of(workspace, path): path for path in paths}
    hashed = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(named.items())}
    return [
        (kind, name, digest)
        for name, digest in hashed.items()
        if not (name.startswith(_PACKAGE) and hashed.get(name.removeprefix(_PACKAGE)) == digest)
    ]
