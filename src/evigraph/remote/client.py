"""A store that answers within its deadline or is left."""

from __future__ import annotations

import http.client
import threading
import time

from evigraph.errors import QueryError, StoreError
from evigraph.remote.address import Address
from evigraph.remote.exchange import Exchange, Reply
from evigraph.remote.failures import late, told

SECONDS = 10.0


class Client:
    """Sends queries to one store, over one connection as long as it lasts."""

    def __init__(self, address: Address, seconds: float = SECONDS) -> None:
        self.address = address
        self.seconds = seconds
        self._kept: http.client.HTTPConnection | None = None

    def __del__(self) -> None:
        if self._kept is not None:
            self._kept.close()

    def ask(self, sparql: str, accept: str) -> Reply:
        """The store's reply, whole and within the deadline.

        The work runs in a thread of its own that is left behind when the time is over,
        because nothing stops the look-up of a host name.

        Raises:
            StoreError: the store gives no whole answer in time.
            QueryError: the store refuses the query.
        """
        kept, self._kept = self._kept, None
        exchange = Exchange(self.address, time.monotonic() + self.seconds, kept)
        replies: list[Reply] = []
        failures: list[Exception] = []
        over = threading.Event()

        def work() -> None:
            try:
                replies.append(exchange.reply(sparql, accept))
            except (StoreError, QueryError, OSError, http.client.HTTPException) as error:
                failures.append(error)
                exchange.close()
            finally:
                over.set()

        threading.Thread(target=work, daemon=True).start()
        if not over.wait(self.seconds):
            exchange.abort()
            raise late(self.address, self.seconds)
        if failures:
            raise told(failures[0], self.address, self.seconds) from None
        if not replies:
            raise RuntimeError(f"the exchange with {self.address} ended without reply or failure")
        self._kept = exchange.connection
        return replies[0]
