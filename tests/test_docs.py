"""The documents are true: every command they show runs, and shows what they say."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from evigraph.cli.main import evigraph as group

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """The command with these arguments in ``folder``, with a cache of its own."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        [sys.executable, "-c", "from evigraph.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        check=False,
        timeout=120,
    )


def sessions() -> list[tuple[str, list[str]]]:
    """(command, shown output lines) for every ``$`` line of the README, in order."""
    found: list[tuple[str, list[str]]] = []
    for block in BLOCKS:
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif found and block.startswith("$ "):
                found[-1][1].append(line)
    return found


def test_every_command_of_the_readme_runs_and_shows_what_it_says(tmp_path: Path) -> None:
    ran = 0
    for command, shown in sessions():
        program, *arguments = shlex.split(command)
        assert program == "evigraph"
        result = run(arguments, tmp_path)
        assert result.returncode == 0, f"{command}\n{result.stderr}"
        pattern = "".join(".*\n?" if line == "..." else re.escape(line) + "\n" for line in shown)
        assert re.fullmatch(pattern, result.stdout, re.DOTALL), f"{command} prints\n{result.stdout}"
        ran += 1
    assert ran == README.count("\n$ ")
    assert ran >= 15
    assert (tmp_path / "graph.trig").stat().st_size > 100_000


def test_the_python_of_the_readme_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    result = subprocess.run(
        [sys.executable, "-c", code + "\nprint(type(network).__name__)"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=120,
    )
    assert (result.returncode, result.stdout) == (0, "MultiDiGraph\n"), result.stderr


def test_every_command_is_documented() -> None:
    for name in group.commands:
        assert re.search(rf"evigraph (-C \S+ )?{name}\b", README), f"README does not show {name}"


def test_set_up_commands_are_real() -> None:
    setup = "".join(block for block in BLOCKS if not block.startswith("$ "))
    targets = set(re.findall(r"^make (\w+)", setup, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert targets == {"demo", "test"}
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
    assert "make test" in (ROOT / ".ci/run").read_text("utf-8")


def test_links_between_documents_lead_somewhere() -> None:
    count = 0
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
            if not target.startswith(("http://", "https://", "mailto:")):
                assert (path.parent / target).exists(), f"{path.name} links to {target}"
                count += 1
    assert count > 8


def test_locks_hold_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert text.count("--hash=sha256:") > 50


def test_no_generated_file_is_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    assert {"/build/", ".evigraph/", "/.venv/"} <= set(ignored)


def test_the_commands_of_the_page_on_corpora_run(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "corpus.md").read_text("utf-8")
    (block,) = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    shown: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            shown.append((line[2:], []))
        else:
            shown[-1][1].append(line)
    for command, lines in shown:
        program, *arguments = shlex.split(command)
        assert program == "evigraph"
        result = run(arguments, tmp_path)
        assert result.returncode == (1 if "build" in arguments else 0), f"{command}\n{result.stderr}"
        pattern = "".join(".*\n?" if line == "..." else re.escape(line) + "\n" for line in lines)
        assert re.fullmatch(pattern, result.stdout, re.DOTALL), f"{command} prints\n{result.stdout}"
    assert len(shown) == 7
    assert (tmp_path / "toy-corpus.nq.gz").stat().st_size > 5_000


def test_the_python_of_the_page_on_articles_runs() -> None:
    page = (ROOT / "docs" / "ingest.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environment, check=False, timeout=60
    )
    assert result.returncode == 0, result.stderr
    assert "1 (1,) Shown at a meeting 1." in result.stdout
    assert "jats-missing-reference" in result.stdout


def test_the_commands_of_the_page_on_articles_run(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "ingest.md").read_text("utf-8")
    (block,) = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    printed = []
    for line in block.splitlines():
        program, *arguments = shlex.split(line.removeprefix("$ "))
        assert program == "evigraph"
        arguments = [str(ROOT / each) if each.startswith("tests/") else each for each in arguments]
        result = run(arguments, tmp_path)
        assert result.returncode == 0, f"{line}\n{result.stderr}"
        printed.append(result.stdout)
    assert len(printed) == 8
    assert "benefit.1.3 -> ostby-2023/claim/walking-early-helps-more-than-bed-rest" in printed[4]
    assert "0 to mend" in printed[7] or not printed[7]
