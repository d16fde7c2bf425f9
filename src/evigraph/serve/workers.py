"""Processes that answer, started before they are needed and replaced when they end.

A pool keeps a number of workers ready for new requests.  A request that takes longer than a
moment leaves the quick lane: its worker goes on at low priority, another takes its place, and
only so many long ones may run at once, never all of them for one client.  So no number of slow
queries keeps a quick one waiting, nor one client another.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import time
from collections import deque
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evigraph.errors import EvigraphError
from evigraph.serve.process import Died, Reply, Worker
from evigraph.serve.turns import Turns, client

_TRIES = 3
_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP)
"""How a worker ends that somebody else killed: no fault of the query."""


class Busy(EvigraphError):
    """Too much to do at the moment; the same request may be answered in ``retry_after`` seconds."""

    retry_after = 2


class Overdue(EvigraphError):
    """The deadline has passed."""


@dataclass(frozen=True)
class Lanes:
    """How many workers a pool has, and how patient it is (in seconds)."""

    quick: int = 2
    slow: int = 8
    waiting: int = 128
    timeout: float = 10.0
    patience: float = 0.25
    longest_wait: float = 5.0
    reused: bool = False
    """Whether a worker goes on after a long request: what it has worked out is worth keeping."""

    @property
    def slow_each(self) -> int:
        """How many long requests one client may have."""
        return max(1, self.slow - self.quick)


class Pool:
    """Workers started with ``command``, and the requests that wait for one."""

    def __init__(self, command: Sequence[str], lanes: Lanes) -> None:
        self.command = command
        self.lanes = lanes
        self.idle: deque[Worker] = deque()
        self.quick: dict[Worker, str] = {}
        self.slow: dict[Worker, str] = {}
        """Those that work on a request, and for which client; ``slow`` on a long one."""
        self.waiting: Turns[Worker] = Turns()
        self.starting = 0
        self.closed = False
        self._chores: set[asyncio.Task[None]] = set()
        self._starts: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Starts the workers of the quick lane.

        Raises:
            Died: one of them ended at once.
        """
        try:
            for worker in await asyncio.gather(*(Worker.start(self.command) for _ in range(self.lanes.quick))):
                self._do(self._mourn(worker))
                self.idle.append(worker)
        except TimeoutError:
            raise Died(-1) from None

    async def ask(self, request: Mapping[str, Any]) -> Reply:
        """The answer of a worker to ``request``.

        When whoever asks is cancelled, the worker is killed and replaced.  A worker that was
        killed from outside loses no answer: the request goes to another one, which has what is
        left of the time.

        Raises:
            Busy: no worker came free in time, or too many long requests run already.
            Overdue: the answer took longer than the deadline.
            Died: the request ended the worker, or several were killed under it.
        """
        message = json.dumps(request).encode() + b"\n"
        spent = 0.0
        for tries in range(1, _TRIES + 1):
            worker = await self._take()
            started = time.monotonic()
            try:
                return await self._ask(worker, message, self.lanes.timeout - spent)
            except Died as error:
                spent += time.monotonic() - started
                if error.status not in _OUTSIDE or self.closed or tries == _TRIES:
                    raise
        raise AssertionError("a loop with an end")

    async def _ask(self, worker: Worker, message: bytes, seconds: float) -> Reply:
        self.quick[worker] = client.get()
        asked = asyncio.ensure_future(worker.ask(message))
        try:
            done, _ = await asyncio.wait([asked], timeout=min(self.lanes.patience, seconds))
            if not done and seconds > self.lanes.patience:
                self._leave_quick_lane(worker)
                done, _ = await asyncio.wait([asked], timeout=seconds - self.lanes.patience)
            if not done:
                raise Overdue(f"The answer took longer than {self.lanes.timeout:g} seconds.")
            reply = asked.result()
        except BaseException:
            asked.cancel()
            self._retire(worker)
            raise
        self._return(worker)
        return reply

    def _leave_quick_lane(self, worker: Worker) -> None:
        if len(self.slow) >= self.lanes.slow:
            raise Busy(f"{self.lanes.slow} long requests run already.")
        if _count(self.slow, client.get()) >= self.lanes.slow_each:
            raise Busy(f"{self.lanes.slow_each} long requests of yours run already.")
        self.quick.pop(worker, None)
        self.slow[worker] = client.get()
        if not self.lanes.reused:
            worker.defer()
        self._replenish()

    async def _take(self) -> Worker:
        """A worker that waits for work, or the next that does."""
        if self.closed:
            raise Busy("The server is stopping.")
        while self.idle and self._may_have(client.get()):
            worker = self.idle.popleft()
            if worker.alive:
                return worker
            self._retire(worker)
        self._replenish()
        if len(self.waiting) >= self.lanes.waiting:
            raise Busy(f"{self.lanes.waiting} requests wait already.")
        place = self.waiting.join()
        try:
            await asyncio.wait([place], timeout=self.lanes.longest_wait)
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self._offer(place.result())
            raise
        finally:
            self.waiting.leave(place)
        if place.cancelled():
            raise Busy("No worker came free in time.")
        return place.result()

    async def _mourn(self, worker: Worker) -> None:
        """Replaces a worker that ends while it waits for work; else whoever asks it sees to that."""
        await worker.process.wait()
        if worker in self.idle:
            self.idle.remove(worker)
            self._replenish()

    def _offer(self, worker: Worker) -> None:
        """Gives a worker to whoever is next, else keeps it ready."""
        self.quick.pop(worker, None)
        self.idle.append(worker)
        self._serve()
        if len(self.idle) > self.lanes.quick:
            youngest = max(self.idle, key=lambda each: each.born)
            self.idle.remove(youngest)
            self._retire(youngest)

    def _serve(self) -> None:
        """Gives the workers that are ready to those who wait and may have one."""
        while self.idle and (name := self.waiting.give(self.idle[0], self._may_have)) is not None:
            self.quick[self.idle.popleft()] = name

    def _may_have(self, name: str) -> bool:
        """Whether a client may have another worker.

        Whoever has all the long requests it may have leaves one worker of the quick lane to others.
        """
        if _count(self.slow, name) < self.lanes.slow_each:
            return True
        return _count(self.quick, name) < max(1, self.lanes.quick - 1)

    def _return(self, worker: Worker) -> None:
        if self.closed or not worker.alive or (worker in self.slow and not self.lanes.reused):
            self._retire(worker)
        else:
            self.slow.pop(worker, None)
            self._offer(worker)

    def _retire(self, worker: Worker) -> None:
        self.quick.pop(worker, None)
        self.slow.pop(worker, None)
        self._do(worker.end())
        self._replenish()
        self._serve()

    def _replenish(self) -> None:
        """Starts what is missing in the quick lane."""
        while not self.closed and len(self.idle) + len(self.quick) + self.starting < self.lanes.quick:
            self.starting += 1
            self._starts.add(self._do(self._start()))

    async def _start(self) -> None:
        pause = 0.1
        try:
            while not (worker := await self._started()):
                # Nothing else can be done but to try again, ever more slowly; requests are told it is busy.
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)
        finally:
            self.starting -= 1
        self._do(self._mourn(worker))
        self._offer(worker)

    async def _started(self) -> Worker | None:
        with contextlib.suppress(Died, TimeoutError, OSError, ValueError):
            return await Worker.start(self.command)
        return None

    def _do(self, chore: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
        task.add_done_callback(self._starts.discard)
        return task

    async def close(self, patience: float = 0.0) -> None:
        """Takes no more requests, lets those that run go on for a while, and ends every worker."""
        until = time.monotonic() + patience
        while (self.quick or self.slow or self.waiting) and time.monotonic() < until:
            await asyncio.sleep(0.02)
        self.closed = True
        self.waiting.cancel()
        for start in self._starts:
            start.cancel()
        everyone = [*self.idle, *self.quick, *self.slow]
        self.idle.clear()
        await asyncio.gather(*(worker.end() for worker in everyone))
        while self._chores:
            await asyncio.wait(self._chores)


def _count(busy: Mapping[Worker, str], name: str) -> int:
    return sum(each == name for each in busy.values())
