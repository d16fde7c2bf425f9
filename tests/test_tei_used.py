"""An article from GROBID on its way into a workspace and into a corpus, beside one in JATS."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
import yaml

from conftest import TESTS
from corpora import built
from evigraph.build import open_dataset
from evigraph.cli.main import evigraph as group
from evigraph.coverage import coverage
from evigraph.inbox import accept, open_inbox
from evigraph.load.workspace import Workspace
from evigraph.reader import read_article
from evigraph.scaffold import init

TEI = TESTS / "tei" / "review.tei.xml"
JATS = TESTS / "jats" / "odd.xml"
CITING = """<article><front><article-meta><article-id pub-id-type="doi">10.9999/citing.1</article-id><title-group>
<article-title>A letter on light</article-title></title-group></article-meta></front><body><p>Light helps
[<xref ref-type="bibr" rid="r1">1</xref>].</p></body><back><ref-list><ref id="r1"><element-citation><article-title>Light
and bones</article-title><pub-id pub-id-type="doi">10.9999/ABC.1</pub-id></element-citation></ref></ref-list></back>
</article>"""


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, int, str]:
    """A workspace into which a TEI file, a JATS file and a page were ingested; the exit status and what was told."""
    folder = tmp_path_factory.mktemp("drafted")
    init(folder / "w")
    page = folder / "page.xml"
    page.write_text("<html><body/></html>", "utf-8")
    arguments = ["-C", str(folder / "w"), "ingest", str(TEI), str(JATS), str(page)]
    with pytest.MonkeyPatch.context() as patch:
        said: list[str] = []
        patch.setattr("click.echo", lambda text="", err=False, **_: said.append(str(text)) if err else None)
        status = group.main(arguments, standalone_mode=False)
    return Workspace(folder / "w"), int(status), "\n".join(said)


def test_either_is_drafted_and_what_is_neither_is_refused_in_a_line(drafted: tuple[Workspace, int, str]) -> None:
    workspace, status, told = drafted
    assert status == 3
    assert told.endswith("page.xml:1:1: xml-no-article: Expected <article> (JATS) or <TEI> (GROBID), found <html>.")
    assert len(open_inbox(workspace).names) == 2


def test_a_draft_from_tei_is_accepted_and_covered_both_ways(drafted: tuple[Workspace, int, str]) -> None:
    workspace, *_ = drafted
    name = "ostby-2023"
    folder = workspace.root / "graph" / "inbox" / name
    records = yaml.load((folder / "references.yaml").read_text("utf-8"), yaml.BaseLoader)["references"]  # noqa: S506
    assert [record["draft"]["by"] for record in records[:3]] == [
        "references.told",
        "references.loose",
        "references.loose",
    ]
    assert "The title that is tagged is not what is printed." in records[1]["draft"]["doubts"]
    assert "note = {Fjeld P. How wards sleep." in (folder / "references.bib").read_text("utf-8")
    text = (folder / "source.txt").read_text("utf-8")
    assert "Light was tried early [3-6], and again [4-7]." in text
    assert "e.g. in Toytown [1-3] ." in text
    accept(open_inbox(workspace), [name], "Ann", "2024-05-01")
    found = coverage(open_dataset(workspace), folder / "source.txt", name)
    assert [(each.kind, each.message[:15]) for each in found.problems] == [("cluster-unknown", "44 is cited her")]
    assert found.passages_found == found.passages_total > 20
    article = read_article(TEI).article
    assert found.clusters_total == 1 + sum(bool(cluster.references) for cluster in article.clusters) > 10


def test_a_corpus_of_both(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "letter.xml").write_text(CITING, "utf-8")
    with zipfile.ZipFile(tmp_path / "articles" / "grobid.zip", "w") as archive:
        archive.write(TEI, "one/review.tei.xml")
        archive.writestr("one/page.xml", "<html/>")
    made = built(tmp_path / "c", "articles", base=tmp_path)
    counts = made.manifest["counts"]
    assert (counts["articles"], counts["documents refused"]) == (2, 1)
    quads = b"".join(gzip.decompress(path.read_bytes()) for path in sorted((tmp_path / "c" / "shards").iterdir()))
    lines = quads.decode().splitlines()
    work = "work/doi%3A10.9999%2Fabc.1>"
    cited = [line for line in lines if f"/{work} " in line and "citingArticles" in line]
    assert len(cited) == 1 and '"2"' in cited[0]
    assert any('"Hip repair is common [1]."' in line for line in lines)
    assert any("hasPublicationYear" in line and "jim.2023.101> " in line and '"2023"' in line for line in lines)
    report = (tmp_path / "c" / "report.tsv").read_text("utf-8")
    assert "grobid.zip!one/page.xml:1:1: xml-no-article: Expected <article> (JATS) or <TEI> (GROBID)" in report
    assert "tei-missing-reference" in report
