"""The cache of built graphs: where it is, and that it is whole whatever happened to its writer."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from evigraph.build import build, open_dataset
from evigraph.load import cache
from evigraph.load.cache import open_cached, write_cache
from evigraph.load.dataset import load_quads
from evigraph.load.workspace import Workspace, package_data
from sample import TERMS, caches, claims, edit, workspace


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the user for this test alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def new(tmp_path: Path, home: Path) -> Workspace:
    return workspace(tmp_path / "w")


def test_only_the_newest_caches_are_kept(new: Workspace) -> None:
    folder = new.root / ".evigraph"
    digests = []
    for number in range(cache.KEPT + 2):
        edit(new, TERMS, "terms:\n", f"terms:\n# {number}\n")
        digests.append(new.digest())
        built = build(new)
        assert built.cache is not None
        os.utime(built.cache, (number + 1, number + 1))  # of known age, however fast the builds follow
    assert caches(folder) == sorted(digests[-cache.KEPT :])


def test_what_a_killed_build_left_is_cleared_away_when_old(new: Workspace) -> None:
    folder = new.root / ".evigraph"
    for name, age in ((".building-old", 2 * cache._STALE_SECONDS), (".building-now", 0)):
        (folder / name).mkdir(parents=True)
        os.utime(folder / name, (time.time() - age, time.time() - age))
    build(new)
    assert caches(folder) == [".building-now", new.digest()]


def test_a_workspace_that_cannot_be_written_is_cached_with_the_user(new: Workspace, home: Path) -> None:
    (new.root / ".evigraph").write_text("in the way")
    built = build(new)
    assert built.cache == home / "evigraph" / new.digest()
    assert (claims(built), build(new).fresh) == (3, False)
    assert (new.root / ".evigraph").read_text() == "in the way"


def test_a_workspace_without_permission_is_cached_with_the_user(
    new: Workspace, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, read = Path.mkdir, Path.read_text
    forbidden = new.root / ".evigraph"

    def mkdir(self: Path, *given: Any, **named: Any) -> None:
        if self == forbidden:
            raise PermissionError(13, "Permission denied")
        make(self, *given, **named)

    def read_text(self: Path, *given: str) -> str:
        if forbidden in self.parents:
            raise PermissionError(13, "Permission denied")
        return read(self, *given)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    monkeypatch.setattr(Path, "read_text", read_text)
    assert [build(new).fresh, build(new).fresh] == [True, False]
    assert caches(home / "evigraph") == [new.digest()]


def test_nothing_can_be_written(new: Workspace, home: Path) -> None:
    (new.root / ".evigraph").write_text("in the way")
    home.write_text("in the way")
    for _ in range(2):
        built = build(new)
        assert (built.cache, built.fresh, claims(built)) == (None, True, 3)


def test_a_user_without_a_home(new: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    (new.root / ".evigraph").write_text("in the way")
    built = build(new)
    assert (built.cache, claims(built)) == (None, 3)


def test_the_carried_workspace_is_found_whole() -> None:
    carried = Workspace(package_data())
    assert carried.carried
    assert all(source.path.exists() for source in carried.sources())


def test_a_full_disk_leaves_no_half_cache(new: Workspace, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache, "_note_sizes", full)
    built = build(new)
    assert (built.cache, claims(built)) == (None, 3)
    assert caches(new.root / ".evigraph") == caches(home / "evigraph") == []


def damaged(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(data[: len(data) // 2] if how == "cut" else b"")


@pytest.mark.parametrize("how", ["cut", "empty", "gone"])
@pytest.mark.parametrize("pattern", ["*.sst", "MANIFEST-*", "CURRENT", cache._SIZES])
def test_a_damaged_cache_is_built_anew(new: Workspace, pattern: str, how: str) -> None:
    first = build(new)
    assert first.cache is not None
    whole = len(first.dataset.store)
    del first.dataset.store
    files = list((new.root / ".evigraph" / new.digest()).glob(pattern))
    assert files
    damaged(files[0], how)
    again = build(new)
    assert (again.fresh, again.cache, len(again.dataset.store)) == (True, first.cache, whole)
    assert not build(new).fresh


def test_a_cache_with_altered_bytes_is_built_anew(new: Workspace) -> None:
    first = build(new)
    assert first.cache is not None
    for path in first.cache.glob("*.sst"):
        data = bytearray(path.read_bytes())
        data[len(data) // 3] ^= 0xFF
        path.write_bytes(data)
    again = build(new)
    assert (again.fresh, claims(again)) == (True, 3)


def test_an_unknown_folder_under_the_hash_is_replaced(new: Workspace) -> None:
    path = new.root / ".evigraph" / new.digest()
    path.mkdir(parents=True)
    (path / "CURRENT").write_text("rubbish")
    assert build(new).fresh
    assert not build(new).fresh


def run(code: str, space: Workspace) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(space.root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


BUILD = """
import sys
from pathlib import Path
from evigraph.build import build
from evigraph.load.workspace import Workspace
built = build(Workspace(Path(sys.argv[1])))
print(len(built.dataset.store), built.cache)
"""

# Loads once, then writes one cache after another, as fast as it can.
WRITE = """
import itertools, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored, where it was started in the background
from pathlib import Path
from evigraph.load.cache import write_cache
from evigraph.load.dataset import load_quads
from evigraph.load.workspace import Workspace
space = Workspace(Path(sys.argv[1]))
quads, _ = load_quads(space)
print("ready", flush=True)
for number in itertools.count():
    assert write_cache(space, f"digest-{number % 5}", quads)
"""


def test_builds_at_once_all_succeed(new: Workspace) -> None:
    running = [run(BUILD, new) for _ in range(4)]
    answers = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0] * 4, answers
    size = len(open_dataset(new).store)
    assert {answer for answer, _ in answers} == {f"{size} {new.root / '.evigraph' / new.digest()}\n"}
    assert caches(new.root / ".evigraph") == [new.digest()]


def test_a_killed_build_leaves_what_was_and_nothing_half(new: Workspace) -> None:
    built = build(new)
    whole = len(built.dataset.store)
    chance = random.Random(7)
    for _ in range(10):
        process = run(WRITE, new)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.25))
        process.kill()
        process.communicate()
        for name in caches(new.root / ".evigraph"):
            if not name.startswith("."):
                found = open_cached(new, name)
                assert found is not None and len(found[0]) == whole, name
    assert claims(built) == 3
    assert claims(build(new)) == 3
    shutil.rmtree(new.root / ".evigraph")
    for _ in range(3):
        process = run(BUILD, new)
        time.sleep(chance.uniform(0.3, 1.2))
        process.kill()
        process.communicate()
        assert claims(build(new)) == 3


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_an_interrupted_build_clears_up(new: Workspace) -> None:
    whole = len(build(new).dataset.store)
    chance = random.Random(3)
    for _ in range(5):
        process = run(WRITE, new)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.2))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert "KeyboardInterrupt" in errors
        names = caches(new.root / ".evigraph")
        assert not [name for name in names if name.startswith(".")]
        for name in names:
            found = open_cached(new, name)
            assert found is not None and len(found[0]) == whole


def test_writing_twice_gives_one_cache(new: Workspace) -> None:
    quads, _ = load_quads(new)
    assert write_cache(new, "digest", quads) == write_cache(new, "digest", iter(quads))
    assert caches(new.root / ".evigraph") == ["digest"]
    found = open_cached(new, "digest")
    assert found is not None and set(found[0]) == set(quads)
    assert open_cached(new, "other") is None
