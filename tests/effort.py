"""How the effort of a piece of work grows with its size, told without a clock where that can be."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

TIMES, MOST = 8, 24
"""Work on so many times as much may take so many times the effort: with the square of it, it would be 64."""


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python a piece of work runs through: the same in every run, unlike its time."""
    count = 0

    def trace(_frame: FrameType, event: str, _told: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def processor_time(work: Callable[[], object]) -> float:
    """The least processor time of three: for what no line of Python shows, as the copying of long texts."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


@contextlib.contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Work must not take so many seconds of the processor, which is many times what it does take."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


def growth(made: Callable[[int], Callable[[], object]], size: int, effort: Callable[..., float] = steps) -> float:
    """How many times the effort :data:`TIMES` as much work takes; ``made`` prepares work of a size."""
    less = effort(made(size))
    return effort(made(TIMES * size)) / less
