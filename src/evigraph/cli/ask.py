"""Commands that read the graph."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evigraph.cli.output import chosen, format_option, print_json, print_rows
from evigraph.cli.where import asks_a_store, graph, here
from evigraph.errors import InputError, UsageError

if TYPE_CHECKING:
    from evigraph.load.workspace import Workspace
    from evigraph.query import Dataset
    from evigraph.query.question import Parameter

GRAPH_FORMATS = ("ttl", "nt", "jsonld")


_ASKING = (
    click.option("-e", "--execute", "sparql", metavar="SPARQL", help="Ask this SPARQL instead of a question."),
    click.option(
        "-p", "--param", "parameters", metavar="KEY=VALUE", multiple=True, help="A parameter; may be repeated."
    ),
    click.option("--list", "show_list", is_flag=True, help="List the questions with their parameters."),
    click.option("--words", is_flag=True, help="Answer in sentences instead of a table."),
    format_option(*GRAPH_FORMATS),
)


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """The options of whatever asks a question or SPARQL."""
    for option in reversed(_ASKING):
        command = option(command)
    return command


@click.command()
@click.argument("name", required=False)
@asking
@click.pass_obj
def query(
    folder: Path | None,
    name: str | None,
    sparql: str | None,
    parameters: tuple[str, ...],
    show_list: bool,
    words: bool,
    form: str | None,
) -> None:
    """Ask a question by NAME, from a FILE.rq, or any SPARQL with -e or, as -, from standard input.

    A parameter takes what people would type: a list number or key for a reference, a label
    or identifier for a term.
    """
    if show_list:
        print_questions(here(folder), form)
        return
    if name == "-" and sparql is None:
        name, sparql = None, _from_input()
    if (name is None) == (sparql is None):
        raise click.UsageError("Give a question's name, a FILE.rq, or SPARQL with -e; --list lists the questions.")
    ask(graph(folder), name, sparql, parameters, words, form)


def print_questions(workspace: Workspace, form: str | None) -> None:
    """The questions of a workspace with their parameters."""
    from evigraph.query import questions, read_question

    found = [read_question(path) for path in questions(workspace).values()]
    rows = [(each.name, each.title, ", ".join(f"{p.name} ({p.type})" for p in each.parameters)) for each in found]
    print_rows(("question", "title", "parameters"), rows, form)


def ask(
    dataset: Dataset, name: str | None, sparql: str | None, parameters: tuple[str, ...], words: bool, form: str | None
) -> None:
    """Asks a question (a name or a FILE.rq), or SPARQL, and prints the answer."""
    from evigraph.query import find_question, read_question

    # The engine does not hear Ctrl-C while it evaluates; nothing is being written, so end at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if name is None or sparql is not None:
        if parameters or words:
            raise click.UsageError("--param and --words belong to a question, not to SPARQL given with -e.")
        print_answer(dataset.query(sparql or ""), form)
        return
    question = read_question(Path(name)) if name.endswith(".rq") else find_question(dataset.workspace, name)
    values = values_of(parameters)
    answer = question.ask(dataset, values)
    if not answer:
        asked = [f"{p.name} = {' '.join(values.get(p.name, [p.default]))}" for p in question.parameters]
        click.echo(f"No rows{' for ' + ', '.join(asked) if asked else ''}.", err=True)
        for asked_of in _foreign(dataset, [p for p in question.parameters if p.name not in values]):
            said = f"What is asked about by default is of another review: name one with -p {asked_of}=..."
            click.echo(said, err=True)
    if words:
        print_sentences(question, answer)
    else:
        print_answer(answer, form)


def _foreign(dataset: Dataset, parameters: Sequence[Parameter]) -> list[str]:
    """The parameters whose default names a node that the graph does not have."""
    from evigraph.errors import NotFound
    from evigraph.query.resolve import node

    found = []
    for parameter in parameters:
        if parameter.default.startswith("<"):
            try:
                node(dataset, parameter.type, parameter.default.strip("<>"))
            except NotFound:
                found.append(parameter.name)
    return found


def _from_input() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        raise InputError("The query on standard input is not UTF-8.") from None


def values_of(parameters: tuple[str, ...]) -> dict[str, list[str]]:
    """KEY=VALUE options as values by key; one key may come several times."""
    values: dict[str, list[str]] = {}
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        if not equals:
            raise click.UsageError(f"'{parameter}' is not KEY=VALUE.")
        values.setdefault(key.strip(), []).append(value)
    return values


def print_sentences(question: object, answer: object) -> None:
    """An answer in words, one sentence a row."""
    from evigraph.query import Question, Table

    if not isinstance(answer, Table) or not isinstance(question, Question) or not question.answers:
        raise UsageError("This question has no sentence for its answers; leave --words out.")
    for row in answer.shown():
        click.echo(question.sentence({name: cell or None for name, cell in zip(answer.columns, row, strict=True)}))


def print_answer(answer: object, form: str | None) -> None:
    """An answer in the form asked for."""
    from evigraph.query import Table, Triples

    if isinstance(answer, Table):
        if form in GRAPH_FORMATS:
            raise UsageError(f"--format {form} is for CONSTRUCT; a SELECT takes table, json, csv or tsv.")
        if chosen(form) == "json":
            click.echo(answer.to_json())
        elif chosen(form) == "table":
            print_rows(answer.columns, answer.shown(), "table")
        else:
            click.echo(answer.to_csv("," if form == "csv" else "\t"), nl=False)
    elif isinstance(answer, Triples):
        if form not in (None, *GRAPH_FORMATS):
            raise UsageError(f"--format {form} is for SELECT; a CONSTRUCT takes ttl, nt or jsonld.")
        click.echo(answer.serialize(form or "ttl"), nl=False)
    elif form == "json":
        print_json({"head": {}, "boolean": answer})
    else:
        click.echo("true" if answer else "false")


@click.command()
@click.argument("claim")
@click.option("--findings", is_flag=True, help="Also show what the audit finds about it.")
@format_option()
@click.pass_obj
def trace(folder: Path | None, claim: str, findings: bool, form: str | None) -> None:
    """Show the evidence ladder of CLAIM: an identifier, or words that describe it."""
    from evigraph.trace import find_claim, ladder_rows, ladder_text
    from evigraph.trace import trace as trace_claim

    if findings and asks_a_store():
        raise UsageError("--findings needs the workspace: a store cannot be audited.")
    dataset = graph(folder)
    iri = find_claim(dataset, claim)
    found = trace_claim(dataset, iri)
    audited = None
    if findings:
        from evigraph.audit import audit

        audited = audit(dataset, claim=iri)
    if form == "json":
        told = {} if audited is None else {"findings": [finding.to_dict() for finding in audited.findings]}
        print_json({**found.to_dict(), **told})
    elif form in ("csv", "tsv"):
        if findings:
            raise UsageError("--findings goes with the table and json; `evigraph audit --claim` gives them as csv.")
        print_rows(*ladder_rows(found), form)
    else:
        click.echo(ladder_text(found), nl=False)
        if audited is not None:
            from evigraph.audit.documents import document

            click.echo("\nFINDINGS\n" + (document(dataset, audited, "table") or "None.\n"), nl=False)


@click.command()
@click.argument("text")
@click.option("--kind", type=click.Choice(["claim", "reference", "study", "term"]), help="Only nodes of this kind.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="At most so many.")
@format_option()
@click.pass_obj
def find(folder: Path | None, text: str, kind: str | None, limit: int, form: str | None) -> None:
    """Find claims, references, studies and terms that speak of TEXT, best match first."""
    from evigraph.trace import find as find_nodes

    hits = find_nodes(graph(folder), text, kind, limit)
    print_rows(("kind", "id", "label", "score"), [(hit.kind, hit.id, hit.label, hit.score) for hit in hits], form)


@click.command("list")
@click.argument("kind", type=click.Choice(["claims", "references", "studies", "terms"]))
@click.option("--section", help="Claims of this section.")
@click.option("--type", "type_", help="Claims, studies or terms of this type.")
@click.option("--certainty", help="Claims put this firmly: asserted, hedged, speculative.")
@click.option("--favours", help="Claims that speak for this therapy or class.")
@click.option("--role", help="References of this evidence role: primary, review, ...")
@click.option("--therapy", help="Studies whose cohorts receive this.")
@click.option("--where", "conditions", metavar="COLUMN=TEXT", multiple=True, help="Any column; may be repeated.")
@format_option()
@click.pass_obj
def list_(
    folder: Path | None,
    /,
    kind: str,
    type_: str | None,
    conditions: tuple[str, ...],
    form: str | None,
    **filters: str | None,
) -> None:
    """List all claims, references, studies or terms, narrowed by filters."""
    from evigraph.listing import listing

    wanted = {name: value for name, value in {**filters, "type": type_}.items() if value is not None}
    wanted |= {key: values[-1] for key, values in values_of(conditions).items()}
    print_answer(listing(graph(folder), kind, wanted), form)


@click.command()
@click.argument("identifier", metavar="ID")
@format_option()
@click.pass_obj
def show(folder: Path | None, identifier: str, form: str | None) -> None:
    """Show all that is said about ID, and everything that points to it."""
    from evigraph.trace import describe

    rows = describe(graph(folder), identifier)
    print_rows(("direction", "property", "value", "label"), rows, form)


@click.command()
@format_option()
@click.pass_obj
def stats(folder: Path | None, form: str | None) -> None:
    """Count what the graph holds, by kind."""
    from evigraph.listing import counts

    print_rows(("kind", "count"), counts(graph(folder)), form)


@click.command()
@click.option("--source", required=True, type=click.Path(path_type=Path), help="Your copy of the article's text.")
@click.option("--article", help="Which article, when the workspace has several.")
@click.option("--passage", help="Print the sentence of this passage from your copy.")
@format_option()
@click.pass_obj
def coverage(folder: Path | None, source: Path, article: str | None, passage: str | None, form: str | None) -> int:
    """Check the passages against your copy of the article's text, both ways.

    Lists every cluster of the text that no passage covers, and every passage that the text
    does not bear out; exit status 1 when there are any.
    """
    from evigraph.build import open_dataset
    from evigraph.coverage import coverage as compare
    from evigraph.coverage import coverage_text, passage_text

    dataset = open_dataset(here(folder))
    if passage is not None:
        click.echo(passage_text(dataset, source, passage))
        return 0
    found = compare(dataset, source, article)
    if form == "json":
        print_json(found.to_dict())
    elif form in ("csv", "tsv"):
        print_rows(("kind", "place", "message"), [(p.kind, p.place, p.message) for p in found.problems], form)
    else:
        click.echo(coverage_text(found), nl=False)
    return 0 if found.complete else 1


COMMANDS: tuple[click.Command, ...] = (query, trace, find, list_, show, stats, coverage)
