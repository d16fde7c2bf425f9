"""The static site: a page for every node, every link leads somewhere, nothing written outside its folder."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evigraph.audit import Audit, audit
from evigraph.build import build
from evigraph.errors import NotFound
from evigraph.load.workspace import Workspace
from evigraph.ns import EV, FABIO, SKOS
from evigraph.query.dataset import Dataset
from evigraph.query.nodes import Nodes
from evigraph.scaffold import init
from evigraph.view.filename import safe_name
from evigraph.view.site import MARKER, Site, names, page, page_path, site_files, write_site
from evigraph.write import WriteError
from sitepages import Crawled, crawl
from test_argument import hostile
from test_cli import good, run
from test_view import FLAGSHIP

CLAIM = f"claim/molina-2021/{FLAGSHIP}.html"
KINDS = ("claim", "reference", "study", "term", "finding")


@pytest.fixture(scope="module")
def files(article: Dataset) -> dict[str, bytes]:
    return dict(site_files(article))


@pytest.fixture(scope="module")
def crawled(files: dict[str, bytes]) -> Crawled:
    return crawl(files)


@pytest.fixture(scope="module")
def audited(article: Dataset) -> Audit:
    return audit(article)


def test_every_node_has_a_page(article: Dataset, audited: Audit, files: dict[str, bytes]) -> None:
    nodes = Nodes(article)
    wanted = {
        "claim": len(nodes.of_type(f"{EV}Claim")),
        "reference": len(nodes.of_type(f"{FABIO}Expression")),
        "study": len(nodes.of_type(f"{EV}Study")),
        "term": sum(term.startswith(f"{article.base}term/") for term in nodes.of_type(f"{SKOS}Concept")),
        "finding": len(audited.findings) + len(audited.passed),
    }
    assert {kind: sum(name.startswith(f"{kind}/") for name in files) for kind in KINDS} == wanted
    assert wanted["claim"] == 192 and wanted["reference"] == 51 and wanted["study"] == 35
    assert min(wanted.values()) > 30
    for short in [FLAGSHIP, "car-t-better-than-bite-in-b-all"]:
        assert f"claim/molina-2021/{short}.html" in files


def test_every_link_leads_to_a_page_and_a_place(crawled: Crawled) -> None:
    assert crawled.broken() == []
    assert len(crawled.links) > 10_000
    assert len({target for _, target, _ in crawled.links}) == len(crawled.pages), "no page stands alone"
    places = [link for link in crawled.links if link[2] and link[1].startswith("study/")]
    assert len(places) > 300
    assert all(address.startswith(("https://", "http://")) for address in crawled.outside)
    assert len(crawled.outside) > 60


def test_what_is_told_to_a_picture_is_in_it(crawled: Crawled, files: dict[str, bytes]) -> None:
    told = {(target, place) for _, target, place in crawled.links if "=" in place}
    assert len(told) == 192 + 147, "every claim is in the graph, those that argue in the map"
    for name in ("argument", "graph"):
        text = next(data for kind, data in crawled.pages[f"picture/{name}.html"].inline if kind == "application/json")
        known = {node["id"] if isinstance(node, dict) else node[0] for node in json.loads(text)["nodes"]}
        assert {place.partition("=")[2] for target, place in told if target.endswith(f"/{name}.html")} <= known
    linked = json.loads(files["picture/graph.html"].decode().partition('id="data">')[2].partition("</script>")[0])
    pages = [node[11] for node in linked["nodes"] if len(node) > 11]
    assert len(pages) > 500
    assert all(f"picture/{address}".startswith("picture/../") for address in pages)


def test_claims_and_their_evidence_lead_to_one_another(article: Dataset, crawled: Crawled) -> None:
    nodes = Nodes(article)
    site = Site(article)
    pairs = 0
    for claim in nodes.of_type(f"{EV}Claim"):
        ref = site.ref(claim)
        assert ref is not None
        own = page_path(ref.kind, ref.name)
        for work in nodes.all(claim, "cito:cites"):
            other = page_path("reference", nodes.short(work).removeprefix("work/"))
            assert own in crawled.to(other) and other in crawled.to(own)
            pairs += 1
        for relation in ("ev:supports", "ev:concedes"):
            for target in nodes.all(claim, relation):
                above = site.ref(target)
                assert above is not None
                assert own in crawled.to(page_path(above.kind, above.name))
                assert page_path(above.kind, above.name) in crawled.to(own)
                pairs += 1
    for study in nodes.of_type(f"{EV}Study"):
        own = page_path("study", nodes.short(study).removeprefix("study/"))
        for work in nodes.all(study, "ev:reportedIn"):
            other = page_path("reference", nodes.short(work).removeprefix("work/"))
            assert own in crawled.to(other) and other in crawled.to(own)
            pairs += 1
    assert pairs > 350
    for finding in site.findings.values():
        own = page_path("finding", finding.id)
        for ref in site.refs(finding.nodes):
            assert page_path(ref.kind, ref.name) in {target for page, target, _ in crawled.links if page == own}


def test_the_page_of_a_claim_tells_its_evidence(crawled: Crawled) -> None:
    found = crawled.pages[CLAIM]
    words = " ".join(found.words)
    for told in ("Aldoss I, Song J", "MRD-negative remission", "39.1–62.8", "Table 1, row 8", "2 independent cohorts"):
        assert told in words
    assert found.structured["@type"] == "Claim" and len(found.structured["citation"]) == 2
    assert found.ids.count("ladder") == 1


def test_the_page_of_a_reference_says_what_falls_with_it(crawled: Crawled) -> None:
    words = " ".join(crawled.pages["reference/aldoss-2017.html"].words)
    assert "8 claims lose all support, 4 are weakened and 9 inherit the loss" in words
    assert "2017;92(9):858-865" in words
    again = " ".join(crawled.pages["reference/topp-2015.html"].words)
    assert "doi:10.1016/S1470-2045(14)71170-2" in again


def test_ids_are_unique_and_nothing_is_inline(crawled: Crawled) -> None:
    own = {name: found for name, found in crawled.pages.items() if not name.startswith("picture/")}
    assert len(own) > 640
    for name, found in own.items():
        assert len(found.ids) == len(set(found.ids)), name
        assert {kind for kind, _ in found.inline} <= {"application/ld+json", "application/json"}
        assert not [key for key in found.attributes if key.startswith("on") or key == "style"]
        assert all(not re.match(r"[a-z]+:", source) for source in found.sources)


def test_machines_are_told_what_a_page_shows(crawled: Crawled) -> None:
    types = {name.split("/")[0]: set() for name in crawled.pages if name.split("/")[0] in KINDS}  # type: dict[str, set[str]]
    for name, found in crawled.pages.items():
        kind = name.split("/")[0]
        if kind in KINDS:
            told = found.structured
            assert told["@context"] == "https://schema.org" and told["@id"].startswith("https://w3id.org/evigraph/id/")
            types[kind].add(told["@type"])
    assert types["claim"] == {"Claim"} and types["reference"] == {"ScholarlyArticle"}
    assert types["study"] == {"MedicalTrial", "MedicalObservationalStudy", "MedicalStudy"}
    assert types["term"] == {"DefinedTerm"} and types["finding"] == {"Comment"}
    aldoss = crawled.pages["reference/aldoss-2017.html"].structured
    assert aldoss["author"][0] == {"@type": "Person", "familyName": "Aldoss", "givenName": "I"}
    assert crawled.pages["index.html"].structured["@type"] == "Dataset"


def test_the_same_graph_gives_the_same_bytes(article: Dataset, files: dict[str, bytes]) -> None:
    assert dict(site_files(article)) == files
    assert sum(map(len, files.values())) < 30_000_000
    assert max(len(data) for name, data in files.items() if name.startswith("claim/")) < 200_000


def test_the_marker_names_every_file(files: dict[str, bytes]) -> None:
    told = json.loads(files[MARKER])
    assert told["files"] == sorted(set(files) - {MARKER})


def test_a_server_gives_other_addresses_to_the_same_page(article: Dataset) -> None:
    class Routes:
        policy = "default-src 'self'"
        sheets = ("site.css", "more.css")
        menu = (("list", "claims", "All claims"),)

        def to(self, kind: str, name: str = "", anchor: str = "") -> str:
            return f"/{kind}/{name}" + (f"#{anchor}" if anchor else "")

        def asset(self, name: str) -> str:
            return f"/assets/{name}"

    site = Site(article)
    found = page(site, "claim", f"molina-2021/{FLAGSHIP}", Routes())
    assert f'content="{Routes.policy}"' in found.replace("&#39;", "'") and "All claims" in found
    assert (
        'href="/reference/aldoss-2017"' in found
        and 'href="/assets/site.css"' in found
        and 'href="/assets/more.css"' in found
    )
    for kind, name in (("claim", "nothing"), ("picture", "nothing"), ("page", "nothing"), ("clam", "x"), ("list", "x")):
        with pytest.raises(NotFound):
            page(site, kind, name, Routes())


@given(st.lists(st.text(max_size=120), min_size=1, max_size=4))
def test_names_of_files_are_safe_everywhere(parts: list[str]) -> None:
    path = page_path("claim", "/".join(parts))
    assert re.fullmatch(r"claim(/[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)*\.html", path)
    stems = [part.partition(".")[0] for part in PurePosixPath(path).parts]
    assert not {"con", "nul", "com1", "aux"} & set(stems)
    assert all(len(part) <= 90 for part in PurePosixPath(path).parts)


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_names_are_two_files_whatever_their_case(one: str, other: str) -> None:
    assert (safe_name(one).casefold() == safe_name(other).casefold()) == (one == other)


@pytest.mark.parametrize("name", ["..", ".", "con", "NUL.txt", "a/../../b", "C:\\x", "Äpfel", "a" * 300, "\ud800", ""])
def test_odd_names_stay_inside(name: str) -> None:
    path = PurePosixPath(page_path("term", name))
    assert ".." not in path.parts and not path.is_absolute() and len(str(path)) < 200


def test_hostile_words_stay_words(toy: Dataset) -> None:
    found = crawl(dict(site_files(hostile(toy))))
    assert found.broken() == [] and len(found.pages) > 90
    own = [each for name, each in found.pages.items() if not name.startswith("picture/")]
    for each in own:
        assert {kind for kind, _ in each.inline} <= {"application/ld+json", "application/json"}
        assert not [key for key in each.attributes if key.startswith("on") or key in ("style", "srcset", "srcdoc")]
        assert not re.search("[\u0000-\u0008\u202a-\u202e\u2066-\u2069]", "".join(each.words))
        for kind, data in each.inline:
            json.loads(data)
            assert kind and "<" not in data
    assert all(address.startswith(("https://", "http://")) for address in found.outside)
    assert any("x" * 10_000 in "".join(each.words) for each in own)


def test_an_empty_workspace_has_a_sensible_site(tmp_path: Path) -> None:
    init(tmp_path / "new")
    dataset = build(Workspace(tmp_path / "new")).dataset
    for each in (dataset, Dataset(ox.Store(), dataset.workspace, dataset.base)):
        found = crawl(dict(site_files(each)))
        assert found.broken() == []
    assert {name for name in found.pages if "/" not in name} == {
        *(f"{name}.html" for name in ("index", "about", "search")),
        *(f"{name}.html" for name in ("claims", "references", "studies", "terms", "findings")),
    }
    assert "An evidence graph without an article" in "".join(found.pages["index.html"].words)


def test_a_folder_is_made_and_made_anew(toy: Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "site"
    count = write_site(toy, folder)
    written = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert written == dict(site_files(toy)) and count == len(written)
    with pytest.raises(WriteError, match="--force"):
        write_site(toy, folder)
    told = json.loads((folder / MARKER).read_text())
    (folder / "gone.html").write_text("an older site had this page")
    (folder / MARKER).write_text(json.dumps({**told, "files": [*told["files"], "gone.html"]}))
    assert write_site(toy, folder, force=True) == count
    assert not (folder / "gone.html").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["site"], "nothing is left beside it"


def test_what_is_no_site_of_ours_is_never_replaced(toy: Dataset, tmp_path: Path) -> None:
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("years of work")
    for force in (False, True):
        with pytest.raises(WriteError, match="no site made by evigraph"):
            write_site(toy, other, force)
    (other / MARKER).write_text('{"made by": "someone else", "files": ["chapter.txt"]}')
    with pytest.raises(WriteError, match="no site made by evigraph"):
        write_site(toy, other, force=True)
    assert (other / "chapter.txt").read_text() == "years of work"
    mine = tmp_path / "site"
    write_site(toy, mine)
    (mine / "claim" / "note.txt").write_text("kept beside the pages")
    with pytest.raises(WriteError, match=r"claim/note\.txt"):
        write_site(toy, mine, force=True)
    assert (mine / "claim" / "note.txt").exists()
    (mine / "claim" / "note.txt").unlink()
    (tmp_path / "link").symlink_to(mine, target_is_directory=True)
    (tmp_path / "file").write_text("x")
    for name, words in (("link", "is a link"), ("file", "is a file")):
        with pytest.raises(WriteError, match=words):
            write_site(toy, tmp_path / name, force=True)


def test_a_site_that_fails_leaves_the_old_one(toy: Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_site(toy, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def stopped(pages: object) -> object:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_site(toy, folder, force=True, progress=stopped)  # type: ignore[arg-type]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_command_writes_it(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    good("view", "site", str(folder))
    assert (folder / "index.html").exists() and (folder / CLAIM).exists()
    refused = run("view", "site", str(folder))
    assert refused.returncode != 0 and "--force" in refused.stderr and "Traceback" not in refused.stderr
    good("view", "site", str(folder), "--force")


def test_every_page_has_a_name_of_its_own(article: Dataset) -> None:
    found = list(names(Site(article)))
    assert len(found) == len(set(found)) == len({page_path(*each) for each in found})
