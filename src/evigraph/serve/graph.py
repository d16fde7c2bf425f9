"""The graph that is being served, and the one that takes its place when the workspace changes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from evigraph.build import build
from evigraph.errors import EvigraphError
from evigraph.load.workspace import Workspace
from evigraph.query.dataset import Dataset
from evigraph.serve.folders import Folder, remove_left_behind
from evigraph.serve.process import Reply, command
from evigraph.serve.workers import Lanes, Pool

_KEPT = 2_000
_KEPT_BYTES = 64 * 1024 * 1024
_READINGS = 3


@dataclass(frozen=True)
class Settings:
    """What a server allows."""

    workers: int = 2
    timeout: float = 10.0
    memory: int = 1 << 30
    rows: int = 100_000
    size: int = 50_000_000
    plain: bool = False
    """Only the standard: the default graph is the store's own, and no prefix is known beforehand."""

    @property
    def lanes(self) -> Lanes:
        """The lanes of a pool of workers."""
        return Lanes(quick=self.workers, slow=4 * self.workers, timeout=self.timeout)

    @property
    def task_lanes(self) -> Lanes:
        """The lanes of the pool that runs our own functions, which take a while and start slowly."""
        return Lanes(
            quick=min(self.workers, 2),
            slow=2 * self.workers,
            timeout=max(self.timeout, 10.0),
            patience=2.0,
            longest_wait=10.0,
            reused=True,
        )


@dataclass
class Generation:
    """One state of the graph: a checkpoint on disk that nobody writes, and the workers that answer from it."""

    dataset: Dataset
    digest: str
    modified: datetime
    folder: Folder
    queries: Pool
    tasks: Pool
    kept: OrderedDict[str, Reply] = field(default_factory=OrderedDict)
    """What calls gave, newest last, as long as no file changes."""
    kept_bytes: int = 0
    forgotten: int = 0
    """How often all of it was forgotten."""

    @classmethod
    async def open(cls, dataset: Dataset, digest: str, modified: datetime, settings: Settings) -> Generation:
        """Takes a checkpoint of ``dataset`` and starts the workers.

        Raises:
            Died: the workers do not start.
        """
        folder = Folder()
        path = folder.path / "store"
        try:
            await asyncio.to_thread(checkpoint, dataset.store, path)
        except BaseException:
            folder.remove()
            raise
        queries = Pool(command("evigraph.serve.worker", _setting(path, dataset, settings)), settings.lanes)
        tasks = Pool(command("evigraph.serve.tasks", _setting(path, dataset, settings)), settings.task_lanes)
        made = cls(dataset, digest, modified, folder, queries, tasks)
        try:
            await asyncio.gather(queries.open(), tasks.open())
        except BaseException:
            await made.close(0)
            raise
        return made

    async def call(self, name: str, arguments: Mapping[str, Any], gzip: bool = False, keep: bool = True) -> Reply:
        """What a function of :mod:`evigraph.serve.calls` gives, packed on demand.

        It runs once for the same arguments, unless ``keep`` is off or the answer may be another the next time.

        Raises:
            Busy, Overdue, Died: there is no answer; see :meth:`Pool.ask`.
        """
        request = {"call": name, "arguments": arguments, "gzip": gzip}
        if not keep:
            return await self.tasks.ask(request)
        key = json.dumps(request, sort_keys=True)
        if (reply := self.kept.get(key)) is not None:
            self.kept.move_to_end(key)
            return reply
        forgotten = self.forgotten
        reply = await self.tasks.ask(request)
        # What was asked before a question file changed may tell what stood in it then.
        if reply.head["status"] == "ok" and reply.head.get("steady") and forgotten == self.forgotten:
            self._keep(key, reply)
        return reply

    def _keep(self, key: str, reply: Reply) -> None:
        """Keeps a reply in place of those that were wanted longest ago."""
        if key in self.kept or len(reply.body) > _KEPT_BYTES // 8:
            return
        self.kept[key] = reply
        self.kept_bytes += len(key) + len(reply.body)
        while len(self.kept) > _KEPT or self.kept_bytes > _KEPT_BYTES:
            dropped, reply = self.kept.popitem(last=False)
            self.kept_bytes -= len(dropped) + len(reply.body)

    def forget(self) -> None:
        """Answers anew from now on: a question file may have changed."""
        self.kept.clear()
        self.kept_bytes = 0
        self.forgotten += 1

    async def close(self, patience: float) -> None:
        """Lets what runs go on for a while, then ends the workers and removes the checkpoint."""
        await asyncio.gather(self.queries.close(patience), self.tasks.close(patience))
        self.folder.remove()


def checkpoint(store: ox.Store, path: Path) -> None:
    """A copy of the store as it is now, which costs next to nothing where the store is on disk."""
    with contextlib.suppress(OSError, RuntimeError, ValueError):
        store.backup(str(path))
        return
    copy = ox.Store(str(path))
    copy.bulk_extend(store)
    copy.flush()


def _setting(path: Path, dataset: Dataset, settings: Settings) -> Mapping[str, Any]:
    return {
        "folder": str(path),
        "workspace": str(dataset.workspace.root),
        "questions": dataset.workspace.questions,
        "base": dataset.base,
        "memory": settings.memory,
        "rows": settings.rows,
        "bytes": settings.size,
        "plain": settings.plain,
    }


def _next_second() -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)


@dataclass
class Served:
    """The newest sound graph of a workspace, and what is wrong with what came after."""

    source: Workspace | Dataset
    """Where the graph comes from; a dataset stays as it is."""
    settings: Settings
    current: Generation
    trouble: str = ""
    since: datetime = field(default_factory=_next_second)
    """From when on answers are as they are: the next whole second behind the last change, as headers say dates."""
    _retiring: set[asyncio.Task[None]] = field(default_factory=set)

    @classmethod
    async def open(cls, source: Workspace | Dataset, settings: Settings) -> Served:
        """Builds the graph and starts its workers.

        Raises:
            RecordError: the workspace has faults.
            Died: the workers do not start.
        """
        await asyncio.to_thread(remove_left_behind)
        if isinstance(source, Workspace):
            return cls(source, settings, await _generation(source, settings))
        return cls(source, settings, await Generation.open(source, secrets.token_hex(16), datetime.now(UTC), settings))

    async def refresh(self) -> bool:
        """Takes over the graph of the workspace if it has changed; True when it has.

        A workspace with faults leaves the old graph in place, and ``trouble`` says what they are.
        """
        if not isinstance(self.source, Workspace):
            return False
        try:
            digest = await asyncio.to_thread(self.source.digest)
            if digest == self.current.digest:
                self._tell("")
                return False
            fresh = await _generation(self.source, self.settings)
        except (EvigraphError, OSError, ValueError, SyntaxError, RuntimeError) as error:
            self._tell(str(error))
            return False
        old, self.current, self.trouble, self.since = self.current, fresh, "", _next_second()
        task = asyncio.create_task(old.close(self.settings.timeout + self.settings.lanes.longest_wait))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)
        return True

    def _tell(self, trouble: str) -> None:
        """What is wrong from now on: pages say it, and so are others."""
        if trouble != self.trouble:
            self.trouble, self.since = trouble, _next_second()

    async def watch(self, every: float = 1.0) -> None:
        """Looks at the files of the workspace again and again, and refreshes when one of them changed."""
        if not isinstance(self.source, Workspace):
            return
        # None is known yet: a file may have changed since the graph was built, before anybody watched.
        seen: tuple[tuple[str, int, int], ...] = ()
        while True:
            await asyncio.sleep(every)
            try:
                now = await asyncio.to_thread(_signature, self.source)
            except OSError as error:
                self._tell(f"The files of the workspace cannot be listed: {error.strerror}.")
                seen = ()
                continue
            if now != seen:
                seen = now
                self.current.forget()
                self.since = _next_second()
                await self.refresh()

    async def close(self, patience: float = 0.0) -> None:
        """Ends every worker of every generation."""
        for task in self._retiring:
            task.cancel()
        await asyncio.gather(self.current.close(patience), *self._retiring, return_exceptions=True)


async def _generation(workspace: Workspace, settings: Settings) -> Generation:
    return await Generation.open(*await asyncio.to_thread(build_named, workspace), settings)


def build_named(workspace: Workspace) -> tuple[Dataset, str, datetime]:
    """The graph, the digest of the very files that it was made of, and the date of the newest of them.

    Files that change while they are read are read again.  Where they do not stop changing, the graph has a
    name of its own, so that nobody takes its answers for those of a state of the files.

    Raises:
        BuildError: the workspace has faults.
    """
    for _ in range(_READINGS):
        digest = workspace.digest()
        dataset = build(workspace).dataset
        if workspace.digest() == digest:
            break
    else:
        digest = secrets.token_hex(16)
    modified = max((s.path.stat().st_mtime for s in workspace.sources() if s.path.exists()), default=0.0)
    return dataset, digest, datetime.fromtimestamp(int(modified), UTC)


def _signature(workspace: Workspace) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of all the files that answers come from: cheap to ask for, every second."""
    found = []
    queries = (path for folder in workspace.query_folders() for path in sorted(folder.rglob("*")))
    for path in (*(source.path for source in workspace.sources()), *workspace.schema_files(""), *queries):
        with contextlib.suppress(OSError):
            status = path.stat()
            found.append((str(path), status.st_size, status.st_mtime_ns))
    return tuple(found)
