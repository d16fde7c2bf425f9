"""Commands about many articles at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from click.core import ParameterSource

from evigraph.cli.ask import ask, asking, print_questions
from evigraph.cli.output import format_option, print_rows
from evigraph.cli.progress import Progress
from evigraph.cli.serve import require_server, serve_graph
from evigraph.cli.where import asks_a_store, here, store_dataset
from evigraph.errors import UsageError

if TYPE_CHECKING:
    from evigraph.corpus.build import Built, Readers
    from evigraph.corpus.manifest import Settings
    from evigraph.corpus.terms import Terms
    from evigraph.query import Dataset

T = TypeVar("T")

_STAND_IN = "No workspace here: terms of the article that evigraph carries are looked for; --no-terms leaves that out."


@click.group()
@click.pass_context
def corpus(context: click.Context) -> None:
    """Turn thousands of articles into one graph, and ask it."""
    if asks_a_store() and context.invoked_subcommand != "query":
        raise click.UsageError(
            f"'corpus {context.invoked_subcommand}' cannot ask a store (--store, EVIGRAPH_STORE); 'corpus query' can."
        )


@corpus.command()
@click.argument("sources", nargs=-1, metavar="SRC...")
@click.option("--out", "out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where it goes.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 256), help="Processes that read.")
@click.option("--dask", metavar="ADDRESS", help="Read with the Dask scheduler at tcp://HOST:PORT instead.")
@click.option("--resume", is_flag=True, help="Go on with the build in DIR, of the same sources.")
@click.option("--shards", default=16, show_default=True, type=click.IntRange(1, 999), help="Files to spread it over.")
@click.option("--retracted", type=click.Path(path_type=Path), help="List of retractions, as `evigraph standing` reads.")
@click.option("--no-terms", is_flag=True, help="Do not look for the terms of the workspace.")
@click.option("--no-store", is_flag=True, help="Do not load it: for a corpus that goes into another store.")
@click.pass_context
def build(
    context: click.Context,
    /,
    sources: tuple[str, ...],
    out: Path,
    workers: int,
    dask: str | None,
    resume: bool,
    shards: int,
    retracted: Path | None,
    no_terms: bool,
    no_store: bool,
) -> int:
    """Build a corpus of the articles in SRC: files, folders, patterns, .zip and .tar.gz.

    Reads JATS XML and the TEI that GROBID makes from PDF, also side by side. SRC may be an address of object
    storage (s3://, gs://, abfs://) or of anything else that fsspec knows.

    What was read before is not read again, so that an interrupted build goes on where it was and
    new articles are added by naming them with the old ones. Exit status 1 when a document was refused;
    DIR/report.tsv says which and why.
    """
    folder: Path | None = context.obj
    from evigraph.corpus.build import build as build_corpus
    from evigraph.corpus.folder import require_place
    from evigraph.corpus.manifest import Settings, read_settings

    if not (resume or sources):
        raise click.UsageError("SRC is missing: give the articles, or --resume to go on with those of the last build.")
    if resume and sources:
        raise click.UsageError("--resume goes on with the articles of the last build; leave out it or SRC.")
    if dask is not None and context.get_parameter_source("workers") is not ParameterSource.DEFAULT:
        raise click.UsageError("--dask reads with the workers of the cluster; leave out it or --workers.")
    readers = _readers(workers, dask)
    require_place(out)
    if resume:
        settings = read_settings(out)
    else:
        workspace = "" if no_terms else str(here(folder, _STAND_IN).root)
        settings = Settings(sources, str(Path.cwd()), shards, str(retracted or ""), workspace, not no_store)
    built = build_corpus(out, settings, _terms(settings), readers, _watched)
    counts = built.manifest["counts"]
    documents = f"{counts['documents']:,} document{'s' if counts['documents'] > 1 else ''}"
    click.echo(
        f"{out}: {counts['articles']:,} articles, {counts['works']:,} works, {counts['statements']:,} statements; "
        f"{documents}: {_fates(built)}.",
        err=True,
    )
    if built.passed:
        others = "1 other file was" if built.passed == 1 else f"{built.passed:,} other files were"
        click.echo(f"{others} passed over: only .xml, .nxml and archives of them are read.", err=True)
    return 1 if counts["documents refused"] else 0


def _fates(built: Built) -> str:
    twice = f"{built.twice:,} read twice, " if built.twice else ""
    return f"{built.read:,} read, {twice}{built.kept:,} kept from before, {built.refused:,} refused"


def _terms(settings: Settings) -> Terms:
    from evigraph.build import open_dataset
    from evigraph.corpus.terms import Terms, terms_of
    from evigraph.load.workspace import find_workspace

    return terms_of(open_dataset(find_workspace(settings.workspace))) if settings.workspace else Terms()


def _readers(workers: int, dask: str | None) -> Readers:
    from evigraph.corpus import dask as cluster
    from evigraph.corpus import workers as processes

    if dask is None:
        return partial(processes.make_pieces, workers=workers)
    cluster.require_address(dask)
    return partial(cluster.make_pieces, address=dask)


def _watched(stage: str, items: Iterable[T], total: int) -> Iterator[T]:
    with Progress(stage) as progress:
        yield from progress.over(items, total)


@corpus.command()
@click.argument("arguments", nargs=-1, metavar="[NAME] [DIR]")
@asking
@click.pass_obj
def query(
    folder: Path | None,
    arguments: tuple[str, ...],
    sparql: str | None,
    parameters: tuple[str, ...],
    show_list: bool,
    words: bool,
    form: str | None,
) -> None:
    """Ask the corpus in DIR (default: the current folder) a question by NAME, from a FILE.rq, or any SPARQL.

    With --store before `corpus`, a SPARQL store that the corpus was loaded into is asked.
    """
    from evigraph.corpus.asking import standard

    if show_list:
        print_questions(standard(), form)
        return
    named = arguments if sparql is None else ("", *arguments)
    if not 1 <= len(named) <= 2 or (len(named) == 1 and Path(named[0] or "-").is_dir()):
        raise click.UsageError("Give a question's name and DIR, or -e and DIR; --list lists the questions.")
    dataset = _dataset(Path(named[1]) if len(named) > 1 else None)
    ask(dataset, named[0] or None, sparql, parameters, words, form)


def _dataset(folder: Path | None) -> Dataset:
    from evigraph.corpus.asking import open_corpus, standard

    if asks_a_store():
        if folder is not None:
            raise UsageError("Ask the store or the corpus in DIR, not both.")
        return store_dataset(standard())
    return open_corpus(folder or Path())


@corpus.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@format_option()
def stats(folder: Path, form: str | None) -> None:
    """Count what the corpus in DIR (default: the current folder) holds, and what was lost on the way."""
    from evigraph.corpus.manifest import read_manifest

    print_rows(("kind", "count"), list(read_manifest(folder)["counts"].items()), form)


@corpus.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, help="FILE.nq or FILE.nq.gz, or its address (s3://bucket/FILE.nq.gz).")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def export(folder: Path, output: str, force: bool) -> None:
    """Write the corpus in DIR (default: the current folder) as N-Quads, to load into a store elsewhere."""
    from evigraph.corpus.export import export as export_corpus

    size = export_corpus(folder, output, force)
    click.echo(f"Wrote {output} ({size:,} bytes).", err=True)


@corpus.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 for any.")
@click.option(
    "--timeout", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Seconds a query may take."
)
def serve(folder: Path, host: str, port: int, timeout: float) -> None:
    """Serve the corpus in DIR (default: the current folder): a SPARQL endpoint at /sparql, the questions at /ask.

    Ctrl-C stops it.
    """
    from evigraph.corpus.asking import open_corpus

    require_server()
    serve_graph(open_corpus(folder), host, port, timeout)
