"""Who comes next: clients take turns, however many requests each of them has waiting."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from contextvars import ContextVar
from typing import Generic, TypeVar

T = TypeVar("T")

client: ContextVar[str] = ContextVar("client", default="")
"""The address of whoever asks, set where a request comes in."""


class Turns(Generic[T]):
    """Requests that wait for a ``T``."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, deque[asyncio.Future[T]]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def join(self) -> asyncio.Future[T]:
        """A place behind the others of the same client."""
        place: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client.get(), deque()).append(place)
        return place

    def leave(self, place: asyncio.Future[T]) -> None:
        """Gives a place up."""
        place.cancel()
        for name, places in self._waiting.items():
            if place in places:
                places.remove(place)
                if not places:
                    del self._waiting[name]
                return

    def give(self, thing: T, may: Callable[[str], bool] = lambda name: True) -> str | None:
        """Gives it to whoever is next of the clients that ``may`` have it, and says to which client.

        That client then comes after all others; None when nobody waits for it.
        """
        for name in filter(may, list(self._waiting)):
            places = self._waiting.pop(name)
            while places and places[0].done():
                places.popleft()
            if not places:
                continue
            places.popleft().set_result(thing)
            if places:
                self._waiting[name] = places
            return name
        return None

    def cancel(self) -> None:
        """Sends everybody away."""
        for places in self._waiting.values():
            for place in places:
                place.cancel()
