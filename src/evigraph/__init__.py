"""evigraph traces every claim of a clinical review to the evidence behind it.

>>> import evigraph
>>> graph = evigraph.open()                                        # doctest: +SKIP
>>> graph.trace("EMD predicts poor blinatumomab response")         # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evigraph.version import __version__

if TYPE_CHECKING:
    from evigraph.api import Graph

__all__ = ["__version__", "open"]


def open(path: Path | str | None = None, *, store: str | None = None, timeout: float = 10) -> Graph:
    """The graph of the workspace at or above ``path``.

    Without a path: the workspace around the current folder, else the article that the
    package carries.  A changed workspace is checked and rebuilt first.  With ``store``, the
    address of a SPARQL 1.1 endpoint, that store is asked instead: it has ``timeout`` seconds for
    each request, the questions are still those of the workspace, and what needs the whole graph
    at hand (audit, impact, networks, exports) raises UsageError.

    Raises:
        UsageError: ``store`` is not an http or https address.
        WorkspaceError: ``path`` is not inside a workspace.
        RecordError: the workspace has faults; ``.findings`` lists them all.
    """
    from evigraph.api import Graph

    return Graph.open(path) if store is None else Graph.at(store, path, timeout)
