"""Crossref's REST API: one work, or a list of works, as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from evigraph.errors import InputError, Place
from evigraph.standing import values
from evigraph.standing.told import Listed, Told

_RELATIONS = {
    "is-retracted-by": "retracted",
    "has-retraction": "retracted",
    "is-withdrawn-by": "retracted",
    "has-expression-of-concern": "concern",
    "is-corrected-by": "corrected",
    "has-correction": "corrected",
    "has-erratum": "corrected",
}

_NEUTRAL = frozenset({"addendum", "clarification", "new edition", "new version", "comment"})
"""Notices that change nothing of what is kept here."""


def works(data: Any) -> list[Mapping[str, Any]] | None:
    """The works of an answer, or None when this is none."""
    message = data.get("message", data) if isinstance(data, dict) else data
    items = message.get("items", [message]) if isinstance(message, dict) else message
    if not isinstance(items, list) or not items:
        return None
    found = [item.get("message", item) if isinstance(item, dict) else item for item in items]
    whole = all(isinstance(item, dict) for item in found) and any("DOI" in item for item in found)
    return found if whole else None


def read(items: Sequence[Mapping[str, Any]], places: Sequence[Place]) -> Listed:
    """What Crossref tells of works, and of those that they are notices of.

    Raises:
        InputError: a work was indexed on no day of the calendar.
    """
    told = [record for item, place in zip(items, places, strict=True) for record in _work(item, place)]
    indexed = [str(_mapping(item.get("indexed")).get("date-time", ""))[:10] for item in items]
    for text, place in zip(indexed, places, strict=True):
        if values.date(text) is None:
            raise InputError(f"{place}: indexed on '{values.clean(text)}', which is no day of the calendar.")
    return Listed("Crossref", tuple(told), max(filter(values.is_day, indexed), default=""))


def _work(item: Mapping[str, Any], place: Place) -> Iterator[Told]:
    doi = values.doi(item.get("DOI"))
    titles = item.get("title")
    title = titles[0] if isinstance(titles, list) and titles else titles if isinstance(titles, str) else ""
    year = (values.date_parts(_mapping(item.get("issued")).get("date-parts")) or "")[:4]
    own = Told(place, doi, title=values.told(title), year=year)
    found = [_updated(own, update) for update in _listed(item.get("updated-by"))]
    for name, links in _mapping(item.get("relation")).items():
        if name in _RELATIONS:
            noted = [values.doi(link.get("id")) for link in _listed(links)]
            found += [replace(own, status=_RELATIONS[name], notice=notice) for notice in noted]
    for update in _listed(item.get("update-to")):
        # Here the work is the notice, and the other one is what it is about.
        about = Told(place, values.doi(update.get("DOI")))
        found.append(replace(_updated(about, update), notice=doi))
    if values.says_retracted(title) and not any(record.status == "retracted" for record in found):
        found.append(replace(own, status="retracted", reason="its title is marked as that of a retracted work"))
    yield from found or [own]


def _updated(own: Told, update: Mapping[str, Any]) -> Told:
    kind = values.clean(update.get("type") or update.get("label") or "")
    when = values.date_parts(_mapping(update.get("updated")).get("date-parts"))
    status = values.status(kind)
    fault = ""
    if not status and values.plain_kind(kind) in _NEUTRAL:
        return replace(own, note=f"its notice is of the kind '{kind}'")
    if not status:
        fault = f"its notice is of the kind '{kind}'; expected {values.KINDS.lower()}"
    elif when is None:
        fault = "the date of its notice is no day of the calendar; expected date-parts like [[2020, 1, 31]]"
    note = "the notice is of a partial retraction" if "partial" in kind.lower() else ""
    notice = values.doi(update.get("DOI"))
    return replace(own, status=status, date=when or "", notice=notice, note=note, fault=fault)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> list[Mapping[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]
