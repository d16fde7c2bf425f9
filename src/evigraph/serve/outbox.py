"""How much may wait to be read: large answers lie in memory until slow readers have taken them."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator

from evigraph.serve.problems import Problem

SMALL = 1_000_000
"""Answers up to this size are not counted."""
OF_ONE = 128_000_000
"""What may wait for one client."""
OF_ALL = 384_000_000
"""What may wait for all of them."""


class Outbox:
    """The large answers on their way, in bytes by client."""

    def __init__(self) -> None:
        self.waiting: Counter[str] = Counter()

    @contextlib.contextmanager
    def holding(self, client: str, size: int) -> Iterator[None]:
        """Counts an answer of ``size`` bytes as long as it is on its way.

        Raises:
            Problem: as much as may wait does so already.
        """
        if size <= SMALL:
            yield
            return
        if self.waiting[client] + size > OF_ONE or self.waiting.total() + size > OF_ALL:
            raise Problem(503, "Answers as large as this wait to be read already.", {"retry-after": "2"})
        self.waiting[client] += size
        try:
            yield
        finally:
            self.waiting[client] -= size
            if not self.waiting[client]:
                del self.waiting[client]
