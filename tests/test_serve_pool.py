"""The pool of workers by itself: which requests are tried again, and who comes next."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from evigraph.serve.process import Died, Reply, Worker
from evigraph.serve.turns import Turns, client
from evigraph.serve.workers import Busy, Lanes, Overdue, Pool

T = TypeVar("T")

WORKER = """
import json, os, sys, time
print('{"bytes": 0}', flush=True)
for line in sys.stdin:
    request = json.loads(line)
    with open(sys.argv[1], "a") as told:
        told.write(request["name"])
    tries = open(sys.argv[1]).read().count(request["name"])
    time.sleep(request.get("seconds", 0))
    while "until" in request and not os.path.exists(request["until"]):
        time.sleep(0.02)
    if tries <= request.get("deaths", 0):
        os.kill(os.getpid(), request["signal"])
    print(json.dumps({"bytes": 0, "tries": tries}), flush=True)
"""
"""A worker that dies as it is told, as often as it is told."""


def pooled(told: Path, lanes: Lanes, work: Any) -> Any:
    """What ``work`` gives with a pool of such workers."""

    async def run() -> Any:
        pool = Pool([sys.executable, "-c", WORKER, str(told)], lanes)
        await pool.open()
        try:
            return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(run())


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("deaths", [1, 2])
def test_an_answer_outlives_its_workers(tmp_path: Path, how: signal.Signals, deaths: int) -> None:
    request = {"name": "a", "deaths": deaths, "signal": how}
    reply = pooled(tmp_path / "told", Lanes(), lambda pool: pool.ask(request))
    assert reply.head["tries"] == deaths + 1


@pytest.mark.parametrize(("how", "tries"), [(signal.SIGKILL, 3), (signal.SIGSEGV, 1), (signal.SIGABRT, 1)])
def test_a_query_that_ends_workers_is_not_tried_for_ever(tmp_path: Path, how: signal.Signals, tries: int) -> None:
    request = {"name": "a", "deaths": 99, "signal": how}
    with pytest.raises(Died) as died:
        pooled(tmp_path / "told", Lanes(), lambda pool: pool.ask(request))
    assert died.value.status == -how
    assert (tmp_path / "told").read_text() == "a" * tries


def test_a_new_try_has_what_is_left_of_the_time(tmp_path: Path) -> None:
    request = {"name": "a", "deaths": 1, "signal": signal.SIGKILL, "seconds": 1}
    with pytest.raises(Overdue):
        pooled(tmp_path / "told", Lanes(timeout=1.5), lambda pool: pool.ask(request))
    assert (tmp_path / "told").read_text() == "aa"


def as_client(name: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """A task that works for a client."""

    async def run() -> T:
        client.set(name)
        return await work

    return asyncio.create_task(run())


def test_clients_take_turns(tmp_path: Path) -> None:
    async def work(pool: Pool) -> list[str]:
        names = ["a1", "a2", "a3", "a4", "b1", "c1", "b2"]
        await asyncio.gather(*(as_client(name[0], pool.ask({"name": name, "seconds": 0.05})) for name in names))
        return names

    names = pooled(tmp_path / "told", Lanes(quick=1, patience=5), work)
    told = (tmp_path / "told").read_text()
    assert [told[at : at + 2] for at in range(0, len(told), 2)] == ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]
    assert len(told) == 2 * len(names)


def test_one_client_cannot_have_all_places_for_long_requests(tmp_path: Path) -> None:
    async def work(pool: Pool) -> list[Any]:
        slow = {"name": "a", "seconds": 30}
        many = [as_client("a", pool.ask(slow)) for _ in range(4)]
        one = as_client("b", pool.ask(slow))
        return await asyncio.gather(*many, one, return_exceptions=True)

    lanes = Lanes(quick=2, slow=4, timeout=3, patience=0.1)
    assert lanes.slow_each == 2
    found = pooled(tmp_path / "told", lanes, work)
    assert [type(each) for each in found[:4]].count(Overdue) == 2
    assert [str(each) for each in found[:4] if isinstance(each, Busy)] == ["2 long requests of yours run already."] * 2
    assert isinstance(found[4], Overdue)


@pytest.mark.parametrize("reused", [True, False])
def test_a_worker_that_took_long_goes_on_where_that_is_wanted(tmp_path: Path, reused: bool) -> None:
    async def work(pool: Pool) -> tuple[int, int, list[int]]:
        first = pool.idle[0].process.pid
        await pool.ask({"name": "a", "seconds": 1})
        while pool.starting or len(pool.idle) != 1:
            await asyncio.sleep(0.01)
        return first, pool.idle[0].process.pid, [len(pool.quick), len(pool.slow)]

    first, after, busy = pooled(tmp_path / "told", Lanes(quick=1, patience=0.1, reused=reused), work)
    assert (first == after) is reused
    assert busy == [0, 0]


def test_whoever_leaves_is_not_waited_for() -> None:
    async def work() -> None:
        turns: Turns[str] = Turns()
        first, second = turns.join(), turns.join()
        turns.leave(first)
        assert len(turns) == 1
        assert turns.give("a thing") == ""
        assert second.result() == "a thing"
        assert (len(turns), turns.give("another")) == (0, None)

    asyncio.run(work())


def test_whoever_has_its_long_requests_leaves_a_worker_to_others(tmp_path: Path) -> None:
    """A worker is ready although one client's requests wait for one: it is for whoever else comes."""
    until = tmp_path / "until"

    async def work(pool: Pool) -> list[type[Any]]:
        many = [as_client("a", pool.ask({"name": "a", "until": str(until)})) for _ in range(8)]
        while not (len(pool.slow) == lanes.slow_each and pool.idle and pool.waiting):
            assert not all(each.done() for each in many)
            await asyncio.sleep(0.01)
        await as_client("b", pool.ask({"name": "b"}))
        until.touch()
        ended = await asyncio.gather(*many, return_exceptions=True)
        return [type(each) for each in ended]

    lanes = Lanes(quick=2, slow=4, timeout=60, patience=2, longest_wait=60, reused=True)
    ended = pooled(tmp_path / "told", lanes, work)
    assert set(ended) <= {Reply, Busy}
    assert ended.count(Reply) >= 2


def test_a_worker_that_is_ended_in_the_middle_of_a_long_answer_is_gone(tmp_path: Path) -> None:
    program = (
        "import sys, time; print('{\"bytes\": 0}', flush=True); sys.stdin.readline(); print('{\"bytes\": 9000000}')"
    )
    program += "; print('x' * 8000000, flush=True); time.sleep(60)"

    async def work() -> int | None:
        worker = await Worker.start([sys.executable, "-c", program])
        asked = asyncio.create_task(worker.ask(b"{}\n"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asked, 0.05)
        await asyncio.sleep(1)
        await asyncio.wait_for(worker.end(), 10)
        return worker.process.returncode

    assert asyncio.run(work()) == -signal.SIGKILL
