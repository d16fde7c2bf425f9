"""What a client has already is not sent again, and nothing else is taken for that."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from starlette.requests import Request

from evigraph.query import Dataset
from evigraph.serve.conditional import is_named, is_unchanged, tagged
from evigraph.serve.process import Reply
from serving import Server, serving, until

TAG = 'W/"tag"'
ROWS = "SELECT ?s { ?s a skos:Concept } ORDER BY ?s LIMIT 3"
CHANGING = ("(RAND() AS ?n)", "(NOW() AS ?n)", "(STRUUID() AS ?n)", "(BNODE() AS ?n)")
NEW, OLD = "Fri, 01 Jan 2100 00:00:00 GMT", "Sat, 01 Jan 2000 00:00:00 GMT"
STEADY = (f"/sparql?query={quote(ROWS)}", "/sparql", "/api/claims", "/claims", "/ask", f"/ask?query={quote(ROWS)}")
WRONG = (
    *("/sparql?query=SELECT", "/sparql?query=SELECT%20*%20%7B", "/ask?query=SELECT%20*%20%7B", "/ask?example=none"),
    *("/claim/none", "/api/questions/none", "/api/claims?format=odd", "/nowhere", "/data/none"),
    "/question/claim-to-reference-path?claim=none",
)


@pytest.fixture(scope="module")
def workspace(toy: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the toy workspace that has questions whose answers change by themselves."""
    folder = tmp_path_factory.mktemp("conditional") / "workspace"
    shutil.copytree(toy.workspace.root, folder)
    for place, column in enumerate(CHANGING):
        text = f"#+ title: Each time another\n#+ columns:\n#+   n: number\nSELECT {column} {{}}\n"
        (folder / "queries" / f"changing-{place}.rq").write_text(text, "utf-8")
    text = "#+ title: Each time the same\n#+ columns:\n#+   n: number\nSELECT (1 AS ?n) {}\n"
    (folder / "queries" / "steady.rq").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def server(workspace: Path) -> Iterator[Server]:
    with serving(workspace, "--workers", "1", log=workspace / "log") as running:
        yield running


def get(server: Server, target: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{server.address}{target}", headers=named, timeout=60)


def listed(answer: httpx.Response, name: str) -> set[str]:
    """The parts of a header that is a list."""
    return set(re.split(r",\s*", answer.headers[name]))


def asking(*named: str, method: str = "GET") -> Request:
    """A request that names what the client has, in so many lines."""
    headers = [(b"if-none-match", line.encode()) for line in named]
    return Request({"type": "http", "method": method, "headers": headers})


@pytest.mark.parametrize(
    ("named", "known"),
    [
        (['W/"tag"'], True),
        (['"tag"'], True),
        (['"a", W/"tag" , "b"'], True),
        (['"a"', 'W/"b", "tag"'], True),
        (['"a,b", "tag"'], True),
        (['"a b","tag"'], True),
        ([], False),
        ([""], False),
        (["*"], False),
        (["tag"], False),
        (["W/tag"], False),
        (['"a,tag,b"'], False),
        (['"W/"tag'], False),
        (['"a"tag"b"'], False),
        (['"tags"', '"ta', 'g"'], False),
    ],
)
def test_tags_are_compared_as_wholes_and_weakly(named: list[str], known: bool) -> None:
    assert is_named(asking(*named), TAG) is known
    assert is_unchanged(asking(*named), TAG) is (known or named == ["*"])
    assert not is_unchanged(asking(*named), "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("named", [TAG, "*"])
def test_only_get_and_head_have_something_already(method: str, named: str) -> None:
    assert is_unchanged(asking(named), TAG)
    assert is_unchanged(asking(named, method="HEAD"), TAG)
    assert not is_unchanged(asking(named, method=method), TAG)
    assert not is_named(asking(named, method=method), TAG)


def test_an_answer_is_tagged_only_where_it_is_one_that_lasts() -> None:
    head = {"type": "text/html", "steady": True}
    assert "etag" in tagged(asking(), Reply(head, b"a")).headers
    assert tagged(asking("*"), Reply(head, b"a")).status_code == 304
    for reply, steady in (
        (Reply({**head, "code": 400}, b"a"), True),
        (Reply({**head, "steady": False}, b"a"), True),
        (Reply(head, b"a"), False),
    ):
        answer = tagged(asking("*"), reply, steady=steady)
        assert answer.status_code == reply.head.get("code", 200)
        assert "etag" not in answer.headers


def test_no_answer_is_dated_later_than_it_is_sent(toy: Dataset, tmp_path: Path) -> None:
    """A server of its own: a change that it takes over late would change the dates that other tests hold."""
    shutil.copytree(toy.workspace.root, tmp_path / "workspace")
    terms = tmp_path / "workspace" / "graph" / "terms.yaml"
    sound = terms.read_text("utf-8")
    seen = 0
    with serving(tmp_path / "workspace", "--workers", "1", log=tmp_path / "log") as server:
        for number in range(3):
            terms.write_text(f"{sound}# {number}\n", "utf-8")
            for _ in range(60):
                headers = get(server, "/sparql").headers
                assert len(headers.get_list("date")) == 1
                if "last-modified" in headers:
                    seen += 1
                    assert parsedate_to_datetime(headers["last-modified"]) <= parsedate_to_datetime(headers["date"])
                time.sleep(0.05)
    assert seen


def dated(server: Server, target: str) -> str:
    """The date of an answer, once no change is on its way; in the first seconds behind one it has none."""
    found = ""
    for _ in range(40):
        before = found
        found = str(get(server, target).headers.get("last-modified", ""))
        if found and found == before:
            return found
        time.sleep(1.5)
    raise AssertionError("there is no date that stays")


@pytest.mark.parametrize("target", STEADY)
def test_a_date_counts_where_no_tag_is_named(server: Server, target: str) -> None:
    date = dated(server, target)
    tag = get(server, target).headers["etag"]
    assert get(server, target, if_none_match=tag).status_code == 304
    assert get(server, target, if_none_match="*").status_code == 304
    assert get(server, target, if_modified_since=date).status_code == 304
    assert get(server, target, if_modified_since=NEW).status_code == 304
    for other in (OLD, "yesterday", "Sat, 99 Jan 2000 00:00:00 GMT"):
        assert get(server, target, if_modified_since=other).status_code == 200
    assert get(server, target, if_modified_since=date, if_none_match='"another"').status_code == 200


@pytest.mark.parametrize("file", ["queries/steady.rq", "graph/terms.yaml"])
def test_what_changed_is_sent_again_whatever_the_dates_of_files(workspace: Path, server: Server, file: str) -> None:
    """A file put back with an older date changes answers too, and so does a question."""
    target = (
        "/question/steady" if file.endswith(".rq") else f"/sparql?query={quote('SELECT * { ?s skos:prefLabel ?n }')}"
    )
    path = workspace / file
    sound = path.read_text("utf-8")
    date = dated(server, "/claims")
    before = get(server, target).text
    path.write_text(sound.replace("Each time the same", "Any time").replace("prefLabel: ", "prefLabel: Odd "), "utf-8")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert until(lambda: get(server, target, if_modified_since=date).status_code == 200)
    assert until(lambda: get(server, target).text != before)
    assert get(server, "/claims", if_modified_since=date).status_code == 200
    path.write_text(sound, "utf-8")
    assert until(lambda: "Odd" not in get(server, target).text and "Any time" not in get(server, target).text)


@pytest.mark.parametrize("target", WRONG)
def test_what_is_wrong_is_said_whatever_the_client_has(server: Server, target: str) -> None:
    answer = get(server, target)
    assert 400 <= answer.status_code < 500
    assert "etag" not in answer.headers
    for headers in ({"if_none_match": "*"}, {"if_modified_since": NEW}):
        assert get(server, target, **headers).status_code == answer.status_code


def test_a_query_that_is_posted_is_answered(server: Server) -> None:
    tag = server.ask(ROWS).headers["etag"]
    for named in (tag, "*"):
        answer = httpx.post(server.sparql, data={"query": ROWS}, headers={"if-none-match": named}, timeout=60)
        assert answer.status_code == 200
    assert (
        httpx.head(server.sparql, params={"query": ROWS}, headers={"if-none-match": tag}, timeout=60).status_code == 304
    )


@pytest.mark.parametrize("place", range(len(CHANGING)))
def test_what_changes_by_itself_is_asked_each_time(server: Server, place: int) -> None:
    query = quote(f"SELECT {CHANGING[place]} {{}}")
    pages = (f"/ask?query={query}", f"/ask?example=changing-{place}", f"/question/changing-{place}")
    for target in (f"/api/questions/changing-{place}", f"/sparql?query={query}", *pages):
        first = get(server, target)
        assert first.status_code == 200, target
        assert not {"etag", "last-modified"} & first.headers.keys(), target
        assert get(server, target).content != first.content, target
        assert get(server, target, if_none_match="*").status_code == 200, target
        assert get(server, target, if_modified_since=NEW).status_code == 200, target


def test_a_page_that_told_of_trouble_is_sent_anew(workspace: Path, server: Server) -> None:
    terms = workspace / "graph" / "terms.yaml"
    sound = terms.read_text("utf-8")
    well = dated(server, "/claims")
    terms.write_text("terms: [", "utf-8")
    assert until(lambda: "has faults" in get(server, "/claims").text)
    assert get(server, "/claims", if_modified_since=well).status_code == 200
    date = dated(server, "/claims")
    troubled = get(server, "/claims").headers["etag"]
    terms.write_text(sound, "utf-8")
    assert until(lambda: "has faults" not in get(server, "/claims").text)
    assert get(server, "/claims", if_none_match=troubled, if_modified_since=NEW).status_code == 200
    assert get(server, "/claims", if_modified_since=date).status_code == 200
