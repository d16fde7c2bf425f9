"""How firmly a comparison of two therapies is put, against the evidence beneath it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from evigraph.audit.compute.hierarchy import Hierarchy, having
from evigraph.audit.compute.row import Row, natural

FEW = 50
"""Fewer patients than this in all are few for a comparison."""

CONTROLLED = "randomised trial"
LOOKING_BACK = "retrospective series"
WITHOUT_PATIENTS = frozenset({"model", "laboratory study", "regulatory analysis"})


@dataclass
class Cohort:
    """A whole cohort: its study, how that was designed, its size, its therapies and the works that report it."""

    study: str
    name: str
    design: str
    n: int | None
    given: set[str] = field(default_factory=set)
    told_by: set[str] = field(default_factory=set)


@dataclass
class Graph:
    """What claims rest on, by node, as the rows of the query tell it."""

    below: dict[str, set[str]]
    above: dict[str, set[str]]
    subjects: dict[str, set[str]]
    theses: set[str]
    works: dict[str, set[str]]
    studies: dict[str, set[str]]
    sources: dict[str, tuple[str, str]]
    cohorts: dict[str, Cohort]
    by_study: dict[str, set[str]]
    shared: dict[str, set[str]]
    hierarchy: Hierarchy


def strong_wording(rows: Sequence[Row]) -> Iterator[Row]:
    """Comparisons put as so on clearly weak evidence.

    Weak is evidence that holds no randomized comparison of the two sides, and no patients at
    all, or one independent cohort, or only studies that look back, or fewer than :data:`FEW`
    patients.  The columns are those of ``queries/checks/strong-wording-on-weak-evidence.rq``.
    """
    graph = _graph(rows)
    for row in having(rows, "claim", "one", "two"):
        beneath = _reached(row["claim"], graph.below)
        works = set().union(*(graph.works.get(claim, set()) for claim in beneath))
        nodes = beneath | works  # claims point to tables of studies, works report them
        studies = set().union(*(graph.studies.get(node, set()) for node in nodes))
        roles = {work: graph.sources[work][1] for work in works if work in graph.sources}
        unknown = any(role == "primary" and not graph.studies.get(work) for work, role in roles.items())
        if unknown or not works | studies:
            continue  # what cites nothing at all is told by other checks
        cohorts = {cohort for study in studies for cohort in graph.by_study.get(study, set())}
        patients = {cohort for cohort in cohorts if graph.cohorts[cohort].design not in WITHOUT_PATIENTS}
        alike = set(roles.values()) <= {"review", "guideline"} or set(roles.values()) == {"preclinical"}
        if not patients and alike and row["claim"] in graph.works:
            continue  # told by claim-on-reviews-only or clinical-claim-on-preclinical
        groups = [[graph.cohorts[name] for name in group] for group in _independent(patients, graph.shared)]
        shown = set().union(*(graph.studies.get(claim, set()) for claim in beneath))
        total, sizes = _size(groups, works, shown)
        reason = _weakness(row, groups, total, graph.hierarchy)
        if reason:
            yield {
                "claim": row["claim"],
                "statement": row["statement"],
                "reason": reason + ("" if groups else _beside(row, graph, works)),
                "studies": "; ".join(sorted({f"{c.name} ({c.design})" for group in groups for c in group})) or "none",
                "independent": len(groups),
                "patients": sizes,
                "references": "; ".join(sorted((graph.sources[work][0] for work in roles), key=natural)) or "none",
            }


def _graph(rows: Sequence[Row]) -> Graph:
    cohorts: dict[str, Cohort] = {}
    by_study: dict[str, set[str]] = {}
    for row in having(rows, "cohort"):
        known = cohorts.setdefault(row["cohort"], Cohort(row["study"], row["name"], row["design"], row["n"]))
        by_study.setdefault(row["study"], set()).add(row["cohort"])
        if row["given"]:
            known.given.add(row["given"])
        if row["teller"]:
            known.told_by.add(row["teller"])
    links: dict[str, dict[str, set[str]]] = {}
    for row in having(rows, "link"):
        links.setdefault(row["link"], {}).setdefault(row["left"], set()).add(row["right"])
    above: dict[str, set[str]] = {}
    for conclusion, reasons in links.get("support", {}).items():
        for reason in reasons:
            above.setdefault(reason, set()).add(conclusion)
    shared = links.get("overlap", {})
    for first, others in list(shared.items()):
        for second in others:
            shared.setdefault(second, set()).add(first)
    for study, members in by_study.items():
        for cohort in members:
            shared.setdefault(cohort, set()).update(*(by_study.get(other, set()) for other in shared.get(study, ())))
    return Graph(
        below=links.get("support", {}),
        above=above,
        subjects=links.get("subject", {}),
        theses=set(links.get("thesis", {})),
        works=links.get("work", {}),
        studies=links.get("study", {}),
        sources={row["source"]: (f"reference {row['number']}", row["role"]) for row in having(rows, "source")},
        cohorts=cohorts,
        by_study=by_study,
        shared=shared,
        hierarchy=Hierarchy(
            {"term": term, "above": above} for term, over in links.get("above", {}).items() for above in over
        ),
    )


def _reached(start: str, edges: dict[str, set[str]]) -> set[str]:
    """The node and all that can be reached from it."""
    found, todo = {start}, [start]
    while todo:
        new = edges.get(todo.pop(), set()) - found
        found |= new
        todo.extend(new)
    return found


def _independent(cohorts: set[str], shared: dict[str, set[str]]) -> list[list[str]]:
    """The cohorts in groups that share patients with each other and with no other group."""
    near = {cohort: shared.get(cohort, set()) & cohorts for cohort in cohorts}
    groups: list[list[str]] = []
    seen: set[str] = set()
    for cohort in sorted(cohorts):
        if cohort not in seen:
            groups.append(sorted(_reached(cohort, near)))
            seen.update(groups[-1])
    return groups


def _weakness(row: Row, groups: list[list[Cohort]], total: int | None, hierarchy: Hierarchy) -> str:
    """Why the evidence of the independent groups of cohorts is clearly weak, or nothing."""
    cohorts = [cohort for group in groups for cohort in group]
    if _controlled(row, cohorts, hierarchy):
        return ""
    reasons = {
        "no study of patients is recorded beneath it": not groups,
        "a single cohort stands beneath it": len(groups) == 1 and row["told"] is None,
        "only studies that look back stand beneath it": all(cohort.design == LOOKING_BACK for cohort in cohorts),
        f"fewer than {FEW} patients stand beneath it": total is not None and total < FEW,
    }
    return next((reason for reason, weak in reasons.items() if weak), "")


def _beside(row: Row, graph: Graph, works: set[str]) -> str:
    """First-hand works on patients beneath other reasons for the same conclusion, about the one side of the claim."""
    reasons = set().union(*(graph.below[above] for above in graph.above.get(row["claim"], set()) - graph.theses))
    alike = {
        claim
        for claim in reasons - {row["claim"]}
        if any(row["one"] in graph.hierarchy.over(subject) for subject in graph.subjects.get(claim, ()))
    }
    cited = set().union(*(graph.works.get(claim, set()) for claim in alike)) - works
    first_hand = [
        work for work in cited if graph.sources.get(work, ("", ""))[1] == "primary" and graph.studies.get(work)
    ]
    if not first_hand:
        return ""
    numbers = sorted((graph.sources[work][0].removeprefix("reference ") for work in first_hand), key=natural)
    references = f"reference{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"
    return f" (studies of patients are recorded for other reasons of the same conclusion: {references})"


def _controlled(row: Row, cohorts: list[Cohort], hierarchy: Hierarchy) -> bool:
    """Whether a randomized trial among the cohorts gave both sides."""
    studies: dict[str, set[str]] = {}
    for cohort in cohorts:
        if cohort.design == CONTROLLED:
            received = set().union(*(hierarchy.over(therapy) for therapy in cohort.given))
            studies.setdefault(cohort.study, set()).update(received & {row["one"], row["two"]})
    return any(len(sides) == 2 for sides in studies.values())


def _size(groups: list[list[Cohort]], works: set[str], shown: set[str]) -> tuple[int | None, str]:
    """Patients in all, shared ones counted once, and in words; None where the size of a group is not stated.

    A size counts when the cohort is in a table pointed to or is not known to be told by other works only.
    """
    total, elsewhere = 0, []
    for group in groups:
        sizes = {True: [0], False: [0]}
        for cohort in group:
            own = cohort.study in shown or not cohort.told_by or bool(cohort.told_by & works)
            sizes[own].append(cohort.n or 0)
        if not max(sizes[True]):
            elsewhere.append(max(sizes[False]))
        total += max(sizes[True])
    if not elsewhere:
        return total, str(total)
    if len(groups) > 1:
        return None, "not stated for all"
    if not elsewhere[0]:
        return None, "not stated"
    return None, f"not stated for the report cited ({elsewhere[0]} in another report of the same study)"
