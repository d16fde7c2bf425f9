"""Articles in object storage, reached by fsspec: the same bytes, and every fault in one line."""

from __future__ import annotations

import gzip
import io
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conftest import TESTS
from corpora import ARTICLES, DOCUMENTS, READ, built, content
from evigraph.corpus import storage
from evigraph.corpus.export import export
from evigraph.corpus.workers import make_pieces
from evigraph.errors import EvigraphError, InputError, UsageError
from evigraph.write import WriteError
from test_corpus_cli import run

fsspec = pytest.importorskip("fsspec", reason="needs the extra `corpus`")
FILES = {path.name: path.read_bytes() for path in sorted((TESTS / ARTICLES).iterdir())}


class Broken(Exception):
    """As the libraries of storages have them: no kind of OSError."""


class Faulty(fsspec.AbstractFileSystem):  # type: ignore[misc,name-defined]
    """A storage that fails wherever it is told to by the name of the folder."""

    protocol = "faulty"
    cachable = False

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
        path = self._strip_protocol(path).strip("/")
        if path == "unlisted":
            raise Broken("the endpoint\n cannot be reached")
        if path == "forbidden":
            raise PermissionError(13, "Access Denied")
        found = [f"{path}/{name}" for name in FILES] if path == "articles" else []
        if path.endswith(".xml"):
            found = [path]
        if not found:
            raise FileNotFoundError(path)
        kinds = [{"name": name, "size": 10, "type": "file"} for name in found]
        return kinds if detail else found

    def _open(self, path: str, mode: str = "rb", **_: Any) -> Any:
        if path.endswith("one.xml"):
            raise PermissionError(13, "Access Denied")
        return _Half(FILES[path.rpartition("/")[2]], path.endswith("two.xml"))


class _Half(io.BytesIO):
    """A file whose connection may break half-way."""

    def __init__(self, data: bytes, breaks: bool) -> None:
        super().__init__(data)
        self._breaks = breaks

    def read(self, size: int | None = -1) -> bytes:
        if self._breaks and self.tell() > 0:
            raise Broken("connection reset\nby peer")
        return super().read(200 if self._breaks else size)


@pytest.fixture(scope="module", autouse=True)
def faulty() -> None:
    fsspec.register_implementation("faulty", Faulty, clobber=True)


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The shards of the same articles, read here."""
    folder = tmp_path_factory.mktemp("corpus")
    built(folder)
    return shards_of(folder)


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def shards_of(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in content(folder).items() if name.startswith("shards/")}


def report(folder: Path) -> list[list[str]]:
    return [line.split("\t") for line in (folder / "report.tsv").read_text("utf-8").splitlines()][1:]


def archive(kind: str) -> bytes:
    stream = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(stream, "w") as zipped:
            for name, data in FILES.items():
                zipped.writestr(name, data)
    else:
        with tarfile.open(fileobj=stream, mode="w:gz") as tarred:
            for name, data in FILES.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                tarred.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


@pytest.mark.parametrize("address", ["memory://bucket/articles", "memory://bucket/", "memory://bucket/articles/*.xml"])
def test_a_folder_of_a_storage_is_what_is_in_it(
    memory: Any, shards: dict[str, bytes], tmp_path: Path, address: str
) -> None:
    for name, data in FILES.items():
        memory.pipe(f"/bucket/articles/{name}", data)
    memory.pipe("/bucket/articles/readme.txt", b"no article")
    assert built(tmp_path / "c", address).read == READ
    assert shards_of(tmp_path / "c") == shards
    assert report(tmp_path / "c")[0][0] == "memory://bucket/articles/cut-off.xml"


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_in_a_storage_is_read_through(
    memory: Any, shards: dict[str, bytes], tmp_path: Path, kind: str
) -> None:
    memory.pipe(f"/bucket/a.{kind}", archive(kind))
    assert built(tmp_path / "c", f"memory://bucket/a.{kind}").read == READ
    assert shards_of(tmp_path / "c") == shards
    assert report(tmp_path / "c")[0][0] == f"memory://bucket/a.{kind}!cut-off.xml"


def test_workers_open_what_they_read(shards: dict[str, bytes], tmp_path: Path) -> None:
    """Two processes, of which each reaches the storage itself; one storage lies in another."""
    (tmp_path / "a.zip").write_bytes(archive("zip"))
    chained = f"zip://*.xml::file://{(tmp_path / 'a.zip').as_posix()}"
    assert built(tmp_path / "c", chained, readers=partial(make_pieces, workers=2)).read == READ
    assert shards_of(tmp_path / "c") == shards
    assert report(tmp_path / "c")[0][0] == chained.replace("*.xml", "cut-off.xml")
    plain = f"file://{(TESTS / ARTICLES).as_posix()}"
    assert built(tmp_path / "d", plain, readers=partial(make_pieces, workers=2)).read == READ
    assert shards_of(tmp_path / "d") == shards


NAMES = (
    "memory://bucket/two.xml",
    "memory::two.xml",
    "file:///two.xml",
    "zip://x::memory://bucket/two.xml",
    "~/two.xml",
)


@pytest.mark.parametrize("name", NAMES)
def test_no_name_in_a_storage_leads_out_of_it(memory: Any, tmp_path: Path, name: str) -> None:
    """Every one of these would be an address if a person had given it; here it is a file of the archive, or a fault."""
    memory.pipe("/bucket/two.xml", FILES["two.xml"])
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as zipped:
        zipped.writestr(name, FILES["one.xml"])
    plain = TESTS / ARTICLES / "one.xml"
    for source in (f"zip://::file://{tmp_path.as_posix()}/a.zip", "a.zip"):
        made = built(tmp_path / "c", source, str(plain), base=tmp_path)
        keys = {row[2] for row in report(tmp_path / "c")} - {""}
        assert len(keys) == 1, "two.xml was never read"
        assert made.manifest["counts"]["documents"] == 2


def test_a_local_name_is_no_address(tmp_path: Path) -> None:
    folder = tmp_path / "articles" / "memory:"
    folder.mkdir(parents=True)
    (folder / "one.xml").write_bytes(FILES["one.xml"])
    assert built(tmp_path / "c", "articles", base=tmp_path).read == 1
    assert report(tmp_path / "c")[0][0] == "articles/memory:/one.xml"


def test_what_breaks_costs_its_document(tmp_path: Path) -> None:
    made = built(tmp_path / "c", "faulty://articles")
    assert made.manifest["counts"]["documents"] == DOCUMENTS
    assert made.manifest["counts"]["documents refused"] == 3
    reasons = {row[0].rpartition("/")[2]: row[3] for row in report(tmp_path / "c") if row[1] == "refused"}
    begin = "faulty://articles"
    denied, broken = "permission denied", "connection reset by peer"
    assert reasons["one.xml"] in [
        f"{begin}/one.xml: file-unreadable: The file cannot be read: {said}." for said in (denied, "access denied")
    ]
    assert reasons["two.xml"] == f"{begin}/two.xml: file-unreadable: The file cannot be read: {broken}."


@pytest.mark.parametrize(
    ("address", "kind", "message"),
    [
        ("faulty://unlisted", InputError, "faulty://unlisted cannot be read: the endpoint cannot be reached."),
        ("faulty://forbidden", InputError, "faulty://forbidden cannot be read: Access Denied."),
        ("faulty://forbidden/*.xml", InputError, "faulty://forbidden/*.xml cannot be read: Access Denied."),
        ("faulty://nothing", InputError, "faulty://nothing: there is no such file or folder."),
        ("memory://nothing", InputError, "memory://nothing: there is no such file or folder."),
        ("nonsense://bucket", InputError, "nonsense://bucket cannot be read: Protocol not known: nonsense."),
        ("sftp://me:secret@host/x", UsageError, "A password does not belong into an address"),
    ],
)
def test_what_cannot_be_reached_is_said(tmp_path: Path, address: str, kind: type[EvigraphError], message: str) -> None:
    with pytest.raises(kind) as told:
        built(tmp_path / "c", address)
    assert str(told.value).startswith(message) and "\n" not in str(told.value)
    assert "secret" not in str(told.value)
    assert not (tmp_path / "c").exists()


def test_what_is_not_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(UsageError, match=r"^s3://bucket/x: Install s3fs"):
        built(tmp_path / "c", "s3://bucket/x")
    storage._system.cache_clear()
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(UsageError, match=r"^fsspec is not installed: pip install 'evigraph\[corpus\]'\.$"):
        built(tmp_path / "c", "memory://bucket")


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    ended = run("corpus", "build", "nonsense://bucket", "--no-terms", "--out", str(tmp_path / "c"))
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.strip().endswith("nonsense://bucket cannot be read: Protocol not known: nonsense.")
    source = f"file://{(TESTS / ARTICLES / 'one.xml').as_posix()}"
    assert run("corpus", "build", source, "--no-terms", "--out", str(tmp_path / "c")).returncode == 0
    again = run("corpus", "build", "--resume", "--out", str(tmp_path / "c"))
    assert again.returncode == 0 and "1 document: 0 read, 1 kept" in again.stderr
    output = f"file://{(tmp_path / 'c.nq.gz').as_posix()}"
    assert run("corpus", "export", str(tmp_path / "c"), "-o", output).returncode == 0
    assert gzip.decompress((tmp_path / "c.nq.gz").read_bytes()).endswith(b" .\n")
    ended = run("corpus", "export", str(tmp_path / "c"), "-o", output)
    assert ended.returncode == 3 and "exists already" in ended.stderr


def test_an_export_stands_in_a_storage_when_it_is_whole(memory: Any, tmp_path: Path) -> None:
    built(tmp_path / "c")
    address = "memory://bucket/c.nq.gz"
    size = export(tmp_path / "c", address)
    whole = memory.cat("/bucket/c.nq.gz")
    assert len(whole) == size
    export(tmp_path / "c", tmp_path / "c.nq.gz")
    assert (tmp_path / "c.nq.gz").read_bytes() == whole
    with pytest.raises(WriteError, match="exists already"):
        export(tmp_path / "c", address)
    assert export(tmp_path / "c", address, overwrite=True) == size
    last = sorted((tmp_path / "c" / "shards").iterdir())[-1]
    plain = last.read_bytes()
    last.write_bytes(plain[:-9])
    with pytest.raises(InputError, match="does not hold what the manifest says"):
        export(tmp_path / "c", "memory://bucket/half.nq")
    assert not memory.exists("/bucket/half.nq")
    assert memory.cat("/bucket/c.nq.gz") == whole
