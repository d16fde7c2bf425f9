"""Who comes next: clients take turns, however many requests each of them has waiting."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
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

    def give(self, thing: T) -> bool:
        """Gives it to whoever is next, whose client then comes after all others; False when nobody waits."""
        while self._waiting:
            name, places = self._waiting.popitem(last=False)
            place = places.popleft()
            if places:
                self._waiting[name] = places
            if not place.done():
                place.set_result(thing)
                return True
        return False

    def cancel(self) -> None:
        """Sends everybody away."""
        for places in self._waiting.values():
            for place in places:
                place.cancel()
