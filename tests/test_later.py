"""Fields that are worked out when they are first read: once, and with no difference to anyone."""

from __future__ import annotations

import copy
import dataclasses
import gc
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from evigraph.article.citation import Citation
from evigraph.article.later import later, waiting
from evigraph.article.plain import plain
from evigraph.article.reading import Reading
from evigraph.jats import read_article

T = TypeVar("T")
ODD = Path(__file__).parent / "jats" / "odd.xml"


@waiting("twice")
@dataclass(frozen=True, slots=True)
class Number:
    """A number and its double."""

    value: int
    twice: int = 0


def doubled(number: Number) -> int:
    return 2 * number.value


def sent(record: T) -> T:
    """A record as another process gets it."""
    received: T = pickle.loads(pickle.dumps(record))  # noqa: S301 -- written in the same breath
    return received


def waits() -> Number:
    twice = later(doubled)
    return Number(4, twice)


def test_a_call_is_made_once() -> None:
    calls: list[int] = []

    def counted(number: Number) -> int:
        calls.append(number.value)
        return doubled(number)

    twice = later(counted)
    number = Number(4, twice)
    assert calls == []
    assert (number.twice, number.twice) == (8, 8)
    assert calls == [4]


def test_values_and_defaults_stay_what_they_are() -> None:
    assert (Number(4, 9).twice, Number(4).twice) == (9, 0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        Number(4).twice = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    "seen",
    [
        lambda number: number,
        sent,
        copy.copy,
        copy.deepcopy,
        dataclasses.replace,
        lambda number: Number(**dataclasses.asdict(number)),
    ],
)
def test_whoever_looks_finds_the_result(seen: Callable[[Number], Number]) -> None:
    assert seen(waits()) == Number(4, 8)
    assert repr(seen(waits())) == "Number(value=4, twice=8)"
    assert hash(seen(waits())) == hash(Number(4, 8))


def test_a_reading_is_the_same_in_whatever_order_it_is_asked() -> None:
    expected = plain(read_article(ODD))
    backwards = read_article(ODD)
    assert backwards.article.clusters[-1].text
    assert [citation.cluster for citation in reversed(backwards.article.citations)][-1] == 0
    assert backwards.losses.complete
    assert plain(backwards) == expected


def test_a_reading_can_be_sent_to_another_process() -> None:
    reading = read_article(ODD)
    other: Reading = sent(reading)
    assert other == reading
    assert len(other.article.references) == 9
    assert all(reference.printed for reference in other.article.references)


def test_a_reading_that_is_let_go_is_gone_at_once() -> None:
    def alive() -> int:
        return sum(isinstance(each, Citation) for each in gc.get_objects())

    gc.disable()
    try:
        before = alive()
        reading = read_article(ODD)
        assert reading.article.citations[-1].cluster > 0
        assert alive() == before + 29
        del reading
        assert alive() == before
    finally:
        gc.enable()
