"""What went wrong with a store, in one line; nothing that it says reaches a terminal as it came."""

from __future__ import annotations

import http.client
import re
import socket
import ssl

from evigraph.errors import EvigraphError, QueryError, StoreError
from evigraph.remote.address import Address

_MAX_SAID = 300
_TOLD_IN = ("text/plain", "application/json", "application/problem+json")


def late(address: Address, seconds: float) -> StoreError:
    """The time is over."""
    return StoreError(f"{address} did not answer within {seconds:g} s. --timeout gives it longer, LIMIT asks for less.")


def partial(said: str) -> StoreError:
    """The store stopped before the answer was complete, and says so."""
    return StoreError(f"The store gave only a part of the answer: {_printable(said)}")


def told(error: Exception, address: Address, seconds: float) -> EvigraphError:
    """What the connection met."""
    if isinstance(error, StoreError | QueryError):
        return error
    if isinstance(error, TimeoutError):
        return late(address, seconds)
    return StoreError(f"{address} {_met(error)}.")


def _met(error: Exception) -> str:
    match error:
        case socket.gaierror():
            return "cannot be asked: there is no such host"
        case ssl.SSLError():
            return f"cannot be asked safely: {(error.reason or 'no secure connection').replace('_', ' ').lower()}"
        case ConnectionResetError() | BrokenPipeError() | http.client.IncompleteRead():
            return "closed the connection before its answer was whole"
        case OSError():
            return f"cannot be reached: {error.strerror or type(error).__name__}"
        case _:
            return f"does not answer in HTTP ({type(error).__name__})"


def refusal(address: Address, response: http.client.HTTPResponse, body: bytes) -> EvigraphError:
    """What a status other than 200 means."""
    status = f"{response.status} {http.client.responses.get(response.status, '')}".strip()
    said = _said(body, response.getheader("Content-Type") or "")
    words = f": {said}" if said else "."
    match response.status:
        case 400:
            return QueryError(f"The store refuses the query ({status}){words}")
        case 401 | 403:
            hint = "A name and password can stand before the host: https://name:password@host/."
            return StoreError(f"{address} does not let us ask ({status}). {hint}")
        case 404 | 405:
            return StoreError(f"{address} is not where a store takes queries ({status}).")
        case 429 | 503:
            wait = _printable(response.getheader("Retry-After") or "")
            asked = f"; it asks to wait {f'{wait} s' if wait.isdigit() else f'until {wait}'}" if wait else ""
            return StoreError(f"{address} takes no more questions now ({status}){asked}.")
        case _:
            return StoreError(f"{address} answered {status}{words}")


def _said(body: bytes, kind: str) -> str:
    """The first paragraph of a plain text that came with a refusal; a page says too little in too much."""
    if kind.partition(";")[0].strip().lower() not in _TOLD_IN:
        return ""
    first, *_ = re.split(r"\r?\n\s*\n", body[: 4 * _MAX_SAID].decode("utf-8", "replace").strip())
    return _printable(first)


def _printable(text: str) -> str:
    """One line without what a terminal would obey."""
    line = "".join(char if char.isprintable() else "\ufffd" for char in " ".join(text.split()))
    return line if len(line) <= _MAX_SAID else line[:_MAX_SAID] + "…"
