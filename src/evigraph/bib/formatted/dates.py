"""Dates: those of a style, and those that a locale writes for it.

citeproc-py takes the delimiter of the wrong element ("2018Feb1"), writes a style's wishes
into the locale it shares, and leaves a range in disorder.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from citeproc import model

from evigraph.bib.formatted.lettercase import cased
from evigraph.bib.formatted.marks import marked
from evigraph.bib.formatted.node import Cite, Node, formatting

_PARTS = ("year", "month", "day")


class Date(Node, model.Date):  # type: ignore[misc]
    """A date variable; where it names a ``form``, the locale says order and words."""

    def render(self, item: Cite, **context: Any) -> str | None:
        """Its text for the item; None where it has nothing to say."""
        date = item.value(self.get("variable"))
        if not date:
            return None
        text = date.get("literal") or self._parts_of(date)
        return self.markup(text)

    @cached_property
    def _pattern(self) -> tuple[list[dict[str, str]], str]:
        """The attributes of each part in order, and what stands between parts."""
        own = {part.get("name"): dict(part.attrib) for part in self.iterchildren()}
        if (form := self.get("form")) is None:
            return list(own.values()), self.get("delimiter", "")
        shown = self.get("date-parts", "year-month-day").split("-")
        found = self.style.dates.get(form)
        if found is None:
            return [{"name": name} for name in shown], " "
        parts = [dict(part.attrib) | own.get(part.get("name"), {}) for part in found if part.get("name") in shown]
        return parts, found.get("delimiter", "")

    def _parts_of(self, date: dict[str, Any]) -> str:
        parts, delimiter = self._pattern
        begin = date["parts"][0]
        end = date["parts"][1] if len(date["parts"]) > 1 else None
        season = date.get("season")
        if end is None:
            return self._row(parts, begin, delimiter, season)
        changed = next((index for index in range(3) if begin[index : index + 1] != end[index : index + 1]), 3)
        differing = _PARTS[changed:]
        places = [index for index, part in enumerate(parts) if part["name"] in differing]
        if not places:
            return self._row(parts, begin, delimiter, season)
        before, after = parts[: places[0]], parts[places[-1] + 1 :]
        middle = parts[places[0] : places[-1] + 1]
        dash = parts[places[0]].get("range-delimiter", "–")
        first, last = self._row(middle, begin, delimiter).rstrip(), self._row(middle, end, delimiter).lstrip()
        spread = f"{first.rstrip(' ,')}{dash}{last}" if first and last else first or last
        rows = [self._row(before, begin, delimiter), spread, self._row(after, begin, delimiter)]
        return delimiter.join(filter(None, rows))

    def _row(self, parts: list[dict[str, str]], date: tuple[int, ...], delimiter: str, season: object = None) -> str:
        texts = [self._part(part, date, season) for part in parts]
        return delimiter.join(filter(None, texts))

    def _part(self, part: dict[str, str], date: tuple[int, ...], season: object) -> str:
        name = part["name"]
        position = _PARTS.index(name)
        value = date[position] if position < len(date) else 0
        if name == "month" and not value and isinstance(season, int):
            text = self.term(f"season-{season:02}")
        elif not value:
            return ""
        else:
            text = {"year": self._year, "month": self._month, "day": self._day}[name](value, part.get("form", ""))
        if part.get("strip-periods") == "true":
            text = text.replace(".", "")
        text = cased(text, part.get("text-case"), "en")
        for mark in formatting(part):
            text = marked(mark, text)
        return f"{part.get('prefix', '')}{text}{part.get('suffix', '')}"

    def _year(self, year: int, form: str) -> str:
        if form == "short":
            return f"{year % 100:02}"
        era = self.term("bc") if year < 0 else self.term("ad") if year < 1000 else ""
        return f"{abs(year)}{era}"

    def _month(self, month: int, form: str) -> str:
        if month > 12:
            return self.term(f"season-{(month - 13) % 4 + 1:02}")
        if form == "numeric":
            return str(month)
        if form == "numeric-leading-zeros":
            return f"{month:02}"
        return self.term(f"month-{month:02}", "short" if form == "short" else None)

    def _day(self, day: int, form: str) -> str:
        if form == "numeric-leading-zeros":
            return f"{day:02}"
        if form == "ordinal" and (day == 1 or not self.style.ordinal_only_first):
            return self.ordinal(day)
        return str(day)
