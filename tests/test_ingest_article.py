"""How far the rules for drafts go: the curated article drafted sentence by sentence, beside the curated graph.

Needs EVIGRAPH_ARTICLE (see ``plugins/article.py``).  The figures are those of docs/ingest.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from evigraph.article.lexicon import mentions
from evigraph.ingest.claims import claims
from evigraph.ingest.sections import Sections
from evigraph.ingest.source import Source
from evigraph.ingest.terms import read_lexicon
from evigraph.load.workspace import Workspace
from evigraph.read import each, read_yaml

pytestmark = pytest.mark.article

ROOT = Path(__file__).resolve().parent.parent
CURATED = ROOT / "graph" / "articles" / "molina-2021"
PAGE = " ".join((ROOT / "docs" / "ingest.md").read_text("utf-8").split())
VALUES = ("value", "low", "high")


def records(path: Path, name: str) -> list[dict[str, Any]]:
    tree, findings = read_yaml(path, path.name)
    assert tree is not None and not findings
    found: list[dict[str, Any]] = tree[name]
    return found


@pytest.fixture(scope="module")
def sentences(source: Path) -> dict[str, dict[str, Any]]:
    """The curated sentences as drafts have them, by name, with the words of the text and without its citations."""
    text = source.read_text("utf-8")
    found = {}
    for sentence in records(CURATED / "passages.yaml", "sentences"):
        words = " ".join(text[int(part["start"]) : int(part["end"])] for part in sentence["segments"])
        for group in sentence.get("citations", []):
            words = re.sub(rf"(?<=[^\s\d]){re.escape(group['cluster'])}(?![\w%])", "", words, count=1)
        name = f"{sentence['section']}.{sentence['paragraph']}.{sentence['sentence']}"
        found[name] = {**sentence, "draft": {"text": " ".join(words.split())}}
    return found


@pytest.fixture(scope="module")
def curated() -> dict[str, list[dict[str, Any]]]:
    """The curated claims by the sentence that states them."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted((CURATED / "claims").glob("*.yaml")):
        for claim in records(path, "claims"):
            for name in each(claim["statedIn"]):
                found[name].append(claim)
    return found


@pytest.fixture(scope="module")
def drafted(sentences: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The drafts of claims by their sentences."""
    described = cast(dict[str, Any], records(CURATED / "article.yaml", "article"))
    headings = {section["id"]: section["heading"] for section in described["sections"]}
    made = claims(
        cast(Source, SimpleNamespace(article=SimpleNamespace(tables=()))),
        cast(Sections, SimpleNamespace(headings=headings)),
        read_lexicon(Workspace(ROOT)),
        list(sentences.values()),
        described["references"],
        "molina-2021",
    )
    return {draft["statedIn"][0]: draft for draft in made}


def test_sentences_with_claims_become_candidates(
    sentences: dict[str, Any], curated: dict[str, Any], drafted: dict[str, Any]
) -> None:
    stated = [name for name in sentences if name in curated and not name.startswith("title.")]
    kept = [name for name in stated if name in drafted]
    sure = [n for n in kept if drafted[n]["certainty"] in {claim["certainty"] for claim in curated[n]}]
    kinds = [n for n in kept if drafted[n]["claimType"] in {claim["claimType"] for claim in curated[n]}]
    assert drafted.keys() <= curated.keys(), "no sentence without a claim is taken for one"
    assert f"{len(kept)} of its {len(stated)} sentences with claims become candidates, and no other does" in PAGE
    assert f"certainty agrees in {len(sure)} of the {len(kept)}, the kind of claim in {len(kinds)}" in PAGE


def test_quantities_and_terms(
    sentences: dict[str, dict[str, Any]], curated: dict[str, Any], drafted: dict[str, Any]
) -> None:
    def numbers(quantities: list[dict[str, str]]) -> set[str]:
        return {quantity[key] for quantity in quantities for key in VALUES if key in quantity}

    wanted = {(n, v) for n in sentences for c in curated.get(n, ()) for v in numbers(c.get("quantities", []))}
    given = {(n, v) for n, draft in drafted.items() for v in numbers(draft["quantities"])}
    lexicon = read_lexicon(Workspace(ROOT))
    named = {(n, m.term) for n, s in sentences.items() for m in mentions(lexicon, s["draft"]["text"])}
    known = {(n, term) for n, s in sentences.items() for term in s.get("mentions", [])}
    right = len(named & known)
    assert f"{len(wanted & given)} of {len(wanted)} numbers of its claims are found, among {len(given)} given" in PAGE
    assert f"of {len(named)} terms found in its sentences {right} are curated there, of {len(known)} curated" in PAGE
    assert right / len(named) > 0.9 and len(wanted & given) / len(wanted) > 0.8
