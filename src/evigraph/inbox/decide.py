"""Accepting and rejecting drafts: worked out, checked as a whole, then written together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from evigraph.errors import Finding, InputError, Place, RecordError
from evigraph.inbox.curated import curated, with_more, with_works
from evigraph.inbox.drafts import Article, Draft, Inbox
from evigraph.inbox.edit import change
from evigraph.inbox.listing import settle
from evigraph.inbox.refused import Refused
from evigraph.inbox.trial import faults
from evigraph.inbox.work import Names, Work
from evigraph.ingest import written
from evigraph.ingest.sections import slug
from evigraph.read import Record, parse_yaml, read_yaml
from evigraph.write import write_together

WHOLE = ("article", "reference", "passage", "table")
"""The kinds that are accepted with their article."""


@dataclass
class Decided:
    """What was decided: identifiers of drafts and what each became; files written; what is doubtful."""

    became: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


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
    return _decided(inbox, names, (), Work(inbox.workspace, who, when), settings=settings or {})


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
    return _decided(inbox, accepted, rejected, Work(inbox.workspace, who, when), reason, rows or {})


def _decided(
    inbox: Inbox,
    accepted: Sequence[str],
    rejected: Sequence[str],
    work: Work,
    reason: str = "",
    rows: Mapping[str, Place] = MappingProxyType({}),
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Decided:
    refused = Refused(rows)
    for _, draft in map(inbox.find, rejected):
        with refused.of(draft):
            _reject(draft, work.who, work.when, reason)
            work.became[draft.id] = "rejected"
    chosen = {draft.id: (article, draft) for article, draft in map(inbox.find, accepted)}
    whole = {article.name for article, draft in chosen.values() if draft.kind == "article"}
    for article, draft in chosen.values():
        if article.name in whole and draft.kind in WHOLE[1:]:
            with refused.of(draft):
                _change_open(draft, settings)
                draft.said["state"] = "open"  # it comes with its article, also where it was rejected before
    for article, draft in sorted(chosen.values(), key=lambda pair: pair[1].kind != "article"):
        if article.name not in whole or draft.kind not in WHOLE[1:]:
            with refused.of(draft, needs=None if article.about.state == "accepted" else article.about):
                _accept(work, article, draft, settings)
    refused.tell()
    _put_behind(work)
    found = faults(inbox.workspace, work.files, work.origins, rows) if work.files else []
    if errors := [finding for finding in found if finding.severity == "error"]:
        raise RecordError(errors)
    changes = work.changes()
    for article in inbox.loaded.values():
        changes |= article.changes()
    write_together(changes)
    return Decided(work.became, sorted(work.files), found)


def _accept(work: Work, article: Article, draft: Draft, settings: Mapping[str, str]) -> None:
    _change_open(draft, settings)
    if draft.kind == "article":
        _accept_article(work, article)
    elif draft.kind in WHOLE and article.about.state == "accepted":
        raise InputError(f"{draft.id} was left out when its article was accepted; write it into the curated file.")
    elif draft.kind in WHOLE:
        raise InputError(f"{draft.id} comes with its article: evigraph inbox accept {article.name}.")
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


def _accept_article(work: Work, article: Article) -> None:
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


def _accept_record(work: Work, article: Article, draft: Draft) -> None:
    """A claim or a study, put behind those that are there."""
    folder = f"graph/articles/{article.name}"
    if article.about.state != "accepted":
        raise InputError(f"Accept its article first: evigraph inbox accept {article.name}.")
    if not str(draft.record.get("label", "")).strip():
        raise InputError(f"{draft.id} has no label; word it yourself, in the table or with --set label='...'.")
    record = with_works(curated(draft.record), _works(work, article), work.schema)
    if draft.kind == "claim":
        passage = str(next(iter(record.get("statedIn", [])), "notes.0.0"))
        file, key = f"{folder}/claims/{passage.rsplit('.', 2)[0]}.yaml", "claims"
        names = _names(work, folder)
    else:
        file, key, names = "graph/studies.yaml", "studies", Names(set())
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


def _put_behind(work: Work) -> None:
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


def _names(work: Work, folder: str) -> Names:
    """The identifiers of the claims that an article has, with those accepted before."""
    if folder not in work.names:
        taken = set()
        for path in (work.workspace.root / folder / "claims").glob("*.yaml"):
            tree, _ = read_yaml(path, f"{folder}/claims/{path.name}")
            for record in tree.get("claims", []) if tree is not None else []:
                if isinstance(record, Record):
                    taken.add(str(record.get("id", "")))
        work.names[folder] = Names(taken)
    return work.names[folder]


def _works(work: Work, article: Article) -> dict[str, str]:
    """Key of a reference in the draft -> key of its work in the bibliography."""
    if article.name not in work.works:
        keys = work.works[article.name] = {}
        for draft in article.drafts.get("references.yaml", ()):
            became = str(draft.said.get("became", draft.record["key"]))
            keys[str(draft.record["key"])] = work.aliases.get(became, became)
    return work.works[article.name]
