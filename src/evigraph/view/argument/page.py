"""The argument map on one page: map, table twin, and the claims that stand outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from evigraph.audit import Audit, audit
from evigraph.errors import NotFound
from evigraph.ns import EV
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.view import schema
from evigraph.view.argument.boxes import boxes, strength
from evigraph.view.argument.claims import CERTAINTIES, Claims, claims_of, is_claim
from evigraph.view.argument.tree import Forest, forest
from evigraph.view.badge import badge, legend
from evigraph.view.marks import Marks, claim_parts, marks_of
from evigraph.view.page import mark_data
from evigraph.view.shell import ALONE, Trail, render
from evigraph.view.style import asset, palette
from evigraph.view.words import plain

COLUMNS = (
    "No.",
    "Claim",
    "Leads to",
    "Speaks for",
    "Certainty",
    "References",
    "Cohorts",
    "Patients",
    "Findings",
    "Where",
)
"""What the table of the map tells of each claim."""

_ABOUT = "How the claims of a review support and concede one another up to its thesis, and what each rests on."


def _no_page(claim: str) -> str:
    return ""


def argument_page(
    dataset: Dataset,
    claim: str | None = None,
    article: str | None = None,
    audited: Audit | None = None,
    page_of: Callable[[str], str] = _no_page,
    trail: Trail = ALONE,
) -> str:
    """How claims support and concede one another up to the thesis, as one self-contained HTML page.

    ``claim`` (an IRI) narrows it to the way up from that claim and all below it, ``article``
    (an IRI) to one article.  ``audited`` is the audit of the graph, else it is run.
    ``page_of`` turns the identifier of a claim into the address of a page about it, or "".

    Raises:
        NotFound: the graph holds no such claim or article.
    """
    nodes = Nodes(dataset)
    if claim is not None and not is_claim(nodes, claim):
        raise NotFound(f"The graph holds no claim '{plain(nodes.short(claim))}'.")
    articles = nodes.of_type(f"{EV}SourceArticle")
    if article is not None and article not in articles:
        known = ", ".join(map(nodes.short, articles)) or "none"
        raise NotFound(f"The graph holds no article '{plain(nodes.short(article))}'; there are: {known}.")
    found = claims_of(dataset, article)
    focus = nodes.short(claim) if claim is not None else None
    tree = forest(found.by_id, focus)
    held = [item.claim.id for item in tree.branches] + [item.id for item in tree.outside]
    parts = {part: name for name in held for part in claim_parts(nodes, dataset.base + name)}
    marks = marks_of(dataset, audited or audit(dataset), parts)
    chosen = [article] if article else articles
    titles = [plain(nodes.one(a, "dcterms:title") or nodes.label(a)) for a in chosen]
    structured = _structured(nodes, held, chosen, claim, page_of)
    return _render(found, tree, marks, focus, titles, page_of, trail, structured)


def _structured(
    nodes: Nodes, held: list[str], articles: list[str], claim: str | None, page_of: Callable[[str], str]
) -> schema.Thing:
    """The map as a data set of claims, each with its page where it has one."""
    claims = [
        schema.kept({**schema.item(nodes, "claim", nodes.dataset.base + name), "url": page_of(name)}) for name in held
    ]
    about = schema.item(nodes, "claim", claim) if claim else None
    return schema.table(nodes, "Argument map", _ABOUT, COLUMNS, articles=articles, about=about, hasPart=claims)


def _render(
    claims: Claims,
    tree: Forest,
    marks: Marks,
    focus: str | None,
    titles: list[str],
    page_of: Callable[[str], str],
    trail: Trail,
    structured: schema.Thing,
) -> str:
    data = {**boxes(tree, marks, focus, page_of), "marks": {str(m.number): mark_data(m) for m in marks.marks}}
    data |= {"shapes": palette()["marks"], "sides": dict(claims.sides)}
    drawn = [branch.claim for branch in tree.branches]
    sides, sure = Counter(c.side for c in drawn), Counter(c.certainty for c in drawn)
    certainties = [*CERTAINTIES, *sorted(sure.keys() - set(CERTAINTIES))]
    return render(
        "argument.html",
        ("base.css", "figure.css", "marks.css", "argument.css"),
        {name: asset(f"{name}.js") for name in ("table", "savefigure", "argumentmap", "argument")},
        data,
        trail=trail,
        structured=structured,
        columns=COLUMNS,
        page_of=page_of,
        sources=titles,
        focus=claims.by_id[focus].label if focus else "",
        reason=claims.by_id[focus].outside if focus else "",
        sides=[(key, name, sides[key]) for key, name in claims.sides.items() if sides[key]],
        certainties=[(word, word or "not stated", sure[word]) for word in certainties if sure[word]],
        sections=[s for s in claims.sections if any(s in c.sections for c in drawn)],
        branches=tree.branches,
        numbers={branch.claim.id: branch.number for branch in tree.branches},
        parents=_parents(tree),
        outside=tree.outside,
        on=marks.on,
        marks=[(mark, [claims.by_id[box].label for box in mark.boxes]) for mark in marks.marks],
        mark_kinds=legend(marks),
        badge=badge,
        strength=strength,
        total=len(drawn),
    )


def _parents(tree: Forest) -> dict[str, tuple[str, str]]:
    """Claim -> relation to, and number of, the claim it hangs below."""
    return {kid.claim.id: (kid.relation, branch.number) for branch in tree.branches for kid in branch.kids}
