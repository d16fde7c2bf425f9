"""The pages of the questions: all that can be asked, and each as a form with its answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from evigraph.errors import NotFound, QueryError, did_you_mean
from evigraph.load.workspace import Workspace
from evigraph.query import Answer, Question, Table, Triples, questions, read_question
from evigraph.serve.pages.addresses import Fields, address_of
from evigraph.serve.pages.asked import Asked, asked
from evigraph.serve.pages.cells import shown_answer
from evigraph.serve.pages.figures import figures_of
from evigraph.serve.pages.options import choices
from evigraph.serve.pages.sparql import marked
from evigraph.view.site.links import Links
from evigraph.view.site.site import Site
from evigraph.view.words import plain

ORDER = ("What claims rest on", "Claims", "The argument", "Results", "Studies", "References", "Tables", "Terms")
"""The groups of the standard questions as the page lists them; groups of a workspace follow."""
OTHERS = "Further questions"

ALL = "all-rows"
"""The field that asks for every row; no parameter can be called so."""

_LONGEST = 6_000


@dataclass(frozen=True)
class Listed:
    """A question in the list: where its page is, what it answers, or what is wrong with its file."""

    name: str
    title: str
    description: str
    address: str
    trouble: str = ""


def find_question(workspace: Workspace, name: str) -> Question:
    """The question called ``name``.

    Raises:
        NotFound: there is none.
        QueryError: its file is malformed.
    """
    known = questions(workspace)
    if name not in known:
        raise NotFound(f"There is no question '{plain(name)}'. {did_you_mean(name, known)}".strip())
    return read_question(known[name])


def questions_data(site: Site, name: str, fields: Fields, links: Links) -> dict[str, Any]:
    """Every question under what it asks about."""
    found: dict[str, list[Listed]] = defaultdict(list)
    for each, path in questions(site.dataset.workspace).items():
        address = address_of("question", each)
        try:
            question = read_question(path)
            listed = Listed(each, plain(question.title), plain(question.description), address)
            group = plain(question.group)
        except QueryError as error:
            listed, group = Listed(each, each, "", address, plain(str(error))), ""
        found[group or OTHERS].append(listed)
    return {
        "title": "Questions",
        "groups": [(group, sorted(found[group], key=_by_title)) for group in sorted(found, key=_place)],
        "count": sum(map(len, found.values())),
    }


def _place(group: str) -> tuple[int, str]:
    return (len(ORDER) + 1 if group == OTHERS else ORDER.index(group) if group in ORDER else len(ORDER), group)


def _by_title(listed: Listed) -> tuple[str, str]:
    return listed.title.casefold(), listed.name


def question_data(site: Site, name: str, fields: Fields, links: Links) -> dict[str, Any]:
    """A question as a form, with its answer."""
    question = find_question(site.dataset.workspace, name)
    whole = bool(fields.get(ALL))
    wanted = asked(site, question, {key: texts for key, texts in fields.items() if key != ALL})
    data: dict[str, Any] = {
        "title": plain(question.title),
        "description": plain(question.description),
        "asked": wanted,
        "action": address_of("question", name),
        "choices": {field.kind: choices(site, field.kind) for field in wanted.fields if field.plural},
        "answered": not wanted.wrong,
    }
    if wanted.wrong:
        return {**data, "status": 400}
    return {**data, **_answer(site, links, wanted, whole)}


def _answer(site: Site, links: Links, wanted: Asked, whole: bool) -> dict[str, Any]:
    question = wanted.question
    sparql = question.bind(site.dataset, wanted.given)
    try:
        answer = site.dataset.query(sparql)
    except QueryError as error:
        raise QueryError(f"{question.path.name}: {error}") from None
    rows = shown_answer(site, links, question, answer, whole)
    editor = address_of("own", "ask", {"query": [sparql]})
    return {
        "yes": answer is True,
        "rows": rows,
        "figures": figures_of(site, links, wanted) if rows and rows.total else (),
        "sparql": list(marked(sparql)),
        "editor": editor if len(editor) <= _LONGEST else "",
        "address": address_of("question", question.name, wanted.values),
        "whole": address_of("question", question.name, {**wanted.values, ALL: ["yes"]}),
        "files": _files(wanted, answer),
    }


def _files(wanted: Asked, answer: Answer) -> list[tuple[str, str, str]]:
    """Words, name and address of every form in which the answer can be had."""
    name = wanted.question.name
    base = f"/api/questions/{quote(name)}"

    def address(more: str = "", **form: str) -> str:
        given = urlencode({**wanted.values, **form}, doseq=True)
        return f"{base}{more}?{given}" if given else f"{base}{more}"

    json = ("JSON", f"{name}.json", address(format="json"))
    if isinstance(answer, Table):
        forms = [("CSV", f"{name}.csv", address(format="csv")), json]
    else:
        forms = [("Turtle", f"{name}.ttl", address())] if isinstance(answer, Triples) else [json]
    return [*forms, ("Evidence receipt", f"{name}.receipt.html", address("/receipt"))]
