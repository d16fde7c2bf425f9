"""A workspace as the git repository around it kept it, without touching that repository."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from evigraph.errors import InputError
from evigraph.load.workspace import Workspace, package_data

_PARTS = ("graph", "queries", "references.bib")


def commit_of(workspace: Workspace, revision: str) -> str | None:
    """The hash of the commit that ``revision`` names, or None when the repository knows none.

    Raises:
        InputError: git is not installed, or the workspace lies in no repository.
    """
    _git(workspace, "rev-parse", "--git-dir")
    found = _run(workspace, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    name = found.stdout.decode("ascii", "replace").split()
    return name[-1] if found.returncode == 0 and name else None


def check_out(workspace: Workspace, revision: str, commit: str, folder: Path) -> Workspace:
    """Puts the workspace as it was at ``commit`` into ``folder``.

    Raises:
        InputError: that commit holds no workspace there, or git cannot read it.
    """
    inside = _git(workspace, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").strip("\n")
    tree = f"{commit}:{inside}"
    listed = _run(workspace, "ls-tree", "-z", "--full-tree", "--name-only", tree)
    names = listed.stdout.decode("utf-8", "replace").split("\0") if listed.returncode == 0 else []
    parts = [part for part in _PARTS if part in names]
    if not {"graph", "references.bib"} <= set(parts):
        where = f"in {inside.rstrip('/')}" if inside else "at its top"
        raise InputError(
            f"Revision {revision} holds no workspace {where}: graph/ and references.bib are not both there."
        )
    # From the top: `git archive` would take a path that it stands in for a part of the tree.
    top = Workspace(
        Path(_git(workspace, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").strip("\n"))
    )
    _unpack(_git(top, "archive", "--format=tar", tree, "--", *parts), folder)
    schema = folder / "graph" / "schema"
    schema.mkdir(parents=True, exist_ok=True)
    if workspace.carried:  # this checkout is evigraph's own: the schema comes from the package that runs
        for path in (package_data() / "graph" / "schema").iterdir():
            (schema / path.name).unlink(missing_ok=True)
    return Workspace(folder)


def _unpack(archive: bytes, folder: Path) -> None:
    """Writes the plain files of an archive; links and whatever leaves ``folder`` are left out."""
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            for member in tar:
                path = (folder / member.name).resolve()
                content = tar.extractfile(member) if member.isfile() else None
                if content is not None and path.is_relative_to(folder.resolve()):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content.read())
    except (tarfile.TarError, OSError) as error:
        raise InputError(f"The revision cannot be unpacked: {error}.") from None


def _git(workspace: Workspace, *arguments: str) -> bytes:
    done = _run(workspace, *arguments)
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[0].removeprefix("fatal: ") if said else "git gives no reason"
        raise InputError(f"{workspace.root} cannot be read with git: {reason}")
    return done.stdout


def _run(workspace: Workspace, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        command = ["git", "-C", str(workspace.root), *arguments]
        return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    except (OSError, ValueError) as error:
        what = "git is not installed" if isinstance(error, FileNotFoundError) else f"git cannot be run: {error}"
        raise InputError(f"{what}, so no revision can be read. Name a folder or an exported graph.") from None
