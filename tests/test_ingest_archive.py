"""What `evigraph ingest` says of an archive that holds other files than articles."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import TESTS
from evigraph.cli.main import evigraph
from evigraph.scaffold import init

REVIEW = TESTS / "ingest" / "review.xml"


@pytest.mark.parametrize(
    ("kind", "others", "told"),
    [
        ("zip", 0, ""),
        ("zip", 1, "1 file in it was passed over: of an archive, only .xml and .nxml are read."),
        ("tar", 2, "2 files in it were passed over: of an archive, only .xml and .nxml are read."),
    ],
)
def test_other_members_of_an_archive_are_told_of(tmp_path: Path, kind: str, others: int, told: str) -> None:
    init(tmp_path / "ws")
    (tmp_path / "a.txt").write_text("no article", "utf-8")
    archive = tmp_path / f"articles.{kind}"
    files = [(REVIEW, "review.xml"), *((tmp_path / "a.txt", f"{number}.txt") for number in range(others))]
    if kind == "zip":
        with zipfile.ZipFile(archive, "w") as zipped:
            zipped.writestr("folder/", "")
            for path, name in files:
                zipped.write(path, name)
    else:
        with tarfile.open(archive, "w") as tarred:
            for path, name in files:
                tarred.add(path, name)
    ended = CliRunner().invoke(evigraph, ["-C", str(tmp_path / "ws"), "ingest", str(archive)], standalone_mode=False)
    assert ended.exit_code == 0 and "ostby-2023" in ended.stdout, ended.output
    passed = [line for line in ended.stderr.splitlines() if "passed over" in line]
    assert passed == ([f"{archive}: {told}"] if told else [])
