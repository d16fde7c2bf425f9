"""Tests marked ``article`` read the text of the article, which is not part of the repository.

EVIGRAPH_ARTICLE names the file.  Without it those tests are left out and their number is
said at the end; a name that leads to no file is an error, so that nothing passes unread.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from evigraph.read import read_text

VARIABLE = "EVIGRAPH_ARTICLE"
_LEFT_OUT = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_LEFT_OUT] = 0
    path = os.environ.get(VARIABLE)
    if path and not Path(path).is_file():
        raise pytest.UsageError(f"{VARIABLE} is '{path}', which is no file")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get(VARIABLE):
        return
    left_out = [item for item in items if item.get_closest_marker("article")]
    if left_out:
        config.stash[_LEFT_OUT] = len(left_out)
        items[:] = [item for item in items if not item.get_closest_marker("article")]
        config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):  # a worker of pytest-xdist tells the main process
        session.config.workeroutput[VARIABLE] = session.config.stash[_LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    if left_out := getattr(node, "workeroutput", {}).get(VARIABLE):
        node.config.stash[_LEFT_OUT] = left_out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left_out := config.stash[_LEFT_OUT]:
        terminalreporter.write_line(f"{left_out} tests of the article left out: {VARIABLE} is not set")


@pytest.fixture(scope="session")
def source() -> Path:
    """The file with the text of the article."""
    return Path(os.environ[VARIABLE])


@pytest.fixture(scope="session")
def text(source: Path) -> str:
    """The text of the article, as offsets count it."""
    text, findings = read_text(source, str(source), "source")
    assert text is not None, findings
    return text
