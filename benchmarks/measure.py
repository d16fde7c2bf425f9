"""Measuring one thing against its peer, turn by turn, so that a busy machine weighs on both."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

COLUMNS = ("figure", "ours", "peer", "ratio (min-max)", "target", "")
_BYTES_PER_RSS = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Run:
    """A finished process: wall and processor time in seconds, peak resident memory in MB, standard output."""

    seconds: float
    cpu_seconds: float
    megabytes: float
    output: str


@dataclass(frozen=True)
class Pairs:
    """What was measured in turn: ours and the peer's, in the same unit."""

    ours: Sequence[float]
    peer: Sequence[float]

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours divided by the peer's, pair by pair."""
        return tuple(mine / other for mine, other in zip(self.ours, self.peer, strict=True))


@dataclass(frozen=True)
class Line:
    """One line of the table; ``met`` is None where there is no target."""

    figure: str
    ours: str
    peer: str
    ratio: str
    target: str
    met: bool | None

    def cells(self) -> tuple[str, ...]:
        """The cells under :data:`COLUMNS`."""
        verdict = "" if self.met is None else "met" if self.met else "not met"
        return (self.figure, self.ours, self.peer, self.ratio, self.target, verdict)


def in_turn(ours: Callable[[], T], peer: Callable[[], T], times: int) -> tuple[list[T], list[T]]:
    """``times`` results of ours and of the peer's, after one of each that does not count.

    Who goes first alternates.
    """
    ours(), peer()
    pairs = []
    for turn in range(times):
        if turn % 2:
            other = peer()
            pairs.append((ours(), other))
        else:
            pairs.append((ours(), peer()))
    return [mine for mine, _ in pairs], [other for _, other in pairs]


def seconds(ours: Sequence[Run], peer: Sequence[Run]) -> Pairs:
    """The wall times of two series of processes."""
    return Pairs([each.seconds for each in ours], [each.seconds for each in peer])


def megabytes(ours: Sequence[Run], peer: Sequence[Run]) -> Pairs:
    """The peak memory of two series of processes."""
    return Pairs([each.megabytes for each in ours], [each.megabytes for each in peer])


def run(command: Sequence[str]) -> Run:
    """Runs ``command`` to its end, with bytecode as after an installation.

    The peak includes what the calling process held when it started the command, so the
    caller must stay small: heavy work belongs in processes of its own.

    Raises:
        RuntimeError: the command failed.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env=environment())
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{err.read()}")
        cpu = usage.ru_utime + usage.ru_stime
        return Run(seconds, cpu, usage.ru_maxrss * _BYTES_PER_RSS / 1e6, out.read())


def environment() -> Mapping[str, str]:
    """The environment without switches that change how Python starts and prints."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def ratio_line(figure: str, pairs: Pairs, unit: str, most: float | None) -> Line:
    """Ours and the peer's with their ratio, which should be at most ``most``."""
    target = "" if most is None else f"ratio <= {most:g}"
    met = None if most is None else statistics.median(pairs.ratios) <= most
    return Line(figure, shown(pairs.ours, unit), shown(pairs.peer, unit), shown(pairs.ratios), target, met)


def time_line(figure: str, runs: Sequence[Run], below: float) -> Line:
    """The wall time of ours alone, which should be below ``below`` seconds, with the processor time in it."""
    values = [each.seconds for each in runs]
    cpu = statistics.median(each.cpu_seconds for each in runs)
    ours = f"{shown(values, 's')}, {cpu:.3g} s of processor time"
    return Line(figure, ours, "", "", f"< {below:g} s", statistics.median(values) < below)


def memory_line(figure: str, runs: Sequence[Run], below: float) -> Line:
    """The peak memory of ours alone, which should be below ``below`` MB."""
    values = [each.megabytes for each in runs]
    return Line(figure, shown(values, "MB"), "", "", f"< {below:g} MB", max(values) < below)


def shown(values: Sequence[float], unit: str = "") -> str:
    """The median with the least and the greatest value, to three digits."""
    low, middle, high = (f"{value:.3g}" for value in (min(values), statistics.median(values), max(values)))
    return f"{middle} {unit}".strip() + (f" ({low}-{high})" if len(values) > 1 else "")
