"""A bar on standard error for what takes longer than a second; nothing where nobody watches."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sized
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")

_QUIET_SECONDS = 1.0
_EVERY = 0.1
_TELLING_SECONDS = 3.0
"""So long it takes until a pace means something."""
_WIDTH = 24


class Progress:
    """Shows how far a piece of work is, from its second second on, if standard error is a terminal.

    >>> with Progress("Reading") as progress:
    ...     total = sum(progress.over([1, 2, 3]))
    >>> total
    6
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._done = 0
        self._total = 0
        self._started = time.monotonic()
        self._over = threading.Event()
        self._shown = False
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def over(self, items: Iterable[T], total: int = 0) -> Iterator[T]:
        """The items one by one, counted; there is a bar where their number is known, else a count."""
        self._done, self._total = 0, total or (len(items) if isinstance(items, Sized) else 0)
        for item in items:
            yield item
            self._done += 1

    def line(self) -> str:
        """What is shown at this moment."""
        seconds = time.monotonic() - self._started
        if not self._total:
            return f"{self._label}: {f'{self._done:,}, ' if self._done else ''}{seconds:.0f} s"
        filled = min(_WIDTH * self._done // self._total, _WIDTH)
        bar = "#" * filled + "." * (_WIDTH - filled)
        return f"{self._label} [{bar}] {self._done:,} of {self._total:,}, {self._pace(seconds)}"

    def _pace(self, seconds: float) -> str:
        """How long it has taken, and at this pace will take, once that can be told."""
        if seconds < _TELLING_SECONDS or not self._done:
            return f"{seconds:.0f} s"
        rate = self._done / seconds
        left = max(self._total - self._done, 0) / rate
        shown = f"{left / 60:.0f} min" if left >= 120 else f"{left:.0f} s"
        return f"{seconds:.0f} s, {rate:,.1f}/s, {shown} left"

    def _watch(self) -> None:
        wait = _QUIET_SECONDS
        while not self._over.wait(wait):
            self._shown = True
            sys.stderr.write(f"\r{self.line()}\x1b[K")
            sys.stderr.flush()
            wait = _EVERY
