"""The example workspace that `evigraph init` writes, with edits: what the tests of loading and checking read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from evigraph.load.workspace import Workspace
from evigraph.scaffold import init

STUDIES = "graph/studies.yaml"
TERMS = "graph/terms.yaml"
ARTICLE = "graph/articles/example-2024/article.yaml"
PASSAGES = "graph/articles/example-2024/passages.yaml"
TABLES = "graph/articles/example-2024/tables.yaml"
BENEFIT = "graph/articles/example-2024/claims/benefit.yaml"

Edit = Mapping[str, str]
"""``file``, and what stands there ``old`` and ``new``: without ``new`` it is removed, without ``old`` the file is new."""


def workspace(folder: Path, edits: Sequence[Edit] = ()) -> Workspace:
    """A new example workspace in ``folder`` with ``edits`` made; each must change exactly one place."""
    init(folder)
    for edit in edits:
        path = folder / edit["file"]
        text = edit.get("new", "")
        if "old" in edit:
            before = path.read_text("utf-8")
            assert before.count(edit["old"]) == 1, f"{edit['old']!r} stands {before.count(edit['old'])} times in {path}"
            text = before.replace(edit["old"], text)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Workspace(folder)
