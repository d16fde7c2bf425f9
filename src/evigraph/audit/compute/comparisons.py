"""Comparisons of two therapies: whether the numbers, the studies and the patients of the two sides are alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from evigraph.audit.compute.argument import Argument, Comparison, counted
from evigraph.audit.compute.endpoints import key_of, measures_of, span, words_of
from evigraph.audit.compute.hierarchy import having
from evigraph.audit.compute.row import Row
from evigraph.ns import local_name

Sides = tuple[list[Any], list[Any]]

HALF, APART = Fraction(1, 2), Fraction(1, 4)
"""Patients differ when a group is in most studies of one side only, and the shares are this far apart."""


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
            yield {**_told(claim, found), "first": first, "second": second, "shared": _shared(found, sides)}


def without_both_arms(rows: Sequence[Row]) -> Iterator[Row]:
    """Comparisons that rest on studies of one side or the other, none of both; those above them are left out."""
    argument, studies, cited = Argument(rows), _studies(rows), _cited(rows)
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
                **_told(claim, found),
                "counts": _counts(found, studies, first, second),
                "both": ", ".join(both_arms),
                "studies": "; ".join(sorted({studies[study].label for study in (*first, *second)})),
                "holds": bool(both_arms),
            }


def across_populations(rows: Sequence[Row]) -> Iterator[Row]:
    """Comparisons whose two sides treated patients of other ages, in another state, or cut off elsewhere."""
    argument, cited, cohorts = Argument(rows), _cited(rows), _cohorts(rows)
    counting: dict[str, set[str]] = {}
    for row in having(rows, "counts"):
        counting.setdefault(row["claim"], set()).add(row["counts"])
    whole: dict[str, list[str]] = {}
    for cohort, facts in cohorts.items():
        if facts["whole"] is None:
            whole.setdefault(facts["study"], []).append(cohort)
    for claim, found in argument.comparisons.items():
        resting = list(argument.resting_on(found))
        named = {cohort for below in resting for cohort in counting.get(below, ())} & cohorts.keys()
        known = {cohorts[cohort]["study"] for cohort in named}
        studies = {study for below in resting for study in cited.get(below, ())} - known
        named |= {cohort for study in studies for cohort in whole.get(study, ())}
        sides: Sides = ([], [])
        for cohort in sorted(named):
            side = argument.side(found, cohorts[cohort]["therapies"])
            if side is not None:
                sides[side].append(cohorts[cohort])
        told = [*_ages(found, sides), *_settings(argument, found, sides), *_cut_offs(found, sides)]
        if told:
            yield {**_told(claim, found), "differences": "; ".join(told)}


def _told(claim: str, found: Comparison) -> Row:
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


def _cited(rows: Sequence[Row]) -> dict[str, set[str]]:
    """The studies that each claim rests on or points to."""
    cited: dict[str, set[str]] = {}
    for row in having(rows, "rests"):
        cited.setdefault(row["claim"], set()).add(row["rests"])
    return cited


def _cohorts(rows: Sequence[Row]) -> dict[str, Row]:
    """Each group of patients with its study, its therapies and its settings of disease.

    ``apart`` are the settings that set a part of a study apart from the whole of it.
    """
    cohorts: dict[str, Row] = {}
    for row in having(rows, "therapy"):
        cohorts.setdefault(row["cohort"], {**row, "therapies": set(), "settings": set()})["therapies"].add(
            row["therapy"]
        )
    for row in having(rows, "setting"):
        cohorts[row["cohort"]]["settings"].add((row["setting"], row["setting_name"]))
    for facts in cohorts.values():
        shared = cohorts[facts["whole"]]["settings"] if facts["whole"] in cohorts else set()
        facts["apart"] = {setting for setting, _ in facts["settings"] - shared}
    return cohorts


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
    allotted = {study for study in (*first, *second) if studies[study].design == "randomised-trial"}
    if allotted:
        labels = ", ".join(sorted(studies[study].label for study in allotted))
        told += f". Against what patients were randomized in {labels} is not recorded"
    return told


_YOUNG, _GROWN = "children or young adults", "adults"
_AGES = {"paediatric": _YOUNG, "paediatric-and-young-adult": _YOUNG, "adult": _GROWN, "older-adult": _GROWN}


def _share(found: Comparison, counts: tuple[tuple[int, int], tuple[int, int]]) -> str:
    """How many of the studies of each side, in words, when one side has most and the other has not; else empty."""
    if not all(known for _, known in counts):
        return ""
    shares = [Fraction(having, known) for having, known in counts]
    if min(shares) > HALF or max(shares) <= HALF or abs(shares[0] - shares[1]) < APART:
        return ""
    (a, of_a), (b, of_b) = counts
    return f"in {a} of {counted(of_a, 'study')} of {found.names[0]} and {b} of {of_b} of {found.names[1]}"


def _by_study(cohorts: Iterable[Row], having: Iterable[str]) -> tuple[int, int]:
    """Of how many studies some cohort is among ``having``, and how many studies there are."""
    wanted, cohorts = set(having), list(cohorts)
    return len({row["study"] for row in cohorts if row["cohort"] in wanted}), len({row["study"] for row in cohorts})


def _of_one_age(cohorts: list[Row], ages: str) -> Iterator[str]:
    """The groups of patients in studies all of whose groups are of these ages; mixed ages are none of them."""
    others = {row["study"] for row in cohorts if _AGES.get(local_name(row["age"])) != ages}
    yield from (row["cohort"] for row in cohorts if row["study"] not in others)


def _ages(found: Comparison, sides: Sides) -> Iterator[str]:
    aged = [[row for row in side if row["age"]] for side in sides]
    for ages in (_GROWN, _YOUNG):
        first, second = (_by_study(side, _of_one_age(side, ages)) for side in aged)
        if words := _share(found, (first, second)):
            yield f"{ages} only {words}"
            return  # the other group says the same once more


def _settings(argument: Argument, found: Comparison, sides: Sides) -> Iterator[str]:
    known = [[row for row in side if row["settings"]] for side in sides]
    names = {setting: name for side in known for row in side for setting, name in row["settings"]}
    for setting in sorted(names, key=lambda term: names[term]):
        first, second = (
            _by_study(
                side, [row["cohort"] for row in side if any(argument.related(setting, s) for s, _ in row["settings"])]
            )
            for side in known
        )
        if words := _share(found, (first, second)):
            yield f"{names[setting]} {words}"


def _cut_offs(found: Comparison, sides: Sides) -> Iterator[str]:
    """Thresholds of one measure, in one direction, that are not the same on the two sides."""
    cuts: tuple[dict[tuple[str, str], set[str]], ...] = ({}, {})
    marked: dict[tuple[str, str], set[str]] = {}
    for side, rows in enumerate(sides):
        for row in rows:
            if match := re.fullmatch(r"(.*?)\s*([<>]|≤|≥)(=?\s*.*)", row["cut"] or ""):
                measure, sign, rest = match.groups()
                direction = "<" if sign in "<≤" else ">"
                cuts[side].setdefault((measure, direction), set()).add(" ".join(f"{sign}{rest}".split()))
                marked.setdefault((measure, direction), set()).update(row["apart"])
    for key in sorted(cuts[0].keys() & cuts[1].keys()):
        first, second = cuts[0][key], cuts[1][key]
        if not first & second:
            told = [
                f"{', '.join(sorted(cut))} for {name}{_uncut(rows, marked[key])}"
                for cut, name, rows in zip((first, second), found.names, sides, strict=True)
            ]
            yield f"a cut-off of {key[0]} {told[0]} and {told[1]}"


def _uncut(cohorts: Sequence[Row], marked: set[str]) -> str:
    """Studies whose patients are in the same setting, but for which no cut-off is printed."""
    labels = sorted({row["label"] for row in cohorts if not row["cut"] and row["apart"] & marked})
    return f" (for {' and '.join(labels)} none is printed)" if labels else ""
