"""Finding nodes by the words people use: ranked full text over labels, synonyms and titles."""

from __future__ import annotations

import html
import re
import sqlite3
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from evigraph.errors import Ambiguous, NotFound
from evigraph.ns import DCTERMS, EV, FABIO, RDFS, SKOS
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes

if TYPE_CHECKING:
    import pandas as pd

KINDS = {
    "claim": f"{EV}Claim",
    "reference": f"{FABIO}Expression",
    "study": f"{EV}Study",
    "term": f"{SKOS}Concept",
}
_MAIN = (f"{RDFS}label", f"{SKOS}prefLabel", f"{DCTERMS}title")
_OTHER = (f"{SKOS}altLabel", f"{SKOS}definition", f"{EV}authorList", f"{EV}registryId")


@dataclass(frozen=True)
class Hit:
    """A node that answers a search; a higher ``score`` is a better match."""

    kind: str
    id: str
    iri: str
    label: str
    score: float


class Hits(list[Hit]):
    """Search hits, best first; they show themselves in a notebook."""

    def to_dataframe(self) -> pd.DataFrame:
        """The hits as a pandas DataFrame (needs ``pip install 'evigraph[pandas]'``)."""
        import pandas

        return pandas.DataFrame([asdict(hit) for hit in self], columns=[field.name for field in fields(Hit)])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(hit.kind)}</td><td>{html.escape(hit.id)}</td><td>{html.escape(hit.label)}</td></tr>"
            for hit in self
        )
        return f"<table><thead><tr><th>kind</th><th>id</th><th>label</th></tr></thead><tbody>{rows}</tbody></table>"


def find(dataset: Dataset, text: str, kind: str | None = None, limit: int = 20) -> Hits:
    """Nodes whose label, synonyms, title, authors or statement hold the words of ``text``.

    All words first; when nothing holds them all, any of them.  Best match first.
    """
    return Hits(_find(dataset, text, kind, limit)[0])


def _find(dataset: Dataset, text: str, kind: str | None, limit: int) -> tuple[list[Hit], bool]:
    """The hits, and whether they hold all the words."""
    words = re.findall(r"\w+", text)
    if not words:
        return [], False
    with sqlite3.connect(":memory:") as index:
        rows = _index(index, Nodes(dataset), kind)
        for joint in (" AND ", " OR "):
            hits = _search(index, rows, joint.join(f'"{word}"' for word in words), limit)
            if hits:
                return hits, joint == " AND "
    return [], False


def _index(index: sqlite3.Connection, nodes: Nodes, kind: str | None) -> list[tuple[str, str, str, str]]:
    """Fills the full-text table; (kind, id, iri, label) by row number."""
    index.execute("CREATE VIRTUAL TABLE text USING fts5(main, name, other, tokenize='porter unicode61')")
    rows = []
    for name, iri in KINDS.items():
        if kind not in (None, name):
            continue
        for node in nodes.of_type(iri):
            facts = [(prop, value) for prop, value, is_node in nodes.facts(node) if not is_node]
            main = " ".join(value for prop, value in facts if prop in _MAIN)
            other = " ".join(value for prop, value in facts if prop in _OTHER)
            spelled = re.sub(r"[-/.]", " ", nodes.short(node).rsplit("/", 1)[-1])
            rows.append((name, nodes.short(node), node, nodes.label(node)))
            index.execute(
                "INSERT INTO text(rowid, main, name, other) VALUES (?,?,?,?)",
                (len(rows), main, spelled, other),
            )
    return rows


def _search(index: sqlite3.Connection, rows: list[tuple[str, str, str, str]], query: str, limit: int) -> list[Hit]:
    found = index.execute(
        "SELECT rowid, bm25(text, 3, 3, 1) FROM text WHERE text MATCH ? ORDER BY 2, rowid LIMIT ?",
        (query, limit),
    )
    hits = []
    for row, score in found:
        name, short, iri, label = rows[row - 1]
        hits.append(Hit(name, short, iri, label, round(-score, 3)))
    return hits


def find_claim(dataset: Dataset, text: str) -> str:
    """The IRI of the claim that ``text`` names or describes.

    An identifier, with or without its article, names a claim; other text is searched.
    The best match is taken when it holds all the words and is clearly better than the next.

    Raises:
        Ambiguous: several claims match about equally well.
        NotFound: none does.
    """
    nodes = Nodes(dataset)
    wanted = text.strip().removeprefix(dataset.base)
    claims = nodes.of_type(KINDS["claim"])
    named = [claim for claim in claims if f"/{nodes.short(claim)}".endswith((f"/claim/{wanted}", f"/{wanted}"))]
    if len(named) == 1:
        return named[0]
    if len(named) > 1:
        candidates = [(nodes.short(claim), nodes.label(claim)) for claim in named]
        raise Ambiguous(f"'{text}' names claims of several articles.", candidates)
    if not re.search(r"[^\W\d_]", text):
        hint = "Describe it in words, or give its identifier; `evigraph find` searches."
        raise NotFound(f"'{text[:80]}' describes no claim: numbers alone may stand for anything. {hint}")
    hits, all_words = _find(dataset, text, "claim", 8)
    if not hits:
        raise NotFound(f"No claim is called '{text[:200]}' or speaks of it. Try `evigraph find` with fewer words.")
    if all_words and (len(hits) == 1 or hits[0].score > 1.15 * hits[1].score):
        return hits[0].iri
    what = "Several claims match" if all_words else "No claim holds all the words of"
    raise Ambiguous(f"{what} '{text}'; the nearest:", [(hit.id, hit.label) for hit in hits])
