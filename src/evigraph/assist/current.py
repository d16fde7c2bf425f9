"""The newest sound graph of a workspace, looked for anew whenever something is asked."""

from __future__ import annotations

import threading

from evigraph.build import build
from evigraph.errors import EvigraphError, WorkspaceError
from evigraph.load.workspace import Workspace
from evigraph.query.dataset import Dataset


class Current:
    """Answers from the graph of the files as they are now; while these have faults, from the last one without."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._lock = threading.Lock()
        self._dataset: Dataset | None = None
        self._digest = ""
        self._faulty: tuple[str, EvigraphError] | None = None

    def graph(self) -> tuple[Dataset, str]:
        """The graph, and a notice when it is not that of the files as they are now.

        Raises:
            EvigraphError: the files have faults, and have had them from the start.
        """
        with self._lock:
            digest = self.workspace.digest()
            if self._dataset is None or digest != self._digest:
                if self._faulty is None or digest != self._faulty[0]:
                    self._build(digest)
            else:
                self._faulty = None
            if self._faulty is None and self._dataset is not None:
                return self._dataset, ""
            error = self._faulty[1] if self._faulty else WorkspaceError("There is no graph.")
            if self._dataset is None:
                raise error
            return self._dataset, (
                "The files of the workspace have faults now, so this is answered from the graph as it was before. "
                f"The faults: {error}"
            )

    def _build(self, digest: str) -> None:
        try:
            dataset = build(self.workspace).dataset
        except EvigraphError as error:
            self._faulty = (digest, error)
        except (OSError, ValueError, SyntaxError, RuntimeError) as error:
            self._faulty = (digest, WorkspaceError(f"The workspace cannot be read: {error}"))
        else:
            self._dataset = dataset.at_hand()
            self._digest, self._faulty = digest, None
