"""One process that runs the functions of evigraph on a checkpoint of the graph, until it is killed.

It speaks as the workers for queries do, but asks only our own questions, and so keeps its
descriptors: question files are read when they are asked.
"""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from evigraph.errors import Ambiguous, EvigraphError, InputError, NotFound, UsageError
from evigraph.load.workspace import Workspace
from evigraph.query.dataset import Answer, Dataset
from evigraph.query.guard import is_steady
from evigraph.serve.calls import CALLS
from evigraph.serve.pages.live import warm
from evigraph.serve.worker import die_with_parent, limit_memory, packed, receive, send, take_streams

WARMED = 200_000
"""Graphs of up to so many are made ready for pages before anybody asks for one."""


def main() -> None:
    """Opens the checkpoint named as the first argument and answers until its input ends."""
    setting = json.loads(sys.argv[1])
    requests, answers = take_streams()
    die_with_parent()
    store = ox.Store.read_only(setting["folder"])
    dataset = Dataset(store, Workspace(Path(setting["workspace"]), questions=setting["questions"]), setting["base"])
    dataset = dataset.at_hand()
    noting = Noting(dataset.store, dataset.workspace, dataset.base, dataset.held)
    limit_memory(setting["memory"])
    if len(store) <= WARMED:
        warm(noting)
    send(answers, {"status": "ready"})
    while request := receive(requests):
        head, body = answer(noting, request, setting["bytes"])
        send(answers, *packed(head, body, request))


class Noting(Dataset):
    """A graph that notes what it is asked.

    ``steady`` is whether all of that, since it was last set, has the same answer at every time.
    """

    steady = True

    def query(self, sparql: str) -> Answer:
        """The answer to a query; see :meth:`Dataset.query`."""
        self.steady = self.steady and is_steady(sparql)
        return super().query(sparql)


def answer(dataset: Noting, request: dict[str, Any], most: int) -> tuple[dict[str, Any], bytes]:
    """What a call gives, or what is wrong with it."""
    dataset.steady = True
    try:
        # What a library prints must not reach anybody; standard output leads nowhere here.
        with contextlib.redirect_stdout(None):
            body, kind, *code = CALLS[request["call"]](dataset, request["arguments"])
    except EvigraphError as error:
        return {"status": "problem", "code": _status(error), "message": str(error), **_candidates(error)}, b""
    except UnicodeError:
        return {"status": "problem", "code": 400, "message": "A value holds what no text can hold."}, b""
    except MemoryError:
        return {"status": "problem", "code": 422, "message": "The answer needs more memory than it may have."}, b""
    if len(body) > most:
        return {"status": "problem", "code": 422, "message": f"The answer is larger than {most} bytes."}, b""
    return {"status": "ok", "type": kind, "code": code[0] if code else 200, "steady": dataset.steady}, body


def _status(error: EvigraphError) -> int:
    if isinstance(error, NotFound):
        return 404
    return 400 if isinstance(error, InputError | UsageError) else 500


def _candidates(error: EvigraphError) -> dict[str, Any]:
    if not isinstance(error, Ambiguous):
        return {}
    return {"candidates": [{"id": identifier, "label": label} for identifier, label in error.candidates]}


if __name__ == "__main__":
    main()
