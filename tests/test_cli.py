"""The command line as people meet it: results, exit status, messages."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLAGSHIP = "emd-predicts-poor-blinatumomab-response"


def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from evigraph.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


def good(*arguments: str, cwd: Path = ROOT, **environment: str) -> str:
    result = run(*arguments, cwd=cwd, **environment)
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    return result.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The toy workspace, to be damaged."""
    folder = tmp_path / "work space é"
    shutil.copytree(ROOT / "tests/toy", folder)
    shutil.rmtree(folder / ".evigraph", ignore_errors=True)
    return folder


def test_help_names_every_command() -> None:
    text = good("--help")
    commands = ["bib", "build", "check", "coverage", "export", "find", "init", "list", "query", "show"]
    for command in [*commands, "stats", "trace", "view"]:
        assert f"\n  {command} " in text
        assert good(command, "--help")
    assert "evigraph, version" in good("--version")


def test_trace_by_identifier_and_by_words_is_the_same() -> None:
    named = good("trace", FLAGSHIP)
    assert named == good("trace", "EMD predicts poor blinatumomab response")
    for expected in ("RESTS ON  [5] Topp MS", "RESTS ON  [9] Aldoss I", "n = 36", "69%", "Wilson 95%, computed"):
        assert expected in named
    assert "efficacy.4.1" in named
    assert "TOWARDS THE THESIS" in named
    assert "car-t-better-than-bite-in-b-all" in named


def test_trace_json_carries_the_ladder() -> None:
    data = json.loads(good("trace", FLAGSHIP, "--format", "json"))
    assert data["id"] == f"molina-2021/claim/{FLAGSHIP}"
    assert data["certainty"] == "asserted"
    assert data["proposition"]["predicate"] == ["predicts poor response to"]
    assert [citation["numbers"] for citation in data["citations"]] == [[5], [9]]
    assert all(citation["rests_on"] for citation in data["citations"])
    cohort = data["citations"][0]["studies"][0]["cohorts"][0]
    assert cohort["n"] == 36
    remission = next(result for result in cohort["results"] if result["outcome"] == "complete remission")
    assert remission["as_printed"] == "69"
    assert 52 < remission["interval"]["low"] < 69 < remission["interval"]["high"] < 82
    assert data["towards_thesis"][-1]["id"].endswith("car-t-better-than-bite-in-b-all")


def test_trace_rows_have_one_width() -> None:
    rows = list(csv.reader(io.StringIO(good("trace", FLAGSHIP, "--format", "csv"))))
    assert len(rows) > 3
    assert {len(row) for row in rows} == {len(rows[0])}


def test_an_ambiguous_description_lists_candidates() -> None:
    result = run("trace", "CAR T cells")
    assert result.returncode == 3
    assert "Several claims match" in result.stderr
    assert result.stderr.count("molina-2021/claim/") > 2


def test_query_forms() -> None:
    sparql = "SELECT ?n ?key WHERE { ?e ev:number ?n ; ev:key ?key } ORDER BY ?n LIMIT 2"
    assert good("query", "-e", sparql) == "n\tkey\n1\tgaudichon-2019\n2\tdeangelo-2020\n"
    data = json.loads(good("query", "-e", sparql, "--format", "json"))
    assert data["head"] == {"vars": ["n", "key"]}
    assert data["results"]["bindings"][0]["n"]["datatype"].endswith("integer")
    assert good("query", "-e", sparql, "--format", "csv").startswith("n,key\n1,")
    assert "-----" in good("query", "-e", sparql, "--format", "table")
    assert good("query", "-e", "ASK { ?c a ev:Claim }") == "true\n"
    construct = "CONSTRUCT { ?e ev:number ?n } WHERE { ?e ev:number ?n ; ev:listedIn ?a }"
    assert good("query", "-e", construct, "--format", "nt").count("\n") == 52
    assert "ev:number" in good("query", "-e", construct)


def test_query_file_and_list(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(
        '#+ title: One entry\n#+ answers: "Entry {n} is {key}."\n'
        'SELECT ?n ?key WHERE { VALUES ?n { 1 } # @param reference "List number"\n'
        "?e <https://w3id.org/evigraph/ns#number> ?n ; <https://w3id.org/evigraph/ns#key> ?key }\n"
    )
    refused = run("query", str(path), "-p", "n=2")
    assert refused.returncode == 3
    assert "mine.rq:3: A parameter stands on a line of its own" in refused.stderr
    path.write_text(path.read_text().replace("{ VALUES", "{\nVALUES"))
    assert good("query", str(path), "-p", "n=9") == "n\tkey\n9\taldoss-2017\n"
    assert good("query", str(path), "-p", "n=aldoss-2017", "--words") == "Entry 9 is aldoss-2017.\n"
    listed = good("query", "--list").splitlines()
    assert len(listed) > 25


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("query",), 2, "--list lists the questions"),
        (("query", "no-such-question"), 3, "There is no question"),
        (("query", "what-a-claim-rest-on"), 3, "Did you mean 'what-a-claim-rests-on'?"),
        (("query", "what-a-claim-rests-on", "-p", "clam=x"), 3, "Did you mean 'claim'?"),
        (("query", "what-a-claim-rests-on", "-p", "claim"), 2, "KEY=VALUE"),
        (("query", "what-depends-on-a-reference", "-p", "reference=nine"), 3, "No reference has"),
        (("query", "what-a-claim-rests-on", "-p", "claim=no-such"), 3, "There is no claim 'no-such'"),
        (("query", "-e", "SELECT * WHERE { ?s ?p }"), 3, "Not valid SPARQL"),
        (("query", "-e", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), 3, "SERVICE is not allowed"),
        (("query", "-e", "SELECT * WHERE {" + "{" * 3000 + "}" * 3000 + "}"), 3, "nests"),
        (("query", "-e", "ASK {}", "--format", "xml"), 2, "Invalid value"),
        (("query", "-e", "SELECT ?s { ?s ?p ?o }", "--format", "ttl"), 2, "for CONSTRUCT"),
        (("query", "missing.rq"), 3, "missing.rq"),
        (("trace", "xyzzy plugh"), 3, "No claim is called"),
        (("show", "no-such-thing"), 3, "Nothing is called"),
        (("show", "<a b>"), 3, "Nothing is called"),
        (("list", "claims", "--where", "certanty=hedged"), 3, "Did you mean 'certainty'?"),
        (("-C", "/", "stats"), 3, "not inside a workspace"),
        (("-C", "/no/such/folder", "stats"), 3, "not a folder"),
        (("coverage", "--source", "/no/such/file"), 3, "/no/such/file"),
        (("frobnicate",), 2, "No such command"),
        (("export", "--format", "pdf"), 2, "Invalid value"),
        (("bib", "export", "--claim", "no such claim xyzzy"), 3, "No claim holds all the words"),
    ],
)
def test_wrong_use_is_one_clear_line(arguments: tuple[str, ...], status: int, says: str) -> None:
    result = run(*arguments)
    assert result.returncode == status, result.stderr
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_find_show_list_stats() -> None:
    hits = json.loads(good("find", "HSCT", "--format", "json"))
    assert {hit["kind"] for hit in hits} >= {"claim", "term"}
    assert any(hit["id"] == "term/allogeneic-hsct" for hit in hits)
    assert "ev:restsOn" in good("show", FLAGSHIP)
    assert "said by" in good("show", "topp-2014")
    hedged = good("list", "claims", "--certainty", "hedged").splitlines()
    every = good("list", "claims").splitlines()
    assert 1 < len(hedged) < len(every)
    assert len(good("list", "references").splitlines()) == 53
    assert len(good("list", "references", "--role", "guideline").splitlines()) == 2
    assert "NCT02435849" in good("list", "studies", "--therapy", "tisagenlecleucel")
    assert "term/cd19" in good("list", "terms", "--type", "Antigen")
    counts = dict(line.split("\t") for line in good("stats").splitlines())
    assert counts["references"] == "52"
    assert counts["works"] == "51"


def test_export_bib_view_write_files(tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    good("export", "--format", "graphml", "-o", str(path))
    assert ElementTree.parse(path).getroot().tag.endswith("graphml")  # noqa: S314 - our own output
    again = run("export", "--format", "graphml", "-o", str(path))
    assert again.returncode == 3
    assert "--force" in again.stderr
    good("export", "--format", "graphml", "-o", str(path), "--force")
    bibtex = good("bib", "export", "--claim", FLAGSHIP)
    assert bibtex.count("@article{") == 2
    assert good("bib", "export", "--claim", FLAGSHIP, "--format", "ris").count("ER  -") == 2
    assert [item["id"] for item in json.loads(good("bib", "export", "--claim", FLAGSHIP, "--format", "csl-json"))] == [
        "topp-2014",
        "aldoss-2017",
    ]
    good("view", "claim", FLAGSHIP, cwd=tmp_path, PYTHONPATH=str(ROOT / "src"))
    assert "<html" in (tmp_path / f"{FLAGSHIP}.html").read_text("utf-8")


def test_view_graph_draws_the_part_asked_for(tmp_path: Path) -> None:
    def drawn(*arguments: str) -> int:
        page = good("view", "graph", *arguments, "-o", "-")
        data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
        return len(data["nodes"])

    whole = drawn()
    assert drawn("--type", "claim") == 192 < whole
    assert 3 < drawn("--around", FLAGSHIP, "--hops", "1") < drawn("--around", FLAGSHIP) < whole
    one = drawn("--query", "what-a-claim-rests-on", "-p", f"claim={FLAGSHIP}")
    assert 3 < one < drawn("--query", "what-a-claim-rests-on", "-p", f"claim={FLAGSHIP}", "--hops", "1")
    good("view", "graph", "--type", "study", cwd=tmp_path, PYTHONPATH=str(ROOT / "src"))
    assert "<html" in (tmp_path / "graph.html").read_text("utf-8")
    for wrong, words in (
        (("--type", "clam"), "Did you mean"),
        (("--around", "nobody"), "Nothing is called"),
        (("-p", "claim=x"), "--query"),
        (("--hops", "2"), "--around"),
        (("--query", "what-a-claim-rests"), "what-a-claim-rests-on"),
    ):
        refused = run("view", "graph", *wrong, "-o", "-")
        assert refused.returncode in (2, 3) and words in refused.stderr and "Traceback" not in refused.stderr


def test_outside_any_workspace_the_carried_article_answers(tmp_path: Path) -> None:
    assert "RESTS ON  [5]" in good("trace", FLAGSHIP, cwd=tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache"))


NO_WORKSPACE = "No workspace here: answering from the article that evigraph carries (Molina & Shah 2021).\n"


def test_whose_article_answers_is_said_once_and_beside_the_answer(tmp_path: Path) -> None:
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    inside = run("query", "reference-list")
    outside = run("query", "reference-list", cwd=tmp_path, **cache)
    assert inside.stderr == "" and outside.stderr == NO_WORKSPACE
    assert outside.stdout == inside.stdout
    assert run("-C", str(ROOT), "query", "reference-list", cwd=tmp_path, **cache).stderr == ""
    for arguments in (["stats"], ["check"], ["audit", "--fail-on", "none"], ["impact", "--without", "9"], ["build"]):
        assert run(*arguments, cwd=tmp_path, **cache).stderr.count(NO_WORKSPACE) == 1, arguments


def test_nothing_is_written_where_there_is_no_workspace(tmp_path: Path) -> None:
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    (tmp_path / "list.txt").write_text("10.1182/blood-2018-99-117408 2020-01-01\n", "utf-8")
    finding = "small-numbers." + 10 * "0"
    answer = ("answer", finding, "--decision", "explained", "--reason", "So.", "--who", "A. Reader")
    for arguments in (answer, ("standing", "list.txt", "--as-of", "2024-01-01")):
        refused = run(*arguments, cwd=tmp_path, **cache)
        assert (refused.returncode, refused.stdout) == (3, "")
        assert "evigraph init DIR" in refused.stderr and "-C DIR" in refused.stderr
    looked = run("standing", "list.txt", "--as-of", "2024-01-01", "--dry-run", cwd=tmp_path, **cache)
    assert looked.returncode == 0 and NO_WORKSPACE in looked.stderr
    assert not (ROOT / "graph/responses.yaml").exists() and not (ROOT / "graph/standing.yaml").exists()


def test_init_then_check_then_trace(tmp_path: Path) -> None:
    folder = tmp_path / "my review"
    good("init", str(folder))
    result = run("-C", str(folder), "check")
    assert (result.returncode, result.stdout) == (0, "")
    assert "0 to mend" in result.stderr
    assert "CLAIM" in good("-C", str(folder), "trace", good("-C", str(folder), "list", "claims").split()[7])
    refused = run("init", str(folder))
    assert refused.returncode == 3


def test_check_reports_all_faults_with_places(copy: Path) -> None:
    claims = sorted((copy / "graph/articles").rglob("claims/*.yaml"))[0]
    name = claims.relative_to(copy).as_posix()
    lines = claims.read_text("utf-8").splitlines()
    number = next(index for index, line in enumerate(lines, 1) if line.strip().startswith("certainty:"))
    lines[number - 1] = lines[number - 1].replace("certainty:", "certanty:")
    claims.write_text("\n".join(lines) + "\n", "utf-8")
    (copy / "references.bib").write_text(
        (copy / "references.bib").read_text("utf-8") + "\n@article{open,\n title={x},\n"
    )
    result = run("-C", str(copy), "check")
    assert result.returncode == 1
    assert f"{name}:{number}:" in result.stdout
    assert "Did you mean 'certainty'?" in result.stdout
    assert "references.bib:" in result.stdout
    rows = json.loads(run("-C", str(copy), "check", "--format", "json").stdout)
    assert {row["file"] for row in rows} >= {name, "references.bib"}
    built = run("-C", str(copy), "build")
    assert built.returncode == 3
    assert "unknown-key" in built.stderr
    asked = run("-C", str(copy), "stats")
    assert asked.returncode == 3
    assert asked.stdout == ""


def test_a_reader_that_leaves_early_is_not_an_error() -> None:
    command = f'"{sys.executable}" -c "from evigraph.cli import main; main()" list terms | head -1'
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert result.stderr == ""
    assert result.stdout.startswith("term\t")


def test_a_defect_of_ours_is_status_4_without_a_traceback() -> None:
    code = (
        "import sys, evigraph.cli\nm = sys.modules['evigraph.cli.main']\n"
        "def broken(*a, **k): raise ZeroDivisionError('boom')\n"
        "m.evigraph.main = broken\nm.main(['stats'])\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert result.returncode == 4
    assert "Internal error: ZeroDivisionError: boom" in result.stderr
    assert "Traceback" not in result.stderr


def test_data_is_never_markup(tmp_path: Path) -> None:
    assert "[/x]" in good("query", "-e", 'SELECT ("a [/x] [bold]b" AS ?v) {}', "--format", "table")
    assert good("query", "-e", 'SELECT ("=1+1" AS ?v) {}', "--format", "csv") == "v\n'=1+1\n"
    assert good("query", "-e", "SELECT (-1 AS ?v) {}", "--format", "csv") == "v\n-1\n"


def test_completion_knows_the_commands() -> None:
    words = good(_EVIGRAPH_COMPLETE="bash_complete", COMP_WORDS="evigraph tr", COMP_CWORD="1")
    assert words == "plain,trace\n"
    assert "_evigraph_completion" in good(_EVIGRAPH_COMPLETE="bash_source")


def test_nothing_is_colored_for_a_pipe() -> None:
    for arguments in (("--help",), ("trace", FLAGSHIP), ("query", "--list", "--format", "table")):
        assert "\x1b" not in good(*arguments, NO_COLOR="1", FORCE_COLOR="1")


def test_a_malformed_header_is_said_when_it_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text('#+ title: [open\n#+ answers: "{n}"\nSELECT (1 AS ?n) {}\n')
    assert good("query", str(path)) == "n\n1\n"
    result = run("query", str(path), "--words")
    assert result.returncode == 3
    assert "mine.rq" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe", "q.rq:1:1: question-not-utf8"),
        (b"SELECT ?c {\n ?c a \n", "q.rq: Not valid SPARQL (line 3"),
        (b'SELECT ?c {\nVALUES ?c { 1 } # @param integr "x"\n}', "Did you mean 'integer'?"),
        (b"SELECT ?c {\nVALUES ?c { 1 } # @param integer\n}", "q.rq:2: A parameter stands"),
        (b'SELECT ?c {\nVALUES ?c { "a}b" } # @param text "x"\n}', "q.rq:2: A parameter stands"),
        (
            b'SELECT ?c {\nVALUES ?c { 1 } # @param integer "x"\nVALUES ?c { 2 } # @param integer "x"\n}',
            "q.rq:3: The parameter 'c' stands here a second time",
        ),
    ],
)
def test_a_broken_question_file_is_said_with_its_line(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "q.rq"
    path.write_bytes(content)
    result = run("query", str(path))
    assert result.returncode == 3
    assert says in result.stderr
    assert result.stdout == ""


def test_a_mistyped_header_key_is_said(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text("#+ titel: x\nSELECT (1 AS ?n) {}\n")
    assert "Did you mean 'title'?" in run("query", str(path), "--words").stderr


def test_ctrl_c_ends_a_runaway_query() -> None:
    sparql = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    command = [sys.executable, "-c", "from evigraph.cli import main; main()", "query", "-e", sparql]
    with subprocess.Popen(command, cwd=ROOT) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(8)
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == -signal.SIGINT


def test_an_empty_answer_says_what_was_asked() -> None:
    result = run("query", "claims-by-certainty", "-p", "certainty=hegded")
    assert result.returncode == 0
    assert "No rows for certainty = hegded." in result.stderr


def test_a_fault_in_the_bibliography_is_not_buried(copy: Path) -> None:
    path = copy / "references.bib"
    text = path.read_text("utf-8")
    year = text.index("  year = {")
    comma = text.index("},\n", year)
    path.write_text(text[: comma + 1] + text[comma + 2 :], "utf-8")
    result = run("-C", str(copy), "check")
    assert result.returncode == 1
    assert result.stdout.count("\n") == 1
    assert "bib-missing-comma" in result.stdout
    studies = copy / "graph/studies.yaml"
    text = studies.read_text("utf-8")
    studies.write_text(text.replace("outcome: relapse,", "outcome: relaps,", 1), "utf-8")
    both = run("-C", str(copy), "check").stdout
    assert "bib-missing-comma" in both
    assert "Did you mean 'relapse'?" in both
