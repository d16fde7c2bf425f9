"""`evigraph serve` against rdflib-endpoint, both under wrk, with the shipped questions over the same statements.

Each question is asked once of both.  Those that the peer answers in time and with as many terms
as ours are put to both in rotation, by GET and by POST, long enough for the peer to go round;
those it does not are named and left out, which favors the peer.  Only right answers count.
Neither keeps answers (the peer keeps parsed queries); still each request differs by a comment in
the first figure, and repeats the same texts in the second.  The last asks the API, which does keep
answers, and says so; it has no peer.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Line, environment
from benchmarks.repository import EVIGRAPH, PYTHON, ROOT, store_of, workspace_copy
from benchmarks.serve import serving

BOUND = 5.0
"""Seconds the peer may take for a question."""
LEAST = 10
CONNECTIONS = 4
SECONDS = 10
SCRIPT = Path(__file__).with_name("endpoint.lua")
_START_SECONDS = 120


@dataclass(frozen=True)
class Load:
    """What wrk saw: right and wrong answers in so many seconds, and how long half and 95 % of them took at most."""

    right: int
    wrong: int
    seconds: float
    p50: float
    p95: float

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return self.right / self.seconds

    def __str__(self) -> str:
        return f"{self.rate:.3g}/s, p50 {self.p50:.3g} s, p95 {self.p95:.3g} s, {self.wrong} wrong"


class Peer:
    """A process of rdflib-endpoint, started again when a query has stopped it."""

    def __init__(self, statements: Path) -> None:
        self.statements = statements
        self.process: subprocess.Popen[bytes] | None = None
        self.address = ""

    def start(self) -> None:
        """Starts it and waits until it answers."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        command = [PYTHON, "-m", "rdflib_endpoint", "serve", "--host", "127.0.0.1", "--port", str(port)]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen([*command, str(self.statements)], stdout=quiet, stderr=quiet, env=environment())
        until = time.monotonic() + _START_SECONDS
        while ask(self.address, "ASK {}", 10) is None:
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("rdflib-endpoint does not start; is it installed?")
            time.sleep(0.2)

    def stop(self) -> None:
        """Ends it, whatever it does."""
        if self.process:
            self.process.kill()
            self.process.wait()


def lines() -> Iterator[Line]:
    """The questions that count and those that do not, and the figures."""
    if not shutil.which("wrk"):
        yield Line("serve : rdflib-endpoint", "wrk is not installed", "", "", "", None)
        return
    with workspace_copy() as workspace:
        subprocess.run([EVIGRAPH, "-C", str(workspace), "build"], check=True, capture_output=True, env=environment())
        peer = Peer(_union(workspace))
        with serving(workspace) as server, contextlib.closing(_Stopping(peer)):
            peer.start()
            asked, left_out, round_seconds = compare(f"http://127.0.0.1:{server.port}/sparql", peer)
            for name, why in left_out.items():
                yield Line(f"serve, {name} : rdflib-endpoint", "", why, "", "", None)
            yield from under_load(workspace, server.port, peer, asked, round_seconds, len(left_out))


class _Stopping:
    def __init__(self, peer: Peer) -> None:
        self.close = peer.stop


def _union(workspace: Path) -> Path:
    """Every statement once, as both servers take the union of all graphs for the default graph."""
    import pyoxigraph as ox

    path = workspace / "union.nt"
    store = ox.Store.read_only(str(store_of(workspace)))
    ox.serialize({quad.triple for quad in store}, str(path), format=ox.RdfFormat.N_TRIPLES)
    return path


def compare(address: str, peer: Peer) -> tuple[dict[str, tuple[int, str]], dict[str, str], float]:
    """Questions with the number of terms of their answers, those left out and why, and the peer's seconds for all."""
    asked: dict[str, tuple[int, str]] = {}
    left_out: dict[str, str] = {}
    total = 0.0
    for path in sorted((ROOT / "queries").glob("*.rq")):
        query = "\n".join(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#+"))
        ours = ask(address, query, 60)
        started = time.monotonic()
        theirs = ask(peer.address, query, BOUND)
        total += time.monotonic() - started
        if ours is None:
            raise RuntimeError(f"{path.name} has no answer")
        if theirs is None:
            total -= time.monotonic() - started
            left_out[path.stem] = f"no answer in {BOUND:g} s"
            peer.stop()
            peer.start()
        elif theirs != ours:
            left_out[path.stem] = f"another answer: {theirs} terms, not {ours}"
        else:
            asked[path.stem] = ours, query
    return asked, left_out, total


def ask(address: str, query: str, seconds: float) -> int | None:
    """How many terms the answer holds; None when there is none in time."""
    target = f"{address}?{urllib.parse.urlencode({'query': query})}"
    headers = {"accept": "application/sparql-results+json"}
    request = urllib.request.Request(target, headers=headers)  # noqa: S310  our own address
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310  our own address
            return int(answer.read().count(b'"type"'))
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return None


def under_load(
    workspace: Path, port: int, peer: Peer, asked: dict[str, tuple[int, str]], round_seconds: float, left_out: int
) -> Iterator[Line]:
    """Ours and the peer's, and ours where answers may be kept."""
    file = workspace / "queries.txt"
    file.write_text("".join(f"{terms}\n{query}\0" for terms, query in asked.values()), "utf-8")
    address = f"http://127.0.0.1:{port}/sparql"
    long = max(SECONDS, int(round_seconds * 1.5) + 1)
    for how, words in (("vary", "each request new"), ("same", "the same texts again and again")):
        ours = wrk(address, file, how, SECONDS)
        theirs = wrk(peer.address, file, how, long)
        again = wrk(address, file, how, SECONDS)
        figure = f"{len(asked)} of {len(asked) + left_out} questions from {CONNECTIONS} connections, {words}"
        low, high = sorted(each.rate / theirs.rate for each in (ours, again))
        met = low >= LEAST and not ours.wrong + again.wrong
        ratio = f"{low:.3g}-{high:.3g} times as many"
        yield Line(f"{figure} : rdflib-endpoint", str(again), str(theirs), ratio, f">= {LEAST} times", met)
        shorter = f"p50 {theirs.p50 / again.p50:.3g}, p95 {theirs.p95 / again.p95:.3g} times shorter"
        yield Line("  how long an answer takes", "", "", shorter, "", None)
    one = f"/api/questions/{next(iter(asked))}"
    yield Line("a question by its name (answers are kept)", _plain(port, one), "", "", "", None)


def wrk(address: str, file: Path, how: str, seconds: int) -> Load:
    """The load of ``seconds``; a request may take as long as the whole."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", f"--timeout={seconds}s", "-s", str(SCRIPT)]
    command += [address, "--", str(file), how]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Load(**json.loads(said.rpartition("JSON ")[2]))


def _plain(port: int, path: str) -> str:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate, half = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"50%\s+(\S+)", said)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return f"{rate[1] if rate else '?'}/s, p50 {half[1] if half else '?'}, {bad[1] if bad else 0} wrong"
