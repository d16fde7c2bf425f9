"""A server of our own on loopback, as a process, and what can be seen of it from outside."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from evigraph.load.workspace import Workspace
from evigraph.query.dataset import Dataset
from evigraph.serve.app import create_app
from evigraph.serve.graph import Settings
from evigraph.serve.run import Server as Server_
from evigraph.serve.run import bind, configuration

START_SECONDS = 60
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
"""A query that no machine answers in time."""


@dataclass
class Server:
    """A running `evigraph serve`."""

    process: subprocess.Popen[str]
    address: str

    @property
    def sparql(self) -> str:
        """The address of the endpoint."""
        return f"{self.address}/sparql"

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.address.rsplit(":", 1)[1])

    def client(self, **options: object) -> httpx.Client:
        """An HTTP client of this server, which waits long enough for any answer."""
        return httpx.Client(base_url=self.address, timeout=60, **options)  # type: ignore[arg-type]

    def ask(self, query: str = "ASK {}", **headers: str) -> httpx.Response:
        """The answer to a query by GET."""
        return httpx.get(self.sparql, params={"query": query}, headers=headers, timeout=60)

    def workers(self) -> list[int]:
        """Its child processes."""
        return children(self.process.pid)

    def descriptors(self) -> int:
        """How many files and sockets it has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def status(self, name: str) -> int:
        """A number that the system keeps of the process: ``Threads``, ``VmRSS`` in kB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        found = re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)
        assert found, name
        return int(found[1])

    def stop(self) -> None:
        """Tells it to stop, which it does without waiting for what runs."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def children(pid: int) -> list[int]:
    """The child processes of ``pid``."""
    return [int(each) for path in Path(f"/proc/{pid}/task").glob("*/children") for each in path.read_text().split()]


@contextlib.contextmanager
def serving(workspace: Path, *options: str, log: Path | None = None) -> Iterator[Server]:
    """A server for ``workspace`` on a free port, stopped at the end; ``log`` receives what it says."""
    program = "from evigraph.cli import main; main()"
    command = [sys.executable, "-c", program, "-C", str(workspace), "serve", "--port", "0", *options]
    with contextlib.ExitStack() as stack:
        said = stack.enter_context((log or workspace / "serve.log").open("w+", encoding="utf-8"))
        process = subprocess.Popen(command, stderr=said, stdout=subprocess.DEVNULL, text=True, env={**os.environ})
        try:
            yield Server(process, _address(process, Path(said.name)))
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(30)


def _address(process: subprocess.Popen[str], log: Path) -> str:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(r"Serving at (\S+?)/?$", log.read_text("utf-8"), re.MULTILINE):
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"{found[1]}/health", timeout=30)
                return found[1]
        time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{log.read_text('utf-8')}")


@contextlib.contextmanager
def serving_here(source: Workspace | Dataset, settings: Settings) -> Iterator[str]:
    """A server in a thread of this process; its address."""
    listener = bind("127.0.0.1", 0)
    server = Server_(configuration(create_app(source, settings)))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        assert until(lambda: server.started)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()


def until(condition: object, seconds: float = 60.0) -> bool:
    """Whether ``condition`` (a function) becomes true in time."""
    assert callable(condition)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())
