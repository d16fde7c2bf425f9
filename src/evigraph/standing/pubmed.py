"""PubMed's summaries (ESummary) as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from evigraph.errors import Place
from evigraph.standing import values
from evigraph.standing.told import Listed, Told

_BY = {
    "retraction in": "retracted",
    "retracted and republished in": "retracted",
    "partial retraction in": "concern",
    "expression of concern in": "concern",
    "erratum in": "corrected",
    "corrected and republished in": "corrected",
}
"""How a summary refers to a notice -> what that makes of the work."""

_DATE = re.compile(r"\b((?:19|20)\d{2}(?:\s+[A-Z][a-z]{2,8}(?:\s+\d{1,2})?)?)\b")
_DOI = re.compile(r"\bdoi:\s*(10\.\S+)", re.IGNORECASE)


def summaries(data: Any) -> list[Mapping[str, Any]] | None:
    """The summaries of an answer, or None when this is none."""
    result = data.get("result") if isinstance(data, dict) else None
    if not isinstance(result, dict) or not isinstance(result.get("uids"), list):
        return None
    uids = [str(uid) for uid in result["uids"]]
    found = {uid: result.get(uid) for uid in uids}
    return [item if isinstance(item, dict) else {"uid": uid} for uid, item in found.items()]


def read(items: list[Mapping[str, Any]], places: list[Place]) -> Listed:
    """What PubMed tells of the works summarized; a summary does not say when it was made."""
    told = [record for item, place in zip(items, places, strict=True) for record in _work(item, place)]
    return Listed("PubMed", tuple(told))


def _work(item: Mapping[str, Any], place: Place) -> Iterator[Told]:
    identifiers = {str(i.get("idtype")): i.get("value") for i in _listed(item.get("articleids"))}
    own = Told(
        place,
        doi=values.doi(identifiers.get("doi")),
        pmid=values.pmid(item.get("uid")) or values.pmid(identifiers.get("pubmed")),
        title=values.told(item.get("title")),
        year=values.told(item.get("pubdate"))[:4],
    )
    if "error" in item or "pubtype" not in item:
        why = values.clean(item.get("error", "")) or "it has no 'pubtype'"
        yield replace(own, fault=f"it is no summary: {why}")
        return
    found = [
        _noticed(own, reference)
        for reference in _listed(item.get("references"))
        if str(reference.get("reftype", "")).strip().casefold() in _BY
    ]
    kinds = item["pubtype"] if isinstance(item["pubtype"], list) else [item["pubtype"]]
    retracted = any(values.status(str(kind)) == "retracted" and "retracted" in str(kind).lower() for kind in kinds)
    if retracted and not any(record.status == "retracted" for record in found):
        found.append(replace(own, status="retracted"))
    yield from found or [own]


def _noticed(own: Told, reference: Mapping[str, Any]) -> Told:
    kind = str(reference["reftype"]).strip().casefold()
    source = values.clean(reference.get("refsource", ""))
    when, notice = _DATE.search(source), _DOI.search(source)
    date, fault = _dated(when[1]) if when else ("", "")
    return replace(
        own,
        status=_BY[kind],
        date=date,
        fault=fault,
        notice=values.doi(notice[1]) if notice else "",
        note=f"PubMed refers to the notice as {source}" if source and not notice else "",
    )


def _dated(text: str) -> tuple[str, str]:
    """A date like 2020 Feb 6 as it is kept, and what is amiss; of a season (2020 Spring) the year is kept."""
    year, *rest = text.split()
    found = values.date(text)
    if found is None and len(rest) == 2 and values.date(f"{year} {rest[0]}"):
        return "", f"the date of its notice, '{text}', is no day of the calendar"
    return found or year, ""


def _listed(value: object) -> list[Mapping[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]
