"""The API: one table of operations, from which the routes and the OpenAPI document are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from evigraph.serve.conditional import tagged
from evigraph.serve.graph import Generation, Served
from evigraph.serve.guards import STYLED, check_length
from evigraph.serve.negotiate import takes_gzip
from evigraph.serve.problems import Problem
from evigraph.serve.process import Reply
from evigraph.serve.protocol import answered
from evigraph.version import __version__

BRINGS_ITS_OWN = "frame-ancestors 'none'"
"""For pages that allow their own styles and scripts by hash: they state the rest of the policy themselves."""

BIB_FORMS = (
    *("bibtex", "biblatex", "ris", "csl-json", "enw", "nbib", "csv"),
    *("text", "html", "markdown", "docx"),
)


@dataclass(frozen=True)
class Parameter:
    """A value in the query string of an operation; ``choices`` begin with the default."""

    name: str
    about: str
    required: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One address of the API and the call behind it; ``rest`` takes all other fields under that name."""

    path: str
    call: str
    title: str
    parameters: tuple[Parameter, ...] = ()
    rest: str = ""
    fixed: tuple[tuple[str, str], ...] = ()
    rest_about: str = ""
    proves: bool = False
    """Whether it tells the files that the graph was made from, so that they must be those on disk."""


_ROWS = Parameter("format", "Form of the rows.", choices=("json", "csv"))
_COLUMN = "Any column of the list: only rows that hold this text there."
_VALUE = "Any parameter of the question; may be repeated."


def _list(kind: str) -> Operation:
    return Operation(f"/api/{kind}", "list_things", f"All {kind}.", (_ROWS,), "filters", (("kind", kind),), _COLUMN)


OPERATIONS: tuple[Operation, ...] = (
    Operation("/api/questions", "list_questions", "The questions, with their documentation."),
    Operation(
        "/api/questions/{name}",
        "ask_question",
        "The answer to a question.",
        (Parameter("format", "Form of the rows.", choices=("json", "csv", "words")),),
        rest="values",
        rest_about=_VALUE,
    ),
    Operation(
        "/api/questions/{name}/sparql",
        "question_source",
        "The SPARQL of a question, with the values given.",
        rest="values",
        rest_about=_VALUE,
    ),
    Operation(
        "/api/questions/{name}/receipt",
        "question_receipt",
        "The evidence receipt of an answer, to be verified without a network.",
        (Parameter("format", "A page, or its data alone.", choices=("html", "jsonld")),),
        rest="values",
        rest_about=_VALUE,
        proves=True,
    ),
    *(_list(kind) for kind in ("claims", "references", "studies", "terms")),
    Operation(
        "/api/pictures/{name:path}",
        "draw",
        "A plot of the graph: map, timeline, ages, citations, audit, forest/TERM.",
        (Parameter("format", "The picture, or the numbers it shows.", choices=("svg", "csv")),),
    ),
    Operation("/api/trace/{id:path}", "trace_claim", "The evidence ladder of a claim."),
    Operation("/api/nodes/{id:path}", "describe_node", "All that is said about a node, and what points to it."),
    Operation(
        "/api/find",
        "search",
        "Claims, references, studies and terms that speak of a text.",
        (
            Parameter("text", "Words.", required=True),
            Parameter("kind", "Only nodes of this kind.", choices=("", "claim", "reference", "study", "term")),
            Parameter("limit", "At most so many (20)."),
        ),
    ),
    Operation(
        "/api/audit",
        "audit_graph",
        "What the audit finds.",
        (
            Parameter("check", "Only this check.", many=True),
            Parameter("claim", "Only what concerns this claim."),
            Parameter("severity", "Only findings at least as grave.", choices=("note", "warning", "error")),
            Parameter("format", "Form of the findings.", choices=("json", "csv", "sarif")),
        ),
    ),
    Operation("/api/checks", "list_checks", "The checks of the audit, with their documentation."),
    Operation(
        "/api/impact",
        "fall",
        "What would fall without a reference, a study or a claim.",
        (Parameter("without", "What to take away, as people name it.", required=True, many=True),),
    ),
    Operation(
        "/api/bibliography",
        "bibliography",
        "References by what they support, as a file for reference managers or a formatted list.",
        (
            *(
                Parameter(name, about, many=True)
                for name, about in (
                    ("claim", "Cited by this claim."),
                    ("section", "Cited in this section."),
                    ("study", "Reporting this study."),
                    ("role", "Of this evidence role."),
                    ("citedWith", "Cited in one cluster with this reference."),
                    ("query", "In the answer to this question."),
                    ("check", "Concerned by a finding of this check."),
                    ("article", "In the list of this article."),
                )
            ),
            Parameter("format", "Form of the file.", choices=BIB_FORMS),
            Parameter("style", "Style of a formatted list: ama, vancouver, nejm, ..."),
            Parameter("numbering", "Order.", choices=("list", "citation", "alphabetical")),
            Parameter("evidence", "Add to each what it supports.", choices=("false", "true")),
        ),
    ),
    Operation(
        "/api/graph",
        "graph",
        "The whole graph.",
        (Parameter("format", "Form of the graph.", choices=("node-link", "trig", "jsonld")),),
    ),
    Operation("/api/vocabulary", "list_vocabulary", "Prefixes, classes and properties, for editors."),
    Operation("/api/statistics", "statistics", "How many records of each kind there are."),
)


def read_arguments(operation: Operation, request: Request) -> dict[str, Any]:
    """The arguments of a call, from the path and the query string.

    Raises:
        Problem: a field is unknown, missing, repeated or not one of its choices, or there is too much.
    """
    check_length(request.scope)
    try:
        pairs = parse_qsl(
            request.scope["query_string"].decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200
        )
    except ValueError:
        raise Problem(400, "The query string is not a form in percent-encoded UTF-8.") from None
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    if any("\0" in text for text in (*given, *(value for _, value in pairs), *map(str, request.path_params.values()))):
        raise Problem(400, "A value holds a NUL character.")
    found: dict[str, Any] = {**request.path_params, **dict(operation.fixed)}
    for parameter in operation.parameters:
        values = given.pop(parameter.name, [])
        if parameter.many:
            found[parameter.name] = values
        else:
            found[parameter.name] = _one(parameter, values)
        if parameter.required and not found[parameter.name]:
            raise Problem(400, f"'{parameter.name}' is needed: {parameter.about}")
    if operation.rest:
        many = operation.rest == "values"
        found[operation.rest] = {name: values if many else values[-1] for name, values in given.items()}
    elif given:
        known = ", ".join(parameter.name for parameter in operation.parameters) or "none"
        raise Problem(400, f"There is no parameter '{min(given)}'; there are: {known}.")
    return found


def _one(parameter: Parameter, values: Sequence[str]) -> str:
    if len(values) > 1:
        raise Problem(400, f"'{parameter.name}' may be given once.")
    value = values[0] if values else parameter.choices[0] if parameter.choices else ""
    if parameter.choices and value not in parameter.choices:
        raise Problem(400, f"'{parameter.name}' is one of: {', '.join(filter(None, parameter.choices))}.")
    return value


async def call(
    request: Request,
    generation: Generation,
    name: str,
    arguments: dict[str, Any],
    *,
    gzip: bool = True,
    keep: bool = True,
) -> Reply:
    """What a call gives; the head has its media type.

    It is packed where the client takes that, unless ``gzip`` is off, and kept for others who ask the
    same, unless ``keep`` is off.

    Raises:
        Problem: what was asked for is not there, or cannot be had now.
    """
    gzip = gzip and takes_gzip(request.headers)
    reply = await answered(request, generation.call(name, arguments, gzip, keep))
    if reply.head["status"] != "ok":
        more = {"candidates": reply.head["candidates"]} if "candidates" in reply.head else {}
        raise Problem(reply.head["code"], reply.head["message"], **more)
    return reply


def _route(operation: Operation) -> BaseRoute:
    async def respond(request: Request) -> Response:
        served: Served = request.app.state.served
        generation = served.current
        if operation.proves and served.trouble:
            raise Problem(409, f"The workspace was changed and has faults; mend them first. {served.trouble}")
        reply = await call(request, generation, operation.call, read_arguments(operation, request))
        response = tagged(request, reply)
        if operation.proves:
            response.headers["content-security-policy"] = BRINGS_ITS_OWN
        elif response.headers.get("content-type", "").startswith(("image/svg+xml", "text/html")):
            response.headers["content-security-policy"] = STYLED
        return response

    return Route(operation.path, respond, name=operation.call)


async def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    return JSONResponse(document(str(request.base_url)))


def document(server: str) -> dict[str, Any]:
    """The operations as OpenAPI 3.1 has them."""
    paths = {op.path.replace(":path", ""): {"get": _described(op)} for op in OPERATIONS}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "evigraph",
            "version": __version__,
            "description": "The evidence behind the claims of a review, read-only. Not treatment advice.",
        },
        "servers": [{"url": server.rstrip("/")}],
        "paths": paths,
    }


def _described(operation: Operation) -> dict[str, Any]:
    fields = [_field(parameter) for parameter in operation.parameters]
    for name in ("name", "id"):
        if f"{{{name}" in operation.path:
            fields.insert(0, {"name": name, "in": "path", "required": True, "schema": {"type": "string"}})
    if operation.rest:
        schema = {"type": "object", "additionalProperties": {"type": "string"}}
        free = {"name": operation.rest, "in": "query", "style": "form", "explode": True, "schema": schema}
        fields.append({**free, "description": operation.rest_about})
    problem = {"description": "Problem details (RFC 9457).", "content": {"application/problem+json": {}}}
    identifier = f"{operation.call}_{dict(operation.fixed).get('kind', '')}".rstrip("_")
    return {
        "operationId": identifier,
        "summary": operation.title,
        "parameters": fields,
        "responses": {"200": {"description": operation.title}, "default": problem},
    }


def _field(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if parameter.choices:
        schema |= {"enum": list(parameter.choices), "default": parameter.choices[0]}
    if parameter.many:
        schema = {"type": "array", "items": schema}
    about = {"name": parameter.name, "in": "query", "description": parameter.about, "schema": schema}
    return {**about, "required": parameter.required}


ROUTES: list[BaseRoute] = [*map(_route, OPERATIONS), Route("/openapi.json", openapi)]
