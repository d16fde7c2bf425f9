"""Comparisons of two therapies: whether the patients of the two sides are alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from evigraph.audit.compute.argument import Argument, Comparison, counted
from evigraph.audit.compute.comparisons import Sides, cited_by, told_of
from evigraph.audit.compute.hierarchy import having
from evigraph.audit.compute.kinds import Patients, set_apart
from evigraph.audit.compute.row import Row
from evigraph.ns import local_name

HALF, APART = Fraction(1, 2), Fraction(1, 4)
"""Patients differ when a group is in most studies of one side only, and the shares are this far apart."""


def across_populations(rows: Sequence[Row]) -> Iterator[Row]:
    """Comparisons whose two sides treated patients of other ages, in another state, or cut off elsewhere."""
    argument, cited, cohorts = Argument(rows), cited_by(rows), _cohorts(rows)
    counting: dict[str, set[str]] = {}
    for row in having(rows, "counts"):
        counting.setdefault(row["claim"], set()).add(row["counts"])
    known_as = _Kinds(rows, argument)
    whole: dict[str, list[str]] = {}
    studied: dict[str, list[Row]] = {}
    for cohort, facts in cohorts.items():
        studied.setdefault(facts["study"], []).append(facts)
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
        settings = list(_settings(argument, found, sides))
        kinds = [words for term, words in _kinds(known_as, found, sides) if not settings or term in known_as.diseases]
        differences = [*_ages(found, sides), *settings, *kinds, *_cut_offs(found, sides, studied)]
        if differences:
            yield {**told_of(claim, found), "differences": "; ".join(differences)}


class _Kinds:
    """What tells kinds of patients: terms and their names, diseases of studies, and of the thesis of each article."""

    def __init__(self, rows: Sequence[Row], argument: Argument) -> None:
        self.terms = argument.terms
        self.names = {row["setting"]: row["setting_name"] for row in having(rows, "setting")}
        self.diseases = {row["sick"]: row["sick_name"] for row in having(rows, "sick")}
        self.studied: dict[str, set[str]] = {}
        for row in having(rows, "studied"):
            self.studied.setdefault(row["study"], set()).add(row["studied"])
        argued: dict[str, set[str]] = {}
        for row in having(rows, "argued"):
            argued.setdefault(row["article"], set()).add(row["argued"])
        self.asked = {row["claim"]: argued.get(row["article"], set()) for row in having(rows, "one")}


def _kinds(known: _Kinds, found: Comparison, sides: Sides) -> Iterator[tuple[str, str]]:
    """Kinds of patients that whole studies of one side are about and none of the other, each with its term."""
    patients: dict[tuple[int, str], Patients] = {}
    for side, cohorts in enumerate(sides):
        for row in cohorts:
            one = patients.setdefault((side, row["study"]), Patients())
            one.settings |= {setting for setting, _ in row["settings"]}
            one.diseases |= known.studied.get(row["study"], set())
    of = [sum(side == number for side, _ in patients) for number in (0, 1)]
    apart = set_apart(patients, known.terms, known.diseases, known.asked.get(found.claim, ()))
    names = {**known.names, **known.diseases}
    for term in sorted(apart, key=lambda term: names[term]):
        having_it = [sum(side == number for side, _ in apart[term]) for number in (0, 1)]
        if all(of) and min(having_it) == 0:
            told = " and ".join(f"{having_it[n]} of {of[n]} of {found.names[n]}" for n in (0, 1))
            yield term, f"studies of {names[term]} alone are {told}"


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


_YOUNG, _GROWN = "children or young adults", "adults"
_AGES = {"paediatric": _YOUNG, "paediatric-and-young-adult": _YOUNG, "adult": _GROWN, "older-adult": _GROWN}


def _share(found: Comparison, counts: tuple[tuple[int, int], tuple[int, int]], sides: Sides) -> str:
    """How many of the studies of each side, in words, when one side has most and the other has not; else empty.

    Studies of ``sides`` that are not among those counted do not tell.
    """
    if not all(known for _, known in counts):
        return ""
    shares = [Fraction(having, known) for having, known in counts]
    if min(shares) > HALF or max(shares) <= HALF or abs(shares[0] - shares[1]) < APART:
        return ""
    (a, of_a), (b, of_b) = counts
    first, second = (
        _silent(len({row["study"] for row in side}) - of) for side, of in zip(sides, (of_a, of_b), strict=True)
    )
    told = f"in {a} of {counted(of_a, 'study')} of {found.names[0]}{first}"
    return f"{told} and {b} of {of_b} of {found.names[1]}{second}"


def _silent(studies: int) -> str:
    return f" ({counted(studies, 'study')} {'does' if studies == 1 else 'do'} not tell)" if studies else ""


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
        if words := _share(found, (first, second), sides):
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
        if words := _share(found, (first, second), sides):
            yield f"{names[setting]} {words}"


def _cut_offs(found: Comparison, sides: Sides, studied: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """Thresholds of one measure, in one direction, that are not the same on the two sides."""
    cuts: tuple[dict[tuple[str, str], set[str]], ...] = ({}, {})
    marked: dict[tuple[str, str], set[str]] = {}
    for side, rows in enumerate(sides):
        for row in rows:
            if cut := _cut(row):
                measure, direction, limit = cut
                cuts[side].setdefault((measure, direction), set()).add(limit)
                marked.setdefault((measure, direction), set()).update(row["apart"])
    for key in sorted(cuts[0].keys() & cuts[1].keys()):
        first, second = cuts[0][key], cuts[1][key]
        if not first & second:
            told = [
                f"{', '.join(sorted(cut))} for {name}{_uncut(rows, marked[key], key[0], studied)}"
                for cut, name, rows in zip((first, second), found.names, sides, strict=True)
            ]
            yield f"a cut-off of {key[0]} {told[0]} and {told[1]}"


def _cut(row: Row) -> tuple[str, str, str] | None:
    """The measure, the direction and the limit of a cut-off: "blasts", ">", "> 50%"."""
    match = re.fullmatch(r"(.*?)\s*([<>]|≤|≥)(=?\s*.*)", row["cut"] or "")
    if match is None:
        return None
    measure, sign, rest = match.groups()
    return measure, "<" if sign in "<≤" else ">", " ".join(f"{sign}{rest}".split())


def _uncut(cohorts: Sequence[Row], marked: set[str], measure: str, studied: Mapping[str, Sequence[Row]]) -> str:
    """Studies whose patients are in the same setting, but for which no cut-off is printed.

    Where one is printed for other patients of such a study, it is told.
    """
    told: dict[str, set[str]] = {}
    for row in cohorts:
        here = _named(row, row["apart"] & marked)
        if row["cut"] or not here:
            continue
        beside = {
            f"{' and '.join(_named(other, other['apart']))} is {cut[2]}"
            for other in studied[row["study"]]
            if other["apart"] and (cut := _cut(other)) and cut[0] == measure
        }
        words = f"none is printed for {' and '.join(here)}" + (f", but {' and '.join(sorted(beside))}" * bool(beside))
        told.setdefault(words, set()).add(row["label"])
    return "".join(f" (for {' and '.join(sorted(labels))} {words})" for words, labels in sorted(told.items()))


def _named(cohort: Row, settings: set[str]) -> list[str]:
    return sorted(name for setting, name in cohort["settings"] if setting in settings)
