"""Fields of records that are worked out when they are first read.

Most readers of an article ask for few of its parts.  A field named in :func:`waiting` may be given as a
:func:`later` call; whoever reads, compares, prints, copies or pickles the record finds its result.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


def later(call: Callable[..., Any], *arguments: object) -> Any:
    """A call that is made, with the record as its last argument, when its result is asked for.

    It must give the same whenever that is.
    """
    return partial(call, *arguments)


def _waiting(slot: Any) -> object:
    """A slot that holds a value or the call that gives it."""
    held, hold = slot.__get__, slot.__set__

    def read(_: object, record: object, kind: type | None = None) -> Any:
        value = held(record, kind)
        if type(value) is partial:
            value = value(record)
            hold(record, value)
        return value

    return type("Waiting", (), {"__get__": read, "__set__": hold})()


def waiting(*fields: str) -> Callable[[type[T]], type[T]]:
    """Lets these fields of a dataclass with slots be given as calls."""

    def made(record: type[T]) -> type[T]:
        for field in fields:
            setattr(record, field, _waiting(record.__dict__[field]))
        return record

    return made
