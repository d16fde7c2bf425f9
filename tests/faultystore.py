"""A store on loopback that misbehaves in one way, given as what it does with a connection."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Behavior = Callable[[socket.socket], None]

RESULTS = "application/sparql-results+json"


def received(connection: socket.socket) -> bytes:
    """The whole request: head and body."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < sum(lengths):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(body: bytes | str, status: str = "200 OK", kind: str = RESULTS, **headers: str) -> bytes:
    """A whole response; ``__`` in the name of a header is a hyphen."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}"]
    more = {"Content__Length": str(len(data)), **headers}
    lines += [f"{name.replace('__', '-')}: {value}" for name, value in more.items() if value]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def says(*responses: bytes) -> Behavior:
    """Answers one request after the other with these, then closes."""

    def behave(connection: socket.socket) -> None:
        for response in responses:
            if not received(connection):
                return
            connection.sendall(response)

    return behave


def endless(start: bytes, piece: bytes, over: threading.Event, pause: float = 0.0) -> Behavior:
    """Answers with ``start`` and then with ``piece`` without end."""

    def behave(connection: socket.socket) -> None:
        received(connection)
        connection.sendall(start)
        while not over.wait(pause) if pause else not over.is_set():
            connection.sendall(piece)

    return behave


@contextlib.contextmanager
def faulty(*behaviors: Behavior) -> Iterator[str]:
    """Its address; the last behavior serves every further connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    closing = threading.Event()
    open_now: list[socket.socket] = []

    def serve(connection: socket.socket, behave: Behavior) -> None:
        with contextlib.suppress(OSError), connection:
            behave(connection)

    def accept() -> None:
        count = 0
        while not closing.is_set():
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                open_now.append(connection)
                behave = behaviors[min(count, len(behaviors) - 1)]
                count += 1
                threading.Thread(target=serve, args=(connection, behave), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
    finally:
        closing.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in open_now:
            connection.close()
        thread.join(10)
