"""The two built graphs that tests ask, and the option that rewrites golden files.

Both are built in temporary copies, so that no test writes into the checkout.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from evigraph.build import build
from evigraph.load.workspace import Workspace
from evigraph.query.dataset import Dataset

# Generated cases are the same in every run, so that a failure can be repeated; EVIGRAPH_EXPLORE=1 tries new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("explore" if os.environ.get("EVIGRAPH_EXPLORE") == "1" else "steady")

pytest_plugins = ["plugins.article", "plugins.noskip"]

TESTS = Path(__file__).resolve().parent
CHECKOUT = TESTS.parent


_MOST_PROCESSES = 8


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two processes for each core: tests wait for browsers and servers half of their time."""
    return min(2 * (os.cpu_count() or 1), _MOST_PROCESSES)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="rewrite the golden files from what is answered now")


@pytest.fixture(scope="session")
def regenerate(request: pytest.FixtureRequest) -> bool:
    """True when golden files are to be rewritten instead of compared."""
    return bool(request.config.getoption("--regenerate"))


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of the user that lasts as long as the tests."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The graph of the article that evigraph carries."""
    return built(CHECKOUT, tmp_path_factory.mktemp("article"))


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The graph of the miniature workspace in ``tests/toy``."""
    return built(TESTS / "toy", tmp_path_factory.mktemp("toy"))


def built(workspace: Path, folder: Path) -> Dataset:
    """The graph of a copy of ``workspace`` in ``folder``; warnings are faults here.

    The copy leaves the schema and the standard questions to the package, as every
    workspace does that is not the package's own.
    """
    shutil.copy(workspace / "references.bib", folder)
    shutil.copytree(
        workspace / "graph", folder / "graph", ignore=shutil.ignore_patterns("*.ttl", "*.jsonld", "records.yaml")
    )
    if workspace != CHECKOUT:
        shutil.copytree(workspace / "queries", folder / "queries")
    result = build(Workspace(folder))
    assert not result.warnings, "\n".join(str(finding) for finding in result.warnings)
    return result.dataset
