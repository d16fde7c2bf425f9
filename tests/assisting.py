"""An assistant that asks `evigraph mcp` as a process of its own, by the SDK's client, and its network cut."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client, types

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "from evigraph.cli import main; main()"
CUT = """
import os, sys

def _hear(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        if event == "socket.connect" and isinstance(arguments[1], (str, bytes)):
            return
        with open(os.environ["TRIED"], "a") as file:
            file.write(f"{event} {arguments}\\n")
        raise OSError("the network is cut")
    if event == "sqlite3.connect":
        print("something that a library prints")

sys.addaudithook(_hear)
"""
"""Run by Python before the server: no network, and a search prints to standard output."""


@dataclass
class Assistant:
    """A connected client, asked without `async`."""

    portal: BlockingPortal
    client: Client

    def call(self, tool: str, **arguments: Any) -> types.CallToolResult:
        """What a tool gives."""
        result: types.CallToolResult = self.portal.call(self.client.call_tool, tool, arguments)
        return result

    def data(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The structured answer of a tool, which must be one."""
        result = self.call(tool, **arguments)
        assert not result.is_error, text(result)
        found: dict[str, Any] = result.structured_content
        return found

    def refusal(self, tool: str, **arguments: Any) -> str:
        """The words of an error of a tool, which must be one."""
        result = self.call(tool, **arguments)
        assert result.is_error, f"{tool} {arguments} was answered"
        assert result.structured_content is None
        return text(result)


def text(result: types.CallToolResult) -> str:
    """The words of an answer."""
    (block,) = result.content
    assert isinstance(block, types.TextContent)
    return block.text


def environment(folder: Path) -> dict[str, str]:
    """The variables of a server whose network is cut; attempts are noted in ``folder``/tried."""
    (folder / "sitecustomize.py").write_text(CUT, "utf-8")
    paths = os.pathsep.join((str(folder), str(ROOT / "src")))
    cache = os.environ["XDG_CACHE_HOME"]
    return {"PYTHONPATH": paths, "TRIED": str(folder / "tried"), "XDG_CACHE_HOME": cache, "PYTHONUTF8": "1"}


@contextmanager
def assistant(workspace: Path | None, folder: Path) -> Iterator[Assistant]:
    """A client of ``evigraph mcp`` with ``-C WORKSPACE`` if there is one; standard error goes to ``folder``/log."""
    chosen = ["-C", str(workspace)] if workspace else []
    server = StdioServerParameters(
        command=sys.executable, args=["-c", COMMAND, *chosen, "mcp"], env=environment(folder), cwd=folder
    )
    with (folder / "log").open("w", encoding="utf-8") as log, start_blocking_portal() as portal:
        client = Client(stdio_client(server, errlog=log))
        with portal.wrap_async_context_manager(client):
            yield Assistant(portal, client)


@contextmanager
def raw(workspace: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The server as a process, to be spoken to line by line."""
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "-C", str(workspace), "mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment(folder)},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            with suppress(BrokenPipeError):
                pipe.close()  # type: ignore[union-attr]


def line(method: str, number: int | None = None, **params: Any) -> str:
    """A message as a line."""
    head = {"jsonrpc": "2.0", "method": method, "params": params}
    return json.dumps(head if number is None else {**head, "id": number}) + "\n"


def greeting(version: str) -> str:
    """How a client of a given version of the protocol begins."""
    hello = line(
        "initialize", 0, protocolVersion=version, capabilities={}, clientInfo={"name": "someone", "version": "1"}
    )
    return hello + line("notifications/initialized")
