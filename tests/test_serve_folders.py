"""Folders of checkpoints: those of killed servers go, those of living ones stay."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from evigraph.query import Dataset
from evigraph.serve.folders import PREFIX, Folder, remove_left_behind
from serving import serving


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


def test_the_next_server_removes_what_a_killed_one_left(toy: Dataset, temporary: Path, tmp_path: Path) -> None:
    def folders() -> set[Path]:
        return set(temporary.glob(f"{PREFIX}*"))

    options = ("--workers", "1")
    with serving(toy.workspace.root, *options, log=tmp_path / "living"):
        living = folders()
        with serving(toy.workspace.root, *options, log=tmp_path / "killed") as killed:
            left = folders() - living
            killed.process.kill()
        assert len(living) == len(left) == 1
        assert folders() == living | left
        with serving(toy.workspace.root, *options, log=tmp_path / "next") as server:
            assert folders() & (living | left) == living
            assert len(folders()) == 2
            assert server.ask().status_code == 200
        assert folders() == living
    assert folders() == set()


def test_a_new_folder_is_never_taken_for_an_old_one(temporary: Path) -> None:
    made: list[Folder] = []
    stop = threading.Event()

    def remove() -> None:
        while not stop.is_set():
            remove_left_behind()

    removers = [threading.Thread(target=remove) for _ in range(3)]
    for each in removers:
        each.start()
    made = [Folder() for _ in range(300)]
    stop.set()
    for each in removers:
        each.join()
    remove_left_behind()
    assert all(folder.path.is_dir() for folder in made)
    assert set(temporary.iterdir()) == {folder.path for folder in made}
    for folder in made:
        folder.remove()
    assert not list(temporary.iterdir())


def test_only_folders_of_servers_are_removed(temporary: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    (temporary / f"{PREFIX}link").symlink_to(tmp_path / "mine")
    (temporary / f"{PREFIX}file").touch()
    (temporary / "another").mkdir()
    (temporary / f"{PREFIX}old").mkdir()
    remove_left_behind()
    assert (tmp_path / "mine" / "file").exists()
    assert {path.name for path in temporary.iterdir()} == {f"{PREFIX}link", f"{PREFIX}file", "another"}
