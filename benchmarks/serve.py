"""`evigraph serve` under load, on loopback: shipped questions, many small requests, runaway queries beside them."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.measure import Line, environment, shown
from benchmarks.repository import EVIGRAPH, ROOT, workspace_copy

CONNECTIONS = 32
REQUESTS = 10_000
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@dataclass(frozen=True)
class Running:
    """A server process and its port."""

    process: subprocess.Popen[bytes]
    port: int

    def status(self, name: str) -> int:
        """A number the system keeps of the process."""
        text = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        found = re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)
        return int(found[1]) if found else 0

    def descriptors(self) -> int:
        """How many descriptors it has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


def lines() -> Iterator[Line]:
    """Each figure against its own limit."""
    with workspace_copy() as workspace:
        subprocess.run([EVIGRAPH, "-C", str(workspace), "build"], check=True, capture_output=True, env=environment())
        with serving(workspace) as server:
            yield from under_load(server)
            yield beside_runaways(server)
            yield stopping(server)


@contextlib.contextmanager
def serving(workspace: Path) -> Iterator[Running]:
    """A server on a free port."""
    command = [EVIGRAPH, "-C", str(workspace), "serve", "--port", "0"]
    log = workspace / "serve.log"
    with log.open("wb") as said:
        process = subprocess.Popen(command, stderr=said, env=environment())
    try:
        while not (found := re.search(r"Serving at http://127.0.0.1:(\d+)", log.read_text("utf-8"))):
            if process.poll() is not None:
                raise RuntimeError(log.read_text("utf-8"))
            time.sleep(0.05)
        server = Running(process, int(found[1]))
        asyncio.run(send(server.port, [asked("ASK {}")] * 50, 1))
        yield server
    finally:
        process.terminate()
        process.wait()


def asked(query: str) -> str:
    """The target that asks a query."""
    return f"/sparql?query={quote(query)}"


async def send(port: int, targets: Sequence[str], connections: int) -> list[tuple[int, float]]:
    """Status and seconds of each request; ``connections`` share the targets."""
    left = list(reversed(targets))
    done: list[tuple[int, float]] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while left:
            target = left.pop()
            started = time.perf_counter()
            writer.write(f"GET {target} HTTP/1.1\r\nhost: localhost\r\naccept: */*\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
            done.append((int(head.split()[1]), time.perf_counter() - started))
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return done


def under_load(server: Running) -> Iterator[Line]:
    """Mixed requests from many connections: how many each second, and what they leave behind."""
    questions = [asked(path.read_text("utf-8")) for path in sorted((ROOT / "queries").glob("*.rq"))]
    small = [asked("ASK {}"), "/health", asked("SELECT * { ?s ?p ?o } LIMIT 10"), "/api/statistics"]
    alone = asyncio.run(send(server.port, questions * 3, 1))
    yield seconds_line("a shipped question, alone", [each for _, each in alone], 0.5)
    mixed = (questions + small * len(questions)) * (REQUESTS // (len(questions) * 5) + 1)
    asyncio.run(send(server.port, mixed[:1000], CONNECTIONS))
    before = server.status("VmRSS"), server.descriptors(), server.status("Threads")
    started = time.perf_counter()
    found = asyncio.run(send(server.port, mixed[:REQUESTS], CONNECTIONS))
    rate = len(found) / (time.perf_counter() - started)
    time.sleep(1)
    after = server.status("VmRSS"), server.descriptors(), server.status("Threads")
    bad = sum(status != 200 for status, _ in found)
    figure = f"{REQUESTS:,} mixed requests from {CONNECTIONS} connections"
    yield Line(figure, f"{rate:.0f} a second, {bad} not 200", "", "", "0 not 200", bad == 0)
    grown = after[0] / before[0]
    told = f"memory x{grown:.2f}, descriptors {before[1]} -> {after[1]}, threads {before[2]} -> {after[2]}"
    flat = grown < 1.1 and after[1] <= before[1] + 2 and after[2] <= before[2] + 2
    yield Line("what they leave behind", told, "", "", "flat", flat)


def beside_runaways(server: Running) -> Line:
    """A simple ASK while eight queries run that never end."""

    async def both() -> list[float]:
        running = asyncio.create_task(send(server.port, [asked(RUNAWAY)] * 8, 8))
        await asyncio.sleep(0.1)
        times = []
        while not running.done():
            times += [each for _, each in await send(server.port, [asked("ASK {}")], 1)]
            await asyncio.sleep(0.02)
        return times

    return seconds_line("ASK beside 8 runaway queries", asyncio.run(both()), 1)


def stopping(server: Running) -> Line:
    """SIGTERM under a runaway query."""

    async def leave() -> float:
        running = asyncio.create_task(send(server.port, [asked(RUNAWAY)], 1))
        await asyncio.sleep(0.5)
        started = time.perf_counter()
        server.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await running
        await asyncio.to_thread(server.process.wait)
        return time.perf_counter() - started

    return seconds_line("told to stop under a runaway query", [asyncio.run(leave())], 2)


def seconds_line(figure: str, values: Sequence[float], below: float) -> Line:
    """The median, and the 95th percentile that should be below a limit."""
    most = statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
    return Line(figure, f"{shown(values, 's')}, p95 {most:.3g} s", "", "", f"p95 < {below:g} s", most < below)
