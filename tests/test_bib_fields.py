"""Fields that evigraph writes to references.bib are fields that it does not warn of."""

from __future__ import annotations

from pathlib import Path

from evigraph.bib.tables import table
from evigraph.check import check_workspace
from evigraph.inbox import accept, open_inbox
from evigraph.ingest import ingest
from evigraph.jats import parse_article
from evigraph.load.schema import read_schema
from evigraph.load.workspace import Workspace
from evigraph.scaffold import init

CONFERENCE = """<article><front><article-meta><title-group><article-title>Toys</article-title></title-group>
</article-meta></front><body><p>Toys help [<xref ref-type="bibr" rid="r1">1</xref>].</p></body><back><ref-list>
<ref id="r1"><element-citation publication-type="confproc"><person-group><name><surname>Doe</surname></name>
</person-group><article-title>Toys</article-title><conf-name>Toy Days</conf-name><conf-loc>Oslo</conf-loc>
<conf-date>2020</conf-date><year>2020</year></element-citation></ref></ref-list></back></article>"""


def test_every_field_of_bibtex_and_biblatex_that_is_written_is_known(tmp_path: Path) -> None:
    init(tmp_path / "w")
    said = read_schema(Workspace(tmp_path / "w")).bibtex
    known = {*said["fields"], *said["names"], *said["others"]}
    parts = [table(name).get(part, ()) for name in ("bibtex", "biblatex") for part in ("text", "names", "dates")]
    written = {field for part in parts for field in part}
    assert len(written) > 30
    assert written <= known


def test_a_conference_that_was_accepted_is_not_warned_of(tmp_path: Path) -> None:
    init(tmp_path / "w")
    workspace = Workspace(tmp_path / "w")
    made = ingest(workspace, parse_article(CONFERENCE.encode(), "a.xml"), "1" * 64)
    accept(open_inbox(workspace), [made.article], "Ann", "2024-05-01")
    bibliography = (workspace.root / "references.bib").read_text("utf-8")
    assert "eventtitle = {Toy Days}" in bibliography
    assert "venue = {Oslo}" in bibliography
    assert [finding for finding in check_workspace(workspace)[1] if finding.code == "bib-unknown-field"] == []
