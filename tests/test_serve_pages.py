"""The pages of a server: those of the site, and what a browser is told when something goes wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from evigraph.query.dataset import Dataset
from evigraph.serve.pages.addresses import address_of
from evigraph.view.site import Site, names
from serving import Server, serving, until

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def site(toy: Dataset) -> Site:
    return Site(toy)


@pytest.fixture(scope="module")
def server(toy: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("serve") / "log"
    with serving(toy.workspace.root, "--workers", "2", log=log) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client(headers=HTML) as client:
        yield client


def test_every_page_of_the_site_is_served(client: httpx.Client, site: Site) -> None:
    pages = [address_of(kind, name) for kind, name in names(site)]
    assert len(pages) > 60 and len(set(pages)) == len(pages)
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "<h1" in answer.text and answer.headers["etag"]


def test_every_link_of_the_first_page_leads_somewhere(client: httpx.Client) -> None:
    found = set(re.findall(r'(?:href|src)="(/[^"#]*)"', client.get("/").text))
    assert len(found) > 10
    for address in found:
        assert client.get(address).status_code == 200, address


def test_a_page_is_not_sent_twice(client: httpx.Client) -> None:
    first = client.get("/claims")
    again = client.get("/claims", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content


def test_every_node_leads_to_its_page(client: httpx.Client, site: Site) -> None:
    for kind in ("claim", "reference", "study", "term"):
        name = site.items(kind)[0]
        node = site.short(site.iri(kind, name) or "")
        answer = client.get(f"/id/{node}")
        assert (answer.status_code, answer.headers["location"]) == (303, address_of(kind, name))
    result = next(node for cohort in site.studies for node in site.nodes.all(cohort, "ev:hasCohort"))
    answer = client.get(f"/id/{site.short(result)}")
    assert re.fullmatch(r"/study/[\w.-]+#[\w.-]+", answer.headers["location"])


@pytest.mark.parametrize("path", ["/nope", "/claim/nobody/said-that", "/picture/none", "/assets/../secret", "/claim"])
def test_a_page_that_is_not_there(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text and 'href="/search"' in answer.text
    assert client.get(path, headers={"accept": "application/json"}).headers["content-type"] in (
        "application/problem+json",
        "text/html; charset=utf-8",
    )


def test_nothing_of_an_address_reaches_the_page_unescaped(client: httpx.Client) -> None:
    answer = client.get("/claim/<script>alert(1)</script>")
    assert answer.status_code == 404 and "<script>alert" not in answer.text and "&lt;script&gt;" in answer.text


def test_only_pictures_bring_their_own_scripts(client: httpx.Client) -> None:
    policy = client.get("/claims").headers["content-security-policy"]
    assert "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    answer = client.get("/picture/argument")
    assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"
    assert "script-src &#39;sha256-" in answer.text or "script-src 'sha256-" in answer.text


def test_a_broken_workspace_keeps_the_pages_and_says_so(toy: Dataset, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    shutil.copytree(toy.workspace.root, workspace)
    with serving(workspace, "--workers", "1", log=tmp_path / "log") as server, server.client(headers=HTML) as client:
        sound = client.get("/claims").text
        assert "has faults" not in sound
        terms = workspace / "graph" / "terms.yaml"
        whole = terms.read_text("utf-8")
        terms.write_text(whole + "\n- [", "utf-8")
        assert until(lambda: "has faults" in client.get("/claims").text)
        said = client.get("/claims").text
        assert "graph/terms.yaml:" in said and said.count("<tr") == sound.count("<tr")
        terms.write_text(whole, "utf-8")
        assert until(lambda: "has faults" not in client.get("/claims").text)
