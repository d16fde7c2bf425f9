"""One process that answers queries on a checkpoint of the graph, until it is killed.

It reads requests from standard input and writes answers to standard output, each a line of
JSON that says how many bytes follow.  It can neither write the graph nor open anything: all
its descriptors are used up before the first query, so that no query can reach the network.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import resource
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from evigraph.errors import QueryError
from evigraph.ns import PREFIXES
from evigraph.query.dataset import syntax_message
from evigraph.query.guard import check_query, names_dataset
from evigraph.serve.results import RDF_FORMS, Limits, write_rows, write_triples, write_truth

_SPARE_DESCRIPTORS = 64
_WORTH_PACKING = 1000


def main() -> None:
    """Opens the checkpoint named as the first argument and answers until its input ends."""
    setting = json.loads(sys.argv[1])
    requests, answers = take_streams()
    die_with_parent()
    store = ox.Store.read_only(setting["folder"])
    store.query("ASK { ?s ?p ?o }")
    limit_memory(setting["memory"])
    _close_the_door()
    send(answers, {"status": "ready"})
    while request := receive(requests):
        head, body = answer(store, request, setting)
        send(answers, *packed(head, body, request))


def answer(store: ox.Store, request: dict[str, Any], setting: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The answer to one request, or what is wrong with it."""
    sparql = request["query"]
    try:
        check_query(sparql)
        found = store.query(sparql, base_iri=setting["base"], **_dataset(request, sparql, setting["plain"]))
        return _written(found, request, setting)
    except QueryError as error:
        return {"status": "refused", "message": str(error)}, b""
    except SyntaxError as error:
        return {"status": "refused", "message": syntax_message(error, sparql)}, b""
    except MemoryError:
        return {"status": "memory"}, b""
    except (ValueError, RuntimeError, OSError) as error:
        return {"status": "refused", "message": f"The query cannot be answered: {error}"}, b""


def _dataset(request: dict[str, Any], sparql: str, plain: bool) -> dict[str, Any]:
    """The graphs that are asked: those of the protocol, else those of the query, else the union of all."""
    options: dict[str, Any] = {} if plain else {"prefixes": dict(PREFIXES)}
    default, named = request["default"], request["named"]
    if default or named:
        options["default_graph"] = [ox.NamedNode(iri) for iri in default]
        options["named_graphs"] = [ox.NamedNode(iri) for iri in named]
    elif not plain and not names_dataset(sparql):
        options["use_default_graph_as_union"] = True
    return options


def _written(found: Any, request: dict[str, Any], setting: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    limits = Limits(
        min(setting["rows"], request.get("rows") or setting["rows"]),
        min(setting["bytes"], request.get("size") or setting["bytes"]),
    )
    graph = isinstance(found, ox.QueryTriples)
    form = request["graph" if graph else "table"]
    if not form:
        return {"status": "unacceptable", "graph": graph}, b""
    if graph:
        prefixes = {} if setting["plain"] else dict(PREFIXES)
        written = write_triples(found, RDF_FORMS[form], prefixes, limits)
    elif isinstance(found, ox.QuerySolutions):
        columns = [variable.value for variable in found.variables]
        written = write_rows(columns, map(tuple, found), form, limits)
    else:
        return {"status": "ok", "form": form}, write_truth(bool(found), form)
    return {"status": "ok", "form": form, "count": written.count, "truncated": written.truncated}, written.body


def receive(stream: BinaryIO) -> dict[str, Any] | None:
    """The next request, or None when there will be no more."""
    line = stream.readline()
    if not line:
        return None
    request: dict[str, Any] = json.loads(line)
    return request


def send(stream: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    """Writes an answer: a line of JSON with the number of bytes that follow, and these."""
    stream.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n")
    stream.write(body)
    stream.flush()


def packed(head: dict[str, Any], body: bytes, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """An answer, compressed where the client takes that: it is done here, where nobody else waits for it."""
    if not request.get("gzip") or len(body) < _WORTH_PACKING:
        return head, body
    return {**head, "encoding": "gzip"}, gzip.compress(body, 5, mtime=0)


def take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Input and output for ourselves alone: nothing that prints can get between the answers."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(null, standard)
    os.close(null)
    return requests, answers


def limit_memory(size: int) -> None:
    """Gives the process ``size`` bytes of address space beyond what it has now, and leaves no core file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        size += int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _close_the_door() -> None:
    """Uses up every file descriptor, so that nothing more can be opened, no socket either."""
    highest = max((int(path.name) for path in Path("/dev/fd").iterdir()), default=2) + _SPARE_DESCRIPTORS
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest, highest))
    try:
        while True:
            os.dup(0)
    except OSError:
        return


def die_with_parent() -> None:
    """Ends this process when the server is gone, even in the middle of a query."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.stack_size(256 * 1024)
    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main()
