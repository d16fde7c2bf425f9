"""A corpus read by a Dask cluster of processes of its own: the same bytes."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from conftest import TESTS
from corpora import READ, built, content
from evigraph.corpus.dask import make_pieces
from evigraph.errors import InputError, UsageError

pytest.importorskip("distributed", reason="needs the extra `corpus`")
pytestmark = pytest.mark.filterwarnings("default")
"""Dask and tornado warn of much that is not ours."""

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


@contextlib.contextmanager
def running(*arguments: str, folder: Path) -> Iterator[None]:
    """A process of Dask's own command line, ended with all it started."""
    command = [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]]
    with (folder / f"{arguments[0]}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=ENVIRONMENT, start_new_session=True)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(port: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError("the scheduler does not listen")


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("dask")
    port = free_port()
    arguments = ("dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    with running(*arguments, "--dashboard-address", "127.0.0.1:0", folder=folder):
        wait_for(port)
        yield f"tcp://127.0.0.1:{port}"


def test_a_cluster_makes_the_same_bytes(scheduler: str, tmp_path: Path) -> None:
    """First there is a scheduler without workers, which is said; then two workers come."""
    with pytest.raises(InputError, match="has no workers"):
        built(tmp_path / "none", readers=partial(make_pieces, address=scheduler))
    one = ("dask_worker", scheduler, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with running(*one, folder=tmp_path / "a"), running(*one, folder=tmp_path / "b"):
        from distributed import Client

        with Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            assert len(set(client.run(os.getpid).values()) - {os.getpid()}) == 2
        made = built(tmp_path / "c", readers=partial(make_pieces, address=scheduler))
    assert made.read == READ
    built(tmp_path / "plain")
    assert content(tmp_path / "c") == content(tmp_path / "plain")


def test_a_scheduler_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evigraph.corpus.dask._TIMEOUT", 1)
    with pytest.raises(InputError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:"):
        built(tmp_path / "c", readers=partial(make_pieces, address=f"tcp://127.0.0.1:{free_port()}"))
    with pytest.raises(UsageError, match="nonsense is no address of a Dask scheduler"):
        built(tmp_path / "c", readers=partial(make_pieces, address="nonsense"))


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_something_else_at_the_address_is_not_waited_for(
    answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what stays silent nor what says something else than Dask does."""
    monkeypatch.setattr("evigraph.corpus.dask._TIMEOUT", 2)
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as beside:

        def talk() -> socket.socket:
            connection, _ = listener.accept()
            connection.sendall(answer)
            return connection

        accepted = beside.submit(talk)
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(InputError, match=f"No Dask scheduler answers at {address}: "):
            built(tmp_path / "c", readers=partial(make_pieces, address=address))
        accepted.result().close()


def test_the_address_of_a_worker_is_told_from_that_of_a_scheduler(scheduler: str, tmp_path: Path) -> None:
    port = free_port()
    worker = ("dask_worker", scheduler, "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
    with running(*worker, "--worker-port", str(port), folder=tmp_path):
        wait_for(port)
        with pytest.raises(InputError, match=r"No Dask scheduler answers at .*: a Dask worker does"):
            built(tmp_path / "c", readers=partial(make_pieces, address=f"tcp://127.0.0.1:{port}"))
