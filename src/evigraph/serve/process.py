"""A process that answers, seen from the server: started, asked, killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evigraph.errors import EvigraphError

START_SECONDS = 60.0
_PIPE_BYTES = 1 << 20
_NICE = 10


class Died(EvigraphError):
    """The worker ended while it answered; ``status`` is that of the process."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"the worker ended with status {status}")


@dataclass(frozen=True)
class Reply:
    """What a worker answered: the head it gave, and the bytes."""

    head: Mapping[str, Any]
    body: bytes


@dataclass(eq=False)
class Worker:
    """One process and the pipes to it."""

    process: asyncio.subprocess.Process
    born: float = field(default_factory=time.monotonic)

    @classmethod
    async def start(cls, command: Sequence[str]) -> Worker:
        """A worker that is ready to answer.

        Raises:
            Died: it ended before it was ready.
        """
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=pipe,
            stdout=pipe,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_PIPE_BYTES,
            start_new_session=True,
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(START_SECONDS):
                await worker.reply()
        except BaseException:
            await worker.end()
            raise
        return worker

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self.process.returncode is None

    async def ask(self, message: bytes) -> Reply:
        """Sends a line of JSON and waits for the answer.

        Raises:
            Died: the process ended before the answer was whole.
        """
        assert self.process.stdin is not None  # noqa: S101  made with a pipe
        with contextlib.suppress(ConnectionError):
            self.process.stdin.write(message)
            await self.process.stdin.drain()
        return await self.reply()

    async def reply(self) -> Reply:
        """The next answer of the process."""
        assert self.process.stdout is not None  # noqa: S101  made with a pipe
        try:
            head = json.loads(await self.process.stdout.readuntil(b"\n"))
            return Reply(head, await self.process.stdout.readexactly(head["bytes"]))
        except (asyncio.IncompleteReadError, ConnectionError):
            raise Died(await self.process.wait()) from None

    def defer(self) -> None:
        """Lets other processes go first from now on."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, _NICE)

    async def end(self) -> None:
        """Kills the process, whatever it does, and waits until nothing of it is left."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        # Its pipe must be read to the end, or a process that ended in the middle of a long answer
        # never counts as ended; where somebody reads already, they do so.
        with contextlib.suppress(RuntimeError):
            while self.process.stdout and await self.process.stdout.read(_PIPE_BYTES):
                pass
        await self.process.wait()


def command(module: str, setting: Mapping[str, Any]) -> list[str]:
    """How a worker is started: a module of this package with its setting."""
    return [sys.executable, "-m", module, json.dumps(setting)]
