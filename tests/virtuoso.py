"""A Virtuoso of our own on loopback, in a folder of its own, that holds one export."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

SETTINGS = """\
[Database]
DatabaseFile = db/virtuoso.db
ErrorLogFile = db/virtuoso.log
LockFile = db/virtuoso.lck
TransactionFile = db/virtuoso.trx
xa_persistent_file = db/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = db/temporary.db
TransactionFile = db/temporary.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
AllowOSCalls = 0
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
ThreadsPerQuery = 2

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 4
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = {rows}
"""
PAGE = Path(__file__).parent.parent / "docs" / "store.md"
LOADED = "select ll_state, ll_error from DB.DBA.load_list;\n"
ROWS = 5000
START_SECONDS = 120
STOP_SECONDS = 30


def reason_not_to_run() -> str:
    """Why Virtuoso cannot run here, or the empty string."""
    missing = [name for name in ("virtuoso-t", "isql-vt") if not shutil.which(name)]
    return f"{' and '.join(missing)} not installed (Debian: virtuoso-opensource-7-bin)" if missing else ""


@contextlib.contextmanager
def virtuoso(folder: Path, quads: bytes) -> Iterator[str]:
    """The address of a store that holds ``quads``; it is gone at the end, whatever happens."""
    sql, http = _free_ports(2)
    (folder / "db").mkdir()
    (folder / "graph.nq").write_bytes(quads)
    (folder / "virtuoso.ini").write_text(SETTINGS.format(sql=sql, http=http, rows=ROWS), "ascii")
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"], cwd=folder, stdout=output, stderr=output
        )
    try:
        _wait(process, (sql, http), folder)
        (load,) = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
        told = _sql(folder, sql, load + LOADED)
        assert told.split() == ["2", "NULL"], f"the export was not loaded: {told}"
        yield f"http://127.0.0.1:{http}/sparql"
    finally:
        # Without a checkpoint: nothing of it is kept.
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _sql(folder: Path, port: int, text: str) -> str:
    options = ["VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF", "ERRORS=STDOUT"]
    done = subprocess.run(
        ["isql-vt", f"127.0.0.1:{port}", "dba", "dba", *options],
        input=text,
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=START_SECONDS,
        check=True,
    )
    return done.stdout


def _wait(process: subprocess.Popen[bytes], ports: tuple[int, ...], folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    for port in ports:
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"Virtuoso did not start:\n{(folder / 'output').read_text('utf-8', 'replace')}")
            time.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [listener.getsockname()[1] for listener in taken]
