"""A store that answers within its deadline or is left."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from evigraph.errors import QueryError, StoreError
from evigraph.remote.address import Address
from evigraph.remote.exchange import Exchange, Reply
from evigraph.remote.failures import late, told

SECONDS = 10.0

_T = TypeVar("_T")


class Client:
    """Sends queries to one store, over one connection as long as it lasts."""

    def __init__(self, address: Address, seconds: float = SECONDS) -> None:
        self.address = address
        self.seconds = seconds
        self._kept: http.client.HTTPConnection | None = None

    def ask(self, sparql: str, accept: str, read: Callable[[Reply], _T]) -> _T:
        """What ``read`` makes of the store's reply; all of it within the deadline.

        The work runs in a thread of its own that is left behind when the time is over,
        because nothing stops the look-up of a host name.

        Raises:
            StoreError: the store gives no whole answer in time.
            QueryError: the store refuses the query.
        """
        kept, self._kept = self._kept, None
        exchange = Exchange(self.address, time.monotonic() + self.seconds, kept)
        answers: list[_T] = []
        failures: list[Exception] = []
        over = threading.Event()

        def work() -> None:
            try:
                answers.append(read(exchange.reply(sparql, accept)))
            except (StoreError, QueryError, OSError, http.client.HTTPException) as error:
                failures.append(error)
            finally:
                over.set()

        threading.Thread(target=work, daemon=True).start()
        if not over.wait(self.seconds):
            exchange.close()
            raise late(self.address, self.seconds)
        if failures:
            exchange.close()
            raise told(failures[0], self.address, self.seconds) from None
        if not answers:
            raise RuntimeError(f"no answer was made of the reply of {self.address}")
        self._kept = exchange.connection
        return answers[0]
