"""Comparisons of two therapies: whether the numbers and the studies of the two sides are alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from evigraph.audit.compute.argument import Argument, Comparison, counted
from evigraph.audit.compute.endpoints import key_of, measures_of, span, words_of
from evigraph.audit.compute.hierarchy import having
from evigraph.audit.compute.row import Row
from evigraph.ns import local_name

Sides = tuple[list[Any], list[Any]]


@dataclass
class Study:
    """A study: its groups of patients, and the therapies that the titles of its reports speak of."""

    label: str = ""
    design: str = ""
    cohorts: dict[str, set[str]] = field(default_factory=dict)
    subjects: set[str] = field(default_factory=set)

    def sides(self, argument: Argument, found: Comparison) -> set[int]:
        """The sides of a comparison that have patients of their own in this study."""
        sides = {argument.side(found, therapies) for therapies in self.cohorts.values()}
        if sides and len(sides - {None}) == 1 and self._titled(argument, found):
            return {0, 1}
        return {side for side in sides if side is not None}

    @property
    def one_armed(self) -> bool:
        """Whether all its groups had the same, so that no second arm is recorded."""
        return len({frozenset(therapies) for therapies in self.cohorts.values()}) < 2

    def _titled(self, argument: Argument, found: Comparison) -> bool:
        """Whether its titles set the two sides against each other, though one arm is not recorded."""
        if self.design == "single-arm-trial" or any(
            {found.one, found.other} <= {wide for therapy in given for wide in argument.over(therapy)}
            for given in self.cohorts.values()
        ):
            return False  # patients who had both, one after the other, are no two arms
        general = argument.over(found.one) & argument.over(found.other)
        named = [
            any(argument.related(subject, side) for subject in self.subjects - general)
            for side in (found.one, found.other)
        ]
        return all(named)


def mixes_endpoints(rows: Sequence[Row]) -> Iterator[Row]:
    """Comparisons with numbers on both sides, of which no endpoint is that of both."""
    argument = Argument(rows)
    stated: dict[str, dict[str, list[Row]]] = {}
    like: dict[str, set[str]] = {}
    for row in having(rows, "quantity"):
        stated.setdefault(row["claim"], {}).setdefault(row["quantity"], []).append(row)
        like.setdefault(row["outcome"], set()).update([row["like"]] if row["like"] else [])
    for claim, found in argument.comparisons.items():
        sides: Sides = ([], [])
        for near in argument.near(found):
            for members in stated.get(near, {}).values():
                side = argument.side(found, {row["therapy"] for row in members})
                if side is None:
                    side = argument.side(found, {members[0]["speaks"]})
                if side is not None:
                    sides[side].append(members[0])
        sides = _about(argument, found, sides)
        keys = [{key_of(row, like[row["outcome"]]) for row in side} for side in sides]
        if all(keys) and not keys[0] & keys[1]:
            first, second = _numbers(sides[0]), _numbers(sides[1])
            yield {**told_of(claim, found), "first": first, "second": second, "shared": _shared(found, sides)}


def without_both_arms(rows: Sequence[Row]) -> Iterator[Row]:
    """Comparisons that rest on studies of one side or the other, none of both; those above them are left out."""
    argument, studies, cited = Argument(rows), _studies(rows), cited_by(rows)
    shown: dict[str, set[str]] = {}
    for row in having(rows, "tabulated"):
        if row["tabulated"] in studies:
            shown.setdefault(row["article"], set()).add(row["tabulated"])
    articles = {row["claim"]: row["article"] for row in having(rows, "one")}
    tables: dict[tuple[str, str, str], list[str]] = {}
    seen: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for claim, found in argument.comparisons.items():
        resting = {study for below in argument.resting_on(found) for study in cited.get(below, ())} & studies.keys()
        sides = {study: studies[study].sides(argument, found) for study in resting}
        both = {study for study, given in sides.items() if len(given) == 2}
        if not both:
            scope = (articles[claim], found.one, found.other)
            if scope not in tables:
                tables[scope] = [s for s in shown.get(scope[0], ()) if len(studies[s].sides(argument, found)) == 2]
            both = set(tables[scope])
        first, second = (sorted(study for study, given in sides.items() if side in given) for side in (0, 1))
        seen[claim] = sorted(studies[study].label for study in both), first, second
    for claim, (both_arms, first, second) in seen.items():
        found = argument.comparisons[claim]
        told_beneath = any(any(seen[below.claim]) for below in argument.same_beneath(found))
        if both_arms or (not told_beneath and (first or second)):
            yield {
                **told_of(claim, found),
                "counts": _counts(found, studies, first, second),
                "both": ", ".join(both_arms),
                "studies": "; ".join(sorted({studies[study].label for study in (*first, *second)})),
                "holds": bool(both_arms),
            }


def told_of(claim: str, found: Comparison) -> Row:
    """What every finding about a comparison tells."""
    return {"claim": claim, "statement": found.statement, "one": found.names[0], "other": found.names[1]}


def _studies(rows: Iterable[Row]) -> dict[str, Study]:
    studies: dict[str, Study] = {}
    for row in rows:
        if row["therapy"] is not None:
            study = studies.setdefault(row["study"], Study())
            study.label, study.design = row["label"], local_name(row["design"] or "")
            study.cohorts.setdefault(row["cohort"], set()).add(row["therapy"])
        elif row["subject"] is not None:
            studies.setdefault(row["study"], Study()).subjects.add(row["subject"])
    return studies


def cited_by(rows: Sequence[Row]) -> dict[str, set[str]]:
    """The studies that each claim rests on or points to."""
    cited: dict[str, set[str]] = {}
    for row in having(rows, "rests"):
        cited.setdefault(row["claim"], set()).add(row["rests"])
    return cited


def _about(argument: Argument, found: Comparison, sides: Sides) -> Sides:
    """The numbers that bear on what is compared: outcomes of its family, or all where there is no such number.

    The family is whatever lies under the outcome compared or under the terms just above it.
    """
    roots = argument.parents.get(found.object, set()) | {found.object}
    own: Sides = ([], [])
    for side, numbers in enumerate(sides):
        own[side].extend(row for row in numbers if argument.over(row["outcome"]) & roots)
    return own if any(own) else sides


def _numbers(rows: Iterable[Row]) -> str:
    groups: dict[str, list[str]] = {}
    for row in sorted(
        rows, key=lambda row: (row["measured"], row["statistic"], span(row["time"] or ""), row["printed"])
    ):
        printed = groups.setdefault(words_of(row), [])
        if row["printed"] not in printed:
            printed.append(row["printed"])
    return "; ".join(f"{words} ({', '.join(printed)})" for words, printed in groups.items())


def _shared(found: Comparison, sides: Sides) -> str:
    """Which outcomes both sides have, and how each side measures them."""
    common = {row["measured"] for row in sides[0]} & {row["measured"] for row in sides[1]}
    if not common:
        return "share no endpoint"
    told = []
    for outcome in sorted(common):
        first, second = (measures_of(row for row in side if row["measured"] == outcome) for side in sides)
        told.append(f"{outcome}, but not its measure: {first} with {found.names[0]}, {second} with {found.names[1]}")
    return f"share {'; and '.join(told)}"


def _counts(found: Comparison, studies: dict[str, Study], first: list[str], second: list[str]) -> str:
    """How many studies gave each side, and which of them may have an arm that is not recorded."""
    told = f"{counted(len(first), 'study')} gave {found.names[0]}, {counted(len(second), 'study')} {found.names[1]}"
    given = [studies[study] for study in (*first, *second)]
    allotted = {study.label for study in given if study.design == "randomised-trial" and study.one_armed}
    if allotted:
        told += f". Against what patients were randomized in {', '.join(sorted(allotted))} is not recorded"
    return told
