"""The group of commands, and how every run ends."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import click

from evigraph.cli import ask, assist, bib, corpus, fall, ingest, judge, make, plot, prove, serve, view
from evigraph.cli.where import FROM_A_STORE
from evigraph.errors import Ambiguous, BuildError, EvigraphError, RecordError
from evigraph.version import __version__

INTERRUPTED = 130
_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)
"""What the system says when a redirected output has no room."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Workspace to use (default: the one around this folder, else the article evigraph carries).",
)
@click.option(
    "--store",
    metavar="URL",
    envvar="EVIGRAPH_STORE",
    help="Ask the SPARQL store at URL instead of the workspace; see docs/store.md.  [env: EVIGRAPH_STORE]",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True, max=86_400),
    default=10,
    show_default=True,
    help="How long a store may take for a request.",
)
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.version_option(__version__, prog_name="evigraph")
@click.pass_context
def evigraph(context: click.Context, folder: Path | None, store: str | None, timeout: float, debug: bool) -> None:
    """Trace every claim of a clinical review to the evidence behind it.

    Start with: evigraph trace "EMD predicts poor blinatumomab response"

    Exit status: 0 fine, 1 findings (check), 2 wrong usage, 3 bad input, 4 internal error,
    5 a store that does not answer.
    """
    context.obj = folder
    if store and context.invoked_subcommand not in FROM_A_STORE:
        raise click.UsageError(
            f"'{context.invoked_subcommand}' cannot ask a store (--store, EVIGRAPH_STORE), only a workspace; "
            f"these can: {', '.join(FROM_A_STORE)}."
        )


for command in (
    *ask.COMMANDS,
    *judge.COMMANDS,
    *fall.COMMANDS,
    *ingest.COMMANDS,
    *make.COMMANDS,
    *prove.COMMANDS,
    *serve.COMMANDS,
    *assist.COMMANDS,
    bib.bib,
    corpus.corpus,
    view.view,
):
    evigraph.add_command(command)
for picture in plot.COMMANDS:
    view.view.add_command(picture)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and exits with its status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    sys.excepthook = _crashed
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(_run(given, debug))


def _run(arguments: list[str], debug: bool) -> int:
    try:
        status = evigraph.main(arguments, prog_name="evigraph", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; what was there before is unchanged.", err=True)
        return INTERRUPTED
    except OSError as error:
        return _output_failed(error)
    except EvigraphError as error:
        if debug:
            import traceback

            traceback.print_exc()
        _explain(error)
        return error.exit_status
    return status if isinstance(status, int) else 0


def _output_failed(error: OSError) -> int:
    """The status when standard output takes no more: 0 for a reader (head, less) that has seen enough."""
    enough = isinstance(error, BrokenPipeError)
    if not enough and (error.filename is not None or error.errno not in _UNWRITABLE):
        raise error
    if not enough:
        click.echo(f"Error: standard output cannot be written: {error.strerror}.", err=True)
    # Point stdout away, so that Python's own flush at the end is quiet.
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if enough else 3


def _explain(error: EvigraphError) -> None:
    click.echo(str(error) if isinstance(error, RecordError) else f"Error: {error}", err=True)
    if isinstance(error, RecordError):
        count = len(error.findings)
        outcome = "the graph was not built" if isinstance(error, BuildError) else "nothing was changed"
        click.echo(f"{count} {'fault' if count == 1 else 'faults'}; {outcome}.", err=True)
    if isinstance(error, Ambiguous):
        for identifier, label in error.candidates:
            click.echo(f"  {identifier}\n      {label}", err=True)


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Ends a run that met a defect of ours: one line for people, everything with --debug, status 4."""
    if "--debug" in sys.argv:
        import traceback

        traceback.print_exception(kind, error, trace)
    message = f"Internal error: {kind.__name__}: {error}. Run again with --debug for details, and please report it."
    print(message, file=sys.stderr)
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    sys.stderr.flush()
    os._exit(4)
