"""All drafts of an article as one self-contained page: each with its sentence and what it points to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evigraph.inbox.drafts import Article, Draft, of_arm
from evigraph.inbox.edit import shown
from evigraph.inbox.shape import STATES
from evigraph.ingest.draft import rules
from evigraph.view.shell import render
from evigraph.view.style import asset
from evigraph.view.words import spaced

_KINDS = {
    "claim": "Candidate claims",
    "study": "Studies in tables",
    "table": "Tables",
    "reference": "References",
    "passage": "Sentences",
    "article": "The article",
}
_HIDDEN: tuple[str, ...] = ("draft", "segments", "textHash", "rows", "columns", "sections", "textParts", "references")
_HIDDEN += (
    "cohorts",
    "quantities",
    "carriedBy",
    "citations",
    "sentence",
    "paragraph",
    "section",
    "number",
    "row",
    "mentions",
)
_PATIENTS = ("n", "medianAge", "agePrinted")
_APART = ("id", "by", "version", "confidence", "at", "text", "state", "abbreviations", "generatedBy", "losses")


@dataclass(frozen=True)
class Shown:
    """A draft as the page shows it; ``words`` are the stretches of its sentence, marked or not."""

    draft: Draft
    anchor: str
    words: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    command: str


def sheet(article: Article) -> str:
    """The page."""
    drafts = [_shown(article, draft) for draft in article]
    groups = [
        (kind, title, found)
        for kind, title in _KINDS.items()
        if (found := [item for item in drafts if item.draft.kind == kind])
    ]
    states = [(state, sum(item.draft.state == state for item in drafts)) for state in STATES]
    said = article.about.record
    return render(
        "inbox.html",
        ("base.css", "inbox.css"),
        {"script": asset("inbox.js")},
        title=str(said.get("title", article.name)),
        name=article.name,
        source=", ".join(str(said[key]) for key in ("authorList", "journal", "year") if key in said),
        groups=groups,
        states=[(state, count) for state, count in states if count],
        told_rules=rules(),
        made=shown(article.about.said.get("generatedBy", {})),
        abbreviations=article.about.said.get("abbreviations", []),
        losses=article.about.said.get("losses", []),
    )


def _shown(article: Article, draft: Draft) -> Shown:
    record = {key: value for key, value in draft.record.items() if key not in _HIDDEN}
    said = {key: value for key, value in draft.said.items() if key not in _APART}
    facts = [(key, tuple(_linked(article, key, value))) for key, value in {**record, **_inner(draft), **said}.items()]
    label = "" if draft.record.get("label") else ' --set label="…"'
    command = f"evigraph inbox accept {draft.id}{label}" if draft.kind in ("claim", "study") else ""
    if draft.kind == "article":
        command = f"evigraph inbox accept {article.name}"
    return Shown(
        draft,
        _anchor(draft.id),
        tuple(_marked(str(draft.said.get("text", "")), draft)),
        tuple((spaced(key[:1].upper() + key[1:]), parts) for key, parts in facts if parts),
        command if draft.state == "open" else "",
    )


def _inner(draft: Draft) -> dict[str, Any]:
    """What is shown of records within the record: the results of a study, the columns of a table."""
    results = [
        f"{of_arm(cohort)}{result.get('outcome')}, {result.get('statistic')}: {result.get('asPrinted')}"
        for cohort in draft.record.get("cohorts", ())
        for result in cohort.get("results", ())
    ]
    cohorts = [
        (of_arm(cohort) + ", ".join(f"{key} {cohort[key]}" for key in _PATIENTS if key in cohort)).removesuffix(", ")
        for cohort in draft.record.get("cohorts", ())
    ]
    columns = [column.get("header", "") for column in draft.record.get("columns", ())]
    numbers = [
        ", ".join(str(quantity[key]) for key in ("outcome", "statistic", "timePoint") if key in quantity)
        + f": {quantity.get('asPrinted', '')}"
        for quantity in draft.record.get("quantities", ())
    ]
    found: dict[str, Any] = {"numbers": numbers, "patients": cohorts, "results": results, "columns": columns}
    if draft.record.get("rows"):
        found["rows"] = [str(len(draft.record["rows"]))]
    return {key: value for key, value in found.items() if value}


def _linked(article: Article, key: str, value: Any) -> Iterator[tuple[str, str]]:
    """The parts of a value: the words, and the anchor of the draft that they name or ""."""
    for each in value if isinstance(value, list) else [value]:
        words = shown(each)
        if not words:
            continue
        target = ""
        if key in ("cites", "restsOn", "reportedIn"):
            target = next(
                (ref.id for ref in article.drafts.get("references.yaml", ()) if ref.record["key"] == words), ""
            )
        elif key in ("statedIn", "carriedBy"):
            target = f"{article.name}/passage/{words.partition('/')[0]}"
        elif key == "pointsTo":
            target = f"{article.name}/table/{words}"
        yield words, _anchor(target) if target else ""


def _marked(text: str, draft: Draft) -> Iterator[tuple[str, str]]:
    """A sentence in stretches: its numbers, the words that show its certainty and kind, and the rest."""
    marks: dict[str, str] = {}
    for quantity in draft.record.get("quantities", ()):
        marks.setdefault(str(quantity.get("asPrinted", "")), "number")
    cues = draft.said.get("cues", {})
    for name, words in cues.items() if isinstance(cues, Mapping) else ():
        marks.setdefault(str(words), f"cue of {name}")
    marks.pop("", None)
    form = "|".join(
        [r"\^\{[\d,-]+\}", *(rf"(?<!\w){re.escape(words)}(?!\w)" for words in sorted(marks, key=len, reverse=True))]
    )
    place = 0
    for found in re.finditer(form, text):
        if found.start() > place:
            yield text[place : found.start()], ""
        cited = found[0].startswith("^{") and found[0] not in marks
        yield (found[0][2:-1], "citation") if cited else (found[0], marks[found[0]])
        place = found.end()
    if place < len(text):
        yield text[place:], ""


def _anchor(identifier: str) -> str:
    return identifier.partition("/")[2].replace("/", "-")
