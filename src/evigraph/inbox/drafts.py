"""The drafts of the inbox as plain records, found by identifier and written back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from evigraph.errors import Ambiguous, NotFound, RecordError, did_you_mean
from evigraph.inbox.shape import faults_of, missing
from evigraph.ingest import FILES, written
from evigraph.ingest.known import INBOX
from evigraph.load.workspace import Workspace
from evigraph.read import Record, read_yaml

KINDS = {
    "article.yaml": "article",
    "references.yaml": "reference",
    "passages.yaml": "passage",
    "tables.yaml": "table",
    "claims.yaml": "claim",
    "studies.yaml": "study",
}
"""What a record of each file is called."""


@dataclass
class Draft:
    """A record with its ``draft``; changing ``record`` changes what :meth:`Article.text` writes."""

    kind: str
    file: str
    record: dict[str, Any]

    @property
    def id(self) -> str:
        """Its identifier: ``lee-2018/claim/results.1.2``."""
        return str(self.said.get("id", ""))

    @property
    def said(self) -> dict[str, Any]:
        """Its ``draft``: the rule, the confidence, the words it was read from, the state."""
        said: dict[str, Any] = self.record.setdefault("draft", {})
        return said

    @property
    def state(self) -> str:
        """``open``, ``accepted`` or ``rejected``."""
        return str(self.said.get("state", "open"))

    def decide(self, state: str, who: str, when: str, **more: str) -> None:
        """Note what was decided, by whom and when, in the place of what was before."""
        for key in ("reason", "became"):
            self.said.pop(key, None)
        self.said.update({"state": state, "who": who, "when": when, **{k: v for k, v in more.items() if v}})


def of_arm(cohort: Mapping[str, Any]) -> str:
    """What is put before the values of an arm; "" for all patients of a study."""
    return f"{cohort.get('label', '')}, " if cohort.get("subCohortOf") else ""


@dataclass
class Article:
    """The drafts of one article, file by file in their order."""

    name: str
    folder: Path
    drafts: dict[str, list[Draft]] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Draft]:
        """All drafts, in the order of the files."""
        return (draft for file in FILES for draft in self.drafts.get(file, ()))

    @property
    def about(self) -> Draft:
        """The draft of the article itself."""
        return self.drafts["article.yaml"][0]

    @cached_property
    def by_id(self) -> dict[str, list[Draft]]:
        """The drafts by identifier, which nothing changes: a table asks for thousands of them."""
        named: dict[str, list[Draft]] = {}
        for draft in self:
            named.setdefault(draft.id, []).append(draft)
        return named

    def text(self, file: str) -> str:
        """A file of the drafts as it shall be written: its first comment, and its records."""
        records = [draft.record for draft in self.drafts[file]]
        return self.heads[file] + written({FILES[file]: records[0] if file == "article.yaml" else records})

    def changes(self) -> dict[Path, tuple[bytes | None, bytes]]:
        """The files whose records are not as they were read; the others keep the form that a person gave them."""
        changed = [file for file, drafts in self.drafts.items() if _told(drafts) != self.read[file]]
        return {self.folder / file: (self.data[file], self.text(file).encode()) for file in changed}


@dataclass
class Inbox:
    """The articles of an inbox by ``names``; each is read when it is first asked for, and then ``loaded``."""

    workspace: Workspace
    names: tuple[str, ...]
    loaded: dict[str, Article] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Article]:
        """All articles."""
        return map(self.article, self.names)

    def article(self, name: str) -> Article:
        """The drafts of an article.

        Raises:
            NotFound: it is not in the inbox.
            RecordError: a file of it cannot be read.
        """
        if name not in self.names:
            hint = did_you_mean(name, self.names) or "`evigraph inbox list` shows what is there."
            raise NotFound(f"There is no article '{name}' in the inbox. {hint}")
        if name not in self.loaded:
            self.loaded[name] = _article(self.workspace.root / INBOX / name)
        return self.loaded[name]

    def find(self, name: str) -> tuple[Article, Draft]:
        """A draft by its identifier, or by the end of it where one draft only has it; an article by its name.

        Raises:
            NotFound: there is none; ``Ambiguous`` where there are several.
            RecordError: a file that is looked into cannot be read.
        """
        if name in self.names:
            return self.article(name), self.article(name).about
        first = name.partition("/")[0]
        articles = [self.article(first)] if first in self.names else list(self)
        found = [(each, draft) for each in articles for draft in each.by_id.get(name, ())] or [
            (each, draft) for each in articles for draft in each if draft.id.endswith(f"/{name}")
        ]
        if not found:
            known = [draft.id for each in articles for draft in each]
            hint = did_you_mean(name, known) or "`evigraph inbox show ARTICLE` lists them."
            raise NotFound(f"There is no draft '{name}' in the inbox. {hint}")
        if len(found) > 1:
            told = [(draft.id, str(draft.said.get("text", ""))[:80]) for _, draft in found]
            raise Ambiguous(f"Several drafts are called '{name}'.", told)
        return found[0]


def open_inbox(workspace: Workspace) -> Inbox:
    """The inbox of a workspace, which may be empty."""
    paths = [path for file in FILES for path in (workspace.root / INBOX).glob(f"*/{file}")]
    return Inbox(workspace, tuple(sorted({path.parent.name for path in paths if not path.parent.name.startswith(".")})))


def _article(folder: Path) -> Article:
    article, faults = Article(folder.name, folder), []
    for file, key in FILES.items():
        path = folder / file
        if not path.exists():
            faults += [missing(f"{INBOX}/{folder.name}/{file}")] if file == "article.yaml" else []
            continue
        data = path.read_bytes()
        tree, findings = read_yaml(path, f"{INBOX}/{folder.name}/{file}")
        shape = [] if tree is None else faults_of(tree, key, f"{INBOX}/{folder.name}/{file}")
        faults += findings or shape  # what cannot be read is not there to be judged
        if tree is None or shape:
            continue
        records = [tree[key]] if isinstance(tree[key], Record) else tree[key]
        article.drafts[file] = [Draft(KINDS[file], file, plain(each)) for each in records]
        article.heads[file] = _head(data.decode("utf-8", "replace"))
        article.data[file] = data
        article.read[file] = _told(article.drafts[file])
    if faults:
        raise RecordError(faults)
    return article


def _told(drafts: list[Draft]) -> str:
    return repr([draft.record for draft in drafts])


def plain(value: Any) -> Any:
    """A record as dictionaries, lists and strings."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value)


def _head(text: str) -> str:
    """The comments that a file begins with."""
    lines = text.splitlines(keepends=True)
    count = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:count])
