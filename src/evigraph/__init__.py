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


def open(path: Path | str | None = None) -> Graph:
    """The graph of the workspace at or above ``path``.

    Without a path: the workspace around the current folder, else the article that the
    package carries.  A changed workspace is checked and rebuilt first.

    Raises:
        WorkspaceError: ``path`` is not inside a workspace.
        RecordError: the workspace has faults; ``.findings`` lists them all.
    """
    from evigraph.api import Graph

    return Graph.open(path)
