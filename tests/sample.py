"""The example workspace that `evigraph init` writes, with edits: what the tests of loading and checking read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from evigraph.build import Built
from evigraph.load.workspace import Workspace
from evigraph.scaffold import init

STUDIES = "graph/studies.yaml"
TERMS = "graph/terms.yaml"
ARTICLE = "graph/articles/example-2024/article.yaml"
PASSAGES = "graph/articles/example-2024/passages.yaml"
TABLES = "graph/articles/example-2024/tables.yaml"
BENEFIT = "graph/articles/example-2024/claims/benefit.yaml"

Edit = Mapping[str, str]
"""``file``, and what stands there ``old`` and ``new``: no ``new`` removes it, no ``old`` makes a new file."""

STRUCTURE: list[Edit] = [
    {"file": PASSAGES, "old": "- section: title\n", "new": "- section: title\n  segments: [{start: 0, end: 9}]\n"},
    {
        "file": ARTICLE,
        "old": "  citationStyle:",
        "new": "  textParts: [{part: body, start: 0, end: 9}]\n  citationStyle:",
    },
    {
        "file": "graph/responses.yaml",
        "new": "responses:\n- {finding: missing-cells.0a1b2c3d4e, values: 0a1b2c3d, decision: accepted, reason: Known, "
        "who: A. Reader, when: 2024-05-01}\n",
    },
    {
        "file": "graph/standing.yaml",
        "new": "standings:\n- {work: walker-2020, status: corrected, asOf: 2024-05-01, toldBy: a list, "
        "matchedBy: by-doi}\n",
    },
]
"""Records of the kinds that the example does without: segments, parts of the text, answers, standings."""


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


def edit(space: Workspace, file: str, old: str, text: str) -> None:
    path = space.root / file
    before = path.read_text("utf-8")
    assert before.count(old) == 1
    path.write_text(before.replace(old, text), "utf-8")


def claims(built: Built) -> int:
    """How many claims the graph has: shows that it answers, and answers whole."""
    [row] = built.dataset.select("SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a ev:Claim ; ev:statedIn ?p }").rows
    return int(row[0].value)


def caches(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())
