"""Sentences that assert something, as claims that a curator words; nothing is said that the sentence does not say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evigraph.article.lexicon import Lexicon, Mention, mentions
from evigraph.ingest.draft import draft
from evigraph.ingest.headings import OUTCOMES
from evigraph.ingest.quantities import Numbers, quantities
from evigraph.ingest.sections import NOTES, TITLE, Sections
from evigraph.ingest.source import Source
from evigraph.ingest.tables import numbered

_CITATION = re.compile(r"\^\{[\d,\s-]+\}|\[[\d,\s-]+\]")
_ROLES = {
    "subject": ("Therapy", "TherapyClass", "Procedure", "Mechanism", "Attribute", "Antigen"),
    "predicate": ("Predicate",),
    "object": ("Outcome", "Toxicity"),
    "population": ("Population",),
    "disease": ("Disease",),
}

_MATTERS = ("Disease", "Organism")
_KINDS = {"Toxicity": "safety", "Outcome": "efficacy"}
"""The kind of a claim that names such a term, where no word shows another."""


@cache
def _cues() -> dict[str, Any]:
    raw = json.loads((Path(__file__).parent / "cues.json").read_text("utf-8"))

    def words(forms: list[str]) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE)

    return {
        "certainty": {name: words(forms) for name, forms in raw["certainty"].items()},
        "claimType": [(name, words(forms)) for name, forms in raw["claimType"]],
        "comparator": words(raw["comparator"]),
        "negation": words(raw["negation"]),
        "no-claim": re.compile("|".join(raw["no-claim"]), re.IGNORECASE),
        "no-claim-sections": re.compile(rf"\b(?:{'|'.join(raw['no-claim-sections'])})", re.IGNORECASE),
        "fewest-words": raw["fewest-words"],
    }


@dataclass(frozen=True)
class _Sentence:
    name: str
    words: str
    bare: str
    cites: list[str]
    groups: int
    terms: list[Mention]
    numbers: Numbers


def claims(
    source: Source,
    sections: Sections,
    lexicon: Lexicon,
    passages: Sequence[Mapping[str, Any]],
    keys: Sequence[str],
    article: str,
) -> list[dict[str, Any]]:
    """A candidate for each sentence that asserts something; ``keys`` are the works of the list by number."""
    tables = _tables(source)
    silent = {name for name, heading in sections.headings.items() if _cues()["no-claim-sections"].search(heading)}
    silent |= {TITLE, NOTES}
    made = []
    for passage in passages:
        if passage["section"] not in silent:
            sentence = _read(passage, lexicon, keys)
            if rule := _rule(sentence, lexicon):
                made.append(_record(sentence, rule, lexicon, tables, article))
    return made


def _read(passage: Mapping[str, Any], lexicon: Lexicon, keys: Sequence[str]) -> _Sentence:
    words = str(passage["draft"]["text"])
    bare = _CITATION.sub(lambda found: " " * len(found[0]), words)
    named = mentions(lexicon, bare)
    groups = passage.get("citations", [])
    cites = [keys[number - 1] for group in groups for number in cited_numbers(group["cluster"]) if number <= len(keys)]
    name = f"{passage['section']}.{passage['paragraph']}.{passage['sentence']}"
    found = quantities(bare, lexicon, named)
    return _Sentence(name, words, bare, list(dict.fromkeys(cites)), len(groups), named, found)


def cited_numbers(cluster: str) -> Iterator[int]:
    """The numbers of the list that a cluster in plain digits stands for."""
    for part in cluster.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _rule(sentence: _Sentence, lexicon: Lexicon) -> str:
    """The rule by which a sentence is taken for a claim; "" where it is not."""
    cues = _cues()
    if len(sentence.bare.split()) < cues["fewest-words"] or cues["no-claim"].search(sentence.bare.strip()):
        return ""
    if sentence.cites:
        return "claims.cited" if sentence.terms or sentence.numbers.quantities else "claims.cited-only"
    if sentence.numbers.quantities and any(lexicon.types.get(each.term) in OUTCOMES for each in sentence.terms):
        return "claims.numbers"
    told = claim_type(sentence.bare)[1]
    if told and len({mention.term for mention in sentence.terms}) > 1:
        return "claims.uncited"
    return "claims.cue" if told and certainty(sentence.bare)[1] else ""


def _record(
    sentence: _Sentence, rule: str, lexicon: Lexicon, tables: Sequence[tuple[re.Pattern[str], str]], article: str
) -> dict[str, Any]:
    kind, kind_cue = claim_type(_without_diseases(sentence, lexicon))
    kind = kind or next(filter(None, (_KINDS.get(lexicon.types.get(m.term, ""), "") for m in sentence.terms)), "")
    sure, sure_cue = certainty(sentence.bare)
    denied = _cues()["negation"].search(sentence.bare)
    return {
        "statedIn": [sentence.name],
        "claimType": kind,
        "certainty": sure,
        "proposition": _proposition(sentence, lexicon, bool(denied)),
        "cites": sentence.cites,
        "carriedBy": [f"{sentence.name}/group/{number}" for number in range(1, sentence.groups + 1)],
        "pointsTo": [number for form, number in tables if form.search(sentence.bare)],
        "quantities": sentence.numbers.quantities,
        "draft": draft(
            f"{article}/claim/{sentence.name}",
            rule,
            sentence.name,
            sentence.words,
            cues={"certainty": sure_cue, "claimType": kind_cue, "negation": denied[0] if denied else ""},
            apart=sentence.numbers.apart,
        ),
    }


def _without_diseases(sentence: _Sentence, lexicon: Lexicon) -> str:
    """The sentence without the names of diseases and organisms: where these are the matter, "infection" is no harm."""
    text = sentence.bare
    for mention in sentence.terms:
        if lexicon.types.get(mention.term) in _MATTERS:
            text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


def certainty(text: str) -> tuple[str, str]:
    """How certain a sentence puts what it says, and the words that show it.

    >>> certainty("It might be that walking helps.")
    ('hedged', 'might')
    """
    for name, form in _cues()["certainty"].items():
        if found := form.search(text):
            return name, found[0]
    return "asserted", ""


def claim_type(text: str) -> tuple[str, str]:
    """What kind of claim a sentence makes, and the word that shows it; "" for both where nothing does."""
    for name, form in _cues()["claimType"]:
        if found := form.search(text):
            return name, found[0]
    return "", ""


def _proposition(sentence: _Sentence, lexicon: Lexicon, denied: bool) -> dict[str, str]:
    """Terms of the sentence in the parts that they can play, the first of each; the rest is for a person.

    A sentence that may deny something gives no predicate: which part it denies is not told by its words.
    """
    said: dict[str, str] = {}
    against = _cues()["comparator"].search(sentence.bare)
    for mention in sentence.terms:
        kind = lexicon.types.get(mention.term, "")
        part = next((part for part, kinds in _ROLES.items() if kind in kinds), "")
        if part == "subject" and against and mention.start > against.end() and "subject" in said:
            part = "comparator"
        if part and mention.term not in said.values() and not (denied and part == "predicate"):
            said.setdefault(part, mention.term)
    return {part: said[part] for part in (*_ROLES, "comparator") if part in said}


def _tables(source: Source) -> list[tuple[re.Pattern[str], str]]:
    """How the text points to each table that has cells."""
    found = []
    for each in numbered(source.article.tables):
        label = each.table.label.strip(" .:")
        if label:
            found.append((re.compile(rf"\b{re.escape(label)}(?!\w)", re.IGNORECASE), str(each.number)))
    return found
