"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from evigraph.errors import InputError
from evigraph.write import WriteError, write_atomically

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX file modes, links and devices")


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "out.ttl"
    write_atomically(path, b"one\r\n\0", overwrite=False)
    assert path.read_bytes() == b"one\r\n\0"
    write_atomically(path, b"", overwrite=True)
    assert path.read_bytes() == b""
    assert list(tmp_path.iterdir()) == [path]


def test_keeps_an_existing_file_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "out.ttl"
    path.write_bytes(b"old")
    with pytest.raises(WriteError, match=r"out\.ttl exists already\. Use --force"):
        write_atomically(path, b"new", overwrite=False)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_atomically(Path("out"), b"x", overwrite=False)
    assert (tmp_path / "out").read_bytes() == b"x"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (".", r"is a folder\. Name a file in it"),
        ("missing/out", r"the folder does not exist\. Make it first"),
        ("file/out", r"its parent is not a folder"),
        ("n" * 300, r"the name is too long"),
        ("nul\0", r"cannot be a file name"),
    ],
)
def test_impossible_places(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteError, match=message):
        write_atomically(tmp_path / name, b"x", overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, r"the disk is full\. Make room"),
        (errno.EDQUOT, r"your quota is used up"),
        (errno.EROFS, r"the disk is read-only"),
        (errno.EACCES, r"permission is denied\. Choose a folder"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_the_old_file_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, message: str, step: str
) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, refuse)
    with pytest.raises(WriteError, match=message) as caught:
        write_atomically(path, b"new", overwrite=True)
    assert isinstance(caught.value, InputError)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "out", b"new", overwrite=False)
    assert list(tmp_path.iterdir()) == []


@posix
def test_modes(tmp_path: Path) -> None:
    plain, wanted = tmp_path / "plain", tmp_path / "new"
    plain.write_bytes(b"")
    write_atomically(wanted, b"x", overwrite=False)
    assert wanted.stat().st_mode == plain.stat().st_mode
    wanted.chmod(0o640)
    write_atomically(wanted, b"y", overwrite=True)
    assert wanted.stat().st_mode & 0o777 == 0o640


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomically(link, b"new", overwrite=True)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@posix
def test_a_device_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(WriteError, match="is not a plain file"):
        write_atomically(pipe, b"x", overwrite=True)
    assert pipe.is_fifo()
