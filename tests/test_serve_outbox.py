"""Large answers that nobody reads do not pile up."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from evigraph.serve import outbox
from evigraph.serve.guards import Doors, Guard
from evigraph.serve.outbox import OF_ALL, OF_ONE, SMALL, Outbox
from evigraph.serve.problems import Problem

LARGE = 2 * SMALL


def test_small_answers_are_not_counted() -> None:
    box = Outbox()
    with box.holding("a", SMALL):
        assert not box.waiting
    with box.holding("a", LARGE):
        assert box.waiting == {"a": LARGE}
    assert not box.waiting


@pytest.mark.parametrize(("client", "limit"), [("a", OF_ONE), ("b", OF_ALL)])
def test_beyond_what_may_wait_it_is_refused(client: str, limit: int) -> None:
    box = Outbox()
    box.waiting.update({"a": OF_ONE, "c": limit - OF_ONE})
    with pytest.raises(Problem) as refused, box.holding(client, LARGE):
        pass
    assert refused.value.status == 503 and refused.value.headers == {"retry-after": "2"}
    assert box.waiting["a"] == OF_ONE and box.waiting[client] in (0, OF_ONE)


def test_an_answer_counts_as_long_as_its_reader_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "OF_ONE", 3 * SMALL)

    async def large(scope: Scope, receive: Receive, send: Send) -> None:
        assert Request(scope).method == "GET"
        await Response(b"x" * LARGE)(scope, receive, send)

    async def whole() -> None:
        guard = Guard(large, Doors())
        stopped, read = asyncio.Event(), asyncio.Event()

        async def slow(message: Message) -> None:
            if message["type"] == "http.response.body":
                stopped.set()
                await read.wait()

        first = asyncio.create_task(guard(scope_of("1.2.3.4"), nothing, slow))
        await stopped.wait()
        assert await status(guard, "1.2.3.4") == 503
        assert await status(guard, "5.6.7.8") == 200
        read.set()
        await first
        assert not guard.outbox.waiting
        assert await status(guard, "1.2.3.4") == 200

    asyncio.run(whole())


async def status(guard: Guard, client: str) -> int:
    """What a client that reads fast is told."""
    heads: list[Message] = []

    async def send(message: Message) -> None:
        heads.append(message)

    await guard(scope_of(client), nothing, send)
    assert [head["type"] for head in heads].count("http.response.start") == 1
    if heads[0]["status"] == 200:
        assert sum(len(message.get("body", b"")) for message in heads) == LARGE
    return int(heads[0]["status"])


async def nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def scope_of(client: str) -> Scope:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": (client, 1),
        "server": ("localhost", 80),
    }
