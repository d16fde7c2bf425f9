"""The questions as forms: what is asked, what is told when it cannot be, and the answer on the page."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from conftest import CHECKOUT
from evigraph.build import build
from evigraph.errors import NotFound, QueryError
from evigraph.load.workspace import Workspace
from evigraph.query import Dataset, Question, Table, questions, read_question, values_in
from evigraph.query.resolve import resolve
from evigraph.receipt import read_receipt, verify
from evigraph.serve.pages.addresses import ServerLinks
from evigraph.serve.pages.asked import asked
from evigraph.serve.pages.cells import MOST, TOLD_OF_MANY
from evigraph.serve.pages.figures import figures_of
from evigraph.serve.pages.live import live_page, site_of
from evigraph.serve.pages.options import options
from evigraph.serve.pages.questions import ALL, ORDER, OTHERS
from evigraph.serve.pages.sparql import marked
from evigraph.view.plots.svg import image_svg
from evigraph.view.receipt import receipt_page
from evigraph.view.site.pictures import drawing
from serving import Server, serving, until
from sitepages import Page
from test_argument import hostile
from test_queries import TOY

SHIPPED = {path.stem: read_question(path) for path in sorted((CHECKOUT / "queries").glob("*.rq"))}
COUNT = 56
PICTURES = 10
ATTACKS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='x", "{{ 7*7 }}", "\u202ex"]


@pytest.fixture(scope="module")
def whole(article: Dataset) -> Dataset:
    return article.in_memory()


@pytest.fixture(scope="module")
def small(toy: Dataset) -> Dataset:
    return toy.in_memory()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, toy: Dataset) -> Dataset:
    """The toy with questions of other forms, and two that cannot be read."""
    folder = tmp_path_factory.mktemp("own") / "workspace"
    shutil.copytree(toy.workspace.root, folder)
    for name, text in {
        "everything": "#+ group: Claims\nSELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o",
        "is-there": '#+ title: Is there one?\nASK { ?s a ev:Claim\n VALUES ?n { 1 } # @param integer "A number"\n}',
        "is-there-not": "ASK { ?s a ev:Nothing }",
        "made": "CONSTRUCT { ?c a ev:Claim } WHERE { ?c a ev:Claim }",
        "told": "DESCRIBE <https://toy.example/id/term/infection>",
        "broken": "#+ title: [\nSELECT * { ?s ?p ?o }",
        "unanswerable": "SELECT ?s { ?s ?p }",
        "prefixed": 'SELECT ?k {\n VALUES ?k { ev:Nothing } # @param term "The <b>kind</b>"\n ?k ?p ?o }',
        "texts": 'SELECT ?t ?u {\n VALUES ?t { "say \\"x\\"" "y" } # @param text "A text"\n BIND ("" AS ?u) }',
    }.items():
        (folder / "queries" / f"{name}.rq").write_text(text, "utf-8")
    return build(Workspace(folder)).dataset.in_memory()


def shown(dataset: Dataset, name: str, **fields: list[str] | str) -> tuple[str, int]:
    given = {key: [value] if isinstance(value, str) else value for key, value in fields.items()}
    return live_page(dataset, f"/question/{name}", given)


def rows_in(page: str) -> int:
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    return body[1].count("<tr>") if body else 0


def inputs(page: str) -> list[str]:
    """What stands in the fields of the form, filled or not."""
    return [html.unescape(value) for value in re.findall(r'<input id="field-[^>]*? value="([^"]*)"', page)]


def addresses(page: str) -> list[str]:
    return Page(page).hrefs


def answers(dataset: Dataset, address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return live_page(dataset, parts.path, parse_qs(parts.query))


def test_the_list_holds_every_question_once(small: Dataset) -> None:
    page, status = live_page(small, "/questions", {})
    known = questions(small.workspace)
    assert status == 200 and len(known) == COUNT + 1
    listed = [path.removeprefix("/question/") for path in addresses(page) if path.startswith("/question/")]
    assert sorted(listed) == sorted(known)
    groups = [html.unescape(group) for group in re.findall(r'<h2 id="group-\d+"[^>]*>(.*?)</h2>', page)]
    assert groups == [*ORDER, OTHERS]
    assert page.index(OTHERS) < page.index("The drugs of the review")


@pytest.mark.parametrize("question", SHIPPED.values(), ids=SHIPPED)
def test_every_question_stands_in_a_group(question: Question) -> None:
    assert question.group in ORDER


def test_a_question_that_cannot_be_read_is_told_among_the_others(own: Dataset) -> None:
    page, _ = live_page(own, "/questions", {})
    assert page.count('<p class="trouble"') == 1 and "broken.rq:" in page
    assert page.count("<li id=") == COUNT + 10
    with pytest.raises(QueryError, match=r"broken\.rq"):
        shown(own, "broken")
    with pytest.raises(QueryError, match=r"unanswerable\.rq: .*line 1"):
        shown(own, "unanswerable")
    claim = live_page(own, "/claim/toy-2024/tarpelimab-remission-rate-in-adults", {})
    assert claim[1] == 200, "other pages go on"


def test_every_question_opens_with_its_answer(whole: Dataset) -> None:
    assert len(SHIPPED) == COUNT
    for name, question in SHIPPED.items():
        page, status = shown(whole, name)
        expected = question.ask(whole)
        assert isinstance(expected, Table) and len(expected), name
        assert status == 200 and rows_in(page) == min(len(expected), MOST), name
        assert page.count("<th ") > 1 and "<script>" not in page
        for parameter in question.parameters:
            assert html.escape(parameter.about) in page
        told = re.findall(r'<ul class="sentences">(.*?)</ul>', page, re.DOTALL)[0].count("<li")
        assert told == (len(expected) if len(expected) <= 10 else TOLD_OF_MANY), name
        for meaning in re.findall(r'aria-describedby="(column-\d+)"', page):
            assert f'id="{meaning}"' in page


def test_what_people_type_is_understood(small: Dataset) -> None:
    """Names, synonyms, identifiers, keys and headings; the page then shows the shortest name of each."""
    assert len(TOY) == 26
    for name, values in TOY.items():
        page, status = shown(small, name, **values)
        expected = SHIPPED[name].ask(small, values)
        assert isinstance(expected, Table)
        assert (status, rows_in(page)) == (200, len(expected)), name
    assert inputs(shown(small, "claims-about-an-outcome", asked="RFS")[0])[0] == "relapse-free-survival"
    assert inputs(shown(small, "what-depends-on-a-reference", reference="brandt-2018")[0])[0] == "3"
    assert inputs(shown(small, "claims-of-a-section", section=" Harms and practicalities ")[0])[0] == "harms"
    claim = "toy-2024/claim/tarpelimab-remission-rate-in-adults"
    assert inputs(shown(small, "path-to-the-thesis", claim=claim)[0])[0] == "tarpelimab-remission-rate-in-adults"


def test_every_choice_is_understood(small: Dataset) -> None:
    site, asked_for = site_of(small), 0
    for kind in ("term", "therapy", "outcome", "claim", "study", "section", "reference"):
        for option in options(site, kind):
            term = resolve(small, kind, option.value)
            assert values_in(term) == [option.value if kind == "reference" else option.node]
            asked_for += 1
            if kind not in ("claim", "reference"):
                assert resolve(small, kind, f" {option.label.upper()} ") == term
    assert asked_for > 80


def test_several_values_are_asked_at_once(whole: Dataset) -> None:
    one, other = (shown(whole, "results-of-an-outcome", asked=value)[0] for value in ("os", "relapse"))
    both = shown(whole, "results-of-an-outcome", asked=["overall survival", "relapse"])[0]
    assert rows_in(both) == rows_in(one) + rows_in(other) > rows_in(one) > 0
    assert inputs(both) == ["overall-survival", "relapse", ""], "and room for one more"
    assert both.count('src="/api/pictures/forest/') == 2


def test_a_value_that_fits_nothing_loses_nothing(whole: Dataset) -> None:
    typed = ["survvival", "os", 'nothing like "this"']
    page, status = shown(whole, "results-of-an-outcome", asked=typed)
    assert status == 400 and rows_in(page) == 0
    assert inputs(page)[:3] == ["survvival", "overall-survival", 'nothing like "this"']
    fields = re.findall(r'<input id="field-[^>]*aria-invalid="true"[^>]*>', page)
    assert len(fields) == 2
    for field in fields:
        described = re.search(r'aria-describedby="([^"]+)"', field)
        assert described and f'id="{described[1]}"' in page
    assert "There is no outcome &#39;survvival&#39;" in page
    near = [address for address in addresses(page) if address.startswith("/question/results-of-an-outcome?")]
    assert "/question/results-of-an-outcome?asked=overall-survival&asked=os&asked=nothing+like+%22this%22" in near


@pytest.mark.parametrize(
    ("name", "field", "value", "message"),
    [
        ("table-as-printed", "number", "two", "takes a whole number, not"),
        ("what-depends-on-a-reference", "reference", "999", "There is no reference"),
        ("what-depends-on-a-reference", "reference", "nobody-1900", "No reference has the list number"),
        ("what-a-claim-rests-on", "claim", "emd", "There is no claim"),
        ("said-about", "topc", "relapse", "Did you mean &#39;topic&#39;?"),
        ("reference-list", "topic", "relapse", "It has none."),
    ],
)
def test_what_is_wrong_is_said(whole: Dataset, name: str, field: str, value: str, message: str) -> None:
    page, status = shown(whole, name, **{field: value})
    assert status == 400 and message in page and "<table" not in page
    near = [address for address in addresses(page) if f"{field}=" in address]
    assert all(answers(whole, address)[1] == 200 for address in near)
    assert bool(near) == (value == "emd")


def test_an_example_of_another_article_is_told(small: Dataset) -> None:
    page, status = shown(small, "what-a-claim-rests-on")
    assert status == 200 and "is not in this graph" in page and "belongs to another article" in page
    assert "molina-2021/claim/emd-predicts-poor-blinatumomab-response" in page
    assert inputs(page) == [""]
    examples = [address for address in addresses(page) if address.startswith("/question/what-a-claim-rests-on?claim=")]
    assert len(examples) == 3 and all(answers(small, address)[1] == 200 for address in examples)
    page, status = shown(small, "works-of-an-author", family_name="Nobody")
    assert status == 200 and "holds nothing that answers it for" in page and "Nobody" in page


def test_the_lasting_address_names_every_value(whole: Dataset) -> None:
    for name in ("said-about", "what-a-claim-rests-on", "claims-by-certainty", "table-as-printed", "reference-list"):
        page, _ = shown(whole, name)
        link = re.search(r'<a href="([^"]*)">Link to this answer</a>', page)
        assert link
        lasting = html.unescape(link[1])
        assert set(parse_qs(urlsplit(lasting).query)) == {each.name for each in SHIPPED[name].parameters}
        again, status = answers(whole, lasting)
        assert (status, rows_in(again)) == (200, rows_in(page))


def test_the_query_is_shown_as_it_was_asked(whole: Dataset) -> None:
    fields = {"topic": ["CRS", 'a"b']}
    page, _ = shown(whole, "said-about", topic="CRS")
    code = re.search(r"<code>(.*?)</code>", page, re.DOTALL)
    assert code
    text = html.unescape(re.sub(r"</?span[^>]*>", "", code[1]))
    assert text == SHIPPED["said-about"].bind(whole, {"topic": fields["topic"][0]})
    editor = next(address for address in addresses(page) if address.startswith("/ask?"))
    assert parse_qs(urlsplit(editor).query)["query"] == [text]
    for question in SHIPPED.values():
        pieces = list(marked(question.sparql))
        assert "".join(piece for _, piece in pieces) == question.sparql
        assert {kind for kind, _ in pieces} >= {"comment", "iri", "variable", "word", "name"}


def test_names_lead_to_pages_and_identifiers_are_not_in_the_way(whole: Dataset) -> None:
    page, _ = shown(whole, "what-a-claim-rests-on")
    heads = [html.unescape(head) for head in re.findall(r"<th [^>]*>(.*?)</th>", page)]
    assert heads == ["Statement", "Reference", "Title", "Year", "Role", "Study name", "Cohort name", "N"]
    found = addresses(page)
    for address in ("/reference/aldoss-2017", "/claim/molina-2021/emd-predicts-poor-blinatumomab-response"):
        assert address in found and live_page(whole, address, {})[1] == 200
    assert any(re.fullmatch(r"/study/[\w-]+#[\w.-]+", address) for address in found)
    assert '<td class="quiet" dir="auto">not stated</td>' in page
    printed = shown(whole, "table-as-printed")[0]
    assert printed.count('<a href="/reference/') > 60, "each number of a cluster"
    heads = re.findall(r"<th [^>]*>(.*?)</th>", printed)
    assert heads[-2:] == ["Table", "Cell"], "what only programs can use stands last"
    assert "not stated" not in printed and '<td class="quiet" dir="auto">none</td>' in printed
    outside = shown(whole, "terms-in-other-vocabularies")[0]
    assert outside.count('rel="noopener noreferrer"') >= 10


def test_long_answers_are_bounded_and_say_so(own: Dataset) -> None:
    total = len(list(own.store))
    page, _ = shown(own, "everything")
    assert rows_in(page) == MOST < total
    assert f"The first {MOST} of {total:,} rows" in page and f'<h2 id="answer">{total:,} rows</h2>' in page
    link = re.search(r'<a href="([^"]*)">Show all rows</a>', page)
    assert link and ALL in link[1]
    whole, _ = answers(own, html.unescape(link[1]))
    assert rows_in(whole) == total and "Show all rows" not in whole


def test_other_forms_of_answers(own: Dataset) -> None:
    page, _ = shown(own, "is-there")
    assert '<h2 id="answer">Yes</h2>' in page and "<table" not in page and "format=json" in page
    assert '<h2 id="answer">No</h2>' in shown(own, "is-there-not")[0]
    page, _ = shown(own, "made")
    assert rows_in(page) == len(site_of(own).claims.by_id) and "Turtle" in page and "ev:Claim" in page
    assert rows_in(shown(own, "told")[0]) > 3
    page, _ = shown(own, "texts")
    assert inputs(page) == ['say "x"', "y", ""] and rows_in(page) == 2
    page, status = shown(own, "prefixed")
    assert status == 200 and "is not in this graph" in page and "The &lt;b&gt;kind&lt;/b&gt;" in page
    with pytest.raises(NotFound, match="Did you mean 'made'"):
        shown(own, "mdae")


def test_every_named_picture_exists(whole: Dataset) -> None:
    site, named = site_of(whole), 0
    for question in SHIPPED.values():
        if not question.picture:
            continue
        found = figures_of(site, ServerLinks(), asked(site, question, {}))
        assert len(found) == 1, question.name
        for figure in found:
            if figure.image:
                assert drawing(site, figure.image.removeprefix("/api/pictures/")) and figure.alt
            else:
                assert figure.element and "<svg" in figure.element
            assert live_page(whole, figure.more.partition("#")[0], {})[1] == 200
        named += 1
    assert named == PICTURES


def test_a_picture_follows_the_colors_of_the_page(whole: Dataset) -> None:
    view = drawing(site_of(whole), "forest/relapse")
    assert view
    svg = image_svg(view.drawing).decode()
    assert svg == image_svg(view.drawing).decode()
    assert "prefers-color-scheme: dark" in svg and 'class="f-ink"' in svg
    assert "<a " not in svg and "style=" not in svg and "<style>" in svg


def test_nothing_hostile_reaches_a_page_unescaped(toy: Dataset) -> None:
    dataset = hostile(toy)
    pages = 0
    for name, question in SHIPPED.items():
        tried = [{}, *({p.name: [attack]} for p in question.parameters for attack in ATTACKS), {ATTACKS[0]: ["x"]}]
        values = TOY.get(name)
        if values and not {"RFS", "disease control", "TARN-1 trial", "high disease activity"} & set(values.values()):
            tried.append({key: [value] for key, value in values.items()})
        for fields in tried:
            page, status = live_page(dataset, f"/question/{name}", fields)
            parsed = Page(page)
            assert status in (200, 400)
            assert not [key for key in parsed.attributes if key.startswith("on") or key in ("style", "srcdoc")]
            assert {kind for kind, text in parsed.inline if text.strip()} <= {"application/ld+json"}
            assert all(source.startswith(("/assets/", "/api/pictures/")) for source in parsed.sources)
            assert all(address.startswith(("/", "#", "https://", "http://")) for address in parsed.hrefs)
            assert not re.search("[\u0000-\u0008]", page)
            pages += 1
    assert pages > 200


@pytest.mark.parametrize("key", ["group", "picture"])
def test_a_header_with_a_list_for_a_text_is_refused(tmp_path: Path, key: str) -> None:
    path = tmp_path / "x.rq"
    path.write_text(f"#+ {key}: [a, b]\nSELECT ?s {{ ?s ?p ?o }}", "utf-8")
    with pytest.raises(QueryError, match=f"'{key}' must be one line"):
        _ = read_question(path).title


def test_values_are_read_from_terms() -> None:
    assert values_in('<http://a/b> "say \\"x\\"" 9 "7"^^<http://c> ev:x') == ["http://a/b", 'say "x"', "9", "7", "ev:x"]
    assert values_in("") == []


def test_names_that_several_share_are_not_guessed(toy: Dataset) -> None:
    import pyoxigraph as ox

    dataset = toy.in_memory()
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
    for term in ("infection", "children"):
        dataset.store.add(ox.Quad(ox.NamedNode(f"{dataset.base}term/{term}"), label, ox.Literal("Both")))
    with pytest.raises(NotFound, match="names several: term/children, term/infection"):
        resolve(dataset, "term", "both")
    assert resolve(dataset, "section", "harms and PRACTICALITIES").endswith("/section/harms>")
    assert values_in(resolve(dataset, "reference", "brandt-2018")) == ["3"]
    assert values_in(resolve(dataset, "reference", "work/brandt-2018")) == ["3", "9"], "listed twice"


@pytest.fixture(scope="module")
def server(toy: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("questions") / "workspace"
    shutil.copytree(toy.workspace.root, folder)
    with serving(folder, "--workers", "1", log=folder.parent / "log") as running:
        yield running


def test_pages_files_and_receipts_are_served(server: Server, tmp_path: Path, small: Dataset) -> None:
    with server.client(headers={"accept": "text/html"}) as client:
        for target, status in (
            ("/questions", 200),
            ("/question/reference-list", 200),
            ("/question/nope", 404),
            ("/question/", 404),
            ("/question/said-about?topic=zzz", 400),
            ("/question/said-about?topic=%00", 400),
        ):
            answer = client.get(target)
            assert answer.status_code == status, target
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert client.get("/api/pictures/nope").status_code == 404
        page = client.get("/question/what-depends-on-a-reference?reference=1")
        files = re.findall(r'<a href="([^"]*)" download="([^"]*)"', page.text)
        assert [name.partition(".")[2] for _, name in files] == ["csv", "json", "receipt.html"]
        for address, _ in files:
            assert client.get(html.unescape(address)).status_code == 200
        rows = client.get(html.unescape(files[1][0])).json()["results"]["bindings"]
        assert len(rows) == rows_in(page.text)
        receipt = client.get(html.unescape(files[2][0]))
        assert receipt.headers["content-security-policy"] == "frame-ancestors 'none'"
        saved = tmp_path / "receipt.html"
        saved.write_bytes(receipt.content)
        document, text = read_receipt(saved)
        assert document["question"]["parameters"][0]["text"] == "1"
        assert all(outcome.holds for outcome in verify(document, small, text, receipt_page))
        data = client.get(html.unescape(files[2][0]), params={"reference": "1", "format": "jsonld"})
        assert json.loads(data.text)["answer"] == document["answer"]
        svg = client.get("/api/pictures/forest/complete-remission")
        assert svg.headers["content-type"] == "image/svg+xml" and svg.text.startswith("<?xml")
        assert client.get("/api/pictures/ages?format=csv").text.count("\n") > 3


def test_no_receipt_names_files_that_the_answer_was_not_made_from(toy: Dataset, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    shutil.copytree(toy.workspace.root, workspace)
    target = "/api/questions/reference-list/receipt"
    with serving(workspace, "--workers", "1", log=tmp_path / "log") as server, server.client() as client:
        assert client.get(target).status_code == 200
        (workspace / "graph" / "terms.yaml").write_text("- [", "utf-8")
        assert until(lambda: client.get(target).status_code == 409)
        assert "graph/terms.yaml:" in client.get(target).json()["detail"]
        assert client.get("/api/questions/reference-list").status_code == 200
