"""Accepting and rejecting drafts: worked out, checked as a whole, then written together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from evigraph.bib import parse_bib
from evigraph.errors import Finding, InputError, Place, RecordError
from evigraph.inbox.curated import curated, with_more, with_works
from evigraph.inbox.drafts import Article, Draft, Inbox
from evigraph.inbox.edit import change
from evigraph.inbox.listing import settle
from evigraph.inbox.refused import Refused
from evigraph.inbox.trial import faults
from evigraph.ingest import written
from evigraph.ingest.sections import numbered, slug
from evigraph.load.schema import Schema, read_schema
from evigraph.load.workspace import Workspace
from evigraph.read import Record, parse_yaml, read_text, read_yaml
from evigraph.write import write_together

WHOLE = ("article", "reference", "passage", "table")
"""The kinds that are accepted with their article."""


@dataclass
class Decided:
    """What was decided: identifiers of drafts and what each became; files written; what is doubtful."""

    became: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


@dataclass
class _Names:
    """The identifiers of the claims that an article has, and how far each stem was counted."""

    taken: set[str]
    numbers: dict[str, int] = field(default_factory=dict)

    def free(self, wanted: str) -> str:
        """An identifier that no claim has."""
        return numbered(wanted, self.taken, self.numbers) if wanted in self.taken else wanted


@dataclass
class _Work:
    """What accepting comes to, before it is written; whatever claims are held against is read once for all of them.

    ``records`` are those to be put behind others, by file and key of their list.
    """

    workspace: Workspace
    who: str
    when: str
    files: dict[str, str] = field(default_factory=dict)
    records: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    origins: dict[str, list[str]] = field(default_factory=dict)
    became: dict[str, str] = field(default_factory=dict)
    names: dict[str, _Names] = field(default_factory=dict)
    works: dict[str, dict[str, str]] = field(default_factory=dict)

    @cached_property
    def schema(self) -> Schema:
        """The schema of the workspace."""
        return read_schema(self.workspace)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Key of an entry of the bibliography -> the work that it prints again; asked when all articles are in it.

        Raises:
            RecordError: the bibliography cannot be read.
        """
        entries, _ = parse_bib(self.text("references.bib"))
        return {entry.key: entry.fields["sameas"] for entry in entries if entry.fields.get("sameas")}

    def text(self, name: str) -> str:
        """A file of the workspace as it will be.

        Raises:
            RecordError: the file cannot be read.
        """
        return self.files[name] if name in self.files else self._now(name)

    def changes(self) -> dict[Path, tuple[bytes | None, bytes]]:
        """What each file holds and shall hold; bytes that stand in a file stay, its line ends count for what is new."""
        made: dict[Path, tuple[bytes | None, bytes]] = {}
        for name, text in self.files.items():
            path, now = self.workspace.root / name, self._now(name)
            old = path.read_bytes() if path.exists() else b""
            more = text.removeprefix(now) if text.startswith(now) else ""
            ends = "\r\n" if b"\r\n" in old else "\n"
            new = old + more.replace("\n", ends).encode() if more or text == now else text.encode()
            made[path] = (old if path.exists() else None, new)
        return made

    def _now(self, name: str) -> str:
        path = self.workspace.root / name
        if not path.exists():
            return ""
        text, faults = read_text(path, name)
        if text is None:
            raise RecordError(faults)
        return text


def accept(
    inbox: Inbox, names: Sequence[str], who: str, when: str, settings: Mapping[str, str] | None = None
) -> Decided:
    """Move drafts into the curated files, with their ``settings`` made first; all of them or none.

    An article brings its references, sentences and tables, but for those that were rejected.  ``when``
    is a date, 2024-05-01.

    Raises:
        InputError: a draft is decided already, lacks its label, or its article is not accepted yet.
        NotFound: there is no such draft.
        RecordError: the graph would have faults; they say how to mend them.
        WriteError: a file cannot be written; nothing is changed.
    """
    for name in names:
        _change_open(inbox.find(name)[1], settings or {})
    return decide(inbox, names, (), who, when)


def reject(inbox: Inbox, names: Sequence[str], who: str, when: str, reason: str = "") -> Decided:
    """Note that drafts are not wanted; they stay in the inbox.

    Raises:
        InputError: a draft was accepted, or the numbers of a list would no longer be right without it.
        NotFound: there is no such draft.
        WriteError: a file cannot be written; nothing is changed.
    """
    return decide(inbox, (), names, who, when, reason)


def decide(
    inbox: Inbox,
    accepted: Sequence[str],
    rejected: Sequence[str],
    who: str,
    when: str,
    reason: str = "",
    rows: Mapping[str, Place] | None = None,
) -> Decided:
    """Accept some drafts and reject others at once, and keep whatever was changed in the inbox; all or nothing.

    ``rows`` are the rows of a table in which drafts were decided on, by identifier; faults name them.

    Raises:
        InputError, NotFound, RecordError, WriteError: as for :func:`accept` and :func:`reject`.
    """
    work, refused = _Work(inbox.workspace, who, when), Refused(rows or {})
    for _, draft in map(inbox.find, rejected):
        with refused.of(draft):
            _reject(draft, who, when, reason)
            work.became[draft.id] = "rejected"
    chosen = {draft.id: (article, draft) for article, draft in map(inbox.find, accepted)}
    whole = {article.name for article, draft in chosen.values() if draft.kind == "article"}
    with_article = [draft for article, draft in chosen.values() if article.name in whole and draft.kind in WHOLE[1:]]
    for draft in with_article:
        draft.said["state"] = "open"  # also one that was rejected before
    for article, draft in sorted(chosen.values(), key=lambda pair: pair[1].kind != "article"):
        if draft not in with_article:
            with refused.of(draft):
                _accept(work, article, draft)
    refused.tell()
    _put_behind(work)
    found = faults(inbox.workspace, work.files, work.origins, rows or {}) if work.files else []
    if errors := [finding for finding in found if finding.severity == "error"]:
        raise RecordError(errors)
    changes = work.changes()
    for article in inbox.loaded.values():
        changes |= article.changes()
    write_together(changes)
    return Decided(work.became, sorted(work.files), found)


def _accept(work: _Work, article: Article, draft: Draft) -> None:
    _change_open(draft, {})
    if draft.kind == "article":
        _accept_article(work, article)
    elif draft.kind in WHOLE:
        raise InputError(f"A {draft.kind} comes with its article: evigraph inbox accept {article.name}.")
    else:
        _accept_record(work, article, draft)


def _change_open(draft: Draft, settings: Mapping[str, str]) -> None:
    if draft.state == "accepted":
        raise InputError(f"{draft.id} was accepted on {draft.said.get('when')} by {draft.said.get('who')}.")
    change(draft, settings)


def _reject(draft: Draft, who: str, when: str, reason: str) -> None:
    if draft.state == "accepted":
        raise InputError(f"{draft.id} was accepted; change the curated record instead.")
    if draft.kind == "reference":
        raise InputError(f"{draft.id} has a number that the text cites; edit it instead.")
    draft.decide("rejected", who, when, reason=reason)


def _accept_article(work: _Work, article: Article) -> None:
    folder = f"graph/articles/{article.name}"
    if (work.workspace.root / folder / "article.yaml").exists():
        raise InputError(f"{folder}/article.yaml is there already.")
    listed = settle(article, work.text("references.bib")) if article.drafts.get("references.yaml") else None
    if listed and listed.text != work.text("references.bib"):
        work.files["references.bib"] = listed.text
    record = curated(article.about.record)
    if listed:
        record["references"] = listed.keys
    kept: dict[str, list[Draft]] = {"article.yaml": [article.about]}
    for file, kind in (("passages.yaml", "sentences"), ("tables.yaml", "tables")):
        kept[file] = [draft for draft in article.drafts.get(file, ()) if draft.state != "rejected"]
        if kept[file]:
            work.files[f"{folder}/{file}"] = written({kind: [curated(draft.record) for draft in kept[file]]})
    work.files[f"{folder}/article.yaml"] = written({"article": record})
    for file, drafts in kept.items():
        work.origins[f"{folder}/{file}"] = [draft.id for draft in drafts]
    for draft in article.drafts.get("references.yaml", ()):
        kept.setdefault("references.yaml", []).append(draft)
    for drafts in kept.values():
        for draft in drafts:
            draft.decide("accepted", work.who, work.when)
    if listed:
        for draft, key in zip(article.drafts["references.yaml"], listed.keys, strict=True):
            draft.said["became"] = key
    work.became[article.about.id] = folder


def _accept_record(work: _Work, article: Article, draft: Draft) -> None:
    """A claim or a study, put behind those that are there."""
    folder = f"graph/articles/{article.name}"
    if article.about.state != "accepted":
        raise InputError(f"Accept its article first: evigraph inbox accept {article.name}.")
    if not str(draft.record.get("label", "")).strip():
        raise InputError(f"{draft.id} has no label; word it yourself: --set label='...', or its column of a table.")
    record = with_works(curated(draft.record), _works(work, article), work.schema)
    if draft.kind == "claim":
        passage = str(next(iter(record.get("statedIn", [])), "notes.0.0"))
        file, key = f"{folder}/claims/{passage.rsplit('.', 2)[0]}.yaml", "claims"
        names = _names(work, folder)
    else:
        file, key, names = "graph/studies.yaml", "studies", _Names(set())
    identifier = str(record.get("id") or names.free(slug(record["label"]) or "claim"))
    names.taken.add(identifier)
    first = {"id": identifier, "label": record["label"]}
    record = first | {name: value for name, value in record.items() if name not in first}
    work.records.setdefault((file, key), []).append(record)
    work.origins.setdefault(file, []).append(draft.id)
    draft.record["id"] = identifier
    became = f"{article.name}/claim/{identifier}" if draft.kind == "claim" else f"study/{identifier}"
    draft.decide("accepted", work.who, work.when, became=became)
    work.became[draft.id] = became


def _put_behind(work: _Work) -> None:
    """The files with their new records, each of them made once.

    Raises:
        RecordError: a file cannot be read, or not with records behind its list, as one in brackets.
    """
    for (file, key), records in work.records.items():
        text = with_more(work.text(file), key, records, file)
        tree, found = parse_yaml(text, file)
        if tree is None:
            raise RecordError(found)
        work.files[file] = text


def _names(work: _Work, folder: str) -> _Names:
    """The identifiers of the claims that an article has, with those accepted before."""
    if folder not in work.names:
        taken = set()
        for path in (work.workspace.root / folder / "claims").glob("*.yaml"):
            tree, _ = read_yaml(path, f"{folder}/claims/{path.name}")
            for record in tree.get("claims", []) if tree is not None else []:
                if isinstance(record, Record):
                    taken.add(str(record.get("id", "")))
        work.names[folder] = _Names(taken)
    return work.names[folder]


def _works(work: _Work, article: Article) -> dict[str, str]:
    """Key of a reference in the draft -> key of its work in the bibliography."""
    if article.name not in work.works:
        keys = work.works[article.name] = {}
        for draft in article.drafts.get("references.yaml", ()):
            became = str(draft.said.get("became", draft.record["key"]))
            keys[str(draft.record["key"])] = work.aliases.get(became, became)
    return work.works[article.name]
