"""The terms of a workspace by their names."""

from __future__ import annotations

from evigraph.article.lexicon import Lexicon
from evigraph.errors import RecordError
from evigraph.load.workspace import Workspace
from evigraph.read import Record, each, read_yaml


def read_lexicon(workspace: Workspace) -> Lexicon:
    """The terms of a workspace.

    Raises:
        RecordError: the file of terms cannot be read.
    """
    path, lexicon = workspace.root / "graph" / "terms.yaml", Lexicon()
    if not path.exists():
        return lexicon
    tree, findings = read_yaml(path, "graph/terms.yaml")
    if tree is None or findings:
        raise RecordError(findings)
    for record in each(tree.get("terms", [])):
        if isinstance(record, Record) and isinstance(record.get("id"), str):
            identifier = str(record["id"])
            lexicon.types[identifier] = str(next(iter(each(record.get("type", ""))), ""))
            lexicon.labels[identifier] = str(record.get("prefLabel", identifier))
            lexicon.add(str(record.get("prefLabel", "")), identifier, "label")
            for name in each(record.get("altLabel", [])):
                lexicon.add(str(name), identifier, "synonym")
    return lexicon
