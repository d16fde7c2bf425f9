"""Does a receipt still hold against a workspace?  Nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from evigraph.errors import InputError, QueryError
from evigraph.query import questions
from evigraph.query.dataset import Dataset
from evigraph.receipt.answer import same
from evigraph.receipt.asked import Asked
from evigraph.receipt.document import content
from evigraph.receipt.files import files, graph
from evigraph.receipt.seal import digest, intact
from evigraph.version import __version__

_SHOWN = 5
Document = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """One thing that was verified: whether it holds (None: it cannot be told), and what was found."""

    name: str
    holds: bool | None
    message: str
    details: tuple[str, ...] = ()


def verify(
    document: Document, dataset: Dataset, page: str = "", draw: Callable[[Document], str] | None = None
) -> tuple[Outcome, ...]:
    """Everything a receipt says, compared with what ``dataset`` says now.

    ``draw`` makes the page of a receipt; with it, ``page`` must be the page that this data gives.
    """
    outcomes = [_seal(document), _version(document)]
    if page and draw is not None:
        outcomes.append(_page(document, page, draw))
    outcomes += [_files(document, dataset), _graph(document, dataset), *_content(document, dataset)]
    return tuple(outcomes)


def _seal(document: Document) -> Outcome:
    if intact(document):
        return Outcome("digest", True, "The data are as they were when the receipt was made.")
    message = "The data were changed after the receipt was made."
    return Outcome("digest", False, message, (f"named {document.get('id')}", f"is urn:sha256:{digest(document)}"))


def _version(document: Document) -> Outcome:
    """The version is what the receipt declares: no digest can prove which code made it."""
    said = _declared(document)
    if said == __version__:
        return Outcome("version", True, f"It says that evigraph {said} made it, and this is {said}.")
    known = f"It says that evigraph {said} made it" if said else "It does not say which version of evigraph made it"
    return Outcome("version", None, f"{known}; this is {__version__}, and whether that is so cannot be told.")


def _declared(document: Document) -> str:
    software = document.get("software")
    version = software.get("version") if isinstance(software, dict) else None
    return version if isinstance(version, str) else ""


def _page(document: Document, page: str, draw: Callable[[Document], str]) -> Outcome:
    version = _declared(document)
    if not version:
        return Outcome("page", False, "The data do not tell which version of evigraph drew the page.")
    if version != __version__:
        message = f"The page was drawn by evigraph {version}; this is {__version__}, which may draw it otherwise."
        return Outcome("page", None, message)
    try:
        same_page = draw(document) == page
    except InputError as error:
        return Outcome("page", False, str(error))
    if same_page:
        return Outcome("page", True, "The page shows what its data say, and nothing else.")
    return Outcome("page", False, "The page is not the one that its data give: it was changed after it was made.")


def _files(document: Document, dataset: Dataset) -> Outcome:
    before = {str(f.get("name")): f for f in _objects(document.get("files"))}
    asked = document.get("question")
    name = asked.get("name") if isinstance(asked, dict) else None
    path = questions(dataset.workspace).get(str(name))
    named = any(f.get("kind") == "question" for f in before.values())
    after = {f["name"]: f for f in files(dataset.workspace, path if named else None)}
    details = [f"changed: {name}" for name in sorted(before.keys() & after.keys()) if before[name] != after[name]]
    details += [f"missing: {name}" for name in sorted(before.keys() - after.keys())]
    details += [f"new: {name}" for name in sorted(after.keys() - before.keys())]
    if not details:
        return Outcome("files", True, f"All {len(after)} files it was made from are unchanged.")
    return Outcome(
        "files", False, f"Of the files it was made from, {len(details)} are not as they were.", tuple(details)
    )


def _graph(document: Document, dataset: Dataset) -> Outcome:
    if document.get("graph") == graph(dataset):
        return Outcome("graph", True, "The graph built from them is the same.")
    return Outcome("graph", False, "The graph built from them is another one.")


def _content(document: Document, dataset: Dataset) -> Iterator[Outcome]:
    names = ("answer", "evidence", "findings")
    try:
        now = content(dataset, Asked.from_dict(document.get("question")))
    except (InputError, QueryError) as error:
        yield from (Outcome(name, False, f"It cannot be asked again: {error}") for name in names)
        return
    yield _answer(document.get("answer"), now["answer"])
    parts = {
        part: same(_list(document.get(part)), now[part]) for part in ("articles", "claims", "references", "studies")
    }
    differ = {part: (len(gone), len(new)) for part, (gone, new) in parts.items() if gone or new}
    told = [f"{part}: {gone} gone or changed, {new} new or changed" for part, (gone, new) in differ.items()]
    words = "are as they were" if not told else "are not all as they were"
    yield Outcome("evidence", not told, f"The claims, references and studies it tells of {words}.", tuple(told))
    yield _findings(_list(document.get("findings")), now["findings"])


def _answer(before: Any, now: Document) -> Outcome:
    rows = _list(before.get("rows")) if isinstance(before, dict) else []
    if before == now:
        count = len(now["rows"])
        return Outcome(
            "answer", True, f"The question, asked again, gives the same {count} row{'' if count == 1 else 's'}."
        )
    gone, new = same([_cells(row) for row in rows], [_cells(row) for row in now["rows"]])
    details = [*(f"gone: {row}" for row in gone[:_SHOWN]), *(f"new: {row}" for row in new[:_SHOWN])]
    message = f"The question, asked again, gives other rows: {len(gone)} gone, {len(new)} new."
    if not details:
        message = "The question, asked again, gives the same rows in another order, or about other claims."
    return Outcome("answer", False, message, tuple(details))


def _findings(before: list[Any], now: list[Any]) -> Outcome:
    gone, new = same(before, now)
    if not gone and not new:
        count = len(now)
        return Outcome(
            "findings", True, f"The audit says the same about it ({count} finding{'' if count == 1 else 's'})."
        )
    lost, found = ([_object(text) for text in texts] for texts in (gone, new))
    stayed = {str(f.get("id")) for f in lost} & {str(f.get("id")) for f in found}
    details = [f"gone: {f.get('message', f)}" for f in lost if str(f.get("id")) not in stayed]
    details += [f"{'changed' if str(f.get('id')) in stayed else 'new'}: {f.get('message', f)}" for f in found]
    return Outcome("findings", False, f"The audit says something else about it: {len(details)} differ.", tuple(details))


def _cells(row: Any) -> Any:
    """The cells of a row in words, for a person who looks for what differs."""
    found = []
    for cell in _objects(row.get("bindings") if isinstance(row, dict) else None):
        value = cell.get("value")
        text = value.get("@value", value.get("id")) if isinstance(value, dict) else value
        found.append(f"{cell.get('variable')} {text}")
    return ", ".join(found)


def _object(text: str) -> dict[str, Any]:
    value = json.loads(text)
    return value if isinstance(value, dict) else {"message": text}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in _list(value) if isinstance(item, dict)]
