"""The page on serving is true: what it shows is answered so, what it lists is there, its limits are those kept."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from evigraph.serve import connections, guards, negotiate
from evigraph.serve.graph import Settings
from evigraph.serve.pages.live import OWN
from evigraph.serve.workers import Lanes
from evigraph.view.site.links import NODES
from evigraph.view.site.lists import LISTS
from serving import serving

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "serve.md").read_text("utf-8")


def test_its_commands_are_answered_as_it_shows(tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    (block,) = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    ran = 0
    with serving(Path(__file__).resolve().parent.parent, log=tmp_path / "log") as server:
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            arguments = shlex.split(command.replace("http://127.0.0.1:8000", server.address))
            assert arguments[0] == "curl"
            result = subprocess.run([curl, "-f", *arguments[1:]], capture_output=True, text=True, check=False)
            assert result.returncode == 0, command
            answer = result.stdout.replace("\r\n", "\n")
            assert answer == shown if shown != "...\n" else len(answer) > 50, command
            ran += 1
    assert ran == PAGE.count("\n$ ") == 5


def test_it_names_every_kind_of_page() -> None:
    named = set(re.findall(r"`/(\w+)", PAGE[: PAGE.index("## For programs")]))
    assert named >= {*LISTS, *NODES, *(name for name in OWN if name != "question"), "picture", "ask", "about"}


def test_its_limits_are_those_kept() -> None:
    settings, lanes = Settings(), Lanes(quick=1, slow=1)
    limits = PAGE[PAGE.index("## Limits") :]
    assert f"{settings.timeout:g} s (`--timeout`)" in limits
    assert settings.memory == 1 << 30 and "1 GiB" in limits
    assert f"{settings.rows:,}; {settings.size // 10**6} MB" in limits
    assert f"{guards.BODY_BYTES // 1000} kB, in {guards.BODY_SECONDS:g} s" in limits
    assert f"| {guards.LONGEST:,} characters | 414" in limits
    assert f"in `Accept` | {negotiate.MOST_RANGES} |" in limits
    assert f"| {connections.CONNECTIONS_EACH}, of all {connections.CONNECTIONS:,} | 429, 503" in limits
    assert f"| {guards.AT_ONCE}; clients take turns" in limits
    assert f"| {lanes.longest_wait:g} s | 503" in limits
