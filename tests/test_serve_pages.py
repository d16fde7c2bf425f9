"""The pages of a server: those of the site, and what a browser is told when something goes wrong."""

from __future__ import annotations

import html
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from evigraph.build import build
from evigraph.impact import impact
from evigraph.impact.text import headline
from evigraph.load.workspace import Workspace
from evigraph.query.dataset import Dataset
from evigraph.serve.pages.addresses import address_of
from evigraph.serve.pages.asking import questions_about
from evigraph.serve.pages.facets import FACETS
from evigraph.view.site import Site, names
from evigraph.view.site.general import found_by
from evigraph.view.words import plain
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
        assert "has faults" in client.get("/picture/timeline").text
        lost = client.get("/claim/nobody/says-that")
        assert lost.status_code == 404 and "has faults" in lost.text
        terms.write_text(whole, "utf-8")
        assert until(lambda: "has faults" not in client.get("/claims").text)


def test_the_state_of_the_data_has_a_date(client: httpx.Client) -> None:
    assert re.search(r"of 20\d\d-\d\d-\d\d \d\d:\d\d UTC, the newest of its files", client.get("/about").text)


def counted(page: str) -> int:
    return page.count("<tr") - 1 if "<tbody>" in page else 0


@pytest.mark.parametrize("name", sorted(FACETS))
def test_every_choice_leaves_as_many_as_it_says(client: httpx.Client, name: str) -> None:
    whole = client.get(f"/{name}").text
    seen = 0
    for facet in FACETS[name]:
        select = re.search(rf'<select id="{facet.name}".*?</select>', whole, re.DOTALL)
        for key, count in re.findall(r'<option value="([^"]+)">[^<]* \((\d+)\)</option>', select[0] if select else ""):
            left = client.get(f"/{name}", params={facet.name: html.unescape(key)}).text
            assert counted(left) == int(count), (facet.name, key)
            assert f"{count} of {counted(whole)} {name}" in left
            seen += 1
    assert seen >= 2


def test_two_choices_leave_what_both_leave(client: httpx.Client) -> None:
    asserted = {"certainty": "asserted"}
    both = client.get("/claims", params={**asserted, "type": "efficacy"}).text
    alone = [client.get("/claims", params=part).text for part in (asserted, {"type": "efficacy"})]
    links = [set(re.findall(r'href="(/claim/[^"#]+)"', page)) for page in (both, *alone)]
    assert links[0] == links[1] & links[2] and links[0] and links[0] != links[1]


def test_nothing_that_fits_says_so(client: httpx.Client) -> None:
    page = client.get("/claims", params={"therapy": "aspirin"})
    assert page.status_code == 200 and "fits all of this" in page.text
    assert '<option value="aspirin" selected>aspirin (0)</option>' in page.text


def test_search_marks_what_it_found(client: httpx.Client, site: Site) -> None:
    title = site.source(site.works[0]).title
    word = max(re.findall(r"[a-z]{5,}", title), key=len)
    page = client.get("/search", params={"text": word[:5].upper()}).text
    assert re.search(rf"<mark>{word}", page, re.IGNORECASE)
    assert "Studies <span" in client.get("/search", params={"text": "trial"}).text
    assert client.get("/search", params={"text": 'x" OR * NEAR('}).status_code == 200


def test_search_shows_all_of_much(client: httpx.Client, site: Site) -> None:
    words = {name: found_by(site, "term", name) for name in site.items("term")}
    letter = max(
        "abcdefghijklmnopqrstuvwxyz", key=lambda each: sum(f" {each}" in f" {' '.join(w)}" for w in words.values())
    )
    seen: list[str] = []
    address = f"/search?text={letter}"
    for _ in range(20):
        page = client.get(address).text
        seen += re.findall(r'</span><a href="([^"]+)"', page)
        after = re.search(r'href="([^"]+)" rel="next"', page)
        if not after:
            break
        address = html.unescape(after[1])
    everything = re.search(r'All <span class="note">(\d+)', page)
    assert everything and len(seen) == len(set(seen)) == int(everything[1]) > 50


def test_what_would_fall_is_what_the_command_says(client: httpx.Client, toy: Dataset, site: Site) -> None:
    work = site.works[0]
    lost = impact(toy, site.short(work), audit=False)
    page = client.get("/impact", params={"without": "1"}).text
    assert plain(headline(lost)) in html.unescape(page)
    assert counted(page) == len(lost.claims)
    assert "put back" in page
    two = client.get("/impact", params={"without": ["1", site.short(site.works[1])]}).text
    assert two.count(">put back<") == 2


def test_what_cannot_be_taken_away_is_said(client: httpx.Client) -> None:
    page = client.get("/impact", params={"without": "nobody 1999"})
    assert page.status_code == 200 and 'role="alert"' in page.text and 'aria-invalid="true"' in page.text
    assert 'value="nobody 1999"' in page.text
    both = client.get("/impact", params={"without": ["1", "nobody 1999"]}).text
    assert 'value="nobody 1999"' in both and both.count(">put back<") == 1
    odd = client.get("/impact", params={"without": '<a> {"\\^`|}'})
    assert odd.status_code == 200 and "<a>" not in odd.text


def test_the_same_is_there_for_programs(client: httpx.Client, site: Site) -> None:
    seen = set()
    for kind in ("claim", "reference", "study", "term"):
        page = client.get(address_of(kind, site.items(kind)[0])).text
        for address in re.findall(r'href="((?:/data|/api)/[^"]+)"', page):
            answer = client.get(html.unescape(address), headers={"accept": "*/*"})
            assert answer.status_code == 200, address
            assert "html" not in answer.headers["content-type"]
            seen.add(address)
    assert len(seen) >= 14


def test_a_claim_leads_to_the_questions_about_it(client: httpx.Client, site: Site) -> None:
    page = client.get(address_of("claim", site.items("claim")[0])).text
    ways = [way for way in re.findall(r'href="(/question/[^"]+)"', page) if "?claim=" in way]
    assert len(ways) >= 5


def test_a_question_that_changes_is_asked_as_it_is_now(toy: Dataset, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    shutil.copytree(toy.workspace.root, workspace)
    (workspace / "queries").mkdir(exist_ok=True)
    mine = workspace / "queries" / "mine.rq"
    text = '#+ title: TITLE\nSELECT ?claim WHERE {\n  VALUES ?claim { UNDEF } # @param claim "The claim"\n}\n'
    mine.write_text(text.replace("TITLE", "First words"), "utf-8")
    site = Site(build(Workspace(workspace)).dataset)
    (claim,) = site.items("claim")[:1]
    titles = [title for title, _ in questions_about(site, claim, ["claim"])]
    assert "First words" in titles
    mine.write_text(text.replace("TITLE", "Second words"), "utf-8")
    os.utime(mine, ns=(1, 1))
    changed = [title for title, _ in questions_about(site, claim, ["claim"])]
    assert "Second words" in changed and "First words" not in changed and len(changed) == len(titles)
